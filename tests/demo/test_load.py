"""Loading the demonstration: the same for a given day, whatever the day."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import func, select

from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db
from workspace.demo import operations
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupKind
from workspace.meetings.models import Attendance, Meeting, MeetingState
from workspace.meetings.queries import attendees_of, points_of
from workspace.minutes.models import Decision, DecisionEnd, Minutes, MinutesState
from workspace.notifications.models import Notice, Pace, Preference
from workspace.people.models import Centre, Person
from workspace.people.operations import check_password
from workspace.post import Letter, LetterState
from workspace.progress import operations as progress
from workspace.progress.models import Trace
from workspace.project.models import FederalProject, ProjectState
from workspace.running.pages import asked_in
from workspace.search import operations as search
from workspace.search.models import Findable, Kind

DAYS = [
    datetime(2026, 11, 22, 9, tzinfo=UTC),
    datetime(2027, 1, 2, 9, tzinfo=UTC),
    datetime(2028, 8, 10, 9, tzinfo=UTC),
]


def load():
    operations.load_demonstration("espace-federal", lambda step: None)
    db.session.flush()


def how_many(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def picture():
    """What the demonstration says, without the numbers of rows."""
    meetings = db.session.execute(
        select(Meeting.title, Meeting.starts_at, Meeting.state).order_by(Meeting.starts_at, Meeting.title)
    ).all()
    actions = db.session.execute(
        select(ActionItem.title, ActionItem.due_on, ActionItem.state, ActionItem.closed_on).order_by(ActionItem.title)
    ).all()
    decisions = db.session.execute(select(Decision.number, Decision.text).order_by(Decision.text)).all()
    return meetings, actions, decisions


def test_it_is_whole_whatever_the_day(demonstration_of_any_day):
    today = clock.today()
    assert how_many(Group, Group.kind == GroupKind.WORKING_GROUP) == 9
    assert how_many(Group, Group.kind != GroupKind.WORKING_GROUP) >= 5
    assert (how_many(Centre), how_many(Person) >= 140) == (30, True)
    project = db.session.scalars(select(FederalProject).where(FederalProject.state == ProjectState.CURRENT)).one()
    assert project.starts_on.year == today.year - 1, "today falls in its second year"
    led = groups.co_facilitations()
    alone = [group for group in groups.all_groups() if group.is_working_group and len(led[group.id]) < 2]
    assert len(alone) == 1, "one vacancy"
    assert set(db.session.scalars(select(ActionItem.state).distinct())) == set(ActionState)
    assert how_many(Minutes, Minutes.state == MinutesState.IN_REVIEW) >= 1
    assert how_many(Meeting, Meeting.state == MeetingState.HELD, Meeting.starts_at > clock.now()) == 0
    assert how_many(Meeting, Meeting.state == MeetingState.CALLED, Meeting.ends_at < clock.now()) == 0
    first = db.session.scalar(select(func.min(Meeting.starts_at)))
    assert clock.in_paris(first).date() >= max(project.starts_on, today - operations.HISTORY) - timedelta(days=7)
    assert how_many(Letter) > 0
    assert how_many(Attendance, Attendance.substitute_id.is_not(None)) == 1


def test_it_is_the_same_twice_on_a_day(undone, on_a_day):
    with on_a_day(DAYS[0]):
        first = picture()
    with time_machine.travel(DAYS[0], tick=False):
        load()
        assert picture() == first


def test_what_is_kept_beside_facts_is_what_they_say(demonstration):
    assert progress.differences() == []
    assert {kind: search.differences(kind) for kind in Kind} == dict.fromkeys(Kind, set())
    assert how_many(Trace) > 300
    assert how_many(Findable) > 1000


def test_its_accounts_open(demonstration):
    for name in operations.ACCOUNTS.values():
        assert check_password(f"{name}@example.org", "espace-federal") is not None, name


def test_some_heard_of_it_at_their_own_pace_and_a_letter_came_back(demonstration_of_any_day):
    assert set(db.session.scalars(select(Preference.pace))) == {Pace.DAILY, Pace.WEEKLY, Pace.NEVER}
    ines = db.session.scalars(select(Person.id).where(Person.email == "benevole@example.org")).one()
    minutes = (Notice.person_id == ines, Notice.kind == "minutes/minutes-published")
    unread = db.session.scalars(select(Notice.subject).where(*minutes, Notice.read_at.is_(None))).all()
    assert 0 < len(unread) < how_many(Notice, *minutes), "some were read"
    digest = db.session.scalars(select(Letter).where(Letter.kind == "notifications/digest")).one()
    assert [subject for subject in unread if subject not in digest.text] == []
    failed = db.session.scalars(select(Letter).where(Letter.state == LetterState.FAILED)).one()
    assert "User unknown" in failed.said


def test_something_runs_today_a_decision_was_replaced_and_one_comes_back(demonstration):
    running = (
        Meeting.state == MeetingState.CALLED,
        Meeting.starts_at <= clock.now(),
        Meeting.ends_at > clock.now(),
    )
    meeting = db.session.scalars(select(Meeting).where(*running)).one()
    assert meeting.group.slug == "bien-vieillir"
    attendees_of(meeting)  # they come along
    point = next(point for point in points_of(meeting) if "- [ ]" in point.notes)
    assert asked_in(point)[0].owner, "the line names somebody who is there"
    assert how_many(Decision, Decision.meeting_id == meeting.id) == 1
    assert how_many(Decision, Decision.ended_as == DecisionEnd.REPLACED) == 1
    assert how_many(Decision, Decision.review_on > clock.today()) == 1
