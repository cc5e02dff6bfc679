"""Reads about centres and institutions."""

import enum
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db, in_french
from workspace.directory.queries import of_the_network
from workspace.french import fold
from workspace.groups.models import Group, GroupKind, Membership
from workspace.groups.queries import Standing, belonging, running
from workspace.meetings.models import Meeting, MeetingState
from workspace.pacts import queries as pacts
from workspace.pacts.models import CooperationPact, Signatory
from workspace.people.models import Centre, Institution, Mandate, Person, Role, Room

MOST_PEOPLE, MOST_MEETINGS = 200, 10  # on the page of a centre
A_YEAR = 365


class Shown(enum.StrEnum):
    """Which centres a list shows; the words of its addresses."""

    MEMBERS = "adherents"
    UNSEEN = "pas-vus"
    OTHERS = "autres"


def a_year_ago() -> datetime:
    return clock.days_later(clock.now(), -A_YEAR)


def unseen() -> ColumnElement[bool]:
    """Nobody of the centre was at a meeting for twelve months."""
    return or_(Centre.last_seen_at.is_(None), Centre.last_seen_at < a_year_ago())


def is_unseen(centre: Centre) -> bool:
    return centre.last_seen_at is None or centre.last_seen_at < a_year_ago()


def centres(shown: Shown) -> Select[Centre]:
    kept = {
        Shown.MEMBERS: Centre.is_member,
        Shown.UNSEEN: and_(Centre.is_member, unseen()),
        Shown.OTHERS: ~Centre.is_member,
    }
    return select(Centre).where(kept[shown]).order_by(in_french(Centre.name), Centre.id)


def member_centres() -> Sequence[Centre]:
    return db.session.scalars(centres(Shown.MEMBERS)).all()


def how_many_unseen() -> int:
    """Member centres that nobody saw for twelve months."""
    return db.session.scalar(select(func.count()).select_from(Centre).where(Centre.is_member, unseen())) or 0


def taking_part(centres: Collection[Centre]) -> dict[int | None, int]:
    """How many people of each take part in a group or body today, by centre id."""
    belongs = exists().where(Membership.person_id == Person.id, belonging(clock.today()))
    counts = (
        select(Person.centre_id, func.count())
        .where(Person.centre_id.in_([centre.id for centre in centres]), of_the_network(), belongs)
        .group_by(Person.centre_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counts)}


def rooms(centre: Centre) -> Sequence[Room]:
    """Those that lend themselves to meetings first."""
    query = select(Room).where(Room.centre_id == centre.id).order_by(Room.is_closed, in_french(Room.name), Room.id)
    return db.session.scalars(query).all()


def centre_of(room: Room) -> Centre:
    return db.session.get_one(Centre, room.centre_id)


def people_by_group(centre: Centre) -> list[tuple[Group, list[Person]]]:
    """Who takes part where, in the order of the lists; the first MOST_PEOPLE."""
    rows = db.session.execute(
        select(Group, Person)
        .join(Membership, Membership.group_id == Group.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.centre_id == centre.id, belonging(clock.today()), of_the_network())
        .order_by(Group.kind != GroupKind.WORKING_GROUP, Group.position, Group.id, Person.search_name, Person.id)
        .limit(MOST_PEOPLE)
    )
    found: dict[Group, list[Person]] = {}
    for group, person in rows:
        found.setdefault(group, []).append(person)
    return list(found.items())


def meetings_to_host(centre: Centre) -> Sequence[Meeting]:
    """Called meetings to come there, the soonest first; the first MOST_MEETINGS."""
    there = (Meeting.centre_id == centre.id, Meeting.state == MeetingState.CALLED, Meeting.ends_at > clock.now())
    return db.session.scalars(
        select(Meeting).where(*there).order_by(Meeting.starts_at, Meeting.id).limit(MOST_MEETINGS)
    ).all()


def others(centre: Centre) -> Sequence[Centre]:
    """Those it may be merged with; those whose name looks like its own first."""
    known = db.session.scalars(
        select(Centre).where(Centre.id != centre.id).order_by(in_french(Centre.name), Centre.id)
    ).all()
    words = set(fold(centre.name).split())
    return sorted(known, key=lambda other: -len(words & set(fold(other.name).split())))


def same_name(table: type[Centre] | type[Institution], name: str, but: int | None) -> bool:
    """Another bears this name, accents and capitals aside."""
    known = db.session.execute(select(table.id, table.name))
    return any(fold(other) == fold(name) and id != but for id, other in known)


def institutions() -> Select[Institution]:
    return select(Institution).order_by(in_french(Institution.name), Institution.id)


def pacts_of(standing: Standing, institutions: Collection[Institution]) -> dict[int, list[CooperationPact]]:
    """The pacts that each signed and that one may read, the newest first, by institution id."""
    rows = db.session.execute(
        select(Institution.id, CooperationPact)
        .join(Signatory, Signatory.institution_id == Institution.id)
        .join(CooperationPact, CooperationPact.id == Signatory.pact_id)
        .where(Institution.id.in_([one.id for one in institutions]), pacts.visible_to(standing))
        .order_by(CooperationPact.signed_on.desc(), CooperationPact.id)
    )
    found: dict[int, list[CooperationPact]] = {}
    for institution_id, pact in rows:
        found.setdefault(institution_id, []).append(pact)
    return found


def representatives(institution: Institution) -> Sequence[Mandate]:
    """Who represents it today, by name."""
    held = (Mandate.institution_id == institution.id, Mandate.role == Role.PARTNER, running(Mandate, clock.today()))
    return db.session.scalars(
        select(Mandate)
        .join(Mandate.person)
        .where(*held, Person.erased_at.is_(None))
        .options(joinedload(Mandate.person))
        .order_by(Person.search_name, Mandate.id)
        .limit(MOST_PEOPLE)
    ).all()


def committees(institution: Institution) -> Sequence[Group]:
    """The bodies where those who represent it sit today."""
    sits = select(Membership.group_id).where(
        belonging(clock.today()),
        Membership.person_id.in_(
            select(Mandate.person_id).where(
                Mandate.institution_id == institution.id,
                Mandate.role == Role.PARTNER,
                running(Mandate, clock.today()),
            )
        ),
    )
    partners = (Group.id.in_(sits), Group.kind == GroupKind.PARTNER_COMMITTEE)
    return db.session.scalars(select(Group).where(*partners).order_by(Group.position, Group.id)).all()
