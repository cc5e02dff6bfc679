"""The federation this installation serves: one row, edited by the staff team."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base


class Federation(Base):
    """What the staff team sets at /reglages. A default written here is said beside its field."""

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
    publication_director: Mapped[str] = mapped_column(String(200), default="")  # of /mentions-legales, as is `host`
    host: Mapped[str] = mapped_column(String(400), default="")
    footnote: Mapped[str] = mapped_column(Text, default="")  # said at the foot of every page
    hue: Mapped[str] = mapped_column(String(20), default="ink")  # a key of palette.HUES: the line of the header
    logo_digest: Mapped[str] = mapped_column(String(64), default="")  # of Logo.content; none: the round table
    # How long things are kept, in months (domain §3.5); the night's job reads these.
    keep_contacts_months: Mapped[int] = mapped_column(default=12)  # of people who left
    keep_accounts_months: Mapped[int] = mapped_column(default=36)  # that nobody uses
    keep_letters_months: Mapped[int] = mapped_column(default=12)
    keep_journal_months: Mapped[int] = mapped_column(default=60)
    keep_names_months: Mapped[int] = mapped_column(default=60)  # in attendance and published minutes
    keep_notices_months: Mapped[int] = mapped_column(default=12)
    minutes_open_to_network: Mapped[bool] = mapped_column(default=False)  # published minutes of every group (§4.9)
    # From where on something is said of a date (conflicts.Thresholds).
    busy_week: Mapped[int] = mapped_column(default=3)  # more meetings than that in one week
    people_shared: Mapped[int] = mapped_column(default=2)  # people expected in two places at once
    too_soon_percent: Mapped[int] = mapped_column(default=50)  # of a group's own rhythm, as is the next
    too_late_percent: Mapped[int] = mapped_column(default=150)
    before_gathering_weeks: Mapped[int] = mapped_column(default=8)  # 0: groups meet when they wish
    review_days: Mapped[int] = mapped_column(default=7)  # minutes wait so long for what those who were there say
    # What the statutes ask of the board and of the assembly (statutes.queries.rules_of); nothing until it is written.
    board_quorum: Mapped[str] = mapped_column(
        String(30), default=""
    )  # a share of the members, as settings/shares reads
    board_proxies: Mapped[int] = mapped_column(default=0)  # that one person may hold
    board_proxies_count: Mapped[bool] = mapped_column(default=False)  # for the quorum
    assembly_quorum: Mapped[str] = mapped_column(String(30), default="")
    assembly_proxies: Mapped[int] = mapped_column(default=0)
    assembly_proxies_count: Mapped[bool] = mapped_column(default=False)
    # What an hour given is worth, and who decided it; both or neither (domain §3.7).
    volunteer_rate: Mapped[str] = mapped_column(String(20), default="")  # euros, as settings/rates reads
    volunteer_rate_vote: Mapped[str] = mapped_column(String(200), default="")
    second_factor_required: Mapped[bool] = mapped_column(default=False)  # of the staff team and technical accounts


class Logo(Base):
    """The federation's image, re-encoded: a table of its own, since every page reads the row above."""

    __tablename__ = "logo"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256, in its address
    content: Mapped[bytes] = mapped_column(LargeBinary)  # a PNG
    kept_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
