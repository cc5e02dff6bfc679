"""Every list that filters by right in SQL says what `may` says, object by object, in worlds drawn at random.

A list narrows first (a group, dates, a state): `among` says which things it is about. Of these it must show all that
the right opens to the reader, and nothing else. It is compared only for those who may open a page that shows it.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.cast import make_cast
from tests.conftest import undoing
from tests.rights.worlds import make_world, worlds
from workspace import access, clock
from workspace.access import Can, may
from workspace.actions import queries as actions
from workspace.actions.models import ActionItem, ActionState
from workspace.activity import queries as activity
from workspace.database import db
from workspace.directory import queries as directory
from workspace.files import queries as files
from workspace.files.models import File
from workspace.followup import queries as followup
from workspace.groups.models import Group, GroupState
from workspace.joining import queries as joining
from workspace.joining.models import JoinRequest
from workspace.journal import queries as journal
from workspace.journal.models import Entry
from workspace.journal.sentences import TECHNICAL
from workspace.library import queries as library
from workspace.library.models import Document
from workspace.meetings.models import AgendaItem, Meeting, MeetingState
from workspace.minutes import queries as minutes
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.notifications import queries as notifications
from workspace.notifications.models import Notice
from workspace.pacts import queries as pacts
from workspace.pacts.models import Commitment, CooperationPact
from workspace.people.models import Person, Role
from workspace.planning import queries as planning
from workspace.planning.periods import Period
from workspace.polls import queries as polls
from workspace.polls.models import DatePoll, PollOption
from workspace.progress import queries as progress
from workspace.project.models import ProjectItem
from workspace.reports import queries as reports
from workspace.reports.models import Report
from workspace.representation import queries as representation
from workspace.representation.models import ExternalMandate, MandateReport
from workspace.scheduling import queries as scheduling
from workspace.search import queries as search

EXAMPLES = 60


@dataclass(frozen=True)
class List:
    """A list of the product. `among` and `right` say what it should show; `gate` who may open a page that shows it."""

    shows: Callable[[Any], list[Any]]
    model: type
    right: Callable[[Any, Any], bool]
    among: Callable[[Any, Any], bool] = lambda world, thing: True
    gate: Callable[[Any], bool] = lambda world: True


def by(right):
    """Each thing by that right."""
    return lambda world, thing: may(world.reader, right, thing)


def opens(right, *things):
    return lambda world: may(world.reader, right, *things)


def sees_otherwise(world, meeting):
    """But as somebody's substitute: that date is in their calendar, not in what is about groups."""
    rules = [rule for rule in access.POLICY[Can.SEE_MEETING] if rule is not access.comes_instead]
    return any(rule(world.reader, meeting) for rule in rules)


def of_each_group(shows, right=None):
    """A list asked for each group in turn, by those whom the group lets ask; a joint meeting is in several."""

    def all_of_them(world):
        asked = [group for group in world.cast.groups.values() if right is None or may(world.reader, right, group)]
        found = []
        for group in asked:
            known = {thing.id for thing in found}
            found += [thing for thing in shows(world, group) if thing.id not in known]
        return found

    return all_of_them


def rows(query):
    return db.session.scalars(query).unique().all()


def meetings_of(pairs):
    return [meeting for meeting, _ in pairs]


def around_today():
    return clock.today() - timedelta(days=30), clock.today() + timedelta(days=30)


def mine(world):
    """Groups that « Mon espace » looks into."""
    return world.standing.group_ids | world.standing.led_ids


# ---- What traces stand for ----


def evidence(world, kind, model):
    """What moved the action of the project that everything here serves, as its page says."""
    item = db.session.get(ProjectItem, world.cast.items["o2-act1"].id)
    reader = progress.Reader(world.standing, world.reader.id)
    return known(world, model, progress.evidence(item, reader, kind).rows)


def of_pact(world, kind, model):
    """The same of the commitment that serves it, as a partner reads it."""
    promised = world.cast.commitment.id
    reader = progress.Reader(world.standing, world.reader.id, is_partner=True)
    found = progress.of_pact([promised], reader, most=20).evidence(promised)
    return known(world, model, [one for one in found if one.kind == kind])


def points_found(world):
    found = search.found("point", "comptes-rendus", world.standing, world.reader.id)
    return known(world, AgendaItem, [SimpleNamespace(id=one.told.thing_id) for one in found.results])


def outside_found(world):
    found = search.found("lamas", "representations", world.standing, world.reader.id)
    return known(world, MandateReport, [SimpleNamespace(id=one.told.thing_id) for one in found.results])


def known(world, model, told):
    by_id = {thing.id: thing for thing in world.all(model)}
    return [by_id[one.id] for one in told]


def minutes_of(world, point):
    return next((one for one in world.all(Minutes) if one.meeting_id == point.meeting_id), None)


def reads_its_minutes(world, point):
    written = minutes_of(world, point)
    return written is not None and may(world.reader, Can.READ_MINUTES, written)


def is_in_published_minutes(world, point):
    written = minutes_of(world, point)
    return written is not None and written.state is MinutesState.PUBLISHED


def is_of_joint_meeting(point):
    """Its points count for the group that holds it: those that it invites find them in the minutes alone."""
    return len(db.session.get(Meeting, point.meeting_id).group_ids) > 1


# ---- Notices ----


def sees_its_thing(world, notice):
    """The notice is theirs, of a group they belong to or of an action, and what it is about opens to them."""
    model, right = followup.THINGS[notice.thing]
    thing = access.load(model, "id", notice.thing_id)
    still_theirs = notice.group_id in mine(world) or notice.thing == "action"
    return may(world.reader, Can.OPEN_NOTICE, notice) and still_theirs and may(world.reader, right, thing)


def notices(world):
    return followup.still_visible(world.reader, rows(notifications.notices(world.reader.id, mine(world))))


# ---- News: (kind, thing) ----


def news(world, kinds):
    told = activity.news(world.reader, world.standing)
    return [one.subject for one in told if one.kind in kinds]


def reads_line(world, line):
    """The whole journal, its technical lines, or what is about a group that one leads."""
    if may(world.reader, Can.STEER):
        return True
    technical = Role.SYSADMIN in world.standing.roles and line.kind.startswith(TECHNICAL)
    group = db.session.get(Group, line.group_id) if line.group_id else None
    return technical or (group is not None and may(world.reader, Can.SEE_HISTORY, group))


def lines_of_journal(world):
    everything = may(world.reader, Can.STEER)
    return rows(journal.entries(everything, Role.SYSADMIN in world.standing.roles, world.standing.led_ids))


def files_beside(world, meeting):
    meeting = access.load(Meeting, "id", meeting.id)
    placed, _ = library.beside_meeting(meeting.id, world.standing, may(world.reader, Can.READ_FILE, meeting))
    return [file for place in placed.values() for file in place]


def is_alive(world, request):
    return request.answered_at is None and db.session.get(Group, request.group_id).state is not GroupState.CLOSED


SEES_CALENDAR, SEES_NETWORK, ENTERS = opens(Can.SEE_CALENDAR), opens(Can.SEE_NETWORK), opens(Can.ENTER)

LISTS = {
    "scheduling.coming": List(
        lambda w: meetings_of(scheduling.coming(w.standing, w.reader.id)),
        Meeting, by(Can.SEE_MEETING), lambda w, one: not one.is_over, SEES_CALENDAR,
    ),
    "scheduling.between": List(
        lambda w: meetings_of(scheduling.between(w.standing, w.reader.id, *around_today())),
        Meeting, by(Can.SEE_MEETING), gate=SEES_CALENDAR,
    ),
    "scheduling.past": List(
        lambda w: rows(scheduling.past(w.standing)),
        Meeting, by(Can.SEE_MEETING), lambda w, one: one.is_over, SEES_CALENDAR,
    ),
    "scheduling.timeline": List(
        of_each_group(lambda w, group: scheduling.timeline(w.standing, group, 1, 50)),
        Meeting, by(Can.SEE_MEETING), gate=SEES_NETWORK,
    ),
    "scheduling.expected": List(
        lambda w: meetings_of(scheduling.expected(w.reader.id, w.standing.group_ids, 50)),
        Meeting, by(Can.ANSWER), gate=ENTERS,
    ),
    "planning.planner": List(
        lambda w: [chip.meeting for chip in planning.planner(w.standing, Period(*around_today())).chips],
        Meeting, sees_otherwise, lambda w, one: one.state is not MeetingState.CANCELLED, opens(Can.SEE_PLANNING),
    ),
    "activity.to_finish": List(
        lambda w: list(activity.to_finish(w.standing.led_ids)),
        Meeting, by(Can.LEAD), lambda w, one: one.group_ids & w.standing.led_ids and is_to_finish(w, one),
    ),
    "activity.facts_of": List(
        lambda w: [
            one
            for one in w.all(Minutes)
            if activity.facts_of(w.all(Meeting), w.standing, w.reader.id)[one.meeting_id].readable
        ],
        Minutes, by(Can.READ_MINUTES), gate=SEES_NETWORK,
    ),
    "activity.news, meetings": List(
        lambda w: news(w, ("called", "cancelled")),
        Meeting, by(Can.SEE_MEETING),
        lambda w, one: one.state in ("called", "cancelled") and one.group_ids & mine(w), ENTERS,
    ),
    "activity.news, minutes": List(
        lambda w: [one for one in w.all(Minutes) if one.meeting in news(w, ("published",))],
        Minutes, by(Can.READ_MINUTES),
        lambda w, one: one.state == "published" and one.meeting.group_ids & mine(w), ENTERS,
    ),
    "activity.news, actions": List(
        lambda w: news(w, ("closed",)),
        ActionItem, by(Can.SEE_ACTION),
        lambda w, one: one.published_at and one.state is ActionState.DONE and one.group_id in mine(w), ENTERS,
    ),
    "activity.news, documents": List(
        lambda w: news(w, ("shared",)), Document, by(Can.READ_DOCUMENT), lambda w, one: one.withdrawn_at is None,
    ),
    "actions.page_of": List(
        lambda w: [action for action, _ in actions.page_of(actions.Filters(shown=actions.Shown.ALL), 1)[0].rows],
        ActionItem, by(Can.SEE_ACTION), lambda w, one: one.published_at, SEES_NETWORK,
    ),
    "actions.mine": List(
        lambda w: actions.mine(w.reader),
        ActionItem, by(Can.FOLLOW_ACTION),
        lambda w, one: w.reader in one.owners and one.is_open and has_ended(one), SEES_NETWORK,
    ),
    "search.found": List(
        lambda w: points_found(w),
        AgendaItem, reads_its_minutes, is_in_published_minutes, SEES_NETWORK,
    ),
    "search.found, reports from outside": List(
        lambda w: outside_found(w), MandateReport, by(Can.READ_MANDATE_REPORT), gate=SEES_NETWORK,
    ),
    "minutes.register": List(
        lambda w: minutes.register().rows,
        Decision, by(Can.SEE_DECISION), lambda w, one: one.published_at, SEES_NETWORK,
    ),
    "files.of_group": List(
        of_each_group(lambda w, group: rows(files.of_group(w.standing, group)), Can.READ_FILE),
        File, by(Can.READ_FILE), lambda w, one: may(w.reader, Can.READ_FILE, one.group),
    ),
    "library.documents": List(
        lambda w: rows(library.documents(w.standing, library.Filters())),
        Document, by(Can.READ_DOCUMENT), lambda w, one: one.withdrawn_at is None,
    ),
    "library.documents, withdrawn": List(
        lambda w: rows(library.documents(w.standing, library.Filters(withdrawn=True))),
        Document, by(Can.LEAD), lambda w, one: one.withdrawn_at is not None,
    ),
    "library.beside_meeting": List(
        lambda w: [file for one in w.all(Meeting) for file in files_beside(w, one)],
        File, by(Can.READ_FILE), lambda w, one: one.meeting_id is not None,
    ),
    "polls.in_progress": List(
        lambda w: list(polls.in_progress(w.standing)), DatePoll, by(Can.SEE_POLL), lambda w, one: not one.is_closed,
    ),
    "polls.polls_between": List(
        lambda w: list(polls.polls_between(w.standing, *around_today())),
        PollOption, lambda w, one: may(w.reader, Can.SEE_POLL, poll_of(one)), lambda w, one: not poll_of(one).is_closed,
    ),
    "polls.to_vote": List(
        lambda w: list(polls.to_vote(w.reader.id, mine(w))), DatePoll, by(Can.VOTE), lambda w, one: one.is_open,
    ),
    "joining.awaiting_around": List(
        lambda w: joining.awaiting_around(w.reader, w.standing.led_ids)[0],
        JoinRequest, by(Can.ANSWER_REQUESTS),
        lambda w, one: is_alive(w, one) and one.person_id != w.reader.id and one.group_id in w.standing.led_ids,
    ),
    "joining.awaiting_around, mine": List(
        lambda w: joining.awaiting_around(w.reader, w.standing.led_ids)[1],
        JoinRequest, by(Can.WITHDRAW_REQUEST), is_alive,
    ),
    "joining.awaiting_around, of a group": List(
        of_each_group(lambda w, group: joining.awaiting_around(w.reader, [group.id])[0], Can.ANSWER_REQUESTS),
        JoinRequest, by(Can.ANSWER_REQUESTS), lambda w, one: is_alive(w, one) and one.person_id != w.reader.id,
    ),
    "directory.sees_contacts": List(
        lambda w: [
            one
            for one in people_of(w)
            if directory.sees_contacts(w.standing, one, directory.groups_of([one]).get(one.id, []))
        ],
        Person, lambda w, one: one != w.reader and may(w.reader, Can.SEE_CONTACTS_OF, one), gate=SEES_NETWORK,
    ),
    "journal.entries": List(lines_of_journal, Entry, reads_line),
    "followup.still_visible": List(notices, Notice, sees_its_thing),
    "progress.evidence, decisions": List(
        lambda w: evidence(w, "decision", Decision),
        Decision, by(Can.SEE_DECISION), lambda w, one: one.published_at, SEES_NETWORK,
    ),
    "progress.evidence, actions": List(
        lambda w: evidence(w, "action", ActionItem),
        ActionItem, by(Can.SEE_ACTION), lambda w, one: one.published_at, SEES_NETWORK,
    ),
    "progress.evidence, points": List(
        lambda w: [one for one in evidence(w, "point", AgendaItem) if not is_of_joint_meeting(one)],
        AgendaItem, reads_its_minutes,
        lambda w, one: is_in_published_minutes(w, one) and not is_of_joint_meeting(one), SEES_CALENDAR,
    ),
    "pacts.pacts": List(
        lambda w: [one for one in rows(pacts.pacts(w.standing)) if one in w.all(CooperationPact)],
        CooperationPact, by(Can.SEE_PACT), gate=SEES_CALENDAR,
    ),
    "pacts.commitments_naming": List(
        lambda w: [one for one in commitments_of_their_item(w) if one in w.all(Commitment)],
        Commitment, by(Can.SEE_PACT), gate=SEES_CALENDAR,
    ),
    "reports.presented": List(
        lambda w: rows(reports.presented(w.standing)), Report, by(Can.READ_REPORT), gate=SEES_CALENDAR,
    ),
    "representation.reports_of": List(
        lambda w: [
            one
            for mandate in w.all(ExternalMandate)
            for one in rows(representation.reports_of(w.standing, w.reader.id, mandate))
        ],
        MandateReport, by(Can.READ_MANDATE_REPORT),
    ),
    "progress.of_pact, partners": List(
        lambda w: of_pact(w, "decision", Decision),
        Decision,
        lambda w, one: one.visible_to_partners and one.published_at,
    ),
}  # fmt: skip
SPARED = {  # not compared, and why
    "activity.counts_of": "counts of the lists compared here: tests of the group's page say that they are equal",
    "activity.reads_of": "a part of the condition of activity.facts_of",
    "representation.visible_to": "the condition of representation.reports_of",
    "representation.reads_all": "a part of it",
    "representation.last_reports": "the first of representation.reports_of",
    "representation.serving": "the last report by the same condition, of what serves some items",
    "scheduling.sight_of": "the same as scheduling.visible_to, in words",
    "scheduling.visible_to": "the condition of the meetings compared here",
    "activity.current_pacts": "pacts.visible_to, of the project in force",
    "centres.pacts_of": "pacts.visible_to, of some institutions",
    "pacts.visible_to": "the condition of pacts.pacts",
    "pacts.deadlines_for": "those of the same pacts",
    "series.meetings_of": "scheduling.visible_to, of one series",
    "planning.leads": "of one meeting, and every gesture it offers is guarded by Can.LEAD",
    "scheduling.sees": "the condition of planning.planner, of one meeting",
    "progress.of_project": "the first of progress.evidence; counts are over what is published, for every reader",
}


def commitments_of_their_item(world):
    return pacts.commitments_naming([world.cast.items["o2-act1"].id], world.standing)


def poll_of(option):
    return db.session.get(DatePoll, option.poll_id)


def people_of(world):
    return [one for name, one in world.cast.people.items() if one != world.reader]


def has_ended(action):
    return action.meeting is None or action.meeting.state is MeetingState.HELD


def is_to_finish(world, meeting):
    """Over and not closed, or closed and not published."""
    written = [one for one in world.all(Minutes) if one.meeting_id == meeting.id]
    return any(one.published_at is None for one in written) or (
        meeting.state is MeetingState.CALLED and meeting.is_over
    )


@pytest.fixture(scope="module", autouse=True)
def undone(app):
    with undoing(app) as connection:
        yield connection


@pytest.fixture(scope="module")
def cast(undone):
    return make_cast()


@pytest.fixture(autouse=True)
def exact():
    """Each world is undone: there is nothing to recount."""


seen = {name: {"shown": 0, "hidden": 0} for name in LISTS}


def test_each_list_says_what_may_says(undone, cast):
    """In worlds that show and hide something of each: what would compare nothing with nothing is told."""

    @given(drawn=worlds)
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    def in_one_world(drawn):
        scene = undone.begin_nested()
        try:
            world = make_world(cast, drawn)
            wrong = {name: said for name, one in LISTS.items() if (said := compared(world, name, one))}
        finally:
            db.session.rollback()
            scene.rollback()
            access.forget_standings()
        assert not wrong, "what the list shows, and what may() says of the same things"

    in_one_world()
    idle = [(name, number) for name, number in seen.items() if not (number["shown"] and number["hidden"])]
    assert not idle


def loaded(world, model):
    """As a view is given them, with all that rights read: once for all the lists of a world."""
    if model not in world.loaded:
        made = people_of(world) if model is Person else world.all(model)
        world.loaded[model] = [access.load(model, "id", thing.id) for thing in made]
    return world.loaded[model]


def compared(world, name, one):
    """The two answers when they differ."""
    if not one.gate(world):
        return None
    things = loaded(world, one.model)
    asked = [thing for thing in things if one.among(world, thing)]
    expected = sorted(thing.id for thing in asked if one.right(world, thing))
    shown = sorted(thing.id for thing in one.shows(world))
    seen[name]["shown"] += len(expected)
    seen[name]["hidden"] += len(things) - len(expected)
    return None if shown == expected else (shown, expected)


def test_every_list_that_filters_by_right_is_compared():
    """A query that is told where its reader stands is compared here, or says why not."""
    found = {name for name in everything_read() if not name.split(".")[1].startswith("_")}
    compared = {name.split(",")[0] for name in LISTS}
    assert found - compared - SPARED.keys() == set(), "compare them with may() in LISTS"
    assert set(SPARED) <= found


def everything_read():
    """The functions of queries.py that take a Standing or a Reader."""
    for file in Path("workspace").glob("*/queries.py"):
        for function in ast.parse(file.read_text()).body:
            if isinstance(function, ast.FunctionDef):
                told = {ast.unparse(given.annotation) for given in function.args.args if given.annotation}
                if told & {"Standing", "Reader"}:
                    yield f"{file.parent.name}.{function.name}"
