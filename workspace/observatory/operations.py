"""Indicators and measures written by hand, or many at once from a file."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from workspace.database import db
from workspace.journal.operations import record
from workspace.observatory import importing, queries
from workspace.observatory.importing import Fate, Plan
from workspace.observatory.models import Indicator, Measure
from workspace.observatory.reading import Line
from workspace.project.models import ProjectItem
from workspace.refusals import Refused
from workspace.versions import Stale, digest_of

INDICATOR_FIELDS = ("code", "label", "theme", "subtheme", "unit", "description")
MEASURE_FIELDS = (
    "first_year", "year", "territory", "value", "wording", "qualifier", "base_n", "base_total", "base_unit",
    "base_note", "source", "page", "quote", "note",
)  # fmt: skip
CODE_TAKEN = "Ce code est déjà celui d’un autre indicateur."
MEASURE_TAKEN = "Cette mesure est déjà là : même année, même territoire, même source, même page."
REMOVED = "Quelqu’un vient de le retirer de l’observatoire : il n’est plus là."
MEASURE_REMOVED = "Quelqu’un vient de retirer cette mesure : elle n’est plus là."
TOGETHER = "Quelqu’un importait au même moment : rien n’est écrit. Recommencez."


def version_of(thing: Indicator | Measure) -> str:
    """What a form carries to tell whether the thing changed since; an indicator is given with its items."""
    if isinstance(thing, Measure):
        return digest_of([str(getattr(thing, name)) for name in MEASURE_FIELDS])
    return digest_of([getattr(thing, name) for name in INDICATOR_FIELDS], [item.id for item in thing.items])


def create_indicator(items: Sequence[ProjectItem], **typed: Any) -> Indicator:
    """A new indicator: the keys of `typed` are INDICATOR_FIELDS.

    Raises:
        Refused: another has this code.
    """
    indicator = Indicator(**typed, items=list(items))
    _keep(CODE_TAKEN, indicator)
    record("observatory/created", indicator, label=indicator.label)
    return indicator


def edit_indicator(indicator: Indicator, seen: str, items: Sequence[ProjectItem], **typed: Any) -> None:
    """Describe it otherwise, or beside other items of the project.

    Raises:
        Stale: it changed since `seen`, and to something else.
        Refused: another has this code; somebody removed it.
    """
    if not _is_there(indicator):
        raise Refused(REMOVED)
    indicator = queries.whole(indicator.id, is_locked=True)
    is_same = all(getattr(indicator, name) == value for name, value in typed.items())
    if is_same and {one.id for one in indicator.items} == {one.id for one in items}:
        return
    if seen != version_of(indicator):
        raise Stale
    _keep(CODE_TAKEN, indicator, typed | {"items": sorted(items, key=lambda item: item.position)})
    record("observatory/edited", indicator, label=indicator.label)


def remove_indicator(indicator: Indicator) -> None:
    """With all its measures; the items of the project stay as they are. Twice is once."""
    if not _is_there(indicator):
        return
    record("observatory/removed", indicator, label=indicator.label)
    db.session.execute(delete(Measure).where(Measure.indicator_id == indicator.id))
    db.session.delete(queries.whole(indicator.id))
    db.session.flush()


def add_measure(indicator: Indicator, **typed: Any) -> Measure:
    """What a source says of it: the keys of `typed` are MEASURE_FIELDS.

    Raises:
        Refused: the same page of the same source is already there, for this year and territory; somebody removed the
            indicator.
    """
    if not _is_there(indicator):
        raise Refused(REMOVED)
    measure = Measure(indicator_id=indicator.id, **typed)
    _keep(MEASURE_TAKEN, measure)
    record("observatory/measured", indicator, label=indicator.label, year=measure.year)
    return measure


def edit_measure(measure: Measure, seen: str, **typed: Any) -> None:
    """Correct it.

    Raises:
        Stale: it changed since `seen`, and to something else.
        Refused: it would be another that is already there; somebody removed it.
    """
    try:
        db.session.refresh(measure, MEASURE_FIELDS, with_for_update=True)
    except InvalidRequestError:
        raise Refused(MEASURE_REMOVED) from None
    if all(getattr(measure, name) == value for name, value in typed.items()):
        return
    if seen != version_of(measure):
        raise Stale
    _keep(MEASURE_TAKEN, measure, typed)
    record("observatory/measure-edited", measure.indicator, label=measure.indicator.label, year=measure.year)


def remove_measure(measure: Measure) -> None:
    """Take it off the series. Twice is once."""
    if not _is_there(measure):
        return
    record("observatory/measure-removed", measure.indicator, label=measure.indicator.label, year=measure.year)
    db.session.delete(measure)
    db.session.flush()


def import_lines(lines: Sequence[Line], seen: str | None = None) -> Plan:
    """Write what the lines of a file say; what they do not name stays. The same file again changes nothing.

    Args:
        seen: the version of the plan that was shown, if one was.

    Raises:
        NotImportable: a line speaks of an indicator that nobody described, or does not fit what is known.
        Stale: what is here is no longer what the plan was made from.
        Refused: somebody else imported the same things at the same moment.
    """
    compared = importing.compare(lines)
    done = Plan([step for step, *_ in compared])
    if seen is not None and seen != done.version:
        raise Stale
    made: dict[str, Indicator] = {}
    try:
        with db.session.begin_nested():  # two at once: unique codes and keys let one through
            for step, indicator, measure in compared:
                line = step.line
                indicator = indicator or made.get(line.code)
                if indicator is None:
                    indicator = made[line.code] = Indicator(code=line.code, **_described(line, lines))
                    db.session.add(indicator)
                _write(indicator, line.indicator)
                if step.measure is Fate.NEW:
                    db.session.add(Measure(indicator=indicator, **line.measure))
                elif measure is not None:
                    _write(measure, line.measure)
    except IntegrityError:
        raise Refused(TOGETHER) from None
    if done.to_do:
        record("observatory/imported", None, number=len(done.to_do))
    return done


def _described(line: Line, lines: Sequence[Line]) -> dict[str, str]:
    """What a file says of an indicator that it brings: once, on any of its lines."""
    return dict(next(one.indicator for one in lines if one.code == line.code and one.indicator))


def _write(thing: Indicator | Measure, given: Any) -> None:
    for name, value in given.items():
        if getattr(thing, name) != value:
            setattr(thing, name, value)


def _is_there(thing: Indicator | Measure) -> bool:
    """Whoever removes it at the same moment is waited for."""
    kind = type(thing)
    return db.session.scalar(select(kind.id).where(kind.id == thing.id).with_for_update()) is not None


def _keep(taken: str, thing: Indicator | Measure, typed: dict[str, Any] | None = None) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(thing)
            _write(thing, typed or {})
    except IntegrityError:
        raise Refused(taken) from None
