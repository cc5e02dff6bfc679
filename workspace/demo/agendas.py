"""The demonstration's agendas in the making: points that wait, the model of a group, a draft that says where actions
stand."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from workspace import clock
from workspace.actions import lines
from workspace.actions import queries as actions
from workspace.agendas.models import ModelPoint
from workspace.agendas.operations import park_point, place_point
from workspace.database import db
from workspace.demo import content
from workspace.groups.models import Group
from workspace.meetings import operations as meetings
from workspace.meetings.models import AgendaItem, Meeting, MeetingState, PointKind
from workspace.people.models import Person

FOLLOWED = 4


def add_agendas(groups: Mapping[str, Group], members: Mapping[str, Sequence[Person]]) -> None:
    told = content.read("agendas")
    group, people = groups[told["group"]], members[told["group"]]
    for position, given in enumerate(told["model"], 1):
        said = {"title": given["title"], "kind": PointKind(given["kind"]), "minutes": given["minutes"]}
        db.session.add(ModelPoint(group_id=group.id, position=position, text="", **said))
    for number, given in enumerate(told["parked"]):
        parked = park_point(
            group,
            given["title"],
            PointKind(given["kind"]),
            given["minutes"],
            given["text"].strip(),
            proposed_by=people[number % len(people)],
        )
        parked.created_at = clock.now() - timedelta(days=given["ago"])
    untreated = _last_point(group)
    park_point(group, untreated.title, untreated.kind, 30, told["untreated"], from_point=untreated)
    _prepare(group, people)
    db.session.flush()


def _last_point(group: Group) -> AgendaItem:
    """Of the last meeting held."""
    return db.session.scalars(
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.group_id == group.id, Meeting.state == MeetingState.HELD)
        .order_by(Meeting.starts_at.desc(), AgendaItem.position.desc())
        .limit(1)
    ).one()


def _prepare(group: Group, people: Sequence[Person]) -> None:
    """The first draft of the group already follows its actions, and holds a point that waited."""
    draft = db.session.scalars(
        select(Meeting)
        .where(Meeting.group_id == group.id, Meeting.state == MeetingState.DRAFT)
        .order_by(Meeting.starts_at)
        .limit(1)
    ).first()
    if draft is None:
        return
    text = "\n".join(f"- {lines.citing(action.id)}" for action in actions.open_of_group(group, FOLLOWED))
    meetings.add_point(draft, "Où en sont nos actions", PointKind.EXCHANGE, 10, (), text, people[0].id)
    waited = park_point(group, "Une charte de nos réseaux sociaux", minutes=20, proposed_by=people[-1])
    place_point(waited, draft)
