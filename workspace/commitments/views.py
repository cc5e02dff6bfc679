"""A commitment of a pact: what moved it, what is said of it, the gaps."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, may, standing_of
from workspace.forms import begin_again, number_seen, status_of
from workspace.pacts import forms, operations, queries
from workspace.pacts.models import Commitment, CommitmentState, CooperationPact, Statement, StatementKind
from workspace.pages import go_to, page, small_number
from workspace.progress import queries as progress
from workspace.project import queries as project
from workspace.refusals import Refused

bp = Blueprint("commitments", __name__)
EVIDENCE = 10  # decisions and actions that the page tells, the latest


def shown(commitment, place=""):
    return url_for("commitments.show", id=commitment.id) + place


@bp.get("/engagements/<int:id>")
@allow(Can.SEE_PACT, Commitment)
def show(commitment):
    return telling(commitment)


def telling(commitment, status=200, **forms_refused):
    """The page, with the forms as they were refused."""
    follows = may(current_user, Can.SEE_NETWORK)
    reader = progress.Reader(standing_of(current_user), current_user.id, is_partner=not follows)
    told = {
        "statement_form": forms.StatementForm(formdata=None, prefix="said"),
        "state_form": forms.StateForm(formdata=None, prefix="where", data={"state": commitment.state or ""}),
    }
    return page(
        "commitments/show.html",
        status=status,
        commitment=commitment,
        pact=commitment.pact,
        items=queries.items_of(commitment),
        statements=queries.statements_of(commitment, request.args.get("page", 1, small_number)),
        progress=progress.of_pact([commitment.id], reader, most=EVIDENCE + 1),
        most=EVIDENCE,
        follows=follows,
        **told | forms_refused,
    )


@bp.route("/pactes/<int:id>/engagements/nouveau", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS, CooperationPact)
def create(pact):
    form = forms.CommitmentForm(data={"revision": pact.revision})
    form.offer(pact, project.items_of(pact.project_id))
    if form.validate_on_submit():
        operations.add_commitment(pact, form.wording(pact), project.items_by_id(form.items.data))
        flash("L’engagement est écrit.")
        return go_to(url_for("pacts.show", id=pact.id))
    return page("commitments/create.html", status=status_of(form), form=form, pact=pact)


@bp.route("/engagements/<int:id>/corriger", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS, Commitment)
def correct(commitment):
    pact = commitment.pact
    form = forms.CommitmentForm.of(commitment, queries.item_ids_of(commitment))
    form.offer(pact, project.items_of(pact.project_id))
    if form.validate_on_submit():
        revision = number_seen(form.revision)
        items = project.items_by_id(form.items.data)
        with form.objections():
            operations.correct_commitment(commitment, revision, form.wording(pact, commitment), items)
            flash("L’engagement est corrigé.")
            return go_to(shown(commitment))
    if form.stale:
        begin_again(form.revision, pact.revision)
    return page("commitments/correct.html", status=status_of(form), form=form, commitment=commitment, pact=pact)


@bp.route("/engagements/<int:id>/effacer", methods=["GET", "POST"])
@allow(Can.MANAGE_PACTS, Commitment)
def remove(commitment):
    """A GET asks once."""
    asking, asked = "commitments/remove.html", {"commitment": commitment, "pact": commitment.pact}
    if request.method == "GET":
        return page(asking, **asked)
    try:
        operations.remove_commitment(commitment)
    except Refused as refusal:
        return page(asking, status=409, refused=refusal.message, **asked)
    flash("L’engagement est effacé.")
    return go_to(url_for("pacts.show", id=commitment.pact_id))


@bp.post("/engagements/<int:id>/paroles")
@allow(Can.SPEAK_OF_COMMITMENT, Commitment)
def say(commitment):
    form = forms.StatementForm(prefix="said")
    if not form.validate():
        return telling(commitment, 422, statement_form=form)
    operations.say(commitment, StatementKind(form.kind.data), form.text.data, current_user)
    flash("C’est ajouté.")
    return go_to(shown(commitment, "#paroles"))


@bp.post("/engagements/<int:id>/etat")
@allow(Can.MANAGE_PACTS, Commitment)
def set_state(commitment):
    form = forms.StateForm(prefix="where")
    if not form.validate():
        return telling(commitment, 422, state_form=form)
    operations.set_state(commitment, CommitmentState(form.state.data), form.text.data, current_user)
    flash("L’état est noté.")
    return go_to(shown(commitment))


@bp.route("/engagements/<int:id>/ecart", methods=["GET", "POST"])
@allow(Can.SPEAK_OF_COMMITMENT, Commitment)
def report_gap(commitment):
    form = forms.GapForm()
    if form.validate_on_submit():
        operations.report_gap(commitment, form.text.data, form.proposed.data, current_user)
        flash("L’écart est signalé. Les personnes concernées reçoivent un courrier.")
        return go_to(shown(commitment, "#paroles"))
    status = status_of(form)
    return page("commitments/report_gap.html", status=status, form=form, commitment=commitment, pact=commitment.pact)


@bp.route("/ecarts/<int:id>", methods=["GET", "POST"])
@allow(Can.SPEAK_OF_COMMITMENT, Statement)
def answer_gap(gap):
    """Of what is said of a commitment, only a gap awaits an answer."""
    if gap.kind is not StatementKind.GAP:
        abort(404)
    form = forms.AnswerForm()
    if form.validate_on_submit():
        with form.objections(beside=form.answer):
            operations.answer_gap(gap, form.answer.data, current_user)
            flash("La réponse est enregistrée.")
            return go_to(shown(gap.commitment, "#paroles"))
    return page("commitments/answer_gap.html", status=status_of(form), form=form, gap=gap, commitment=gap.commitment)
