"""A meeting on paper: what goes in, then the file."""

from flask import Blueprint, abort, request

from workspace.access import Can, allow
from workspace.actions import queries as actions
from workspace.clock import in_paris
from workspace.documents.pages import document_file
from workspace.groups import queries as groups
from workspace.meetings import queries as meetings
from workspace.meetings.models import Meeting
from workspace.minutes import queries
from workspace.minutes.models import Minutes
from workspace.pages import page
from workspace.papers import attendance
from workspace.papers import minutes as paper
from workspace.papers.minutes import Held, Wanted
from workspace.settings.queries import federation
from workspace.statutes import queries as statutes

bp = Blueprint("papers", __name__)


def held(minutes):
    body, told = minutes.group.holds_formal_records, minutes.quorum if minutes.state == "published" else None
    points, attendances = queries.agenda_of(minutes.meeting_id), queries.attendance_of(minutes)
    return Held(
        minutes=minutes,
        points=points,
        told=actions.telling([point.notes for point in points], minutes.group_ids),
        attendances=attendances,
        decisions=queries.decisions_of_meeting(minutes.meeting_id),
        actions=actions.of_meeting(minutes.meeting_id),
        roll=statutes.roll_of(minutes.meeting, attendances, told) if body else None,
        leaders=[] if body else groups.co_facilitations(minutes.group).get(minutes.group.id, []),
        federation=federation(),
    )


def wanted():
    """What the address leaves out; words it does not know leave nothing out."""
    without = request.args.getlist("sans")
    return Wanted(
        names="noms" not in without,
        notes="notes" not in without,
        actions="actions" not in without,
        for_partners="partenaires" in request.args.getlist("pour"),
    )


def name_of(kind, meeting):
    return f"{kind}-{meeting.group.slug}-{in_paris(meeting.starts_at):%Y-%m-%d}"


@bp.get("/reunions/<int:meeting_id>/documents")
@allow(Can.READ_MINUTES, Minutes, "meeting_id")
def choose(minutes):
    return page(
        "papers/choose.html",
        minutes=minutes,
        meeting=minutes.meeting,
        wanted=wanted(),
        statutory=minutes.group.holds_formal_records,
    )


@bp.get("/reunions/<int:meeting_id>/compte-rendu.<any(pdf,odt):form>")
@allow(Can.READ_MINUTES, Minutes, "meeting_id")
def summary(minutes, form):
    """Of a group: a body holds a formal record."""
    if minutes.group.holds_formal_records:
        abort(404)
    return document_file(paper.summary(held(minutes), wanted()), form, name_of("compte-rendu", minutes.meeting))


@bp.get("/reunions/<int:meeting_id>/releve-de-decisions.<any(pdf,odt):form>")
@allow(Can.READ_MINUTES, Minutes, "meeting_id")
def decision_log(minutes, form):
    return document_file(
        paper.decision_log(held(minutes), wanted()), form, name_of("releve-de-decisions", minutes.meeting)
    )


@bp.get("/reunions/<int:meeting_id>/proces-verbal.<any(pdf,odt):form>")
@allow(Can.READ_MINUTES, Minutes, "meeting_id")
def formal_record(minutes, form):
    """Only bodies of the statutes hold one (domain §3.2)."""
    if not minutes.group.holds_formal_records:
        abort(404)
    return document_file(paper.formal_record(held(minutes), wanted()), form, name_of("proces-verbal", minutes.meeting))


@bp.get("/reunions/<int:id>/feuille-de-presence.<any(pdf,odt):form>")
@allow(Can.TAKE_NOTES, Meeting)
def attendance_sheet(meeting, form):
    proxies = statutes.proxies_of(meeting) if statutes.rules_of(meeting.group).proxies else None
    document = attendance.sheet(meeting, meetings.attendees_of(meeting), federation(), proxies)
    return document_file(document, form, name_of("feuille-de-presence", meeting))
