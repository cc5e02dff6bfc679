"""Every kind of link that a page shows leads its reader somewhere, on the demonstration: never to a refusal."""

import contextvars
from collections import Counter
from urllib.parse import urlsplit

import pytest
from lxml import html
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from tests.browser import Client
from workspace.database import db
from workspace.people.models import Person

WHO = (
    "coanimation",
    "benevole",
    "salarie",
    "ca",
    "partenaire",
    "technique",
    "nouvelle",
)  # those who may not do everything
EXAMPLES = 2  # are followed, of each kind of link that each kind of page shows


def links(page):
    """Addresses and their paths."""
    found = {urlsplit(href) for href in html.fromstring(page).xpath("//a/@href") if href.startswith("/")}
    return sorted((one._replace(fragment="").geturl(), one.path) for one in found)


@pytest.mark.parametrize("who", WHO)
def test_no_link_leads_to_a_refusal(app, demonstration, who):
    reader = Client(app, db.session.scalars(select(Person).where(Person.email == f"{who}@example.org")).one())
    kinds = app.url_map.bind("localhost")

    def kind(path):
        try:
            return kinds.match(path)[0]
        except HTTPException:
            return path

    ahead, known, shown, refused = ["/mon-espace"], {"/mon-espace"}, Counter(), []
    while ahead:
        address = ahead.pop(0)
        answer = contextvars.Context().run(reader.http.get, address)
        if answer.status_code >= 400:
            refused.append((address, answer.status_code))
        elif answer.mimetype == "text/html" and answer.data:
            here = kind(urlsplit(address).path)
            for href, path in links(answer.data):
                leads = here, kind(path)
                if href not in known and shown[leads] < EXAMPLES:
                    shown[leads] += 1
                    known.add(href)
                    ahead.append(href)
        answer.close()
    assert len(known) > 20
    assert refused == []
