"""Lines of the journal as they are read: a name, a sentence, the group, where the object is."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import url_for
from markupsafe import Markup

from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import Base
from workspace.french import french, of_name
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.journal import queries
from workspace.journal.models import Entry
from workspace.journal.sentences import NOBODY, SENTENCES
from workspace.library.models import Document
from workspace.meetings.models import Meeting
from workspace.pacts.models import CooperationPact
from workspace.pagination import Page
from workspace.representation.models import ExternalMandate
from workspace.reviews.models import Sitting

# The objects that have a history of their own: the word of its address, what it is, the page of the object.
THINGS: dict[str, tuple[type[Base], str]] = {
    "groupe": (Group, ""),
    "reunion": (Meeting, "meetings.show"),
    "action": (ActionItem, "actions.show"),
    "pacte": (CooperationPact, "pacts.show"),
    "revue": (Sitting, "reviews.show"),
    "representation": (ExternalMandate, "representation.show"),
    "ressource": (Document, "library.show"),
}
PAGES = {model.__tablename__: endpoint for model, endpoint in THINGS.values() if endpoint}
PAGES["indicator"] = "observatory.show"


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    sentence: Markup
    group: Group | None
    address: str  # of the object's page; empty when it has none, or is gone


class Told(dict[str, str]):
    """What a sentence asks for; « de person » is made of « person »."""

    def __missing__(self, word: str) -> str:
        name = word.removeprefix("de ")
        return of_name(self[name]) if name in self else "…"  # a line older than a word of its sentence


def read(page: Page[Entry]) -> Page[Line]:
    """The lines of a page, in four statements however many they are."""
    people, gone = queries.people_in(page.rows), queries.gone(page.rows)
    known = {group.id: group for group in groups.all_groups(with_closed=True)} if page.rows else {}

    def line(entry: Entry) -> Line:
        names = {word: people[person_id].name for word, person_id in entry.people.items()}
        who = people[entry.person_id].name if entry.person_id else NOBODY
        told = Told(entry.facts | names)
        sentence = Markup(french(SENTENCES[entry.kind])).format_map(told)  # noqa: S704 (ours; it escapes what is told)
        address = ""
        if entry.thing in PAGES and (entry.thing, entry.thing_id) not in gone:
            address = url_for(PAGES[entry.thing], id=entry.thing_id)
        return Line(entry.at, who[:1].upper() + who[1:], sentence, known.get(entry.group_id or 0), address)

    return Page([line(entry) for entry in page.rows], page.number, page.total, page.size)


def by_day(lines: Page[Line]) -> list[tuple[date, list[Line]]]:
    """The lines of a page, by day in Paris."""
    return [(day, list(group)) for day, group in groupby(lines.rows, key=lambda line: clock.in_paris(line.at).date())]
