"""Who may do what: the whole policy on one page, and the guard that applies it."""

from collections.abc import Callable
from enum import Enum, auto
from functools import wraps
from typing import Any

from flask import Flask, abort, g
from flask_login import current_user
from sqlalchemy import Select, select

from workspace.database import Base, db, prepared
from workspace.groups import queries as groups
from workspace.groups.models import GroupKind, GroupState, JoiningRule
from workspace.groups.queries import Standing
from workspace.people.models import Role
from workspace.settings import queries as settings


class Can(Enum):
    """Rights. A comment says what the thing is."""

    VISIT = auto()  # nothing: open to everyone
    ENTER = auto()  # nothing: any signed-in person
    SEE_NETWORK = auto()  # nothing: the groups' published work
    SEE_CALENDAR = auto()  # nothing: agenda, project and pact
    SEE_PLANNING = auto()  # nothing: the planner; drafts of others and their conflicts stay out
    SEE_PACT = auto()  # a pact, or what belongs to it: amendments, commitments, what is said of them
    MANAGE_PACTS = auto()  # nothing, or anything of a pact
    REVIEW = auto()  # nothing, or anything of a review of progress: say where each item stands
    MANAGE_PROJECTS = auto()  # nothing, a project or one of its lines: write it
    PROPOSE_REVIEW = auto()  # an item of the project: what the board could say of it
    VALIDATE_LINKS = auto()  # nothing, or a link between a group and the project
    SPEAK_OF_COMMITMENT = auto()  # a commitment, or what was said of it: comment, evidence, gap
    PREPARE_REPORTS = auto()  # nothing, or what a report is on: the draft, what it lacks, presenting it
    READ_REPORT = auto()  # a report that was presented
    PLAN = auto()  # nothing: every group's meetings at once
    JOIN = auto()  # a group
    LEAVE = auto()  # a group
    ANSWER_REQUESTS = auto()  # a group, or somebody's request to come into it
    WITHDRAW_REQUEST = auto()  # a request to come into a group
    CHANGE_MEMBERS = auto()  # a group, a membership, an invitation: invite, add, remove
    SEE_MEMBERS = auto()  # a group
    SEE_CONTACTS = auto()  # a group: its members' addresses
    HOLD_MEETINGS = auto()  # a group
    MANAGE_GROUPS = auto()  # nothing, or a group: create, rename, put to sleep, close
    EDIT_GROUP = auto()  # a group: what it says of itself, what of the project it serves
    WRITE_TO_GROUP = auto()  # a group: a letter to each member
    SEE_MEETING = auto()  # a meeting
    SEE_AGENDA = auto()  # a meeting
    PROPOSE_POINT = auto()  # a group: for the agenda of a coming meeting
    SEE_NOTES = auto()  # minutes
    ANSWER = auto()  # a meeting
    SEND_SUBSTITUTE = auto()  # a meeting: somebody comes instead of oneself
    SEE_EVENT = auto()  # an event
    REGISTER = auto()  # to an event, or give one's place back
    SEE_POLL = auto()  # a poll on dates
    VOTE = auto()  # a poll
    LEAD = auto()  # a meeting, or anything that belongs to one: points, decisions, actions
    TAKE_NOTES = auto()  # a meeting, or what comes of it: notes, decisions, actions, who was there
    READ_MINUTES = auto()  # minutes
    FOLLOW_MINUTES = auto()  # nothing: being told of those of every group, once published
    COMMENT_MINUTES = auto()  # minutes: while they are in review, which the operation says
    SEE_PROPOSALS = auto()  # nothing: what groups propose to the board
    ANSWER_PROPOSAL = auto()  # a proposal: write what the board answered
    SEE_DECISION = auto()  # a decision
    SEE_ACTION = auto()  # an action
    FOLLOW_ACTION = auto()  # an action: say where it stands
    COMMENT_ACTION = auto()  # an action
    REMOVE_COMMENT = auto()  # what somebody said of an action
    READ_FILE = auto()  # a file, or the group or meeting that it belongs to
    READ_DOCUMENT = auto()  # a document of the library
    SHARE_DOCUMENTS = auto()  # nothing: in the library, those of some group
    SEE_LETTERS = auto()  # nothing: the outbox
    READ_LETTERS = auto()  # nothing: what letters say
    SEND_LETTERS = auto()  # a letter in failure: send it again, or put it away
    OPEN_NOTICE = auto()  # a notice
    SEE_SETTINGS = auto()  # nothing: what the federation set, how the installation runs
    EDIT_SETTINGS = auto()  # nothing
    GIVE_MANDATES = auto()  # nothing: roles, seats, co-facilitation, with their dates
    MANAGE_REPRESENTATION = auto()  # nothing, or anything of a seat held outside: write it, name who sits, end it
    REPORT_BACK = auto()  # a seat held outside: tell a meeting of its body
    READ_MANDATE_REPORT = auto()  # what was told of such a meeting
    READ_KEPT_FROM_NETWORK = auto()  # the same: what it said while it was kept from the network
    CORRECT_MANDATE_REPORT = auto()  # the same
    SEE_PERSON = auto()  # a person
    SEE_CONTACTS_OF = auto()  # a person: address, telephone
    EDIT_PERSON = auto()  # a person
    FREE_ACCOUNT = auto()  # a person: who lost phone and recovery codes
    AUTHORISE_MINOR = auto()  # a person: minor or not, what the parents said
    MANAGE_CENTRES = auto()  # nothing, or a centre or institution
    END_SESSION = auto()  # an open session
    OWE_SECOND_FACTOR = auto()  # nothing: no right, a duty that a setting asks of them
    KEEP_SCHOOL_CALENDAR = auto()  # nothing, or its holidays
    STEER = auto()  # nothing: the page of what asks for attention
    READ_JOURNAL = auto()  # nothing: the journal of the installation
    KEEP_REGISTER = auto()  # nothing: the register of processing
    KEEP_OBSERVATORY = auto()  # nothing, an indicator or a measure of one: write it, import a file
    HAND_OVER = auto()  # a group, or one of its handovers
    KEEP_TIME = auto()  # a presence, or time declared: say how long one gave
    SEE_HISTORY = auto()  # anything that belongs to a group: who changed it
    SEE_SOME_HISTORY = auto()  # nothing: the query keeps the lines that one may read


def standing_of(person: Any) -> Standing:
    """Where a person stands today, asked of the database once per request."""
    if not person.is_authenticated:
        return groups.NOBODY
    known: dict[int, Standing] = g.setdefault("standings", {})
    if person.id not in known:
        known[person.id] = groups.standing_of(person.id)
    return known[person.id]


def replaces_at(person: Any, meeting: Any) -> frozenset[int]:
    """The ids of the meetings where a person comes instead of another, asked of the database once per request and only
    when no other rule opens."""
    known: dict[int, frozenset[int]] = g.setdefault("replaced", {})
    if person.id not in known:
        known[person.id] = meeting.ids_where_replacing(person.id)
    return known[person.id]


def unread_notices() -> int:
    """Of whoever asks: the bell of every page."""
    standing = standing_of(current_user)
    if standing.unread_followed and may(current_user, Can.FOLLOW_MINUTES):
        return standing.unread + standing.unread_followed
    return standing.unread


def forget_standings() -> None:
    """After a gesture that changes who belongs where."""
    g.pop("standings", None)
    g.pop("replaced", None)


def concerned(thing: Any) -> frozenset[int]:
    """The groups whose affair a thing is; a pact, and its files, belong to none. A joint meeting and what comes of it
    are the affair of all the groups that it calls: their members are called alike, and whoever leads one of them leads
    it like the others."""
    group = getattr(thing, "group", None)
    return getattr(thing, "group_ids", None) or frozenset({group.id} if group is not None else ())


# Rules: (person, thing) -> bool. Each reads as a phrase in POLICY.
# fmt: off
def anyone(person: Any, thing: Any) -> bool: return True
def signed_in(person: Any, thing: Any) -> bool: return bool(person.is_authenticated)
def technical(person: Any, thing: Any) -> bool: return Role.SYSADMIN in standing_of(person).roles
def partner(person: Any, thing: Any) -> bool: return Role.PARTNER in standing_of(person).roles
def delegate(person: Any, thing: Any) -> bool: return Role.FEDERATION_DELEGATE in standing_of(person).roles
def staff(person: Any, thing: Any) -> bool: return GroupKind.STAFF_TEAM in standing_of(person).kinds
def board(person: Any, thing: Any) -> bool: return GroupKind.BOARD in standing_of(person).kinds
def board_office(person: Any, thing: Any) -> bool: return standing_of(person).holds_board_office
def of_the_network(person: Any, thing: Any) -> bool:
    """Everyone signed in but partners and, unless they also belong somewhere, technical accounts, those who once were
    either, and those who came alone."""
    return signed_in(person, thing) and standing_of(person).of_the_network
def not_technical(person: Any, thing: Any) -> bool: return of_the_network(person, thing) or partner(person, thing)
def member(person: Any, thing: Any) -> bool: return bool(concerned(thing) & standing_of(person).group_ids)
def own(person: Any, thing: Any) -> bool: return bool(person.is_authenticated and thing.person_id == person.id)
def leads(person: Any, thing: Any) -> bool: return bool(concerned(thing) & standing_of(person).led_ids)
def leads_a_group(person: Any, thing: Any) -> bool: return bool(standing_of(person).led_ids)
# fmt: on


def may_join(person: Any, group: Any) -> bool:
    """Come in, or ask to: the group's rule says which. Again: said to be in already."""
    is_open = group.joining_rule is not JoiningRule.BY_INVITATION and group.state is not GroupState.CLOSED
    outsider = partner(person, group) or technical(person, group)
    welcome = of_the_network(person, group) or (signed_in(person, group) and not outsider)
    return group.is_working_group and is_open and welcome


def asked_it(person: Any, request: Any) -> bool:
    return person.is_authenticated and bool(request.person_id == person.id)


def leads_working_group(person: Any, thing: Any) -> bool:
    """Places in a body are the federation's to give."""
    return thing.group.is_working_group and leads(person, thing)


def called(person: Any, meeting: Any) -> bool:
    """Its date is public once it is called."""
    return meeting.state != "draft" and not_technical(person, meeting)


def member_once_called(person: Any, meeting: Any) -> bool:
    return meeting.state != "draft" and member(person, meeting)


def invited(person: Any, meeting: Any) -> bool:
    return meeting.state == "called" and not meeting.is_over and not meeting.is_event and member(person, meeting)


def comes_instead(person: Any, meeting: Any) -> bool:
    """A member named them for that one meeting: they read its agenda like the others it calls."""
    return person.is_authenticated and meeting.state != "draft" and meeting.id in replaces_at(person, meeting)


def invited_instead(person: Any, meeting: Any) -> bool:
    return meeting.state == "called" and not meeting.is_over and comes_instead(person, meeting)


def read_by_anyone(person: Any, event: Any) -> bool:
    return bool(event.is_public) and event.state != "draft"


def may_come(person: Any, event: Any) -> bool:
    """Anyone of the network, and partners; from when on it is too late, the operations say."""
    return event.state == "called" and not_technical(person, event)


def read_once_published(person: Any, minutes: Any) -> bool:
    """Members, and the whole board; a partner, those of the committees it belongs to; a setting opens them to the
    whole network (§4.9)."""
    reads = member(person, minutes) or board(person, minutes) or reads_the_networks_minutes(person, minutes)
    return minutes.state == "published" and reads


def reads_the_networks_minutes(person: Any, thing: Any) -> bool:
    return standing_of(person).of_the_network and settings.federation().minutes_open_to_network


def there_while_written(person: Any, minutes: Any) -> bool:
    """Those marked present, while the meeting runs and while its minutes are in review (§0)."""
    open_now = minutes.meeting.is_running or minutes.state == "in_review"
    return open_now and was_there(person, minutes)


def takes_notes(person: Any, thing: Any) -> bool:
    """Named for that one meeting, from its call on, while they belong to the group. Published, nothing is written by
    anyone: the routes say so."""
    meeting = thing.meeting
    named = meeting is not None and person.is_authenticated and bool(meeting.note_taker_id == person.id)
    return named and meeting.state in ("called", "held") and member(person, meeting)


def there_in_review(person: Any, minutes: Any) -> bool:
    return minutes.state == "in_review" and was_there(person, minutes)


def was_there(person: Any, minutes: Any) -> bool:
    return person.is_authenticated and person.id in minutes.meeting.ids_of_those_there


def published_to_network(person: Any, thing: Any) -> bool:
    return thing.published_at is not None and of_the_network(person, thing)


def owner_once_closed(person: Any, action: Any) -> bool:
    """Its owner sees an action from the end of the meeting on."""
    closed = action.meeting is None or action.meeting.state == "held"
    return closed and person.is_authenticated and person.id in [owner.id for owner in action.owners]


def reader_of_the_network(person: Any, action: Any) -> bool:
    return of_the_network(person, action) and may(person, Can.SEE_ACTION, action)


def said_it(person: Any, event: Any) -> bool:
    return person.is_authenticated and event.kind == "comment" and bool(event.person_id == person.id)


def addressee(person: Any, notice: Any) -> bool:
    return person.is_authenticated and bool(notice.person_id == person.id)


def shared_with(person: Any, thing: Any) -> bool:
    """Members and the whole board, once the meeting is called; a partner, those of its committees."""
    return thing.state != "draft" and (member(person, thing) or board(person, thing))


def shared_with_everyone(person: Any, document: Any) -> bool:
    return document.is_public and document.withdrawn_at is None


def shared_with_network(person: Any, document: Any) -> bool:
    """Withdrawn, it is read by who may put it back."""
    return document.withdrawn_at is None and of_the_network(person, document)


def reads_pact(person: Any, thing: Any) -> bool:
    """A partner reads the federation's own pact, and those that its institution signed."""
    pact = thing.pact
    signs = bool(standing_of(person).institution_ids & pact.institution_ids)
    return partner(person, thing) and (pact.kind == "cooperation" or signs)


def reads_its_pact(person: Any, thing: Any) -> bool:
    """Of a file, or a report, that belongs to a pact."""
    pact = getattr(thing, "pact", None)
    return pact is not None and may(person, Can.SEE_PACT, pact)


def gave_their_word(person: Any, thing: Any) -> bool:
    """A partner whose institution made the commitment."""
    return bool(standing_of(person).institution_ids & thing.commitment.institution_ids)


def oneself(person: Any, someone: Any) -> bool:
    return bool(person.is_authenticated and person.id == someone.id)


def shares_contacts(person: Any, someone: Any) -> bool:
    """Until they leave their last group (§3.5)."""
    if not (someone.shares_contacts and of_the_network(person, someone)):
        return False
    return bool(groups.standing_of(someone.id).group_ids)


def leads_them(person: Any, someone: Any) -> bool:
    led = standing_of(person).led_ids
    return bool(led and led & groups.standing_of(someone.id).group_ids)


def delegate_for_another(person: Any, someone: Any) -> bool:
    return delegate(person, someone) and not oneself(person, someone)


def staff_for_a_member(person: Any, someone: Any) -> bool:
    """Whoever opens more doors than a member is for a delegate to free."""
    if not staff(person, someone):
        return False
    theirs = groups.standing_of(someone.id)
    return not theirs.steers and Role.SYSADMIN not in theirs.roles


def sits_there(person: Any, thing: Any) -> bool:
    """Of a seat held outside, or of one of its reports: for the federation, today or on the day it is about."""
    return of_the_network(person, thing) and person.id in thing.ids_of_those_who_sit


def told_to_network(person: Any, report: Any) -> bool:
    return bool(report.open_to_network) and of_the_network(person, report)


def wrote_report(person: Any, report: Any) -> bool:
    return own(person, report) and may(person, Can.READ_MANDATE_REPORT, report)


Rule = Callable[[Any, Any], bool]

POLICY: dict[Can, list[Rule]] = {
    Can.VISIT: [anyone],
    Can.ENTER: [signed_in],
    Can.SEE_NETWORK: [of_the_network],
    Can.SEE_CALENDAR: [not_technical],
    Can.SEE_PLANNING: [leads_a_group, delegate, staff],
    Can.SEE_PACT: [of_the_network, reads_pact],
    Can.MANAGE_PACTS: [delegate, staff],
    Can.REVIEW: [board, delegate, staff],
    Can.MANAGE_PROJECTS: [delegate, staff],
    Can.PROPOSE_REVIEW: [leads_a_group],
    Can.VALIDATE_LINKS: [board, delegate, staff],
    Can.SPEAK_OF_COMMITMENT: [gave_their_word, board, delegate, staff],
    Can.PREPARE_REPORTS: [board, delegate, staff],
    Can.READ_REPORT: [of_the_network, reads_its_pact],
    Can.PLAN: [delegate, staff],
    Can.JOIN: [may_join],
    Can.LEAVE: [member],
    Can.ANSWER_REQUESTS: [leads, delegate, staff],
    Can.WITHDRAW_REQUEST: [asked_it],
    Can.CHANGE_MEMBERS: [leads_working_group, delegate, staff],
    Can.SEE_MEMBERS: [of_the_network],
    Can.SEE_CONTACTS: [leads, delegate, staff],
    Can.HOLD_MEETINGS: [leads, delegate, staff],
    Can.MANAGE_GROUPS: [delegate, staff],
    Can.EDIT_GROUP: [leads, delegate, staff],
    Can.WRITE_TO_GROUP: [leads, delegate, staff],
    Can.SEE_MEETING: [called, member_once_called, leads, delegate, staff, comes_instead],
    Can.SEE_AGENDA: [member_once_called, leads, delegate, staff, comes_instead],
    Can.PROPOSE_POINT: [member, leads, delegate, staff],
    Can.SEE_NOTES: [read_once_published, there_while_written, takes_notes, leads, delegate, staff],
    Can.ANSWER: [invited, invited_instead],
    Can.SEND_SUBSTITUTE: [invited],
    Can.SEE_EVENT: [read_by_anyone, called, leads, delegate, staff],
    Can.REGISTER: [may_come],
    Can.SEE_POLL: [member, leads, delegate, staff],
    Can.VOTE: [member, leads],
    Can.LEAD: [leads, delegate, staff],
    Can.TAKE_NOTES: [takes_notes, leads, delegate, staff],
    Can.FOLLOW_MINUTES: [reads_the_networks_minutes, board, delegate, staff],
    Can.READ_MINUTES: [read_once_published, there_in_review, takes_notes, leads, delegate, staff],
    Can.COMMENT_MINUTES: [was_there],
    Can.SEE_PROPOSALS: [board, delegate, staff],
    Can.ANSWER_PROPOSAL: [board_office, delegate, staff],
    Can.SEE_DECISION: [published_to_network, leads, delegate, staff],
    Can.SEE_ACTION: [published_to_network, owner_once_closed, leads, delegate, staff],
    Can.FOLLOW_ACTION: [owner_once_closed, leads, delegate, staff],
    Can.COMMENT_ACTION: [reader_of_the_network],
    Can.REMOVE_COMMENT: [said_it],
    Can.READ_FILE: [reads_its_pact, shared_with, leads, delegate, staff],
    Can.READ_DOCUMENT: [shared_with_everyone, shared_with_network, leads, delegate, staff],
    Can.SHARE_DOCUMENTS: [leads_a_group, delegate, staff],
    Can.SEE_LETTERS: [delegate, staff, technical],
    Can.READ_LETTERS: [delegate, staff],
    Can.SEND_LETTERS: [delegate, staff],
    Can.OPEN_NOTICE: [addressee],
    Can.SEE_SETTINGS: [delegate, staff, technical],
    Can.EDIT_SETTINGS: [delegate, staff],
    Can.GIVE_MANDATES: [delegate, staff],
    Can.MANAGE_REPRESENTATION: [delegate, staff],
    Can.REPORT_BACK: [sits_there, delegate, staff],
    Can.READ_MANDATE_REPORT: [told_to_network, sits_there, board, delegate, staff],
    Can.READ_KEPT_FROM_NETWORK: [wrote_report, sits_there, board, delegate, staff],
    Can.CORRECT_MANDATE_REPORT: [wrote_report, delegate, staff],
    Can.SEE_PERSON: [of_the_network, oneself],
    Can.SEE_CONTACTS_OF: [shares_contacts, leads_them, oneself, delegate, staff],
    Can.EDIT_PERSON: [oneself, delegate, staff],
    Can.FREE_ACCOUNT: [delegate_for_another, staff_for_a_member],
    Can.AUTHORISE_MINOR: [leads_them, delegate, staff],
    Can.MANAGE_CENTRES: [delegate, staff],
    Can.END_SESSION: [own],
    Can.OWE_SECOND_FACTOR: [delegate, staff, technical],
    Can.KEEP_SCHOOL_CALENDAR: [delegate, staff],
    Can.STEER: [delegate, staff],
    Can.READ_JOURNAL: [delegate, staff, technical],
    Can.KEEP_REGISTER: [delegate, staff],
    Can.KEEP_OBSERVATORY: [delegate, staff],
    Can.HAND_OVER: [leads, delegate, staff],
    Can.KEEP_TIME: [own],
    Can.SEE_HISTORY: [leads, delegate, staff],
    Can.SEE_SOME_HISTORY: [leads_a_group, delegate, staff, technical],
}


def may(person: Any, right: Can, thing: Any = None) -> bool:
    rules = POLICY[right]
    if anyone in rules:
        return True  # whoever it is: no session is read
    if person is current_user:  # past the proxy: rules read their person some hundred times a page
        person = current_user._get_current_object()
    return any(rule(person, thing) for rule in rules)


def allow(
    right: Can, model: type[Base] | None = None, by: str = "id", refused: Callable[..., Any] | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """Load the thing that the address names (404), check the policy (401, 403), hand it to the view.

    A model may name in `needed_for_rights` what its rules read besides its columns. `refused` answers instead of the
    general page of 403, where there is more to say.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**named: Any) -> Any:
            if anyone not in POLICY[right] and not current_user.is_authenticated:
                abort(401)
            things = [load(model, by, named.pop(by))] if model else []
            if not may(current_user, right, *things):
                return refused(*things) if refused else abort(403)
            return view(*things, **named)

        # What `refuse_undeclared_routes` looks for, and what benchmarks find examples by.
        vars(guarded).update(permission=right, model=model, by=by)
        return guarded

    return decorate


def load(model: type[Base], by: str, value: Any) -> Any:
    return db.session.scalar(*_named(value, model=model, by=by)) or abort(404)


@prepared
def _named(value: Any, *, model: type[Base], by: str) -> Select[Any]:
    options = getattr(model, "needed_for_rights", lambda: ())()
    return select(model).where(getattr(model, by) == value).options(*options)


def refuse_undeclared_routes(app: Flask) -> None:
    """Closed by default: a route without @allow keeps the application from starting."""
    undeclared = [name for name, view in app.view_functions.items() if not hasattr(view, "permission")]
    if undeclared:
        raise RuntimeError(f"routes without @allow: {undeclared}")
