"""Mandates: who holds what, until when; given, extended, ended by the delegate and the staff team."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace import clock
from workspace.access import Can, allow, forget_standings
from workspace.database import db
from workspace.forms import begin_again, status_of
from workspace.french import calendar_day
from workspace.groups import queries as groups
from workspace.groups.models import CoFacilitation, Group, Membership
from workspace.handover import operations as handover
from workspace.joining import operations as joining
from workspace.mandates import operations, queries
from workspace.mandates.forms import DatesForm, GiveForm
from workspace.mandates.queries import DAY, ROLES, Kind, last_day_of
from workspace.pages import go_to, page, small_number
from workspace.people.models import Institution, Person, Role
from workspace.people.pages import Choosing

bp = Blueprint("mandates", __name__)


@bp.get("/mandats")
@allow(Can.GIVE_MANDATES)
def index():
    over = request.args.get("etat") == "termines"
    lines = queries.page_of(over, request.args.get("page", 1, small_number))
    return page("mandates/index.html", lines=lines, over=over, roles=ROLES)


@bp.route("/mandats/nouveau", methods=["GET", "POST"])
@allow(Can.GIVE_MANDATES)
def give():
    form = GiveForm(data={"first_day": clock.today()})
    choosing = Choosing(form.person)
    form.offer(groups.all_groups(), queries.institutions())
    if form.validate_on_submit():
        with form.objections(beside=form.what):
            given = given_by(form)
            forget_standings()
            flash(f"Le mandat est donné à partir du {calendar_day(operations.starts_on(given))}.")
            return go_to(url_for("mandates.index"))
    return page("mandates/give.html", "people/_found.html", status_of(form), form=form, choosing=choosing)


def given_by(form):
    """The form keeps to what it offered; here each kind takes what it needs."""
    giver, person = current_user._get_current_object(), db.session.get_one(Person, form.person.data)
    dates = form.first_day.data, form.last_day.data
    kind, _, number = form.what.data.rpartition("-")
    if not kind:
        institution = db.session.get(Institution, form.institution.data) if form.institution.data else None
        return operations.give_role(giver, person, Role(form.what.data), *dates, institution)
    group = db.session.get_one(Group, int(number))
    if kind == Kind.SEAT:
        return operations.give_seat(giver, person, group, *dates, form.office.data or "")
    given = operations.give_lead(giver, person, group, *dates)
    joining.settle_request(group, person, giver)
    return given


def held_at(kind, id):
    found = queries.held(Kind(kind), id) if kind in list(Kind) else None
    return found or abort(404)


@bp.route("/mandats/<slug:kind>/<int:id>", methods=["GET", "POST"])
@allow(Can.GIVE_MANDATES)
def edit(kind, id):
    held = held_at(kind, id)
    form = DatesForm.to_edit(held)
    if form.validate_on_submit():
        with form.objections(beside=form.last_day):
            refuse_to_leave_minutes(held, form.last_day.data)
            operations.change(current_user, held, form.seen.data, **form.typed())
            forget_standings()
            flash("Le mandat est modifié.")
            return go_to(url_for("mandates.index"))
    if form.stale:
        begin_again(form.seen, operations.version_of(held))
    return page("mandates/edit.html", status=status_of(form), form=form, **told(kind, held))


def refuse_to_leave_minutes(held, last_day):
    """A co-facilitation that ends, or ends earlier, leaves no minutes in draft to nobody."""
    ends = last_day_of(held)
    is_earlier = last_day is not None and (ends is None or last_day < ends)
    if isinstance(held, CoFacilitation) and held.starts_on < clock.today() and is_earlier:
        handover.refuse_to_leave_minutes(held)


def told(kind, held):
    """What the pages about one mandate say of it."""
    return {
        "kind": kind,
        "held": held,
        "roles": ROLES,
        "first_day": operations.starts_on(held),
        "last_day": last_day_of(held),
        "is_to_come": operations.starts_on(held) >= clock.today(),
    }


@bp.route("/mandats/<slug:kind>/<int:id>/fin", methods=["GET", "POST"])
@allow(Can.GIVE_MANDATES)
def end(kind, id):
    """A GET asks first."""
    held = held_at(kind, id)
    if request.method == "GET":
        return page("mandates/end.html", **told(kind, held))
    refuse_to_leave_minutes(held, clock.today() - DAY)
    end_now = joining.end_seat if isinstance(held, Membership) else operations.end_now
    end_now(held)
    forget_standings()
    flash("Le mandat est terminé : ses droits s’arrêtent maintenant.")
    return go_to(url_for("mandates.index"))
