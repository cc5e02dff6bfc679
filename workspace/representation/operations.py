"""Seats given to the federation, whoever sits there, what they report back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

from workspace import clock
from workspace.agendas.operations import park_point
from workspace.database import db
from workspace.french import calendar_day, french, shortened
from workspace.journal.operations import record
from workspace.people.models import Institution, Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused
from workspace.representation import queries
from workspace.representation.models import (
    ExternalMandate,
    MandateReport,
    MandateState,
    ReportVersion,
    Representative,
    Seat,
)
from workspace.versions import Stale

DAY = timedelta(days=1)
LONGEST_TITLE = 200  # of a point
ENDS_BEFORE = "Le dernier jour vient après le premier."
NEXT_OUTSIDE = "Cette réunion tombe hors des dates de la représentation."
HAS_REPORTS = "Des comptes rendus en racontent les réunions : la représentation se termine, elle ne se retire plus."
IS_OVER = "Cette représentation est terminée : plus personne n’y est nommé."
GONE = "Cette personne n’y est plus nommée : quelqu’un vient de la retirer."
SEAT_TAKEN = "Quelqu’un est déjà nommé à cette place à partir du {} : mettez-y fin d’abord."
OVER_THEN = "Un compte rendu raconte la réunion du {} : elle ne peut pas sortir des dates de la représentation."
REMOVED = "Cette représentation n’est plus là : quelqu’un vient de la retirer."
BOTH_SEATS = "Cette personne y siège déjà à ces dates."
OUTSIDE = "Ces dates sortent de celles de la représentation."
TOLD_ALREADY = "Un compte rendu de la réunion du {} existe déjà : ouvrez-le pour le compléter."
NOT_MET_YET = "Cette réunion n’a pas encore eu lieu."
NEXT_BEFORE = "La prochaine réunion vient après celle que vous racontez."
NOT_ANNOUNCED = "Cette réunion n’est plus annoncée à cette date : quelqu’un vient de le dire, ou de la raconter."
NO_BOARD = "La fédération n’a pas de conseil d’administration à qui le porter."


@dataclass(frozen=True)
class Told:
    """What somebody says of a meeting of the body."""

    met_on: date
    said: str
    meaning: str
    there: Sequence[Person]
    open_to_network: bool
    next_on: date | None  # when it meets next, if it is known


# Mandates.


def create_mandate(institution: Institution, items: Sequence[ProjectItem], **typed: Any) -> ExternalMandate:
    """A seat of the federation: the keys of `typed` are columns. The same form posted twice makes one.

    Raises:
        Refused: its dates contradict each other.
    """
    _check(typed["starts_on"], typed["ends_on"], typed["next_on"])
    _take_turns(institution.id)
    same = queries.known(institution.id, typed["body"], typed["starts_on"])
    if same is not None:
        return same
    mandate = ExternalMandate(institution=institution, items=list(items), **typed)
    db.session.add(mandate)
    db.session.flush()
    record("representation/created", mandate, name=mandate.name)
    return mandate


def edit_mandate(
    mandate: ExternalMandate, revision: int, institution: Institution, items: Sequence[ProjectItem], **typed: Any
) -> None:
    """Change what is said of it. The same said twice is said once.

    Raises:
        Stale: somebody changed it since the form was opened.
        Refused: its dates contradict each other, or leave out a meeting that was told.
    """
    _check(typed["starts_on"], typed["ends_on"], typed["next_on"])
    now = _lock(mandate)
    db.session.refresh(mandate, [*typed, "institution", "items"])
    said = {"institution": institution} | typed
    if set(mandate.items) == set(items) and all(getattr(mandate, name) == value for name, value in said.items()):
        return
    if now != revision:
        raise Stale
    _keep_what_is_told(mandate, typed["starts_on"], typed["ends_on"])
    mandate.items = list(items)
    for name, value in said.items():
        setattr(mandate, name, value)
    if mandate.state is not MandateState.ENDED:
        mandate.end_reason = ""  # it goes on after all
    mandate.revision += 1
    db.session.flush()
    record("representation/edited", mandate, name=mandate.name)


def end_mandate(mandate: ExternalMandate, last_day: date, reason: str) -> None:
    """Nobody sits there after that day. A report that was awaited before stays awaited; a meeting after it is not. The
    same end said twice is said once.

    Raises:
        Refused: it would end before it began, or before a meeting that was told.
    """
    _lock(mandate)
    db.session.refresh(mandate, ["starts_on", "ends_on", "end_reason", "next_on", "revision"])
    if last_day < mandate.starts_on:
        raise Refused(ENDS_BEFORE)
    if (mandate.ends_on, mandate.end_reason) == (last_day, reason):
        return
    _keep_what_is_told(mandate, mandate.starts_on, last_day)
    mandate.ends_on, mandate.end_reason = last_day, reason
    if mandate.next_on is not None and mandate.next_on > last_day:
        mandate.next_on = None
    mandate.revision += 1
    db.session.flush()
    record("representation/ended", mandate, name=mandate.name)


def remove_mandate(mandate: ExternalMandate) -> None:
    """Take off one that was written by mistake.

    Raises:
        Refused: reports tell its meetings.
    """
    _lock(mandate)
    if queries.has_reports(mandate):
        raise Refused(HAS_REPORTS)
    record("representation/removed", mandate, name=mandate.name)
    db.session.delete(mandate)
    db.session.flush()


def _check(starts_on: date, ends_on: date | None, next_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refused(ENDS_BEFORE)
    if next_on is not None and not starts_on <= next_on <= (ends_on or date.max):
        raise Refused(NEXT_OUTSIDE, about="next_on")


def _keep_what_is_told(mandate: ExternalMandate, starts_on: date, ends_on: date | None) -> None:
    day = queries.told_outside(mandate, starts_on, ends_on or date.max)
    if day is not None:
        raise Refused(OVER_THEN.format(calendar_day(day)))


def _take_turns(institution_id: int) -> None:
    """Of two who write the same at once, the second finds it."""
    db.session.execute(select(Institution.id).where(Institution.id == institution_id).with_for_update())


def _lock(mandate: ExternalMandate) -> int:
    """Two who change it, or write its reports, at once wait for each other here; its revision."""
    revision = db.session.scalar(
        select(ExternalMandate.revision).where(ExternalMandate.id == mandate.id).with_for_update()
    )
    if revision is None:
        raise Refused(REMOVED)
    return revision


def put_off_meeting(mandate: ExternalMandate, announced: date, next_on: date | None) -> None:
    """The body does not meet, or did not, on the day announced: it does on another, or nobody knows when. The same said
    twice is said once.

    Raises:
        Refused: it is not announced any more, or told; the new date falls outside the mandate.
    """
    _lock(mandate)
    db.session.refresh(mandate, ["starts_on", "ends_on", "next_on", "revision"])
    if mandate.next_on == next_on:
        return
    if mandate.next_on != announced or queries.report_on(mandate, announced):
        raise Refused(NOT_ANNOUNCED)
    _check(mandate.starts_on, mandate.ends_on, next_on)
    mandate.next_on, mandate.revision = next_on, mandate.revision + 1
    db.session.flush()
    record("representation/put-off", mandate, name=mandate.name)


# Who sits.


def name_representative(
    mandate: ExternalMandate, person: Person, seat: Seat, starts_on: date, ends_on: date | None
) -> Representative:
    """Somebody sits there from that day on; whoever held the same seat sat until the day before. Named twice, once.

    Raises:
        Refused: the mandate does not run then; another is named from a later day; the person sits there already.
    """
    if mandate.state is MandateState.ENDED:
        raise Refused(IS_OVER)
    if starts_on < mandate.starts_on or starts_on > (mandate.ends_on or date.max):
        raise Refused(OUTSIDE)
    if ends_on is not None and ends_on < starts_on:
        raise Refused(ENDS_BEFORE)
    _lock(mandate)
    db.session.refresh(mandate, ["representatives"])
    for one in mandate.representatives:
        if (one.person_id, one.seat, one.starts_on) == (person.id, seat, starts_on):
            return one
    _make_room(mandate, person, seat, starts_on, ends_on)
    named = Representative(mandate=mandate, person=person, seat=seat, starts_on=starts_on, ends_on=ends_on)
    db.session.add(named)
    db.session.flush()
    record("representation/named", mandate, person=person, name=mandate.name)
    return named


def _make_room(mandate: ExternalMandate, person: Person, seat: Seat, starts_on: date, ends_on: date | None) -> None:
    """Whoever held that seat is replaced, and the person leaves the other one, if they held it."""
    for one in mandate.representatives:
        meet = one.starts_on <= (ends_on or date.max) and (one.ends_on is None or one.ends_on >= starts_on)
        if not meet or (one.seat is not seat and one.person_id != person.id):
            continue
        if one.starts_on >= starts_on:
            raise Refused(SEAT_TAKEN.format(calendar_day(one.starts_on)) if one.seat is seat else BOTH_SEATS)
        one.ends_on = starts_on - DAY


def end_seat(representative: Representative, last_day: date) -> None:
    """They sit there no more after that day. One that begins today or later is taken back whole.

    Raises:
        Refused: somebody removed it, or it would end before it began.
    """
    try:
        db.session.refresh(representative, ["starts_on", "ends_on"], with_for_update=True)
    except InvalidRequestError:
        raise Refused(GONE) from None
    mandate, person = representative.mandate, representative.person
    if representative.may_be_taken_back:
        db.session.delete(representative)
    elif last_day < representative.starts_on:
        raise Refused(ENDS_BEFORE)
    else:
        representative.ends_on = last_day
    db.session.flush()
    record("representation/seat-ended", mandate, person=person, name=mandate.name)


# Reports.


def write_report(mandate: ExternalMandate, author: Person, told: Told) -> MandateReport:
    """Tell a meeting of the body. The same form posted twice tells it once.

    Raises:
        Refused: it was told already; it has not met yet; the dates contradict those of the mandate.
    """
    _check_report(mandate, told)
    _lock(mandate)
    known = queries.report_on(mandate, told.met_on)
    if known is not None:
        if known.person_id == author.id and (known.said, known.meaning) == (told.said, told.meaning):
            return known
        raise Refused(TOLD_ALREADY.format(calendar_day(told.met_on)))
    report = MandateReport(
        mandate=mandate, met_on=told.met_on, said=told.said, meaning=told.meaning, there=list(told.there),
        open_to_network=told.open_to_network, person_id=author.id,
    )  # fmt: skip
    db.session.add(report)
    _say_next(mandate, told)
    db.session.flush()
    record("representation/reported", mandate, name=mandate.name)
    return report


def correct_report(report: MandateReport, revision: int, person: Person, told: Told) -> None:
    """Say it otherwise; what it said before is kept, with who corrected it. The same said twice is said once.

    Raises:
        Stale: somebody corrected it since the form was opened.
        Refused: as `write_report`.
    """
    mandate = report.mandate
    _check_report(mandate, told)
    _lock(mandate)
    db.session.refresh(mandate, ["next_on"])
    db.session.refresh(report, ["met_on", "said", "meaning", "open_to_network", "revision", "there"])
    if _says(report, told):
        return
    if report.revision != revision:
        raise Stale
    other = queries.report_on(mandate, told.met_on)
    if other is not None and other.id != report.id:
        raise Refused(TOLD_ALREADY.format(calendar_day(told.met_on)))
    if (report.said, report.meaning) != (told.said, told.meaning):
        kept = {"said": report.said, "meaning": report.meaning, "open_to_network": report.open_to_network}
        db.session.add(ReportVersion(report_id=report.id, person_id=person.id, **kept))
    report.met_on, report.said, report.meaning = told.met_on, told.said, told.meaning
    report.there, report.open_to_network, report.revision = list(told.there), told.open_to_network, revision + 1
    _say_next(mandate, told)
    db.session.flush()
    record("representation/report-corrected", mandate, name=mandate.name)


def _says(report: MandateReport, told: Told) -> bool:
    """All of it, the next date too: none said is none to come."""
    mandate = report.mandate
    coming = mandate.next_on if mandate.next_on and mandate.next_on > clock.today() else None
    names = ("met_on", "said", "meaning", "open_to_network")
    same = all(getattr(report, name) == getattr(told, name) for name in names) and set(report.there) == set(told.there)
    return same and told.next_on in (coming, mandate.next_on)


def bring_to_board(report: MandateReport, address: str) -> None:
    """A point that leads to the report waits for the board's next agenda; once.

    Raises:
        Refused: there is no board.
    """
    if report.parked_point_id is not None:
        return
    board = queries.board()
    if board is None:
        raise Refused(NO_BOARD)
    mandate = report.mandate
    title = shortened(french("Retour de représentation : ") + mandate.name, LONGEST_TITLE)
    day = calendar_day(report.met_on)
    text = f"[Lire le compte rendu de la réunion du {day}]({address})"
    db.session.refresh(mandate, ["items"])
    report.parked_point = park_point(
        board, title, text=text, items=mandate.items, proposed_by=report.person, why=f"Sa réunion du {day}."
    )
    db.session.flush()
    record("representation/brought", mandate, name=mandate.name)


def _check_report(mandate: ExternalMandate, told: Told) -> None:
    if told.met_on > clock.today():
        raise Refused(NOT_MET_YET)
    if not mandate.starts_on <= told.met_on <= (mandate.ends_on or date.max):
        raise Refused(OUTSIDE)
    if told.next_on is not None and told.next_on <= told.met_on:
        raise Refused(NEXT_BEFORE, about="next_on")
    if told.next_on is not None and told.next_on > (mandate.ends_on or date.max):
        raise Refused(NEXT_OUTSIDE, about="next_on")


def _say_next(mandate: ExternalMandate, told: Told) -> None:
    """The date of the next meeting, as whoever comes out of this one says it. Unsaid, a later one that is awaited, or
    meets today, stays awaited; what came after an older meeting was told since."""
    db.session.refresh(mandate, ["next_on", "revision"])
    today = clock.today()
    if queries.is_told_after(mandate, told.met_on) and (told.next_on is None or told.next_on < today):
        return
    is_told = mandate.next_on is None or mandate.next_on <= told.met_on or mandate.next_on > today
    if told.next_on is None and not is_told:
        return
    if mandate.next_on != told.next_on:
        mandate.next_on, mandate.revision = told.next_on, mandate.revision + 1
