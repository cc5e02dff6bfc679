"""Giving, extending and ending mandates: who may, to whom, and who is left."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.browser import soup
from tests.cast import make_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, GroupState, JoiningRule, Membership
from workspace.handover import operations as handover
from workspace.handover.models import Handover
from workspace.joining.models import JoinRequest
from workspace.mandates import operations
from workspace.meetings.models import Answer, Attendance, MeetingState
from workspace.people.models import Institution, Mandate, Role
from workspace.post import Letter
from workspace.privacy.operations import erase
from workspace.refusals import Refused


def today(days=0):
    return clock.today() + timedelta(days=days)


def typed(someone, mandate, **others):
    return {"person": str(someone.id), "what": mandate, "first_day": today().isoformat(), "last_day": ""} | others


def give(client, someone, mandate, /, **others):
    return client.post("/mandats/nouveau", data=typed(someone, mandate) | others)


def mandates(person):
    db.session.expire_all()
    return db.session.scalars(select(Mandate).where(Mandate.person_id == person.id).order_by(Mandate.id)).all()


def seats(person):
    db.session.expire_all()
    return db.session.scalars(select(Membership).where(Membership.person_id == person.id).order_by(Membership.id)).all()


def seat_page(person, where=0):
    return f"/mandats/siege/{seats(person)[where].id}"


def test_whoever_the_directory_named_is_chosen_unless_they_were_erased(client_of, cast):
    cast.nora.last_name = "<b>Noël</b>"
    cast.bob.erased_at = clock.now()
    db.session.commit()
    form = client_of("dora").page(f"/mandats/nouveau?personne={cast.nora.id}").main.select_one("form[method=post]")
    assert form.select_one("[name=person]")["value"] == str(cast.nora.id)
    assert form.b.get_text() == "Nora <b>Noël</b>"
    refused = client_of("dora").post("/mandats/nouveau", data=typed(cast.bob, f"siege-{cast.board.id}"))
    assert refused.status_code == 422
    assert soup(refused).select("main form[method=post]") == []


@pytest.mark.parametrize("who", ["dora", "stan"])
def test_a_seat_on_the_board_with_its_office(client_of, cast, who):
    last = today(365)
    answer = give(client_of(who), cast.nora, f"siege-{cast.board.id}", office="trésorerie", last_day=last.isoformat())
    assert (answer.status_code, answer.location) == (303, "/mandats")
    seat = seats(cast.nora)[0]
    assert (seat.group_id, seat.office, seat.left_on) == (cast.board.id, "trésorerie", last + timedelta(days=1))
    assert "Nora Noël, trésorerie" in client_of(who).page("/mandats").main.get_text()
    assert "trésorerie" in client_of("bob").page("/groupes/board?rubrique=membres").main.get_text()


def test_a_technical_account_and_a_delegate(client_of, cast):
    give(client_of("stan"), cast.nora, "sysadmin")
    give(client_of("stan"), cast.bob, "federation_delegate")
    assert [mandate.role for mandate in mandates(cast.nora)] == [Role.SYSADMIN]
    assert client_of("bob").get("/tableau-de-bord").status_code == 200


def test_several_people_of_one_institution(client_of, cast):
    caf = db.session.scalars(select(Institution)).one()
    for person in (cast.nora, cast.carl):
        give(client_of("dora"), person, "partner", institution=str(caf.id))
    assert [mandates(person)[0].institution_id for person in (cast.nora, cast.carl)] == [caf.id, caf.id]


def test_a_partner_has_an_institution(client_of, cast):
    answer = give(client_of("dora"), cast.nora, "partner")
    assert answer.status_code == 422
    assert "Choisissez l’institution" in soup(answer).find(id="institution-error").get_text()
    assert mandates(cast.nora) == []


def test_a_co_facilitator_comes_into_the_group_too(client_of, cast):
    assert give(client_of("stan"), cast.nora, f"co-animation-{cast.jeunesse.id}").status_code == 303
    assert client_of("nora").get("/groupes/jeunesse/modifier").status_code == 200
    assert [seat.group_id for seat in seats(cast.nora)] == [cast.jeunesse.id]


def test_the_same_given_twice_is_one(client_of, cast):
    dora = client_of("dora")
    for what in ("sysadmin", f"siege-{cast.board.id}", f"co-animation-{cast.jeunesse.id}"):
        assert [give(dora, cast.nora, what).status_code for _ in range(2)] == [303, 303]
    assert len(mandates(cast.nora)) == 1
    assert len(seats(cast.nora)) == 2
    leads = db.session.scalars(select(CoFacilitation).where(CoFacilitation.person_id == cast.nora.id)).all()
    assert len(leads) == 1


def test_an_office_given_to_somebody_seated_today_is_not_lost(client_of, cast):
    """Invited in the morning, president at noon."""
    dora, board = client_of("dora"), f"siege-{cast.board.id}"
    give(dora, cast.nora, board)
    answer = give(dora, cast.nora, board, office="Présidence")
    assert answer.status_code == 422
    assert "a déjà ce siège" in soup(answer).find(id="office-error").get_text()
    assert [seat.office for seat in seats(cast.nora)] == [""]


def test_two_that_overlap_are_refused_and_one_after_the_other_is_not(client_of, cast):
    dora, board = client_of("dora"), f"siege-{cast.board.id}"
    give(dora, cast.nora, board, last_day=today(10).isoformat())
    answer = give(dora, cast.nora, board, first_day=today(10).isoformat())
    assert answer.status_code == 422
    assert "a déjà ce mandat" in soup(answer).find(id="what-error").get_text()
    assert give(dora, cast.nora, board, first_day=today(11).isoformat()).status_code == 303
    assert len(seats(cast.nora)) == 2
    answer = dora.post(seat_page(cast.nora), data=opened(dora, seat_page(cast.nora)) | {"last_day": ""})
    assert answer.status_code == 422


def opened(client, url):
    boxes = client.page(url).select("form.meeting-form [name]")
    return {box["name"]: box.get("value", "") for box in boxes if box["name"] != "csrf_token"}


@pytest.mark.parametrize("what", ["federation_delegate", "sysadmin", "board", "jeunesse"])
def test_nobody_raises_oneself(client_of, cast, what):
    words = {"board": f"siege-{cast.board.id}", "jeunesse": f"co-animation-{cast.jeunesse.id}"}.get(what, what)
    answer = give(client_of("stan"), cast.stan, words)
    assert answer.status_code == 422
    assert "Personne ne se donne un mandat" in soup(answer).get_text()
    assert mandates(cast.stan) == []
    assert len(seats(cast.stan)) == 1


def test_one_does_not_extend_ones_own_mandate_but_may_shorten_it(client_of, cast):
    stan = client_of("stan")
    seats(cast.stan)[0].left_on = today(10)
    db.session.commit()
    url = seat_page(cast.stan)
    for last_day in ("", today(20).isoformat()):
        answer = stan.post(url, data=opened(stan, url) | {"last_day": last_day})
        assert answer.status_code == 422
        assert "plus tôt" in soup(answer).find(id="last_day-error").get_text()
    assert stan.post(url, data=opened(stan, url) | {"last_day": today(5).isoformat()}).status_code == 303
    assert seats(cast.stan)[0].left_on == today(6)
    dora = client_of("dora")
    assert dora.post(url, data=opened(dora, url) | {"last_day": today(20).isoformat()}).status_code == 303


def test_the_last_who_gives_mandates_cannot_be_removed(client_of, cast):
    dora = client_of("dora")
    assert dora.post(seat_page(cast.stan) + "/fin").status_code == 303
    assert client_of("stan").get("/mandats").status_code == 403
    assert dora.post(seat_page(cast.dora) + "/fin").status_code == 303  # still the delegate
    url = f"/mandats/role/{mandates(cast.dora)[0].id}"
    assert dora.post(url + "/fin").status_code == 409
    answer = dora.post(url, data=opened(dora, url) | {"last_day": today(30).isoformat()})
    assert answer.status_code == 422
    assert "plus personne" in soup(answer).find(id="last_day-error").get_text()
    assert mandates(cast.dora)[0].ends_on is None
    give(dora, cast.bob, "federation_delegate")
    assert dora.post(url + "/fin").status_code == 303
    assert dora.get("/mandats").status_code == 403


def test_somebody_without_an_address_gives_no_mandate_to_others(client_of, cast):
    dora = client_of("dora")
    cast.stan.email = None
    db.session.commit()
    assert dora.post(seat_page(cast.dora) + "/fin").status_code == 303
    assert dora.post(f"/mandats/role/{mandates(cast.dora)[0].id}/fin").status_code == 409


def test_ending_keeps_the_history(client_of, cast):
    dora, url = client_of("dora"), seat_page(cast.bea)
    assert "Mettre fin maintenant" in dora.page(url + "/fin").main.get_text()
    assert dora.post(url + "/fin").status_code == 303
    assert seats(cast.bea)[0].left_on == today()
    assert "Bea Berger" not in dora.page("/mandats").main.get_text()
    assert "Bea Berger" in dora.page("/mandats?etat=termines").main.get_text()
    assert dora.post(url + "/fin").status_code == 409
    answer = dora.post(url, data={"last_day": "", "office": "", "seen": "x"})
    assert answer.status_code in (409, 422)
    assert seats(cast.bea)[0].left_on == today()


def test_a_seat_that_ends_takes_its_meetings_out_of_the_diary(client_of, cast):
    coming, held = make_meeting(cast.board), make_meeting(cast.board, MeetingState.HELD, days=-3)
    for meeting in (coming, held):
        db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bea.id, answer=Answer.YES))
    db.session.commit()
    assert client_of("dora").post(seat_page(cast.bea) + "/fin").status_code == 303
    kept = db.session.scalars(select(Attendance.meeting_id).where(Attendance.person_id == cast.bea.id)).all()
    assert kept == [held.id]
    told = db.session.scalars(select(Letter).where(Letter.kind == "joining/no-longer-invited")).all()
    assert [(one.address, one.calendar_method) for one in told] == [("bea@example.org", "CANCEL")]


def test_whoever_erased_their_data_is_named_so_and_receives_no_mandate(client_of, cast):
    for given in (
        CoFacilitation(group_id=cast.jeunesse.id, starts_on=today(-30)),
        Membership(group_id=cast.board.id, joined_on=today(30)),
    ):
        given.person_id = cast.bob.id
        db.session.add(given)
    db.session.commit()
    erase(cast.bob)
    db.session.commit()
    dora = client_of("dora")
    over = dora.page("/mandats?etat=termines").main.get_text(" ", strip=True)
    assert "membre retiré·e" in over
    assert "Board" not in over, "a seat that never was"
    assert dora.page("/mandats/nouveau?qui=bernard").select("#found a") == []
    assert give(dora, cast.bob, f"siege-{cast.board.id}").status_code == 422


def test_who_asked_to_come_in_and_receives_the_lead_no_longer_asks(client_of, cast):
    cast.jeunesse.joining_rule = JoiningRule.ON_REQUEST
    db.session.commit()
    client_of("nora").post("/groupes/jeunesse/rejoindre")
    give(client_of("dora"), cast.nora, f"co-animation-{cast.jeunesse.id}")
    request = db.session.scalars(select(JoinRequest)).one()
    assert (request.accepted, request.answered_by_id) == (True, cast.dora.id)


def test_one_that_has_not_begun_is_removed(client_of, cast):
    dora = client_of("dora")
    give(dora, cast.nora, "sysadmin", first_day=today(3).isoformat())
    assert "À venir" in dora.page("/mandats").main.get_text()
    assert dora.post(f"/mandats/role/{mandates(cast.nora)[0].id}/fin").status_code == 303
    assert mandates(cast.nora) == []


def hand_over(mandate, by, successors):
    db.session.refresh(mandate, ["group"])
    handed = handover.prepare(mandate, by, today(20), successors, None, {}, {})
    db.session.commit()
    return handed


def test_a_successor_named_today_is_removed_and_the_place_is_to_be_taken(client_of, cast):
    alice = db.session.scalars(select(CoFacilitation)).one()
    handed = hand_over(alice, cast.alice, [cast.bob])
    dora, successor = client_of("dora"), leads(cast.bob)[0]
    assert dora.post(f"/mandats/co-animation/{successor.id}/fin").status_code == 303
    assert leads(cast.bob) == []
    assert "à pourvoir" in dora.page(f"/passations/{handed.id}").main.get_text()
    assert dora.post(f"/passations/{handed.id}/annulation").status_code == 303


def test_one_given_today_and_already_handed_over_is_removed_with_its_handover(client_of, cast):
    dora = client_of("dora")
    give(dora, cast.nora, f"co-animation-{cast.jeunesse.id}")
    hand_over(leads(cast.nora)[0], cast.nora, [cast.bob])
    assert dora.post(f"/mandats/co-animation/{leads(cast.nora)[0].id}/fin").status_code == 303
    assert leads(cast.nora) == []
    assert len(leads(cast.bob)) == 1
    assert db.session.scalars(select(Handover)).all() == []


def leads(person):
    db.session.expire_all()
    return db.session.scalars(select(CoFacilitation).where(CoFacilitation.person_id == person.id)).all()


def test_two_who_end_at_once_one_that_has_not_begun(client_of, cast):
    give(client_of("dora"), cast.nora, "sysadmin")
    mandate = mandates(cast.nora)[0]
    removed = delete(Mandate).where(Mandate.id == mandate.id).execution_options(synchronize_session=False)
    db.session.execute(removed)
    with pytest.raises(Refused, match="n’existe plus"):
        operations.end_now(mandate)


def test_two_who_change_the_same_mandate(client_of, cast):
    dora, stan, url = client_of("dora"), client_of("stan"), seat_page(cast.bea)
    old = opened(dora, url)
    stan.post(url, data=opened(stan, url) | {"office": "secrétariat"})
    answer = dora.post(url, data=old | {"office": "présidence"})
    assert answer.status_code == 409
    page = soup(answer)
    assert "secrétariat" in page.find(role="alert").get_text()
    assert page.find(id="office")["value"] == "présidence"
    assert dora.post(url, data=old | {"office": "présidence", "seen": page.find(id="seen")["value"]}).status_code == 303
    assert seats(cast.bea)[0].office == "présidence"


@pytest.mark.parametrize(
    ("slip", "field"),
    [
        ({"person": "999999"}, "person"), ({"person": ""}, "person"), ({"what": "siege-999999"}, "what"),
        ({"what": ""}, "what"), ({"first_day": ""}, "first_day"), ({"first_day": "demain"}, "first_day"),
        ({"first_day": "0001-01-01"}, "first_day"), ({"last_day": "2001-01-01"}, "last_day"),
        ({"last_day": "jamais"}, "last_day"), ({"office": "é" * 61}, "office"),
        ({"institution": "999999"}, "institution"),
    ],
)  # fmt: skip
def test_a_slip_is_said(client_of, cast, slip, field):
    answer = give(client_of("dora"), cast.nora, f"siege-{cast.board.id}", **slip)
    assert answer.status_code == 422
    said = soup(answer).find(id=f"{field}-error").get_text()
    assert said
    assert "Not a valid" not in said
    assert seats(cast.nora) == []


def test_a_closed_group_gives_no_mandate(client_of, cast):
    cast.communication.state = GroupState.CLOSED
    db.session.commit()
    assert give(client_of("dora"), cast.nora, f"co-animation-{cast.communication.id}").status_code == 422


def test_a_membership_of_a_working_group_is_no_mandate(client_of, cast):
    dora = client_of("dora")
    assert dora.get(f"/mandats/siege/{seats(cast.bob)[0].id}").status_code == 404
    for url in ("/mandats/autre/1", "/mandats/role/999999", "/mandats/siege/999999", "/mandats/co-animation/999999"):
        assert dora.get(url).status_code == 404
    assert "Bob" not in dora.page("/mandats").main.get_text()


def test_the_list_takes_as_many_statements_with_more_in_it(client_of, cast):
    dora = client_of("dora")
    few = len(dora.counted("/mandats"))
    for person in (cast.nora, cast.carl, cast.bob):
        give(dora, person, "sysadmin")
    assert len(dora.counted("/mandats")) == few <= 12
