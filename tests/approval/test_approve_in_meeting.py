"""The first point of a meeting approves what the one before wrote: proposed, approved by one button, told both ways."""

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from tests.statutes.scene import fill_board
from workspace.agendas import operations as agendas
from workspace.database import db
from workspace.french import calendar_day
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.models import MeetingState, VoteKind
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries
from workspace.minutes.models import Minutes, MinutesState
from workspace.refusals import Refused
from workspace.running.operations import take_vote


@pytest.fixture
def before(cast):
    """The last meeting of Jeunesse, published."""
    meeting = make_held_meeting(cast)
    publish(meeting, cast)
    return meeting


def publish(meeting, cast):
    minutes_operations.publish(minutes_queries.of_meeting(meeting), cast.alice)
    db.session.commit()


@pytest.fixture
def running(cast, before):
    """The next one, which begins with its approval."""
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    agendas.open_with_approval(meeting, before, "Approbation du compte rendu")
    db.session.commit()
    return meeting


def submitting(meeting):
    return next(one for one in meeting_queries.points_of(meeting) if one.approves_id)


def sealed(meeting):
    db.session.expire_all()
    return db.session.scalars(select(Minutes).where(Minutes.meeting_id == meeting.id)).one()


def approval(client, meeting, back=""):
    return client.post(f"/points/{submitting(meeting).id}/approbation{back}")


def test_preparing_proposes_it_and_puts_it_first(client_of, cast, before):
    coming = make_meeting(cast.jeunesse, MeetingState.DRAFT, points=2)
    alice = client_of("alice")
    path = f"/reunions/{coming.id}/preparation"
    (box,) = [one for one in alice.page(path).select("input[name=ligne]") if one["value"].startswith("approbation-")]
    assert box.has_attr("checked")
    said = box.find_parent("li").get_text()
    assert "Approbation du compte rendu du" in said
    assert "JEU-" in said
    assert alice.post(path, data={"ligne": box["value"]}).status_code == 303
    points = meeting_queries.points_of(coming)
    assert points[0].approves_id == before.id
    assert [one.title for one in points[1:]] == ["Point 1", "Point 2"]
    assert "Approbation du compte rendu" not in alice.page(path).main.get_text(), "it is there already"
    alice.post(path, data={"ligne": box["value"]})
    assert len(meeting_queries.points_of(coming)) == 3


def test_a_body_approves_its_record(client_of, cast):
    fill_board(cast)
    meeting = make_held_meeting(cast, cast.board)
    publish(meeting, cast)
    coming = make_meeting(cast.board, MeetingState.DRAFT)
    assert "Approbation du procès-verbal du" in client_of("alice").page(f"/reunions/{coming.id}/preparation").get_text()


def test_what_is_not_published_or_is_approved_is_not_proposed(client_of, cast):
    meeting = make_held_meeting(cast)
    coming = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    alice, path = client_of("alice"), f"/reunions/{coming.id}/preparation"
    assert "Approbation du" not in alice.page(path).get_text()
    publish(meeting, cast)
    assert "Approbation du" in alice.page(path).get_text()
    agendas.open_with_approval(make_meeting(cast.jeunesse, days=0, hours=-1), meeting, "Approbation")
    minutes_operations.approve(db.session.scalars(select_point(meeting)).one())
    db.session.commit()
    assert "Approbation du" not in alice.page(path).get_text()


def select_point(approved):
    model = meeting_queries.AgendaItem
    return select(model).where(model.approves_id == approved.id)


def test_one_button_approves_and_each_says_the_way_to_the_other(client_of, cast, before, running):
    alice, point = client_of("alice"), submitting(running).id
    room = alice.page(f"/reunions/{running.id}?point={point}")
    assert room.find("a", href=f"/reunions/{before.id}/compte-rendu")
    (form,) = [one for one in room.select("form") if one["action"] == f"/points/{point}/approbation"]
    assert form.button.get_text(strip=True) == "Approuvé"
    assert approval(alice, running).status_code == 303
    assert sealed(before).sealed_in_id == running.id
    page = client_of("bob").page(f"/reunions/{before.id}/compte-rendu")
    assert f"Approuvé à la séance du {calendar_day(running.starts_at)}" in page.main.get_text()
    assert page.find("a", href=f"/reunions/{running.id}?point={point}"), "it is not written yet: its meeting"
    minutes_operations.close_meeting(running)
    publish(running, cast)
    page = client_of("bob").page(f"/reunions/{before.id}/compte-rendu")
    assert page.find("a", href=f"/reunions/{running.id}/compte-rendu#point-{point}")
    there = client_of("bob").page(f"/reunions/{running.id}/compte-rendu").find(id=f"point-{point}")
    assert "A approuvé le compte rendu JEU-" in there.get_text()
    assert there.find("a", href=f"/reunions/{before.id}/compte-rendu")


def test_approved_it_is_corrected_no_more(client_of, cast, before, running):
    alice = client_of("alice")
    approval(alice, running)
    point = minutes_queries.agenda_of(before.id)[0].id
    said = {"notes": "Autre chose.", "reason": "Parce que", "seen": 0}
    assert alice.post(f"/points/{point}/correction", data=said).status_code == 409


def test_a_slip_of_the_finger_is_taken_back_until_publication(client_of, cast, before, running):
    alice = client_of("alice")
    approval(alice, running)
    assert approval(alice, running).status_code == 303, "twice changes nothing"
    assert approval(alice, running, "/retrait").status_code == 303
    assert sealed(before).sealed_at is None
    approval(alice, running)
    minutes_operations.close_meeting(running)
    publish(running, cast)
    assert approval(alice, running, "/retrait").status_code == 409
    assert sealed(before).sealed_at


@pytest.mark.parametrize(("pro", "con", "is_sealed"), [(7, 1, True), (1, 7, False), (4, 4, False)])
def test_published_with_a_vote_in_favour_it_is_approved_without_the_button(cast, before, running, pro, con, is_sealed):
    take_vote(submitting(running), "Approuver", VoteKind.COUNT, pro, con, 0)
    minutes_operations.close_meeting(running)
    publish(running, cast)
    assert bool(sealed(before).sealed_at) is is_sealed


@pytest.mark.parametrize(("objections", "is_sealed"), [(0, True), (1, False)])
def test_published_with_consent_it_is_approved_unless_somebody_objects(cast, before, running, objections, is_sealed):
    take_vote(submitting(running), "Approuver", VoteKind.CONSENT, 0, objections, 0)
    minutes_operations.close_meeting(running)
    publish(running, cast)
    assert bool(sealed(before).sealed_at) is is_sealed


def test_what_another_meeting_approved_keeps_no_minutes_from_being_published(client_of, cast, before, running):
    other = make_meeting(cast.jeunesse, days=0, hours=-0.5)
    agendas.open_with_approval(other, before, "Approbation")
    for meeting in (running, other):
        take_vote(submitting(meeting), "Approuver", VoteKind.COUNT, 7, 1, 0)
        minutes_operations.close_meeting(meeting)
    publish(running, cast)
    assert client_of("alice").post(f"/reunions/{other.id}/publication").status_code == 303
    assert sealed(other).state is MinutesState.PUBLISHED
    assert sealed(before).sealed_in_id == running.id


def test_not_approved_it_comes_back_to_the_next_agenda_and_is_not_parked(client_of, cast, before, running):
    minutes_operations.close_meeting(running)
    assert "Approbation" not in client_of("alice").page("/groupes/jeunesse/points-en-attente").get_text()
    assert sealed(before).sealed_at is None


def test_a_meeting_approves_once_it_has_begun(client_of, cast, before):
    coming = make_meeting(cast.jeunesse)
    agendas.open_with_approval(coming, before, "Approbation")
    db.session.commit()
    assert approval(client_of("alice"), coming).status_code == 409
    assert sealed(before).sealed_at is None


def test_two_meetings_do_not_both_approve(client_of, cast, before, running):
    other = make_meeting(cast.jeunesse, days=0, hours=-0.5)
    agendas.open_with_approval(other, before, "Approbation")
    db.session.commit()
    alice = client_of("alice")
    approval(alice, running)
    assert approval(alice, other).status_code == 409
    assert approval(alice, other, "/retrait").status_code == 303
    assert sealed(before).sealed_in_id == running.id, "it is not theirs to take back"


def test_a_point_that_submits_nothing_approves_nothing(client_of, running):
    point = next(one for one in meeting_queries.points_of(running) if not one.approves_id)
    assert client_of("alice").post(f"/points/{point.id}/approbation").status_code == 409


def test_the_point_that_approved_stays_on_its_agenda(client_of, before, running):
    approval(client_of("alice"), running)
    with pytest.raises(Refused):
        meetings.remove_point(submitting(running))


def test_a_copy_and_a_model_leave_out_what_is_done_once(cast, before, running):
    copy = meetings.duplicate_meeting(running, cast.alice)
    assert [one.title for one in meeting_queries.points_of(copy)] == ["Point 1"]
    assert agendas.keep_as_model(running) == 1


def test_the_button_of_the_page_is_for_meetings_without_that_point(client_of, cast, before):
    make_meeting(cast.jeunesse, days=0, hours=-1)
    alice = client_of("alice")
    assert "Noter l’approbation" in alice.page(f"/reunions/{before.id}/compte-rendu").main.get_text()
    coming = make_meeting(cast.jeunesse)
    agendas.open_with_approval(coming, before, "Approbation")
    db.session.commit()
    assert "Noter l’approbation" not in alice.page(f"/reunions/{before.id}/compte-rendu").main.get_text()


def test_who_reads_the_meeting_without_reading_those_minutes_has_no_link(client_of, cast, before, running):
    """Carl is of another group: he reads neither."""
    page = client_of("carl").page(f"/reunions/{running.id}")
    assert not page.find("a", href=f"/reunions/{before.id}/compte-rendu")
    assert approval(client_of("carl"), running).status_code == 403
