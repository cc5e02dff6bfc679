"""Reads about groups and who belongs to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import contains_eager, joinedload

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import CoFacilitation, Group, GroupKind, GroupState, Membership
from workspace.notifications.letters import FOLLOWED
from workspace.notifications.models import Notice
from workspace.notifications.queries import about_theirs
from workspace.people.models import REACHED, Mandate, Person, Reached, Role


@dataclass(frozen=True)
class Standing:
    """Where a person stands today: roles of the federation, groups belonged to, groups led."""

    roles: frozenset[Role] = frozenset()
    institution_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    led_ids: frozenset[int] = frozenset()
    kinds: frozenset[GroupKind] = field(default=frozenset())  # of the bodies belonged to
    holds_board_office: bool = False  # presides over the board, keeps its record: a seat with an office
    needs_a_group: bool = False  # see `needs_a_group` below
    unread: int = 0  # notices: the bell of every page
    unread_followed: int = 0  # the same, about groups that one only follows: theirs while Can.FOLLOW_MINUTES holds

    @property
    def steers(self) -> bool:
        """The delegate and the staff team, to whom every group is open (§4.9)."""
        return Role.FEDERATION_DELEGATE in self.roles or GroupKind.STAFF_TEAM in self.kinds

    @property
    def of_the_network(self) -> bool:
        """Of somebody signed in: not a partner, and of a group for whoever needs one."""
        belongs = self.steers or self.kinds - {GroupKind.PARTNER_COMMITTEE}
        return Role.PARTNER not in self.roles and (bool(belongs) or not self.needs_a_group)

    @property
    def sees_calendar(self) -> bool:
        """The network and partners: what Can.SEE_CALENDAR says."""
        return self.of_the_network or Role.PARTNER in self.roles


NOBODY = Standing()


Day = date | BindParameter[date]


def running(table: type[Mandate] | type[CoFacilitation], day: Day) -> ColumnElement[bool]:
    """The mandate holds on that day; its last day is included."""
    return and_(table.starts_on <= day, or_(table.ends_on.is_(None), table.ends_on >= day))


def belonging(day: Day) -> ColumnElement[bool]:
    """The membership holds on that day; `left_on` is the first day without it."""
    return and_(Membership.joined_on <= day, or_(Membership.left_on.is_(None), Membership.left_on > day))


def needs_a_group() -> ColumnElement[bool]:
    """Of a person: of the network by the groups they belong to, not by themselves. Whoever came by the public form;
    whoever is, was or will be a partner or a technical account: a mandate that ends opens nothing."""
    outside = Mandate.person_id == Person.id, Mandate.role.in_((Role.PARTNER, Role.SYSADMIN))
    return or_(Person.came_alone, exists().where(*outside).correlate(Person))


@prepared
def _standing(person_id: int, day: date) -> CompoundSelect[Any]:
    belongs = select(Membership.group_id).where(Membership.person_id == person_id, belonging(day))
    leads = select(CoFacilitation.group_id).where(CoFacilitation.person_id == person_id, running(CoFacilitation, day))
    unread = (Notice.person_id == person_id, Notice.read_at.is_(None))
    theirs = about_theirs(union(belongs, leads))
    return union_all(
        select(literal("role"), cast(Mandate.role, String), Mandate.institution_id, null()).where(
            Mandate.person_id == person_id, running(Mandate, day)
        ),
        select(literal("member"), Membership.office, Membership.group_id, Group.kind)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.person_id == person_id, belonging(day)),
        select(literal("leads"), null(), CoFacilitation.group_id, null()).where(
            CoFacilitation.person_id == person_id, running(CoFacilitation, day)
        ),
        select(literal("needs"), null(), null(), null()).where(Person.id == person_id, needs_a_group()),
        select(literal("unread"), null(), func.count(Notice.id), null()).where(*unread, theirs),
        select(literal("followed"), null(), func.count(Notice.id), null()).where(
            *unread, not_(theirs), Notice.kind == FOLLOWED
        ),
    )


def standing_of(person_id: int) -> Standing:
    """One statement for all the rights of a person: what every page asks."""
    rows: Sequence[Any] = db.session.execute(*_standing(person_id, clock.today())).all()
    kinds = ("role", "member", "leads", "needs", "unread", "followed")
    said = {what: [row for row in rows if row[0] == what] for what in kinds}
    return Standing(
        roles=frozenset(Role(row[1]) for row in said["role"]),
        institution_ids=frozenset(row[2] for row in said["role"] if row[2]),
        group_ids=frozenset(row[2] for row in said["member"]),
        led_ids=frozenset(row[2] for row in said["leads"]),
        kinds=frozenset(GroupKind(row[3]) for row in said["member"]),
        holds_board_office=any(row[1] and row[3] == GroupKind.BOARD for row in said["member"]),
        needs_a_group=bool(said["needs"]),
        unread=said["unread"][0][2],
        unread_followed=said["followed"][0][2],
    )


def all_groups(with_closed: bool = False) -> list[Group]:
    """Working groups in the leaflet's order, then bodies."""
    return list(db.session.scalars(*_all_groups(with_closed=with_closed)))


@prepared
def _all_groups(*, with_closed: bool) -> Select[Group]:
    query: Select[Group] = select(Group).order_by(Group.kind != GroupKind.WORKING_GROUP, Group.position, Group.id)
    return query if with_closed else query.where(Group.state != GroupState.CLOSED)


def member_counts() -> dict[int, int]:
    """Members of each group today, by group id."""
    return dict(db.session.execute(*_member_counts(clock.today())).all())


@prepared
def _member_counts(today: date) -> Select[int, int]:
    return select(Membership.group_id, func.count()).where(belonging(today)).group_by(Membership.group_id)


def membership_of(group: Group) -> Select[Membership]:
    """Who belongs to the group today, with their centre, by name."""
    return (
        select(Membership)
        .join(Membership.person)
        .where(Membership.group_id == group.id, belonging(clock.today()))
        .options(contains_eager(Membership.person).joinedload(Person.centre))
        .order_by(Person.search_name, Person.id)
    )


def members_of(group: Group) -> list[Membership]:
    """The same, all at once."""
    return list(db.session.scalars(membership_of(group)))


def people_belonging(group_ids: Collection[int]) -> list[Person]:
    """Who belongs to one of these groups today, each once, by name."""
    return list(db.session.scalars(*_people_belonging(group_ids, clock.today())))


@prepared
def _people_belonging(group_ids: Collection[int], today: date) -> Select[Person]:
    belongs = select(Membership.person_id).where(Membership.group_id.in_(group_ids), belonging(today))
    return select(Person).where(Person.id.in_(belongs)).order_by(Person.search_name, Person.id)


def co_facilitations(group: Group | None = None) -> dict[int, list[Person]]:
    """Who leads each group today (or the given one), by group id, with their centre."""
    asked = _co_facilitations(clock.today(), group.id if group else 0, of_one=group is not None)
    leaders: dict[int, list[Person]] = {}
    for mandate in db.session.scalars(*asked):
        leaders.setdefault(mandate.group_id, []).append(mandate.person)
    return leaders


@prepared
def _co_facilitations(today: date, group_id: int, *, of_one: bool) -> Select[CoFacilitation]:
    query = (
        select(CoFacilitation)
        .join(CoFacilitation.person)
        .where(running(CoFacilitation, today))
        .options(contains_eager(CoFacilitation.person).joinedload(Person.centre))
        .order_by(CoFacilitation.starts_on, Person.search_name, Person.id)
    )
    return query.where(CoFacilitation.group_id == group_id) if of_one else query


def leading_on(group: Group, day: date) -> Sequence[Person]:
    """Who leads the group on a day, by name."""
    leads = select(CoFacilitation.person_id).where(CoFacilitation.group_id == group.id, running(CoFacilitation, day))
    return db.session.scalars(select(Person).where(Person.id.in_(leads)).order_by(Person.search_name, Person.id)).all()


def belonging_of(group_ids: Collection[int], person_id: int) -> Select[Membership]:
    """The current memberships of a person in these groups, if any."""
    return select(Membership).where(
        Membership.group_id.in_(group_ids), Membership.person_id == person_id, belonging(clock.today())
    )


def membership(group: Group, person: Person) -> Membership | None:
    """The same, read, with its group and its person."""
    told = joinedload(Membership.group), joinedload(Membership.person)
    return db.session.scalar(belonging_of([group.id], person.id).options(*told))


def place_to_come(group: Group, person: Person) -> Membership | None:
    """The next place of a person in the group, given and not begun, nor taken back since."""
    theirs = (Membership.group_id == group.id, Membership.person_id == person.id)
    stands = or_(Membership.left_on.is_(None), Membership.left_on > Membership.joined_on)
    coming = select(Membership).where(*theirs, Membership.joined_on > clock.today(), stands)
    return db.session.scalar(coming.order_by(Membership.joined_on).limit(1))


def of_staff_team(day: date) -> Select[int]:
    """The ids of those who sit in the staff team on a day."""
    return (
        select(Membership.person_id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.kind == GroupKind.STAFF_TEAM, belonging(day))
    )


def ties(group_id: int, day: Day) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Of a person: belongs to the group on that day; leads it then."""
    belongs = select(Membership.person_id).where(Membership.group_id == group_id, belonging(day))
    leads = select(CoFacilitation.person_id).where(CoFacilitation.group_id == group_id, running(CoFacilitation, day))
    return Person.id.in_(belongs), Person.id.in_(leads)


def people_of(group: Group) -> list[Person]:
    """Who belongs to the group or leads it today, by name."""
    return list(db.session.scalars(*_people_of(group.id, clock.today(), named=False)))


def names_of(group: Group) -> list[Reached]:
    """The same people, by what names and reaches them."""
    return [Reached(*row) for row in db.session.execute(*_people_of(group.id, clock.today(), named=True))]


@prepared
def _people_of(group_id: int, day: date, *, named: bool) -> Select[Any]:
    return (
        select(*(REACHED if named else (Person,)))
        .where(or_(*ties(group_id, day)))
        .order_by(Person.search_name, Person.id)
    )


def people_to_ask(*group_ids: int) -> list[Person]:
    """Whom these groups may give an action: their members, and the federation's staff team."""
    return list(db.session.scalars(*_people_to_ask(group_ids, clock.today(), named=False)))


def names_to_ask(*group_ids: int) -> list[Reached]:
    """The same people, by what names and reaches them."""
    return [Reached(*row) for row in db.session.execute(*_people_to_ask(group_ids, clock.today(), named=True))]


@prepared
def _people_to_ask(group_ids: Collection[int], day: date, *, named: bool) -> Select[Any]:
    belongs = (
        select(Membership.person_id)
        .join(Group, Group.id == Membership.group_id)
        .where(belonging(day), or_(Membership.group_id.in_(group_ids), Group.kind == GroupKind.STAFF_TEAM))
    )
    return (
        select(*(REACHED if named else (Person,))).where(Person.id.in_(belongs)).order_by(Person.search_name, Person.id)
    )


def steering(day: date) -> Sequence[Person]:
    """The delegate and the staff team on a day, by name: who looks after the whole federation."""
    delegates = select(Mandate.person_id).where(Mandate.role == Role.FEDERATION_DELEGATE, running(Mandate, day))
    steers = Person.id.in_(union(delegates, of_staff_team(day)))
    return db.session.scalars(select(Person).where(steers).order_by(Person.search_name, Person.id)).all()
