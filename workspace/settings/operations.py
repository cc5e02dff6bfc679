"""Changing the settings."""

import hashlib
from typing import Any

from sqlalchemy.exc import IntegrityError

from workspace.database import db
from workspace.journal.operations import record
from workspace.settings import queries
from workspace.settings.images import written_again
from workspace.settings.models import Federation, Logo
from workspace.versions import Stale

LOGO_SIZE = (480, 160)  # pixels: three times what the header shows


def change(section: str, seen: str, **changed: Any) -> None:
    """Keep these settings; `seen` is the version (`queries.version_of`) the form was opened with.

    `section` is their title, for the journal.

    Raises:
        Stale: one of them changed meanwhile, and to something else.
    """
    federation = _locked()
    differs = any(getattr(federation, name) != value for name, value in changed.items())
    if differs and queries.version_of(federation, changed) != seen:
        raise Stale
    for name, value in changed.items():
        setattr(federation, name, value)
    db.session.flush()
    if differs:
        record("settings/changed", federation, section=section)


def keep_logo(content: bytes) -> None:
    """Show this image in the header, re-encoded.

    Raises:
        NotAnImage: it cannot be read.
    """
    image = written_again(content, *LOGO_SIZE)
    federation, kept = _locked(), queries.logo() or Logo(id=1)
    kept.content, kept.digest = image, hashlib.sha256(image).hexdigest()
    db.session.add(kept)
    federation.logo_digest = kept.digest
    db.session.flush()
    record("settings/logo-kept", federation)


def remove_logo() -> None:
    federation, kept = _locked(), queries.logo()
    if kept:
        db.session.delete(kept)
        record("settings/logo-removed", federation)
    federation.logo_digest = ""
    db.session.flush()


def _locked() -> Federation:
    """The row of the settings; whoever changes them at the same time waits."""
    federation = queries.federation()
    if federation not in db.session:
        try:
            with db.session.begin_nested():
                db.session.add(federation)
        except IntegrityError:  # somebody wrote the first one meanwhile
            federation = db.session.get_one(Federation, 1)
    db.session.refresh(federation, with_for_update=True)
    return federation
