"""A YAML file as a tree that remembers its lines.

Every scalar stays the text that was typed: « no » is a word and a date is read where a date is expected.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import NoneType
from typing import Any

import yaml

from workspace.imports.problems import NotImportable, Problem

LARGEST = 1_000_000  # bytes
DEEPEST = 12
NOTHING = re.compile(r"~|null|Null|NULL|")


@dataclass(frozen=True)
class Given:
    """One place of the file. What is absent or of another kind is an empty place: checks read without guards."""

    line: int
    text: str = ""
    keys: dict[str, "Given"] = field(default_factory=dict)
    rows: list["Given"] = field(default_factory=list)
    kind: type = NoneType  # str, dict, list, or NoneType where nothing was typed

    def __getitem__(self, key: str | int) -> "Given":
        return self.rows[key] if isinstance(key, int) else self.keys.get(key, Given(self.line))

    def __iter__(self) -> Iterator["Given"]:
        return iter(self.rows)

    @property
    def plain(self) -> Any:
        """Dictionaries, lists and texts, without the keys after which nothing was typed."""
        if self.kind is dict:
            return {name: place.plain for name, place in self.keys.items() if place.kind is not NoneType}
        if self.kind is list:
            return [place.plain for place in self.rows]
        return self.text if self.kind is str else None

    def line_of(self, path: tuple[str | int, ...]) -> int:
        place = self
        for step in path:
            place = place[step]
        return place.line


def read(content: bytes) -> Given:
    """The tree of a file.

    Raises:
        NotImportable: it is too large or no readable YAML, or uses what a file of facts does without.
    """
    if len(content) > LARGEST:
        raise NotImportable([Problem(1, "ce fichier dépasse 1 Mo : un projet fédéral tient en bien moins.")])
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise NotImportable([Problem(line, "ce n’est pas de l’UTF-8 : réenregistrez le fichier.")]) from None
    try:
        problems = list(_forbidden(text))
        root = None if problems else yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise NotImportable([_broken(error, text)]) from None
    if problems:
        raise NotImportable(problems)
    if root is None:
        raise NotImportable([Problem(1, "ce fichier est vide.")])
    given = _tree(root, 1, problems)
    if problems:
        raise NotImportable(problems)
    return given


def _forbidden(text: str) -> Iterator[Problem]:
    """What is refused before the tree is built: too deep a file would exhaust it, an alias could multiply it."""
    depth = documents = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = _line(event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                yield Problem(line, "un second document commence ici : un fichier n’en contient qu’un.")
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            yield Problem(line, f"les renvois (*{anchor}) ne sont pas admis : écrivez le texte.")
        elif anchor:
            yield Problem(line, f"les ancres (&{anchor}) ne sont pas admises : écrivez le texte.")
        if tag:
            yield Problem(line, f"les étiquettes ({tag}) ne sont pas admises : écrivez du texte simple.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield Problem(line, f"trop de niveaux emboîtés ({DEEPEST} au plus).")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _tree(node: yaml.Node, line: int, problems: list[Problem]) -> Given:
    if isinstance(node, yaml.MappingNode):
        keys: dict[str, Given] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                problems.append(Problem(_line(key), "une clé est un mot, pas une liste."))
            elif key.value in keys:
                said = f"la clé « {key.value} » est donnée deux fois (déjà ligne {keys[key.value].line})."
                problems.append(Problem(_line(key), said))
            else:
                keys[key.value] = _tree(value, _line(key), problems)
        return Given(line, keys=keys, kind=dict)
    if isinstance(node, yaml.SequenceNode):
        return Given(line, rows=[_tree(value, _line(value), problems) for value in node.value], kind=list)
    if isinstance(node, yaml.ScalarNode) and (node.style or not NOTHING.fullmatch(node.value)):
        return Given(line, text=str(node.value).strip(), kind=str)
    return Given(line)


def _broken(error: yaml.YAMLError, text: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        return Problem(mark.line + 1, "ce n’est plus du YAML à partir d’ici : retrait, deux-points ou guillemet ?")
    position = getattr(error, "position", 0)
    return Problem(text[:position].count("\n") + 1, "un caractère de contrôle n’est pas admis ici.")


def _line(where: yaml.Node | yaml.Event) -> int:
    return where.start_mark.line + 1 if where.start_mark else 1
