"""The public page: what anyone may know, and no name of a person."""

from tests.cast import make_meeting
from workspace.database import db
from workspace.groups.models import CoFacilitation
from workspace.meetings.models import MeetingState
from workspace.settings.models import Federation

PRIVATE = ("Arnaud", "Bernard", "Alice", "Ordre du jour", "Point 1", "visio.example.org")


def test_it_shows_working_groups_in_order_with_their_next_called_meeting(client_of, cast):
    make_meeting(cast.jeunesse, days=9, place="Trop tard")
    make_meeting(cast.jeunesse, days=4, place="CSC La Boussole", video_link="https://visio.example.org/abc")
    make_meeting(cast.jeunesse, MeetingState.DRAFT, days=2, place="Brouillon")
    page = client_of().page("/")
    assert [card.h2.get_text() for card in page.select(".group-card")] == ["Jeunesse", "Communication"]
    assert page.h1.get_text() == "Fédération d’essai"
    text = page.main.get_text(" ")
    assert "Ce que fait jeunesse." in text
    assert "CSC La Boussole" in text
    assert "Trop tard" not in text
    assert "Brouillon" not in text


def test_it_says_how_many_lead_and_never_who(client_of, cast):
    make_meeting(cast.jeunesse, video_link="https://visio.example.org/abc")
    db.session.add(CoFacilitation(group=cast.jeunesse, person=cast.bob, starts_on=cast.project.starts_on))
    db.session.commit()
    html = client_of().get("/").text
    assert "Co-animé par deux personnes" in html
    assert "Co-animation à pourvoir" in html
    assert not [word for word in PRIVATE if word in html]


def test_one_joins_by_the_button_and_writes_only_to_ask(client_of, cast):
    """It said that an access is opened by letter, under buttons that open one at once."""
    db.session.query(Federation).one().email = "accueil@val.example.org"
    db.session.commit()
    main = client_of().page("/").main
    assert main.select('a[href="/rejoindre/jeunesse"].btn')
    said = main.select_one('p:not(section p):has(a[href^="mailto:"])').get_text(" ", strip=True)
    assert said.startswith("Une question")
    assert "accès" not in said


def test_anyone_reads_the_orientations_of_the_project_in_force(client_of, cast):
    told = client_of().page("/").select_one("section[aria-labelledby=h-project]")
    assert told.h2.get_text() == cast.project.title
    roots = [one.text for one in cast.items.values() if one.parent_id is None]
    assert len(roots) == len(told.select("li")) > 1
    assert all(text in told.get_text() for text in roots)
    assert not told.select("a"), "the rest asks for an account"
    assert client_of("paul").page("/").select_one("section[aria-labelledby=h-project] a")["href"] == "/projet"


def test_someone_signed_in_is_led_to_their_space(client_of):
    assert client_of().page("/").select('a[href="/connexion"]')
    page = client_of("alice").page("/")
    assert page.main.select('a[href="/mon-espace"]')
    assert page.main.select('a[href="/groupes/jeunesse"]')


def test_an_empty_federation_says_what_to_do(visitor):
    assert "import-project" in visitor.page("/").main.get_text()


def test_it_takes_as_many_statements_for_five_groups(client_of, cast):
    few = len(client_of().counted("/"))
    for days in range(1, 6):
        make_meeting(cast.communication, days=days)
    assert len(client_of().counted("/")) == few <= 12
