"""A document as the answer to a request."""

from io import BytesIO

from flask import Response, send_file
from flask_login import current_user

from workspace import limits
from workspace.documents.printing import TYPES, Form, printed
from workspace.documents.tree import Document


def document_file(document: Document, form: str, name: str) -> Response:
    """The file to download, counted as an export: printing costs more than a page."""
    limits.count_export(current_user.id)
    wanted = Form(form)
    content = BytesIO(printed(document, wanted))
    return send_file(
        content, TYPES[wanted], as_attachment=True, download_name=f"{name}.{wanted}", max_age=0, etag=False
    )
