"""The list of actions: what each reader finds, in which part, and what the filters keep."""

import pytest
import time_machine

from tests.actions.scene import make_action
from tests.browser import counting
from tests.cast import make_meeting
from workspace.access import Can, may
from workspace.actions import queries
from workspace.actions.models import ActionState
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.pagination import SIZE


def titles(page):
    return [row.find("b").get_text() for row in page.select(".action-list > li")]


def parts(page):
    """Each heading of the list with the titles under it."""
    return {
        section.h2.get_text(" ", strip=True): [row.find("b").get_text() for row in section.select("li.hue-bar")]
        for section in page.main.find_all("section")
    }


def intro(page):
    return " ".join(page.select_one(".intro").get_text().split())


def test_one_s_own_list_holds_what_one_s_own_space_holds_before_minutes_are_published(client_of, cast):
    held, called = make_meeting(cast.jeunesse, MeetingState.HELD, days=-1), make_meeting(cast.jeunesse)
    make_action(cast, "Confiée hier", published=False, meeting=held)
    make_action(cast, "Confiée à Alice", published=False, meeting=held, owners=[cast.alice])
    make_action(cast, "Notée en ce moment", published=False, meeting=called)
    bob = client_of("bob")
    assert "Confiée hier" in bob.page("/mon-espace").main.get_text()
    page = bob.page("/actions?personne=moi&etat=toutes")
    assert titles(page) == ["Confiée hier"]
    assert intro(page) == "1 action pour vous."
    assert titles(bob.page(f"/actions?personne={cast.alice.id}")) == []
    assert titles(client_of("alice").page(f"/actions?personne={cast.bob.id}")) == []


@time_machine.travel("2026-11-18 10:00:00+00:00", tick=False)  # a Wednesday
def test_open_actions_stand_in_four_parts(client_of, cast):
    for title, days in [("Sans date", None), ("Lundi", 5), ("Dimanche", 4), ("Hier", -1), ("Aujourd’hui", 0)]:
        make_action(cast, title, days)
    make_action(cast, "Finie", state=ActionState.DONE)
    page = client_of("bob").page("/actions")
    assert parts(page) == {
        "En retard 1": ["Hier"],
        "Cette semaine 2": ["Aujourd’hui", "Dimanche"],
        "Plus tard 1": ["Lundi"],
        "Sans date 1": ["Sans date"],
    }
    assert intro(page) == "5 actions ouvertes, dont 1 en retard."


def test_closed_and_dropped_actions_are_listed_apart(client_of, cast):
    make_action(cast, "Finie", state=ActionState.DONE)
    make_action(cast, "Laissée", state=ActionState.DROPPED)
    make_action(cast, "Ouverte")
    page = client_of("bob").page("/actions?etat=toutes")
    assert list(parts(page).values())[-2:] == [["Finie"], ["Laissée"]]
    assert [name.split()[0] for name in parts(page)][-2:] == ["Closes", "Abandonnées"]


def test_lateness_is_said_in_words(client_of, cast):
    make_action(cast, days=-4)
    assert "4\u00a0jours de retard" in client_of("bob").get("/actions").text


def test_what_is_not_published_is_not_listed_even_for_its_group(client_of, cast):
    make_action(cast, "Brouillon", published=False)
    for who in ("alice", "bob", "dora"):
        assert titles(client_of(who).page("/actions")) == []


@time_machine.travel("2026-12-08 10:00:00+00:00", tick=False)  # « déc. » has its own full stop
def test_actions_of_a_meeting_say_its_day_with_one_full_stop(client_of, cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.HELD, days=-7)
    make_action(cast, "Écrire", meeting=meeting)
    said = client_of("alice").page(f"/actions?reunion={meeting.id}").select_one(".filter-meeting").get_text()
    assert "du 1er décembre 2026. Voir toutes les actions" in said


@pytest.mark.parametrize("who", ["nora", "carl", "bob", "alice", "bea", "stan", "dora"])
def test_the_list_holds_what_the_reader_may_see(client_of, cast, app, who):
    shown = make_action(cast)
    page = client_of(who).page("/actions")
    assert titles(page) == [shown.title]
    with app.test_request_context():
        actions, _ = queries.first_of(queries.Filters(), SIZE)
        assert all(may(cast.people[who], Can.SEE_ACTION, action) for action in actions)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("groupe=communication", ["Afficher"]),
        ("personne=moi", ["Écrire"]),
        ("personne={alice}", ["Afficher"]),
        ("etat=todo", ["Écrire"]),
        ("etat=in_progress", ["Afficher"]),
        ("etat=done", ["Finie"]),
        ("etat=dropped", ["Laissée"]),
        ("retard=1", ["Afficher"]),
        ("etat=done&retard=1", []),
        ("objet={item}", ["Écrire"]),
        ("objet={orientation}", ["Écrire"]),
        ("objet={other}", ["Afficher"]),
        ("reunion={meeting}", ["Écrire"]),
        ("groupe=communication&personne=moi", []),
        # What cannot be read is left out.
        ("groupe=inconnu", ["Afficher", "Écrire"]),
        ("personne=x&etat=n'importe&objet=0&reunion=abc&retard=oui", ["Afficher", "Écrire"]),
        ("objet=99999999999999999999&reunion=99999999999999999999&page=99999999999999999999", ["Afficher", "Écrire"]),
        ("page=-3", ["Afficher", "Écrire"]),
        ("page=7", ["Afficher", "Écrire"]),
    ],
)
def test_filters(client_of, cast, asked, kept):
    meeting = make_meeting(cast.jeunesse, MeetingState.HELD, days=-7)
    make_action(cast, "Écrire", meeting=meeting)
    make_action(
        cast, "Afficher", -2, ActionState.IN_PROGRESS,
        group=cast.communication, owners=[cast.alice], items=[cast.items["o1-obj1"]],
    )  # fmt: skip
    make_action(cast, "Finie", -2, ActionState.DONE, items=[], owners=[cast.carl])
    make_action(cast, "Laissée", -2, ActionState.DROPPED, items=[], owners=[cast.carl])
    asked = asked.format(
        alice=cast.alice.id, item=cast.items["o2-act1"].id, orientation=cast.items["o2"].id,
        other=cast.items["o1"].id, meeting=meeting.id,
    )  # fmt: skip
    assert titles(client_of("bob").page(f"/actions?{asked}")) == kept


def test_the_filters_stay_chosen_and_follow_from_page_to_page(client_of, cast):
    for number in range(30):
        make_action(cast, f"Action {number:02}", days=number)
    bob = client_of("bob")
    page = bob.page(f"/actions?groupe=jeunesse&personne=moi&objet={cast.items['o2'].id}")
    assert [option["value"] for option in page.select("select option[selected]")][:3] == [
        "jeunesse", str(cast.items["o2"].id), "moi",
    ]  # fmt: skip
    assert intro(page) == "30 actions ouvertes dans le groupe Jeunesse pour vous au service de 2."
    assert len(titles(page)) == 25
    assert len(titles(bob.page(page.find("a", rel="next")["href"]))) == 5


def test_nothing_found_leads_somewhere(client_of, cast):
    assert "Aucune action avec ces filtres" in client_of("bob").get("/actions?retard=1").text
    assert "Rien n’est ouvert" in client_of("bob").get("/actions").text


def test_only_those_who_follow_an_action_change_it_from_the_list(client_of, cast):
    make_action(cast)
    assert client_of("bob").page("/actions").select(".state-form")
    page = client_of("nora").page("/actions")
    assert not page.select(".state-form")
    assert page.select_one(".action-list .state").get_text(strip=True) == "À faire"


def test_as_many_statements_for_five_actions_as_for_one(client_of, cast):
    bob = client_of("bob")
    url = f"/actions?objet={cast.items['o2'].id}&etat=toutes"
    make_action(cast, "Une")
    one = bob.counted(url)
    for number in range(4):
        meeting = make_meeting(cast.jeunesse, MeetingState.HELD, days=-7 - number)
        make_action(cast, f"Encore {number}", owners=[cast.bob, cast.alice], meeting=meeting)
    five = bob.counted(url)
    assert len(one) == len(five) <= 12, five


def test_owners_and_items_of_a_meeting_s_actions_come_each_once(cast):
    """In one statement, where each owner meets each item."""
    meeting, owners = make_meeting(cast.jeunesse), [cast.alice, cast.bob]
    meeting_id, point_id = meeting.id, meeting.points[0].id
    items = [cast.items["o1-obj1"], cast.items["o2-act1"]]
    for title in ("Écrire", "Appeler"):
        make_action(cast, title, meeting_id=meeting_id, point_id=point_id, owners=owners, items=items)
    db.session.expire_all()
    with counting() as statements:
        found = [(one.title, len(one.owners), len(one.items)) for one in queries.of_meeting(meeting_id)]
    assert found == [("Écrire", 2, 2), ("Appeler", 2, 2)]
    assert len(statements) == 1


def test_the_people_to_choose_among_are_those_in_charge_of_what_is_published(cast):
    make_action(cast, owners=[cast.bob, cast.alice])
    make_action(cast, owners=[cast.carl], published=False)
    assert [one.id for one in queries.people_in_charge()] == [cast.alice.id, cast.bob.id]
