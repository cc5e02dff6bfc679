"""A line archived is no longer worked for: no list offers it, no count holds it, no review asks about it."""

import re

import pytest

from tests.cast import make_meeting
from tests.pacts.test_read_pact import words
from workspace import clock
from workspace.database import db
from workspace.drafting import operations
from workspace.meetings import queries as meetings
from workspace.meetings.models import MeetingState
from workspace.project import queries
from workspace.refusals import Refused
from workspace.reports import board
from workspace.reviews import operations as reviews
from workspace.reviews.models import ReviewState
from workspace.reviews.operations import Words


def archive(item):
    operations.archive_item(item)
    db.session.commit()


def test_what_nobody_moves_is_counted_as_it_is_listed(client_of, cast):
    archive(cast.items["o1-act1"])
    page = client_of("bea").page("/projet?manques=1")
    told = words(page.find("a", string=re.compile("Ce que personne ne fait avancer")))
    assert f"({len(page.select('.objective .detail'))})" in told


def test_a_review_does_not_ask_about_it_and_keeps_what_was_said(client_of, cast):
    sitting = reviews.open_sitting(cast.project, cast.bea, None)
    said = Words(ReviewState.DONE, "Les cinq y sont.")
    reviews.review(sitting, cast.items["o1-obj1"], 0, said, cast.bea)
    archive(cast.items["o1-obj1"])
    archive(cast.items["o1-act1"])
    page = client_of("bea").page(f"/revues/{sitting.id}")
    assert "Les cinq y sont." in words(page.find(id=f"item-{cast.items['o1-obj1'].id}"))
    assert page.find(id=f"item-{cast.items['o1-act1'].id}") is None
    with pytest.raises(Refused):
        reviews.review(sitting, cast.items["o1-act1"], 0, said, cast.bea)


def test_nothing_under_it_is_offered(client_of, cast):
    archive(cast.items["o1"])
    offered = [item.id for item in queries.items_to_serve()]
    assert offered == [cast.items["o2-obj1"].id, cast.items["o2-act1"].id]
    for branches in (queries.branches_to_serve(), meetings.items_to_serve()):
        assert [root.id for root, _ in branches] == [cast.items["o2"].id]


def test_nor_told_as_carried_by_nobody_in_the_report(cast):
    archive(cast.items["o1"])
    report = board.content(cast.project, clock.today())
    alone = next(one for one in report.sections if one.title == "Ce qu’aucun groupe ne porte")
    assert [point.split(" ")[0] for point in alone.points] == ["2.1"]
    assert cast.items["o1"].text not in report.as_json()


@pytest.mark.parametrize("spoil", ["past", "archived"])
def test_no_agenda_proposes_to_speak_of_it_again(client_of, cast, spoil):
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    item, page = cast.items["o2-act1"], f"/reunions/{draft.id}/preparation"
    assert item.text in client_of("alice").page(page).main.get_text()
    if spoil == "past":
        cast.project.state = "past"
    else:
        item.archived_at = clock.now()
    db.session.commit()
    assert item.text not in client_of("alice").page(page).main.get_text()


@pytest.mark.parametrize("spoil", ["past", "archived"])
def test_nothing_is_proposed_that_the_board_will_never_read(client_of, cast, spoil):
    item = cast.items["o1"]
    if spoil == "past":
        cast.project.state = "past"
    else:
        item.archived_at = clock.now()
    db.session.commit()
    typed = {"seen": 0, "state": "done", "text": "Fait.", "difficulty": ""}
    assert client_of("alice").post(f"/projet/{item.id}/proposition", data=typed).status_code == 409
