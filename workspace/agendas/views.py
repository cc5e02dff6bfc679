"""Preparing an agenda: what waits for it, what facts propose, in which order, from which model."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow
from workspace.actions import queries as actions
from workspace.agendas import operations, queries
from workspace.agendas.forms import DropForm, ParkForm, PlaceForm
from workspace.agendas.models import ParkedPoint
from workspace.agendas.pages import Draft, why_waiting
from workspace.database import numbers_in
from workspace.forms import status_of
from workspace.french import count
from workspace.groups.models import Group
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.models import AgendaItem, Meeting, MeetingState
from workspace.minutes import operations as minutes
from workspace.pages import asks_for_a_part, go_to, page

bp = Blueprint("agendas", __name__)


def where(meeting, anchor="points"):
    return url_for("meetings.show", id=meeting.id, _anchor=anchor)


def refuse_when_locked(meeting):
    """Published minutes keep the agenda they were written on; a meeting that was not held has none."""
    if meeting.state is MeetingState.HELD:
        minutes.refuse_when_published(meeting.id)
    meetings.refuse_when_cancelled(meeting)


@bp.route("/reunions/<int:id>/preparation", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def prepare(meeting):
    """What facts propose; nothing comes on the agenda but what is still ticked when it is sent."""
    refuse_when_locked(meeting)
    draft = Draft(meeting)
    if request.method == "GET":
        return page("agendas/prepare.html", meeting=meeting, draft=draft, model=queries.model_of(meeting.group))
    added = draft.add(set(request.form.getlist("ligne")))
    flash(f"{count(added, 'point ajouté', 'points ajoutés')} à l’ordre du jour." if added else "Rien n’est ajouté.")
    return go_to(where(meeting))


@bp.route("/groupes/<slug:slug>/points-en-attente", methods=["GET", "POST"])
@allow(Can.PROPOSE_POINT, Group, "slug")
def park(group):
    """The parking lot of a group, and the form that adds to it."""
    form = ParkForm()
    if form.validate_on_submit():
        operations.park_point(group, proposed_by=current_user, **form.typed())
        flash("Votre point attend la prochaine réunion : la co-animation le verra en la préparant.")
        return go_to(url_for("agendas.park", slug=group.slug))
    waiting, coming = queries.waiting_for(group), queries.coming(group)
    told = actions.telling([parked.text for parked in waiting], {group.id})
    context = {"group": group, "form": form, "waiting": waiting, "coming": coming, "why": why_waiting}
    return page("agendas/park.html", status=status_of(form), told=told, **context)


@bp.post("/points-en-attente/<int:id>/ordre-du-jour")
@allow(Can.LEAD, ParkedPoint)
def place(parked):
    form = PlaceForm()
    meeting = meeting_queries.meeting(form.meeting.data) if form.validate() else None
    if meeting is None:
        abort(422)
    refuse_when_locked(meeting)
    operations.place_point(parked, meeting)
    flash(f"« {parked.title} » est à l’ordre du jour.")
    return go_to(where(meeting))


@bp.route("/points-en-attente/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.LEAD, ParkedPoint)
def drop(parked):
    form = DropForm()
    if form.validate_on_submit():
        operations.drop_parked(parked, form.reason.data or "")
        flash(f"« {parked.title} » n’attend plus.")
        return go_to(url_for("agendas.park", slug=parked.group.slug))
    return page("agendas/drop.html", status=status_of(form), parked=parked, form=form, why=why_waiting(parked))


@bp.post("/points/<int:id>/place")
@allow(Can.LEAD, AgendaItem)
def move(point):
    """One place up or down."""
    refuse_when_locked(point.meeting)
    operations.move_point(point, 1 if request.form.get("vers") == "bas" else -1)
    return go_to(where(point.meeting, f"point-{point.id}"))


@bp.post("/reunions/<int:id>/ordre")
@allow(Can.LEAD, Meeting)
def reorder(meeting):
    """The whole agenda as it was dragged."""
    refuse_when_locked(meeting)
    operations.put_in_order(meeting, numbers_in(request.form.getlist("point")))
    return ("", 204) if asks_for_a_part() else go_to(where(meeting))


@bp.post("/reunions/<int:id>/modele")
@allow(Can.LEAD, Meeting)
def keep_as_model(meeting):
    kept = operations.keep_as_model(meeting)
    flash(f"Cet ordre du jour est le modèle du groupe : {count(kept, 'point')}.")
    return go_to(where(meeting))


@bp.post("/reunions/<int:id>/modele/reprise")
@allow(Can.LEAD, Meeting)
def start_from_model(meeting):
    refuse_when_locked(meeting)
    added = operations.start_from_model(meeting)
    flash(f"{count(added, 'point ajouté', 'points ajoutés')} depuis le modèle du groupe.")
    return go_to(where(meeting))
