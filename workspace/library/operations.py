"""Sharing what a group made, changing what is said of it, withdrawing it and putting it back."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from workspace import clock
from workspace.database import db
from workspace.files import operations as files
from workspace.files import queries as kept_files
from workspace.files.models import File
from workspace.files.operations import Sent
from workspace.french import fold
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.library import queries
from workspace.library.models import FOLDED, Document, DocumentKind, Tag
from workspace.meetings.operations import refuse_when_closed
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused
from workspace.versions import Stale

ALREADY_SHARED = "Ce fichier est déjà au lieu ressources."
NOTHING_TO_SHOW = (
    "Son fichier n’est plus dans le groupe. Modifiez le document pour en donner un autre, puis remettez-le."
)
IS_SHOWN = "Ce fichier est au lieu ressources. Retirez d’abord le document qui le montre."


@dataclass(frozen=True)
class Wording:
    """What is said of a document."""

    title: str
    summary: str
    kind: DocumentKind
    made_in: int
    made_on: date | None
    is_public: bool
    tags: tuple[str, ...]
    meeting_id: int | None
    action_id: int | None
    items: frozenset[ProjectItem]

    @classmethod
    def of(cls, document: Document) -> "Wording":
        plain = ("title", "summary", "kind", "made_in", "made_on", "is_public", "meeting_id", "action_id")
        words = tuple(tag.words for tag in document.tags)
        return cls(**{name: getattr(document, name) for name in plain}, tags=words, items=frozenset(document.items))


def folded(words: str) -> str:
    """A tag as it is compared."""
    return " ".join(fold(words).split())[:FOLDED]


def publish(group: Group, form_id: str, by: Person, said: Wording, shown: File | Sent | str) -> Document:
    """Share a file of the group, one just sent, or an address. The same form makes one document.

    Raises:
        Refused: the group is closed, or the file is already shared.
    """
    if known := queries.same_form(form_id):
        return known
    refuse_when_closed(group)
    document = Document(form_id=form_id, group=group, added_by_id=by.id, items=[], tags=[])
    _show(document, shown, by)
    _say(document, said)
    try:
        with db.session.begin_nested():
            db.session.add(document)
    except IntegrityError:  # the same form, or the same file, at the same time
        if known := queries.same_form(form_id):
            return known
        raise Refused(ALREADY_SHARED) from None
    record("library/published", document, by=by, title=document.title)
    return document


def edit_document(document: Document, revision: int, by: Person, said: Wording, shown: Sent | str | None) -> None:
    """Change what is said of it; `shown` takes the place of what it shows, nothing keeps it.

    Raises:
        Stale: somebody changed it since the form was opened.
        Refused: the file given is already shared, or the group is closed and takes no file.
    """
    known = db.session.execute(select(Document.revision).where(Document.id == document.id).with_for_update())
    keeps = shown is None or _shows(document, shown)
    if said == Wording.of(document) and keeps:
        return  # nothing changed, or the same form came twice
    if known.scalar_one() != revision:
        raise Stale
    if shown is not None and not keeps:
        _show(document, shown, by)
    _say(document, said)
    document.revision = revision + 1
    db.session.flush()
    record("library/edited", document, by=by, title=document.title)


def _shows(document: Document, shown: Sent | str) -> bool:
    """Whether it does already."""
    if isinstance(shown, str):
        return shown == document.address
    return document.file is not None and document.file.digest == sha256(shown["content"]).hexdigest()


def _show(document: Document, shown: File | Sent | str, by: Person) -> None:
    if isinstance(shown, str):
        document.file, document.address = None, shown
        return
    file = shown if isinstance(shown, File) else _kept(document.group, shown, by)
    _keep_file(file.id)
    other = queries.of_file(file.id)
    if other is not None and other is not document:
        raise Refused(ALREADY_SHARED)
    document.file, document.address = file, ""


def _keep_file(file_id: int | None) -> None:
    """It neither goes nor is shown by something else meanwhile."""
    db.session.execute(select(File.id).where(File.id == file_id).with_for_update())


def _kept(group: Group, sent: Sent, by: Person) -> File:
    """A file sent is one of the group's, which may hold it already."""
    added = files.add_file(group, None, by, sent["name"], sent["kind"], sent["content"])
    known = added or kept_files.same_content(group, None, None, sha256(sent["content"]).hexdigest())
    if known is None:
        raise LookupError(sent["name"])
    return known


def _say(document: Document, said: Wording) -> None:
    document.title, document.summary, document.kind = said.title, said.summary, said.kind
    document.made_in, document.made_on, document.is_public = said.made_in, said.made_on, said.is_public
    document.meeting_id, document.action_id, document.items = said.meeting_id, said.action_id, list(said.items)
    kept = {tag.folded: tag for tag in document.tags}
    tags = [kept.get(folded(words)) or Tag(folded=folded(words)) for words in said.tags]
    for position, (tag, words) in enumerate(zip(tags, said.tags, strict=True)):
        tag.words, tag.position = words, position
    document.tags = tags
    document.search_text = fold("\n".join((said.title, said.summary, *said.tags)))


def withdraw(document: Document) -> None:
    """Nobody reads it any more but who may put it back."""
    if document.withdrawn_at is None:
        document.withdrawn_at = clock.now()
        db.session.flush()
        record("library/withdrawn", document, title=document.title)


def put_back(document: Document) -> None:
    """As it was.

    Raises:
        Refused: its file went meanwhile.
    """
    _keep_file(document.file_id)
    db.session.refresh(document, ["withdrawn_at", "file_id"])
    if document.withdrawn_at is None:
        return
    if document.file_id is None and not document.address:
        raise Refused(NOTHING_TO_SHOW)
    document.withdrawn_at = None
    db.session.flush()
    record("library/put-back", document, title=document.title)


def refuse_when_shown(file: File) -> None:
    """Raises:
    Refused: a document shows the file.
    """
    _keep_file(file.id)
    shown = queries.of_file(file.id)
    if shown is not None and shown.withdrawn_at is None:
        raise Refused(IS_SHOWN)
