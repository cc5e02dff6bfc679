"""Documents of the library, made as their operations make them."""

from uuid import uuid4

from workspace.database import db
from workspace.files.models import File
from workspace.files.operations import add_file
from workspace.library.models import Document, DocumentKind
from workspace.library.operations import Wording, publish

SITE = "https://www.example.org/guide"
PLAIN = {
    "title": "Mode d’emploi d’une soirée jeux", "summary": "Pour qui reçoit des familles un vendredi soir.",
    "kind": DocumentKind.TOOL, "made_in": 2025, "made_on": None, "is_public": False, "tags": ("Familles",),
    "meeting_id": None, "action_id": None, "items": (),
}  # fmt: skip


def share(group, by, shown=SITE, withdrawn_at=None, published_at=None, **said):
    """One of the group, of the network unless `is_public`."""
    document = publish(group, uuid4().hex, by, Wording(**PLAIN | said), shown)
    document.withdrawn_at = withdrawn_at
    document.published_at = published_at or document.published_at
    db.session.commit()
    return document


def file_of(group, by, name="Soirée jeux.txt", content=b"Des cartes, des tables.", meeting=None):
    file = add_file(group, meeting, by, name, "text/plain", content)
    db.session.commit()
    return file


def typed(**others):
    """What a browser posts."""
    said = {
        "title": "Mode d’emploi d’une soirée jeux", "summary": "Pour qui reçoit des familles.", "kind": "tool",
        "made": "2025", "form_id": "a" * 32,
    }  # fmt: skip
    return {"data": said | others}


def kept():
    """All documents, as they are in the database."""
    db.session.expire_all()
    return db.session.query(Document).order_by(Document.id).all()


def files():
    return db.session.query(File).all()
