"""Reviewing minutes, correcting them, reading their versions."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, may
from workspace.actions import queries as actions
from workspace.approval import operations, queries
from workspace.approval.forms import AnswerForm, CommentForm, CorrectionForm
from workspace.forms import begin_again
from workspace.meetings.models import AgendaItem
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries
from workspace.minutes.models import Minutes, ReviewComment
from workspace.pages import go_to, page, small_number
from workspace.refusals import Refused
from workspace.running import operations as running

bp = Blueprint("approval", __name__)


def back_to(meeting_id, point_id):
    return go_to(f"{url_for('minutes.show', meeting_id=meeting_id)}#point-{point_id}")


def not_commented(minutes):
    """Who comments and until when; what was typed is kept in the page, to be told to those who lead."""
    if not may(current_user, Can.SEE_MEETING, minutes.meeting):
        abort(403)
    status = 409 if may(current_user, Can.COMMENT_MINUTES, minutes) else 403
    typed = [(field.label.text, field.data) for field in CommentForm("").texts if field.data]
    return page("errors/not_commented.html", status=status, minutes=minutes, typed=typed)


@bp.route("/reunions/<int:meeting_id>/compte-rendu/remarque", methods=["GET", "POST"])
@allow(Can.COMMENT_MINUTES, Minutes, "meeting_id", refused=not_commented)
def comment(minutes):
    if not minutes.is_open_to_comments:
        return not_commented(minutes)
    points = minutes_queries.agenda_of(minutes.meeting_id)
    asked = request.args.get("point", points[0].id if points else None, type=small_number)
    point = next((one for one in points if one.id == asked), None) or abort(404)
    form = CommentForm(point.notes)
    if form.validate_on_submit():
        operations.comment(minutes, point, current_user, *form.typed())
        flash("Votre remarque est notée. La co-animation y répondra.")
        return back_to(minutes.meeting_id, point.id)
    told = actions.telling([point.notes], minutes.group_ids)
    context = {"minutes": minutes, "point": point, "form": form, "told": told}
    return page("approval/comment.html", status=422 if form.errors else 200, **context)


@bp.post("/remarques/<int:id>/acceptation")
@allow(Can.LEAD, ReviewComment)
def accept(comment):
    operations.accept(comment, current_user)
    flash("La remarque est acceptée.")
    return back_to(comment.meeting_id, comment.point_id)


@bp.route("/remarques/<int:id>/reponse", methods=["GET", "POST"])
@allow(Can.LEAD, ReviewComment)
def answer(comment):
    form = AnswerForm()
    if form.validate_on_submit():
        operations.answer(comment, current_user, form.answer.data)
        flash("Votre réponse est notée.")
        return back_to(comment.meeting_id, comment.point_id)
    return page("approval/answer.html", status=422 if form.errors else 200, comment=comment, form=form)


@bp.route("/points/<int:id>/correction", methods=["GET", "POST"])
@allow(Can.LEAD, AgendaItem)
def correct(point):
    minutes = minutes_queries.of_meeting(point.meeting)
    operations.refuse_to_correct(minutes)
    form = CorrectionForm(point.notes, point.notes_revision)
    if form.validate_on_submit():
        return corrected(minutes, point, form)
    return page("approval/correct.html", status=422 if form.errors else 200, minutes=minutes, point=point, form=form)


def corrected(minutes, point, form):
    """Kept, or said beside the text that somebody else was quicker."""
    try:
        made = operations.correct(minutes, point, form.notes.data, form.seen.data, form.reason.data, current_user)
    except Refused as refusal:
        form.refused(form.notes, refusal.message)
        begin_again(form.seen, point.notes_revision)
        return page("approval/correct.html", status=409, minutes=minutes, point=point, form=form)
    flash(f"Le {minutes.group.minutes_name} est corrigé : c’est la version {made.number}.")
    return back_to(minutes.meeting_id, point.id)


@bp.post("/reunions/<int:meeting_id>/compte-rendu/approbation")
@allow(Can.LEAD, Minutes, "meeting_id")
def seal(minutes):
    operations.seal(minutes)
    flash(f"Le {minutes.group.minutes_name} est approuvé : il ne se corrige plus.")
    return go_to(url_for("minutes.show", meeting_id=minutes.meeting_id))


@bp.post("/points/<int:id>/approbation")
@allow(Can.TAKE_NOTES, AgendaItem)
def approve(point):
    """What the point submits, in the meeting that approves it."""
    minutes_operations.approve(point)
    running.change(point.meeting)
    flash(f"C’est approuvé : le {point.group.minutes_name} ne se corrige plus.")
    return go_to(url_for("meetings.show", id=point.meeting_id, point=point.id))


@bp.post("/points/<int:id>/approbation/retrait")
@allow(Can.TAKE_NOTES, AgendaItem)
def take_approval_back(point):
    minutes_operations.take_approval_back(point)
    running.change(point.meeting)
    flash("L’approbation est retirée.")
    return go_to(url_for("meetings.show", id=point.meeting_id, point=point.id))


def chosen(versions, number):
    return next((one for one in versions if one.number == number), None)


@bp.get("/reunions/<int:meeting_id>/compte-rendu/versions")
@allow(Can.READ_MINUTES, Minutes, "meeting_id")
def versions(minutes):
    known = queries.versions_of(minutes)
    before, after = (chosen(known, request.args.get(word, type=small_number)) for word in ("de", "a"))
    after = after or (known[-1] if known else None)
    before = before or (known[-2] if known else None)
    compared = queries.compare(before, after) if before and after else []
    return page(
        "approval/versions.html", minutes=minutes, versions=known, before=before, after=after, compared=compared
    )


@bp.get("/reunions/<int:meeting_id>/compte-rendu/versions/<int:number>")
@allow(Can.READ_MINUTES, Minutes, "meeting_id")
def version(minutes, number):
    known = queries.versions_of(minutes)
    found = chosen(known, number) or abort(404)
    points = queries.text_of(found)
    told = actions.telling([notes for _, _, notes in points], minutes.group_ids)
    return page("approval/version.html", minutes=minutes, version=found, last=known[-1], points=points, told=told)
