"""Centres and institutions: lists, pages, and what the delegate and the staff team change in them."""

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, may, standing_of
from workspace.centres import operations, queries
from workspace.centres.forms import CentreForm, InstitutionForm, MergeForm, NewRoomForm, RoomForm
from workspace.centres.queries import Shown
from workspace.database import db
from workspace.forms import begin_again, status_of
from workspace.pages import go_to, page, small_number
from workspace.pagination import paginated
from workspace.people.models import Centre, Institution, Room
from workspace.representation import queries as representation

bp = Blueprint("centres", __name__)


@bp.get("/centres")
@allow(Can.SEE_NETWORK)
def index():
    shown = request.args.get("etat", Shown.MEMBERS, Shown)
    centres = paginated(queries.centres(shown), request.args.get("page", 1, small_number))
    return page(
        "centres/index.html",
        centres=centres,
        shown=shown,
        counts=queries.taking_part(centres.rows),
        unseen=queries.how_many_unseen(),
        is_unseen=queries.is_unseen,
    )


@bp.get("/centres/<int:id>")
@allow(Can.SEE_NETWORK, Centre)
def show(centre):
    return page(
        "centres/show.html",
        centre=centre,
        is_unseen=queries.is_unseen(centre),
        rooms=queries.rooms(centre),
        groups=queries.people_by_group(centre),
        meetings=queries.meetings_to_host(centre),
    )


@bp.route("/centres/nouveau", methods=["GET", "POST"])
@allow(Can.MANAGE_CENTRES)
def create():
    return creating(CentreForm.of(None), operations.create_centre, "create", "show", "Le centre est ajouté.")


@bp.route("/centres/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.MANAGE_CENTRES, Centre)
def edit(centre):
    return editing(centre, CentreForm.of(centre), operations.edit_centre, "edit", "show", id=centre.id)


@bp.route("/centres/<int:id>/salles/nouvelle", methods=["GET", "POST"])
@allow(Can.MANAGE_CENTRES, Centre)
def add_room(centre):
    form = NewRoomForm()
    if form.validate_on_submit():
        with form.objections(beside=form.name):
            operations.add_room(centre, form.name.data)
            flash("La salle est ajoutée.")
            return go_to(url_for("centres.show", id=centre.id))
    return page("centres/add_room.html", status=status_of(form), form=form, centre=centre)


@bp.route("/salles/<int:id>", methods=["GET", "POST"])
@allow(Can.MANAGE_CENTRES, Room)
def edit_room(room):
    centre = queries.centre_of(room)
    return editing(room, RoomForm.of(room), operations.edit_room, "edit_room", "show", id=centre.id)


@bp.route("/centres/<int:id>/reunir", methods=["GET", "POST"])
@allow(Can.MANAGE_CENTRES, Centre)
def merge(centre):
    """A GET asks, since two centres made one are not parted again."""
    form = MergeForm()
    form.offer(queries.others(centre))
    if form.validate_on_submit():
        other = db.session.get_one(Centre, form.kept.data)
        operations.merge(centre, other)
        flash("Les deux centres n’en font plus qu’un.")
        return go_to(url_for("centres.show", id=other.id))
    context = {"form": form, "centre": centre, "rooms": queries.rooms(centre)}
    return page("centres/merge.html", status=status_of(form), **context)


@bp.get("/institutions")
@allow(Can.SEE_CALENDAR)
def institutions():
    found = paginated(queries.institutions(), request.args.get("page", 1, small_number))
    return page(
        "centres/institutions.html", institutions=found, pacts=queries.pacts_of(standing_of(current_user), found.rows)
    )


@bp.get("/institutions/<int:id>")
@allow(Can.SEE_CALENDAR, Institution)
def institution(institution):
    return page(
        "centres/institution.html",
        institution=institution,
        pacts=queries.pacts_of(standing_of(current_user), [institution]).get(institution.id, []),
        committees=queries.committees(institution),
        representatives=queries.representatives(institution),
        seats=representation.of_institution(institution) if may(current_user, Can.SEE_NETWORK) else [],
    )


@bp.route("/institutions/nouvelle", methods=["GET", "POST"])
@allow(Can.MANAGE_CENTRES)
def create_institution():
    form, said = InstitutionForm.of(None), "L’institution est ajoutée."
    return creating(form, operations.create_institution, "create_institution", "institution", said)


@bp.route("/institutions/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.MANAGE_CENTRES, Institution)
def edit_institution(institution):
    form = InstitutionForm.of(institution)
    return editing(institution, form, operations.edit_institution, "edit_institution", "institution", id=institution.id)


def creating(form, operation, template, shown, said):
    """The form of something new, then its page."""
    if form.validate_on_submit():
        with form.objections(beside=form.name):
            made = operation(**form.typed())
            flash(said)
            return go_to(url_for(f"centres.{shown}", id=made.id))
    return page(f"centres/{template}.html", status=status_of(form), form=form)


def editing(thing, form, operation, template, back, **named):
    """The form of something known; on a conflict it starts anew from what is kept, so that overwriting is a choice."""
    thing_id = thing.id
    if form.validate_on_submit():
        with form.objections(beside=form.name):
            operation(thing, form.seen.data, **form.typed())
            flash("C’est enregistré.")
            return go_to(url_for(f"centres.{back}", **named))
    if form.stale:
        begin_again(form.seen, operations.version_of(thing))
    context = {"form": form, "thing": thing, "thing_id": thing_id, "back": named["id"]}
    return page(f"centres/{template}.html", status=status_of(form), **context)
