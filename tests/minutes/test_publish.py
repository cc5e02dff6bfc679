"""Publishing minutes: locked, numbered, told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.browser import soup
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.minutes import operations, queries
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.notifications.models import Notice
from workspace.post import Letter
from workspace.refusals import Refused

YEAR = clock.today().year


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.address)).all()


def published(meeting):
    db.session.expire_all()
    return db.session.scalars(select(Minutes).where(Minutes.meeting_id == meeting.id)).one()


def test_it_locks_numbers_and_publishes_all_at_once(client_of, cast):
    meeting = make_held_meeting(cast)
    response = client_of("alice").post(f"/reunions/{meeting.id}/publication")
    assert (response.status_code, response.location) == (303, f"/reunions/{meeting.id}/compte-rendu")
    minutes = published(meeting)
    decision, action = db.session.scalars(select(Decision)).one(), db.session.scalars(select(ActionItem)).one()
    assert (minutes.state, minutes.number) == (MinutesState.PUBLISHED, f"JEU-{YEAR}-01")
    assert decision.number == f"{YEAR}-01"
    assert minutes.published_at == decision.published_at == action.published_at


def test_each_member_gets_one_letter_decisions_then_actions_then_the_text(client_of, cast):
    meeting = make_held_meeting(cast)
    client_of("alice").post(f"/reunions/{meeting.id}/publication")
    to_alice, to_bob = letters()
    assert [to_alice.address, to_bob.address] == ["alice@example.org", "bob@example.org"]
    for letter, actions in ((to_alice, "Actions confiées"), (to_bob, "1\u00a0action vous est confiée")):
        for text in (letter.text, letter.html):
            parts = ["Décidé", "se réunit à Nanterre", actions, "Écrire aux réseaux", "Lire le compte rendu"]
            assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert "vous est confiée" not in to_alice.text
    assert "Bob B.\u00a0: Écrire aux réseaux" in to_alice.text
    assert f"http://localhost/reunions/{meeting.id}/compte-rendu" in to_alice.text
    for letter in (to_alice, to_bob):
        assert "Le réseau se réunit à Nanterre." in letter.text
        assert "Le réseau se réunit à Nanterre." in letter.html


@pytest.mark.parametrize(("who", "knows"), [("carl", True), ("paul", False)])
def test_to_whom_an_action_is_entrusted_from_outside_what_they_may_know_is_told(client_of, cast, who, knows):
    """Carl is of another group, Paul represents an institution: neither may read these minutes."""
    someone = cast.people[who]
    meeting = make_held_meeting(cast, owners=[someone])
    action = db.session.scalars(select(ActionItem)).one()
    db.session.add(ActionItem(group=cast.jeunesse, meeting=meeting, point_id=action.point_id, title="Une autre",
                              owners=[cast.bob], due_on=clock.today()))  # fmt: skip
    db.session.commit()
    assert client_of("alice").post(f"/reunions/{meeting.id}/publication").status_code == 303
    letter = next(one for one in letters() if one.address == someone.email)
    assert "/compte-rendu" not in letter.text + letter.html
    assert f"/actions/{action.id}" in letter.text
    assert [("Une autre" in said, "Nanterre" in said) for said in (letter.text, letter.html)] == [(knows, knows)] * 2
    notice = db.session.scalars(select(Notice).where(Notice.person_id == someone.id)).one()
    assert client_of(who).get(notice.path).status_code == 200
    inside = next(one for one in letters() if one.address == cast.bob.email)
    assert f"/reunions/{meeting.id}/compte-rendu" in inside.text


def test_whoever_comes_second_is_told_who_was_first(client_of, cast):
    meeting = make_held_meeting(cast)
    client_of("alice").post(f"/reunions/{meeting.id}/publication")
    stan = client_of("stan")
    for gesture in (stan.get, stan.post):
        answer = gesture(f"/reunions/{meeting.id}/publication")
        assert (answer.status_code, answer.location) == (303, f"/reunions/{meeting.id}/compte-rendu")
        assert "déjà publié par Alice A." in stan.get(answer.location).text
    assert (len(letters()), published(meeting).published_by_id) == (2, cast.alice.id)


def test_what_the_second_one_completes_changes_nothing(cast):
    """Their form was opened before the first one published."""
    meeting = make_held_meeting(cast)
    action = db.session.scalars(select(ActionItem)).one()
    operations.publish(queries.of_meeting(meeting), cast.alice)
    operations.publish(queries.of_meeting(meeting), cast.stan, [(action, cast.alice, clock.today())])
    assert action.owners == [cast.bob]


def test_twice_publishes_once(client_of, cast):
    meeting = make_held_meeting(cast)
    alice = client_of("alice")
    for _ in range(2):
        assert alice.post(f"/reunions/{meeting.id}/publication").status_code == 303
    assert len(letters()) == 2
    assert published(meeting).number == f"JEU-{YEAR}-01"


@pytest.mark.parametrize("missing", [{"owners": []}, {"due_on": None}])
def test_j3_a3_an_action_without_owner_or_date_keeps_it_from_being_published(client_of, cast, missing):
    meeting = make_held_meeting(cast, **missing)
    response = client_of("alice").post(f"/reunions/{meeting.id}/publication")
    assert response.status_code == 422
    field = soup(response).find(attrs={"aria-invalid": "true"})
    assert field, "the message stands beside the field"
    words = soup(response).find(id=field["aria-describedby"]).get_text()
    assert words == ("Dites qui s’en charge." if "owners" in missing else "Dites pour quand.")
    assert published(meeting).state is MinutesState.IN_REVIEW
    assert letters() == []
    with pytest.raises(Refused):
        operations.publish(queries.of_meeting(meeting), cast.alice)


def test_what_is_missing_is_completed_where_it_is_asked(client_of, cast):
    meeting = make_held_meeting(cast, owners=[], due_on=None)
    action = db.session.scalars(select(ActionItem)).one()
    due_on = clock.today() + timedelta(days=3)
    data = {f"action-{action.id}-owner": cast.bob.id, f"action-{action.id}-due_on": due_on.isoformat()}
    assert client_of("alice").post(f"/reunions/{meeting.id}/publication", data=data).status_code == 303
    db.session.expire_all()
    action = db.session.scalars(select(ActionItem)).one()
    assert action.due_on == due_on
    assert db.session.scalar(select(func.count()).select_from(Minutes).where(Minutes.number.is_not(None))) == 1


def test_a_person_of_another_group_is_not_offered(client_of, cast):
    meeting = make_held_meeting(cast, owners=[])
    action = db.session.scalars(select(ActionItem)).one()
    data = {
        f"action-{action.id}-owner": cast.carl.id,
        f"action-{action.id}-due_on": (clock.today() + timedelta(days=3)).isoformat(),
    }
    assert client_of("alice").post(f"/reunions/{meeting.id}/publication", data=data).status_code == 422


def test_numbers_go_on_from_one_meeting_to_the_next(client_of, cast):
    first, second = make_held_meeting(cast), make_held_meeting(cast)
    for meeting in (first, second):
        client_of("alice").post(f"/reunions/{meeting.id}/publication")
    assert published(second).number == f"JEU-{YEAR}-02"
    assert db.session.scalars(select(Decision.number).order_by(Decision.id)).all() == [f"{YEAR}-01", f"{YEAR}-02"]


def test_published_decisions_are_locked(app, cast):
    meeting = make_held_meeting(cast)
    operations.publish(queries.of_meeting(meeting), cast.alice)
    decision = db.session.scalars(select(Decision)).one()
    with pytest.raises(Refused):
        operations.remove_decision(decision)
    with pytest.raises(Refused):
        operations.record_decision(meeting.points[0], "Autre chose", [])
