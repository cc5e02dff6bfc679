"""The planner, what stands against a date, moving a meeting."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace import limits
from workspace.access import Can, allow, may, standing_of
from workspace.files import queries as files
from workspace.forms import status_of
from workspace.meetings import operations as meetings
from workspace.meetings.models import Meeting
from workspace.pages import asks_for_a_part, go_to, page, place_to_return, table_file
from workspace.planning import calling, exports, moving, periods, queries
from workspace.planning import operations as planning
from workspace.planning.forms import CallForm, KeepForm, KindForm, MoveForm
from workspace.scheduling import judging, operations
from workspace.versions import digest_of

bp = Blueprint("planning", __name__)
FILES = {"csv": exports.csv_of, "xlsx": exports.xlsx_of}


@bp.get("/planning")
@allow(Can.SEE_PLANNING)
def show():
    period, trouble = periods.read(request.args.get("du"), request.args.get("au"))
    planner = queries.planner(standing_of(current_user), period)
    return page("planning/show.html", planner=planner, trouble=trouble, plans=may(current_user, Can.PLAN))


@bp.get("/planning.<any(csv,xlsx):kind>")
@allow(Can.SEE_PLANNING)
def export(kind):
    limits.count_export(current_user.id)
    planner = queries.planner(standing_of(current_user), asked_period())
    return table_file(FILES[kind](planner), f"planning-{planner.period.first:%Y-%m-%d}", kind)


@bp.route("/planning/convocation", methods=["GET", "POST"])
@allow(Can.PLAN)
def call_all():
    period = asked_period()
    form = CallForm()
    if form.validate_on_submit():
        with form.objections():
            called = planning.call_all(period, form.seen.data or "", files.documents_of)
            flash(called.said)
            return go_to(url_for("planning.show", **period.named))
    context = {"period": period, "round": calling.round_of(period), "nobody": meetings.NOBODY_TO_CALL}
    return page("planning/call_all.html", status=status_of(form), form=form, **context)


def asked_period():
    """The period that the address names; a gesture on a period that does not read is not made on another."""
    period, trouble = periods.read(request.args.get("du"), request.args.get("au"))
    if trouble:
        abort(404)
    return period


@bp.get("/reunions/<int:id>/conflits")
@allow(Can.LEAD, Meeting)
def conflicts(meeting):
    return conflicts_page(meeting)


def conflicts_page(meeting, status=200, refused=None):
    """What stands against the date of a meeting; `refused` is the form of a reason that was not kept."""
    found = judging.conflicts_of(judging.slot_of(meeting))
    cost = queries.Cost.of(meeting.id, found, judging.kept({meeting.id, *(one.other_id or 0 for one in found)}))
    back = request.values.get("suite", "")
    context = {"meeting": meeting, "cost": cost, "refused": refused, "back": back}
    context["planner"] = place_to_return(back, url_for("planning.show"))
    return page("planning/conflicts.html", "planning/_conflicts.html", status, **context)


@bp.post("/reunions/<int:id>/conflits")
@allow(Can.LEAD, Meeting)
def keep_conflict(meeting):
    form = KeepForm()
    if not form.validate():
        return conflicts_page(meeting, 422, form)
    operations.keep_conflict(meeting, form.kind.data, form.reason.data, current_user)
    flash("La date est gardée, et la raison se lit dans le planning.")
    return go_to(back_from(meeting))


@bp.post("/reunions/<int:id>/conflits/retrait")
@allow(Can.LEAD, Meeting)
def take_back(meeting):
    form = KindForm()
    if not form.validate():
        return conflicts_page(meeting, 422)
    operations.take_back(meeting, form.kind.data)
    flash("Cette raison est retirée : le point est de nouveau à régler.")
    return go_to(back_from(meeting))


def back_from(meeting):
    """The planner that one came from, else the page of conflicts."""
    return place_to_return(request.form.get("suite"), url_for("planning.conflicts", id=meeting.id))


@bp.route("/reunions/<int:id>/deplacer", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def move(meeting):
    if meeting.is_event and request.method == "GET" and not asks_for_a_part():
        return go_to(url_for("events.edit", meeting_id=meeting.id))  # which has its own form
    meetings.refuse_to_edit(meeting)
    form = MoveForm.of(meeting, periods.monday(request.args.get("semaine")))
    looks = "look" in request.form  # at what another date costs: nothing is written
    if form.validate_on_submit() and not looks:
        with form.objections(beside=form.day):
            told = moving.move(meeting, form.revision.data, form.starts_at, form.seen.data or "")
            flash("Les membres sont prévenus du changement." if told else "La réunion est déplacée.")
            return go_to(place_to_return(form.suite.data, url_for("meetings.show", id=meeting.id)))
    # Where it may go, and what that costs; when somebody moved it meanwhile, from where it is now.
    revision = meeting.revision if form.stale or form.revision.data is None else form.revision.data
    cost = moving.cost_of(meeting, form.starts_at) if form.starts_at else []
    context = {"meeting": meeting, "form": form, "revision": revision, "cost": cost, "seen": digest_of(cost)}
    return page("planning/move.html", "planning/_move.html", 200 if looks else status_of(form), **context)
