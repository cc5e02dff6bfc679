"""The list of actions, one action and its follow-up."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from workspace import clock, limits
from workspace.access import Can, allow, may
from workspace.actions import exports, operations, queries
from workspace.actions.forms import Asked, CommentForm, DueDateForm, NewActionForm, OwnersForm, StateForm
from workspace.actions.models import ActionEvent, ActionItem
from workspace.actions.pages import ActionPage
from workspace.errors import say
from workspace.forms import status_of
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.meetings import queries as meetings
from workspace.meetings.operations import refuse_when_closed
from workspace.pages import asks_for_a_part, go_to, page, place_to_return, small_number, table_file

bp = Blueprint("actions", __name__)
PARTS = {"row": "actions/_row.html", "tick": "actions/_tick.html"}
FILES = {"csv": exports.as_csv, "xlsx": exports.as_xlsx}
COMMENTED = "Votre commentaire est ajouté."
NO_SUCH_STATE = "Choisissez un état de la liste : à faire, en cours, close ou abandonnée."


@bp.get("/actions")
@allow(Can.SEE_NETWORK)
def index():
    asked = Asked(request.args, current_user._get_current_object())
    actions, counts = queries.page_of(asked.filters, request.args.get("page", 1, type=small_number))
    return page(
        "actions/index.html",
        asked=asked,
        actions=actions,
        counts=counts,
        Section=queries.Section,
        most=exports.MOST,
        leads=any(may(current_user, Can.LEAD, group) for group in asked.groups),
    )


@bp.get("/actions.<any(csv,xlsx):kind>")
@allow(Can.SEE_NETWORK)
def export(kind):
    limits.count_export(current_user.id)
    asked = Asked(request.args, current_user._get_current_object())
    content = FILES[kind](*queries.first_of(asked.filters, exports.MOST))
    return table_file(content, f"actions-{clock.today():%Y-%m-%d}", kind)


@bp.get("/actions/nouvelle")
@allow(Can.SEE_NETWORK)
def choose_group():
    """Whose action it is, when one leads several groups."""
    led = groups_led()
    if len(led) == 1:
        return go_to(url_for("actions.create", slug=led[0].slug))
    return page("actions/choose_group.html", groups=led)


def people_to_tick(*group_ids):
    """To show a form their names are enough."""
    return (groups.people_to_ask if request.method == "POST" else groups.names_to_ask)(*group_ids)


def groups_led():
    return [group for group in groups.all_groups() if may(current_user, Can.LEAD, group)]


@bp.route("/groupes/<slug:slug>/actions/nouvelle", methods=["GET", "POST"])
@allow(Can.LEAD, Group, "slug")
def create(group):
    refuse_when_closed(group)
    form = NewActionForm()
    form.offer_items(meetings.items_to_serve())
    form.owners.offer(people_to_tick(group.id))
    if form.validate_on_submit():
        creator = current_user._get_current_object()
        action = operations.create_action(group, creator=creator, **form.typed())
        flash("L’action est ajoutée.")
        return go_to(url_for("actions.show", id=action.id))
    return page("actions/create.html", status=status_of(form), group=group, form=form)


@bp.get("/actions/<int:id>")
@allow(Can.SEE_ACTION, ActionItem)
def show(action):
    return page("actions/show.html", shown=ActionPage(action))


@bp.post("/actions/<int:id>/etat")
@allow(Can.FOLLOW_ACTION, ActionItem)
def change_state(action):
    form = StateForm()
    form.seen.data = form.seen.data or action.state  # a list asks no more than the state
    if not form.validate():
        return refused_state(action, form)
    before, person = action.state, current_user._get_current_object()
    if form.changes:
        operations.change_state(action, form.state.data, person, form.reason.data or "")
    says = form.note.data and may(current_user, Can.COMMENT_ACTION, action)
    if says:
        operations.comment(action, person, form.note.data)
    back = place_to_return(request.form.get("suite"), url_for("actions.show", id=action.id))
    if action.state is not before:
        noted = render_template("actions/_noted.html", action=action, before=before, back=back)
        flash(Markup(noted))  # noqa: S704 (a template escapes)
    elif says:
        flash(COMMENTED)
    if asks_for_a_part() and request.form.get("forme") in PARTS:
        return page("actions/show.html", PARTS[request.form["forme"]], action=queries.whole(action))
    return go_to(back)


def refused_state(action, form):
    """A list says it in the message block; the action's page beside the field."""
    if form.state.errors:
        return say(422, NO_SUCH_STATE)
    if asks_for_a_part():
        return say(422, " ".join(form.reason.errors))
    return page("actions/show.html", status=422, shown=ActionPage(action, state=form))


@bp.post("/actions/<int:id>/echeance")
@allow(Can.FOLLOW_ACTION, ActionItem)
def move_due_date(action):
    form = DueDateForm()
    form.before = action.due_on
    if not form.validate():
        return page("actions/show.html", status=422, shown=ActionPage(action, due_date=form))
    operations.move_due_date(action, form.due_on.data, current_user._get_current_object(), form.reason.data or "")
    flash("La date est notée.")
    return go_to(url_for("actions.show", id=action.id))


@bp.route("/actions/<int:id>/responsables", methods=["GET", "POST"])
@allow(Can.LEAD, ActionItem)
def edit_owners(action):
    form = OwnersForm.of(action, people_to_tick(*action.group_ids))
    if form.validate_on_submit():
        operations.change_owners(action, form.owners.chosen(), current_user._get_current_object())
        flash("Les personnes en charge sont notées.")
        return go_to(url_for("actions.show", id=action.id))
    return page("actions/edit_owners.html", status=status_of(form), action=action, form=form)


@bp.post("/actions/<int:id>/commentaires")
@allow(Can.COMMENT_ACTION, ActionItem)
def comment(action):
    form = CommentForm()
    if not form.validate():
        return page("actions/show.html", status=422, shown=ActionPage(action, comment=form))
    operations.comment(action, current_user._get_current_object(), form.text.data)
    flash(COMMENTED)
    return go_to(url_for("actions.show", id=action.id, _anchor="history"))


@bp.post("/commentaires/<int:id>/retrait")
@allow(Can.REMOVE_COMMENT, ActionEvent)
def remove_comment(event):
    operations.remove_comment(event)
    flash("Votre commentaire est retiré.")
    return go_to(url_for("actions.show", id=event.action_id, _anchor="history"))


@bp.post("/actions/<int:id>/partenaires")
@allow(Can.LEAD, ActionItem)
def show_to_partners(action):
    operations.show_to_partners(action, request.form.get("visible") == "oui")
    seen = "est visible des" if action.visible_to_partners else "n’est plus visible des"
    flash(f"Cette action {seen} partenaires.")
    return go_to(url_for("actions.show", id=action.id))
