"""Every gesture has its line in the journal, every line its sentence; and nothing edits them."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from workspace.journal.sentences import SENTENCES

# Operations that write and leave no line, each with its reason.
WITHOUT_LINE = {
    "setup.new_token": "a command does it, before anybody is known; using it has its line",
    "inviting.new_person": "the line is that of the group they are added to",
    "joining.write_in": "nobody is known yet: the line comes with the button of the letter",
    "joining.forget_expired": "what goes was never shown to anyone",
    "people.sign_in": "the row of the session says it, and goes with it",
    "people.sign_out": "the same",
    "people.sign_out_everywhere": "the same",
    "people.forget_ended_sessions": "the same",
    "people.note_visit": "the same",
    "accounts.ask_link": "the letter says it, to the person alone: others need not know how somebody comes in",
    "accounts.use_link": "the same",
    "accounts.forget_links": "the same",
    "accounts.forget_old_links": "what goes opened nothing any more",
    "accounts.set_password": "the letter says it, to the person alone",
    "accounts.ask_address": "the same",
    "accounts.change_address": "the letters say it, to both addresses",
    "meetings.answer": "the answer keeps its own date, and belongs to who gave it",
    "substitutes.answer": "the same",
    "meetings.attendance_for": "the row that an answer or a presence needs",
    "pacts.sign_once": "part of joining two centres, which has its line",
    "groups.belong": "part of coming into a group or of leading it, which have their line",
    "joining.let_in": "the same",
    "joining.settle_request": "the same",
    "scheduling.withdraw_answers": "part of leaving a group, which has its line",
    "substitutes.free_substitutes_of": "the same",
    "polls.vote": "the answer keeps its own date, and belongs to who gave it",
    "polls.voter_of": "the row that their answer needs",
    "polls.remind": "the letter says it",
    "polls.forget_old_answers": "three months later nobody needs to know",
    "scheduling.make_feed_keys": "part of calling a semester, which has its lines",
    "followup.remind": "the letter says it",
    "notifications.try_mail_server": "the same",
    "followup.digest": "the same",
    "notifications.choose_pace": "the choice belongs to who made it",
    "notifications.stop": "the same",
    "notifications.mark_read": "the notice keeps its date",
    "notifications.mark_all_read": "the same",
    "notifications.take_due": "the letter says it",
    "journal.record": "it is the line",
    "volunteering.forget_who_declared": "part of erasing somebody, which has its line",
    "privacy.forget_belongings": "part of erasing, or of forgetting how to reach somebody: those have their line",
    "drafting.renumber": "part of adding, moving or erasing a line, which have theirs",
    "statutes.freeze": "part of publishing, which has its line",
    "running.welcome": "their presence has its line",
    "running.entrust_line": "the action and the notes have theirs",
    "running.note_writing": "what it says lasts a few seconds",
    "running.change": "it only says that a gesture with its own line happened",
    "progress.keep": "it only tells again what a gesture with its own line changed",
    "progress.recount": "the same",
    "search.keep": "the same",
    "search.mend": "the same",
    "meetings.see_centres_again": "a count made again from presences that left theirs",
    "meetings.count_as_of_now": "part of publishing, of erasing, of removing old names, which have theirs",
    "events.plan_event": "the meeting that it is has its line",
    "events.register": "the row keeps its own date, and belongs to who registered",
    "events.register_guest": "the same",
    "events.withdraw": "the same",
    "events.give_places_back": "part of erasing, which has its line",
    "events.fill_places": "part of giving a place back or of changing the event",
    "events.forget_old_registrations": "the night that asks for it has its line",
    "demo.load_demonstration": "fills an empty database",
}
WRITES = {"add", "add_all", "delete", "flush", "begin_nested"}
WRITING_STATEMENTS = {"insert", "update", "delete", "add_or_find"}
FILES = sorted([*Path("workspace").glob("*/operations.py"), *Path("workspace").glob("*/operations/*.py")])


def functions(file):
    return {node.name: node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)}


@cache
def called(node):
    """The names that a function calls, and how: « add », « session.add »."""
    return {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}


def everything_called(node, known, seen=frozenset()):
    """The same, through the other functions of its file."""
    names = set(called(node))
    for name in names & known.keys() - seen:
        names |= everything_called(known[name], known, seen | {name})
    return names


def writes(names):
    return bool({f"db.session.{verb}" for verb in WRITES} & names or WRITING_STATEMENTS & names)


def gestures():
    """Each public operation that writes: its name, and whether it leaves a line."""
    for file in FILES:
        known = functions(file)
        for name, node in known.items():
            names = everything_called(node, known)
            if not name.startswith("_") and writes(names):
                yield f"{file.relative_to('workspace').parts[0]}.{name}", any(n.endswith("record") for n in names)


def test_every_gesture_leaves_a_line_or_says_why_not():
    found = dict(gestures())
    silent = {name for name, leaves_a_line in found.items() if not leaves_a_line}
    assert silent - WITHOUT_LINE.keys() == set(), "call journal.operations.record there, or say in WITHOUT_LINE why not"
    assert WITHOUT_LINE.keys() - silent == set(), "listed as silent, and they are not"


def lines():
    """Each call of `record`: where, the kinds it may give, the words it tells."""
    for file in Path("workspace").rglob("*.py"):
        if "journal" in file.parts:
            continue
        for function in ast.walk(ast.parse(file.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] == "record":
                    told = {word.arg for word in call.keywords} - {"by", "once_in"}
                    yield f"{file}:{call.lineno}", kinds(call.args[0], function), told


def kinds(given, function):
    if isinstance(given, ast.JoinedStr):
        return {kind for kind in SENTENCES if kind.startswith(given.values[0].value)}
    where = function if isinstance(given, ast.Name) else given
    texts = {node.value for node in ast.walk(where) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if "/" in text}


LINES = list(lines())


@pytest.mark.parametrize(("where", "given", "told"), LINES, ids=[where for where, *_ in LINES])
def test_every_line_has_its_sentence_with_its_words(where, given, told):
    assert given
    assert given <= SENTENCES.keys(), f"{given - SENTENCES.keys()} lacks its sentence"
    for kind in given:
        assert set(re.findall(r"{(?:de )?(\w+)}", SENTENCES[kind])) <= told, kind


def test_no_sentence_says_de_before_a_name_that_may_want_it_elided():
    numbers = {"number", "year"}  # of meetings of a series, of a measure: they begin with a digit
    bare = {kind: set(re.findall(r"\bde {(\w+)}", sentence)) - numbers for kind, sentence in SENTENCES.items()}
    assert {kind: words for kind, words in bare.items() if words} == {}, "write « {de word} »"


def test_every_sentence_is_said():
    said = {kind for _, given, _ in LINES for kind in given}
    assert SENTENCES.keys() - said == set(), "nothing in the code says them"


def test_nothing_edits_the_journal(app):
    """No route writes, and only the job of retention removes old lines."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("journal.")]
    assert rules
    assert all(rule.methods <= {"GET", "HEAD", "OPTIONS"} for rule in rules)
    for file in Path("workspace").rglob("*.py"):
        text = file.read_text()
        if file.parts[1:] != ("journal", "operations.py"):
            assert not re.search(r"(insert|update)\(Entry\b|[^ ]Entry\(", text), file
        if file.parts[1] != "privacy":
            assert not re.search(r"delete\(Entry", text), file
