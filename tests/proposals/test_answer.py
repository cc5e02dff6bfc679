"""What a group proposes reaches the board at publication; the answer comes back to the group."""

import pytest
from sqlalchemy import select

from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.queries import membership
from workspace.meetings.models import PointKind
from workspace.minutes import operations, queries
from workspace.minutes.models import BoardAnswer, BoardProposal
from workspace.post import Letter
from workspace.proposals import queries as proposals

TEXT = "Le réseau se réunit à Nanterre."


@pytest.fixture
def proposed(cast):
    meeting = make_held_meeting(cast)
    meeting.points[0].kind = PointKind.BOARD_PROPOSAL
    db.session.commit()
    operations.publish(queries.of_meeting(meeting), cast.alice)
    operations.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    return db.session.scalars(select(BoardProposal)).one()


def test_j3_a6_a_proposal_appears_in_the_board_queue_at_publication(client_of, cast):
    meeting = make_held_meeting(cast)
    meeting.points[0].kind = PointKind.BOARD_PROPOSAL
    db.session.commit()
    assert TEXT not in client_of("bea").get("/ca/propositions").text
    client_of("alice").post(f"/reunions/{meeting.id}/publication")
    assert TEXT in client_of("bea").get("/ca/propositions").text


def test_a_point_without_decision_is_proposed_itself(app, cast):
    meeting = make_held_meeting(cast)
    meeting.points[1].kind = PointKind.BOARD_PROPOSAL
    operations.publish(queries.of_meeting(meeting), cast.alice)
    assert db.session.scalars(select(BoardProposal.text)).all() == [meeting.points[1].title]


def test_a_point_that_the_meeting_left_for_the_next_one_is_not_proposed_yet(app, cast):
    meeting = make_held_meeting(cast)
    meeting.points[1].kind, meeting.points[1].treated = PointKind.BOARD_PROPOSAL, False
    operations.publish(queries.of_meeting(meeting), cast.alice)
    assert db.session.scalars(select(BoardProposal.text)).all() == []


def test_j5_a7_the_answer_and_its_date_show_on_the_group_page(client_of, cast, proposed):
    data = {"answer": "amended", "sentence": "Oui, à Colombes."}
    assert client_of("dora").post(f"/ca/propositions/{proposed.id}", data=data).status_code == 303
    said = client_of("bob").page("/groupes/jeunesse").main.select_one("[aria-labelledby=board-answers]").get_text()
    assert "Amendée" in said
    assert "Oui, à Colombes." in said
    assert str(clock.today().year) in said
    letters = db.session.scalars(select(Letter).where(Letter.kind == "proposals/proposal-answered")).all()
    assert [letter.address for letter in letters] == ["alice@example.org"]
    assert proposals.answers_of_the_board(cast.jeunesse, clock.start_of(clock.today())) == [proposed]


def test_an_office_of_the_board_answers_and_a_mere_seat_does_not(client_of, cast, proposed):
    data = {"answer": "adopted", "sentence": "Oui."}
    assert client_of("bea").post(f"/ca/propositions/{proposed.id}", data=data).status_code == 403
    membership(cast.board, cast.bea).office = "secrétariat"
    db.session.commit()
    assert client_of("bea").post(f"/ca/propositions/{proposed.id}", data=data).status_code == 303


def test_what_is_put_off_comes_back_and_what_is_settled_does_not(client_of, cast, proposed):
    dora, path = client_of("dora"), f"/ca/propositions/{proposed.id}"
    dora.post(path, data={"answer": "deferred", "sentence": "En janvier."})
    assert TEXT in client_of("bea").get("/ca/propositions").text
    dora.post(path, data={"answer": "rejected", "sentence": "Trop cher."})
    assert TEXT not in client_of("bea").get("/ca/propositions").text
    assert TEXT in client_of("bea").get("/ca/propositions?etat=repondues").text
    refused = dora.post(path, data={"answer": "adopted", "sentence": "Finalement."})
    assert refused.status_code == 409
    db.session.expire_all()
    assert proposed.answer is BoardAnswer.REJECTED


def test_the_queue_has_pages_of_ten_the_oldest_first(client_of, cast, proposed):
    of_a_point = {"meeting_id": proposed.meeting_id, "point_id": proposed.point_id}
    for number in range(10):
        db.session.add(BoardProposal(text=f"Idée {number}.", proposed_at=clock.now(), **of_a_point))
    db.session.commit()
    first, second = (client_of("bea").page(f"/ca/propositions?page={number}") for number in (1, 2))
    assert [row.get_text() for row in first.select(".decision-list li b")] == [TEXT, *(f"Idée {n}." for n in range(9))]
    assert [row.get_text() for row in second.select(".decision-list li b")] == ["Idée 9."]
    assert "11 propositions attendent" in " ".join(second.main.get_text().split())


def test_who_does_not_answer_reads_and_is_offered_no_button(client_of, proposed):
    shown = {who: client_of(who).page("/ca/propositions") for who in ("bea", "dora")}
    address = f"/ca/propositions/{proposed.id}"
    assert [bool(page.find("a", href=address)) for page in shown.values()] == [False, True]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"answer": "autre", "sentence": "Oui."},
        {"answer": "adopted"},
        {"answer": "adopted", "sentence": "x" * 10_000},
    ],
)
def test_an_answer_is_one_of_four_with_a_sentence(client_of, cast, proposed, data):
    response = client_of("dora").post(f"/ca/propositions/{proposed.id}", data=data)
    assert response.status_code == 422
    db.session.expire_all()
    assert proposed.answer is None


def test_twice_the_same_answer_writes_one_letter(client_of, cast, proposed):
    data = {"answer": "adopted", "sentence": "Oui."}
    for _ in range(2):
        assert client_of("dora").post(f"/ca/propositions/{proposed.id}", data=data).status_code == 303
    letters = db.session.scalars(select(Letter.id).where(Letter.kind == "proposals/proposal-answered")).all()
    assert len(letters) == 1
