"""The dates that a pact asks for, from its own dates (domain §3.4, the model convention of 18 January 2010, art. 6).

Every year a partners' committee; six months after each year's end, its account; six months before the end, what comes
next. A year is the calendar's: associations of the network close their accounts on 31 December.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from workspace.pacts.models import CooperationPact, PactKind

MONTHS_TO_ACCOUNT = MONTHS_TO_RENEW = 6


class DeadlineKind(enum.StrEnum):
    COMMITTEE = "committee"
    REVIEW = "review"
    RENEWAL = "renewal"
    END = "end"


NAMES = {
    DeadlineKind.COMMITTEE: "Comité partenarial",
    DeadlineKind.REVIEW: "Bilan de l’année",
    DeadlineKind.RENEWAL: "Préparer la suite, six mois avant la fin",
    DeadlineKind.END: "Dernier jour",
}


@dataclass(frozen=True)
class Deadline:
    on: date
    kind: DeadlineKind
    year: int  # that it is about
    is_met: bool = False  # a committee that has its date

    @property
    def name(self) -> str:
        """« Bilan de l’année 2026 »."""
        return f"{NAMES[self.kind]} {self.year}" if self.kind is DeadlineKind.REVIEW else NAMES[self.kind]

    @property
    def uid(self) -> str:
        """For calendars, for ever."""
        return f"{self.kind}-{self.year}"


def of_pact(pact: CooperationPact, committees: Mapping[int, date] | None = None) -> list[Deadline]:
    """The deadlines of a pact, in order.

    `committees`: the day of the partners' committee of a year, where it is known; else it is to hold before the year,
    or the pact, is over. Local pacts and charters meet no partners' committee.
    """
    known = committees or {}
    years = range(pact.signed_on.year, pact.ends_on.year + 1)
    found = [Deadline(_account_of(year), DeadlineKind.REVIEW, year) for year in years]
    if pact.kind is PactKind.COOPERATION:
        found += [
            Deadline(
                known.get(year, min(date(year, 12, 31), pact.ends_on)), DeadlineKind.COMMITTEE, year, year in known
            )
            for year in years[1:]
        ]
    renewal = pact.ends_on - relativedelta(months=MONTHS_TO_RENEW)
    found += [Deadline(renewal, DeadlineKind.RENEWAL, pact.ends_on.year)] if renewal > pact.signed_on else []
    found.append(Deadline(pact.ends_on, DeadlineKind.END, pact.ends_on.year))
    return sorted(found, key=lambda one: (one.on, list(DeadlineKind).index(one.kind)))


def _account_of(year: int) -> date:
    """Six months after 31 December: 30 June."""
    return date(year + 1, MONTHS_TO_ACCOUNT + 1, 1) - timedelta(days=1)
