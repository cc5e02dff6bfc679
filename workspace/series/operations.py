"""Making a series, changing it, cancelling it: each meeting stays a row of its own, with its own UID."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import insert, select

from workspace import clock
from workspace.database import add_or_find, db
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.joint import CANNOT_COME, may_be_invited
from workspace.meetings.models import Appointment, Meeting, MeetingState, Series, meeting_guest_group
from workspace.people.models import Person
from workspace.planning import calling
from workspace.planning import operations as planning
from workspace.refusals import Refused
from workspace.scheduling import operations as scheduling
from workspace.series import mails, queries
from workspace.series.rules import MOST, NO_SUCH_HOUR
from workspace.versions import Stale

NO_DATE = "Cochez au moins une date."
TOO_MANY = f"Une série compte {MOST} réunions au plus. Faites-en plusieurs."
NOTHING_TO_COME = "Cette série n’a plus de réunion à venir."
NOTHING_TO_CALL = "Aucun brouillon de cette série ne peut être convoqué."


@dataclass(frozen=True)
class Plan:
    """What each meeting of a series says."""

    title: str
    place: str = ""
    video_link: str = ""


def make_series(
    group: Group,
    form_id: str,
    rule: str,
    plan: Plan,
    moments: Sequence[tuple[datetime, datetime]],
    creator: Person,
    guests: Sequence[Group] = (),
    hosts: Mapping[datetime, str] | None = None,
) -> Series:
    """Drafts at these dates, at the place of the plan or each at its own (`hosts`, by their start). The same form
    posted twice makes one series.

    Raises:
        Refused: the group is closed, a guest cannot come, or there are no dates, or too many.
    """
    meetings.refuse_when_closed(group)
    if not all(may_be_invited(group, one) for one in guests):
        raise Refused(CANNOT_COME)
    if not moments:
        raise Refused(NO_DATE)
    if len(moments) > MOST:
        raise Refused(TOO_MANY)
    known = select(Series).where(Series.form_id == form_id)
    if made := db.session.scalar(known):
        return made
    made = Series(form_id=form_id, group_id=group.id, rule=rule, created_by_id=creator.id)
    series = add_or_find(made, known)
    if series is made:
        _add_meetings(series, group, plan, moments, creator, guests, hosts or {})
    return series


def _add_meetings(
    series: Series,
    group: Group,
    plan: Plan,
    moments: Sequence[tuple[datetime, datetime]],
    creator: Person,
    guests: Sequence[Group],
    hosts: Mapping[datetime, str],
) -> None:
    spots = {place: meeting_queries.spot_named(place) for place in {plan.place, *hosts.values()}}
    made = []
    for starts_at, ends_at in sorted(moments):
        place = hosts.get(starts_at, plan.place)
        centre_id, room_id = spots[place]
        made.append(
            Meeting(
                group=group, series_id=series.id, title=plan.title, starts_at=starts_at, ends_at=ends_at,
                place=place, video_link=plan.video_link, centre_id=centre_id, room_id=room_id,
                created_by_id=creator.id,
            )
        )  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    pairs = [{"meeting_id": one.id, "group_id": guest.id} for one in made for guest in guests]
    if pairs:
        db.session.execute(insert(meeting_guest_group), pairs)
    record("series/made", made[0], title=plan.title, number=str(len(made)))


def call_series(series: Series, seen: str, documents_of: calling.Documents) -> calling.Round:
    """Call its drafts: one letter a person, with only their meetings and the files that go with them. Pressed twice,
    the second finds nothing to call and writes to nobody.

    Raises:
        Stale: it is no longer what was shown; nothing is called.
        Refused: nothing can be called.
    """
    _take_alone(series)
    shown = queries.round_of(series)
    if not shown.meetings:
        if calling.were_called(seen, Meeting.series_id == series.id):
            return shown
        raise Refused(NOTHING_TO_CALL)
    return planning.call_round(shown, seen, documents_of)


@dataclass(frozen=True)
class Change:
    """What the meetings say from now on; None: each keeps its own. Hours are those of a French wall, the weekday is one
    of the same week."""

    title: str | None = None
    hours: tuple[time, time] | None = None
    weekday: int | None = None
    place: str | None = None
    video_link: str | None = None

    def title_of(self, meeting: Meeting) -> str:
        return meeting.title if self.title is None else self.title

    def of(self, meeting: Meeting) -> Appointment:
        """Where a meeting goes.

        Raises:
            Refused: the hour does not exist that night, or is over.
        """
        place = meeting.place if self.place is None else self.place
        video_link = meeting.video_link if self.video_link is None else self.video_link
        if self.hours is None and self.weekday is None:
            return Appointment(meeting.starts_at, meeting.ends_at, place, video_link)
        try:
            starts_at, ends_at = (clock.from_paris(one) for one in self._on_the_wall(meeting))
        except ValueError:
            raise Refused(NO_SUCH_HOUR) from None
        if ends_at <= clock.now():
            raise Refused(meetings.OVER)
        return Appointment(starts_at, ends_at, place, video_link)

    def _on_the_wall(self, meeting: Meeting) -> tuple[datetime, datetime]:
        begins, ends = (clock.in_paris(one).replace(tzinfo=None) for one in (meeting.starts_at, meeting.ends_at))
        if self.hours is not None:
            begins, ends = (datetime.combine(begins, hour) for hour in self.hours)
        days = timedelta() if self.weekday is None else timedelta(days=self.weekday - begins.weekday())
        return begins + days, ends + days


def change_series(series: Series, first: Meeting | None, seen: str, change: Change) -> tuple[int, bool]:
    """Change the meetings to come, from `first` on or all of them; what was held stays, and of the others what does not
    change. How many changed, and whether members are told: each gets one letter for all of them.

    Raises:
        Stale: somebody changed one meanwhile; nothing is written.
        Refused: nothing is to come, or a called meeting cannot be held at its new date.
    """
    _take_alone(series)
    every = queries.to_come(series)
    coming = _from(first, every)
    if not coming:
        raise Refused(NOTHING_TO_COME)
    wanted = [(one, change.title_of(one), change.of(one)) for one in coming]
    changed = [(one, title, after) for one, title, after in wanted if (one.title, one.appointment) != (title, after)]
    if not changed:
        return 0, False  # the same form posted twice
    if queries.version_of(every) != seen:
        raise Stale
    scheduling.refuse_hard_moves([(one, after.starts_at, after.ends_at, after.place) for one, _, after in changed])
    moved = [(one, one.appointment) for one, _, after in changed if one.appointment != after]
    for one, title, after in changed:
        if one.place != after.place:
            one.centre_id, one.room_id = meeting_queries.spot_named(after.place)
        one.title, one.revision = title, one.revision + 1
        one.starts_at, one.ends_at, one.place, one.video_link = after
    told = [(one, before) for one, before in moved if one.state is MeetingState.CALLED]
    for one, _ in told:
        one.is_told_anew()
    mails.series_moved(told)
    db.session.flush()
    record("series/changed", changed[0][0], title=changed[0][1], number=str(len(changed)))
    return len(changed), bool(told)


def cancel_series(
    series: Series, first: Meeting | None, seen: str, reason: str, is_decisive: Callable[[Collection[int]], bool]
) -> tuple[int, int]:
    """Cancel the called meetings to come, from `first` on or all, and drop the drafts: how many of each. Members get
    one letter for all of them. `is_decisive` tells whether one of these meetings has decisions or actions, which come
    later in the house.

    Raises:
        Stale: somebody changed one meanwhile; nothing is written.
        Refused: one of them cannot be cancelled any more.
    """
    _take_alone(series)
    every = queries.to_come(series)
    coming = _from(first, every)
    if not coming:
        return 0, 0  # the same form posted twice
    if queries.version_of(every) != seen:
        raise Stale
    if is_decisive([one.id for one in coming]):
        raise Refused(meetings.DECISIVE)
    called = [one for one in coming if one.state is MeetingState.CALLED]
    if meeting_queries.presence_counts([one.id for one in called]):
        raise Refused(meetings.TOOK_PLACE)
    for one in called:
        one.state, one.cancelled_at, one.cancelled_reason = MeetingState.CANCELLED, clock.now(), reason
        one.sequence += 1
    mails.series_cancelled(series, called, reason)
    db.session.flush()
    record("series/cancelled", coming[0], title=coming[0].title, number=str(len(coming)))
    drafts = [one for one in coming if one.state is MeetingState.DRAFT]
    for one in drafts:
        meetings.remove_meeting(one)
    return len(called), len(drafts)


def _from(first: Meeting | None, every: Sequence[Meeting]) -> list[Meeting]:
    return [one for one in every if first is None or one.starts_at >= first.starts_at]


def _take_alone(series: Series) -> None:
    """Two who change a series at once wait for each other here, and for whoever changes one of its meetings."""
    db.session.execute(select(Series.id).where(Series.id == series.id).with_for_update())
    db.session.execute(select(Meeting.id).where(Meeting.series_id == series.id).order_by(Meeting.id).with_for_update())
