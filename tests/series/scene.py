"""A series that scenes of several files need."""

from datetime import timedelta

from workspace import clock
from workspace.database import db
from workspace.meetings.models import Meeting, MeetingState, Series


def make_series(group, number=4, state=MeetingState.CALLED, first_in=7, **others) -> list[Meeting]:
    """Two-hour meetings of the group, a week apart, at the same hour on a French wall."""
    series = Series(form_id=f"{group.id}-{number}-{first_in}-{state}"[:32], group_id=group.id, rule="chaque semaine")
    db.session.add(series)
    db.session.flush()
    begins = clock.in_paris(clock.now() + timedelta(days=first_in)).replace(hour=18, minute=0, second=0, microsecond=0)
    made = []
    for rank in range(number):
        starts_at = clock.days_later(begins, 7 * rank)
        made.append(
            Meeting(
                group=group, series_id=series.id, state=state, starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2), called_at=None if state is MeetingState.DRAFT else clock.now(),
                **{"title": "Préparer la journée", "place": "CSC Les Acacias"} | others,
            )
        )  # fmt: skip
    db.session.add_all(made)
    db.session.commit()
    return made
