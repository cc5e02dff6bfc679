"""Reads about series, and what the dates of a new one come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import cycle

from sqlalchemy import Select, select

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import Group
from workspace.groups.queries import Standing
from workspace.meetings.models import OPEN_TO_CHANGE, Meeting, MeetingState, Series
from workspace.meetings.queries import spot_named
from workspace.planning import calling
from workspace.scheduling import judging
from workspace.scheduling.conflicts import Conflict, Slot, find, public_holidays
from workspace.scheduling.queries import visible_to
from workspace.series.rules import Moment
from workspace.settings.queries import federation
from workspace.versions import digest_of

OF_RHYTHM = ("too_soon", "too_late")


@dataclass(frozen=True)
class Proposal:
    """A date of a series to come, and what stands against it."""

    moment: Moment
    conflicts: Sequence[Conflict] = ()

    @property
    def is_hard(self) -> bool:
        return bool(self.moment.trouble) or any(one.is_hard for one in self.conflicts)

    @property
    def is_in_school_holidays(self) -> bool:
        return any(one.kind == "school_holiday" for one in self.conflicts)


def taking_turns(places: Sequence[str], moments: Sequence[Moment], *, skips_school: bool) -> dict[date, str]:
    """Where each date takes place: a date that is left out from the start, for a holiday, takes nobody's turn."""
    if len(places) < 2 or not moments:
        return dict.fromkeys((one.day for one in moments), places[0])
    school = judging.school_holidays(moments[0].day, moments[-1].day, federation().school_zone) if skips_school else []
    public, turns = public_holidays(one.day.year for one in moments), cycle(places)

    def is_left_out(one: Moment) -> bool:
        return bool(one.trouble) or one.day in public or any(holiday.holds(one.day) for holiday in school)

    return {one.day: places[0] if is_left_out(one) else next(turns) for one in moments}


def judged(
    group: Group, guest_ids: Iterable[int], title: str, places: Mapping[date, str], moments: Sequence[Moment]
) -> list[Proposal]:
    """Each date with what stands against it, the other dates of the series being kept too: they are too close to each
    other for nobody, since whoever makes the series chose its rhythm."""
    if not moments:
        return []
    spots = {place: spot_named(place) for place in set(places.values())}
    everyone = frozenset({group.id, *guest_ids})
    slots = {
        one.day: Slot(everyone, title, one.starts_at, one.ends_at, *spots[places[one.day]], places[one.day])
        for one in moments
        if one.starts_at and one.ends_at
    }
    alone = judging.frame(moments[0].day, moments[-1].day)
    frame = replace(alone, slots=sorted([*alone.slots, *slots.values()], key=lambda slot: slot.starts_at))
    public = public_holidays(one.day.year for one in moments)
    found = {
        day: [one for one in find(frame, slot) if one.kind not in OF_RHYTHM]
        + [one for one in find(alone, slot) if one.kind in OF_RHYTHM]
        for day, slot in slots.items()
    }
    troubled = {day: [Conflict("public_holiday", name)] for day, name in public.items() if day not in slots}
    return [Proposal(one, found.get(one.day, troubled.get(one.day, ()))) for one in moments]


def meetings_of(series: Series, standing: Standing) -> Sequence[Meeting]:
    """Its meetings that a person may know of, by date."""
    query = select(Meeting).where(Meeting.series_id == series.id, visible_to(standing))
    return db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()


def to_come(series: Series, first: Meeting | None = None) -> Sequence[Meeting]:
    """Its drafts and called meetings that have not begun, by date; from one of them on, or all. As they are now."""
    now = clock.now()
    return db.session.scalars(*_to_come(series.id, now, first.starts_at if first else now)).all()


@prepared
def _to_come(series_id: int, now: datetime, since: datetime) -> Select[Meeting]:
    query = select(Meeting).where(
        Meeting.series_id == series_id,
        Meeting.state.in_(OPEN_TO_CHANGE),
        Meeting.starts_at > now,
        Meeting.starts_at >= since,
    )
    return query.order_by(Meeting.starts_at, Meeting.id).execution_options(populate_existing=True)


def version_of(meetings: Sequence[Meeting]) -> str:
    """Changes with what they say and how far they are."""
    return digest_of([(one.id, one.revision, one.state.value, one.starts_at.isoformat()) for one in meetings])


def round_of(series: Series) -> calling.Round:
    """What calling its drafts comes to."""
    drafts = [one for one in to_come(series) if one.state is MeetingState.DRAFT]
    return calling.round_of_drafts(drafts)


def series_of(meeting: Meeting) -> Series:
    return db.session.get_one(Series, meeting.series_id)
