"""The cast of every test: who they are never changes, each test is a scene with them.

Alice co-facilitates Jeunesse, Bob is a member of it, Carl of Communication only, Nora of nothing yet; Bea sits on
the board, Stan in the staff team, Dora is the delegate, Paul comes from the Caf, Tess looks after the machine.
Alice, Bob and Bea come from one centre, Carl and Nora from another: a page that reads a centre a person shows it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, Group, GroupKind, JoiningRule, Membership
from workspace.meetings.models import AgendaItem, Meeting, MeetingState
from workspace.pacts.models import Commitment, CommitmentKind, CooperationPact, Signatory
from workspace.people import operations as people
from workspace.people.models import Centre, Institution, Mandate, Person, Role, Status
from workspace.project.models import FederalProject, GroupLink, ItemKind, ProjectItem
from workspace.settings.models import Federation

PASSWORD = "espace-federal"
REAL_HASHER = people._hasher
people._hasher = PasswordHasher.from_parameters(CHEAPEST)  # argon2 is slow on purpose
people._NOBODY = people._hasher.hash("")
HASHED = people.hash_password(PASSWORD)
LONG_AGO = date(2020, 1, 1)
VISITOR, WHO = "", ("", "nora", "carl", "bob", "alice", "bea", "stan", "dora", "paul", "tess")


@dataclass
class Cast:
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    items: dict[str, ProjectItem] = field(default_factory=dict)  # o1, o1-obj1, o1-act1
    project: FederalProject | None = None
    pact: CooperationPact | None = None
    commitment: Commitment | None = None

    def __getattr__(self, name):
        """`cast.alice`, `cast.jeunesse`."""
        for drawer in (self.__dict__.get("people", {}), self.__dict__.get("groups", {})):
            if name in drawer:
                return drawer[name]
        raise AttributeError(name)


def make_cast() -> Cast:
    cast = Cast()
    db.session.add(
        Federation(name="Fédération d’essai", short_name="Centres sociaux d’essai", email="accueil@example.org")
    )
    acacias = Centre(name="CSC Les Acacias", town="Nanterre")
    tilleuls = Centre(name="CSC Les Tilleuls", town="Clichy")
    caf = Institution(name="Caisse d’allocations familiales", acronym="Caf")
    db.session.add_all([acacias, tilleuls, caf])
    db.session.flush()
    centre_of = dict.fromkeys(["alice", "bob", "bea"], acacias.id) | dict.fromkeys(["carl", "nora"], tilleuls.id)
    for name, last_name, status in [
        ("alice", "Arnaud", Status.EMPLOYEE), ("bob", "Bernard", Status.VOLUNTEER), ("carl", "Caron", Status.EMPLOYEE),
        ("nora", "Noël", Status.RESIDENT), ("bea", "Berger", Status.VOLUNTEER), ("stan", "Simon", Status.EMPLOYEE),
        ("dora", "Dupont", Status.EMPLOYEE), ("paul", "Petit", Status.EMPLOYEE), ("tess", "Thomas", Status.EMPLOYEE),
    ]:  # fmt: skip
        cast.people[name] = Person(
            first_name=name.title(), last_name=last_name, email=f"{name}@example.org", password_hash=HASHED,
            status=status, centre_id=centre_of.get(name),
        )  # fmt: skip
    for position, (slug, kind, code, hue, icon) in enumerate(
        [
            ("jeunesse", GroupKind.WORKING_GROUP, "JEU", "orange", "rocket-takeoff"),
            ("communication", GroupKind.WORKING_GROUP, "COM", "ochre", "megaphone"),
            ("board", GroupKind.BOARD, "CA", "ink", "building"),
            ("team", GroupKind.STAFF_TEAM, "EQP", "ink", "building"),
            ("committee", GroupKind.PARTNER_COMMITTEE, "CP", "ink", "building"),
        ],
        1,
    ):
        cast.groups[slug] = Group(
            slug=slug, code=code, name=slug.title(), short_name=slug.title(), kind=kind, position=position,
            hue=hue, icon=icon, purpose=f"Ce que fait {slug}.",
            joining_rule=JoiningRule.OPEN if kind is GroupKind.WORKING_GROUP else JoiningRule.BY_INVITATION,
        )  # fmt: skip
    db.session.add_all([*cast.people.values(), *cast.groups.values()])
    db.session.flush()
    for who, where in [
        ("alice", "jeunesse"), ("bob", "jeunesse"), ("carl", "communication"), ("bea", "board"), ("stan", "team"),
        ("dora", "team"), ("paul", "committee"),
    ]:  # fmt: skip
        db.session.add(Membership(group_id=cast.groups[where].id, person_id=cast.people[who].id, joined_on=LONG_AGO))
    db.session.add(CoFacilitation(group_id=cast.jeunesse.id, person_id=cast.alice.id, starts_on=LONG_AGO))
    for who, role in [("dora", Role.FEDERATION_DELEGATE), ("paul", Role.PARTNER), ("tess", Role.SYSADMIN)]:
        db.session.add(
            Mandate(
                person_id=cast.people[who].id,
                role=role,
                starts_on=LONG_AGO,
                institution_id=caf.id if role is Role.PARTNER else None,
            )  # fmt: skip
        )
    _make_project(cast, caf)
    db.session.commit()
    return cast


def find_cast() -> Cast:
    """The cast as `make_cast` wrote it, its project as seen from the year it is now for the test."""
    cast = Cast(
        people={person.first_name.lower(): person for person in db.session.scalars(select(Person))},
        groups={group.slug: group for group in db.session.scalars(select(Group))},
        items={item.key: item for item in db.session.scalars(select(ProjectItem))},
        project=db.session.scalar(select(FederalProject)),
        pact=db.session.scalar(select(CooperationPact)),
        commitment=db.session.scalar(select(Commitment)),
    )
    _date_project(cast)
    db.session.commit()
    return cast


def add_cleo(cast: Cast) -> Person:
    """Cleo co-facilitates Communication: for tests of rights, where she leads something else."""
    cleo = Person(
        first_name="Cleo", last_name="Colin", email="cleo@example.org", password_hash=HASHED, status=Status.EMPLOYEE
    )
    db.session.add(cleo)
    db.session.flush()
    db.session.add(Membership(group_id=cast.communication.id, person_id=cleo.id, joined_on=LONG_AGO))
    db.session.add(CoFacilitation(group_id=cast.communication.id, person_id=cleo.id, starts_on=LONG_AGO))
    db.session.commit()
    cast.people["cleo"] = cleo
    return cleo


def _make_project(cast: Cast, caf: Institution) -> None:
    cast.project = FederalProject(key="fp", title="Projet fédéral")
    cast.pact = CooperationPact(key="pact", name="Pacte de coopération")
    _date_project(cast)
    db.session.add(cast.project)
    db.session.flush()
    for position, (key, kind, code, parent, text) in enumerate(
        [
            ("o1", ItemKind.ORIENTATION, "1", None, "Soutenir l’innovation sociale"),
            ("o1-obj1", ItemKind.OBJECTIVE, "1.1", "o1", "Développer l'utilisation des outils numériques."),
            ("o1-act1", ItemKind.ACTION, "1.A", "o1", "Développement d'outils numériques collaboratifs."),
            ("o2", ItemKind.ORIENTATION, "2", None, "Adapter nos pratiques"),
            ("o2-obj1", ItemKind.OBJECTIVE, "2.1", "o2", "Développer le pouvoir d'agir."),
            ("o2-act1", ItemKind.ACTION, "2.A", "o2", "Animation de réseaux locaux."),
        ],
        1,
    ):
        item = ProjectItem(
            project_id=cast.project.id, key=key, kind=kind, code=code, position=position, text=text,
            parent_id=cast.items[parent].id if parent else None,
        )  # fmt: skip
        db.session.add(item)
        db.session.flush()
        cast.items[key] = item
    db.session.add(GroupLink(group_id=cast.jeunesse.id, item_id=cast.items["o2-act1"].id))
    cast.pact.project_id = cast.project.id
    db.session.add(cast.pact)
    db.session.flush()
    signatory = Signatory(pact_id=cast.pact.id, institution_id=caf.id, position=1)
    db.session.add(signatory)
    db.session.flush()
    cast.commitment = Commitment(
        pact_id=cast.pact.id, signatory_id=signatory.id, position=1, kind=CommitmentKind.MEANS,
        text="Appuyer les réseaux locaux", items=[cast.items["o2-act1"]],
    )  # fmt: skip
    db.session.add(cast.commitment)


def _date_project(cast: Cast) -> None:
    """This year is the second of the project, and of its pact."""
    year = clock.today().year
    cast.project.starts_on, cast.project.ends_on = date(year - 1, 1, 1), date(year + 2, 12, 31)
    cast.pact.signed_on, cast.pact.ends_on = date(year - 1, 6, 13), date(year + 3, 6, 12)


def make_meeting(
    group: Group, state: MeetingState = MeetingState.CALLED, days: int = 3, hours: float = 0, points: int = 1, **others
) -> Meeting:
    """A two-hour meeting of the group, some days (and hours) from now, with points titled « Point 1 »…"""
    starts_at = clock.now() + timedelta(days=days, hours=hours)
    meeting = Meeting(
        group=group, state=state, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        called_at=None if state is MeetingState.DRAFT else clock.now(),
        **{"title": "Préparer la journée", "place": "CSC Les Acacias"} | others,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    for position in range(1, points + 1):
        db.session.add(AgendaItem(meeting=meeting, position=position, title=f"Point {position}", minutes=15))
    db.session.commit()
    db.session.refresh(meeting, ["points"])
    return meeting
