"""Signing in and out, and one's own page."""

from datetime import timedelta

from flask import Blueprint, flash, request, session
from flask_login import current_user, logout_user

from workspace import clock, replay
from workspace.access import Can, allow, may, standing_of
from workspace.accounts import operations as accounts
from workspace.accounts.pages import come_in, known_device
from workspace.actions import queries as actions
from workspace.activity import queries as activity
from workspace.followup import queries as followup
from workspace.forms import status_of
from workspace.groups import queries as groups
from workspace.groups.round_table import seats
from workspace.joining import queries as joining
from workspace.meetings.models import Answer
from workspace.pages import caller, go_to, page
from workspace.people import operations
from workspace.people.forms import SignInForm
from workspace.people.models import Role
from workspace.polls import queries as polls
from workspace.project import queries as project
from workspace.proposals import queries as proposals
from workspace.scheduling import queries as scheduling
from workspace.substitutes import queries as substitutes

bp = Blueprint("people", __name__)
MOST_MEETINGS = 6  # awaiting an answer on one's own page; the agenda has them all


@bp.route("/connexion", methods=["GET", "POST"])
@allow(Can.VISIT)
def sign_in():
    form = SignInForm()
    if form.validate_on_submit():
        email = form.email.data
        person = accounts.check_password(email, form.password.data, caller(), known_device(email))
        if person:
            return come_in(person, form.remember.data)
        form.refused(form.password, "L’adresse ou le mot de passe ne va pas. Vérifiez les deux, puis réessayez.")
    kept = replay.carried()
    return page("people/sign_in.html", status=status_of(form), form=form, kept=kept, **around())


def around():
    """The round table beside the sign-in form."""
    working_groups = [group for group in groups.all_groups() if group.is_working_group]
    return {"seats": seats(working_groups), "project": project.current()}


@bp.route("/deconnexion", methods=["GET", "POST"])
@allow(Can.VISIT)
def sign_out():
    """A GET only shows the button: a link followed by a machine signs nobody out."""
    if request.method == "GET" and current_user.is_authenticated:
        return page("people/sign_out.html")
    operations.sign_out(session.get("sign_in", ""))
    logout_user()
    session.clear()
    return go_to("/")


@bp.get("/mon-espace")
@allow(Can.ENTER)
def my_space():
    person, standing = current_user, standing_of(current_user)
    requests, my_requests = joining.awaiting_around(person, standing.led_ids)
    over = followup.over(person.id, standing.led_ids)
    meetings = scheduling.expected(person.id, standing.group_ids, MOST_MEETINGS)
    elsewhere = [meeting.id for meeting, _ in meetings if not meeting.group_ids & standing.group_ids]
    absent = [meeting.id for meeting, answer in meetings if answer is Answer.NO]
    return page(
        "people/my_space.html",
        focus=meetings[0] if meetings and is_near(meetings[0][0]) else None,
        meetings=meetings,
        replaced=substitutes.replaced_at(person.id, elsewhere) if elsewhere else {},
        instead=substitutes.sent_to(person.id, absent) if absent else {},
        actions=actions.mine(person) if may(person, Can.SEE_NETWORK) else [],
        news=activity.news(person, standing),
        to_finish=over.to_finish,
        to_reread=over.to_reread,
        to_tell=over.to_tell if may(person, Can.SEE_NETWORK) else [],
        to_answer=proposals.waiting() if sees_proposals(person) else 0,
        to_steer=followup.points_to_steer() if may(person, Can.STEER) else 0,
        polls=polls.to_vote(person.id, standing.group_ids | standing.led_ids),
        requests=requests,
        my_requests=my_requests,
        belongs=bool(standing.group_ids),
        pacts=activity.current_pacts(standing) if Role.PARTNER in standing.roles else [],
    )


def sees_proposals(person):
    """Those who steer read it on their own page."""
    return may(person, Can.SEE_PROPOSALS) and not may(person, Can.STEER)


def is_near(meeting):
    """Running, or within a day: what the page is first about."""
    return meeting.starts_at <= clock.now() + timedelta(hours=24)


@bp.post("/mon-espace/lu")
@allow(Can.ENTER)
def mark_news_read():
    operations.mark_news_read(current_user)
    flash("Tout est marqué comme lu.")
    return go_to("/mon-espace")
