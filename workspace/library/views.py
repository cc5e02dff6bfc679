"""The library: found and downloaded by the network or by everyone, shared and withdrawn by who leads the group."""

from io import BytesIO

from flask import Blueprint, abort, flash, request, send_file, url_for
from flask_login import current_user

from workspace.access import Can, allow, may, standing_of
from workspace.files import queries as files
from workspace.files.models import File
from workspace.forms import begin_again, number_seen, status_of
from workspace.french import french
from workspace.groups import queries as groups
from workspace.library import operations, queries
from workspace.library.forms import Asked, DocumentForm, told_when
from workspace.library.models import Document, DocumentKind
from workspace.meetings.operations import refuse_when_closed
from workspace.meetings.queries import items_to_serve
from workspace.pages import go_to, page, place_to_return, small_number
from workspace.pagination import paginated

bp = Blueprint("library", __name__)


def where(document):
    return url_for("library.show", id=document.id)


def reader():
    """Where whoever reads stands; nobody, for visitors."""
    return standing_of(current_user) if current_user.is_authenticated else None


@bp.get("/ressources")
@allow(Can.VISIT)
def index():
    """What the network shares; without an account, what is public."""
    asked = Asked(request.args, reader())
    found = paginated(queries.documents(reader(), asked.filters), request.args.get("page", 1, small_number))
    shares = may(current_user, Can.SHARE_DOCUMENTS)
    return page("library/index.html", asked=asked, documents=found, kinds=DocumentKind.said(), shares=shares)


def groups_to_share():
    """Whose documents one may share; a closed group makes no more."""
    return [group for group in groups.all_groups() if may(current_user, Can.LEAD, group)]


@bp.route("/ressources/nouvelle", methods=["GET", "POST"])
@allow(Can.SHARE_DOCUMENTS)
def create():
    offered = groups_to_share()
    asked = next((group for group in offered if group.slug == request.args.get("groupe")), None)
    form = DocumentForm.to_create(offered, asked, items_to_serve())
    return sharing("library/create.html", form, lambda: form.chosen, form.given, asked=asked, offered=offered)


@bp.route("/fichiers/<int:id>/partage", methods=["GET", "POST"])
@allow(Can.LEAD, File)
def share_file(file):
    """A file of the group, shared as it is by who leads it, not by guests of its meeting; once shared, its document."""
    if file.group is None:
        abort(404)
    if not may(current_user, Can.LEAD, file.group):
        abort(403)
    if document := queries.of_file(file.id):
        return go_to(where(document))
    refuse_when_closed(file.group)
    form = DocumentForm.to_share(file, items_to_serve())
    return sharing("library/share_file.html", form, lambda: file.group, lambda: file, file=file)


def sharing(template, form, group, shown, **context):
    """The page of a form, or the document that it makes."""
    if form.validate_on_submit():
        with form.objections(beside=form.file if "file" in form else form.title):
            document = operations.publish(group(), form.form_id.data, current_user, form.wording(), shown())
            flash("Le document est au lieu ressources.")
            return go_to(where(document))
    return page(template, status=status_of(form), form=form, **context)


@bp.get("/ressources/<int:id>")
@allow(Can.VISIT, Document)
def show(document):
    refuse_to_show(document)
    return page(
        "library/show.html",
        document=document,
        when=told_when(document),
        leads=may(current_user, Can.LEAD, document),
        others=queries.others_of_group(document, reader()),
    )


def refuse_to_show(document):
    """A public one is read by anyone."""
    if not may(current_user, Can.READ_DOCUMENT, document):
        abort(403 if current_user.is_authenticated else 401)


@bp.get("/ressources/<int:id>/fichier")
@allow(Can.VISIT, Document)
def download(document):
    refuse_to_show(document)
    file = document.file or abort(404)
    answer = send_file(BytesIO(files.content_of(file)), file.kind, as_attachment=True, download_name=file.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/ressources/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.LEAD, Document)
def edit(document):
    form = DocumentForm.to_edit(document, items_to_serve())
    if form.validate_on_submit():
        with form.objections(beside=form.file):
            changed = (number_seen(form.revision), current_user, form.wording(), form.given())
            operations.edit_document(document, *changed)
            flash("Le document est modifié.")
            return go_to(where(document))
    if form.stale:
        begin_again(form.revision, document.revision)
    return page("library/edit.html", status=status_of(form), document=document, form=form)


@bp.post("/ressources/<int:id>/retrait")
@allow(Can.LEAD, Document)
def withdraw(document):
    """Undone in one gesture, hence not asked."""
    operations.withdraw(document)
    flash(french("Le document est retiré : personne ne le trouve plus."))
    return go_to(place_to_return(request.form.get("suite"), where(document)))


@bp.post("/ressources/<int:id>/remise")
@allow(Can.LEAD, Document)
def put_back(document):
    operations.put_back(document)
    flash("Le document est de nouveau au lieu ressources.")
    return go_to(where(document))
