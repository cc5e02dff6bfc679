"""The history of the demonstration's actions: who began, moved, discussed and closed them, and when."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workspace import clock
from workspace.actions.models import ActionEvent, ActionItem, ActionState, EventKind
from workspace.database import db
from workspace.demo import content
from workspace.groups.models import Group
from workspace.people.models import Person

HOUR = timedelta(hours=1)
LATEST = 19  # people write from nine to that hour


@dataclass
class Teller:
    """Writes what was done to one action, in the order of time: never before the one before, never later than now."""

    action: ActionItem
    owner: Person  # who speaks when nobody is named
    people: dict[str, Person]
    chance: random.Random
    last: datetime

    def note(self, kind: EventKind, at: datetime, person: Person | None = None, **told: Any) -> None:
        hour, minute = self.chance.randint(9, LATEST), self.chance.randint(0, 59)
        at = clock.in_paris(at).replace(hour=hour, minute=minute)
        self.last = min(max(at, self.last + HOUR), max(clock.now() - HOUR, self.last))
        by = person or self.owner
        db.session.add(ActionEvent(action_id=self.action.id, person_id=by.id, at=self.last, kind=kind, **told))

    def tell(self, given: dict[str, Any], at: datetime) -> None:
        """One line of the content: a comment, a date that moved, an owner who changed."""
        by = self.people[given["by"]] if "by" in given else None
        if "comment" in given:
            self.note(EventKind.COMMENT, at, by, text=given["comment"])
        elif "moved" in given and self.action.due_on is not None:
            before = self.action.due_on - timedelta(days=given["moved"])
            told = {"due_before": before, "due_on": self.action.due_on, "text": given["reason"]}
            self.note(EventKind.DUE_DATE, min(at, clock.start_of(before)), by, **told)
        elif "entrusted_from" in given:
            self.note(EventKind.WITHDRAWN, at, by, owner_id=self.people[given["entrusted_from"]].id)
            self.note(EventKind.ENTRUSTED, at, by, owner_id=self.owner.id)
        elif "entrusted_to" in given:
            self.note(EventKind.ENTRUSTED, at, by, owner_id=self.people[given["entrusted_to"]].id)


def follow_up(people: dict[str, Person], leaders: Callable[[Group], list[Person]]) -> None:
    """Give each published action its history: what its state says, and what the content tells of it."""
    told = {given["title"]: given for given in content.read("actions")["follow"]}
    published = select(ActionItem).where(ActionItem.published_at.is_not(None), ActionItem.meeting_id.is_not(None))
    loaded = published.options(selectinload(ActionItem.owners), selectinload(ActionItem.meeting))
    for action in db.session.scalars(loaded.order_by(ActionItem.id)):
        begins = action.meeting.ends_at if action.meeting else action.created_at
        _history(_teller(action, people, leaders, begins), told.get(action.title, {}))


def decided_between_meetings(
    people: dict[str, Person], groups: dict[str, Group], leaders: Callable[[Group], list[Person]]
) -> None:
    """The actions that a group added without meeting, with their history."""
    for given in content.read("actions")["between"]:
        at = clock.now() - timedelta(days=given["ago"])
        state, today = ActionState(given["state"]), clock.today()
        action = ActionItem(
            group=groups[given["group"]],
            title=given["title"],
            owners=[people[key] for key in given["owners"]],
            due_on=today + timedelta(days=given["due"]),
            state=state,
            closed_on=today + timedelta(days=given["due"]) if state is ActionState.DONE else None,
            created_at=at,
            published_at=at,
        )
        db.session.add(action)
        db.session.flush()
        creator = people[given["creator"]]
        db.session.add(ActionEvent(action_id=action.id, person_id=creator.id, at=at, kind=EventKind.CREATED))
        _history(_teller(action, people, leaders, at), given)


def _teller(
    action: ActionItem, people: dict[str, Person], leaders: Callable[[Group], list[Person]], begins: datetime
) -> Teller:
    """Owners speak of their action; for whoever has no account, a co-facilitator does."""
    owner = next((one for one in action.owners if one.email), None) or leaders(action.group)[0]
    return Teller(action, owner, people, random.Random(f"history {action.title}"), begins)  # noqa: S311 - invented


def _history(teller: Teller, given: dict[str, Any]) -> None:
    action = teller.action
    begins, lines = teller.last, given.get("told", [])
    ends = action.closed_at or clock.now()
    seen_begun = teller.chance.random() < 0.6
    begun = action.state is ActionState.IN_PROGRESS or (action.state is ActionState.DONE and seen_begun)
    steps = len(lines) + 2
    if begun:
        teller.note(EventKind.STATE, begins + (ends - begins) / steps, state=ActionState.IN_PROGRESS)
    for line, at in _spread(lines, begins, ends, steps):
        teller.tell(line, at)
    if action.closed_at is not None:
        teller.note(EventKind.STATE, action.closed_at, state=action.state, text=given.get("reason", ""))


def _spread(
    lines: list[dict[str, Any]], begins: datetime, ends: datetime, steps: int
) -> Iterable[tuple[dict[str, Any], datetime]]:
    """The lines, as far from each other as the life of the action allows."""
    return ((line, begins + (ends - begins) * rank / steps) for rank, line in enumerate(lines, 2))
