"""Letters about how one comes in. Those that carry a link are secret: whoever reads them may act as the person."""

from workspace import links
from workspace.accounts.models import Purpose, SecurityLink
from workspace.people.models import Person
from workspace.post import letter

LETTERS = {
    Purpose.SIGN_IN: "accounts/sign-in-link",
    Purpose.PASSWORD: "accounts/password-link",
    Purpose.ADDRESS: "accounts/address-link",
}


def security_link(link: SecurityLink, address: str, name: str) -> None:
    """The link itself, to the mailbox that proves who asks."""
    text = links.sign(f"account {link.purpose}", link=link.id)
    letter(LETTERS[link.purpose], address, name, person_id=link.person_id, secret=True, text=text)


def address_asked(person: Person, new: str) -> None:
    """To the address in use: somebody asked to change it."""
    if person.email:
        letter("accounts/address-asked", person.email, person.name, new=_masked(new))


def address_changed(old: str, person: Person) -> None:
    """To the address left behind."""
    letter("accounts/address-changed", old, person.name, new=_masked(person.email or ""))


def account_changed(person: Person, what: str) -> None:
    """What changed, in a sentence, to the person it belongs to."""
    if person.email:
        letter("accounts/account-changed", person.email, person.name, what=what)


def _masked(address: str) -> str:
    """« n…@example.org »: recognised by its owner, of no use to others."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"
