"""Profiles: telephone, form of address, what each shares, photographs, minors."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_profiles"
down_revision = "20261122_legal_notice"
branch_labels = None
depends_on = None

FORMS = sa.Enum("neutral", "feminine", "masculine", name="address", native_enum=False, length=30)


def upgrade() -> None:
    with op.batch_alter_table("person", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("phone", sa.String(length=30), nullable=False, server_default=""))
        table.add_column(sa.Column("address_form", FORMS, nullable=False, server_default="neutral"))
        table.add_column(sa.Column("shares_contacts", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("photo_consent_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("is_minor", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("parents_agreed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name in (
            "parents_agreed_on", "is_minor", "photo_consent_on", "shares_contacts", "address_form", "phone",
        ):  # fmt: skip
            table.drop_column(name)
