"""Looking for words among what somebody may read."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from workspace.activity.queries import readable_by
from workspace.database import db
from workspace.groups.queries import Standing
from workspace.meetings.models import AgendaItem, Meeting
from workspace.minutes.models import Minutes
from workspace.search.models import Findable, FindableWord, Kind
from workspace.search.told import Told, rows, told
from workspace.search.words import excerpt, marked, read, stems

SIZE = 20  # results of a page
MOST_WORDS = 10  # those beyond are left out
# What a reader tells apart, by the word of the address.
PLACES: Mapping[str, Sequence[Kind]] = {
    "comptes-rendus": [Kind.POINT],
    "decisions": [Kind.DECISION],
    "actions": [Kind.ACTION],
    "reunions": [Kind.MEETING],
    "projet": [Kind.ITEM, Kind.COMMITMENT],
    "groupes": [Kind.GROUP],
}


@dataclass(frozen=True)
class Result:
    told: Told
    title: Markup
    text: Markup  # the part that says the words


@dataclass(frozen=True)
class Found:
    results: Sequence[Result]
    number: int  # of the page, from 1
    has_more: bool
    is_asked: bool  # something was looked for: not spaces, nor words that every text says


def found(words: str, place: str, standing: Standing, person_id: int, number: int = 1) -> Found:
    """A page of what says all the words, the newest first; what has no date before.

    Args:
        place: a key of PLACES, or nothing for all.
        standing: of somebody of the network, who reads all kinds but minutes, which have a rule.
    """
    looked_for = stems(words)
    if not looked_for:
        return Found([], 1, has_more=False, is_asked=False)
    asked = _saying(looked_for).where(or_(Findable.kind != Kind.POINT, _in_minutes_of(standing, person_id)))
    if place in PLACES:
        asked = asked.where(Findable.kind.in_(PLACES[place]))
    page = asked.limit(SIZE + 1).offset((number - 1) * SIZE)
    keys = [(kind, thing_id) for kind, thing_id in db.session.execute(page)]
    results = [_result(one, looked_for) for one in _read(keys[:SIZE])]
    return Found(results, number, has_more=len(keys) > SIZE, is_asked=True)


def _saying(looked_for: Collection[str]) -> Select[Kind, int]:
    """What says all the stems. The longest is the rarest, as words go: its things are gone through, newest first, and
    asked for the others."""
    rarest, *others = sorted(looked_for, key=lambda stem: (-len(stem), stem))[:MOST_WORDS]
    asked = (
        select(Findable.kind, Findable.thing_id)
        .join(FindableWord, FindableWord.findable_id == Findable.id)
        .where(FindableWord.stem == rarest)
        .order_by(FindableWord.at.desc(), FindableWord.findable_id.desc())
    )
    for stem in others:
        also = aliased(FindableWord)
        asked = asked.where(select(literal(1)).where(also.findable_id == Findable.id, also.stem == stem).exists())
    return asked


def _in_minutes_of(standing: Standing, person_id: int) -> ColumnElement[bool]:
    readable = (
        select(literal(1))
        .select_from(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(AgendaItem.id == Findable.thing_id, readable_by(standing, person_id))
    )
    return readable.exists()


def _read(keys: Sequence[tuple[Kind, int]]) -> list[Told]:
    """What these things say, in this order; what went meanwhile is left out."""
    by_kind: dict[Kind, list[int]] = {}
    for kind, thing_id in keys:
        by_kind.setdefault(kind, []).append(thing_id)
    if not by_kind:
        return []
    every = union_all(*(told(kind, ids) for kind, ids in by_kind.items()))
    known = {(one.kind, one.thing_id): one for one in rows(db.session.execute(every))}
    return [known[key] for key in keys if key in known]


def _result(one: Told, looked_for: Set[str]) -> Result:
    return Result(one, marked(one.title, looked_for), excerpt(read(one.text), looked_for))
