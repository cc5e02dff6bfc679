"""What the pages of a poll show to the person who reads them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from flask_login import current_user

from workspace import clock
from workspace.access import Can, may
from workspace.french import NBSP
from workspace.groups.models import Group
from workspace.meetings import queries as meetings
from workspace.meetings.models import Meeting
from workspace.polls import queries
from workspace.polls.forms import GuestForm
from workspace.polls.models import DatePoll, PollOption, Vote
from workspace.scheduling import judging
from workspace.scheduling.conflicts import Conflict, Slot, find, public_holidays
from workspace.settings import queries as settings

WIDEST = 7  # dates side by side on a wide screen: more of them make a list


class PollPage:
    """A poll as somebody of its group, or who leads it, reads it."""

    def __init__(
        self, poll: DatePoll, typed: Mapping[int, Vote] | None = None, error: str = "", guest: GuestForm | None = None
    ) -> None:
        """`typed` is what was answered and refused, and `error` why; `guest` an invitation refused."""
        self.poll, self.error = poll, error
        self.results = queries.results_of(poll)
        self.leads = may(current_user, Can.LEAD, poll)
        self.votes_here = poll.is_open and may(current_user, Can.VOTE, poll)
        self.mine = self.results.votes_of(current_user.id) if typed is None else typed
        self.guest_form = guest or GuestForm(formdata=None)
        self.meeting = queries.meeting_of(poll)
        self.moved = None if poll.is_closed else queries.to_move(poll)
        self.days_off = days_off(one.option.starts_at for one in self.results.tallies)

    @property
    def marked(self) -> queries.Tally | None:
        """The date to look at: the one kept once it is closed, until then the best."""
        if not self.poll.is_closed:
            return self.results.best
        kept = self.meeting and self.meeting.starts_at
        return next((one for one in self.results.tallies if one.option.starts_at == kept), None)

    @property
    def mark(self) -> str:
        return "retenue" if self.poll.is_closed else "la meilleure"

    @property
    def is_wide(self) -> bool:
        return len(self.results.tallies) > WIDEST

    @property
    def others(self) -> list[queries.Asked]:
        """Everyone but the reader, who has a row of their own while votes are taken."""
        if not self.votes_here:
            return list(self.results.asked)
        return [one for one in self.results.asked if not (one.person and one.person.id == current_user.id)]

    @property
    def to_remind(self) -> list[queries.Asked]:
        """Whom one gesture would write to, for whoever leads: nobody once it was done today."""
        asks = self.leads and self.poll.is_open and self.poll.reminded_on != clock.today()
        return self.results.to_remind(current_user.id) if asks else []

    @property
    def answered(self) -> int:
        return len(self.results.asked) - len(self.results.silent)


def days_off(instants: Iterable[datetime]) -> dict[datetime, str]:
    """Public and school holidays of the federation's zone, by date proposed: in words."""
    days = {one: clock.in_paris(one).date() for one in instants}
    found = days_off_between(min(days.values()), max(days.values()), days.values()) if days else {}
    return {one: found[day] for one, day in days.items() if day in found}


def days_off_between(first: date, last: date, days: Iterable[date]) -> dict[date, str]:
    zone = settings.federation().school_zone
    school, public = judging.school_holidays(first, last, zone), public_holidays(range(first.year, last.year + 1))
    found = {}
    for day in days:
        names = [public[day]] if day in public else []
        names += [f"{one.name} (zone{NBSP}{zone})" for one in school if one.holds(day)]
        if names:
            found[day] = ", ".join(names)
    return found


def costs(
    group: Group,
    instants: Sequence[datetime],
    minutes: int,
    place: str,
    spot: meetings.Spot,
    title: str = "",
    meeting: Meeting | None = None,
) -> dict[datetime, list[Conflict]]:
    """Everything against each of these dates at that place, all judged in one frame: for a meeting to come of it, or
    for one that is there and goes elsewhere."""
    if not instants:
        return {}
    lasts = timedelta(minutes=minutes)
    slots = [
        judging.slot_at(meeting, one, one + lasts, place)
        if meeting
        else Slot(frozenset({group.id}), title, one, one + lasts, *spot, place)
        for one in instants
    ]
    frame = judging.frame(min(one.day for one in slots), max(one.day for one in slots))
    return {slot.starts_at: find(frame, slot) for slot in slots}


def cost_of(poll: DatePoll, option: PollOption) -> list[Conflict]:
    place = option.place or poll.place
    spot = meetings.spot_named(place)
    moved = queries.to_move(poll)
    return costs(poll.group, [option.starts_at], poll.minutes, place, spot, poll.title, moved)[option.starts_at]
