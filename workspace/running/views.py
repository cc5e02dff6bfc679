"""A meeting while it runs."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_login import current_user

from workspace import clock
from workspace.access import Can, allow, may
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.models import AgendaItem, Meeting, Vote
from workspace.meetings.pages import MeetingPage
from workspace.minutes import operations as minutes
from workspace.pages import go_to, page
from workspace.refusals import Refused
from workspace.running import operations, queries
from workspace.running.forms import LineForm, VoteForm, WelcomeForm
from workspace.running.pages import asked_in
from workspace.versions import Stale

bp = Blueprint("running", __name__)

MEANWHILE = "Ces notes ont changé depuis : relisez la ligne, puis recommencez."


def where(point, anchor=None):
    return url_for("meetings.show", id=point.meeting_id, point=point.id, _anchor=anchor)


def refuse_unless_running(meeting):
    """Written from the call to the publication."""
    minutes.refuse_when_published(meeting.id)
    meetings.refuse_when_not_called(meeting)


@bp.post("/points/<int:id>/en-cours")
@allow(Can.TAKE_NOTES, AgendaItem)
def begin_point(point):
    refuse_unless_running(point.meeting)
    operations.begin_point(point)
    return go_to(where(point))


@bp.post("/points/<int:id>/votes")
@allow(Can.TAKE_NOTES, AgendaItem)
def vote(point):
    refuse_unless_running(point.meeting)
    form = VoteForm(prefix="vote")
    if not form.validate():
        return page("meetings/show.html", status=422, shown=MeetingPage.at(point, vote=form))
    operations.take_vote(point, **form.typed())
    flash("Le vote est noté.")
    return go_to(where(point, "votes"))


@bp.post("/votes/<int:id>/retrait")
@allow(Can.TAKE_NOTES, Vote)
def remove_vote(vote):
    refuse_unless_running(vote.meeting)
    point = vote.point
    operations.remove_vote(vote)
    flash(f"Ce vote est retiré : « {vote.question} »")
    return go_to(where(point, "votes"))


@bp.post("/reunions/<int:id>/invites")
@allow(Can.TAKE_NOTES, Meeting)
def welcome(meeting):
    refuse_unless_running(meeting)
    form = WelcomeForm(prefix="invite")
    if not form.validate():
        return page("meetings/show.html", status=422, shown=MeetingPage(meeting, welcome=form))
    person = operations.welcome(meeting, form.first_name.data, form.last_name.data, form.status.data)
    flash(f"{person.name} est noté·e présent·e.")
    return go_to(url_for("meetings.show", id=meeting.id, _anchor=f"attendee-{person.id}"))


@bp.post("/points/<int:id>/lignes")
@allow(Can.TAKE_NOTES, AgendaItem)
def entrust_line(point):
    refuse_unless_running(point.meeting)
    form = LineForm()
    if not form.validate():
        abort(422)
    point = meeting_queries.point_with_items(point.id)
    said = next((one for one in asked_in(point) if one.line.strip() == form.line.data), None)
    if said is None or said.owner is None:
        raise Refused(said.problem if said else MEANWHILE)
    try:
        operations.entrust_line(point, said.line, form.revision.data, said.title, said.owner, said.due_on)
    except Stale:
        raise Refused(MEANWHILE) from None
    flash(f"C’est confié à {said.owner.short_name} : {said.title}.")
    return go_to(where(point))


@bp.get("/reunions/<int:id>/en-direct")
@allow(Can.SEE_MEETING, Meeting)
def follow(meeting):
    """What readers poll. Nothing new is said by the meeting's own row, before rights ask for more."""
    writes = may(current_user, Can.TAKE_NOTES, meeting)
    moment = clock.now().timestamp() // queries.STILL_WRITES.seconds if writes else ""  # « écrit… » ends by itself
    mark = f"{meeting.live_revision}-{meeting.revision}-{meeting.state}-{current_user.id}-{moment}"
    if request.if_none_match.contains(mark):
        return Response(status=304)
    if writes:
        html = render_template("running/_writers.html", writers=queries.writers(meeting, current_user))
    else:
        shown = MeetingPage(meeting)
        if not shown.sees_notes:
            abort(403)
        html = render_template("meetings/_agenda_read.html", shown=shown)
    answer = make_response(html)
    answer.set_etag(mark)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
