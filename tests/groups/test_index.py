"""All the groups, for someone signed in."""

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.groups.models import Group, GroupKind, JoiningRule


def card(page, name):
    return next(card for card in page.select(".group-card") if card.h2.get_text(strip=True) == name)


def test_the_number_of_groups_is_said_in_words(client_of, cast):
    assert client_of("bob").page("/groupes").h1.get_text() == "Deux groupes de travail"
    for number in range(3, 23):
        db.session.add(Group(slug=f"g{number}", code=f"G{number}", name=f"Groupe {number}", short_name="G", position=9))
    db.session.commit()
    assert client_of("bob").page("/groupes").h1.get_text() == "22 groupes de travail"


def test_a_card_says_who_leads_and_what_is_late(client_of, cast):
    meeting = make_held_meeting(cast)
    action = db.session.query(ActionItem).filter_by(meeting_id=meeting.id).one()
    action.published_at, action.due_on = clock.now(), clock.today().replace(year=2020)
    db.session.commit()
    jeunesse = card(client_of("carl").page("/groupes"), "Jeunesse").get_text(" ", strip=True)
    for words in ("Alice A.", "Place à prendre", "1 en retard", "2\u00a0membres"):
        assert words in jeunesse


def test_each_has_a_place_or_a_button(client_of, cast):
    def place(who):
        return card(client_of(who).page("/groupes"), "Jeunesse").select_one(".group-foot").get_text(" ", strip=True)

    assert "Vous co-animez ce groupe" in place("alice")
    assert "Vous en êtes membre" in place("bob")
    assert "Rejoindre" in place("carl")
    cast.jeunesse.joining_rule = JoiningRule.BY_INVITATION
    db.session.commit()
    assert "Rejoindre" not in place("carl")


def test_partners_and_technical_accounts_see_public_facts_only(client_of, cast):
    make_meeting(cast.jeunesse)
    for who in ("paul", "tess"):
        text = client_of(who).page("/groupes").main.get_text(" ", strip=True)
        assert "Ce que fait jeunesse." in text
        assert "Co-animé par une personne" in text
        for words in ("Alice", "Rejoindre", "membres", "Actions en cours"):
            assert words not in text


def test_bodies_stand_in_a_list_of_their_own(client_of, cast):
    page = client_of("bea").page("/groupes")
    bodies = page.select_one("section[aria-labelledby=h-bodies]")
    assert [row.h3.get_text() for row in bodies.select("li.body-row")] == ["Board", "Team", "Committee"]
    assert "Vous en êtes membre" in bodies.get_text()


def test_it_takes_as_many_statements_for_five_groups_more(client_of, cast):
    few = len(client_of("alice").counted("/groupes"))
    for number in range(5):
        group = Group(
            slug=f"g{number}", code=f"G{number}", name=f"Groupe {number}", short_name="G", kind=GroupKind.WORKING_GROUP
        )
        db.session.add(group)
        make_meeting(group)
    assert len(client_of("alice").counted("/groupes")) == few <= 12
