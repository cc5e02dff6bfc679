"""The list of actions, one action and its follow-up."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from workspace.access import Can, allow, may
from workspace.actions import operations, queries
from workspace.actions.forms import Asked
from workspace.actions.models import ActionItem, ActionState
from workspace.errors import say
from workspace.minutes import queries as minutes
from workspace.pacts import queries as pacts
from workspace.pages import asks_for_a_part, go_to, page, place_to_return, small_number

bp = Blueprint("actions", __name__)
PARTS = {"row": "actions/_row.html", "tick": "actions/_tick.html"}
NO_SUCH_STATE = "Choisissez un état de la liste : à faire, en cours, close ou abandonnée."


@bp.get("/actions")
@allow(Can.SEE_NETWORK)
def index():
    asked = Asked(request.args, current_user._get_current_object())
    actions, counts = queries.page_of(asked.filters, request.args.get("page", 1, type=small_number))
    return page("actions/index.html", asked=asked, actions=actions, counts=counts, Section=queries.Section)


@bp.get("/actions/<int:id>")
@allow(Can.SEE_ACTION, ActionItem)
def show(action):
    action = queries.whole(action)
    decided = minutes.decisions_of_point(action.point_id)
    return page(
        "actions/show.html",
        action=action,
        items=action.items,
        commitments=pacts.commitments_naming(queries.ids_served(action)),
        minutes=minutes.of_meeting(action.meeting) if action.meeting else None,
        decisions=[decision for decision in decided if may(current_user, Can.SEE_DECISION, decision)],
    )


@bp.post("/actions/<int:id>/etat")
@allow(Can.FOLLOW_ACTION, ActionItem)
def change_state(action):
    asked = request.form.get("state", "")
    if asked not in list(ActionState):
        return say(422, NO_SUCH_STATE)
    before = action.state
    operations.change_state(action, ActionState(asked))
    back = place_to_return(request.form.get("suite"), url_for("actions.show", id=action.id))
    if action.state is not before:
        noted = render_template("actions/_noted.html", action=action, before=before, back=back)
        flash(Markup(noted))  # noqa: S704 (a template escapes)
    if asks_for_a_part() and request.form.get("forme") in PARTS:
        return page("actions/show.html", PARTS[request.form["forme"]], action=queries.whole(action))
    return go_to(back)


@bp.post("/actions/<int:id>/partenaires")
@allow(Can.LEAD, ActionItem)
def show_to_partners(action):
    operations.show_to_partners(action, request.form.get("visible") == "oui")
    seen = "est visible des" if action.visible_to_partners else "n’est plus visible des"
    flash(f"Cette action {seen} partenaires.")
    return go_to(url_for("actions.show", id=action.id))
