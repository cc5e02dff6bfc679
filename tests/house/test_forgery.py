"""No form of somebody else's site is believed."""

import re

import pytest
from sqlalchemy import select

from tests.browser import HX, soup
from workspace.database import db
from workspace.groups.models import Membership

JOIN = "/groupes/communication/rejoindre"


@pytest.fixture(autouse=True)
def protected(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def belongs(person, group):
    wanted = select(Membership.id).where(Membership.person_id == person.id, Membership.group_id == group.id)
    return db.session.scalar(wanted) is not None


@pytest.mark.parametrize("token", [None, "forged", "ImFiYyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_without_its_token_a_form_is_refused_in_french(client_of, cast, token):
    answer = client_of("bob").post(JOIN, data={"csrf_token": token} if token else {})
    assert answer.status_code == 400
    assert "rechargez-la" in answer.text
    assert not belongs(cast.bob, cast.communication)


def test_the_token_of_the_page_opens(client_of, cast):
    bob = client_of("bob")
    token = soup(bob.get("/groupes/communication")).find("input", attrs={"name": "csrf_token"})["value"]
    assert bob.post(JOIN, data={"csrf_token": token}).status_code == 303
    assert belongs(cast.bob, cast.communication)


def test_htmx_sends_the_token_of_the_body(client_of, cast):
    bob = client_of("bob")
    body = bob.get("/groupes/communication").text
    token = re.search(r'X-CSRFToken": "([^"]+)"', body)[1]
    assert bob.post(JOIN, headers=HX).status_code == 400
    assert bob.post(JOIN, headers=HX | {"X-CSRFToken": token}).status_code in (200, 303)
    assert belongs(cast.bob, cast.communication)


def test_somebody_elses_token_does_not(client_of, cast):
    theirs = soup(client_of("carl").get("/groupes/communication")).find("input", attrs={"name": "csrf_token"})["value"]
    assert client_of("bob").post(JOIN, data={"csrf_token": theirs}).status_code == 400
