"""Writing the federation's projects; validating what groups serve, on one screen."""

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_login import current_user

from workspace import limits
from workspace.access import Can, allow
from workspace.drafting import exporting, forms, operations, queries
from workspace.forms import begin_again, number_seen, status_of
from workspace.pages import TABLES, go_to, page, small_number
from workspace.pagination import paginated
from workspace.project import queries as project
from workspace.project.models import FederalProject, GroupLink, ItemKind, ProjectItem
from workspace.spreadsheets import as_csv, as_xlsx

bp = Blueprint("drafting", __name__)


def written(whole):
    return url_for("drafting.show", id=whole.id)


@bp.get("/projets")
@allow(Can.MANAGE_PROJECTS)
def index():
    return page("drafting/index.html", projects=project.all_projects())


@bp.route("/projets/nouveau", methods=["GET", "POST"])
@allow(Can.MANAGE_PROJECTS)
def create():
    form = forms.NewProjectForm()
    if form.validate_on_submit():
        typed = {name: form[name].data for name in ("title", "starts_on", "ends_on", "source")}
        with form.objections(beside=form.ends_on):
            made = operations.create_project(**typed)
            flash("Le projet est créé. Écrivez ses étapes et ses lignes.")
            return go_to(written(made))
    return page("drafting/create.html", status=status_of(form), form=form)


@bp.get("/projets/<int:id>")
@allow(Can.MANAGE_PROJECTS, FederalProject)
def show(whole):
    items = project.items_of(whole.id)
    archived = [item for item in items if item.archived_at]
    stages = queries.stages_of(whole)
    return page("drafting/show.html", project=whole, branches=project.tree(items), archived=archived, stages=stages)


@bp.route("/projets/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.MANAGE_PROJECTS, FederalProject)
def edit(whole):
    form = forms.ProjectForm.of(whole)
    if form.validate_on_submit():
        with form.objections(beside=form.ends_on):
            operations.edit_project(whole, form.seen.data, **form.typed())
            flash("Le projet est modifié.")
            return go_to(written(whole))
    if form.stale:
        begin_again(form.seen, queries.mark_of_facts(whole))
    return page("drafting/edit.html", status=status_of(form), form=form, project=whole)


@bp.route("/projets/<int:id>/etapes", methods=["GET", "POST"])
@allow(Can.MANAGE_PROJECTS, FederalProject)
def stages(whole):
    before = queries.stages_of(whole)
    form, met = forms.StagesForm.of(before), None
    if form.validate_on_submit():
        with form.objections():
            operations.write_stages(whole, form.typed, form.seen.data)
            flash("Les étapes sont enregistrées.")
            return go_to(written(whole))
    if form.stale:
        met = queries.stages_of(whole)
        begin_again(form.seen, queries.mark_of(met))
    return page("drafting/stages.html", status=status_of(form), form=form, project=whole, met=met)


@bp.route("/projets/<int:id>/en-vigueur", methods=["GET", "POST"])
@allow(Can.MANAGE_PROJECTS, FederalProject)
def put_in_force(whole):
    """A GET says what changes."""
    if request.method == "GET":
        return page("drafting/put_in_force.html", project=whole, current=project.current())
    operations.put_in_force(whole)
    flash("Ce projet est en vigueur : les groupes y relient maintenant leur travail.")
    return go_to(url_for("project.index"))


@bp.get("/projets/<int:id>/export.<any(yaml,csv,xlsx):kind>")
@allow(Can.SEE_NETWORK, FederalProject)
def export(whole, kind):
    limits.count_export(current_user.id)
    rows = exporting.rows_of(list(project.items_of(whole.id)))
    made = {
        "yaml": (lambda: exporting.as_yaml(whole).encode(), "application/yaml"),
        "csv": (lambda: as_csv(exporting.HEADERS, rows), TABLES["csv"]),
        "xlsx": (lambda: as_xlsx("Projet", exporting.HEADERS, exporting.WIDTHS, rows), TABLES["xlsx"]),
    }
    content, mimetype = made[kind]
    named = {"Content-Disposition": f'attachment; filename="projet-{whole.id}.{kind}"'}
    return Response(content(), content_type=mimetype, headers=named)


# Lines.


@bp.route("/projets/<int:id>/lignes/<any(orientation,objective,action):kind>", methods=["GET", "POST"])
@allow(Can.MANAGE_PROJECTS, FederalProject)
def add_item(whole, kind):
    """`sous` names what the line stands under."""
    parent = project.item(request.args.get("sous", type=small_number)) if "sous" in request.args else None
    if "sous" in request.args and (parent is None or parent.project_id != whole.id):
        abort(404)
    form = forms.ItemForm()
    if form.validate_on_submit():
        with form.objections(beside=form.text):
            operations.add_item(whole, parent, ItemKind(kind), form.text.data)
            flash("La ligne est ajoutée.")
            return go_to(written(whole))
    return page("drafting/add_item.html", status=status_of(form), form=form, project=whole, parent=parent, kind=kind)


@bp.route("/lignes/<int:id>", methods=["GET", "POST"])
@allow(Can.MANAGE_PROJECTS, ProjectItem)
def edit_item(item):
    item = project.item(item.id)
    form = forms.EditItemForm.of(item)
    if form.validate_on_submit():
        with form.objections(beside=form.text):
            operations.edit_item(
                item, number_seen(form.revision), form.text.data, form.own_words.data or "", current_user
            )
            flash("La ligne est modifiée. Ce qu’elle disait reste lisible.")
            return go_to(written(item.project))
    if form.stale:
        begin_again(form.revision, item.revision)
    return page("drafting/edit_item.html", status=status_of(form), form=form, item=item)


@bp.get("/lignes/<int:id>/versions")
@allow(Can.SEE_NETWORK, ProjectItem)
def versions(item):
    found = paginated(queries.versions_of(item), request.args.get("page", 1, small_number))
    return page("drafting/versions.html", item=item, versions=found)


@bp.post("/lignes/<int:id>/<any(monter,descendre):where>")
@allow(Can.MANAGE_PROJECTS, ProjectItem)
def move_item(item, where):
    item = project.item(item.id)
    operations.move_item(item, -1 if where == "monter" else 1)
    return go_to(written(item.project) + f"#ligne-{item.id}")


@bp.route("/lignes/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.MANAGE_PROJECTS, ProjectItem)
def remove_item(item):
    """A GET says what holds the line, and so whether it can be erased or only archived."""
    item = project.item(item.id)
    if request.method == "GET":
        return page("drafting/remove_item.html", item=item, holding=queries.holding(item))
    if request.form.get("geste") == "effacer":
        operations.erase_item(item)
        flash("La ligne est effacée.")
    else:
        operations.archive_item(item)
        flash("La ligne est archivée. Ce qui l’a fait avancer reste lisible.")
    return go_to(written(item.project))


@bp.post("/lignes/<int:id>/reprise")
@allow(Can.MANAGE_PROJECTS, ProjectItem)
def restore_item(item):
    item = project.item(item.id)
    operations.restore_item(item)
    flash("La ligne est de nouveau dans le projet.")
    return go_to(written(item.project))


# What groups serve.


@bp.get("/projet/liens")
@allow(Can.VALIDATE_LINKS)
def links():
    return page("drafting/links.html", links=queries.proposed_links())


@bp.post("/projet/liens")
@allow(Can.VALIDATE_LINKS)
def validate_links():
    """Those that the page showed: one proposed meanwhile waits."""
    shown = set(request.form.getlist("lien", small_number))
    number = operations.validate_all([one for one in queries.proposed_links() if one.id in shown])
    flash(
        f"{number} liens sont validés." if number > 1 else "Un lien est validé." if number else "Rien n’attendait plus."
    )
    return go_to(url_for("drafting.links"))


@bp.post("/liens/<int:id>/<any(valider,refuser):answer>")
@allow(Can.VALIDATE_LINKS, GroupLink)
def answer_link(link, answer):
    (operations.validate_link if answer == "valider" else operations.refuse_link)(link)
    flash("Le lien est validé." if answer == "valider" else "Le lien est refusé.")
    return go_to(url_for("drafting.links"))
