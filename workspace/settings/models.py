"""The federation this installation serves: one row, edited by the staff team."""

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workspace.database import Base


class Federation(Base):
    __tablename__ = "federation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(120))  # under the product's name, in the header
    department: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    school_zone: Mapped[str] = mapped_column(String(1), default="C")
    footnote: Mapped[str] = mapped_column(Text, default="")  # said at the foot of every page
