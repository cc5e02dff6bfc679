"""A series of meetings: prepared with its conflicts, made, called, changed, cancelled."""

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, may, standing_of
from workspace.actions import queries as actions
from workspace.files import queries as files
from workspace.forms import status_of
from workspace.french import count
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.meetings import joint
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.forms import GuestsForm
from workspace.meetings.models import Meeting, Series
from workspace.minutes import queries as minutes
from workspace.pages import go_to, page, place_to_return
from workspace.planning.forms import CallForm
from workspace.planning.periods import day_named, monday
from workspace.refusals import Refused
from workspace.scheduling import proposing
from workspace.series import operations, queries
from workspace.series.forms import ALL, CancelSeriesForm, ChangeForm, SeriesForm
from workspace.series.pages import Preview

bp = Blueprint("series", __name__)


@bp.route("/groupes/<slug:slug>/series/nouvelle", methods=["GET", "POST"])
@allow(Can.HOLD_MEETINGS, Group, "slug")
def create(group):
    """Shown with what each date costs before anything is made; a change of the rule shows it again."""
    meetings.refuse_when_closed(group)
    asked = monday(request.args.get("semaine")), day_named(request.args.get("au"))
    form = SeriesForm.proposed(group, proposing.habit_of_group(group), *asked)
    guests = GuestsForm().offer(joint.groups_to_invite(group, groups.all_groups()))
    if not (form.is_submitted() and form.validate() and guests.validate()):
        return creating(group, form, guests, status_of(form))
    preview = Preview(group, form, guests)
    if not preview.is_confirmed:
        return creating(group, form, guests, 422 if preview.trouble else 200, preview)
    chosen = preview.chosen
    made = operations.make_series(
        group, form.form_id.data, form.rule.words, form.plan, chosen, current_user, guests.added, preview.hosts
    )
    flash(f"{count(len(chosen), 'réunion est prête', 'réunions sont prêtes')}, en brouillon.")
    return go_to(place_to_return(request.form.get("suite"), url_for("series.show", id=made.id)))


def creating(group, form, guests, status, preview=None):
    places = meeting_queries.places()
    context = {"group": group, "form": form, "guests": guests, "places": places, "preview": preview}
    return page("series/create.html", status=status, **context)


@bp.get("/series/<int:id>")
@allow(Can.SEE_CALENDAR, Series)
def show(series):
    rows = queries.meetings_of(series, standing_of(current_user))
    return page("series/show.html", series=series, rows=rows, leads=may(current_user, Can.LEAD, series))


@bp.route("/series/<int:id>/convocation", methods=["GET", "POST"])
@allow(Can.LEAD, Series)
def call(series):
    form = CallForm()
    if form.validate_on_submit():
        with form.objections():
            called = operations.call_series(series, form.seen.data or "", files.documents_of)
            flash(called.said)
            return go_to(url_for("series.show", id=series.id))
    return page("series/call.html", status=status_of(form), form=form, series=series, round=queries.round_of(series))


@bp.route("/reunions/<int:id>/serie/modifier", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def edit(meeting):
    series, form = series_of(meeting), ChangeForm.of(meeting)
    if form.validate_on_submit():
        with form.objections(beside=form.begins):
            change = form.change_of(meeting)
            number, told = operations.change_series(series, scope(form, meeting), form.seen.data, change)
            done = count(number, "réunion est modifiée", "réunions sont modifiées") if number else "Rien n’est changé"
            flash(f"{done}. Les membres sont prévenus, d’un seul courrier." if told else f"{done}.")
            return go_to(url_for("series.show", id=series.id))
    return changing("series/edit.html", meeting, form)


@bp.route("/reunions/<int:id>/serie/annulation", methods=["GET", "POST"])
@allow(Can.LEAD, Meeting)
def cancel(meeting):
    series, form = series_of(meeting), CancelSeriesForm()
    if form.validate_on_submit():
        with form.objections():
            called, drafts = operations.cancel_series(
                series, scope(form, meeting), form.seen.data, form.reason.data, is_decisive
            )
            words = [count(called, "réunion annulée", "réunions annulées")] if called else []
            words += [count(drafts, "brouillon supprimé", "brouillons supprimés")] if drafts else []
            flash(f"{' et '.join(words) or 'Il ne restait rien à annuler'}.")
            return go_to(url_for("series.show", id=series.id))
    return changing("series/cancel.html", meeting, form)


def series_of(meeting):
    """Of a meeting that came alone there is none."""
    if meeting.series_id is None:
        raise Refused("Cette réunion ne fait pas partie d’une série.")
    return queries.series_of(meeting)


def scope(form, meeting):
    """The first meeting that changes; None for all that are to come."""
    return None if form.scope.data == ALL else meeting


def changing(template, meeting, form):
    """Which meetings are to come, from this one on and in all; `seen` tells whether somebody changed them."""
    series = queries.series_of(meeting)
    following, every = queries.to_come(series, meeting), queries.to_come(series)
    kept = form.seen.data if form.is_submitted() and not form.stale else None
    seen = kept or queries.version_of(every)
    context = {"meeting": meeting, "series": series, "following": following, "every": every, "seen": seen}
    return page(template, status=status_of(form), form=form, **context)


def is_decisive(meeting_ids):
    """What a meeting decided or asked for would have nowhere to be read."""
    return any(minutes.decisions_of_meeting(one) or actions.of_meeting(one) for one in meeting_ids)
