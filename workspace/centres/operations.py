"""Centres and institutions named, renamed, closed; two centres that are one."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from workspace import clock
from workspace.centres import queries
from workspace.database import Base, db
from workspace.journal.operations import record
from workspace.meetings.models import Meeting
from workspace.pacts import operations as pacts
from workspace.people.models import Centre, Institution, Room
from workspace.refusals import Refused
from workspace.versions import Stale

NAME_TAKEN = "Ce nom est déjà pris, aux accents et aux majuscules près."
ROOM_TAKEN = "Ce centre a déjà une salle de ce nom."
WITH_ITSELF = "Choisissez un autre centre que celui-ci."
CENTRE_FIELDS = ("name", "town", "is_member")
INSTITUTION_FIELDS = ("name", "acronym")
ROOM_FIELDS = ("name", "is_closed")


def version_of(thing: Centre | Institution | Room) -> str:
    """What a form carries to tell whether the thing changed since it was opened."""
    return "|".join(f"{getattr(thing, name)}" for name in fields_of(thing))


def fields_of(thing: Centre | Institution | Room) -> tuple[str, ...]:
    if isinstance(thing, Centre):
        return CENTRE_FIELDS
    return INSTITUTION_FIELDS if isinstance(thing, Institution) else ROOM_FIELDS


def create_centre(**typed: Any) -> Centre:
    """A new centre: the keys of `typed` are CENTRE_FIELDS.

    Raises:
        Refused: another bears this name.
    """
    centre = Centre(**typed)
    _refuse_taken(Centre, typed["name"], None)
    _add(centre)
    record("centres/created", centre, name=centre.name)
    return centre


def edit_centre(centre: Centre, seen: str, **typed: Any) -> None:
    """Rename it, or say that it is no longer a member. Meetings to come that it hosts say its new name.

    Raises:
        Stale: it changed since `seen`, and to something else.
        Refused: another bears this name.
    """
    before = centre.name
    if not _changes(centre, seen, typed):
        return
    _refuse_taken(Centre, typed["name"], centre.id)
    _keep(centre, typed)
    _say_places_anew(before, centre.name)
    for room in queries.rooms(centre):
        _say_places_anew(f"{before}, {room.name}", f"{centre.name}, {room.name}")
    record("centres/edited", centre, name=centre.name)


def add_room(centre: Centre, name: str) -> Room:
    """Where the centre hosts. Raises Refused when it has a room of this name."""
    db.session.execute(select(Centre.id).where(Centre.id == centre.id).with_for_update())  # two at once follow
    _refuse_same_room(centre, name, None)
    room = Room(centre_id=centre.id, name=name)
    db.session.add(room)
    db.session.flush()
    record("centres/room-added", centre, name=centre.name, room=name)
    return room


def edit_room(room: Room, seen: str, **typed: Any) -> None:
    """Rename it, close it or open it again: the keys of `typed` are ROOM_FIELDS.

    Raises:
        Stale: it changed since `seen`, and to something else.
        Refused: another room of the centre bears this name.
    """
    centre, before = queries.centre_of(room), room.name
    if not _changes(room, seen, typed):
        return
    _refuse_same_room(centre, typed["name"], room.id)
    _keep(room, typed)
    _say_places_anew(f"{centre.name}, {before}", f"{centre.name}, {room.name}")
    record("centres/room-edited", centre, name=centre.name, room=room.name)


def merge(centre: Centre, kept: Centre) -> None:
    """Two centres that are one: people, rooms and meetings go to `kept`, and `centre` is no more.

    Rooms of the same name become one, and two signatures of one pact.

    Raises:
        Refused: both are the same.
    """
    if centre.id == kept.id:
        raise Refused(WITH_ITSELF)
    both = select(Centre).where(Centre.id.in_([centre.id, kept.id])).order_by(Centre.id).with_for_update()
    db.session.scalars(both.execution_options(populate_existing=True)).all()
    known = {room.name: room for room in queries.rooms(kept)}
    for room in queries.rooms(centre):
        _say_places_anew(f"{centre.name}, {room.name}", f"{kept.name}, {room.name}")
        if room.name in known:
            _move("room.id", room.id, known[room.name].id)
            db.session.delete(room)
    db.session.flush()
    _say_places_anew(centre.name, kept.name)
    pacts.sign_once(centre, kept)
    _move("centre.id", centre.id, kept.id)
    seen = [one.last_seen_at for one in (centre, kept) if one.last_seen_at]
    kept.last_seen_at, kept.is_member = max(seen, default=None), kept.is_member or centre.is_member
    name = centre.name
    db.session.execute(delete(Centre).where(Centre.id == centre.id))
    db.session.flush()
    record("centres/merged", kept, name=name, kept=kept.name)


def create_institution(**typed: Any) -> Institution:
    """A new institution: the keys of `typed` are INSTITUTION_FIELDS. Raises Refused when another bears this name."""
    institution = Institution(**typed)
    _refuse_taken(Institution, typed["name"], None)
    _add(institution)
    record("centres/institution-created", institution, name=institution.name)
    return institution


def edit_institution(institution: Institution, seen: str, **typed: Any) -> None:
    """Rename it.

    Raises:
        Stale: it changed since `seen`, and to something else.
        Refused: another bears this name.
    """
    if not _changes(institution, seen, typed):
        return
    _refuse_taken(Institution, typed["name"], institution.id)
    _keep(institution, typed)
    record("centres/institution-edited", institution, name=institution.name)


def _changes(thing: Centre | Institution | Room, seen: str, typed: dict[str, Any]) -> bool:
    """Whether something is to be written; whoever comes second waits, and reads what the first kept."""
    db.session.refresh(thing, fields_of(thing), with_for_update=True)
    differs = any(getattr(thing, name) != value for name, value in typed.items())
    if differs and seen != version_of(thing):
        raise Stale
    return differs


def _refuse_taken(table: type[Centre] | type[Institution], name: str, but: int | None) -> None:
    if queries.same_name(table, name, but):
        raise Refused(NAME_TAKEN)


def _refuse_same_room(centre: Centre, name: str, but: int | None) -> None:
    if any(room.name == name and room.id != but for room in queries.rooms(centre)):
        raise Refused(ROOM_TAKEN)


def _add(thing: Centre | Institution) -> None:
    try:
        with db.session.begin_nested():  # two at once: the unique name lets one through
            db.session.add(thing)
    except IntegrityError:
        raise Refused(NAME_TAKEN) from None


def _keep(thing: Centre | Institution | Room, typed: dict[str, Any]) -> None:
    try:
        with db.session.begin_nested():
            for name, value in typed.items():
                setattr(thing, name, value)
    except IntegrityError:
        raise Refused(NAME_TAKEN) from None


def _say_places_anew(before: str, after: str) -> None:
    """Meetings to come keep the words of their place; calendars read them again."""
    if before == after:
        return
    coming = select(Meeting).where(Meeting.place == before, Meeting.ends_at > clock.now()).order_by(Meeting.id)
    now = coming.with_for_update(of=Meeting).execution_options(populate_existing=True)
    for meeting in db.session.scalars(now):  # through the session: what is kept beside a meeting follows what it says
        meeting.place, meeting.sequence = after, meeting.sequence + 1
    db.session.flush()


def _move(column: str, one: int, other: int) -> None:
    """Every row that points to the one points to the other, in the tables of tomorrow too."""
    for table in Base.metadata.sorted_tables:
        for pointing in table.columns:
            if any(key.target_fullname == column for key in pointing.foreign_keys):
                db.session.execute(update(table).where(pointing == one).values({pointing.name: other}))
