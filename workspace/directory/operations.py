"""Changing what the network knows of a person."""

from datetime import date
from typing import Any

from workspace import clock
from workspace.database import db
from workspace.journal import operations as journal
from workspace.people.models import Person
from workspace.versions import Stale

FIELDS = ("first_name", "last_name", "address_form", "status", "centre_id", "phone", "shares_contacts")


def version_of(person: Person) -> str:
    """What a form carries to tell whether the profile changed since it was opened."""
    return "|".join(f"{getattr(person, name)}" for name in (*FIELDS, "photo_consent_on"))


def edit(person: Person, seen: str, photo_consent: bool, **typed: Any) -> None:
    """Keep a profile: the keys of `typed` are FIELDS.

    Raises:
        Stale: it changed since `seen` (see `version_of`), and to something else.
    """
    db.session.refresh(person, [*FIELDS, "photo_consent_on"], with_for_update=True)
    differs = any(getattr(person, name) != typed[name] for name in FIELDS)
    differs = differs or photo_consent != (person.photo_consent_on is not None)
    if not differs:
        return
    if seen != version_of(person):
        raise Stale
    for name in FIELDS:
        setattr(person, name, typed[name])
    if photo_consent != (person.photo_consent_on is not None):
        person.photo_consent_on = clock.today() if photo_consent else None
    db.session.flush()
    journal.record("people/edited", None, person=person)


def authorise_minor(person: Person, is_minor: bool, agreed_on: date | None) -> None:
    """Say that a person is a minor, and when the parents' authorisation was received."""
    agreed_on = agreed_on if is_minor else None
    if (person.is_minor, person.parents_agreed_on) == (is_minor, agreed_on):
        return
    person.is_minor, person.parents_agreed_on = is_minor, agreed_on
    db.session.flush()
    journal.record("people/authorised", None, person=person)
