"""Events: read by the network or by everyone, registered to, prepared by those who hold them."""

from datetime import timedelta

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace import limits, links
from workspace.access import Can, allow, may, standing_of
from workspace.events import exports, mails, operations, queries
from workspace.events.forms import TYPES, CameForm, EditEventForm, EventForm, GuestForm
from workspace.events.models import Event
from workspace.forms import begin_again, status_of
from workspace.groups.models import Group
from workspace.joining.queries import centres
from workspace.library import queries as library
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.forms import CancelForm
from workspace.minutes import operations as minutes
from workspace.minutes.models import MinutesState
from workspace.minutes.queries import of_meeting
from workspace.pages import caller, go_to, letters_are_read_here, page, table_file
from workspace.refusals import Refused
from workspace.scheduling import operations as scheduling

bp = Blueprint("events", __name__)
MOST_TRIES = 20  # of one network, in an hour
FILES = {"csv": exports.csv_of, "xlsx": exports.xlsx_of}


def where(event):
    return url_for("events.show", meeting_id=event.meeting_id)


@bp.get("/evenements")
@allow(Can.VISIT)
def index():
    """Those of the network; without an account, those open to everyone."""
    standing = standing_of(current_user) if may(current_user, Can.SEE_CALENDAR) else None
    return page("events/index.html", events=queries.coming(standing), types=TYPES)


@bp.route("/groupes/<slug:slug>/evenements/nouveau", methods=["GET", "POST"])
@allow(Can.HOLD_MEETINGS, Group, "slug")
def create(group):
    meetings.refuse_when_closed(group)
    form = EventForm.proposed_event()
    if form.validate_on_submit():
        with form.objections(beside=form.title):
            return go_to(where(operations.plan_event(group, form.typed(), form.details, current_user)))
    return edition("events/create.html", form, group=group)


def edition(template, form, **context):
    return page(template, status=status_of(form), form=form, places=meeting_queries.places(), **context)


@bp.get("/evenements/<int:meeting_id>")
@allow(Can.VISIT, Event, "meeting_id")
def show(event):
    refuse_to_show(event)
    mine = queries.registration_of(event, current_user.id) if current_user.is_authenticated else None
    rank = queries.rank_of(mine) if mine and mine.is_waiting else 0
    leads, places = may(current_user, Can.LEAD, event), queries.places_of(event)
    why_not = places.why_not(event, current_user.centre_id if current_user.is_authenticated else None)
    standing = {"mine": mine, "rank": rank, "leads": leads, "why_not": why_not}
    reader = standing_of(current_user) if current_user.is_authenticated else None
    documents = library.latest_of_meeting(event.meeting, reader)
    kind = TYPES[event.type]
    return page("events/show.html", event=event, type=kind, documents=documents, places=places, standing=standing)


def refuse_to_show(event):
    """A public one is read by anyone once it is open."""
    if not may(current_user, Can.SEE_EVENT, event):
        abort(403 if current_user.is_authenticated else 401)


@bp.route("/evenements/<int:meeting_id>/modifier", methods=["GET", "POST"])
@allow(Can.LEAD, Event, "meeting_id")
def edit(event):
    meetings.refuse_when_over(event.meeting)
    form = EditEventForm.of(event)
    if form.validate_on_submit():
        typed = form.typed()
        with form.objections(beside=form.starts_at):
            scheduling.refuse_hard_move(event.meeting, typed["starts_at"], typed["ends_at"], typed["place"])
            told = operations.edit_event(event, form.revision.data, typed, form.details)
            flash("Les personnes inscrites sont prévenues du changement." if told else "L’événement est modifié.")
            return go_to(where(event))
    if form.stale:
        begin_again(form.revision, event.meeting.revision)
    return edition("events/edit.html", form, event=event)


@bp.post("/evenements/<int:meeting_id>/ouverture")
@allow(Can.LEAD, Event, "meeting_id")
def open_registrations(event):
    if event.state == "draft":
        scheduling.refuse_hard_conflicts(event.meeting)
    if operations.open_event(event):
        flash("Les inscriptions sont ouvertes.")
    return go_to(where(event))


@bp.route("/evenements/<int:meeting_id>/annulation", methods=["GET", "POST"])
@allow(Can.LEAD, Event, "meeting_id")
def cancel(event):
    form = CancelForm()
    if form.validate_on_submit():
        if operations.cancel_event(event, form.reason.data):
            flash("L’événement est annulé.")
        return go_to(where(event))
    meetings.refuse_when_over(event.meeting)
    status, places = status_of(form), queries.places_of(event)
    return page("events/cancel.html", status=status, event=event, form=form, places=places)


@bp.post("/evenements/<int:meeting_id>/inscription")
@allow(Can.REGISTER, Event, "meeting_id")
def register(event):
    made = operations.register(event, current_user)
    flash("Vous êtes sur la liste d’attente." if made.is_waiting else "Vous êtes inscrit·e.")
    return go_to(where(event))


@bp.post("/evenements/<int:meeting_id>/desinscription")
@allow(Can.REGISTER, Event, "meeting_id")
def withdraw(event):
    if mine := queries.registration_of(event, current_user.id):
        operations.withdraw(event, mine)
        flash("Vous n’êtes plus inscrit·e.")
    return go_to(where(event))


@bp.route("/evenements/<int:meeting_id>/inscription-sans-compte", methods=["GET", "POST"])
@allow(Can.VISIT, Event, "meeting_id")
def ask(event):
    """From outside: the answer is the same for everyone, and is in the letter."""
    refuse_to_show(event)
    if not event.is_public or not event.is_open:
        raise Refused(operations.CLOSED)
    form = GuestForm(centres())
    sent_to = ""
    if form.validate_on_submit():
        limits.count("event", caller(), MOST_TRIES, timedelta(hours=1))
        mails.to_confirm(event, form.name.data, form.email.data, form.centre.data)
        sent_to = form.email.data
    status = 422 if form.is_submitted() and not sent_to else 200
    read_here = letters_are_read_here()
    return page("events/ask.html", status=status, event=event, form=form, sent_to=sent_to, read_here=read_here)


@bp.route("/evenements/inscription/<token>", methods=["GET", "POST"])
@allow(Can.VISIT)
def confirm(token):
    """The link of the letter: its GET only shows a button."""
    asked = links.read(mails.CONFIRM, token, mails.CONFIRM_LASTS)
    event = queries.event(asked["event"]) if asked else None
    if asked is None or event is None:
        return page("events/confirm.html", status=410, event=None)
    made = queries.registration_by_address(event, asked["email"])
    if request.method == "POST" and not made:
        made = operations.register_guest(event, asked["name"], asked["email"], asked["centre"] or None)
    return page("events/confirm.html", event=event, made=made, token=token)


@bp.route("/evenements/desinscription/<token>", methods=["GET", "POST"])
@allow(Can.VISIT)
def withdraw_by_mail(token):
    asked = links.read(mails.WITHDRAW, token, mails.WITHDRAW_LASTS)
    made = queries.registration(asked["registration"]) if asked else None
    event = queries.event(made.meeting_id) if made else None
    if made is None or event is None:
        return page("events/withdraw_by_mail.html", status=410, event=None)
    if request.method == "POST":
        operations.withdraw(event, made)
    return page("events/withdraw_by_mail.html", event=event, is_gone=request.method == "POST", token=token)


@bp.get("/evenements/<int:meeting_id>/inscriptions")
@allow(Can.LEAD, Event, "meeting_id")
def registrations(event):
    rows = queries.registrations(event)
    there, by_centre = queries.ids_of_those_there(event), queries.centre_counts(rows)
    is_locked = of_meeting(event.meeting).state is MinutesState.PUBLISHED
    is_noted = event.state in ("called", "held") and not is_locked
    context = {"event": event, "rows": rows, "there": there, "by_centre": by_centre, "is_noted": is_noted}
    return page("events/registrations.html", **context)


@bp.get("/evenements/<int:meeting_id>/inscriptions.<any(csv,xlsx):kind>")
@allow(Can.LEAD, Event, "meeting_id")
def export(event, kind):
    limits.count_export(current_user.id)
    content = FILES[kind](queries.registrations(event), queries.ids_of_those_there(event))
    return table_file(content, f"inscriptions-{event.meeting_id}", kind)


@bp.post("/evenements/<int:meeting_id>/presences")
@allow(Can.LEAD, Event, "meeting_id")
def note_presence(event):
    minutes.refuse_when_published(event.meeting_id)
    form = CameForm()
    if not form.validate():
        abort(422)
    operations.note_presence(event, form.changed)
    flash("Les présences sont notées.")
    return go_to(url_for("events.registrations", meeting_id=event.meeting_id))
