"""The history of actions and the files: whole, dated in order, saying what the rows say."""

import csv
from collections import defaultdict
from io import BytesIO, StringIO
from zipfile import ZipFile

from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from workspace import clock
from workspace.actions.models import OPEN, ActionEvent, ActionItem, ActionState, EventKind
from workspace.database import db
from workspace.demo import content
from workspace.demo.documents import document
from workspace.files.kinds import kind_of
from workspace.files.models import File


def histories():
    """The events of each action, in the order of time."""
    told = defaultdict(list)
    events = select(ActionEvent).options(joinedload(ActionEvent.person)).order_by(ActionEvent.at, ActionEvent.id)
    for event in db.session.scalars(events):
        told[event.action_id].append(event)
    return told


def all_actions():
    loaded = (selectinload(ActionItem.owners), joinedload(ActionItem.meeting))
    return db.session.scalars(select(ActionItem).options(*loaded)).all()


def test_histories_say_what_the_actions_say(demonstration_of_any_day):
    told = histories()
    for action in all_actions():
        events = told[action.id]
        if action.published_at is None:
            assert events == [], "nobody could see it yet"
            continue
        begins = action.meeting.ends_at if action.meeting else action.created_at
        assert all(begins <= event.at <= clock.now() for event in events), action.title
        assert [event.at for event in events] == sorted(event.at for event in events), action.title
        states = [event.state for event in events if event.kind is EventKind.STATE]
        assert (states or [ActionState.TODO])[-1] is action.state, action.title
        if action.state not in OPEN:
            assert clock.in_paris(events[-1].at).date() == action.closed_on, action.title
        if action.state is ActionState.DROPPED:
            assert events[-1].text, f"no reason: {action.title}"
        for moved in (event for event in events if event.kind is EventKind.DUE_DATE):
            assert moved.due_before < moved.due_on == action.due_on
            assert moved.text
        assert all(event.person.email for event in events), "people without account do not write here"


def test_each_kind_of_event_is_shown(demonstration):
    assert set(db.session.scalars(select(ActionEvent.kind).distinct())) == set(EventKind)


def test_every_line_of_the_content_finds_its_action(demonstration):
    """A title that changed in a meeting's file would lose its history in silence."""
    written = content.read("actions")
    told = [line for given in [*written["follow"], *written["between"]] for line in given["told"]]
    texts = {line.get("comment") or line.get("reason") for line in told} - {None}
    kept = set(db.session.scalars(select(ActionEvent.text).where(ActionEvent.kind != EventKind.STATE)))
    titles = {given["title"] for given in written["follow"]}
    unpublished = set(db.session.scalars(select(ActionItem.title).where(ActionItem.published_at.is_(None))))
    known = set(db.session.scalars(select(ActionItem.title)))
    assert titles <= known
    assert not titles & unpublished
    assert kept - {""} == texts


def test_the_files_are_real_documents(demonstration):
    kept = db.session.scalars(select(File).options(undefer(File.content))).all()
    shared = [one for one in content.read("library")["documents"] if "name" in one]
    assert len(kept) == len([*content.read("files")["files"], *shared])
    assert {file.name.rpartition(".")[2] for file in kept} == {"txt", "csv", "xlsx", "odt", "pdf"}
    assert [file.name for file in kept if kind_of(file.name, file.content) != (file.kind, file.name)] == []
    assert all(file.added_at <= clock.now() and file.size == len(file.content) < 10_000 for file in kept)


def given(ending):
    return next(one for one in content.read("files")["files"] if one["name"].endswith(ending))


def test_each_kind_of_file_holds_its_words():
    sheet, table, note, letter, page = (given(ending) for ending in ("xlsx", "csv", "txt", "odt", "pdf"))
    assert [list(row) for row in load_workbook(BytesIO(document(sheet))).active.values] == sheet["rows"]
    assert list(csv.reader(StringIO(document(table).decode("utf-8-sig")), delimiter=";")) == table["rows"]
    assert document(note).decode().splitlines() == note["lines"]
    with ZipFile(BytesIO(document(letter))) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert letter["lines"][-1] in archive.read("content.xml").decode()
    made = document(page)
    assert all(line.replace("\u202f", "\u00a0").encode("cp1252") in made for line in page["lines"])
    start = int(made.rpartition(b"startxref")[2].split()[0])
    assert made[start:].startswith(b"xref"), "readers find its table"


def test_the_same_file_is_the_same_bytes():
    for one in content.read("files")["files"]:
        assert document(one) == document(one), one["name"]


def test_a_list_of_fifty_actions_never_says_a_text_twice(demonstration):
    said = db.session.scalars(select(ActionEvent.text).where(ActionEvent.text != "")).all()
    assert len(said) == len(set(said)) > 60
    assert db.session.scalar(select(func.count(ActionItem.title.distinct()))) == len(all_actions())
