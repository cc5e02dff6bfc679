"""A meeting from its call to its closing."""

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_login import current_user
from markupsafe import Markup

from workspace import links
from workspace.access import Can, allow, may
from workspace.actions import lines
from workspace.actions import operations as actions_operations
from workspace.actions import queries as actions
from workspace.actions.models import ActionItem
from workspace.activity import queries as activity
from workspace.events import queries as events
from workspace.files import queries as files
from workspace.forms import status_of
from workspace.french import count, day
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupState
from workspace.meetings import calendar, joint, mails, operations, queries
from workspace.meetings.forms import (
    ANSWERS,
    AnswerForm,
    CancelForm,
    EditMeetingForm,
    EditPointForm,
    GuestsForm,
    NotesForm,
    NoteTakerForm,
    PointForm,
    PresenceForm,
)
from workspace.meetings.models import AgendaItem, Answer, Meeting
from workspace.meetings.pages import MeetingPage
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes
from workspace.minutes.models import Decision
from workspace.minutes.pages import ClosingPage
from workspace.pages import asks_for_a_part, go_to, page, place_to_return, small_number
from workspace.planning.periods import monday
from workspace.post import public_url
from workspace.refusals import Refused
from workspace.running import operations as running
from workspace.running.pages import asked_in
from workspace.scheduling import operations as scheduling
from workspace.scheduling import proposing
from workspace.scheduling.forms import NewMeetingForm
from workspace.substitutes import operations as substitutes
from workspace.substitutes.queries import named_by, replaced_by
from workspace.versions import Stale

bp = Blueprint("meetings", __name__)


def where(meeting, point=None):
    """The meeting's page, at a point."""
    return url_for("meetings.show", id=meeting.id, point=point.id if point else None)


def refuse_when_locked(meeting):
    """Published minutes keep the agenda they were written on."""
    minutes_operations.refuse_when_published(meeting.id)
    operations.refuse_when_cancelled(meeting)


def refuse_unless_running(meeting):
    """Notes and what comes of them are written from the call to the publication."""
    refuse_when_locked(meeting)
    operations.refuse_when_not_called(meeting)


@bp.route("/groupes/<slug:slug>/reunions/nouvelle", methods=["GET", "POST"])
@allow(Can.HOLD_MEETINGS, Group, "slug")
def create(group):
    operations.refuse_when_closed(group)
    known = groups.all_groups(with_closed=True)
    form, guests = NewMeetingForm(), GuestsForm().offer(joint.groups_to_invite(group, known))
    looks = request.form.get("step") == "show"  # at the dates that suit the groups ticked too: nothing is written
    if not looks and form.validate_on_submit() and guests.validate():
        made = operations.create_meeting(group, creator=current_user, **form.typed())
        joint.invite_groups(made, guests.added)
        flash("La réunion est créée, en brouillon.")
        say_what_forbids(made)
        return go_to(place_to_return(request.form.get("suite"), where(made)))
    places = queries.places()
    invited = [one.id for one in guests.added]
    suggested = proposing.suggest(group, monday(request.args.get("semaine")), places, known, invited)
    form.offer(suggested)
    context = {"group": group, "form": form, "guests": guests, "places": places, "suggested": suggested}
    return page("meetings/create.html", status=200 if looks else status_of(form), **context)


def say_what_forbids(meeting):
    """A draft may stand where it cannot be called: whoever puts it there reads it at once, and how to mend it."""
    if meeting.state == "draft" and (hard := scheduling.hard_against(meeting)):
        words = Markup("<b>Cette date est impossible : la réunion ne pourra pas être convoquée.</b> {} {}")
        move = Markup('<a href="{}">Changer la date</a>').format(url_for("planning.move", id=meeting.id))
        flash(words.format(hard, move), "trouble")


@bp.get("/reunions/<int:id>")
@allow(Can.SEE_MEETING, Meeting)
def show(meeting):
    if meeting.is_event and "point" not in request.args and "salle" not in request.args:
        return go_to(url_for("events.show", meeting_id=meeting.id))
    asked = request.args.get("point", type=small_number)
    shown = MeetingPage(meeting, asked)
    if "point" in request.args and not (asked and shown.point):
        abort(404)
    return page("meetings/show.html", shown=shown)


@bp.get("/reunions/<int:id>/agenda.ics")
@allow(Can.SEE_MEETING, Meeting)
def calendar_entry(meeting):
    """One date for one's own calendar."""
    joins = may(current_user, Can.SEE_AGENDA, meeting) or events.has_a_place(meeting.id, current_user.id)
    content = calendar.entry(meeting, public_url("meetings.show", id=meeting.id), with_link=joins)
    as_file = {"Content-Disposition": "attachment; filename=reunion.ics"}
    return Response(content, mimetype="text/calendar", headers=as_file)


@bp.post("/reunions/<int:id>/points")
@allow(Can.LEAD, Meeting)
def add_point(meeting):
    refuse_when_locked(meeting)
    form = PointForm.to_edit(None, queries.items_to_serve(), groups.names_to_ask(*meeting.group_ids))
    if not form.validate():
        return page("meetings/show.html", "meetings/_points.html", 422, shown=MeetingPage(meeting, adding=form))
    point = operations.add_point(meeting, **form.typed())
    if asks_for_a_part():
        return page("meetings/show.html", "meetings/_added.html", shown=MeetingPage(meeting, again="point"))
    return go_to(where(meeting, point))


@bp.route("/points/<int:id>", methods=["GET", "POST"])
@allow(Can.LEAD, AgendaItem)
def edit_point(point):
    refuse_when_locked(point.meeting)
    point = queries.point_with_items(point.id)
    people = groups.names_to_ask(*point.meeting.group_ids)
    form = EditPointForm.to_edit(point, queries.items_to_serve(), people)
    if form.validate_on_submit():
        with form.objections():
            operations.edit_point(point, form.seen.data or "", **form.typed())
            return go_to(where(point.meeting, point))
    # On a conflict the form starts anew from what is kept, so that overwriting is a choice.
    seen = form.seen.data if form.is_submitted() and not form.stale else queries.version_of(point)
    return page("meetings/edit_point.html", status=status_of(form), point=point, form=form, seen=seen)


@bp.route("/points/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.LEAD, AgendaItem)
def remove_point(point):
    """A GET asks, since a point that is gone cannot be brought back."""
    if request.method == "GET":
        return page("meetings/remove_point.html", point=point)
    refuse_when_locked(point.meeting)
    operations.remove_point(point)
    flash(f"Le point « {point.title} » est retiré de l’ordre du jour.")
    return go_to(where(point.meeting))


@bp.post("/reunions/<int:id>/convocation")
@allow(Can.LEAD, Meeting)
def call(meeting):
    scheduling.refuse_hard_conflicts(meeting)
    if operations.call_meeting(meeting, files.documents_of([meeting.id]).get(meeting.id, [])):
        flash("La réunion est convoquée.")
    return go_to(where(meeting))


@bp.route("/reunions/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def edit(meeting):
    operations.refuse_to_edit(meeting)
    form = EditMeetingForm(obj=meeting)
    if form.validate_on_submit():
        typed = form.typed()
        with form.objections(beside=form.starts_at):
            scheduling.refuse_hard_move(meeting, typed["starts_at"], typed["ends_at"], typed["place"])
            told = operations.edit_meeting(meeting, form.revision.data, **typed)
            flash("Les membres sont prévenus du changement." if told else "La réunion est modifiée.")
            say_what_forbids(meeting)
            return go_to(where(meeting))
    # On a conflict the form starts anew from what is kept, so that overwriting is a choice.
    revision = meeting.revision if form.stale or form.revision.data is None else form.revision.data
    members = queries.members_of(meeting)
    context = {"form": form, "revision": revision, "members": members, "places": queries.places()}
    return page("meetings/edit.html", status=status_of(form), meeting=meeting, **context)


@bp.route("/reunions/<int:id>/groupes-invites", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def invite_groups(meeting):
    operations.refuse_to_edit(meeting)
    others = joint.groups_to_invite(meeting.group, groups.all_groups())
    form = GuestsForm().offer(others, [guest.id for guest in meeting.guests])
    if form.validate_on_submit():
        with form.objections(beside=form.guests):
            scheduling.refuse_hard_guests(meeting, form.added, form.removed)
            told = joint.invite_groups(meeting, form.added, form.removed)
            flash("Les personnes concernées sont prévenues." if told else "Les groupes invités sont notés.")
            return go_to(where(meeting))
    return page("meetings/invite_groups.html", status=status_of(form), meeting=meeting, form=form)


@bp.route("/reunions/<int:id>/annulation", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def cancel(meeting):
    refuse_when_decisive(meeting)
    form = CancelForm()
    if form.validate_on_submit():
        if operations.cancel_meeting(meeting, form.reason.data):
            flash("La réunion est annulée.")
        return go_to(where(meeting))
    operations.refuse_to_cancel(meeting)
    status, members = status_of(form), queries.members_of(meeting)
    return page("meetings/cancel.html", status=status, meeting=meeting, form=form, members=members)


def refuse_when_decisive(meeting):
    """What a meeting decided or asked for would have nowhere to be read."""
    is_called = meeting.state == "called"  # another state has its own reason
    if is_called and (minutes.decisions_of_meeting(meeting.id) or actions.of_meeting(meeting.id)):
        raise Refused(operations.DECISIVE)


@bp.route("/reunions/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def remove(meeting):
    operations.refuse_to_remove(meeting)
    if request.method == "GET":
        return page("meetings/remove.html", meeting=meeting)
    group, title = meeting.group, meeting.title
    operations.remove_meeting(meeting)
    flash(f"Le brouillon « {title} » est supprimé.")
    return go_to(url_for("groups.show", slug=group.slug))


@bp.post("/reunions/<int:id>/copie")
@allow(Can.LEAD, Meeting)
def duplicate(meeting):
    copy = operations.duplicate_meeting(meeting, creator=current_user)
    flash(f"Voici la réunion du {day(copy.starts_at)}, avec le même ordre du jour.")
    say_what_forbids(copy)
    return go_to(where(copy))


@bp.post("/reunions/<int:id>/reponse")
@allow(Can.ANSWER, Meeting)
def answer(meeting):
    form = AnswerForm()
    if not form.validate():
        abort(422)
    substitutes.answer(meeting, current_user, form.answer.data)
    stands_on = request.form.get("suite", "")
    flash(f"Votre réponse est notée : {ANSWERS[form.answer.data]}.")
    if asks_for_a_part():
        instead = named_by(meeting, current_user) if form.answer.data is Answer.NO else None
        said = {"answer": form.answer.data, "replaced": replaced_by(meeting, current_user), "instead": instead}
        said["shown"] = shown = MeetingPage(meeting) if stands_on.partition("?")[0] == where(meeting) else None
        said["expected"] = None if shown else activity.expected_at(meeting.id)
        return page("meetings/show.html", "meetings/_answer.html", meeting=meeting, **said)
    return go_to(place_to_return(stands_on, where(meeting)))


@bp.route("/reponse/<token>", methods=["GET", "POST"])
@allow(Can.VISIT)
def answer_by_mail(token):
    """Without a session: a link answers for the one person it was written to, and its GET only shows buttons."""
    invited = queries.invited_by(links.read(mails.ANSWER, token, mails.LINK_LASTS))
    asked = request.args.get("r", type=Answer)
    form = AnswerForm()
    if invited and form.is_submitted():
        if not form.validate():
            abort(422)
        substitutes.answer(invited.meeting, invited.person, form.answer.data)
        flash(f"C’est noté\N{NO-BREAK SPACE}: {ANSWERS[form.answer.data]}.")
        return go_to(url_for("meetings.answer_by_mail", token=token))
    instead = named_by(invited.meeting, invited.person) if invited and invited.answer is Answer.NO else None
    context = {"invited": invited, "asked": asked, "answers": ANSWERS, "token": token, "instead": instead}
    return page("meetings/answer_by_mail.html", status=200 if invited else 410, **context)


@bp.route("/reunions/<int:id>/prise-de-notes", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def name_note_taker(meeting):
    refuse_when_locked(meeting)
    form = NoteTakerForm(data={"person": meeting.note_taker_id})
    form.person.offer(queries.possible_note_takers(meeting))
    if not form.validate_on_submit():
        return page("meetings/name_note_taker.html", status=status_of(form), meeting=meeting, form=form)
    taker = operations.name_note_taker(meeting, form.person.data)
    flash(f"{taker.name} prend les notes de cette réunion." if taker else "La co-animation prend les notes.")
    return go_to(where(meeting))


@bp.post("/reunions/<int:id>/presences")
@allow(Can.TAKE_NOTES, Meeting)
def record_presence(meeting):
    refuse_unless_running(meeting)
    form = PresenceForm()
    if not form.validate():
        abort(422)
    operations.record_presence(meeting, form.person.data, form.presence.data)
    running.change(meeting)
    if asks_for_a_part():
        shown = MeetingPage(meeting)
        return page(
            "meetings/show.html", "meetings/_noted.html", shown=shown, attendee=shown.attendee(form.person.data)
        )
    return go_to(f"{place_to_return(request.form.get('suite'), where(meeting))}#attendee-{form.person.data}")


@bp.post("/points/<int:id>/notes")
@allow(Can.TAKE_NOTES, AgendaItem)
def write_notes(point):
    refuse_unless_running(point.meeting)
    form = NotesForm()
    if not form.validate():
        return page("meetings/show.html", "meetings/_notes.html", 422, shown=MeetingPage.at(point, notes=form))
    try:
        if form.keep.data:  # a text was chosen, to be edited: nothing is saved yet
            raise Stale
        operations.write_notes(point, form.notes.data, form.revision.data)
    except Stale:
        shown = MeetingPage.at(point, notes=form, is_stale=True)
        return page("meetings/show.html", "meetings/_notes.html", 409, shown=shown)
    running.note_writing(point, current_user)
    if lines.CITED.search(form.notes.data or ""):
        running.follow_ticks(point, form.ticked_before, lines.ticked(form.notes.data), current_user)
    if asks_for_a_part() and not form.next.data:
        ticked = sorted(lines.ticked(point.notes))
        return page("meetings/show.html", "meetings/_saved.html", point=point, ticked=ticked, asked=asked_in(point))
    flash("Les notes sont enregistrées.")
    return go_to(place_to_return(form.next.data, where(point.meeting, point)))


@bp.post("/points/<int:id>/decisions")
@allow(Can.TAKE_NOTES, AgendaItem)
def record_decision(point):
    refuse_unless_running(point.meeting)
    shown = MeetingPage.at(point, posted="decision")
    if not shown.decision_form.validate():
        return captures(shown, 422)
    minutes_operations.record_decision(point, shown.decision_form.text.data, shown.decision_form.served())
    return captured(point, "decision")


@bp.post("/points/<int:id>/actions")
@allow(Can.TAKE_NOTES, AgendaItem)
def record_action(point):
    refuse_unless_running(point.meeting)
    shown = MeetingPage.at(point, posted="action")
    if not shown.action_form.validate():
        return captures(shown, 422)
    actions_operations.record_action(point, **shown.action_form.typed())
    return captured(point, "action")


@bp.post("/decisions/<int:id>/retrait")
@allow(Can.TAKE_NOTES, Decision)
def remove_decision(decision):
    refuse_unless_running(decision.meeting)
    point = queries.point_with_items(decision.point_id)
    minutes_operations.remove_decision(decision)
    flash(f"Cette décision est retirée : « {decision.text} »")
    return captured(point)


@bp.post("/actions/<int:id>/retrait")
@allow(Can.TAKE_NOTES, ActionItem)
def remove_action(action):
    point = queries.point_with_items(action.point_id) or abort(404)
    refuse_unless_running(point.meeting)
    actions_operations.remove_action(action)
    flash(f"Cette action est retirée : « {action.title} »")
    return captured(point)


def captures(shown, status=200):
    """What a point gave, and the forms that add to it."""
    return page("meetings/show.html", "meetings/_captures.html", status, shown=shown)


def captured(point, again=""):
    """After a capture: ready for another of the same kind."""
    running.change(point.meeting)
    if asks_for_a_part():
        return captures(MeetingPage.at(point, again=again))
    return go_to(where(point.meeting, point))


@bp.route("/reunions/<int:id>/cloture", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def close(meeting):
    """What is missing is told first; what each point comes to may be said again until the minutes are published."""
    if request.method == "POST":
        operations.take_alone(meeting)
    minutes_operations.refuse_to_close(meeting)
    ending = ClosingPage(meeting)
    if request.method == "GET" or not ending.is_valid():
        return page("meetings/close.html", status=200 if request.method == "GET" else 422, ending=ending)
    if not ending.meets_others():
        return page("meetings/close.html", status=409, ending=ending)
    is_first = ending.is_first_time
    for point, form in ending.points:
        minutes_operations.conclude_point(point, **form.said())
    closed = minutes_operations.close_meeting(meeting)
    if ending.sitting:
        minutes_operations.say_end(closed, ending.sitting.instant)
    left = minutes.ids_left(meeting.id) if meeting.group.state is not GroupState.CLOSED else ()
    name = meeting.group.minutes_name
    flash(f"La réunion est close. Relisez le {name}, puis publiez-le." if is_first else "C’est noté.")
    if left:
        flash(f"{count(len(left), 'point revient', 'points reviennent')} à la prochaine séance, en attente.")
    if "suivante" in request.form:
        copy = operations.duplicate_meeting(meeting, creator=current_user)
        flash(f"La séance du {day(copy.starts_at)} est créée, en brouillon.")
    return go_to(url_for("minutes.show", meeting_id=meeting.id))
