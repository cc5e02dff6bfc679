"""Opening an empty installation."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from workspace import clock
from workspace.accounts.operations import refuse_weak
from workspace.database import db
from workspace.groups.models import Group, GroupKind, Membership
from workspace.groups.operations import create_group
from workspace.journal import operations as journal
from workspace.people.models import Mandate, Person, Role, Status
from workspace.people.operations import hash_password
from workspace.refusals import Refused
from workspace.settings.models import Federation
from workspace.setup import queries
from workspace.setup.models import SetupToken

LASTS = timedelta(hours=24)
NOT_THAT_CODE = "Ce code ne va pas, ou il a expiré. La commande flask first-run en écrit un autre."
ALREADY_OPEN = "Cet espace est déjà ouvert : la première personne y est entrée. Connectez-vous."


def new_token() -> str:
    """A token for the first run; the one printed before stops working.

    Raises:
        Refused: somebody is already known.
    """
    if not queries.is_new():
        raise Refused(ALREADY_OPEN)
    token = secrets.token_urlsafe(24)
    db.session.execute(delete(SetupToken))
    db.session.add(SetupToken(digest=_digest(token), ends_at=clock.now() + LASTS))
    db.session.flush()
    return token


def open_installation(
    token: str,
    name: str,
    short_name: str,
    first_name: str,
    last_name: str,
    email: str,
    password: str,
    is_delegate: bool,
) -> Person:
    """The federation's name, and its first account: the delegate, or a member of the staff team.

    Raises:
        Refused: the token is not the one printed last, or too old, or already used; the password is one that any
            account refuses; somebody came in first. Nothing is written.
    """
    kept = db.session.scalar(select(SetupToken).with_for_update())  # two at once: the second finds it gone
    known = kept.digest if kept else _digest(secrets.token_urlsafe())
    same = hmac.compare_digest(_digest(token), known)
    if kept is None or not same or kept.ends_at <= clock.now():
        raise Refused(NOT_THAT_CODE, about="token")
    if not queries.is_new():
        raise Refused(ALREADY_OPEN)
    person = Person(first_name=first_name, last_name=last_name, email=email.lower(), status=Status.EMPLOYEE)
    refuse_weak(person, password)
    person.password_hash = hash_password(password)
    db.session.delete(kept)
    _name_federation(name, short_name)
    db.session.add(person)
    db.session.flush()
    if is_delegate:
        db.session.add(Mandate(person_id=person.id, role=Role.FEDERATION_DELEGATE, starts_on=clock.today()))
    else:
        db.session.add(Membership(group_id=_team().id, person_id=person.id, joined_on=clock.today()))
    db.session.flush()
    journal.record("setup/opened", None, by=person)
    return person


def _name_federation(name: str, short_name: str) -> None:
    federation = db.session.get(Federation, 1) or Federation(id=1)
    federation.name, federation.short_name = name, short_name
    db.session.add(federation)


def _team() -> Group:
    known = db.session.scalars(select(Group).where(Group.kind == GroupKind.STAFF_TEAM).order_by(Group.id)).first()
    return known or create_group(
        "Équipe permanente",
        "EQP",
        short_name="Équipe permanente",
        kind=GroupKind.STAFF_TEAM,
        hue="ink",
        icon="building",
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
