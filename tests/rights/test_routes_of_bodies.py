"""Every route on the things of bodies: each character gets what the declared right says of that very thing.

The table of the house is about a working group, to which nobody from the board, the staff team or the partners
belongs. Here the things are theirs: a body's meetings, its published minutes, its decision, action, files, poll, event.
"""

import pytest
from flask_login import AnonymousUserMixin
from sqlalchemy import select

from tests.cast import make_meeting
from tests.events.scene import make_event
from tests.house.test_access_matrix import (  # noqa: F401 - fixtures
    MATRIX,
    WHO,
    address,
    ask,
    bare_refusals,
    cast,
    exact,
    no_press,
    undone,
)
from tests.minutes.scene import make_held_meeting
from workspace import access
from workspace.access import POLICY, Can, anyone, may
from workspace.actions.models import ActionItem
from workspace.agendas.models import ParkedPoint
from workspace.agendas.operations import park_point
from workspace.database import db
from workspace.events.models import Event
from workspace.files import operations as files
from workspace.files.models import File
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem, Meeting
from workspace.minutes import operations as minutes
from workspace.minutes import queries
from workspace.minutes.models import Decision, Minutes
from workspace.polls.models import DatePoll

BODIES = ("board", "team", "committee")
MODELS = (Group, Meeting, AgendaItem, Minutes, Decision, ActionItem, File, DatePoll, Event, ParkedPoint)
PARTS = {"number": 1, "form": "pdf", "kind": "csv"}  # of addresses, besides the thing

pytestmark = pytest.mark.usefixtures("bare_refusals")


@pytest.fixture(scope="module")
def places(cast):  # noqa: F811
    """Of each model, the things of bodies."""
    found = {model: [] for model in MODELS}
    for slug in BODIES:
        for thing in furnish(cast, cast.groups[slug]):
            found[type(thing)].append(thing)
    db.session.commit()
    return found


def furnish(cast, group):  # noqa: F811
    held, called = make_held_meeting(cast, group), make_meeting(group)
    published = minutes.publish(queries.of_meeting(held), cast.dora)
    poll = DatePoll(group=group, form_id=group.slug, title="Quand", minutes=60, closes_on=called.starts_at.date())
    file = files.add_file(group, held, cast.dora, "Plan.txt", "text/plain", b"Plan")
    db.session.add(poll)
    db.session.flush()
    action = db.session.scalars(select(ActionItem).where(ActionItem.meeting_id == held.id)).unique().one()
    decision, point = queries.decisions_of_meeting(held.id)[0], called.points[0]
    apart = (make_event(group), park_point(group, "Un point"))
    return (group, held, called, point, published, decision, action, file, poll, *apart)


# Views that apply a narrower right than the one that lets them begin.
NARROWER = {"events.show": Can.SEE_EVENT, "events.ask": Can.SEE_EVENT}
NOTES_TOO = {"running.follow"}  # whoever sees the meeting, if its notes are theirs to see as well


@pytest.mark.parametrize("model", MODELS)
def test_each_character_gets_what_the_right_says_of_a_body(app, ask, cast, places, model):  # noqa: F811
    asked = [(method, name) for method, name in MATRIX if app.view_functions[name].model is model]
    assert asked
    for thing in places[model]:
        for method, endpoint in asked:
            compare(app, ask, cast, thing, method, endpoint)


def compare(app, ask, cast, thing, method, endpoint):  # noqa: F811
    view = app.view_functions[endpoint]
    right = NARROWER.get(endpoint, view.permission)
    access.forget_standings()
    loaded = access.load(view.model, view.by, getattr(thing, view.by))
    url = address(app, method, endpoint, PARTS | {view.by: getattr(thing, view.by)})
    for who in WHO:
        person = cast.people[who] if who else AnonymousUserMixin()
        answer, refusal = ask(who, url, method), refused(person, right, loaded, method)
        if refusal:
            assert answer == refusal, (who, url)
        elif endpoint not in NOTES_TOO:  # 404: a body has no such page
            assert answer in (200, 303, 404, 409, 422), (who, url)


def refused(person, right, thing, method):
    """The status of a refusal; 0 when the right opens."""
    if not person.is_authenticated and anyone not in POLICY[right]:
        return 401 if method == "POST" else 303
    return 0 if may(person, right, thing) else 403
