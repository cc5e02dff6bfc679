"""What a file would change, told before anything is: each line is new, changes something, or says what is known."""

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workspace.imports.problems import NotImportable, Problem
from workspace.observatory import queries, words
from workspace.observatory.models import HERE, Indicator, Measure
from workspace.observatory.reading import COLUMNS, YEARS, Line, wrong_base
from workspace.versions import digest_of

UNSAID = dict.fromkeys(("wording", "qualifier", "base_unit", "base_note"), "")  # by a file without these columns


class Fate(enum.StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Step:
    """What becomes of a line: of its indicator and of its measure."""

    line: Line
    label: str
    unit: str
    indicator: Fate
    measure: Fate
    changes: Sequence[str]  # in words, of what is known

    @property
    def fate(self) -> Fate:
        """Of the line as a whole."""
        if Fate.NEW in (self.measure, self.indicator):
            return Fate.NEW
        return Fate.CHANGED if Fate.CHANGED in (self.measure, self.indicator) else Fate.SAME

    @property
    def said(self) -> str:
        """The measure as it will be read."""
        if not self.line.measure:
            return ""
        measure = Measure(**{**UNSAID, **self.line.measure})
        place = "" if measure.territory == HERE else f"{words.territory(measure.territory, '')}, "
        return place + words.whole(measure, self.unit)


@dataclass(frozen=True)
class Plan:
    steps: Sequence[Step]

    def number(self, fate: Fate) -> int:
        return sum(step.fate is fate for step in self.steps)

    @property
    def new_indicators(self) -> int:
        return len({step.line.code for step in self.steps if step.indicator is Fate.NEW})

    @property
    def to_do(self) -> list[Step]:
        return [step for step in self.steps if step.fate is not Fate.SAME]

    @property
    def version(self) -> str:
        """Another when what is here changed since the plan was shown."""
        return digest_of([(one.line.number, one.indicator.value, one.measure.value, one.changes) for one in self.steps])


def plan(lines: Sequence[Line]) -> Plan:
    """What these lines would do to what is here.

    Raises:
        NotImportable: one speaks of an indicator that nobody described, or does not fit what is known.
    """
    return Plan([step for step, *_ in compare(lines)])


def compare(lines: Sequence[Line]) -> list[tuple[Step, Indicator | None, Measure | None]]:
    """Each line with what is known of it, read and locked."""
    known = queries.by_code(line.code for line in lines)
    measures = queries.measures_by_key(known.values())
    described = {line.code: line.indicator for line in reversed(lines) if line.indicator}
    problems = [*_undescribed(lines, known, described), *_wrong_bases(lines, measures)]
    if problems:
        raise NotImportable(problems)
    told, found = set(known), []
    for line in lines:
        indicator, measure = known.get(line.code), measures.get(line.key) if line.measure else None
        given = described.get(line.code, {})
        label, unit = (given.get(name, getattr(indicator, name, "")) for name in ("label", "unit"))
        changes = [*_changes(indicator, line.indicator), *_changes(measure, line.measure)]
        fates = (
            Fate.NEW if line.code not in told else _fate(indicator, line.indicator),
            Fate.NEW if line.measure and measure is None else _fate(measure, line.measure),
        )
        told.add(line.code)
        found.append((Step(line, label, unit, *fates, changes), indicator, measure))
    return found


def _undescribed(
    lines: Sequence[Line], known: Mapping[str, Indicator], described: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    for line in lines:
        given = described.get(line.code, {})
        missing = [COLUMNS[name].heading for name in ("label", "theme") if not given.get(name)]
        if line.code not in known and missing:
            yield Problem(line.number, f"« {line.code} » est nouveau : il lui faut {' et '.join(missing)}.")
        elif line.indicator and any(line.indicator.get(name) == "" for name in ("label", "theme")):
            yield Problem(line.number, f"« {line.code} » : la case « Indicateur » ou « Thème » est vide.")


def _wrong_bases(lines: Sequence[Line], measures: Mapping[tuple[Any, ...], Measure]) -> Iterator[Problem]:
    """Of a file that says one part of a base, where the other is known."""
    for line in lines:
        measure = measures.get(line.key) if line.measure else None
        if measure is not None:
            answered, asked = (line.measure.get(name, getattr(measure, name)) for name in ("base_n", "base_total"))
            if wrong := wrong_base(answered, asked):
                yield Problem(line.number, wrong)


def _fate(kept: Indicator | Measure | None, given: Mapping[str, Any]) -> Fate:
    return Fate.CHANGED if list(_changes(kept, given)) else Fate.SAME


def _changes(kept: Indicator | Measure | None, given: Mapping[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        before = getattr(kept, name) if kept else value
        if before != value:
            heading = COLUMNS[YEARS if name in ("year", "first_year") else name].heading
            yield f"{heading} : {_shown(before)} devient {_shown(value)}"


def _shown(value: Any) -> str:
    text = str(value).replace(".", ",") if not isinstance(value, str | None) else value or ""
    return f"« {text[:80]}{'…' if len(text) > 80 else ''} »" if text else "rien"
