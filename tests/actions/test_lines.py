"""Actions typed in notes, as people type them."""

from datetime import date
from types import SimpleNamespace

import pytest

from workspace.actions.lines import asked_in, replaced, ticked, with_ticks
from workspace.actions.models import ActionState
from workspace.people.models import Person

TODAY = date(2026, 11, 28)  # a Saturday


def someone(number, first_name, last_name):
    person = Person(first_name=first_name, last_name=last_name)
    person.id = number
    return person


NADIA, NADIA_C, INES = someone(1, "Nadia", "Bel"), someone(2, "Nadia", "Cohen"), someone(3, "Inès", "Dia")


def read(line, people=(NADIA, INES), there=()):
    return asked_in(line, people, there, TODAY)[0]


@pytest.mark.parametrize(
    ("line", "title", "due_on"),
    [
        ("- [ ] @nadia appeler la Caf avant le 15 mars", "appeler la Caf", date(2027, 3, 15)),
        ("* [ ] @Nadia appeler la Caf pour le 1er décembre.", "appeler la Caf", date(2026, 12, 1)),
        ("  - [] @nadia appeler la Caf d’ici le 3 août 2028", "appeler la Caf", date(2028, 8, 3)),
        ("- [ ] @nadia appeler la Caf avant le 02/12", "appeler la Caf", date(2026, 12, 2)),
        ("- [ ] @nadia appeler la Caf avant le 29 février", "appeler la Caf", date(2028, 2, 29)),
        ("- [ ] @nadia appeler la Caf demain", "appeler la Caf", date(2026, 11, 29)),
        ("- [ ] @nadia appeler la Caf avant vendredi", "appeler la Caf", date(2026, 12, 4)),
        ("- [ ] @nadia appeler la Caf avant samedi prochain", "appeler la Caf", date(2026, 12, 5)),
        ("- [ ] @nadia appeler la Caf", "appeler la Caf", None),
        ("- [ ] @nadia réserver pour le 9 janvier la salle", "réserver pour le 9 janvier la salle", None),
    ],
)
def test_a_line_says_who_what_and_when(line, title, due_on):
    asked = read(line)
    assert (asked.owner, asked.title, asked.due_on, asked.problem) == (NADIA, title, due_on, "")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("- [ ] @nadia appeler la Caf avant le 31 février", "Cette date n’existe pas"),
        ("- [ ] @nadia appeler la Caf avant le 45/13", "Cette date n’existe pas"),
        ("- [ ] @nadia appeler la Caf avant le 1 mars 2020", "avant la réunion"),
        ("- [ ] @zoé appeler la Caf", "Personne ne s’appelle « zoé »"),
        ("- [ ] @nadia " + "x" * 300, "200 caractères"),
    ],
)
def test_what_cannot_be_is_said_in_words(line, problem):
    asked = read(line)
    assert problem in asked.problem
    assert asked.owner is None


def test_accents_and_case_do_not_matter():
    assert read("- [ ] @INES appeler").owner is INES


def test_of_two_of_that_name_the_one_who_is_there_is_meant_else_one_says_which():
    both = (NADIA, NADIA_C)
    assert read("- [ ] @nadia appeler", both, there={2}).owner is NADIA_C
    assert "@Nadia B., @Nadia C." in read("- [ ] @nadia appeler", both).problem
    assert read("- [ ] @Nadia C. appeler", both).owner is NADIA_C


@pytest.mark.parametrize("text", ["", "- [x] @nadia fait", "@nadia sans case", "- [ ] sans nom", "- [ ] [[action 3]]"])
def test_other_lines_ask_nothing(text):
    assert asked_in(text, [NADIA], (), TODAY) == []


def test_the_text_keeps_only_the_number_and_its_box_is_the_state_of_the_action():
    kept = replaced("  - [ ] @nadia appeler la Caf", 12)
    assert kept == "  - [ ] [[action 12]]"
    done = SimpleNamespace(state=ActionState.DONE)
    assert with_ticks(kept, {12: done}) == "  - [x] [[action 12]]"
    assert ticked(with_ticks(kept, {12: done})) == {12}
    assert ticked(kept) == set()


def test_no_date_is_looked_for_in_a_line_longer_than_any_action():
    """Thousands of spaces before it would keep everybody waiting."""
    asked = read("- [ ] @nadia appeler" + " " * 400 + "avant le 15 mars")
    assert "200 caractères" in asked.problem
    assert asked.due_on is None


def test_notes_that_ask_for_hundreds_of_actions_offer_the_first_ones():
    text = "\n".join(f"- [ ] @nadia appeler {number}" for number in range(500))
    assert [one.title for one in asked_in(text, [NADIA], (), TODAY)] == [f"appeler {number}" for number in range(30)]
