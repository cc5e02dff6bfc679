"""People, the centres and institutions they come from, and their roles in the federation."""

import enum
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from workspace import clock
from workspace.database import Base, related
from workspace.french import fold

ERASED = "membre retiré·e"  # how a person who erased their data is called, everywhere


class Status(enum.StrEnum):
    VOLUNTEER = "volunteer"
    EMPLOYEE = "employee"
    RESIDENT = "resident"


class Address(enum.StrEnum):
    """How a person is called when they lead a group: their own choice (domain §5)."""

    NEUTRAL = "neutral"
    FEMININE = "feminine"
    MASCULINE = "masculine"


LONGEST_SEARCH_NAME = 200
LEADS_AS = {
    Address.NEUTRAL: "co-animation",
    Address.FEMININE: "co-animatrice",
    Address.MASCULINE: "co-animateur",
}


class Role(enum.StrEnum):
    """A role in the federation itself; board and staff team are bodies one belongs to."""

    FEDERATION_DELEGATE = "federation_delegate"
    PARTNER = "partner"
    SYSADMIN = "sysadmin"


def sorted_as(first_name: str, last_name: str) -> str:
    """What a person is found and sorted by, cut to its column: folding makes several letters of one, as of « ß »."""
    return fold(f"{last_name} {first_name}".strip())[:LONGEST_SEARCH_NAME]


_MORE_THAN_A_NAME = re.compile(r"://|www\.|[@<>{}\[\]\\/=]|\d{3}", re.IGNORECASE)


def is_name(text: str) -> bool:
    """Letters of any script, and nothing that would make a letter of ours carry somebody's advertisement."""
    return len(text) <= 80 and any(char.isalpha() for char in text) and not _MORE_THAN_A_NAME.search(text)


class Centre(Base):
    __tablename__ = "centre"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    town: Mapped[str] = mapped_column(String(120), default="")
    is_member: Mapped[bool] = mapped_column(default=True)
    # The last meeting where somebody of it was present: kept with each presence, so that no page reads the history.
    last_seen_at: Mapped[datetime | None]


class Room(Base):
    """Where a centre hosts meetings."""

    __tablename__ = "room"
    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    is_closed: Mapped[bool] = mapped_column(default=False)  # hosts no new meeting
    centre: Mapped[Centre] = related()


class Institution(Base):
    """A partner: it signs pacts, and people sit in committees for it."""

    __tablename__ = "institution"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    acronym: Mapped[str] = mapped_column(String(30), default="")


class Names:
    """How a person is called, all of them read or not."""

    id: Any
    first_name: Any
    last_name: Any
    erased_at: Any

    @property
    def name(self) -> str:
        return ERASED if self.erased_at else f"{self.first_name} {self.last_name}"

    @property
    def short_name(self) -> str:
        """« Nadia B. »: how a person is called on screens."""
        return ERASED if self.erased_at else f"{self.first_name} {self.last_name[:1]}."

    @property
    def initials(self) -> str:
        return "–" if self.erased_at else f"{self.first_name[:1]}{self.last_name[:1]}".upper()


@dataclass(frozen=True)
class Named(Names):
    """A person in a list of names: nothing else of them is read."""

    id: int
    first_name: str
    last_name: str
    erased_at: datetime | None


@dataclass(frozen=True)
class Reached(Named):
    """A person in a list of those whom a letter goes to: what is asked of them to write it."""

    search_name: str
    email: str | None


class Person(Names, UserMixin, Base):
    """Somebody of the network. Without e-mail or password there is no account, but all the rest works."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    search_name: Mapped[str] = mapped_column(String(LONGEST_SEARCH_NAME), index=True)  # sorted_as(…)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # lower case
    password_hash: Mapped[str | None] = mapped_column(String(255))
    status: Mapped[Status] = mapped_column(default=Status.VOLUNTEER)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    # Came by the public form: nobody vouches for them but the groups they belong to.
    came_alone: Mapped[bool] = mapped_column(default=False)
    news_read_at: Mapped[datetime | None]  # last « Tout marquer comme lu »
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    # The last day with a page or a sign-in, the first that the person was known: sessions that ended say nothing more.
    last_seen_on: Mapped[date | None] = mapped_column(default=clock.today)
    erased_at: Mapped[datetime | None]  # the row stays, so that counts do; nothing in it says who it was
    phone: Mapped[str] = mapped_column(String(30), default="")
    address_form: Mapped[Address] = mapped_column(default=Address.NEUTRAL)
    shares_contacts: Mapped[bool] = mapped_column(default=False)  # with the whole network, else as §3.5 says
    photo_consent_on: Mapped[date | None]  # consent to photographs; withdrawn by emptying it
    is_minor: Mapped[bool] = mapped_column(default=False)  # no birth date is asked (§3.5)
    parents_agreed_on: Mapped[date | None]  # the parental authorisation of a minor
    centre: Mapped[Centre | None] = related()

    @validates("first_name", "last_name")
    def _keep_search_name(self, key: str, value: str) -> str:
        names = {"first_name": self.first_name or "", "last_name": self.last_name or ""} | {key: value or ""}
        self.search_name = sorted_as(**names)
        return value

    @property
    def leads_as(self) -> str:
        """« co-animatrice »: what the person is called when they lead."""
        return LEADS_AS[self.address_form]


# What the names of a person are said from, where nothing else of them is read.
NAMES = (Person.first_name, Person.last_name, Person.erased_at)
REACHED: Any = (Person.id, *NAMES, Person.search_name, Person.email)  # what Reached is made of


class Mandate(Base):
    """A role held between two dates; rights start and stop with them."""

    __tablename__ = "mandate"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))  # of a partner
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # last day included
    person: Mapped[Person] = related()
    institution: Mapped[Institution | None] = related()


class SignIn(Base):
    """One row per open session, checked on each request: signing out ends it on the server too."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_on: Mapped[date] = mapped_column(default=clock.today)
    device: Mapped[str] = mapped_column(String(80), default="")  # in words: « Firefox sur Windows »
    is_remembered: Mapped[bool] = mapped_column(default=False)  # « Se souvenir de moi »
    second_factor: Mapped[bool] = mapped_column(default=False)  # a code was given besides
    person: Mapped[Person] = related()
