"""What retention must remember."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base


class InactivityNotice(Base):
    """An account that nobody uses was told that it will be erased; using it takes the notice back."""

    __tablename__ = "inactivity_notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    told_at: Mapped[datetime] = mapped_column(default=clock.now)
