"""Proving who one is, and changing what proves it."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from workspace import clock, limits, links
from workspace.accounts import mails, queries
from workspace.accounts.models import Purpose, SecurityLink
from workspace.accounts.passwords import is_common
from workspace.database import db
from workspace.people import operations as people
from workspace.people import queries as people_queries
from workspace.people.models import Person
from workspace.post import Letter
from workspace.refusals import Refused

# A wait that grows: each stretch counts what the shorter ones let through.
TRIES = ((5, timedelta(minutes=5)), (20, timedelta(hours=1)), (50, timedelta(days=1)))
FROM_ONE_NETWORK = (300, timedelta(minutes=15))  # a whole centre may stand behind one address
LINKS_FROM_ONE_NETWORK = (60, timedelta(hours=1))
LINKS_FOR_ONE_ADDRESS = (5, timedelta(minutes=15))  # from one network: elsewhere its owner is never refused
SENT_AGAIN_AFTER = timedelta(minutes=2)
TAKEN = "Cette adresse sert déjà à un autre compte. Choisissez-en une autre."
SHORTEST = 10  # letters of a password
SHORT = f"{SHORTEST} caractères au moins. Quatre mots au hasard font un très bon mot de passe."
COMMON = "C’est l’un des premiers que l’on essaierait. Choisissez-en un que personne d’autre n’imaginerait."


def check_password(email: str, password: str, caller: str, device: str = "") -> Person | None:
    """The person whose password it is, else None.

    Tries are counted by address and place: `caller` is a network; `device` says that this browser signed that person
    in before, and then it counts alone. So no stranger's tries keep anybody out.

    Raises:
        TooMany: from that place.
    """
    place = device or caller
    if not device:
        limits.count("sign-in from", caller, *FROM_ONE_NETWORK)
    count_try("sign-in", f"{email.strip().lower()} {place}")
    person = people.check_password(email, password)
    if person:
        limits.forget("sign-in", f"{email.strip().lower()} {place}")
    return person


def count_try(kind: str, key: str) -> None:
    """Count a try of what opens an account. Raises TooMany, from that place."""
    for most, per in TRIES:
        limits.count(kind, key, most, per)


# ---- Links by letter ----


def ask_link(purpose: Purpose, email: str, caller: str) -> None:
    """Send a link to the address, if it is somebody's. An address nobody has gets the same work, and no letter.

    Raises:
        TooMany: from that network.
    """
    address = email.strip().lower()
    limits.count("link from", caller, *LINKS_FROM_ONE_NETWORK)
    limits.count("link", f"{address} {caller}", *LINKS_FOR_ONE_ADDRESS)
    person = people_queries.by_email(address)
    is_there = person is not None and not queries.was_just_sent(person, purpose, address, SENT_AGAIN_AFTER)
    link = SecurityLink(
        purpose=purpose, person_id=person.id if person and is_there else None, address=address if is_there else ""
    )
    db.session.add(link)
    db.session.flush()
    with db.session.begin_nested() as work:
        mails.security_link(link, address, person.name if person else "")
        db.session.flush()
        if not is_there:
            work.rollback()


def use_link(purpose: Purpose, text: str) -> Person:
    """Whom a link opens to; it opens nothing afterwards.

    Raises:
        Refused: it is not good, or no longer.
    """
    person = queries.person_of_link(purpose, text)
    said = links.read(f"account {purpose}", text, queries.LINK_LASTS) or {}
    gone = delete(SecurityLink).where(SecurityLink.id == said.get("link")).returning(SecurityLink.id)
    # Of two uses at once, one finds the row.
    if person is None or db.session.scalar(gone) is None:
        raise Refused("Ce lien n’est plus bon : il ne sert qu’une fois, pendant 30 minutes. Demandez-en un autre.")
    return person


# ---- Password ----


def set_password(person: Person, password: str, token: str = "") -> None:
    """Give a person a new password. Their sessions end, but the one with the token; their links are void.

    Raises:
        Refused: too short, or among the first that anybody tries.
    """
    refuse_weak(person, password)
    had_one = person.password_hash is not None
    person.password_hash = people.hash_password(password)
    people.sign_out_everywhere(person, but=token)
    forget_links(person)
    mails.account_changed(
        person, "Votre mot de passe a été changé." if had_one else "Vous avez choisi un mot de passe."
    )


def refuse_weak(person: Person, password: str) -> None:
    """What every place where a password is chosen asks of it.

    Raises:
        Refused: it says why.
    """
    if len(password) < SHORTEST:
        raise Refused(SHORT, about="password")
    if is_common(password, person):
        raise Refused(COMMON, about="password")


def forget_links(person: Person) -> None:
    db.session.execute(delete(SecurityLink).where(SecurityLink.person_id == person.id))


# ---- Address ----


def ask_address(person: Person, new: str) -> None:
    """Ask to change one's address: a link goes to the new one, word of it to the old.

    An address that somebody else has gets nothing, and nobody is told so.

    Raises:
        TooMany: that person asks too often.
        Refused: it is the address already.
    """
    address = new.strip().lower()
    if address == person.email:
        raise Refused("C’est déjà votre adresse.")
    limits.count("address", str(person.id), *LINKS_FOR_ONE_ADDRESS)
    if people_queries.by_email(address) is None:
        link = SecurityLink(purpose=Purpose.ADDRESS, person_id=person.id, address=address)
        db.session.add(link)
        db.session.flush()
        mails.security_link(link, address, person.name)
    mails.address_asked(person, address)


def change_address(text: str) -> Person:
    """The new address is confirmed: it is the person's, and every link sent to the old one is void.

    Raises:
        Refused: the link is not good, or somebody took the address meanwhile.
    """
    link = queries.link(Purpose.ADDRESS, text)
    new = link.address if link else ""
    person = use_link(Purpose.ADDRESS, text)
    old = person.email
    try:
        with db.session.begin_nested():
            person.email = new
    except IntegrityError:
        raise Refused(TAKEN) from None
    forget_links(person)
    if old:
        mails.address_changed(old, person)
        db.session.flush()
        theirs = update(Letter).where(Letter.address == old, Letter.person_id.is_(None))
        db.session.execute(theirs.values(person_id=person.id))  # who takes the old address later has none of them
    mails.account_changed(person, "Cette adresse est maintenant celle de votre compte.")
    return person


def forget_old_links() -> int:
    """Remove the links that are too old to serve (the worker); return how many."""
    too_old = SecurityLink.created_at <= clock.now() - queries.LINK_LASTS
    return len(db.session.execute(delete(SecurityLink).where(too_old).returning(SecurityLink.id)).all())
