"""Reads about the federation itself."""

from collections.abc import Iterable

from sqlalchemy import Select, select

from workspace.database import db, prepared
from workspace.settings.models import Federation, Logo
from workspace.versions import digest_of

UNNAMED = "Fédération de centres sociaux"


def federation() -> Federation:
    """The federation served; before anything is imported, one without a name of its own."""
    session = db.session()
    kept = session.info.get("federation")  # held: a session forgets what nobody holds, and a page asks several times
    if kept is None or kept not in session:
        kept = session.info["federation"] = session.scalars(*_kept()).first()
    return kept or Federation(**_defaults(), name=UNNAMED, short_name=UNNAMED)


@prepared
def _kept() -> Select[Federation]:
    return select(Federation)  # it has one row


def _defaults() -> dict[str, object]:
    return {column.name: default_of(column.name) for column in Federation.__table__.c if column.default is not None}


def default_of(setting: str) -> object:
    """What a setting is until somebody changes it; None when it has no default."""
    default = Federation.__table__.c[setting].default
    return None if default is None else default.arg


def version_of(kept: Federation, settings: Iterable[str]) -> str:
    """A text that changes when one of these settings does: a form of a section carries the one it was opened with."""
    return digest_of([(name, getattr(kept, name)) for name in sorted(settings)])


def logo() -> Logo | None:
    return db.session.get(Logo, 1)
