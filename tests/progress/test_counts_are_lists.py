"""J5: whatever happened, a count of the project is the length of the list one click behind it."""

import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from tests.pacts.test_read_pact import words
from tests.progress.scene import DONE, DROPPED, TODO, Scene
from workspace.database import db
from workspace.imports.operations import SHIPPED
from workspace.meetings.models import meeting_guest_group
from workspace.minutes.models import MinutesState
from workspace.progress import queries as progress

KEYS = ["o1", "o1-obj1", "o1-act1", "o2", "o2-obj1", "o2-act1"]
things = st.lists(
    st.tuples(
        st.sampled_from(["action", "decision"]),
        st.sampled_from([TODO, DONE, DROPPED]),
        st.lists(st.sampled_from(KEYS[1:3] + KEYS[4:]), min_size=1, max_size=3, unique=True),
        st.integers(-9, 9),  # days to the due date
        st.booleans(),  # published
    ),
    max_size=7,
)


def listed(client, address):
    """How many lines the list at an address shows; histories are short enough for one page."""
    return len(client.page(address).select("main ul.action-list > li"))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=things)
def test_j5_a3_counts_are_the_lengths_of_their_lists(app, client_of, cast, undone, happened):
    before = undone.begin_nested()
    try:
        scenes = {True: Scene(cast), False: Scene(cast, published=False)}
        for number, (kind, state, keys, due, published) in enumerate(happened):
            scene = scenes[published]
            if kind == "action":
                scene.action(f"Action {number}", *keys, state=state, due=due)
            else:
                scene.decision(f"Décision {number}" + "." * number, *keys)
        reader = progress.Reader(progress.Standing(kinds=frozenset({"board"})), cast.bea.id)
        bea = client_of("bea")
        counts = progress.counts_of([cast.items[key].id for key in KEYS])
        for key in KEYS:
            item = cast.items[key]
            found = counts.get(item.id, progress.Counts())
            page = bea.page(f"/projet/{item.id}")
            for link in page.select("main section ul.ruled-list a[href]"):
                told = re.match(r"(\d+)\b", words(link))
                if told and link["href"].startswith(("/actions?", "/decisions?")):
                    assert listed(bea, link["href"]) == int(told.group(1)), link["href"]
            decisions = progress.evidence(item, reader, "decision").total
            assert decisions == found.decisions
            assert progress.evidence(item, reader, "action").total == found.decided + found.dropped
            assert progress.evidence(item, reader, "closed").total == found.closed
    finally:
        db.session.rollback()
        before.rollback()
        db.session.expire_all()


def test_j5_a1_the_actions_of_the_shipped_project_are_word_for_word_on_the_page(client_of, cast):
    """The file is compared with the source document in tests/imports; here, the page with the file."""
    told = yaml.safe_load((SHIPPED / "hauts-de-seine-2019-2022.yaml").read_text(encoding="utf-8"))["project"]
    texts = [one["text"] for orientation in told["orientations"] for one in orientation["actions"]]
    assert len(texts) == 12
    for text, key in zip(texts, KEYS * 2, strict=True):
        cast.items[key].text = text
        db.session.commit()
        heading = client_of("bea").page(f"/projet/{cast.items[key].id}").h1
        assert heading.get_text() == text


@pytest.mark.parametrize(("state", "status"), [(MinutesState.PUBLISHED, 200), (MinutesState.DRAFT, 403)])
def test_j5_a6_a_board_member_reads_published_minutes_of_any_group_and_no_draft(client_of, cast, state, status):
    scene = Scene(cast)
    scene.minutes.state = state
    db.session.commit()
    client_of("bea").page(f"/reunions/{scene.meeting.id}/compte-rendu", status=status)


def test_evidence_of_a_year_is_counted_and_listed(client_of, cast):
    scene = Scene(cast)
    scene.decision("De cette année", "o2-act1")
    year = scene.meeting.starts_at.year
    item = cast.items["o2-act1"]
    reader = progress.Reader(progress.Standing(kinds=frozenset({"board"})), cast.bea.id)
    assert progress.evidence(item, reader, year=year).total == 1
    assert progress.evidence(item, reader, year=year - 1).total == 0
    page = client_of("bea").page(f"/projet/{item.id}?annee={year - 1}")
    assert "Rien avec ces filtres." in words(page.main)


def readers(cast):
    """The board; a member of Communication, of Jeunesse, of neither; who reads no minutes but of their groups."""
    yield progress.Reader(progress.Standing(kinds=frozenset({"board"})), cast.bea.id)
    for ids in ({cast.communication.id}, {cast.jeunesse.id}, {cast.communication.id, cast.jeunesse.id}, set()):
        yield progress.Reader(progress.Standing(group_ids=frozenset(ids), kinds=frozenset({"working_group"})), 0)


def test_a_joint_meeting_moved_an_item_for_each_of_its_groups_and_once_in_all(cast):
    joint, own = Scene(cast), Scene(cast, days=-9)
    db.session.execute(insert(meeting_guest_group).values(meeting_id=joint.meeting.id, group_id=cast.communication.id))
    for scene in (joint, own):
        scene.serve("o2-act1")
        scene.decision(f"Décidé par {scene.meeting.id}", "o2-act1")
        scene.action("À faire", "o2-act1")
    item, numbers = cast.items["o2-act1"], {}
    for who, reader in enumerate(readers(cast)):
        for group in (None, cast.communication, cast.jeunesse):
            for kind in ("", "point", "decision", "action"):
                found = progress.evidence(item, reader, kind, group)
                assert found.total == len(found.rows), (who, group, kind)
                assert len({(one.kind, one.id) for one in found.rows}) == found.total
                numbers[who, group, kind] = found.total
    board, communication, jeunesse, both, nobody = range(5)
    asked = cast.communication
    assert [numbers[board, None, kind] for kind in ("", "point", "decision", "action")] == [6, 2, 2, 2]
    assert [numbers[board, asked, kind] for kind in ("", "point", "decision", "action")] == [2, 1, 1, 0]
    assert numbers[board, cast.jeunesse, ""] == 6
    assert [numbers[who, None, "point"] for who in (communication, jeunesse, both, nobody)] == [1, 2, 2, 0]
    assert [numbers[who, asked, "point"] for who in (communication, jeunesse, both, nobody)] == [1, 1, 1, 0]


def test_a_guest_group_finds_on_its_page_what_a_joint_meeting_decided(client_of, cast):
    scene = Scene(cast)
    decision = scene.decision("Décidé ensemble", "o2-act1")
    db.session.execute(insert(meeting_guest_group).values(meeting_id=scene.meeting.id, group_id=cast.communication.id))
    db.session.commit()
    for group in (cast.communication, cast.jeunesse):
        page = client_of("bea").page(f"/groupes/{group.slug}?rubrique=decisions")
        assert "Décisions 1" in words(page.main)
        assert decision.text in words(page.main)
        assert listed(client_of("bea"), f"/decisions?groupe={group.slug}") == 1
    assert listed(client_of("bea"), "/decisions") == 1
