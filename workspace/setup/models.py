"""The token of the first run."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from workspace.database import Base


class SetupToken(Base):
    """One at most; gone once used. Only its hash is kept."""

    __tablename__ = "setup_token"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256
    ends_at: Mapped[datetime]
