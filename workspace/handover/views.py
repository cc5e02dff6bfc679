"""« Passer la main » : preparing it, its sheet, undoing it."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, forget_standings, may
from workspace.groups.models import Group
from workspace.handover import operations, queries
from workspace.handover.models import Handover
from workspace.handover.pages import Preparation
from workspace.pages import go_to, page, small_number

bp = Blueprint("handover", __name__)


@bp.route("/groupes/<slug:slug>/passer-la-main", methods=["GET", "POST"])
@allow(Can.HAND_OVER, Group, "slug")
def prepare(group):
    mandates = mine_or_all(group)
    asked = request.args.get("de", type=small_number)
    mandate = next((one for one in mandates if one.person_id == asked or len(mandates) == 1), None)
    if mandate is None:
        return page("handover/prepare.html", status=404 if asked else 200, group=group, mandates=mandates, asked=None)
    under_way = queries.of_mandate(mandate)
    if under_way:  # after a double click too
        return go_to(url_for("handover.show", id=under_way.id))
    form = Preparation(group, mandate)
    if request.method == "POST" and form.is_complete():
        handover = operations.prepare(mandate, current_user._get_current_object(), **form.typed())
        forget_standings()
        flash("La passation est prête. Voici sa fiche.")
        return go_to(url_for("handover.show", id=handover.id))
    status = 422 if request.method == "POST" else 200
    return page("handover/prepare.html", status=status, group=group, mandates=mandates, asked=form)


def mine_or_all(group):
    """A co-facilitator hands over their own mandate; the federation, anyone's."""
    found = queries.mandates(group)
    if may(current_user, Can.MANAGE_GROUPS, group):
        return found
    return [one for one in found if one.person_id == current_user.id] or abort(403)


@bp.get("/passations/<int:id>")
@allow(Can.HAND_OVER, Handover)
def show(handover):
    return page("handover/show.html", handover=handover, sheet=queries.sheet(handover))


@bp.post("/passations/<int:id>/annulation")
@allow(Can.HAND_OVER, Handover)
def undo(handover):
    if not (may(current_user, Can.MANAGE_GROUPS, handover.group) or handover.person_id == current_user.id):
        abort(403)
    operations.undo(handover, current_user._get_current_object())
    forget_standings()
    flash("La passation est annulée : tout est comme avant.")
    return go_to(url_for("groups.show", slug=handover.group.slug))
