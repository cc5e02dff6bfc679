"""The order of an agenda, and the model that a group begins with."""

import pytest

from tests.browser import HX
from tests.cast import make_meeting
from workspace.agendas import queries
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.meetings.queries import points_of, version_of


def draft(cast, **others):
    return make_meeting(cast.jeunesse, MeetingState.DRAFT, **{"points": 3} | others)


def order(meeting):
    db.session.expire_all()
    return [point.title[-1] for point in points_of(meeting)]


@pytest.mark.parametrize(
    ("which", "towards", "after"),
    [(0, "bas", "213"), (2, "haut", "132"), (0, "haut", "123"), (2, "bas", "123")],
)
def test_a_point_goes_up_or_down_by_its_buttons(client_of, cast, which, towards, after):
    meeting = draft(cast)
    point = points_of(meeting)[which]
    answer = client_of("alice").post(f"/points/{point.id}/place", data={"vers": towards})
    assert answer.location == f"/reunions/{meeting.id}#point-{point.id}"
    assert order(meeting) == list(after)


def test_dragged_the_whole_order_is_kept(client_of, cast):
    meeting, alice = draft(cast), client_of("alice")
    ids = [point.id for point in points_of(meeting)]
    answer = alice.post(f"/reunions/{meeting.id}/ordre", data={"point": [ids[2], ids[0], ids[1]]}, headers=HX)
    assert answer.status_code == 204
    assert order(meeting) == ["3", "1", "2"]


def test_somebody_else_s_points_and_those_not_named_stay_where_they_are(client_of, cast):
    meeting, other = draft(cast), make_meeting(cast.communication, MeetingState.DRAFT, points=2)
    foreign = [point.id for point in points_of(other)]
    sent = [foreign[1], foreign[0], points_of(meeting)[2].id, "x", "9" * 30]
    client_of("alice").post(f"/reunions/{meeting.id}/ordre", data={"point": sent})
    assert order(meeting) == ["3", "1", "2"]
    assert order(other) == ["1", "2"]


def test_the_agenda_becomes_the_model_of_the_group_and_another_starts_from_it(client_of, cast):
    first, second, alice = draft(cast), draft(cast, days=30, points=1), client_of("alice")
    alice.post(f"/reunions/{first.id}/modele")
    assert [one.title for one in queries.model_of(cast.jeunesse)] == ["Point 1", "Point 2", "Point 3"]
    for _ in range(2):  # the second click adds nothing
        alice.post(f"/reunions/{second.id}/modele/reprise")
    assert order(second) == ["1", "2", "3"]


def test_an_empty_agenda_is_no_model_and_without_one_nothing_starts(client_of, cast):
    meeting, alice = draft(cast, points=0), client_of("alice")
    assert alice.post(f"/reunions/{meeting.id}/modele").status_code == 409
    assert alice.post(f"/reunions/{meeting.id}/modele/reprise").status_code == 409


def test_lengths_add_up_and_too_long_is_said_in_words(client_of, cast):
    meeting, alice = draft(cast), client_of("alice")
    points_of(meeting)[0].minutes = 110
    db.session.commit()
    said = alice.page(f"/reunions/{meeting.id}").select_one("[data-planned]")
    assert said.get_text() == "2\u00a0h\u00a020 sur 2\u00a0h. L’ordre du jour dépasse de 20\u00a0min"
    assert (said["data-planned"], said["data-length"]) == ("140", "120")


def test_a_member_proposes_and_who_leads_places(client_of, cast):
    meeting, bob = draft(cast, points=0), client_of("bob")
    said = {
        "title": "Le minibus",
        "kind": "decision",
        "minutes": "1h30",
        "text": "<script>alert(1)</script> Deux devis",
    }
    assert bob.post("/groupes/jeunesse/points-en-attente", data=said).status_code == 303
    (parked,) = queries.waiting_for(cast.jeunesse)
    assert (parked.proposed_by, parked.minutes) == (cast.bob, 90)
    page = client_of("alice").page("/groupes/jeunesse/points-en-attente")
    assert "Le minibus" in page.main.get_text()
    assert page.main.script is None
    client_of("alice").post(f"/points-en-attente/{parked.id}/ordre-du-jour", data={"meeting": meeting.id})
    assert [point.title for point in points_of(meeting)] == ["Le minibus"]


@pytest.mark.parametrize("slip", [{"title": ""}, {"title": "x" * 10_000}, {"minutes": "longtemps"}, {"kind": "x"}])
def test_a_slip_in_a_proposal_is_said_and_keeps_what_was_typed(client_of, cast, slip):
    said = {"title": "Le minibus", "kind": "decision", "minutes": "15", "text": "Deux devis"} | slip
    answer = client_of("bob").post("/groupes/jeunesse/points-en-attente", data=said)
    assert answer.status_code == 422
    assert "Deux devis" in answer.text
    assert queries.waiting_for(cast.jeunesse) == []


def test_a_point_is_put_aside_with_a_word(client_of, cast):
    client_of("bob").post("/groupes/jeunesse/points-en-attente", data={"title": "Le minibus", "kind": "decision"})
    (parked,) = queries.waiting_for(cast.jeunesse)
    client_of("alice").post(f"/points-en-attente/{parked.id}/retrait", data={"reason": "Vendu."})
    assert queries.waiting_for(cast.jeunesse) == []
    assert (
        client_of("alice").post(f"/points-en-attente/{parked.id}/ordre-du-jour", data={"meeting": "x"}).status_code
        == 422
    )


def test_a_point_says_who_carries_it_and_what_to_know(client_of, cast):
    meeting = draft(cast, points=1)
    said = {"title": "Point 1", "kind": "exchange", "minutes": "15", "carrier": cast.bob.id, "text": "**Lire** avant"}
    said["seen"] = version_of(points_of(meeting)[0])
    assert client_of("alice").post(f"/points/{points_of(meeting)[0].id}", data=said).status_code == 303
    meeting.state = MeetingState.CALLED
    db.session.commit()
    page = client_of("bob").page(f"/reunions/{meeting.id}").main
    assert "Porté par Bob Bernard" in page.get_text()
    assert page.find("strong", string="Lire")
