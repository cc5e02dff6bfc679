"""The dates of a series before anything is made."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from workspace.groups.models import Group
from workspace.meetings.forms import GuestsForm
from workspace.series import queries
from workspace.series.forms import SeriesForm
from workspace.series.operations import NO_DATE, TOO_MANY
from workspace.series.queries import Proposal
from workspace.series.rules import MOST
from workspace.versions import digest_of

SHOW_AGAIN = "Les dates ont changé avec votre demande : relisez-les, puis créez les réunions."


class Preview:
    """Dates with their conflicts, and which are ticked: at first all but those that cannot be, and those of the school
    holidays when they are left out; then as the person left them."""

    def __init__(self, group: Group, form: SeriesForm, guests: GuestsForm) -> None:
        self.form = form
        invited = [one.id for one in guests.added]
        moments = form.moments()
        self.places = queries.taking_turns(form.places, moments, skips_school=form.skips_school.data)
        self.proposals = queries.judged(group, invited, form.title.data, self.places, moments)

    @property
    def version(self) -> str:
        """What the ticks are about: days and hours, and whose turn it is."""
        hours = f"{self.form.begins.data:%H%M}-{self.form.ends.data:%H%M}"
        if self.takes_turns:
            hours += f"-{digest_of(self.form.places)}"
        return " ".join([hours, *(one.moment.key for one in self.proposals)])

    @property
    def takes_turns(self) -> bool:
        return len(self.form.places) > 1

    @cached_property
    def is_seen(self) -> bool:
        return self.form.seen.data == self.version

    @property
    def is_confirmed(self) -> bool:
        return self.is_seen and not self.form.added.data and not self.trouble and self._asks_to_make

    @property
    def _asks_to_make(self) -> bool:
        return "make" in (self.form.step.data or "")

    @property
    def trouble(self) -> str:
        """Why what was asked cannot be made from here."""
        if not self._asks_to_make or self.form.added.data:
            return ""
        if not self.is_seen:
            return SHOW_AGAIN
        if not self.chosen:
            return NO_DATE
        return TOO_MANY if len(self.chosen) > MOST else ""

    def is_ticked(self, proposal: Proposal) -> bool:
        if proposal.moment.trouble:
            return False
        hours, *known = (self.form.seen.data or "-").split()
        if proposal.moment.key in known:  # the person saw it, maybe at other hours
            at_these_hours = self.version.startswith(hours)
            return proposal.moment.key in (self.form.ticked.data or []) and (at_these_hours or not proposal.is_hard)
        if proposal.moment.day in self.form.added_days:
            return not proposal.is_hard
        left_out = self.form.skips_school.data and proposal.is_in_school_holidays
        return not proposal.is_hard and not left_out

    @property
    def ticked(self) -> Sequence[Proposal]:
        return [one for one in self.proposals if self.is_ticked(one)]

    @property
    def hosts(self) -> dict[datetime, str]:
        """Where each of those chosen takes place, by its start."""
        return {one.moment.starts_at: self.places[one.moment.day] for one in self.ticked if one.moment.starts_at}

    @property
    def chosen(self) -> list[tuple[datetime, datetime]]:
        instants = ((one.moment.starts_at, one.moment.ends_at) for one in self.ticked)
        return [(starts_at, ends_at) for starts_at, ends_at in instants if starts_at and ends_at]
