"""Loading the demonstration: the same for a given day, whatever the machine."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db, kept_later, next_number
from workspace.demo import calendar, content
from workspace.demo.agendas import add_agendas
from workspace.demo.approval import tell_approval
from workspace.demo.documents import add_documents
from workspace.demo.follow_up import decided_between_meetings, follow_up
from workspace.demo.gatherings import add_gatherings
from workspace.demo.library import fill_library
from workspace.demo.news import choose_paces, tell_news
from workspace.demo.observatory import measure_everything
from workspace.demo.pacts import tell_pacts
from workspace.demo.polls import add_polls
from workspace.demo.reports import present_reports
from workspace.demo.representation import sit_outside
from workspace.demo.reviews import hold_reviews
from workspace.demo.statutes import tell_statutes
from workspace.demo.today import tell_today
from workspace.demo.volunteering import give_time
from workspace.french import fold
from workspace.groups import palette
from workspace.groups.models import CoFacilitation, Group, GroupKind, JoiningRule, Membership
from workspace.handover import operations as handover
from workspace.handover import queries as handovers
from workspace.imports.operations import SHIPPED, import_file
from workspace.joining.models import JoinRequest
from workspace.meetings.models import AgendaItem, Answer, Attendance, Meeting, MeetingState, PointKind, Presence
from workspace.meetings.operations import call_meeting, count_as_of_now, see_centres_again
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.pacts.models import CooperationPact
from workspace.people.models import Address, Centre, Mandate, Person, Role, Room, Status
from workspace.people.operations import hash_password
from workspace.progress import operations as progress
from workspace.project.models import FederalProject, ProjectItem
from workspace.scheduling import judging
from workspace.scheduling.operations import load_first_calendar
from workspace.search import operations as search
from workspace.settings.models import Federation
from workspace.settings.queries import federation
from workspace.substitutes import operations as substitutes
from workspace.substitutes.queries import colleagues

PROJECT_FILE = SHIPPED / "hauts-de-seine-2019-2022.yaml"
PAST_PROJECT_FILE = SHIPPED / "projet-2014-2017.yaml"  # read as a project that ended
FIRST_YEAR = 2019
HISTORY = timedelta(days=548)  # 18 months
FOOTNOTE = (
    "Démonstration : textes du projet fédéral 2019-2022 des Hauts-de-Seine, dates décalées, "
    "personnes et centres fictifs"
)
ACCOUNTS = {  # the named accounts, by the key of their person
    "delegate": "deleguee",
    "secretariat": "secretariat",
    "board": "ca",
    "co_facilitator": "coanimation",
    "volunteer": "benevole",
    "employee": "salarie",
    "partner": "partenaire",
    "technical": "technique",
    "newcomer": "nouvelle",
}
OFFICES = {
    "president": "présidence",
    "deputy_president": "vice-présidence",
    "secretary": "secrétariat",
    "deputy_secretary": "secrétariat adjoint",
    "treasurer": "trésorerie",
    "deputy_treasurer": "trésorerie adjointe",
}
PUBLISHED_AFTER = timedelta(days=6)  # after the meeting
CALLED_AHEAD = timedelta(days=60)
TO_PUBLISH = "jeunesse"  # the minutes of its last meeting wait for its co-facilitators, whatever the day
SINCE_LAST = {  # days since the last meeting of the group, when its place in the list does not say it well
    TO_PUBLISH: 2,
    "assemblee-generale": 165,
    "groupement-departemental": 300,
    "comite-partenarial": 345,
}
STALE = timedelta(days=120)  # an action of a meeting older than that is not open any more
Say = Callable[[str], None]


@dataclass
class Scene:
    """What the steps of the loading share."""

    today: date
    people: dict[str, Person] = field(default_factory=dict)
    spots: dict[str, tuple[int, int]] = field(default_factory=dict)  # centre and room, by the words that name them
    centres: dict[str, Centre] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    items: dict[str, ProjectItem] = field(default_factory=dict)
    members: dict[str, list[Person]] = field(default_factory=dict)
    led: dict[str, list[Person]] = field(default_factory=dict)
    starts_on: date = date.min
    project: FederalProject | None = None

    def day(self, days: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days=days)

    def leaders(self, group: Group) -> list[Person]:
        return self.led[group.slug]


def is_empty() -> bool:
    """Nothing was imported yet."""
    return db.session.scalar(select(Federation.id)) is None and db.session.scalar(select(FederalProject.id)) is None


def load_demonstration(password: str, say: Say) -> None:
    """Fill an empty database; `say` is told each step, in French."""
    scene = Scene(clock.today())
    say("Projet fédéral, groupes et pacte…")
    with kept_later():
        _import_project(scene)
        say("Centres et personnes…")
        _people(scene, password)
        _profiles(scene)
        _groups(scene)
        _mandates(scene)
        tell_pacts(scene.people, scene.centres, scene.items, _pact())
        say("Réunions, comptes rendus, décisions et actions…")
        _meetings(scene)
        tell_statutes(scene.groups, scene.people["delegate"])
        published = select(Minutes.meeting_id).where(Minutes.state == MinutesState.PUBLISHED)
        count_as_of_now(Attendance.meeting_id.in_(published))
        say("Suivi des actions, fichiers…")
        decided_between_meetings(scene.people, scene.groups, scene.leaders)
        follow_up(scene.people, scene.leaders)
        add_documents(scene.people, scene.groups)
        fill_library(scene.people, scene.groups, scene.items)
        add_gatherings(scene.today, scene.groups, scene.led, scene.people.values(), lambda place: _place(scene, place))
        tell_approval(scene.led, scene.groups)
    progress.recount()
    search.mend()
    say("Convocations…")
    choose_paces(scene.people, scene.groups)
    _call_the_next_meetings(scene)
    add_polls(scene.people, scene.groups, partial(_place, scene), lambda group: scene.members[group.slug])
    _hand_over(scene)
    _note_taker(scene)
    add_agendas(scene.groups, scene.members)
    _substitute(scene)
    tell_news(scene.people, scene.members)
    tell_today(scene.groups, scene.members, partial(_place, scene), scene.today)
    measure_everything(scene.items, scene.today.year)
    say("Revues du conseil…")
    if scene.project:
        hold_reviews(scene.people, scene.groups, scene.items, scene.project)
    sit_outside(scene.people, scene.items, scene.groups["conseil-d-administration"])
    see_centres_again()
    give_time(scene.people, scene.groups)
    present_reports(scene.people, scene.today.year - 1)


def _import_project(scene: Scene) -> None:
    """Its dates move by whole years, so that today falls in its second year (domain §0); an older one by as many."""
    years = scene.today.year - 1 - FIRST_YEAR
    import_file(PROJECT_FILE, shift_years=years)
    federation = db.session.get_one(Federation, 1)
    federation.footnote = FOOTNOTE
    federation.publication_director = "la présidence de la fédération (exemple)"
    federation.host = "La machine sur laquelle tourne cette démonstration (exemple)"
    load_first_calendar()
    scene.project = db.session.scalars(select(FederalProject)).one()
    scene.starts_on = max(scene.project.starts_on, scene.today - HISTORY)
    scene.items = {item.key: item for item in db.session.scalars(select(ProjectItem))}
    scene.groups = {group.slug: group for group in db.session.scalars(select(Group))}
    import_file(PAST_PROJECT_FILE, shift_years=years)


def _people(scene: Scene, password: str) -> None:
    for given in content.read("centres")["centres"]:
        centre = Centre(name=given["name"], town=given["town"])
        db.session.add(centre)
        rooms = [Room(centre=centre, name=room["name"]) for room in given["rooms"]]
        db.session.add_all(rooms)
        db.session.flush()
        scene.spots |= {f"{centre.name}, {room.name}": (centre.id, room.id) for room in rooms}
        scene.centres[given["key"]] = centre
    db.session.flush()
    hashed = hash_password(password)
    for given in content.read("people")["people"]:
        person = Person(
            first_name=given["first_name"],
            last_name=given["last_name"],
            status=Status(given["status"]),
            centre_id=scene.centres[given["centre"]].id if given["centre"] else None,
            email=_email(given),
            password_hash=hashed if given["key"] in ACCOUNTS else None,
        )
        db.session.add(person)
        scene.people[given["key"]] = person
    db.session.flush()
    institutions = _institutions()
    for given in content.read("people")["people"]:
        role = _role(given)
        if role:
            db.session.add(
                Mandate(
                    person_id=scene.people[given["key"]].id,
                    role=role,
                    institution_id=institutions.get(given.get("institution")),
                    starts_on=scene.starts_on,
                )
            )


def _profiles(scene: Scene) -> None:
    """What each chose: form of address, telephone, what they share; minors."""
    told, people = content.read("profiles"), scene.people
    for form in (Address.FEMININE, Address.MASCULINE):
        for key in told[form.value]:
            people[key].address_form = form
    for key, phone in told["phones"].items():
        people[key].phone = phone
    for key in told["shares_contacts"]:
        people[key].shares_contacts = True
    for key, days in told["photo_consent"].items():
        people[key].photo_consent_on = scene.day(days)
    for key, days in told["minors"].items():
        people[key].is_minor = True
        people[key].parents_agreed_on = None if days is None else scene.day(days)


def _email(given: dict[str, Any]) -> str | None:
    if given.get("no_email"):
        return None
    name = ACCOUNTS.get(given["key"]) or fold(f"{given['first_name']}.{given['last_name']}").replace(" ", "-")
    return f"{name.replace('’', '')}@example.org"


def _role(given: dict[str, Any]) -> Role | None:
    if given["key"] == "delegate":
        return Role.FEDERATION_DELEGATE
    if given.get("technical"):
        return Role.SYSADMIN
    return Role.PARTNER if given.get("institution") else None


def _institutions() -> dict[str, int | None]:
    """The signatories' institutions, under the keys of the content: sig1, sig2…"""
    pact = _pact()
    return {f"sig{signatory.position}": signatory.institution_id for signatory in pact.signatories}


def _pact() -> CooperationPact:
    pact = db.session.scalars(select(CooperationPact)).one()
    db.session.refresh(pact, ["signatories"])
    return pact


def _groups(scene: Scene) -> None:
    told = content.read("groups")
    for position, given in enumerate([*told["groups"], *told["bodies"]], 1):
        group = scene.groups.get(given["slug"]) or _new_body(given, position)
        scene.groups[given["slug"]] = group
        group.code, group.short_name = given["code"], given["label"]
        group.purpose, group.rhythm, group.welcome = given["purpose"], given["rhythm"], given["welcome"].strip()
        group.every_weeks = given.get("every_weeks")
        group.notice_days = given.get("notice_days")
        group.joining_rule = JoiningRule(given.get("joining_rule", group.joining_rule))
        db.session.flush()
        scene.members[group.slug] = [scene.people[key] for key in given["members"]]
        offices = {mandate["person"]: OFFICES.get(mandate["role"], "") for mandate in given.get("mandates", [])}
        for key in given["members"]:
            db.session.add(
                Membership(
                    group_id=group.id,
                    person_id=scene.people[key].id,
                    joined_on=scene.starts_on,
                    office=offices.get(key, ""),
                )
            )
        scene.led[group.slug] = [scene.people[key] for key in given["co_facilitators"]]
        for person in scene.led[group.slug]:
            db.session.add(CoFacilitation(group_id=group.id, person_id=person.id, starts_on=scene.starts_on))
        for key, days in given.get("requests", {}).items():
            asked_at = clock.now() - timedelta(days=days)
            db.session.add(JoinRequest(group_id=group.id, person_id=scene.people[key].id, asked_at=asked_at))
    db.session.flush()


def _mandates(scene: Scene) -> None:
    """Terms that ended, that are to come, and those whose end is known."""
    told = content.read("mandates")
    for given in told["roles"]:
        held = select(Mandate).where(
            Mandate.person_id == scene.people[given["person"]].id, Mandate.role == Role(given["role"])
        )
        db.session.scalars(held).one().ends_on = scene.day(given["ends_in"])
    board = scene.groups["conseil-d-administration"]
    for seat in db.session.scalars(select(Membership).where(Membership.group_id == board.id)):
        seat.left_on = scene.day(told["board_until"])
    for given in told["seats"]:
        db.session.add(
            Membership(
                group_id=scene.groups[given["body"]].id,
                person_id=scene.people[given["person"]].id,
                office=given["office"],
                joined_on=scene.day(given["from"]),
                left_on=scene.day(given["ends_in"]),
            )
        )
    for given in told["leads"]:
        db.session.add(
            CoFacilitation(
                group_id=scene.groups[given["group"]].id,
                person_id=scene.people[given["person"]].id,
                starts_on=scene.day(given["from"]),
                ends_on=scene.day(given["ends_in"]) if "ends_in" in given else None,
            )
        )
    db.session.flush()


def _new_body(given: dict[str, Any], position: int) -> Group:
    """A body that the project's file does not name."""
    hue, icon = palette.default_of(position, working_group=False)
    body = Group(
        slug=given["slug"],
        name=given["slug"].replace("-", " ").capitalize(),
        kind=GroupKind(given["kind"]),
        joining_rule=JoiningRule.BY_INVITATION,
        position=position,
        hue=hue,
        icon=icon,
        code=given["code"],
        short_name=given["label"],
    )
    db.session.add(body)
    return body


def _meetings(scene: Scene) -> None:
    """Every meeting of every group, oldest first, so that numbers are given in the order of publication."""
    planned = sorted(_planned(scene), key=lambda plan: (plan[0], plan[1].slug))
    for starts_on, group, given in planned:
        meeting = _meeting(scene, group, given, starts_on)
        db.session.add(meeting)
        db.session.flush()
        if starts_on < scene.today:
            _held(scene, meeting, given)
        else:
            _answered(scene, meeting)
    db.session.flush()


def _planned(scene: Scene) -> Iterator[tuple[date, Group, dict[str, Any]]]:
    taken, school, of_bodies = Counter[date](), _school_days(scene.today), set[date]()
    for slug in content.with_meetings():
        group, given = scene.groups[slug], content.read(f"meetings/{slug}")
        weekday = calendar.weekday_of(group.rhythm)
        since_last = SINCE_LAST.get(slug, 3 + 4 * group.position)
        past = calendar.past(scene.today, scene.starts_on, len(given["past"]), weekday, since_last)
        number, rhythm = len(given["future"]), _rhythm(group, past)
        off = school if group.is_working_group else of_bodies
        future = calendar.to_come(scene.today, past[-1], number, weekday, rhythm, taken, off)
        if not group.is_working_group:
            of_bodies.update(future)  # the same people sit in them
        given["past"][-1]["to_publish"] = slug == TO_PUBLISH
        for day, meeting in zip([*past, *future], [*given["past"], *given["future"]], strict=True):
            yield day, group, meeting


def _school_days(today: date) -> set[date]:
    """Days of school holidays, on which working groups do not meet; bodies do, and the planner says so."""
    found = judging.school_holidays(today, today + 2 * timedelta(days=calendar.YEAR), federation().school_zone)
    spans = ((one.starts_on, (one.ends_on - one.starts_on).days + 1) for one in found)
    return {first + timedelta(days=number) for first, length in spans for number in range(length)}


def _rhythm(group: Group, past: Sequence[date]) -> timedelta:
    """Its own; without one, as it met so far."""
    if group.every_weeks:
        return timedelta(weeks=group.every_weeks)
    return past[-1] - past[-2] if len(past) > 1 else timedelta(days=calendar.YEAR)


def _meeting(scene: Scene, group: Group, given: dict[str, Any], day: date) -> Meeting:
    starts, ends = (
        clock.from_paris(datetime.combine(day, time.fromisoformat(hour))) for hour in given["hours"].split("-")
    )
    held = day < scene.today
    called = held or day <= scene.today + CALLED_AHEAD
    remote = given.get("video") or given["place"] == "En visio"
    place = _place(scene, given["place"])
    centre_id, room_id = scene.spots.get(place, (None, None))
    return Meeting(
        group=group,
        title=given["title"],
        starts_at=starts,
        ends_at=ends,
        place=place,
        centre_id=centre_id,
        room_id=room_id,
        video_link=f"https://visio.example.org/{group.slug}" if remote else "",
        state=MeetingState.HELD if held else MeetingState.CALLED if called else MeetingState.DRAFT,
        called_at=starts - timedelta(days=21) if called else None,
        created_at=starts - timedelta(days=40),
        points=[_point(scene, point, position) for position, point in enumerate(given["points"], 1)],
    )


def _place(scene: Scene, place: str | dict[str, str]) -> str:
    if isinstance(place, str):
        return place
    return f"{scene.centres[place['centre']].name}, {place['room']}"


def _point(scene: Scene, given: dict[str, Any], position: int) -> AgendaItem:
    return AgendaItem(
        position=position,
        title=given["title"],
        kind=PointKind(given["kind"]),
        minutes=given["minutes"],
        notes=given.get("notes", "").strip(),
        items=[scene.items[key] for key in given.get("items", [])],
    )


def _held(scene: Scene, meeting: Meeting, given: dict[str, Any]) -> None:
    """Who came, what was decided; published a few days later, unless that is still to come."""
    chance = random.Random(f"{meeting.group.slug} {meeting.title}")  # noqa: S311 - invented attendance
    for person in scene.members[meeting.group.slug]:
        presence = chance.choices(list(Presence), weights=(62, 8, 16, 2, 12))[0]
        answer = Answer.NO if presence is Presence.EXCUSED else chance.choice([Answer.YES, Answer.YES, None])
        db.session.add(Attendance(meeting_id=meeting.id, person_id=person.id, answer=answer, presence=presence))
    published_at = meeting.ends_at + PUBLISHED_AFTER
    published = published_at < clock.now() and not given.get("to_publish")
    year = clock.in_paris(published_at).year
    minutes = Minutes(meeting=meeting, state=MinutesState.IN_REVIEW)
    if published:
        code = meeting.group.code
        minutes.state, minutes.published_at = MinutesState.PUBLISHED, published_at
        minutes.number = f"{code}-{year}-{next_number(f'minutes-{code}-{year}'):02}"
    db.session.add(minutes)
    for point, told in zip(meeting.points, given["points"], strict=True):
        for decided in told.get("decisions", []):
            db.session.add(
                Decision(
                    meeting=meeting,
                    point=point,
                    text=decided["text"],
                    items=[scene.items[key] for key in decided.get("items", [])],
                    number=f"{year}-{next_number(f'decisions-{year}'):02}" if published else None,
                    published_at=published_at if published else None,
                    visible_to_partners=bool(decided.get("items")) and chance.random() < 0.5,
                    created_at=meeting.starts_at,
                )
            )
        for action in told.get("actions", []):
            db.session.add(_action(scene, meeting, point, action, published_at if published else None, chance))


def _action(
    scene: Scene,
    meeting: Meeting,
    point: AgendaItem,
    given: dict[str, Any],
    published_at: datetime | None,
    chance: random.Random,
) -> ActionItem:
    held_on = clock.in_paris(meeting.starts_at).date()
    state, due_on, closed_on = _outcome(scene.today, held_on, given, chance)
    return ActionItem(
        group=meeting.group,
        meeting=meeting,
        point=point,
        title=given["title"],
        due_on=due_on,
        state=state,
        closed_on=closed_on,
        published_at=published_at,
        visible_to_partners=bool(given.get("items")) and chance.random() < 0.4,
        created_at=meeting.starts_at,
        owners=[scene.people[given["owner"]]],
        items=[scene.items[key] for key in given.get("items", [])],
    )


def _outcome(
    today: date, held_on: date, given: dict[str, Any], chance: random.Random
) -> tuple[ActionState, date, date | None]:
    """Where an action stands today: only recent meetings leave something open."""
    due_on, told = held_on + timedelta(days=given["due"]), given["outcome"]
    recent = today - held_on < STALE
    if told == "dropped":
        return ActionState.DROPPED, due_on, min(due_on, today)
    if told == "done" or not recent:
        closed_on = min(due_on + timedelta(days=chance.randint(-6, 5)), today - timedelta(days=1))
        return ActionState.DONE, due_on, max(closed_on, held_on)
    if told == "late":
        state = chance.choice([ActionState.TODO, ActionState.IN_PROGRESS])
        return state, min(due_on, today - timedelta(days=chance.randint(3, 12))), None
    state = ActionState.TODO if told == "todo" else ActionState.IN_PROGRESS
    return state, max(due_on, today + timedelta(days=chance.randint(2, 30))), None


def _answered(scene: Scene, meeting: Meeting) -> None:
    if meeting.state is not MeetingState.CALLED:
        return
    chance = random.Random(f"answers {meeting.title}")  # noqa: S311 - invented answers
    for person in scene.members[meeting.group.slug]:
        answer = chance.choices([*Answer, None], weights=(42, 8, 8, 8, 34))[0]
        if answer and person.password_hash is None:  # the named accounts answer themselves
            presence = Presence.EXCUSED if answer is Answer.NO else None
            db.session.add(
                Attendance(
                    meeting_id=meeting.id,
                    person_id=person.id,
                    answer=answer,
                    answered_at=meeting.called_at,
                    presence=presence,
                )
            )


def _call_the_next_meetings(scene: Scene) -> None:
    """The first draft of Jeunesse is called for good: its letters wait in the outbox."""
    first = db.session.scalars(
        select(Meeting)
        .where(Meeting.group_id == scene.groups["jeunesse"].id, Meeting.state == MeetingState.DRAFT)
        .order_by(Meeting.starts_at)
        .limit(1)
    ).one()
    call_meeting(first)


def _note_taker(scene: Scene) -> None:
    """A member takes the notes of the next meeting of Jeunesse."""
    group = scene.groups["jeunesse"]
    coming = (Meeting.group_id == group.id, Meeting.state == MeetingState.CALLED, Meeting.ends_at > clock.now())
    meeting = db.session.scalars(select(Meeting).where(*coming).order_by(Meeting.starts_at).limit(1)).one()
    leading = _leading(group)
    takers = (one for one in scene.members[group.slug] if one.id not in leading and one.email)
    meeting.note_taker_id = next(takers).id


def _substitute(scene: Scene) -> None:
    """A member who cannot come to the next meeting of Jeunesse sends a colleague, who has said that they come."""
    group = scene.groups["jeunesse"]
    coming = (Meeting.group_id == group.id, Meeting.state == MeetingState.CALLED, Meeting.starts_at > clock.now())
    meeting = db.session.scalars(select(Meeting).where(*coming).order_by(Meeting.starts_at).limit(1)).one()
    others = (one for one in scene.members[group.slug] if one.id not in _leading(group) and one.password_hash is None)
    for person in others:
        colleague = next((one for one in colleagues(meeting, person) if one.email), None)
        if colleague and person.id != meeting.note_taker_id:
            substitutes.name_substitute(meeting, person, colleague.id)
            substitutes.answer(meeting, colleague, Answer.YES)
            return


def _hand_over(scene: Scene) -> None:
    """A group changes hands: somebody led it before, somebody leaves in a month."""
    told = content.read("handover")
    group = scene.groups[told["group"]]
    mandate = handovers.mandates(group)[0]
    successor = next(person for person in scene.members[group.slug] if person.id not in _leading(group))
    before = next(
        person for person in reversed(scene.members[group.slug]) if person.id not in {successor.id, *_leading(group)}
    )
    db.session.add(
        CoFacilitation(
            group_id=group.id,
            person_id=before.id,
            starts_on=scene.starts_on,
            ends_on=scene.starts_on + timedelta(days=told["days_led_before"]),
        )
    )
    handover.prepare(
        mandate,
        mandate.person,
        scene.today + timedelta(days=told["days_left"]),
        [successor],
        successor,
        dict.fromkeys(handovers.open_actions(group, mandate.person), successor),
        dict.fromkeys(handovers.unpublished(group), successor),
        told["words"].strip(),
    )


def _leading(group: Group) -> set[int]:
    return {mandate.person_id for mandate in handovers.mandates(group)}
