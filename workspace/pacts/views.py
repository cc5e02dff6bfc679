"""Pacts, local pacts and charters: who signed, what was promised, what amendments changed."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace import clock
from workspace.access import Can, allow, may, standing_of
from workspace.centres import queries as centres
from workspace.database import db
from workspace.forms import begin_again, number_seen, status_of
from workspace.french import french
from workspace.meetings import queries as meetings
from workspace.pacts import forms, operations, queries
from workspace.pacts.models import Amendment, CooperationPact, PactKind, Signatory
from workspace.pages import go_to, page, small_number
from workspace.pagination import paginated
from workspace.progress import queries as progress
from workspace.project import queries as project
from workspace.project.models import FederalProject
from workspace.refusals import Refused
from workspace.reports.committee import preparation

bp = Blueprint("pacts", __name__)


def shown(pact):
    return url_for("pacts.show", id=pact.id)


@bp.get("/pactes")
@allow(Can.SEE_CALENDAR)
def index():
    found = paginated(queries.pacts(standing_of(current_user)), request.args.get("page", 1, small_number))
    return page("pacts/index.html", pacts=found)


@bp.get("/pactes/<int:id>")
@allow(Can.SEE_PACT, CooperationPact)
def show(pact):
    follows = may(current_user, Can.SEE_NETWORK)
    reader = progress.Reader(standing_of(current_user), current_user.id, is_partner=not follows)
    commitments, met = queries.commitments_of(pact), meetings.of_committees()
    committees = meetings.committee_days(met, pact.signed_on, pact.ends_on)
    people = queries.people_of(pact.institution_ids, clock.today()) if follows else {}
    return page(
        "pacts/show.html",
        pact=pact,
        milestones=queries.milestones(pact, committees),
        deadlines=queries.deadlines_to_come(pact, committees),
        commitments=commitments,
        promises=queries.promises(pact, commitments),
        roots=queries.roots_of(commitments),
        amendments=queries.amendments_of(pact),
        people=people,
        committee=preparation(pact, met, commitments, people) if may(current_user, Can.MANAGE_PACTS, pact) else None,
        follows=follows,
        progress=progress.of_pact([one.id for one in commitments], reader, most=1 if follows else 3),
    )


@bp.get("/pactes/<int:id>/versions/<int:number>")
@allow(Can.SEE_PACT, CooperationPact)
def version(pact, number):
    """As it read after its amendment of that number; 0: as it was signed."""
    amendments = queries.amendments_of(pact)
    if number > len(amendments):
        abort(404)
    return page("pacts/version.html", pact=pact, then=queries.as_of(pact, number), amendments=amendments)


@bp.get("/avenants/<int:id>")
@allow(Can.SEE_PACT, Amendment)
def amendment(amendment):
    return page("pacts/amendment.html", pact=amendment.pact, amendment=queries.whole_amendment(amendment))


@bp.route("/pactes/nouveau", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS)
def create():
    form = forms.PactForm()
    form.offer(project.all_projects(), centres.member_centres())
    if form.validate_on_submit():
        typed = {name: value for name, value in form.data.items() if name not in ("kind", "project_id")}
        whose = db.session.get_one(FederalProject, form.project_id.data)
        with form.objections(beside=form.ends_on):
            pact = operations.create_pact(PactKind(form.kind.data), whose, **typed)
            flash("C’est enregistré. Nommez maintenant les signataires.")
            return go_to(shown(pact))
    return page("pacts/create.html", status=status_of(form), form=form)


@bp.route("/pactes/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS, CooperationPact)
def edit(pact):
    form = forms.EditPactForm.of(pact)
    if form.validate_on_submit():
        typed = (form.name.data, form.qualifier.data, form.signed_on.data, form.ends_on.data)
        with form.objections(beside=form.ends_on):
            operations.edit_pact(pact, number_seen(form.revision), *typed)
            flash("Vos corrections sont enregistrées.")
            return go_to(shown(pact))
    if form.stale:
        begin_again(form.revision, pact.revision)
    return page("pacts/edit.html", status=status_of(form), form=form, pact=pact)


@bp.route("/pactes/<int:id>/signataires", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS, CooperationPact)
def add_signatory(pact):
    form = forms.SignatoryForm()
    form.offer(*queries.to_sign(pact))
    if form.validate_on_submit():
        with form.objections(beside=form.party):
            operations.add_signatory(pact, **form.typed())
            flash("Le signataire est ajouté.")
            return go_to(shown(pact))
    return page("pacts/add_signatory.html", status=status_of(form), form=form, pact=pact)


@bp.route("/signataires/<int:id>", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS, Signatory)
def edit_signature(signatory):
    form = forms.SignatureForm(obj=signatory)
    if form.validate_on_submit():
        operations.edit_signature(signatory, form.signed_on.data, form.is_awaited.data)
        flash("La signature est notée.")
        return go_to(shown(signatory.pact))
    status = status_of(form)
    return page("pacts/edit_signature.html", status=status, form=form, signatory=signatory, pact=signatory.pact)


@bp.route("/signataires/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS, Signatory)
def remove_signatory(signatory):
    """A GET asks once."""
    asking, asked = "pacts/remove_signatory.html", {"signatory": signatory, "pact": signatory.pact}
    if request.method == "GET":
        return page(asking, **asked)
    try:
        operations.remove_signatory(signatory)
    except Refused as refusal:
        return page(asking, status=409, refused=refusal.message, **asked)
    flash("Le signataire est retiré.")
    return go_to(shown(signatory.pact))


@bp.route("/pactes/<int:id>/avenants/nouveau", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS, CooperationPact)
def amend(pact):
    commitments = queries.commitments_of(pact)
    form = forms.AmendmentForm.of(pact, commitments)
    if form.validate_on_submit():
        typed = (form.signed_on.data, form.reason.data, form.ends_on.data, form.wordings(pact, commitments))
        with form.objections(beside=form.ends_on):
            made = operations.amend(pact, number_seen(form.revision), current_user, *typed)
            flash(french(f"L’avenant n° {made.number} est enregistré."))
            return go_to(url_for("pacts.amendment", id=made.id))
    if form.stale:
        begin_again(form.revision, pact.revision)
    told = {str(one.id): one for one in commitments}
    return page("pacts/amend.html", status=status_of(form), form=form, pact=pact, told=told)
