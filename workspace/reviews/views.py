"""The review of progress: item by item in one sitting, two reviews side by side, what groups propose."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, standing_of
from workspace.database import db
from workspace.forms import begin_again, number_seen, status_of
from workspace.meetings.models import Meeting
from workspace.observatory import queries as observatory
from workspace.pages import go_to, page, small_number
from workspace.progress import queries as progress
from workspace.project import queries as project
from workspace.project.models import ProjectItem
from workspace.reviews import operations, queries
from workspace.reviews.forms import CloseForm, OpenForm, ReviewForm
from workspace.reviews.models import ReviewProposal, Sitting

bp = Blueprint("reviews", __name__)


@bp.get("/revues")
@allow(Can.SEE_NETWORK)
def index():
    """Those of the project in force; opening one is a right of its own, asked by `begin`."""
    return listed()


def listed(form=None):
    current = project.current()
    found = queries.page_of(current.id if current else 0, request.args.get("page", 1, small_number))
    waiting = queries.proposals_waiting(current.id) if current else {}
    form = form or OpenForm(formdata=None)
    form.offer(queries.board_meetings())
    told = {"project": current, "sittings": found, "waiting": sum(waiting.values()), "form": form}
    return page("reviews/index.html", status=422 if form.errors else 200, **told)


@bp.post("/revues/nouvelle")
@allow(Can.REVIEW)
def begin():
    form = OpenForm()
    form.offer(queries.board_meetings())
    current = project.current() or abort(404)
    if not form.validate():
        return listed(form)
    meeting = db.session.get(Meeting, form.meeting_id.data) if form.meeting_id.data else None
    sitting = operations.open_sitting(current, current_user, meeting)
    return go_to(url_for("reviews.show", id=sitting.id))


@bp.get("/revues/<int:id>")
@allow(Can.SEE_NETWORK, Sitting)
def show(sitting):
    every = project.items_of(sitting.project_id)
    ids, alive = [item.id for item in every], {item.id for item in project.alive(every)}
    said = queries.in_sitting(sitting, ids)
    others = [one for one in queries.latest_sittings(sitting.project_id) if one.id != sitting.id]
    other = next((one for one in others if one.id == request.args.get("avec", type=small_number)), None)
    return page(
        "reviews/show.html",
        sitting=sitting,
        items=[item for item in every if item.id in alive or item.id in said],  # archived since: what was said stays
        reviews=said,
        others=others,
        other=other,
        compared=queries.in_sitting(other, ids) if other else {},
        waiting=queries.proposals_waiting(sitting.project_id),
    )


@bp.route("/revues/<int:id>/lignes/<int:item_id>", methods=["GET", "POST"])
@allow(Can.REVIEW, Sitting)
def review(sitting, item_id):
    item = project.item(item_id)
    if item is None or item.project_id != sitting.project_id:
        abort(404)
    refuse_to_open(sitting)
    last, earlier = queries.last_in(sitting.id, item.id), queries.before(sitting, item)
    form = ReviewForm.of(last or earlier, last.id if last else 0)
    if form.validate_on_submit():
        with form.objections(beside=form.text):
            operations.review(sitting, item, number_seen(form.seen), form.words, current_user)
            flash("C’est noté.")
            return go_to(after(sitting, item))
    if form.stale:
        last = queries.last_in(sitting.id, item.id)  # read again: it came while this one waited
        begin_again(form.seen, last.id if last else 0)
    return reviewing(sitting, item, form, last, earlier)


def refuse_to_open(sitting):
    """Somebody goes back to a form once the review is closed: told before they write. What was sent too late is kept
    beside what is said of it."""
    if request.method == "GET":
        operations.refuse_when_closed(sitting)


def after(sitting, item):
    """The next item that the sitting has not spoken of; else the whole of it."""
    coming = [one for one in left_in(sitting) if one.position > item.position]
    if not coming:
        return url_for("reviews.show", id=sitting.id)
    return url_for("reviews.review", id=sitting.id, item_id=coming[0].id)


def left_in(sitting):
    """The items that the sitting has not spoken of, in the order of reading."""
    items = project.alive(project.items_of(sitting.project_id))
    said = queries.in_sitting(sitting, [one.id for one in items])
    return [one for one in items if one.id not in said]


def reviewing(sitting, item, form, last, earlier):
    reader = progress.Reader(standing_of(current_user), current_user.id)
    return page(
        "reviews/review.html",
        status=status_of(form),
        sitting=sitting,
        item=item,
        form=form,
        last=last,
        earlier=earlier,
        proposals=queries.proposals_on(item),
        context=observatory.context_of(item.id),
        progress=progress.of_project(sitting.project_id, [item.id], reader),
    )


@bp.route("/revues/<int:id>/cloture", methods=["GET", "POST"])
@allow(Can.REVIEW, Sitting)
def close(sitting):
    refuse_to_open(sitting)
    form = CloseForm()
    if form.validate_on_submit():
        with form.objections(beside=form.summary):
            operations.close_sitting(sitting, form.summary.data, current_user)
            flash("La revue est close. Ce qui y est dit ne change plus.")
            return go_to(url_for("reviews.show", id=sitting.id))
    return page("reviews/close.html", status=status_of(form), sitting=sitting, form=form, left=left_in(sitting))


@bp.route("/projet/<int:id>/proposition", methods=["GET", "POST"])
@allow(Can.PROPOSE_REVIEW, ProjectItem)
def propose(item):
    item = project.item(item.id)
    form = ReviewForm(data={"seen": 0})
    if form.validate_on_submit():
        operations.propose(item, form.words, current_user)
        flash("Votre proposition attend le conseil.")
        return go_to(url_for("project.show", id=item.id))
    return page("reviews/propose.html", status=status_of(form), item=item, form=form)


@bp.post("/propositions-de-revue/<int:id>/ecarter")
@allow(Can.REVIEW, ReviewProposal)
def set_aside(proposal):
    operations.set_aside(proposal, current_user)
    flash("La proposition est mise de côté.")
    back = request.form.get("revue", type=small_number)
    if back:
        return go_to(url_for("reviews.review", id=back, item_id=proposal.item_id))
    return go_to(url_for("project.show", id=proposal.item_id))
