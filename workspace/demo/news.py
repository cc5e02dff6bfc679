"""What the demonstration's people hear of: choices, notices read or not, a digest, a letter that did not arrive."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from workspace import clock, post
from workspace.database import db
from workspace.followup import operations as followup
from workspace.groups.models import Group
from workspace.meetings.models import Meeting
from workspace.minutes.models import Minutes, MinutesState
from workspace.notifications.letters import FOLLOWED
from workspace.notifications.models import Notice, Pace
from workspace.notifications.operations import choose_pace
from workspace.people.models import Person
from workspace.post import Letter, LetterState

CHOICES = (  # who, of which group, what, how often
    ("volunteer", "jeunesse", "minutes/minutes-published", Pace.DAILY),
    ("volunteer", "gouvernance-participative", "minutes/minutes-published", Pace.DAILY),
    ("employee", "jeunesse", "polls/poll-reminder", Pace.NEVER),
    ("co_facilitator", "jeunesse", "groups/member-joined", Pace.WEEKLY),
    ("co_facilitator", "jeunesse", "minutes/minutes-published", Pace.NEVER),
    ("board", "jeunesse", FOLLOWED, Pace.DAILY),
    ("board", "bien-vieillir", FOLLOWED, Pace.WEEKLY),
)
TOLD = timedelta(days=150)  # older minutes are not news
UNREAD = 2  # of each person, the last minutes; the others were opened the next day
UNKNOWN = "550 5.1.1 <…>: Recipient address rejected: User unknown in virtual mailbox table"


def choose_paces(people: Mapping[str, Person], groups: Mapping[str, Group]) -> None:
    """Before anything is told."""
    for who, where, kind, pace in CHOICES:
        choose_pace(people[who].id, kind, groups[where].id, pace)


def tell_news(people: Mapping[str, Person], members: Mapping[str, Iterable[Person]]) -> None:
    """Published minutes were told to those who sign in here; Inès, the volunteer, has not read the last ones: her
    digest of this morning says so. A convocation came back: nobody has that address."""
    told: Counter[int] = Counter()
    for minutes in _published():
        for person in members.get(minutes.meeting.group.slug, ()):
            if person.password_hash:
                _tell(minutes, person, is_read=told[person.id] >= UNREAD, is_due=person is people["volunteer"])
                told[person.id] += 1
    db.session.flush()
    followup.digest(people["volunteer"].id)
    _came_back()


def _published() -> Iterable[Minutes]:
    """The last first."""
    recent = (Minutes.state == MinutesState.PUBLISHED, Minutes.published_at > clock.now() - TOLD)
    query = select(Minutes).join(Minutes.meeting).join(Meeting.group).where(*recent)
    with_group = contains_eager(Minutes.meeting).contains_eager(Meeting.group)
    return db.session.scalars(query.options(with_group).order_by(Minutes.published_at.desc(), Minutes.id))


def _tell(minutes: Minutes, person: Person, is_read: bool, is_due: bool) -> None:
    told_at, meeting = minutes.published_at or clock.now(), minutes.meeting
    subject = post.subject_of("minutes/minutes-published", meeting=meeting, minutes=minutes, recipient=person.name)
    db.session.add(
        Notice(
            person_id=person.id,
            group_id=meeting.group_id,
            kind="minutes/minutes-published",
            subject=subject[:300],
            thing="minutes",
            thing_id=minutes.id,
            path=post.public_path("minutes.show", meeting_id=meeting.id),
            created_at=told_at,
            read_at=told_at + timedelta(days=1) if is_read else None,
            due_at=clock.now() if is_due and not is_read else None,
        )
    )


def _came_back() -> None:
    """A convocation to somebody who never signed in."""
    never = select(Person.email).where(Person.password_hash.is_(None))
    asked = select(Letter).where(Letter.kind == "meetings/meeting-called", Letter.address.in_(never))
    letter = db.session.scalars(asked.order_by(Letter.id).limit(1)).one()
    letter.close(LetterState.FAILED)
    letter.tries, letter.said = 1, UNKNOWN
