"""Recording an action on a point, and taking it back while nobody read it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.actions.scene import make_action
from tests.cast import make_meeting
from workspace import clock
from workspace.actions import operations, queries
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.refusals import Refused


def test_it_belongs_to_its_point_and_its_meeting(cast):
    meeting = make_meeting(cast.jeunesse, points=2)
    due_on = clock.today() + timedelta(days=3)
    late = operations.record_action(meeting.points[1], "Après", [], None, [])
    first = operations.record_action(meeting.points[0], "Avant", [cast.bob], due_on, [cast.items["o2-act1"]])
    assert queries.of_meeting(meeting.id) == [first, late]
    assert (first.group, first.state, first.published_at) == (cast.jeunesse, ActionState.TODO, None)


def test_what_is_published_is_never_taken_back(cast):
    draft, published = make_action(cast, published=False), make_action(cast)
    operations.remove_action(draft)
    with pytest.raises(Refused):
        operations.remove_action(published)
    assert db.session.scalars(select(ActionItem)).all() == [published]


def test_mine_are_the_open_ones_from_the_end_of_the_meeting_on(cast):
    running = make_meeting(cast.jeunesse, MeetingState.CALLED, days=0, hours=-1)
    held = make_meeting(cast.jeunesse, MeetingState.HELD, days=-7)
    make_action(cast, "En séance", meeting=running, published=False)
    make_action(cast, "Finie", state=ActionState.DONE)
    make_action(cast, "À une autre", owners=[cast.alice])
    make_action(cast, "Sans date", days=None)
    make_action(cast, "Plus tard", days=20)
    make_action(cast, "Close hier", days=2, meeting=held, published=False, owners=[cast.bob, cast.alice])
    assert [action.title for action in queries.mine(cast.bob)] == ["Close hier", "Plus tard", "Sans date"]


def test_counts_by_group_are_of_published_open_actions(cast):
    make_action(cast, days=-1)
    make_action(cast, days=0)
    make_action(cast, published=False)
    make_action(cast, state=ActionState.DONE, days=-3)
    make_action(cast, group=cast.communication, days=None)
    assert queries.counts_by_group() == {cast.jeunesse.id: (2, 1), cast.communication.id: (1, 0)}


def test_the_same_action_sent_twice_is_one(cast):
    (point, next_point), day = make_meeting(cast.jeunesse, points=2).points, clock.today()
    first = operations.record_action(point, "Écrire", [cast.bob], day, [])
    assert operations.record_action(point, "Écrire", [cast.bob], day, []) is first
    for owners, due_on in (([cast.alice], day), ([cast.bob], None), ([], day)):
        assert operations.record_action(point, "Écrire", owners, due_on, []) is not first
    assert operations.record_action(next_point, "Écrire", [cast.bob], day, []) is not first
    assert len(db.session.scalars(select(ActionItem)).all()) == 5
    undated = operations.record_action(point, "Lire", [], None, [])
    assert operations.record_action(point, "Lire", [], None, []) is undated
