"""Where a file contradicts itself. Read on the tree, so that one slip elsewhere hides none of these."""

from collections.abc import Iterable, Iterator
from datetime import date

from workspace.imports.problems import Problem
from workspace.imports.reading import Given
from workspace.imports.shape import FEDERATION


def find(file: Given) -> Iterator[Problem]:
    project, pact = file["project"], file["pact"]
    items = list(_items(project))
    groups = [*file["groups"], *file["bodies"]]
    commitments, signatories = list(pact["commitments"]), list(pact["signatories"])

    yield from _same("id", items, "deux éléments du projet")
    yield from _same("id", signatories, "deux signataires")
    yield from _same("name", signatories, "deux signataires")
    for key in ("slug", "code", "name"):
        yield from _same(key, groups, "deux groupes ou instances")
    yield from _announced(file)

    known_items, known_groups = _values("id", items), _values("slug", groups)
    parties = _values("id", signatories) | {FEDERATION}
    yield from _same("group", file["group_links"], "deux listes de liens")
    for link in file["group_links"]:
        yield from _unknown([link["group"]], known_groups, "aucun groupe ni instance de ce fichier n’a pour slug")
    for serving in [*file["group_links"], *commitments]:
        yield from _unknown(serving["items"], known_items, "aucun élément de ce projet n’a pour id")
        yield from _twice(serving["items"])
    for commitment in commitments:
        yield from _unknown([commitment["party"]], parties, "aucun signataire de ce pacte n’a pour id")
        yield from _order(pact["signed_on"], commitment["due_on"], "l’échéance précède la signature du pacte", True)
    yield from _order(project["starts_on"], project["ends_on"], "le projet se termine avant d’avoir commencé")
    yield from _order(project["adopted_on"], project["ends_on"], "le projet se termine avant d’être adopté", True)
    yield from _order(pact["signed_on"], pact["ends_on"], "le pacte se termine avant d’être signé")


def _items(project: Given) -> Iterator[Given]:
    for orientation in [Given(0, keys={"objectives": project["standing_objectives"]}), *project["orientations"]]:
        yield orientation
        yield from orientation["actions"]
        for objective in orientation["objectives"]:
            yield objective
            yield from objective["actions"]


def _values(key: str, places: Iterable[Given]) -> set[str]:
    return {place[key].text for place in places} - {""}


def _same(key: str, places: Iterable[Given], who: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for place in sorted(places, key=lambda place: place[key].line):
        value, line = place[key].text, place[key].line
        if value in first:
            yield Problem(line, f"{who} ont le même {key} « {value} » (déjà ligne {first[value]}).")
        elif value:
            first[value] = line


def _unknown(places: Iterable[Given], known: set[str], what: str) -> Iterator[Problem]:
    for place in places:
        if place.text and place.text not in known:
            yield Problem(place.line, f"{what} « {place.text} ».")


def _twice(places: Iterable[Given]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place in places:
        if place.text in seen:
            yield Problem(place.line, f"« {place.text} » est cité deux fois dans la même liste.")
        seen.add(place.text)


def _announced(file: Given) -> Iterator[Problem]:
    announced, given = file["groups_announced"], len(list(file["groups"]))
    if announced.text.isdecimal() and announced.text != str(given):
        yield Problem(announced.line, f"{announced.text} groupes annoncés, {given} donnés sous « groups ».")


def _order(first: Given, last: Given, sentence: str, may_be_the_same_day: bool = False) -> Iterator[Problem]:
    before, after = _day(first), _day(last)
    if before and after and (after < before or (after == before and not may_be_the_same_day)):
        yield Problem(last.line, f"{sentence} ({first.text}, ligne {first.line}).")


def _day(place: Given) -> date | None:
    try:
        return date.fromisoformat(place.text)
    except ValueError:
        return None
