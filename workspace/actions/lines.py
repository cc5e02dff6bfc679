"""Actions inside texts: a text keeps only the id of an action, readers see what it says today."""

import re
from collections.abc import Collection, Mapping

from workspace.actions.models import ActionItem, ActionState
from workspace.french import short_day

CITED = re.compile(r"\[\[action (\d{1,9})\]\]")
STATES = {
    ActionState.TODO: "à faire",
    ActionState.IN_PROGRESS: "en cours",
    ActionState.DONE: "close",
    ActionState.DROPPED: "abandonnée",
}
MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")


def citing(action_id: int) -> str:
    """How a text names an action."""
    return f"[[action {action_id}]]"


def cited_ids(texts: Collection[str]) -> set[int]:
    return {int(number) for text in texts for number in CITED.findall(text)}


def told(text: str, cited: Mapping[int, ActionItem]) -> str:
    """The text with what each action says today, as Markdown; one that is gone is said to be."""

    def words(found: re.Match[str]) -> str:
        action = cited.get(int(found[1]))
        return in_words(action) if action else "(action retirée)"

    return CITED.sub(words, re.sub(r"\[[ xX]\] (?=\[\[action )", "", text))


def in_words(action: ActionItem) -> str:
    """« ☐ Nadia B. : appeler la Caf, pour le 15 mars (à faire) »: the state in words, not only by the box."""
    box = "☑" if action.state is ActionState.DONE else "☐"
    owners = ", ".join(owner.short_name for owner in action.owners)
    who = f"**{_plain(owners)}**\N{NO-BREAK SPACE}: " if owners else ""
    due = f", pour le {short_day(action.due_on)}" if action.due_on else ""
    return f"{box} {who}{_plain(action.title)}{due} ({STATES[action.state]})"


def _plain(text: str) -> str:
    """Words that Markdown leaves alone."""
    return MARKDOWN.sub(r"\\\1", text)
