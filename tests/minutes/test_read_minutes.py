"""Who reads what of minutes (domain §0 and §4.9)."""

import pytest

from tests.browser import soup
from tests.cast import WHO, make_meeting
from tests.minutes.scene import make_held_meeting
from workspace.actions import queries as actions
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.meetings.models import AgendaItem, Vote, VoteKind
from workspace.minutes import operations, queries
from workspace.minutes.models import Decision, MinutesState

DRAFT = {"alice": 200, "stan": 200, "dora": 200, "": 303}
IN_REVIEW = DRAFT | {"bob": 200}  # he was there
PUBLISHED = IN_REVIEW | {"bea": 200}


@pytest.mark.parametrize("who", WHO)
def test_a_draft_is_for_those_who_lead(client_of, cast, who):
    meeting = make_held_meeting(cast)
    queries.of_meeting(meeting).state = MinutesState.DRAFT
    db.session.commit()
    assert client_of(who).get(f"/reunions/{meeting.id}/compte-rendu").status_code == DRAFT.get(who, 403)


@pytest.mark.parametrize("who", WHO)
def test_in_review_they_are_also_for_those_who_were_there(client_of, cast, who):
    meeting = make_held_meeting(cast)
    assert client_of(who).get(f"/reunions/{meeting.id}/compte-rendu").status_code == IN_REVIEW.get(who, 403)


@pytest.mark.parametrize("who", WHO)
def test_published_minutes_are_for_the_group_and_the_board(client_of, cast, who):
    meeting = make_held_meeting(cast)
    publish(meeting, cast)
    assert client_of(who).get(f"/reunions/{meeting.id}/compte-rendu").status_code == PUBLISHED.get(who, 403)


def test_a_partner_reads_those_of_its_committee_only(client_of, cast):
    mine, other = make_held_meeting(cast, cast.committee), make_held_meeting(cast)
    for meeting in (mine, other):
        publish(meeting, cast)
    assert client_of("paul").get(f"/reunions/{mine.id}/compte-rendu").status_code == 200
    assert client_of("paul").get(f"/reunions/{other.id}/compte-rendu").status_code == 403


@pytest.mark.parametrize("who", [*IN_REVIEW, "paul"])
@pytest.mark.parametrize("is_published", [True, False])
def test_they_lead_only_to_what_one_may_open(client_of, cast, who, is_published):
    """Those who were there reread before it is published; a partner reads its committee's without its actions."""
    meeting = make_held_meeting(cast, cast.committee if who == "paul" else None, owners=[cast.alice])
    if is_published:
        publish(meeting, cast)
    reader = client_of(who)
    answer = reader.get(f"/reunions/{meeting.id}/compte-rendu")
    if answer.status_code == 200:
        main = soup(answer).main
        assert "Écrire aux réseaux" in main.get_text()
        for link in main.select("a[href^='/decisions/'], a[href^='/actions/']"):
            assert reader.get(link["href"]).status_code == 200, link["href"]


def test_a_meeting_not_closed_has_no_minutes(client_of, cast):
    assert client_of("alice").get(f"/reunions/{make_meeting(cast.jeunesse).id}/compte-rendu").status_code == 404


def test_the_page_says_who_was_there_what_was_decided_and_what_it_serves(client_of, cast):
    meeting = make_held_meeting(cast)
    publish(meeting, cast)
    page = client_of("bob").page(f"/reunions/{meeting.id}/compte-rendu")
    text = page.main.get_text(" ", strip=True)
    assert "Présents (2)" in text
    assert "Alice A. (CSC Les Acacias)" in text
    assert page.main.select_one(".notes strong").get_text() == "parle"
    served = {a["href"] for a in page.select(".serves a")}
    assert served == {f"/projet/{cast.items['o2-act1'].id}"}
    assert page.select_one(".decision a")["href"].startswith("/decisions/")


def test_notes_cannot_carry_a_script(client_of, cast):
    meeting = make_held_meeting(cast)
    meeting.points[
        0
    ].notes = "<script>alert(1)</script> [ici](javascript:alert(1)) <img src=x onerror=alert(1)> ![x](http://example.com/a.png)"
    publish(meeting, cast)
    notes = client_of("bob").page(f"/reunions/{meeting.id}/compte-rendu").select_one(".notes")
    assert notes.find(["script", "img"]) is None
    assert not [a for a in notes.find_all("a") if "javascript" in a.get("href", "")]


def test_statements_do_not_grow_with_the_agenda(client_of, cast):
    meeting = make_held_meeting(cast)
    few = client_of("bob")
    publish(meeting, cast)
    one = len(few.counted(f"/reunions/{meeting.id}/compte-rendu"))
    add_rows(meeting, cast, 5)
    five = few.counted(f"/reunions/{meeting.id}/compte-rendu")
    assert len(five) == one <= 12, "\n".join(five)


def add_rows(meeting, cast, number):
    for rank in range(number):
        point = AgendaItem(meeting=meeting, position=10 + rank, title=f"Point {rank}")
        serves = list(cast.items.values())[1:]
        db.session.add_all(
            [
                Decision(meeting=meeting, point=point, text="Oui.", items=serves),
                ActionItem(
                    group=cast.jeunesse, meeting=meeting, point=point, title="Faire", owners=[cast.carl], items=serves
                ),
            ]
        )
    db.session.commit()


def publish(meeting, cast):
    operations.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()


def test_the_chain_goes_down_from_the_register(client_of, cast):
    meeting = make_held_meeting(cast)
    publish(meeting, cast)
    register = client_of("carl").page(f"/decisions?objet={cast.items['o2-act1'].id}")
    link = register.select_one(".decision-list a[href^='/decisions/']")["href"]
    decision = client_of("bob").page(link)
    hrefs = {a["href"] for a in decision.main.find_all("a")}
    assert f"/projet/{cast.items['o2-act1'].id}" in hrefs
    assert f"/projet/{cast.items['o2'].id}" in hrefs
    assert f"/engagements/{cast.commitment.id}" in hrefs
    assert any(href.startswith(f"/reunions/{meeting.id}/compte-rendu#decision-") for href in hrefs)
    elsewhere = soup(client_of("carl").get(link))
    assert not [a for a in elsewhere.find_all("a") if "compte-rendu" in a["href"]], "not a link that would refuse"
    assert "Point 1" not in elsewhere.get_text(), "the agenda is the members' own"


def test_notes_say_what_their_actions_are_today_and_votes_are_told_in_words(client_of, cast):
    meeting = make_held_meeting(cast)
    action, point = actions.of_meeting(meeting.id)[0], queries.agenda_of(meeting.id)[0]
    point.notes = f"- [ ] [[action {action.id}]]"
    point.items = [cast.items["o1-obj1"]]
    db.session.add(Vote(point_id=point.id, question="Garder mars", kind=VoteKind.COUNT, pro=9, con=2, abstained=1))
    db.session.commit()
    page = client_of("alice").page(f"/reunions/{meeting.id}/compte-rendu")
    assert page.find(id=f"point-{point.id}").find("a", href=f"/projet/{cast.items['o1-obj1'].id}")
    said = page.find(id=f"point-{point.id}").get_text(" ", strip=True)
    assert action.title in said
    assert "[[action" not in said
    assert "(à faire)" in said
    assert "Garder mars\u00a0: 9 pour, 2 contre, 1\u00a0abstention." in said


def test_an_action_without_anybody_nor_a_date_says_which_is_which_where_columns_have_no_names(client_of, cast):
    meeting = make_held_meeting(cast, owners=[], due_on=None)
    row = client_of("alice").page(f"/reunions/{meeting.id}/compte-rendu").select_one(".minutes-actions tbody tr")
    said = [one.get_text(strip=True) for one in row.select("td .text-late")]
    assert said == ["responsable à trouver", "date à fixer"]
