"""What is asked of a body, who sits in it, and whether enough of them are there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db
from workspace.french import NBSP, count
from workspace.groups.models import Group, GroupKind, Membership
from workspace.groups.queries import belonging
from workspace.meetings.models import THERE, Attendance, Meeting, Presence, Proxy
from workspace.meetings.queries import ids_of_seated
from workspace.people.models import Person
from workspace.settings import queries as settings
from workspace.settings.shares import Share, read

PREFIXES = {GroupKind.BOARD: "board", GroupKind.GENERAL_ASSEMBLY: "assembly"}


@dataclass(frozen=True)
class Rules:
    """Of one body; a working group has none."""

    quorum: Share | None = None
    proxies: int = 0  # that one person may hold; 0: none are given
    proxies_count: bool = False  # for the quorum

    def __bool__(self) -> bool:
        return bool(self.quorum or self.proxies)


def rules_of(group: Group) -> Rules:
    if group.kind not in PREFIXES:
        return Rules()
    federation, prefix = settings.federation(), PREFIXES[group.kind]
    return Rules(
        read(getattr(federation, f"{prefix}_quorum")),
        getattr(federation, f"{prefix}_proxies"),
        getattr(federation, f"{prefix}_proxies_count"),
    )


def seated(meeting: Meeting) -> frozenset[int]:
    """The ids of who sat in the body on the day of the meeting."""
    return frozenset(db.session.scalars(ids_of_seated(meeting)))


def seated_and_belonging(meeting: Meeting) -> tuple[frozenset[int], list[Person]]:
    """The same, and who belongs today to the groups that the meeting calls, by name; in one statement."""
    sits = Person.id.in_(ids_of_seated(meeting))
    today = select(Membership.person_id).where(Membership.group_id.in_(meeting.group_ids), belonging(clock.today()))
    belongs = Person.id.in_(today)
    asked = select(Person, sits, belongs).where(or_(sits, belongs)).order_by(Person.search_name, Person.id)
    rows = db.session.execute(asked).all()
    return frozenset(row[0].id for row in rows if row[1]), [row[0] for row in rows if row[2]]


def proxies_of(meeting: Meeting) -> Sequence[Proxy]:
    """With who gives and who holds, in the order they were given."""
    people = (joinedload(Proxy.giver), joinedload(Proxy.holder))
    return db.session.scalars(
        select(Proxy).where(Proxy.meeting_id == meeting.id).options(*people).order_by(Proxy.id)
    ).all()


@dataclass(frozen=True)
class Quorum:
    """Of those who sit in a body, how many are there or represented, and how many it takes."""

    seats: int
    there: int
    represented: int
    needed: int
    proxies_count: bool

    @property
    def counted(self) -> int:
        return self.there + (self.represented if self.proxies_count else 0)

    @property
    def is_met(self) -> bool:
        return self.counted >= self.needed

    @property
    def in_words(self) -> str:
        """« Quorum atteint : 9 présents ou représentés sur 15, il en faut 8. »"""
        found = count(self.counted, "présent") + (" ou " + _of_count(self.counted) if self.proxies_count else "")
        asked = f"{found} sur {self.seats}, il en faut {self.needed}"
        if self.is_met:
            return f"Quorum atteint{NBSP}: {asked}."
        return f"Quorum non atteint{NBSP}: {asked}. Il en manque {self.needed - self.counted}."


def _of_count(number: int) -> str:
    return "représentés" if number > 1 else "représenté"


def quorum(
    rules: Rules, seats: Collection[int], there: Collection[int], pairs: Iterable[tuple[int, int]]
) -> Quorum | None:
    """From ids: who sits, who is there, who gave a proxy to whom; None where statutes ask for none, or nobody sits.

    A proxy speaks only through a holder who is there.
    """
    if rules.quorum is None or not seats:
        return None
    represented = {giver for giver, holder in pairs if giver in seats and holder in there and giver not in there}
    return Quorum(
        len(seats), len(set(seats) & set(there)), len(represented), rules.quorum.of(len(seats)), rules.proxies_count
    )


@dataclass(frozen=True)
class Roll:
    """Who came to a body, as its formal record names them."""

    present: Sequence[Attendance]
    remote: Sequence[Attendance]
    represented: Sequence[tuple[Attendance, Proxy | None]]
    excused: Sequence[Attendance]
    guests: Sequence[Attendance]
    quorum: str


def roll_of(
    meeting: Meeting, rows: Sequence[Attendance], told: str | None, seats: frozenset[int] | None = None
) -> Roll:
    """`rows` by name, with their proxies; `told` is the quorum as it was published. Until then, None, it is counted
    anew from who sits, and so is who came as a guest. A proxy whose holder is not there leaves its giver excused.
    """
    if told is None:
        seats = seated(meeting) if seats is None else seats
        found = count_at(meeting, seats, rows, [row.proxy for row in rows if row.proxy])
        told, guest_ids = found.in_words if found else "", guests_among(rows, seats)
    else:
        guest_ids = {row.id for row in rows if row.is_guest}
    there = {row.person_id for row in rows if row.presence in THERE}
    inside = [row for row in rows if row.id not in guest_ids]
    void = {row.id for row in inside if row.proxy and row.proxy.holder_id not in there}

    def noted(presence: Presence) -> list[Attendance]:
        return [row for row in inside if row.presence is presence]

    represented = noted(Presence.REPRESENTED)
    excused = (Presence.EXCUSED, Presence.REPRESENTED)
    return Roll(
        present=noted(Presence.PRESENT),
        remote=noted(Presence.REMOTE),
        represented=[(row, row.proxy) for row in represented if row.id not in void],
        excused=[row for row in inside if row.presence in excused and (row not in represented or row.id in void)],
        guests=[row for row in rows if row.id in guest_ids and row.presence in THERE],
        quorum=told,
    )


def guests_among(rows: Iterable[Attendance], seats: Collection[int]) -> set[int]:
    """The ids of the rows of those who do not sit."""
    return {row.id for row in rows if row.person_id is not None and row.person_id not in seats}


def count_at(
    meeting: Meeting, seats: Collection[int], rows: Iterable[Attendance], proxies: Iterable[Proxy]
) -> Quorum | None:
    there = {row.person_id for row in rows if row.person_id is not None and row.presence in THERE}
    pairs = [(one.giver_id, one.holder_id) for one in proxies]
    return quorum(rules_of(meeting.group), seats, there, pairs)
