"""The demonstration N times as long: older copies of published meetings and of what hangs on them, nothing else."""

from sqlalchemy import func, select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import Base, db
from workspace.demo.growth import BACK, grow
from workspace.groups.models import Membership
from workspace.meetings.models import Attendance, Meeting, MeetingState
from workspace.minutes.models import Decision, Minutes
from workspace.minutes.operations import publish
from workspace.people.models import Person


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_published_meetings_are_copied_with_what_they_led_to(cast):
    make_held_meeting(cast)
    publish(db.session.scalars(select(Minutes)).one(), cast.alice)
    make_held_meeting(cast, cast.communication)
    make_meeting(cast.jeunesse)
    grow(3, lambda step: None)
    assert (count(Meeting), count(Minutes), count(Decision), count(ActionItem), count(Attendance)) == (5, 4, 4, 4, 8)
    assert count(Base.metadata.tables["action_owners"]) == 4


def test_a_copy_is_older_closed_and_has_numbers_of_its_own(cast):
    meeting = make_held_meeting(cast)
    publish(db.session.scalars(select(Minutes)).one(), cast.alice)
    db.session.flush()
    grow(2, lambda step: None)
    copy = db.session.scalars(select(Meeting).where(Meeting.id != meeting.id)).one()
    assert meeting.starts_at - copy.starts_at == BACK
    assert copy.uid != meeting.uid
    action = db.session.scalars(select(ActionItem).where(ActionItem.meeting_id == copy.id)).one()
    assert action.state is ActionState.DONE
    assert action.closed_on < clock.today()
    assert len(set(db.session.scalars(select(Minutes.number)))) == 2


def test_people_grow_slower(cast):
    people, memberships = count(Person), count(Membership)
    grow(9, lambda step: None)
    assert (count(Person), count(Membership)) == (people, memberships)
    grow(20, lambda step: None)
    assert (count(Person), count(Membership)) == (3 * people, 3 * memberships)


def test_what_comes_next_finds_a_free_id(cast):
    make_held_meeting(cast)
    publish(db.session.scalars(select(Minutes)).one(), cast.alice)
    grow(10, lambda step: None)
    make_meeting(cast.jeunesse, MeetingState.DRAFT)
    db.session.add(Person(first_name="Zoé", last_name="Zola"))
    db.session.flush()
