"""Small worlds drawn at random: a reader who stands somewhere, and things of each kind in each state around them."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from workspace import access, clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db
from workspace.files.models import File
from workspace.groups.models import CoFacilitation, GroupState, JoiningRule, Membership
from workspace.groups.queries import standing_of
from workspace.joining.models import JoinRequest
from workspace.journal.models import Entry
from workspace.library.models import Document, DocumentKind
from workspace.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingState,
    Presence,
    meeting_guest_group,
)
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.notifications.models import Notice
from workspace.pacts.models import Commitment, CommitmentKind, CooperationPact, PactKind, Signatory
from workspace.people.models import Institution, Mandate, Role
from workspace.polls.models import DatePoll, PollOption
from workspace.reports.models import Report, ReportKind
from workspace.representation.models import ExternalMandate, MandateReport, Representative, Seat
from workspace.settings.models import Federation

GROUPS = ("jeunesse", "communication", "board", "team", "committee")
SPANS = {"now": (-30, 30), "last day": (-30, 0), "first day": (0, 30), "over": (-30, -1), "later": (1, 30)}
HOURS = (-200, -1, 48)  # when a meeting begins; it lasts two

span = st.sampled_from(["now", "now", "now", *SPANS])  # mostly rights that hold
maybe = st.booleans()
ROLES = (
    [],
    [],
    [Role.PARTNER],
    [Role.PARTNER],
    [Role.SYSADMIN],
    [Role.FEDERATION_DELEGATE],
)  # who sees less, more often
STATES = (MeetingState.HELD, MeetingState.HELD, MeetingState.CALLED, *MeetingState)
MINUTES = (MinutesState.PUBLISHED, MinutesState.PUBLISHED, *MinutesState)


def happening_in(stage):
    """A world where all happens in these groups."""
    group = st.sampled_from(stage)
    people = st.fixed_dictionaries(
        {
            "belongs": st.dictionaries(group, span, max_size=2),
            "leads": st.dictionaries(group, span, max_size=1),
            "roles": st.sampled_from(ROLES).flatmap(lambda held: st.fixed_dictionaries(dict.fromkeys(held, span))),
            "represents": maybe,
            "came_alone": st.sampled_from([False, False, False, True]),  # most are of the network without a group
            "shares_contacts": maybe,
        }
    )
    meetings = st.fixed_dictionaries(
        {
            "group": group,
            "state": st.sampled_from(STATES),
            "hours": st.sampled_from(HOURS),
            "takes_notes": maybe,
            "presence": st.none() | st.sampled_from(Presence),
            "guest": st.none() | group,
            "replaces": maybe,
            "minutes": st.sampled_from(MINUTES),
            "ticked": maybe,
            "owned": maybe,
            "closed": maybe,
        }
    )
    apart = st.fixed_dictionaries(
        {"group": group, "owned": maybe, "closed": maybe, "published": maybe, "answered": maybe}
    )
    return st.fixed_dictionaries(
        {
            "reader": people,
            "other": people,
            "meetings": st.lists(meetings, min_size=2, max_size=4),
            "apart": st.lists(apart, min_size=1, max_size=2),
            "open_to_network": maybe,
            "one_is_closed": maybe,
        }
    )


worlds = st.lists(st.sampled_from(GROUPS), min_size=1, max_size=2, unique=True).flatmap(happening_in)


@dataclass
class World:
    """What was made, and who reads it."""

    cast: object
    reader: object
    other: object
    things: dict[type, list] = field(default_factory=dict)
    loaded: dict[type, list] = field(default_factory=dict)

    def add(self, thing):
        db.session.add(thing)
        self.things.setdefault(type(thing), []).append(thing)
        return thing

    def all(self, model):
        return self.things.get(model, [])

    @cached_property
    def standing(self):  # read once all is written
        return standing_of(self.reader.id)


def day(days):
    return clock.today() + timedelta(days=days)


def make_world(cast, drawn):
    """Nora is the reader, Carl somebody else."""
    world = World(cast, cast.nora, cast.carl)
    db.session.get(Federation, 1).minutes_open_to_network = drawn["open_to_network"]
    cast.communication.state = GroupState.CLOSED if drawn["one_is_closed"] else GroupState.ACTIVE
    cast.jeunesse.joining_rule = JoiningRule.ON_REQUEST
    for person, said in ((world.reader, drawn["reader"]), (world.other, drawn["other"])):
        place(cast, person, said)
    for number, said in enumerate(drawn["meetings"]):
        make_meeting(world, number, said)
    for number, said in enumerate(drawn["apart"]):
        make_apart(world, number, said)
    for number in range(2):
        make_local_pact(world, number)
    present_reports(world)
    sit_outside(world)
    db.session.flush()
    tell(world)
    db.session.flush()
    db.session.expire_all()
    access.forget_standings()
    return world


def place(cast, person, said):
    """Where a person stands: memberships end on the day before the first without them, mandates on their last day."""
    db.session.execute(delete(Membership).where(Membership.person_id == person.id))
    person.came_alone, person.shares_contacts = said["came_alone"], said["shares_contacts"]
    for slug, name in said["belongs"].items():
        first, last = SPANS[name]
        left = None if name == "now" else day(last + 1)
        held = {"group_id": cast.groups[slug].id, "person_id": person.id, "joined_on": day(first), "left_on": left}
        db.session.add(Membership(**held))
    for slug, name in said["leads"].items():
        first, last = SPANS[name]
        held = {"group_id": cast.groups[slug].id, "person_id": person.id}
        db.session.add(CoFacilitation(starts_on=day(first), ends_on=day(last), **held))
    for role, name in said["roles"].items():
        first, last = SPANS[name]
        caf = db.session.scalar(select(Institution.id)) if said["represents"] else None
        held = {"role": role, "institution_id": caf, "starts_on": day(first), "ends_on": day(last)}
        db.session.add(Mandate(person_id=person.id, **held))


def sit_outside(world):
    """Seats that the reader holds, held or will, each with meetings told to all or to few."""
    caf = db.session.scalar(select(Institution.id))
    for first, last in SPANS.values():
        mandate = world.add(ExternalMandate(institution_id=caf, body="Commission", starts_on=day(-90)))
        db.session.flush()
        held = {"seat": Seat.HOLDER, "starts_on": day(first), "ends_on": day(last)}
        db.session.add(Representative(mandate_id=mandate.id, person_id=world.reader.id, **held))
        for days, is_open in ((-60, False), (-50, True), (-10, False)):
            told = {"met_on": day(days), "said": "Des lamas", "open_to_network": is_open}
            world.add(MandateReport(mandate_id=mandate.id, person_id=world.other.id, **told))


def make_meeting(world, number, said):
    """With its agenda, a file, and what came of it once it is held: minutes, a decision, an action."""
    group, reader = world.cast.groups[said["group"]], world.reader
    starts_at = clock.now() + timedelta(hours=said["hours"])
    meeting = world.add(
        Meeting(
            group=group, state=said["state"], title=f"Réunion {number}", starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2), note_taker_id=reader.id if said["takes_notes"] else None,
            called_at=None if said["state"] is MeetingState.DRAFT else clock.now() - timedelta(days=9),
            cancelled_at=clock.now() if said["state"] is MeetingState.CANCELLED else None,
        )
    )  # fmt: skip
    item = world.cast.items["o2-act1"]
    point = world.add(AgendaItem(meeting=meeting, position=1, title="Point", items=[item]))
    if said["presence"]:
        db.session.add(Attendance(meeting=meeting, person_id=reader.id, presence=said["presence"]))
    if said["replaces"]:  # the reader comes instead of somebody else
        db.session.add(Attendance(meeting=meeting, person_id=world.other.id, substitute_id=reader.id))
    if said["guest"] not in (None, said["group"]):
        db.session.flush()
        guest = {"meeting_id": meeting.id, "group_id": world.cast.groups[said["guest"]].id}
        db.session.execute(insert(meeting_guest_group).values(guest))
    world.add(file_of(group, meeting, number))
    if said["state"] is MeetingState.HELD:
        told = {"visible_to_partners": said["ticked"], "items": [item]}
        published_at = clock.now() if said["minutes"] is MinutesState.PUBLISHED else None
        world.add(Minutes(meeting=meeting, state=said["minutes"], published_at=published_at))
        decided = {"number": f"2026-{number + 1}" if published_at else None, "published_at": published_at}
        world.add(Decision(meeting=meeting, point=point, text="Décision", **decided, **told))
        world.add(action_of(world, group, said, meeting=meeting, point=point, published_at=published_at, **told))
    elif meeting.is_running:  # an action is noted while the meeting runs
        world.add(action_of(world, group, said, meeting=meeting, point=point))


def make_apart(world, number, said):
    """What belongs to a group without any meeting: an action, a file, a poll, somebody who asks to come in."""
    group = world.cast.groups[said["group"]]
    published_at = clock.now() if said["published"] else None
    item = world.cast.items["o2-act1"]
    world.add(action_of(world, group, said, published_at=published_at, items=[item]))
    world.add(file_of(group, None, number))
    world.add(document_of(group, number, said))
    closed_at = clock.now() if said["closed"] else None
    form_id, closes_on = f"form-{number}", day(0 if said["published"] else -1)
    poll = world.add(
        DatePoll(group=group, form_id=form_id, title="Quand", minutes=60, closes_on=closes_on, closed_at=closed_at)
    )
    world.add(PollOption(poll=poll, starts_at=clock.now() + timedelta(days=2)))
    known = {(one.group_id, one.person_id) for one in world.all(JoinRequest)}
    asker = world.reader if said["owned"] else world.other
    if (group.id, asker.id) not in known:
        answered_at = clock.now() if said["answered"] else None
        world.add(JoinRequest(group_id=group.id, person_id=asker.id, answered_at=answered_at))


def make_local_pact(world, number):
    """The second one is not signed by the institution of partners."""
    dates = {"signed_on": day(-100), "ends_on": day(100)}
    pact = CooperationPact(
        project_id=world.cast.project.id, key=f"local-{number}", name="Pacte local", kind=PactKind.LOCAL, **dates
    )
    world.add(pact)
    if number == 0:
        caf = db.session.scalar(select(Institution.id))
        db.session.add(Signatory(pact=pact, institution_id=caf, position=1))
    serves = [world.cast.items["o2-act1"]]
    world.add(Commitment(pact=pact, position=1, kind=CommitmentKind.MEANS, text="Prêter une salle", items=serves))


def present_reports(world):
    """One of each pact, the project's and the local ones, and those of none: the year, where the project stands."""
    for number, pact in enumerate([world.cast.pact, *world.all(CooperationPact)]):
        world.add(Report(kind=ReportKind.PACT, pact=pact, digest=f"pact {number}", title="Pacte", content="{}"))
    for kind, of in ((ReportKind.ANNUAL, {"year": 2026}), (ReportKind.PROGRESS, {"project": world.cast.project})):
        world.add(Report(kind=kind, digest=kind.value, title="Rapport", content="{}", **of))


def action_of(world, group, said, **others):
    owners = [world.reader] if said["owned"] else [world.other]
    state = ActionState.DONE if said["closed"] else ActionState.TODO
    closed_on = clock.today() if said["closed"] else None
    return ActionItem(
        group=group, title="Faire", owners=owners, due_on=day(3), state=state, closed_on=closed_on, **others
    )


def file_of(group, meeting, number):
    return File(
        group=group, meeting=meeting, name="Plan.txt", kind="text/plain", size=4, digest=f"{number}", content=b"Plan"
    )


def document_of(group, number, said):
    """Of the library: at an address, public or of the network, withdrawn or not."""
    told = {"title": "Guide", "summary": "", "search_text": "guide", "kind": DocumentKind.TOOL, "made_in": 2026}
    where = {"form_id": f"document-{number}", "address": "https://example.org/"}
    withdrawn_at = clock.now() if said["closed"] and said["answered"] else None
    return Document(group=group, is_public=said["published"], withdrawn_at=withdrawn_at, **told, **where)


def tell(world):
    """A notice to the reader about each thing, and a line of the journal."""
    for model, word in ((Meeting, "meeting"), (Minutes, "minutes"), (ActionItem, "action")):
        for thing in world.all(model):
            notice_of(world, word, thing)
            world.add(
                Entry(kind="meetings/called", thing=model.__tablename__, thing_id=thing.id, group_id=thing.group.id)
            )
    for group in world.cast.groups.values():
        notice_of(world, "group", group)
        world.add(Entry(kind="groups/edited", thing="working_group", thing_id=group.id, group_id=group.id))
    world.add(Entry(kind="settings/changed"))
    world.add(Entry(kind="centres/created"))


def notice_of(world, word, thing):
    about = {"thing": word, "thing_id": thing.id, "path": "/", "group_id": thing.group.id}
    world.add(Notice(person_id=world.reader.id, kind="groups/message", subject="Avis", **about))
