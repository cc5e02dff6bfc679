"""What reminders were written, so that none is written twice."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base


class Reminder(Base):
    """The one reminder that a person gets on a day: kept together with its letter, or not at all."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("person_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date] = mapped_column(index=True)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
