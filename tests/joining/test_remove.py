"""A member removed by somebody else, with the reason."""

from tests.cast import make_meeting
from tests.joining.scene import asked, letters, memberships
from workspace.database import db
from workspace.groups import queries
from workspace.groups.models import Membership
from workspace.meetings.models import Answer, Attendance

WHY = {"reason": "A quitté le centre."}


def removal(cast, person, group=None):
    return f"/membres/{queries.membership(group or cast.jeunesse, person).id}/retrait"


def test_it_asks_why_keeps_it_and_tells_the_person(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, answer=Answer.YES))
    db.session.commit()
    alice, here = client_of("alice"), removal(cast, cast.bob)
    assert alice.page("/groupes/jeunesse?rubrique=membres").select_one(f'a[href="{here}"]')
    assert alice.post(here, data={"reason": ""}).status_code == 422
    assert memberships(cast.jeunesse, cast.bob) == 1
    for _ in range(2):
        assert alice.post(here, data=WHY).status_code == 303
    assert memberships(cast.jeunesse, cast.bob) == 0
    kept = db.session.query(Membership).filter_by(person_id=cast.bob.id).one()
    assert (kept.left_by_id, kept.left_reason) == (cast.alice.id, "A quitté le centre.")
    told = letters("joining/member-removed")
    assert [one.address for one in told] == ["bob@example.org"]
    assert "A quitté le centre." in told[0].text
    assert db.session.query(Attendance).filter_by(person_id=cast.bob.id).all() == []
    assert [one.calendar_method for one in letters("joining/no-longer-invited")] == ["CANCEL"]


def test_whoever_was_removed_asks_to_come_back(client_of, cast):
    client_of("alice").post(removal(cast, cast.bob), data=WHY)
    bob = client_of("bob")
    bob.post("/groupes/jeunesse/rejoindre")
    assert memberships(cast.jeunesse, cast.bob) == 0
    client_of("alice").post(f"/demandes/{asked(cast.bob)[0].id}/accord")
    assert memberships(cast.jeunesse, cast.bob) == 1


def test_whoever_leads_is_not_removed(client_of, cast):
    stan, here = client_of("stan"), removal(cast, cast.alice)
    assert stan.post(here, data=WHY).status_code == 409
    assert memberships(cast.jeunesse, cast.alice) == 1
    assert not stan.page("/groupes/jeunesse?rubrique=membres").select(f'a[href="{here}"]')


def test_places_in_a_body_are_the_federation_s(client_of, cast):
    here = removal(cast, cast.bea, cast.board)
    assert client_of("alice").post(here, data=WHY).status_code == 403
    assert client_of("bea").post(here, data=WHY).status_code == 403
    dora = client_of("dora")
    page = dora.page(here).main.get_text()
    assert "Retirer Bea Berger de l’instance" in page
    assert "page des mandats" in page
    assert dora.post(here, data=WHY).status_code == 303
    (told,) = letters("joining/member-removed")
    for said in (told.text, told.html):
        assert "retiré·e de l’instance" in said
        assert "demander à revenir" not in said, "nobody asks for a seat"
        assert "équipe de la fédération" in said
