"""One page, three readings: who sees what of a meeting."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import Membership
from workspace.meetings import operations
from workspace.meetings.models import Answer, Attendance, MeetingState, Presence
from workspace.meetings.queries import points_of
from workspace.minutes import operations as minutes
from workspace.minutes import queries
from workspace.people.models import Mandate, Person


def shown(client_of, who, meeting, **options):
    return client_of(who).page(f"/reunions/{meeting.id}", **options)


@pytest.mark.parametrize(
    ("state", "days", "hours", "words"),
    [
        (MeetingState.DRAFT, 3, 0, "Brouillon"),
        (MeetingState.CALLED, 3, 0, "Convoquée"),
        (MeetingState.CALLED, 0, -1, "En cours"),
        (MeetingState.CALLED, -3, 0, "Tenue, à clore"),
        (MeetingState.HELD, -3, 0, "En relecture"),
        (MeetingState.CANCELLED, 3, 0, "Annulée"),
    ],
)
def test_its_state_is_said_in_words(client_of, cast, state, days, hours, words):
    meeting = make_meeting(cast.jeunesse, state, days=days, hours=hours)
    assert words in shown(client_of, "alice", meeting).main.get_text()


def test_a_draft_is_its_leads(client_of, cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    for who in ("bob", "carl", "bea", "paul", "tess"):
        shown(client_of, who, meeting, status=403)
    for who in ("alice", "stan", "dora"):
        assert shown(client_of, who, meeting).find("button", string="Ajouter le point")


def test_a_member_reads_the_agenda_and_answers(client_of, cast):
    meeting = make_meeting(cast.jeunesse, video_link="https://visio.example.org/j")
    operations.answer(meeting, cast.alice, Answer.YES)
    db.session.commit()
    page = shown(client_of, "bob", meeting)
    text = page.main.get_text(" ", strip=True)
    assert "Point 1" in text
    assert "Échange · 15\u00a0min" in text
    assert "1\u00a0vient, sur 2" in text
    assert "Alice" not in text  # counts for members, names for leads
    assert page.find(id=f"answer-{meeting.id}")
    assert page.find("a", href="https://visio.example.org/j")


@pytest.mark.parametrize("who", ["carl", "nora", "bea", "paul"])
def test_others_read_when_and_where_only(client_of, cast, who):
    meeting = make_meeting(cast.jeunesse, video_link="https://visio.example.org/j")
    page = shown(client_of, who, meeting)
    assert "L’ordre du jour est ouvert aux membres du groupe." in page.main.get_text()
    assert "CSC Les Acacias" in page.main.get_text()
    for hidden in ("Point 1", "visio.example.org", "vient sur"):
        assert hidden not in str(page.main)
    assert page.main.find("form") is None


@pytest.mark.parametrize(("who", "joins"), [("bob", True), ("dora", True), ("carl", False), ("paul", False)])
def test_the_file_for_a_calendar_tells_the_video_link_to_those_who_join(client_of, cast, who, joins):
    meeting = make_meeting(cast.jeunesse, video_link="https://visio.example.org/j")
    file = client_of(who).get(f"/reunions/{meeting.id}/agenda.ics").text.replace("\r\n ", "")
    assert "CSC Les Acacias" in file
    assert ("visio.example.org" in file) is joins


def test_notes_are_read_by_those_there_until_published_then_by_members(client_of, cast):
    meeting = make_held_meeting(cast)
    db.session.add(Membership(group_id=cast.jeunesse.id, person_id=cast.nora.id, joined_on=cast.project.starts_on))
    queries.of_meeting(meeting).state = "in_review"
    db.session.commit()
    for who, reads in [("bob", True), ("nora", False), ("carl", False), ("bea", False)]:
        page = str(shown(client_of, who, meeting).main)
        for secret in ("parle", "Le réseau se réunit", "Écrire aux réseaux"):
            assert (secret in page) is reads, (who, secret)
        assert (f"/reunions/{meeting.id}/compte-rendu" in page) is reads, who
    minutes.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    for who, reads in [("bob", True), ("nora", True), ("bea", True), ("carl", False), ("paul", False)]:
        page = str(shown(client_of, who, meeting).main)
        assert ("Le réseau se réunit" in page) is reads, who
        assert (f"/reunions/{meeting.id}/compte-rendu" in page) is reads, who


def test_those_there_read_notes_while_it_runs(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    points_of(meeting)[0].notes = "Au vif"
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, presence=Presence.PRESENT))
    db.session.commit()
    assert "Au vif" in shown(client_of, "bob", meeting).main.get_text()


def test_once_published_a_lead_reads_too(client_of, cast):
    meeting = make_held_meeting(cast)
    minutes.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    page = shown(client_of, "alice", meeting)
    assert page.main.find("textarea") is None
    assert "Bob Bernard" in page.main.get_text()


def test_the_room_opens_at_the_point_asked_for(client_of, cast):
    meeting, other = make_meeting(cast.jeunesse, points=2), make_meeting(cast.jeunesse)
    url = f"/reunions/{meeting.id}"
    second = points_of(meeting)[1]
    alice = client_of("alice")
    assert alice.page(url).find(id="h-point").get_text() == "1. Point 1"
    page = alice.page(f"{url}?point={second.id}")
    assert page.find(id="h-point").get_text() == "2. Point 2"
    assert page.find("a", {"aria-current": "step"})["href"].endswith(f"?point={second.id}")
    for wrong in (points_of(other)[0].id, 999_999, "x", 2**40):
        assert alice.get(f"{url}?point={wrong}").status_code == 404


def test_a_called_meeting_without_a_point_takes_one(client_of, cast):
    meeting, alice = make_meeting(cast.jeunesse, points=0), client_of("alice")
    assert "L’ordre du jour est vide" in shown(client_of, "alice", meeting).main.get_text()
    assert alice.post(f"/reunions/{meeting.id}/points", data={"title": "", "kind": "exchange"}).status_code == 422
    alice.post(f"/reunions/{meeting.id}/points", data={"title": "Premier", "kind": "exchange"})
    assert shown(client_of, "alice", meeting).find(id="h-point").get_text() == "1. Premier"


def test_closing_leads_to_the_minutes(client_of, cast):
    meeting, alice = make_meeting(cast.jeunesse, days=0, hours=-1), client_of("alice")
    response = alice.post(f"/reunions/{meeting.id}/cloture")
    assert (response.status_code, response.location) == (303, f"/reunions/{meeting.id}/compte-rendu")
    db.session.expire_all()
    assert meeting.state is MeetingState.HELD
    early = make_meeting(cast.jeunesse)
    assert alice.post(f"/reunions/{early.id}/cloture").status_code == 409
    assert alice.page(f"/reunions/{early.id}").find(string="Terminer et relire") is None


@pytest.mark.parametrize(("who", "most"), [("bob", 12), ("alice", 12)])
def test_as_many_statements_for_much_as_for_little(client_of, cast, who, most):
    """The room shows six lists at once; each takes its own statement, never one a row."""
    meeting = make_held_meeting(cast)
    queries.of_meeting(meeting).state = "in_review"
    db.session.commit()
    few = client_of(who).counted(f"/reunions/{meeting.id}")
    point = points_of(meeting)[0]
    for number in range(5):
        minutes.record_decision(point, f"Décision {number}", [cast.items["o2-act1"]])
        person = Person(first_name="Lou", last_name=f"Roy {number}", centre_id=cast.bob.centre_id)
        db.session.add(person)
        db.session.flush()
        db.session.add(Membership(group_id=cast.jeunesse.id, person_id=person.id, joined_on=cast.project.starts_on))
    db.session.commit()
    many = client_of(who).counted(f"/reunions/{meeting.id}")
    assert len(few) == len(many) <= most, "\n".join(many)


def test_whoever_sits_in_the_committee_beyond_their_mandate_reads_the_meetings_that_call_them(client_of, cast):
    """They answer them and read their minutes: their page was refused, and the list of its files empty."""
    mandate = db.session.scalars(select(Mandate).where(Mandate.person_id == cast.paul.id)).one()
    mandate.ends_on = clock.today() - timedelta(days=1)
    called, draft = make_meeting(cast.committee), make_meeting(cast.committee, MeetingState.DRAFT)
    elsewhere = make_meeting(cast.jeunesse)
    paul = client_of("paul")
    opened = [paul.get(f"/reunions/{one.id}").status_code for one in (called, draft, elsewhere)]
    assert opened == [200, 403, 403]
