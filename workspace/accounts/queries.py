"""Reads about how people come in."""

from datetime import timedelta

from sqlalchemy import func, select

from workspace import clock, links
from workspace.accounts.models import Purpose, RecoveryCode, SecondFactor, SecurityLink
from workspace.database import db
from workspace.people.models import Person

LINK_LASTS = timedelta(minutes=30)


def link(purpose: Purpose, text: str) -> SecurityLink | None:
    """The row of a link that is still good; None when it was used, is too old or never was."""
    said = links.read(f"account {purpose}", text, LINK_LASTS)
    if said is None:
        return None
    found = db.session.get(SecurityLink, said["link"])
    is_good = found is not None and found.purpose is purpose and found.created_at > clock.now() - LINK_LASTS
    return found if is_good else None


def person_of_link(purpose: Purpose, text: str) -> Person | None:
    """Whom a link opens to: nobody once it was used, or once their address is not the one it went to."""
    found = link(purpose, text)
    person = db.session.get(Person, found.person_id) if found and found.person_id else None
    return person if found and person and (person.email == found.address or purpose is Purpose.ADDRESS) else None


def was_just_sent(person: Person, purpose: Purpose, address: str, within: timedelta) -> bool:
    """Whether a good link is already in that mailbox: strangers cannot fill it."""
    sent = select(SecurityLink.id).where(
        SecurityLink.person_id == person.id,
        SecurityLink.purpose == purpose,
        SecurityLink.address == address,
        SecurityLink.created_at > clock.now() - within,
    )
    return db.session.scalar(sent.limit(1)) is not None


def second_factor(person: Person) -> SecondFactor | None:
    return db.session.scalar(select(SecondFactor).where(SecondFactor.person_id == person.id))


def recovery_codes_left(person: Person) -> int:
    mine = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person.id)
    return db.session.scalar(mine) or 0
