"""What retention must remember, and what the federation writes in its register of processing."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base


class InactivityNotice(Base):
    """An account that nobody uses was told that it will be erased; using it takes the notice back."""

    __tablename__ = "inactivity_notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    told_at: Mapped[datetime] = mapped_column(default=clock.now)


class Processing(Base):
    """An entry of the register that the federation wrote; what is None says what the product says (register.yaml)."""

    __tablename__ = "processing"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    purpose: Mapped[str | None] = mapped_column(Text)
    people: Mapped[str | None] = mapped_column(Text)
    what: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str | None] = mapped_column(Text)
    recipients: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=0)  # raised at each change: a stale form is refused
