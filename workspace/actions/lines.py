"""Actions inside texts: a text keeps only the id of an action, readers see what it says today."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workspace.actions.models import ActionItem, ActionState
from workspace.french import fold, short_day
from workspace.people.models import Person

CITED = re.compile(r"\[\[action (\d{1,9})\]\]")
MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")


def citing(action_id: int) -> str:
    """How a text names an action."""
    return f"[[action {action_id}]]"


def cited_ids(texts: Collection[str]) -> set[int]:
    return {int(number) for text in texts for number in CITED.findall(text)}


def told(text: str, cited: Mapping[int, ActionItem]) -> str:
    """The text with what each action says today, as Markdown; one that is gone, or not known yet, is said to be."""

    def words(found: re.Match[str]) -> str:
        action = cited.get(int(found[1]))
        return in_words(action) if action else "(action retirée ou pas encore publiée)"

    return CITED.sub(words, re.sub(r"\[[ xX]\] (?=\[\[action )", "", text))


def in_words(action: ActionItem) -> str:
    """« ☐ Nadia B. : appeler la Caf, pour le 15 mars (à faire) »: the state in words, not only by the box."""
    box = "☑" if action.state is ActionState.DONE else "☐"
    owners = ", ".join(owner.short_name for owner in action.owners)
    who = f"**{_plain(owners)}**\N{NO-BREAK SPACE}: " if owners else ""
    due = f", pour le {short_day(action.due_on)}" if action.due_on else ""
    return f"{box} {who}{_plain(action.title)}{due} ({action.state.words.lower()})"


def _plain(text: str) -> str:
    """Words that Markdown leaves alone."""
    return MARKDOWN.sub(r"\\\1", text)


# A box before the name of an action: what is ticked there is the state of the action.
BOX = re.compile(r"\[([ xX])\] \[\[action (\d{1,9})\]\]")


def ticked(text: str) -> set[int]:
    return {int(number) for box, number in BOX.findall(text) if box != " "}


def with_ticks(text: str, cited: Mapping[int, ActionItem]) -> str:
    """The text for whoever writes: each box as its action stands today."""

    def box(found: re.Match[str]) -> str:
        action = cited.get(int(found[2]))
        done = action.state is ActionState.DONE if action else found[1] != " "
        return f"[{'x' if done else ' '}] [[action {found[2]}]]"

    return BOX.sub(box, text)


# « - [ ] @nadia appeler la Caf avant le 15 mars »: an action as one types it.
ASKED = re.compile(r"\s*[-*+] \[ ?\] @(?P<who>[^\W\d_][\w’'-]*(?: [^\W\d_]\.)?) +(?P<what>\S.*)")
MOST_ASKED = 30  # offered at once: the others come once these are answered
TITLE = 200  # characters
LONGEST_LINE = TITLE + 100  # with its date: in a longer one no date is looked for
TOO_LONG = f"Une action tient en {TITLE} caractères : raccourcissez la ligne."
MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
BEFORE = r"[\s,]+(?:avant|pour|d.ici|d.ici a)?\s*"
WRITTEN_DAY = re.compile(BEFORE + r"(?:le|au)\s+(\d{1,2})(?:er)?\s+(" + "|".join(MONTHS) + r")(?:\s+(\d{4}))?\s*[.!]?$")
SHORT_DAY = re.compile(BEFORE + r"(?:le|au)\s+(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\s*[.!]?$")
NAMED_DAY = re.compile(BEFORE + r"(?:le\s+)?(aujourd.hui|demain|" + "|".join(DAYS) + r")(?:\s+prochain)?\s*[.!]?$")


@dataclass(frozen=True)
class Asked:
    """An action that a line asks for; `problem` says in words why it cannot be entrusted as it is."""

    line: str
    title: str
    owner: Person | None = None
    due_on: date | None = None
    problem: str = ""


def replaced(line: str, action_id: int) -> str:
    """The line once its action exists."""
    return f"{line[: line.index('[')]}[ ] {citing(action_id)}"


def asked_in(text: str, people: Sequence[Person], there: Collection[int], day: date) -> list[Asked]:
    """The first actions that lines of a text ask for, as of a day; the people who are there are meant first."""
    found = [one for line in text.splitlines() if (one := ASKED.fullmatch(line))]
    return [_asked(one, people, there, day) for one in found[:MOST_ASKED]]


def _asked(found: re.Match[str], people: Sequence[Person], there: Collection[int], day: date) -> Asked:
    line, what = found[0], found["what"].strip()
    if len(what) > LONGEST_LINE:
        return Asked(line, what[:TITLE], problem=TOO_LONG)
    said = _without_accents(what)
    start, due_on, problem = _date(said, day)
    title = what[:start].rstrip(" ,.") or what
    meant = _meant(found["who"], people)
    present = [person for person in meant if person.id in there]
    chosen = present if len(present) == 1 else meant
    if problem:
        return Asked(line, title, problem=problem)
    if not chosen:
        return Asked(line, title, problem=f"Personne ne s’appelle « {found['who']} » dans cette réunion.")
    if len(chosen) > 1:
        names = ", ".join(f"@{person.short_name}" for person in chosen)
        return Asked(line, title, problem=f"Plusieurs personnes portent ce prénom : écrivez {names}.")
    if len(title) > TITLE:
        return Asked(line, title, problem=TOO_LONG)
    return Asked(line, title, chosen[0], due_on)


def _meant(who: str, people: Sequence[Person]) -> list[Person]:
    """By first name, or first name and initial."""
    wanted = fold(who)
    return [person for person in people if wanted in (fold(person.first_name), fold(person.short_name))]


def _without_accents(text: str) -> str:
    """The same length as the text, so that places in one are places in the other."""
    return "".join(fold(sign) if len(fold(sign)) == 1 else sign for sign in text)


def _date(said: str, day: date) -> tuple[int, date | None, str]:
    """Where the date begins in a line, the day it names, what is wrong with it."""
    if found := NAMED_DAY.search(said):
        return found.start(), _named(found[1], day), ""
    found = WRITTEN_DAY.search(said) or SHORT_DAY.search(said)
    if not found:
        return len(said), None, ""
    month = MONTHS.index(found[2]) + 1 if found[2] in MONTHS else int(found[2])
    try:
        due_on = _next(int(found[1]), month, found[3], day)
    except ValueError:
        return found.start(), None, f"Cette date n’existe pas : {found[1]} {found[2]}."
    if due_on < day:
        return found.start(), None, "Cette date est avant la réunion."
    return found.start(), due_on, ""


def _next(number: int, month: int, year: str | None, day: date) -> date:
    """Without a year, the first one to come."""
    if year:
        return date(int(year), month, number)
    for coming in range(day.year, day.year + 5):  # a 29 February may be years away
        try:
            due_on = date(coming, month, number)
        except ValueError:
            if (number, month) != (29, 2):
                raise
            continue
        if due_on >= day:
            return due_on
    raise ValueError


def _named(word: str, day: date) -> date:
    """« demain », « vendredi »: the next one."""
    if word not in DAYS:
        return day + timedelta(days=word == "demain")
    return day + timedelta(days=(DAYS.index(word) - day.weekday() - 1) % 7 + 1)
