"""Polls on dates: opened, answered (by the page or by a letter's link), changed, closed."""

from datetime import timedelta

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace import clock, limits, links
from workspace.access import Can, allow
from workspace.forms import status_of
from workspace.french import count, french, iso_day
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.meetings import operations as meetings_operations
from workspace.meetings import queries as meetings
from workspace.meetings.models import MeetingState
from workspace.pages import caller, go_to, page, small_number
from workspace.polls import mails, operations, queries
from workspace.polls.forms import (
    EditPollForm,
    GuestForm,
    NewPollForm,
    minutes_of,
    read_days,
    read_votes,
    when_of,
)
from workspace.polls.models import DatePoll
from workspace.polls.pages import PollPage, cost_of, costs, days_off, days_off_between
from workspace.refusals import Refused
from workspace.scheduling import months, proposing

LASTS = timedelta(days=200)  # of a letter's link: longer than the longest poll
MOST_INVITED, MOST_ANSWERS = 30, 60  # in an hour: guests by one person, answers by one network
bp = Blueprint("polls", __name__)


def where(poll):
    return url_for("polls.show", id=poll.id)


@bp.route("/groupes/<slug:slug>/sondages/nouveau", methods=["GET", "POST"])
@allow(Can.HOLD_MEETINGS, Group, "slug")
def create(group):
    """Only the button « Ouvrir le sondage » writes; the others turn the month and tell what dates cost. For a meeting
    whose date is in doubt, it begins with what that says; from a page that proposes dates, with these."""
    meetings_operations.refuse_when_closed(group)
    meeting = queries.movable(group, request.values.get("reunion", type=small_number))
    if request.method == "POST":
        form = NewPollForm()
        form.pick(*read_days(request.form.getlist("day")))
    else:
        leaders = groups.co_facilitations(group).get(group.id, [])
        is_said = meeting or "hour" in request.args
        habit = proposing.Habit() if is_said else proposing.habit_of_group(group)
        form = NewPollForm.proposed(leaders, habit, meeting, request.args)
    people = groups.names_of(group)
    form.offer(people, minutes_of(meeting) if meeting else None)
    opens = "open" in request.form
    if opens and form.validate():
        poll = operations.open_poll(group, form.form_id.data, form.wanted(), current_user, meeting)
        flash("Le sondage est ouvert, et les membres du groupe sont prévenus.")
        return go_to(where(poll))
    return choosing(group, form, people, meeting, 422 if opens else 200)


def choosing(group, form, people, meeting, status):
    """The form with its month; what each date picked costs."""
    named = request.form.get("turn") or request.form.get("month")
    shown = form.days[0] if form.days else meeting.starts_at if meeting else clock.today()
    month = months.read(named or iso_day(shown)[:7]) or months.this_month()
    days = [day for week in month.weeks for day in week]
    dates = form.instants()
    minutes = form.minutes.data if isinstance(form.minutes.data, int) else 120
    places, place = meetings.places(), form.place.data or ""
    spot = places.get(place, meetings.NOWHERE)
    found = costs(group, dates, minutes, place, spot, meeting=meeting) if len(dates) <= 60 else {}
    off = days_off_between(days[0], days[-1], days)
    context = {
        "people": people,
        "meeting": meeting,
        "places": places,
        "month": month,
        "dates": dates,
        "costs": found,
        "off": off,
    }
    return page("polls/create.html", status=status, group=group, form=form, **context)


@bp.get("/sondages/<int:id>")
@allow(Can.SEE_POLL, DatePoll)
def show(poll):
    return showing(PollPage(poll))


def showing(shown, status=200):
    return page("polls/show.html", status=status, shown=shown, poll=shown.poll, when_of=when_of)


@bp.post("/sondages/<int:id>/reponses")
@allow(Can.VOTE, DatePoll)
def vote(poll):
    votes, error = read_votes(request.form, queries.options_of(poll))
    if error and poll.is_open:
        return showing(PollPage(poll, votes, error), 422)
    try:
        operations.vote(operations.voter_of(poll, current_user), votes)
    except Refused as late:
        return showing(PollPage(poll, error=str(late)), 409)
    flash("Vos réponses sont notées. Vous pouvez les changer tant que le sondage est ouvert.")
    return go_to(where(poll))


@bp.route("/sondages/repondre/<token>", methods=["GET", "POST"])
@allow(Can.VISIT)
def answer(token):
    """What a letter's link opens: the form and its button, without signing in."""
    voter = voter_named(token)
    if voter is None:
        return page("polls/answer.html", status=410, voter=None, poll=None)
    if request.method == "GET":
        return answering(voter, token, queries.votes_of(voter))
    limits.count("poll-answer", caller(), MOST_ANSWERS, timedelta(hours=1))
    votes, error = read_votes(request.form, queries.options_of(voter.poll))
    if error and voter.poll.is_open:
        return answering(voter, token, votes, 422, error)
    try:
        operations.vote(voter, votes)
    except Refused:
        return answering(voter, token, queries.votes_of(voter), 409)
    return answering(voter, token, votes, done=True)


def voter_named(token):
    """Whom a link names: nobody when it is forged or too old, or was sent to an address they no longer have."""
    said = links.read(mails.LINK, token, LASTS)
    voter = queries.voter_by_id(said["voter"]) if said else None
    if not said or voter is None or links.mark_of(voter.address) != said["address"]:
        return None
    return voter if queries.is_still_asked(voter) else None


def answering(voter, token, votes, status=200, error="", done=False):
    poll = voter.poll
    options = queries.options_of(poll)
    off = days_off(one.starts_at for one in options)
    context = {"options": options, "off": off, "error": error, "done": done, "kept": queries.meeting_of(poll)}
    return page("polls/answer.html", status=status, voter=voter, poll=poll, token=token, votes=votes, **context)


@bp.route("/sondages/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.LEAD, DatePoll)
def edit(poll):
    form = EditPollForm(obj=poll)
    people, options = groups.names_of(poll.group), queries.options_of(poll)
    form.offer(people, poll.minutes)
    form.fill(poll, options, request.form if form.is_submitted() else None)
    if not form.is_submitted():
        form.required.data = list(queries.ids_required(poll))
    if not form.validate_on_submit():
        return editing(poll, form, people, options)
    return saved(poll, form, people)


def saved(poll, form, people):
    """Written, unless somebody wrote meanwhile, or answers would be lost that nobody agreed to lose."""
    asks = False
    try:
        with form.objections():
            operations.edit_poll(poll, form.revision.data, form.wanted(), "lose" in request.form)
            flash("Le sondage est modifié. Les réponses déjà données aux dates gardées le restent.")
            return go_to(where(poll))
    except operations.LosesVotes:
        asks = True
    return editing(poll, form, people, queries.options_of(poll), asks)


def editing(poll, form, people, options, asks=False):
    """The form of a poll; on a conflict it starts anew from what is kept, so that overwriting is a choice."""
    if poll.is_closed:
        raise Refused(operations.CLOSED)
    revision = poll.revision if form.stale or form.revision.data is None else form.revision.data
    places = meetings.places()
    spot = places.get(poll.place, meetings.NOWHERE)
    found = costs(poll.group, [one.starts_at for one in options], poll.minutes, poll.place, spot, poll.title)
    context = {"people": people, "places": places, "revision": revision, "asks": asks, "costs": found}
    return page("polls/edit.html", status=status_of(form), poll=poll, form=form, options=options, **context)


@bp.post("/sondages/<int:id>/invitations")
@allow(Can.LEAD, DatePoll)
def invite(poll):
    limits.count("poll-guest", str(current_user.id), MOST_INVITED, timedelta(hours=1))
    form = GuestForm()
    if not form.validate():
        return showing(PollPage(poll, guest=form), 422)
    try:
        is_new = operations.invite(poll, form.name.data, form.email.data, current_user)
    except Refused as why:
        form.refused(form.email, str(why))
        return showing(PollPage(poll, guest=form), 409)
    flash(f"{form.name.data} reçoit un courrier pour répondre." if is_new else "Cette adresse a déjà reçu ce sondage.")
    return go_to(where(poll))


@bp.post("/sondages/<int:id>/relance")
@allow(Can.LEAD, DatePoll)
def remind(poll):
    written = operations.ask_again(poll, current_user)
    if written:
        flash(f"{count(written, 'personne est relancée', 'personnes sont relancées')}.")
    else:
        flash(french("Personne à relancer : c’est déjà fait aujourd’hui, ou chacun a répondu."))
    return go_to(where(poll))


@bp.route("/sondages/<int:id>/cloture", methods=["GET", "POST"])
@allow(Can.LEAD, DatePoll)
def close(poll):
    """A GET asks, with what the date costs; without a date, whether to close all the same."""
    results = queries.results_of(poll)
    tally = results.tally_of(request.values.get("date", type=small_number) or 0) if "date" in request.values else None
    if "date" in request.values and tally is None:
        abort(404)
    if request.method == "GET":
        asked = {"poll": poll, "tally": tally, "results": results, "when_of": when_of}
        found, moved = cost_of(poll, tally.option) if tally else [], queries.to_move(poll)
        return page("polls/close.html", conflicts=found, meeting=moved, **asked)
    if tally is None:
        operations.close_without(poll, current_user)
        flash("Le sondage est clos, sans date.")
        return go_to(where(poll))
    meeting = operations.close_by_date(poll, tally.option, current_user, "call" in request.form)
    flash(
        "La date est retenue : voici le brouillon."
        if meeting.state is MeetingState.DRAFT
        else "La date est retenue et la réunion convoquée."
    )
    return go_to(url_for("meetings.show", id=meeting.id))


@bp.post("/sondages/<int:id>/reouverture")
@allow(Can.LEAD, DatePoll)
def reopen(poll):
    operations.reopen(poll, current_user)
    flash("Le sondage est rouvert : on peut de nouveau répondre.")
    return go_to(where(poll))
