"""The health page."""

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workspace.access import Can, allow
from workspace.database import db

bp = Blueprint("settings", __name__)


@bp.get("/sante")
@allow(Can.VISIT)
def health() -> Response:
    """200 when the database answers, else 503; no detail for strangers."""
    try:
        db.session.execute(text("SELECT 1 FROM federation WHERE 1 = 0"))
    except SQLAlchemyError:
        db.session.rollback()
        return Response("indisponible\n", 503, content_type="text/plain; charset=utf-8")
    return Response("ok\n", content_type="text/plain; charset=utf-8")
