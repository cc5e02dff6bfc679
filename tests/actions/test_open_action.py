"""One action: what it says, and the chain it belongs to."""

from sqlalchemy import select

from tests.actions.scene import make_action
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.minutes import operations, queries


def held_action(cast, published):
    """Bob's action of a closed meeting, and its minutes."""
    meeting = make_held_meeting(cast)
    minutes = queries.of_meeting(meeting)
    if published:
        operations.publish(minutes, cast.alice)
        db.session.commit()
    return db.session.scalars(select(ActionItem)).one(), minutes


def links(page):
    return {link["href"] for link in page.main.find_all("a")}


def test_it_leads_to_all_that_it_comes_from_and_serves(client_of, cast):
    action, minutes = held_action(cast, published=True)
    decision = queries.decisions_of_meeting(minutes.meeting_id)[0]
    page = client_of("bob").page(f"/actions/{action.id}")
    assert links(page) >= {
        "/groupes/jeunesse",
        f"/reunions/{minutes.meeting_id}/compte-rendu#action-{action.id}",
        f"/decisions/{decision.number}",
        f"/projet/{cast.items['o2-act1'].id}",
        f"/projet/{cast.items['o2'].id}",
        f"/engagements/{cast.commitment.id}",
    }
    assert "Point « Point 1 »".replace("« ", "«\u202f").replace(" »", "\u202f»") in page.main.get_text()


def test_who_is_not_of_the_group_sees_the_meeting_but_not_its_agenda(client_of, cast):
    action, minutes = held_action(cast, published=True)
    page = client_of("carl").page(f"/actions/{action.id}")
    assert f"/reunions/{minutes.meeting_id}" in links(page)
    assert not [link for link in links(page) if "compte-rendu" in link]
    assert "Point 1" not in page.main.get_text()


def test_before_publication_only_its_owner_and_those_who_lead_open_it(client_of, cast):
    action, minutes = held_action(cast, published=False)
    page = client_of("bob").page(f"/actions/{action.id}")  # he was there, so he reads the minutes in review
    assert f"/reunions/{minutes.meeting_id}/compte-rendu#action-{action.id}" in links(page)
    assert "Le réseau se réunit" not in page.get_text()
    for who, status in [("alice", 200), ("dora", 200), ("carl", 403), ("bea", 403), ("paul", 403)]:
        client_of(who).page(f"/actions/{action.id}", status)


def test_before_the_meeting_is_closed_its_owner_does_not_see_it(client_of, cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.CALLED, hours=-1, days=0)
    action = make_action(cast, meeting=meeting, published=False)
    client_of("bob").page(f"/actions/{action.id}", 403)
    assert action.title not in client_of("bob").get("/mon-espace").text


def test_an_action_of_no_meeting_that_serves_nothing_says_so(client_of, cast):
    action = make_action(cast, items=[], owners=[], days=None)
    text = client_of("nora").page(f"/actions/{action.id}").main.get_text()
    for words in ("entre deux réunions", "Personne pour l’instant", "Sans date", "Rien ne la relie"):
        assert words in text


def test_lateness_is_said_in_words(client_of, cast):
    action = make_action(cast, days=-1)
    assert "En retard de 1\u00a0jour" in client_of("nora").get(f"/actions/{action.id}").text


def test_it_takes_few_statements(client_of, cast):
    action, _ = held_action(cast, published=True)
    statements = client_of("bob").counted(f"/actions/{action.id}")
    assert len(statements) <= 12, "\n".join(statements)


def test_an_unknown_action_does_not_exist(client_of):
    for number in ("0", "999", "99999999999"):
        client_of("bob").page(f"/actions/{number}", 404)
