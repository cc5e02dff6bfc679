"""What several tests of joining do."""

import re

from sqlalchemy import func, select

from tests.browser import soup
from workspace.database import db
from workspace.groups.models import JoiningRule, Membership
from workspace.joining.models import JoinRequest
from workspace.post import Letter

ZOE = {"first_name": "Zoé", "last_name": "Zola", "email": "zoe@example.org", "centre": "", "status": "resident"}
LOOK = "Regardez vos e-mails"


def write_in(client, group="jeunesse", **changed):
    return client.post(f"/rejoindre/{group}", data=ZOE | changed)


def letters(kind=None):
    query = select(Letter).order_by(Letter.id)
    return db.session.scalars(query.where(Letter.kind == kind) if kind else query).all()


def link(kind="joining/confirm"):
    """Where the button of the last such letter leads, in its text and in its HTML."""
    last = letters(kind)[-1]
    in_text = re.search(r"http://localhost(/arrivee/\S+)", last.text)[1]
    assert soup_of(last.html).select_one("a.button")["href"] == f"http://localhost{in_text}"
    return in_text


def soup_of(html):
    class Answer:
        text = html

    return soup(Answer)


def memberships(group, person=None):
    query = select(func.count()).where(Membership.group_id == group.id, Membership.left_on.is_(None))
    return db.session.scalar(query.where(Membership.person_id == person.id) if person else query)


def on_request(cast):
    cast.jeunesse.joining_rule = JoiningRule.ON_REQUEST
    db.session.commit()


def asked(person):
    return db.session.scalars(select(JoinRequest).where(JoinRequest.person_id == person.id)).all()
