"""« Préparer la séance »: the agenda is drafted from facts, each line with its reason."""

from datetime import timedelta

import pytest

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions import queries as actions
from workspace.actions.models import ActionState
from workspace.actions.operations import change_state
from workspace.agendas.operations import park_point
from workspace.agendas.queries import waiting_for
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.meetings.queries import points_of
from workspace.minutes.models import BoardAnswer, BoardProposal


def lines(page):
    return {box["value"]: box.find_parent("li").get_text(" ", strip=True) for box in page.select("[name=ligne]")}


def draft(cast):
    return make_meeting(cast.jeunesse, MeetingState.DRAFT, points=0)


def test_j3_a1_the_open_action_of_the_previous_session_is_on_the_new_agenda_without_typing(client_of, cast):
    make_held_meeting(cast)
    meeting, alice = draft(cast), client_of("alice")
    proposed = lines(alice.page(f"/reunions/{meeting.id}/preparation"))
    (key,) = (key for key in proposed if key.startswith("action-"))
    assert "Écrire aux réseaux" in proposed[key]
    assert "Action ouverte, pour le" in proposed[key]
    ways = f'a[href="/reunions/{meeting.id}/preparation"]'
    assert len(alice.page(f"/reunions/{meeting.id}").select(ways)) == 1, "the next step, said once"
    answer = alice.post(f"/reunions/{meeting.id}/preparation", data={"ligne": list(proposed)})
    assert answer.status_code == 303
    shown = alice.page(f"/reunions/{meeting.id}")
    assert len(shown.select(ways)) == 1
    said = "1 point ajouté" if (number := len(points_of(meeting))) == 1 else f"{number} points ajoutés"
    assert said in " ".join(shown.get_text().split()), "not the lines that were ticked: actions make one point together"
    agenda = alice.page(f"/reunions/{meeting.id}").select_one("#points").get_text(" ", strip=True)
    assert "Où en sont nos actions" in agenda
    assert "Écrire aux réseaux" in agenda
    assert "à faire" in agenda


def test_the_agenda_says_where_the_action_stands_today(client_of, cast):
    held, alice = make_held_meeting(cast), client_of("alice")
    meeting, (action,) = draft(cast), actions.of_meeting(held.id)
    alice.post(f"/reunions/{meeting.id}/preparation", data={"ligne": f"action-{action.id}"})
    change_state(action, ActionState.DONE, cast.bob)
    db.session.commit()
    assert "(close)" in alice.page(f"/reunions/{meeting.id}").select_one("#points").get_text()
    assert f"action-{action.id}" not in lines(alice.page(f"/reunions/{meeting.id}/preparation"))


def test_a_late_action_says_so(client_of, cast):
    make_held_meeting(cast, due_on=clock.today() - timedelta(days=3))
    proposed = lines(client_of("alice").page(f"/reunions/{draft(cast).id}/preparation"))
    assert any("En retard" in said and "il y a 3" in said for said in proposed.values())


def test_a_line_taken_off_is_not_added(client_of, cast):
    make_held_meeting(cast)
    park_point(cast.jeunesse, "Le minibus", proposed_by=cast.bob)
    db.session.commit()
    meeting, alice = draft(cast), client_of("alice")
    proposed = lines(alice.page(f"/reunions/{meeting.id}/preparation"))
    waiting = next(key for key in proposed if key.startswith("attente-"))
    assert "Proposé par Bob B." in proposed[waiting]
    alice.post(f"/reunions/{meeting.id}/preparation", data={"ligne": waiting})
    assert [point.title for point in points_of(meeting)] == ["Le minibus"]
    assert waiting_for(cast.jeunesse) == []


def test_an_untreated_point_says_where_it_comes_from(client_of, cast):
    held = make_held_meeting(cast)
    park_point(cast.jeunesse, "Point 2", from_point=held.points[1])
    db.session.commit()
    proposed = lines(client_of("alice").page(f"/reunions/{draft(cast).id}/preparation"))
    assert any("Pas traité à la réunion du" in said for said in proposed.values())
    (parked,) = waiting_for(cast.jeunesse)
    page = client_of("alice").page(f"/points-en-attente/{parked.id}/retrait")
    assert "Pas traité à la réunion du" in page.main.get_text()


@pytest.mark.parametrize(("days", "is_proposed"), [(-120, True), (-20, False)])
def test_an_item_of_the_project_untouched_for_three_months_is_proposed(client_of, cast, days, is_proposed):
    held = make_meeting(cast.jeunesse, MeetingState.HELD, days=days)
    db.session.refresh(held.points[0], ["items"])
    held.points[0].items = [cast.items["o2-act1"]]
    db.session.commit()
    proposed = lines(client_of("alice").page(f"/reunions/{draft(cast).id}/preparation"))
    assert (f"objet-{cast.items['o2-act1'].id}" in proposed) is is_proposed


def test_a_commitment_that_comes_due_is_proposed_to_who_serves_it(client_of, cast):
    cast.commitment.due_on = clock.today() + timedelta(days=20)
    db.session.commit()
    proposed = lines(client_of("alice").page(f"/reunions/{draft(cast).id}/preparation"))
    assert "Appuyer les réseaux locaux" in proposed[f"engagement-{cast.commitment.id}"]


def test_a_forged_line_adds_nothing(client_of, cast):
    meeting = draft(cast)
    other = park_point(cast.communication, "Ailleurs")
    db.session.commit()
    keys = [f"attente-{other.id}", "action-999", "<script>"]
    client_of("alice").post(f"/reunions/{meeting.id}/preparation", data={"ligne": keys})
    assert points_of(meeting) == []


def test_nothing_to_propose_is_said(client_of, cast):
    meeting = make_meeting(cast.board, MeetingState.DRAFT, points=0)
    assert "Rien n’attend" in client_of("dora").page(f"/reunions/{meeting.id}/preparation").main.get_text()


def test_it_costs_the_same_whatever_waits(client_of, cast):
    meeting, dora = draft(cast), client_of("dora")
    make_held_meeting(cast)
    park_point(cast.jeunesse, "Un")
    db.session.commit()
    few = dora.counted(f"/reunions/{meeting.id}/preparation")
    for number in range(5):
        make_held_meeting(cast)
        park_point(cast.jeunesse, f"Point {number}", items=[cast.items["o2-act1"]], proposed_by=cast.bob)
    db.session.commit()
    many = dora.counted(f"/reunions/{meeting.id}/preparation")
    assert len(many) == len(few) <= 12


def test_j3_the_answer_of_the_board_is_a_line_of_the_next_agenda(client_of, cast):
    meeting = draft(cast)
    held = make_held_meeting(cast)
    asked = BoardProposal(
        meeting_id=held.id, point_id=held.points[0].id, text="Une journée commune", proposed_at=clock.now(),
        answer=BoardAnswer.ADOPTED, sentence="Oui.", answered_at=clock.now(), answered_by_id=cast.bea.id,
    )  # fmt: skip
    db.session.add(asked)
    db.session.commit()
    page = client_of("alice").page(f"/reunions/{meeting.id}/preparation")
    assert "Une journée commune" in page.main.get_text()
    assert "Proposition adoptée le" in page.main.get_text()
    client_of("alice").post(f"/reunions/{meeting.id}/preparation", data={"ligne": [f"reponse-{asked.id}"]})
    titles = [point.title for point in points_of(meeting)]
    assert any("Une journée commune" in title for title in titles)


def test_nothing_ticked_is_not_to_be_unticked(client_of, cast):
    meeting, where = draft(cast), "/reunions/{}/preparation"
    page = client_of("alice").page(where.format(meeting.id))
    assert page.select("[name=ligne]")
    assert not page.select("[name=ligne][checked]")
    assert "Cochez ce qui a sa place" in page.main.get_text()
    assert "décochez" not in page.main.get_text()
