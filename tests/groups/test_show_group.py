"""The page of one group."""

import pytest

from tests.cast import LONG_AGO, make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, Membership
from workspace.meetings.models import Answer, Attendance, MeetingState
from workspace.minutes import operations, queries
from workspace.people.models import Person

SECTIONS = ("reunions", "actions", "decisions", "membres")


def publish_a_meeting(cast):
    meeting = make_held_meeting(cast)
    operations.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    return meeting


def test_it_says_who_leads_what_it_serves_and_where_one_stands(client_of, cast):
    text = client_of("bob").page("/groupes/jeunesse").main.get_text(" ", strip=True)
    for words in ("Alice A.", "CSC Les Acacias", "Place à prendre", "Adapter nos pratiques", "(lien proposé)",
                  "2\u00a0membres, 1\u00a0centre", "Vous en êtes membre"):  # fmt: skip
        assert words in text
    assert "Co-animation à pourvoir" in client_of("bob").page("/groupes/communication").main.get_text()


def test_the_served_items_lead_to_their_pages(client_of, cast):
    page = client_of("bob").page("/groupes/jeunesse")
    for key in ("o2", "o2-act1"):
        assert page.select(f'.served a[href="/projet/{cast.items[key].id}"]')


def test_only_those_who_hold_meetings_propose_one(client_of, cast):
    for who, may in (("alice", True), ("stan", True), ("dora", True), ("bob", False), ("carl", False), ("bea", False)):
        found = client_of(who).page("/groupes/jeunesse").select('a[href="/groupes/jeunesse/reunions/nouvelle"]')
        assert bool(found) is may, who


def test_the_timeline_begins_with_what_comes_from_the_nearest_on_then_goes_back(client_of, cast):
    meeting = publish_a_meeting(cast)
    make_meeting(cast.jeunesse, days=3, title="Bientôt")
    make_meeting(cast.jeunesse, days=30, title="Plus tard")
    make_meeting(cast.jeunesse, days=0, hours=-1, title="En cours")
    make_meeting(cast.communication, days=2, title="Ailleurs")
    page = client_of("bob").page("/groupes/jeunesse")
    rows = page.select(".timeline > li")
    assert [row.h3.get_text() for row in rows] == ["En cours", "Bientôt", "Plus tard", meeting.title]
    assert [row["class"] for row in rows] == [["current"], ["upcoming"], ["upcoming"], ["past"]]
    past = rows[-1].get_text(" ", strip=True)
    for words in ("2\u00a0présent·e·s", "1\u00a0décision", "1\u00a0action", "Lire le compte rendu"):
        assert words in past


def test_drafts_do_not_push_the_next_meeting_down(client_of, cast):
    make_meeting(cast.jeunesse, days=1, state=MeetingState.CANCELLED, title="Annulée")
    make_meeting(cast.jeunesse, days=2, state=MeetingState.DRAFT, title="Brouillon proche")
    make_meeting(cast.jeunesse, days=9, title="Après")
    make_meeting(cast.jeunesse, days=3, title="Bientôt")
    make_meeting(cast.jeunesse, days=60, state=MeetingState.DRAFT, title="Brouillon lointain")
    rows = client_of("alice").page("/groupes/jeunesse").select(".timeline > li")
    assert [row.h3.get_text() for row in rows] == [
        *("Bientôt", "Annulée", "Brouillon proche", "Après", "Brouillon lointain")
    ]
    assert ["Prochaine réunion" in row.get_text() for row in rows] == [True, False, False, False, False]


def test_members_answer_from_it_and_find_their_answer(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, answer=Answer.MAYBE))
    db.session.commit()
    pressed = client_of("bob").page("/groupes/jeunesse").select('.answer [aria-pressed="true"]')
    assert [button["value"] for button in pressed] == ["maybe"]
    assert not client_of("carl").page("/groupes/jeunesse").select(".answer")


def test_drafts_are_seen_by_those_who_hold_meetings(client_of, cast):
    make_meeting(cast.jeunesse, MeetingState.DRAFT, title="En préparation")
    for who, may in (("alice", True), ("stan", True), ("bob", False), ("carl", False)):
        assert ("En préparation" in client_of(who).get("/groupes/jeunesse").text) is may, who


def test_minutes_are_offered_to_whoever_may_read_them(client_of, cast):
    publish_a_meeting(cast)
    for who, may in (("alice", True), ("bob", True), ("bea", True), ("stan", True), ("carl", False), ("nora", False)):
        assert ("Lire le compte rendu" in client_of(who).get("/groupes/jeunesse").text) is may, who


def test_minutes_in_review_are_to_reread(client_of, cast):
    make_held_meeting(cast)
    for who in ("alice", "bob"):
        past = client_of(who).page("/groupes/jeunesse").select_one(".timeline > .past").get_text(" ", strip=True)
        assert "En relecture" in past
        assert "Relire le compte rendu" in past
    assert "Relire" not in client_of("bea").page("/groupes/jeunesse").main.get_text()


def test_older_meetings_are_on_the_next_pages(client_of, cast):
    for days in range(1, 9):
        make_meeting(cast.jeunesse, MeetingState.HELD, days=-days, title=f"Réunion {days}")
    make_meeting(cast.jeunesse, days=1, title="À venir")
    first = client_of("bob").page("/groupes/jeunesse")
    assert len(first.select(".timeline > li")) == 7
    older = first.find("a", string="Voir les réunions précédentes")["href"]
    second = client_of("bob").page(older)
    assert [row.h3.get_text() for row in second.select(".timeline > li")] == ["Réunion 7", "Réunion 8"]
    assert client_of("bob").page("/groupes/jeunesse?page=99").find(string="Réunion 8")


def test_its_lists_hold_what_their_entries_count(client_of, cast):
    publish_a_meeting(cast)
    make_held_meeting(cast)  # not published: neither listed nor counted
    page = client_of("carl").page("/groupes/jeunesse?rubrique=actions")
    tabs = {a.contents[0].strip(): a.select_one("span") for a in page.select(".sub-nav a")}
    counts = {name: span and int(span.get_text()) for name, span in tabs.items()}
    assert counts == {"Réunions": None, "Actions": 1, "Décisions": 1, "Membres": 2}
    assert "Écrire aux réseaux" in page.main.get_text()
    assert "Le réseau se réunit à Nanterre." in client_of("carl").get("/groupes/jeunesse?rubrique=decisions").text


def test_what_is_not_published_is_in_no_list(client_of, cast):
    make_held_meeting(cast)
    for section in SECTIONS:
        html = client_of("carl").get(f"/groupes/jeunesse?rubrique={section}").text
        assert "Écrire aux réseaux" not in html
        assert "Le réseau se réunit" not in html


def test_members_are_named_with_their_centre_and_addresses_are_kept(client_of, cast):
    for who, sees in (("bob", False), ("carl", False), ("bea", False), ("alice", True), ("stan", True), ("dora", True)):
        text = client_of(who).page("/groupes/jeunesse?rubrique=membres").main.get_text(" ", strip=True)
        assert text.index("Alice Arnaud") < text.index("Bob Bernard")
        for words in ("salarié·e", "bénévole", "CSC Les Acacias"):
            assert words in text
        assert ("bob@example.org" in text) is sees, who


@pytest.mark.parametrize("who", ["paul", "tess"])
def test_outsiders_read_public_facts_whatever_they_ask(client_of, cast, who):
    publish_a_meeting(cast)
    make_meeting(cast.jeunesse, days=3)
    for section in SECTIONS:
        text = client_of(who).page(f"/groupes/jeunesse?rubrique={section}").main.get_text(" ", strip=True)
        assert "Prochaines réunions" in text
        assert "CSC Les Acacias" in text
        for words in ("Alice", "Bob", "membres", "Écrire aux réseaux", "Nanterre", "présent"):
            assert words not in text


def test_an_unknown_group_does_not_exist(client_of):
    assert client_of("bob").get("/groupes/inconnu").status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
def test_it_takes_as_many_statements_with_more_of_everything(client_of, cast, section):
    publish_a_meeting(cast)
    make_meeting(cast.jeunesse)
    address = f"/groupes/jeunesse?rubrique={section}"
    few = len(client_of("alice").counted(address))
    for number in range(5):
        publish_a_meeting(cast)
        make_meeting(cast.jeunesse, days=number + 5)
        person = Person(first_name="Ève", last_name=f"Martin {number}")
        db.session.add(Membership(group=cast.jeunesse, person=person, joined_on=LONG_AGO))
        db.session.add(CoFacilitation(group=cast.jeunesse, person=person, starts_on=clock.today()))
    db.session.commit()
    assert len(client_of("alice").counted(address)) == few <= 12
