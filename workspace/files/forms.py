"""The form that adds a file."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import ValidationError

from workspace.files.kinds import KINDS, kind_of
from workspace.forms import BaseForm
from workspace.settings.images import NotAnImage, without_metadata

LARGEST = 10 * 1024 * 1024
NOT_KEPT = (
    "Ce fichier n’est pas un document que nous gardons : PDF, image (PNG, JPEG), texte, tableur ou présentation, "
    "dont le nom dit bien ce qu’il contient."
)
NOT_READ = "Cette image ne s’ouvre pas : elle est abîmée, ou beaucoup trop grande."
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG"}  # written again: a photograph says where it was taken


class FileForm(BaseForm):
    file = FileField("Ajouter un fichier", render_kw={"accept": ",".join(f".{ending}" for ending in KINDS)})

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError("Choisissez un fichier.")
        self.content = field.data.stream.read(LARGEST + 1)
        field.data.close()
        if not self.content:
            raise ValidationError("Ce fichier est vide.")
        if len(self.content) > LARGEST:
            raise ValidationError("Ce fichier est trop lourd : 10 Mo au plus.")
        found = kind_of(field.data.filename, self.content)
        if not found:
            raise ValidationError(NOT_KEPT)
        self.kind, self.name = found
        if self.kind in PICTURES:
            try:
                self.content = without_metadata(self.content, PICTURES[self.kind])
            except NotAnImage:
                raise ValidationError(NOT_READ) from None

    def typed(self) -> dict[str, Any]:
        return {"name": self.name, "kind": self.kind, "content": self.content}
