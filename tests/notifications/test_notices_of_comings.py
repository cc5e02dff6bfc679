"""Coming into a group, leaving it and handing it over are told in the product too, each to who may open the page."""

from datetime import timedelta

from sqlalchemy import select

from tests.cast import make_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, JoiningRule
from workspace.handover import operations as handover
from workspace.handover import queries as handover_queries
from workspace.joining.models import JoinRequest
from workspace.meetings import joint
from workspace.meetings import operations as meetings
from workspace.notifications.models import Notice, Pace
from workspace.notifications.operations import choose_pace
from workspace.post import Letter

ASKED = "joining/request-received"


def ask(client_of, cast):
    cast.jeunesse.joining_rule = JoiningRule.ON_REQUEST
    db.session.commit()
    client_of("nora").post("/groupes/jeunesse/rejoindre")
    return db.session.scalar(select(JoinRequest.id))


def letters(kind):
    return db.session.scalars(select(Letter).where(Letter.kind == kind)).all()


def notices(person):
    return db.session.scalars(select(Notice).where(Notice.person_id == person.id)).all()


def subjects(client_of, who):
    return client_of(who).page("/avis").main.get_text()


def test_a_request_is_told_at_the_pace_of_who_leads(client_of, cast):
    choose_pace(cast.alice.id, ASKED, cast.jeunesse.id, Pace.WEEKLY)
    asked = ask(client_of, cast)
    assert letters(ASKED) == []
    [notice] = notices(cast.alice)
    assert notice.due_at is not None
    assert client_of("alice").post(f"/avis/{notice.id}").location == f"/demandes/{asked}"
    assert "Nora Noël" in subjects(client_of, "alice")


def test_such_a_letter_is_refused_by_one_press_and_chosen_by_group(client_of, cast):
    ask(client_of, cast)
    [letter] = letters(ASKED)
    client_of().post(letter.unsubscribe.removeprefix("http://localhost"))
    fields = client_of("alice").page("/avis/preferences").select("select[name=joining-request-received-1]")
    assert [field.select_one("option[selected]")["value"] for field in fields] == ["never"]
    assert not client_of("bob").page("/avis/preferences").select("[name^=joining-request-received]")


def test_without_anybody_leading_the_federation_is_always_told(client_of, cast):
    db.session.query(CoFacilitation).delete()
    ask(client_of, cast)
    [letter] = letters(ASKED)
    assert (letter.address, letter.unsubscribe) == ("dora@example.org", "")
    assert "Nora Noël" in subjects(client_of, "dora")


def test_whoever_asked_finds_the_answer_though_they_belong_to_no_group(client_of, cast):
    asked = ask(client_of, cast)
    client_of("alice").post(f"/demandes/{asked}/refus", data={"reason": "Complet jusqu’en juin."})
    assert "Réponse à votre demande" in subjects(client_of, "nora")


def test_a_handover_is_told_to_who_leaves_and_to_who_comes(app, client_of, cast):
    mandate = handover_queries.mandates(cast.jeunesse)[0]
    with app.test_request_context():
        handover.prepare(mandate, cast.alice, clock.today() + timedelta(days=9), [cast.bob], None, {}, {})
    db.session.commit()
    assert "Passation du groupe Jeunesse" in subjects(client_of, "alice")
    assert "Vous co-animez désormais" in subjects(client_of, "bob")


def test_whoever_left_finds_which_meeting_they_are_no_longer_expected_at(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    client_of("bob").post("/groupes/jeunesse/quitter")
    assert [one.kind for one in notices(cast.bob)] == ["joining/no-longer-invited"]
    assert "Retirée de votre agenda" in subjects(client_of, "bob")
    assert client_of("bob").post(f"/avis/{notices(cast.bob)[0].id}").location == f"/reunions/{meeting.id}"


def test_and_hears_no_more_of_a_move_that_was_about_to_be_told(app, client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    with app.test_request_context():
        meetings.edit_meeting(meeting, 0, meeting.title, *meeting.appointment[:2], place="Ailleurs", video_link="")
        db.session.commit()
    assert {one.address for one in letters("meetings/meeting-moved")} == {"alice@example.org", "bob@example.org"}
    client_of("bob").post("/groupes/jeunesse/quitter")
    assert [one.address for one in letters("meetings/meeting-moved")] == ["alice@example.org"]


def test_a_guest_group_that_is_no_longer_invited_finds_it_too(app, client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    with app.test_request_context():
        joint.invite_groups(meeting, [cast.communication])
        joint.invite_groups(meeting, [], [cast.communication.id])
        db.session.commit()
    told = db.session.scalars(select(Letter.subject).where(Letter.kind == "meetings/no-longer-called")).one()
    assert told in subjects(client_of, "carl")
