"""Looking for words among what somebody may read."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import aliased

from workspace import clock
from workspace.activity.queries import Reads, readable, reads_of
from workspace.database import db, prepared
from workspace.groups.queries import Standing
from workspace.meetings.models import AgendaItem, Meeting
from workspace.minutes.models import Minutes
from workspace.representation import queries as representation
from workspace.representation.models import MandateReport
from workspace.search.models import Findable, FindableWord, Kind
from workspace.search.told import Told, of_each_kind, rows
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
    "observatoire": [Kind.INDICATOR],
    "ressources": [Kind.DOCUMENT],
    "representations": [Kind.SEAT, Kind.REPORT],
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
        standing: of somebody of the network, who reads all but minutes and reports from outside, which have rules.
    """
    looked_for = stems(words)
    if not looked_for:
        return Found([], 1, has_more=False, is_asked=False)
    known = _how_often(sorted(looked_for)[:MOST_WORDS])
    # What says the rarest is gone through, newest first, and asked for the others.
    rarest, *others = sorted(known, key=lambda stem: (known[stem], stem))
    reader = person_id, standing.group_ids, standing.led_ids
    asked = _saying(
        rarest,
        others,
        len(others),
        PLACES.get(place, list(Kind)),
        *reader,
        (number - 1) * SIZE,
        clock.today(),
        reads=reads_of(standing),
        all_reports=representation.reads_all(standing),
    )
    keys = [(kind, thing_id) for kind, thing_id in db.session.execute(*asked)]
    results = [_result(one, looked_for) for one in _told(keys[:SIZE])]
    return Found(results, number, has_more=len(keys) > SIZE, is_asked=True)


def _how_often(looked_for: Collection[str]) -> dict[str, int]:
    """How many things say each stem."""
    said = {stem: number for stem, number in db.session.execute(*_numbers(looked_for))}  # noqa: C416 - rows are no pairs
    return dict.fromkeys(looked_for, 0) | said


@prepared
def _numbers(looked_for: Collection[str]) -> Select[str, int]:
    return select(FindableWord.stem, func.count()).where(FindableWord.stem.in_(looked_for)).group_by(FindableWord.stem)


@prepared
def _saying(
    rarest: str,
    others: Collection[str],
    how_many: int,
    kinds: Collection[Kind],
    person_id: int,
    group_ids: Collection[int],
    led_ids: Collection[int],
    skipped: int,
    today: date,
    *,
    reads: Reads,
    all_reports: bool,
) -> Select[Kind, int]:
    """The things of these kinds that say all the stems: of minutes and of reports, those that the reader may read."""
    in_readable_minutes = (
        select(literal(1))
        .select_from(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(AgendaItem.id == Findable.thing_id, readable(reads, person_id, group_ids, led_ids))
        .exists()
    )
    is_readable = (
        select(literal(1))
        .where(
            MandateReport.id == Findable.thing_id,
            representation.in_sight(person_id, today, all_of_them=all_reports),
        )
        .exists()
    )
    also = aliased(FindableWord)
    said = select(func.count()).where(also.findable_id == Findable.id, also.stem.in_(others)).scalar_subquery()
    return (
        select(Findable.kind, Findable.thing_id)
        .join(FindableWord, FindableWord.findable_id == Findable.id)
        .where(
            FindableWord.stem == rarest,
            Findable.kind.in_(kinds),
            said == how_many,
            or_(Findable.kind != Kind.POINT, in_readable_minutes),
            or_(Findable.kind != Kind.REPORT, is_readable),
        )
        .order_by(FindableWord.at.desc(), FindableWord.findable_id.desc())
        .limit(SIZE + 1)
        .offset(skipped)
    )


def _told(keys: Sequence[tuple[Kind, int]]) -> list[Told]:
    """What these things say, in this order; what went meanwhile is left out."""
    ids = ([thing_id for one, thing_id in keys if one is kind] for kind in Kind)
    known = {(one.kind, one.thing_id): one for one in rows(db.session.execute(*of_each_kind(*ids)))}
    return [known[key] for key in keys if key in known]


def _result(one: Told, looked_for: Set[str]) -> Result:
    return Result(one, marked(one.title, looked_for), excerpt(read(one.text), looked_for))
