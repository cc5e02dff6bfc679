"""The public page, the groups, one group, joining and leaving."""

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, forget_standings, may, standing_of
from workspace.actions import queries as actions
from workspace.actions.models import ActionItem
from workspace.activity import queries as activity
from workspace.filters import french, lines
from workspace.groups import operations, queries
from workspace.groups.models import Group
from workspace.meetings import queries as meetings
from workspace.meetings.models import Meeting
from workspace.minutes import queries as minutes
from workspace.pages import go_to, page
from workspace.pagination import Page, paginated
from workspace.scheduling import operations as calendar
from workspace.scheduling import queries as scheduling

bp = Blueprint("groups", __name__)
PAST_MEETINGS = 6  # on a page of a group's timeline
ALREADY_IN = "Vous faites déjà partie de ce groupe."


@bp.get("/")
@allow(Can.VISIT)
def home():
    return page("groups/home.html", **all_of_them())


@bp.get("/groupes")
@allow(Can.ENTER)
def index():
    insider = may(current_user, Can.SEE_NETWORK)
    return page(
        "groups/index.html",
        **all_of_them(),
        standing=standing_of(current_user),
        members=queries.member_counts() if insider else {},
        actions=actions.counts_by_group() if insider else {},
    )


def all_of_them():
    """What the public page and the groups' page share."""
    known = queries.all_groups()
    return {
        "groups": [group for group in known if group.is_working_group],
        "bodies": [group for group in known if not group.is_working_group],
        "leaders": queries.co_facilitations(),
        "coming": meetings.next_published_by_group(),
    }


@bp.get("/groupes/<slug:slug>")
@allow(Can.ENTER, Group, "slug")
def show(group):
    standing = standing_of(current_user)
    insider = may(current_user, Can.SEE_MEMBERS, group)
    counts = activity.counts_of(group, standing)
    asked = request.args.get("rubrique", "")
    section = asked if asked in SECTIONS else "reunions"
    return page(
        "groups/show.html",
        group=group,
        counts=counts,
        section=section,
        insider=insider,
        leaders=queries.co_facilitations(group).get(group.id, []),
        served=activity.served_by(group),
        **(SECTIONS[section] if insider else public_dates)(group, counts, request.args.get("page", 1, int)),
    )


def public_dates(group, counts, number):
    """What anyone may know: when the group meets next."""
    return {"dates": scheduling.next_dates(group)}


def meetings_section(group, counts, number):
    standing = standing_of(current_user)
    number = min(max(1, number), max(1, -(-counts.past // PAST_MEETINGS)))
    shown = scheduling.timeline(standing, group, number, PAST_MEETINGS)
    return {
        "timeline": Page(shown, number, counts.past, PAST_MEETINGS),
        "facts": activity.facts_of(shown, standing, current_user.id),
        "next_actions": activity.next_actions(group),
        "last_decision": activity.last_decision(group),
    }


def actions_section(group, counts, number):
    return {"actions": paginated(actions.published().where(ActionItem.group_id == group.id), number)}


def decisions_section(group, counts, number):
    return {"decisions": paginated(minutes.published_decisions().where(Meeting.group_id == group.id), number)}


def members_section(group, counts, number):
    return {"members": paginated(queries.membership_of(group), number)}


SECTIONS = {
    "reunions": meetings_section,
    "actions": actions_section,
    "decisions": decisions_section,
    "membres": members_section,
}


@bp.post("/groupes/<slug:slug>/rejoindre")
@allow(Can.JOIN, Group, "slug")
def join(group):
    comes_in = operations.join_group(group, current_user._get_current_object())
    forget_standings()
    welcome = group.welcome or f"Bienvenue dans le groupe {group.name}.\nVoici ses prochaines réunions."
    flash(lines(welcome) if comes_in else ALREADY_IN)
    return go_to(url_for("groups.show", slug=group.slug))


@bp.post("/groupes/<slug:slug>/quitter")
@allow(Can.LEAVE, Group, "slug")
def leave(group):
    person = current_user._get_current_object()
    operations.leave_group(group, person)
    calendar.withdraw_answers(group, person)
    forget_standings()
    flash(french(f"Vous avez quitté le groupe {group.name}. Un regret ? Le bouton « Rejoindre » annule votre départ."))
    return go_to(url_for("groups.show", slug=group.slug))
