"""Statements built once per process: what changes from one call to the next is never kept in them."""

import pytest
from sqlalchemy import Select, select

from tests.cast import make_meeting
from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import Group
from workspace.meetings.models import Meeting
from workspace.meetings.queries import calling


@prepared
def named(ids, *, newest_first=False) -> Select[int]:
    return select(Group.id).where(Group.id.in_(ids)).order_by(Group.id.desc() if newest_first else Group.id)


def test_each_call_brings_its_own_values(cast):
    one, two = sorted((cast.jeunesse.id, cast.communication.id))
    asked = [db.session.scalars(*named(ids)).all() for ids in ([one], {one, two}, frozenset())]
    assert asked == [[one], [one, two], []]


def test_it_is_built_once_for_each_choice():
    (first, _), (again, _), (other, _) = named([1]), named([2]), named([1], newest_first=True)
    assert first is again
    assert other is not first


def test_a_list_is_found_where_a_rule_puts_it_twice(cast):
    meeting = make_meeting(cast.jeunesse)
    asked = prepared(lambda ids: select(Meeting.id).where(calling(ids)))
    assert db.session.scalars(*asked({meeting.group_id})).all() == [meeting.id]


@pytest.mark.parametrize("instant", [clock.now, clock.today])
def test_a_date_that_would_stay_that_of_the_first_use_is_refused(instant):
    asked = prepared(lambda: select(Meeting.id).where(Meeting.starts_at > instant()))
    with pytest.raises(RuntimeError, match="first use"):
        asked()


def test_a_missing_value_is_said_at_once():
    with pytest.raises(ValueError, match="shorter"):
        named()
