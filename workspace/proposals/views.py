"""The board's queue of proposals."""

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow
from workspace.minutes.models import BoardProposal
from workspace.pages import go_to, page, small_number
from workspace.proposals import operations, queries
from workspace.proposals.forms import AnswerForm

bp = Blueprint("proposals", __name__)


@bp.get("/ca/propositions")
@allow(Can.SEE_PROPOSALS)
def index():
    answered = request.args.get("etat") == "repondues"
    proposals = queries.queue(answered, request.args.get("page", 1, type=small_number))
    return page("proposals/index.html", proposals=proposals, answered=answered, words=operations.WORDS)


@bp.route("/ca/propositions/<int:id>", methods=["GET", "POST"])
@allow(Can.ANSWER_PROPOSAL, BoardProposal)
def answer(proposal):
    form = AnswerForm()
    if form.validate_on_submit():
        operations.answer(proposal, form.chosen(), form.sentence.data, current_user)
        flash("La réponse du conseil d’administration est notée. La co-animation du groupe la reçoit.")
        return go_to(url_for("proposals.index"))
    status = 422 if form.errors else 200
    return page("proposals/answer.html", status=status, proposal=proposal, form=form, words=operations.WORDS)
