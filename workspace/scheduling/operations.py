"""Gestures on the calendar."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from workspace import clock
from workspace.database import add_or_find, db
from workspace.french import day, ended
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings.models import Attendance, Meeting, MeetingKind, MeetingState
from workspace.meetings.queries import calling
from workspace.people.models import Person, Reached
from workspace.refusals import Refused
from workspace.scheduling import judging, queries
from workspace.scheduling.conflicts import SOFT, Conflict, find
from workspace.scheduling.models import FeedKey, KeptConflict, SchoolHoliday
from workspace.substitutes.operations import free_substitutes_of

SCHOOL_CALENDAR = Path(__file__).parent / "files" / "school_calendar.yaml"
NO_SUCH_CONFLICT = "Cette réunion n’a plus ce défaut : il n’y a rien à garder."


def withdraw_answers(group: Group, person: Person) -> None:
    """Whoever leaves a group is no longer expected at its coming meetings, unless another of theirs calls them or they
    come instead of somebody; nor is whoever was to come instead of them."""
    others = groups.standing_of(person.id).group_ids - {group.id}
    coming = select(Meeting.id).where(
        calling([group.id]), ~calling(others), Meeting.kind == MeetingKind.MEETING, Meeting.starts_at > clock.now(),
        Meeting.id.not_in(Meeting.ids_where_replacing(person.id)),
    )  # fmt: skip
    free_substitutes_of(person, coming)
    db.session.execute(delete(Attendance).where(Attendance.person_id == person.id, Attendance.meeting_id.in_(coming)))


def make_feed_key(person: Person) -> FeedKey:
    """The key of the person's calendar, made the first time; asked twice at once, it is made once."""
    if known := queries.feed_key_of(person.id):
        return known
    made = FeedKey(person_id=person.id)
    kept = _kept_key(made)
    if kept is made:
        record("scheduling/feed-made", None, by=person)
    return kept


def make_feed_keys(people: Iterable[Person | Reached]) -> dict[int, str]:
    """The key of each person's calendar, by their id: those that a letter gives to people who never asked."""
    ids = {person.id for person in people}
    known = dict(db.session.execute(select(FeedKey.person_id, FeedKey.key).where(FeedKey.person_id.in_(ids))).all())
    return known | {person_id: _kept_key(FeedKey(person_id=person_id)).key for person_id in sorted(ids - known.keys())}


def _kept_key(made: FeedKey) -> FeedKey:
    return add_or_find(made, select(FeedKey).where(FeedKey.person_id == made.person_id))


def renew_feed_key(person: Person) -> None:
    """A new address for the person's calendar; the old one answers nothing any more."""
    made = make_feed_key(person)
    made.key, made.made_at = secrets.token_urlsafe(32), clock.now()
    record("scheduling/feed-renewed", None, by=person)
    db.session.flush()


def refuse_hard_conflicts(meeting: Meeting) -> None:
    """A meeting that cannot take place as it stands is not called, an event not opened (J4 A3).

    Raises:
        Refused: what stands against it, in sentences.
    """
    if hard := hard_against(meeting):
        what = (
            "Cet événement ne peut pas être ouvert" if meeting.is_event else "Cette réunion ne peut pas être convoquée"
        )
        raise Refused(f"{what} à cette date. {hard}")


def refuse_hard_move(meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str) -> None:
    """A called meeting does not go where it cannot take place; a draft may, since it cannot be called from there.

    Raises:
        Refused: what stands against it, in sentences.
    """
    asked = (starts_at, ends_at, place)
    if meeting.state is not MeetingState.CALLED or asked == (meeting.starts_at, meeting.ends_at, meeting.place):
        return
    if hard := _hard(judging.conflicts_of(judging.slot_at(meeting, starts_at, ends_at, place))):
        what = "Cet événement est ouvert : il" if meeting.is_event else "Cette réunion est convoquée : elle"
        raise Refused(f"{what} ne peut pas avoir lieu là. {hard}")


def refuse_hard_moves(moves: Sequence[tuple[Meeting, datetime, datetime, str]]) -> None:
    """The same for meetings that move together: each is judged with the others where they go.

    Raises:
        Refused: what stands against the first of them that cannot take place, in sentences.
    """
    slots = {
        one.id: judging.slot_at(one, starts_at, ends_at, place)
        for one, starts_at, ends_at, place in moves
        if one.state is MeetingState.CALLED and (one.starts_at, one.ends_at, one.place) != (starts_at, ends_at, place)
    }
    if not slots:
        return
    days = [slot.day for slot in slots.values()]
    frame = judging.frame(min(days), max(days))
    frame = replace(frame, slots=[slots.get(one.meeting_id or 0, one) for one in frame.slots])
    for slot in slots.values():
        if hard := _hard(find(frame, slot)):
            raise Refused(f"La réunion du {day(slot.day)} ne peut pas avoir lieu là. {hard}")


def refuse_hard_guests(meeting: Meeting, added: Collection[Group], removed: Collection[int]) -> None:
    """A called meeting invites nobody who leads another one at the same hour.

    Raises:
        Refused: what stands against it, in sentences.
    """
    slot = judging.slot_of(meeting)
    asked = slot.group_ids - set(removed) | {one.id for one in added}
    if meeting.state is not MeetingState.CALLED or asked == slot.group_ids:
        return
    if hard := _hard(judging.conflicts_of(replace(slot, group_ids=asked))):
        raise Refused("Cette réunion est convoquée : ce groupe ne peut pas y être invité. " + hard)


def hard_against(meeting: Meeting) -> str:
    """Why it cannot take place as it stands, in sentences; empty when it can."""
    return _hard(judging.conflicts_of(judging.slot_of(meeting)))


def _hard(found: Iterable[Conflict]) -> str:
    return " ".join(ended(one.text) for one in found if one.is_hard)


def keep_conflict(meeting: Meeting, kind: str, reason: str, person: Person) -> None:
    """Live with a soft conflict of a meeting, and say why (J4 A4); said again, the newer reason stays.

    Raises:
        Refused: the meeting does not have this conflict, or it is a hard one.
    """
    found = {one.kind for one in judging.conflicts_of(judging.slot_of(meeting))}
    if kind not in found & set(SOFT):
        raise Refused(NO_SUCH_CONFLICT)
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())  # two at once
    _forget(meeting, kind)
    db.session.add(
        KeptConflict(meeting_id=meeting.id, kind=kind, starts_at=meeting.starts_at, reason=reason, person_id=person.id)
    )
    record("scheduling/conflict-kept", meeting, by=person, title=meeting.title, reason=reason)
    db.session.flush()


def take_back(meeting: Meeting, kind: str) -> None:
    """The conflict is one to solve again."""
    _forget(meeting, kind)
    record("scheduling/conflict-to-solve", meeting, title=meeting.title)


def _forget(meeting: Meeting, kind: str) -> None:
    db.session.execute(delete(KeptConflict).where(KeptConflict.meeting_id == meeting.id, KeptConflict.kind == kind))


def load_school_calendar(given: Iterable[dict[str, Any]]) -> int:
    """Write the holidays of a calendar; how many are new or changed.

    `given`: rows with zone, name, starts_on, ends_on. What was written or corrected by hand stays.
    """
    known = {(one.zone, one.starts_on): one for one in db.session.scalars(select(SchoolHoliday))}
    by_hand = [one for one in known.values() if one.by_hand]
    changed = 0
    for row in given:
        here = known.get((row["zone"], row["starts_on"]))
        if any(_overlaps(one, row) for one in by_hand) or (
            here and (here.name, here.ends_on) == (row["name"], row["ends_on"])
        ):
            continue
        if here:
            here.name, here.ends_on = row["name"], row["ends_on"]
        else:
            db.session.add(SchoolHoliday(**row))
        changed += 1
    if changed:
        record("scheduling/calendar-loaded", None, changed=changed)
    db.session.flush()
    return changed


def load_first_calendar() -> None:
    """The calendar that comes with the product, where none is yet."""
    if db.session.scalar(select(SchoolHoliday.id).limit(1)) is None:
        load_school_calendar(shipped_calendar())


def shipped_calendar() -> list[dict[str, Any]]:
    """The school holidays that come with the product: zone, name, starts_on, ends_on."""
    rows = yaml.load(SCHOOL_CALENDAR.read_text(encoding="utf-8"), yaml.CSafeLoader)["school_holidays"]
    return [
        {"zone": row["zone"], "name": row["name"].replace("'", "’"), "starts_on": row["start"], "ends_on": row["end"]}
        for row in rows
    ]


def _overlaps(holiday: SchoolHoliday, row: dict[str, Any]) -> bool:
    first, last = row["starts_on"], row["ends_on"]
    return bool(holiday.zone == row["zone"] and holiday.starts_on <= last and first <= holiday.ends_on)


def write_school_holiday(
    zone: str, name: str, starts_on: date, ends_on: date, corrected: SchoolHoliday | None = None
) -> SchoolHoliday:
    """Add holidays by hand, or correct some: loading the calendar leaves them alone. Twice the same: written once.

    Raises:
        Refused: other holidays of the zone have some of these days.
    """
    known = db.session.scalars(
        select(SchoolHoliday).where(
            SchoolHoliday.zone == zone, SchoolHoliday.starts_on <= ends_on, SchoolHoliday.ends_on >= starts_on
        )
    )
    for one in known:
        if corrected is None and (one.name, one.starts_on, one.ends_on) == (name, starts_on, ends_on):
            return one
        if one is not corrected:
            raise Refused(f"« {one.name} » ont déjà une partie de ces jours : corrigez-les plutôt.")
    written = corrected or SchoolHoliday(zone=zone)
    written.name, written.starts_on, written.ends_on, written.by_hand = name, starts_on, ends_on, True
    try:
        with db.session.begin_nested():  # two at once
            db.session.add(written)
    except IntegrityError:
        raise Refused("Quelqu’un vient d’écrire des vacances qui commencent ce jour-là.") from None
    record("scheduling/holiday-written", None, name=name)
    return written


def remove_school_holiday(holiday: SchoolHoliday) -> None:
    """Dates are no longer judged by it; loading the calendar again may bring it back."""
    record("scheduling/holiday-removed", None, name=holiday.name)
    db.session.delete(holiday)
    db.session.flush()
