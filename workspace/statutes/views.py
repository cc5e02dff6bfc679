"""Proxies of a body's meeting."""

from flask import Blueprint, flash, url_for

from workspace.access import Can, allow
from workspace.meetings import queries as meetings
from workspace.meetings.models import Meeting, Proxy
from workspace.meetings.pages import MeetingPage
from workspace.minutes import operations as minutes
from workspace.pages import go_to, page
from workspace.running import operations as running
from workspace.statutes import operations
from workspace.statutes.forms import ProxyForm

bp = Blueprint("statutes", __name__)


def where(meeting):
    return url_for("meetings.show", id=meeting.id, _anchor="pouvoirs")


@bp.post("/reunions/<int:id>/pouvoirs")
@allow(Can.TAKE_NOTES, Meeting)
def give_proxy(meeting):
    minutes.refuse_when_published(meeting.id)
    operations.refuse_without_proxies(meeting)
    form = ProxyForm(prefix="pouvoir")
    form.offer([one.person for one in meetings.attendees_of(meeting)])
    if form.validate():
        with form.objections():
            operations.give_proxy(meeting, form.giver.data, form.holder.data)
            running.change(meeting)
            flash("Le pouvoir est noté.")
            return go_to(where(meeting))
    return page("meetings/show.html", status=422, shown=MeetingPage(meeting, proxy=form))


@bp.post("/pouvoirs/<int:id>/retrait")
@allow(Can.TAKE_NOTES, Proxy)
def withdraw_proxy(proxy):
    meeting = proxy.meeting
    minutes.refuse_when_published(meeting.id)
    operations.withdraw_proxy(proxy)
    running.change(meeting)
    flash("Le pouvoir est retiré.")
    return go_to(where(meeting))
