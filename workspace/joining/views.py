"""Coming into a group, asking to, answering whoever asks; going."""

from datetime import timedelta

from flask import Blueprint, abort, flash, request, session, url_for
from flask_login import current_user, logout_user

from workspace import limits, links
from workspace.access import Can, allow, forget_standings
from workspace.accounts.pages import begin_session
from workspace.accounts.queries import second_factor
from workspace.forms import status_of
from workspace.french import french
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupState, JoiningRule, Membership
from workspace.joining import mails, operations, queries
from workspace.joining.forms import ArrivalForm, JoinForm, RefusalForm, RemovalForm
from workspace.joining.models import LASTS, JoinRequest
from workspace.joining.operations import Outcome
from workspace.pages import caller, go_to, letters_are_read_here, page
from workspace.people import operations as people_operations
from workspace.people import queries as people
from workspace.scheduling import queries as scheduling

bp = Blueprint("joining", __name__)
MOST_TRIES = 20  # forms of one network in an hour: a training room signs up together
LONGEST = max(LASTS.values())
SAID = {
    Outcome.ASKED: "Votre demande est partie. La co-animation vous répondra par e-mail.",
    Outcome.ALREADY_ASKED: "Votre demande attend déjà une réponse.",
    Outcome.ALREADY_IN: "Vous faites déjà partie de ce groupe.",
}
ANSWERED_BEFORE = "Quelqu’un a déjà répondu à cette demande."


@bp.route("/rejoindre/<slug:slug>", methods=["GET", "POST"])
@allow(Can.VISIT, Group, "slug")
def write_in(group):
    """The group as anyone may know it, and the form. Whatever the address, the answer is the same."""
    if not group.is_working_group or group.state is GroupState.CLOSED:
        abort(404)
    if current_user.is_authenticated:
        return go_to(url_for("groups.show", slug=group.slug))
    form = JoinForm(queries.centres())
    is_corrected = request.form.get("step") == "correct"  # after the letter left: the form again, as it was typed
    if not is_corrected and form.validate_on_submit():
        limits.count("joining", caller(), MOST_TRIES, timedelta(hours=1))
        operations.forget_expired()
        operations.write_in(group, **form.typed())
        return page("joining/write_in.html", group=group, sent_to=form.email.data, read_here=letters_are_read_here())
    return page(
        "joining/write_in.html",
        status=200 if is_corrected else status_of(form),
        group=group,
        sent_to="",
        form=form if group.joining_rule is not JoiningRule.BY_INVITATION else None,
        leaders=groups.co_facilitations(group).get(group.id, []),
        dates=scheduling.next_dates(group),
    )


@bp.route("/arrivee/<token>", methods=["GET", "POST"])
@allow(Can.VISIT)
def arrive(token):
    """What the letter's link opens: one button, since a link followed by a machine brings nobody in."""
    said = links.read(mails.LINK, token, LONGEST)
    arrival = queries.pending(said["id"]) if said else None
    if arrival is None or operations.is_void(arrival):
        return page("joining/arrive.html", status=410, arrival=None)
    form = None if people.by_email(arrival.email) else ArrivalForm.of(arrival, queries.centres())
    if form.validate_on_submit() if form else is_pressed():
        return welcome(arrival.group, *operations.arrive(arrival, **form.data if form else {}))
    return page("joining/arrive.html", status=422 if is_pressed() else 200, arrival=arrival, form=form, token=token)


def is_pressed():
    return request.method == "POST"


def welcome(group, person, outcome):
    """Into the group. Whoever chose a password shows it: a letter opened late opens no account that has one."""
    if current_user != person:
        leave_session()
        if person.password_hash is None and second_factor(person) is None:
            begin_session(person, remember=True)
    return to_group(group, outcome)


def leave_session():
    """Somebody else's, on a shared device."""
    people_operations.sign_out(session.get("sign_in", ""))
    logout_user()
    session.clear()


def to_group(group, outcome):
    """Its page, with a welcome for whoever has just come in."""
    forget_standings()
    is_in = outcome is Outcome.JOINED
    if not current_user.is_authenticated:
        flash("C’est fait. Connectez-vous pour ouvrir la page du groupe.")
    elif not is_in:
        flash(SAID[outcome])
    return go_to(url_for("groups.show", slug=group.slug, bienvenue=1 if is_in else None))


@bp.post("/groupes/<slug:slug>/rejoindre")
@allow(Can.JOIN, Group, "slug")
def join(group):
    return to_group(group, operations.come_in(group, current_user._get_current_object()))


@bp.post("/groupes/<slug:slug>/quitter")
@allow(Can.LEAVE, Group, "slug")
def leave(group):
    operations.leave(group, current_user._get_current_object())
    forget_standings()
    flash(french(f"Vous avez quitté le groupe {group.name}. Un regret ? Le bouton « Rejoindre » annule votre départ."))
    return go_to(url_for("groups.show", slug=group.slug))


@bp.get("/demandes/<int:id>")
@allow(Can.ANSWER_REQUESTS, JoinRequest)
def show_request(asked):
    return page("joining/show_request.html", asked=asked, form=RefusalForm())


@bp.post("/demandes/<int:id>/accord")
@allow(Can.ANSWER_REQUESTS, JoinRequest)
def accept(asked):
    is_first = operations.accept(asked, current_user._get_current_object())
    who = asked.person.short_name
    flash(french(f"{who} fait maintenant partie du groupe : un courrier le dit.") if is_first else ANSWERED_BEFORE)
    return go_to(url_for("groups.show", slug=asked.group.slug, rubrique="membres"))


@bp.post("/demandes/<int:id>/refus")
@allow(Can.ANSWER_REQUESTS, JoinRequest)
def refuse(asked):
    form = RefusalForm()
    if not form.validate_on_submit():
        return page("joining/show_request.html", status=422, asked=asked, form=form)
    is_first = operations.refuse(asked, current_user._get_current_object(), form.reason.data)
    flash("Votre réponse est partie par courrier." if is_first else ANSWERED_BEFORE)
    return go_to(url_for("groups.show", slug=asked.group.slug))


@bp.post("/demandes/<int:id>/retrait")
@allow(Can.WITHDRAW_REQUEST, JoinRequest)
def withdraw(asked):
    operations.withdraw(asked)
    flash("Votre demande est retirée.")
    return go_to(url_for("groups.show", slug=asked.group.slug))


@bp.route("/membres/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.CHANGE_MEMBERS, Membership)
def remove(belonging):
    """A GET asks first, and why."""
    form = RemovalForm()
    if form.validate_on_submit():
        operations.remove(belonging, current_user._get_current_object(), form.reason.data)
        forget_standings()
        flash(french(f"{belonging.person.short_name} ne fait plus partie du groupe."))
        return go_to(url_for("groups.show", slug=belonging.group.slug, rubrique="membres"))
    return page("joining/remove.html", status=status_of(form), belonging=belonging, form=form)
