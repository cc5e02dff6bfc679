"""One person chosen among all, before a form that is about them: in a large federation, no list holds hundreds."""

from typing import Any

from flask import request, url_for

from workspace.forms import PersonField, words_asked
from workspace.pages import small_number
from workspace.people import queries

MOST = 20  # people that a search proposes
LONGEST_SEARCH = 100


class Choosing:
    """Who is chosen, which the field then offers alone; else those whom the words asked find.

    Its page has templates/people/_choose.html until somebody is chosen, people/_found.html for its part.
    """

    def __init__(self, field: PersonField) -> None:
        given, name = (request.form, field.name) if request.method == "POST" else (request.args, "personne")
        number = given.get(name, type=small_number)
        self.person = queries.person_to_choose(number) if number else None
        field.offer([self.person] if self.person else [])
        if self.person:
            field.data = self.person.id
        self.words = words_asked(request.args, "qui", LONGEST_SEARCH)
        found = [] if self.person else queries.people_to_choose(self.words, MOST + 1)
        self.has_more = len(found) > MOST
        self.people = found[:MOST] if self.words or not self.has_more else []  # all of them, when they are few

    @staticmethod
    def address(**asked: Any) -> str:
        """Of the same page, with nobody chosen or somebody."""
        return url_for(request.endpoint or "", **(request.view_args or {}), **asked)
