"""An event that tests of several files need."""

from datetime import timedelta

from workspace import clock
from workspace.database import db
from workspace.events.models import Event, EventType
from workspace.meetings.models import Meeting, MeetingKind, MeetingState
from workspace.people.models import Person


def make_event(group, state=MeetingState.CALLED, days=30, **details) -> Event:
    """A day of study of the group, whose registrations end a week before."""
    starts_at = clock.now() + timedelta(days=days)
    meeting = Meeting(
        group=group, kind=MeetingKind.EVENT, title="Journée des familles", starts_at=starts_at, state=state,
        ends_at=starts_at + timedelta(hours=7), place="CSC Les Acacias",
        called_at=None if state is MeetingState.DRAFT else clock.now(),
    )  # fmt: skip
    event = Event(
        meeting=meeting,
        **{"type": EventType.STUDY_DAY, "register_by": starts_at - timedelta(days=7), "description": "Au programme…"}
        | details,
    )
    db.session.add(event)
    db.session.commit()
    return event


def make_people(number, centre_id=None) -> list[Person]:
    """Members of the network, each with an address."""
    made = [
        Person(first_name=f"Inscrit{rank}", last_name="Essai", email=f"p{rank}@example.org", centre_id=centre_id)
        for rank in range(number)
    ]
    db.session.add_all(made)
    db.session.commit()
    return made
