"""The form that adds a file."""

from flask_wtf.file import FileField
from wtforms import ValidationError

from workspace.files.kinds import KINDS, kind_of
from workspace.files.operations import Sent
from workspace.forms import BaseForm
from workspace.settings.images import NotAnImage, without_metadata

LARGEST = 10 * 1024 * 1024
NOT_KEPT = (
    "Ce fichier n’est pas un document que nous gardons : PDF, image (PNG, JPEG), texte, tableur ou présentation, "
    "dont le nom dit bien ce qu’il contient."
)
NOT_READ = "Cette image ne s’ouvre pas : elle est abîmée, ou beaucoup trop grande."
ACCEPTED = ",".join(f".{ending}" for ending in KINDS)
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG"}  # written again: a photograph says where it was taken


class FileForm(BaseForm):
    file = FileField("Ajouter un fichier", render_kw={"accept": ACCEPTED})

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError("Choisissez un fichier.")
        self.sent = sent_in(field)

    def typed(self) -> Sent:
        return self.sent


def sent_in(field: FileField) -> Sent:
    """What was sent, as it is kept.

    Raises:
        ValidationError: it is not a document that we keep.
    """
    content = field.data.stream.read(LARGEST + 1)
    field.data.close()
    if not content:
        raise ValidationError("Ce fichier est vide.")
    if len(content) > LARGEST:
        raise ValidationError("Ce fichier est trop lourd : 10 Mo au plus.")
    found = kind_of(field.data.filename, content)
    if not found:
        raise ValidationError(NOT_KEPT)
    kind, name = found
    if kind in PICTURES:
        try:
            content = without_metadata(content, PICTURES[kind])
        except NotAnImage:
            raise ValidationError(NOT_READ) from None
    return {"name": name, "kind": kind, "content": content}
