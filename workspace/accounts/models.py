"""What proves who somebody is, besides their password."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base


class Purpose(enum.StrEnum):
    SIGN_IN = "sign-in"
    PASSWORD = "password"  # noqa: S105 - what a link is for
    ADDRESS = "address"


class SecurityLink(Base):
    """A link sent by letter, good once: using it removes its row. The link itself is signed, not kept."""

    __tablename__ = "security_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    # Nobody: asked for an address that no account has. The row is written all the same, for the same time.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[Purpose]
    address: Mapped[str] = mapped_column(String(254), default="")  # where it went
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class SecondFactor(Base):
    """The application on somebody's phone that gives a code every 30 seconds (RFC 6238)."""

    __tablename__ = "second_factor"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    secret: Mapped[str] = mapped_column(String(64))  # base 32
    last_step: Mapped[int] = mapped_column(default=0)  # the 30 seconds of the last code taken: no code serves twice
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class RecoveryCode(Base):
    """For whoever lost their phone: good once, kept as a hash."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
