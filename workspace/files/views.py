"""Files of groups, meetings, points and pacts: added by who leads, downloaded by who belongs, never displayed."""

from io import BytesIO

from flask import Blueprint, flash, request, send_file, url_for
from flask_login import current_user

from workspace.access import Can, allow
from workspace.files import operations, queries
from workspace.files.forms import FileForm
from workspace.files.models import File
from workspace.forms import status_of
from workspace.french import french
from workspace.groups.models import Group
from workspace.library import operations as library
from workspace.library import queries as documents
from workspace.meetings.models import AgendaItem, Meeting
from workspace.meetings.operations import refuse_when_closed
from workspace.minutes.operations import refuse_when_published
from workspace.pacts.models import CooperationPact
from workspace.pages import go_to, page
from workspace.pagination import paginated

bp = Blueprint("files", __name__)


def where(group, meeting, pact=None):
    """The list that a file belongs to."""
    if pact:
        return url_for("files.of_pact", id=pact.id)
    if meeting:
        return url_for("files.of_meeting", id=meeting.id)
    return url_for("groups.show", slug=group.slug, rubrique="fichiers")


def keep(form, group, meeting=None, point=None):
    file = operations.add_file(group, meeting, current_user, **form.typed(), point=point)
    flash(french(f"« {file.name} » est ajouté.") if file else "Ce fichier est déjà là.")
    return go_to(of_point(point) if point else where(group, meeting))


def of_point(point):
    """The point, on the page of its meeting."""
    return url_for("meetings.show", id=point.meeting_id, point=point.id)


@bp.route("/groupes/<slug:slug>/fichiers", methods=["GET", "POST"])
@allow(Can.HOLD_MEETINGS, Group, "slug")
def add_to_group(group):
    refuse_when_closed(group)
    form = FileForm()
    if form.validate_on_submit():
        return keep(form, group)
    return page("files/add_to_group.html", status=status_of(form), group=group, form=form)


@bp.get("/reunions/<int:id>/fichiers")
@allow(Can.READ_FILE, Meeting)
def of_meeting(meeting):
    return listing(meeting, FileForm(formdata=None))


@bp.post("/reunions/<int:id>/fichiers")
@allow(Can.LEAD, Meeting)
def add_to_meeting(meeting):
    form = FileForm()
    return keep(form, meeting.group, meeting) if form.validate() else listing(meeting, form, 422)


def listing(meeting, form, status=200):
    files = paginated(queries.of_meeting(meeting), request.args.get("page", 1, int))
    return page("files/of_meeting.html", status=status, meeting=meeting, files=files, form=form)


@bp.route("/points/<int:id>/fichier", methods=["GET", "POST"])
@allow(Can.LEAD, AgendaItem)
def add_to_point(point):
    """As long as its minutes are not published, whose readers would not know of it."""
    refuse_when_published(point.meeting_id)
    refuse_when_closed(point.group)
    form = FileForm()
    if form.validate_on_submit():
        return keep(form, point.group, point.meeting, point)
    context = {"point": point, "form": form, "back": of_point(point)}
    return page("files/add_to_point.html", status=status_of(form), **context)


@bp.get("/pactes/<int:id>/fichiers")
@allow(Can.SEE_PACT, CooperationPact)
def of_pact(pact):
    return listing_of_pact(pact, FileForm(formdata=None))


@bp.post("/pactes/<int:id>/fichiers")
@allow(Can.MANAGE_PACTS, CooperationPact)
def add_to_pact(pact):
    form = FileForm()
    if not form.validate():
        return listing_of_pact(pact, form, 422)
    file = operations.add_to_pact(pact, current_user, **form.typed())
    flash(french(f"« {file.name} » est ajouté.") if file else "Ce fichier est déjà là.")
    return go_to(where(None, None, pact))


def listing_of_pact(pact, form, status=200):
    files = paginated(queries.of_pact(pact), request.args.get("page", 1, int))
    return page("files/of_pact.html", status=status, pact=pact, files=files, form=form)


@bp.get("/fichiers/<int:id>")
@allow(Can.READ_FILE, File)
def download(file):
    content = BytesIO(queries.content_of(file))
    answer = send_file(content, file.kind, as_attachment=True, download_name=file.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/fichiers/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.LEAD, File)
def remove(file):
    """A GET asks, since a file that is gone cannot be brought back; while a document shows it, how to withdraw that."""
    back = where(file.group, file.meeting, file.pact)
    if request.method == "GET":
        return page("files/remove.html", file=file, back=back, document=documents.of_file(file.id))
    library.refuse_when_shown(file)
    operations.remove_file(file)
    flash(french(f"« {file.name} » est retiré."))
    return go_to(back)
