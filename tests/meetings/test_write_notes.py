"""Notes: saved by themselves, never over somebody else's."""

import pytest

from tests.browser import HX, apply_part, soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.meetings.queries import points_of
from workspace.minutes import operations as minutes
from workspace.minutes import queries


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.jeunesse, days=0, hours=-1, points=2)


def write(browser, point, notes, revision=0, **options):
    more = options.pop("data", {})
    return browser.post(f"/points/{point.id}/notes", data={"notes": notes, "revision": revision} | more, **options)


def kept(meeting, number=0):
    db.session.expire_all()
    point = points_of(meeting)[number]
    return point.notes, point.notes_revision


def test_they_are_kept_and_one_comes_back_to_the_point(client_of, meeting):
    point = points_of(meeting)[1]
    response = write(client_of("alice"), point, "Trois temps :\r\n\r\n- un")
    assert response.location == f"/reunions/{meeting.id}?point={point.id}"
    assert kept(meeting, 1) == ("Trois temps :\n\n- un", 1)


def test_saved_by_themselves_they_say_when(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    page = alice.page(f"/reunions/{meeting.id}")
    part = write(alice, point, "Un début", headers=HX)
    assert part.status_code == 200
    assert "Enregistré à " in part.text
    assert apply_part(page, part).find("input", {"name": "revision"})["value"] == "1"


def test_going_elsewhere_saves_first(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    there = f"/reunions/{meeting.id}?point={points_of(meeting)[1].id}"
    part = write(alice, point, "Un début", data={"next": there}, headers=HX)
    assert part.headers["HX-Redirect"] == there
    assert kept(meeting) == ("Un début", 1)
    assert write(alice, point, "Suite", 1, data={"next": "https://example.com"}).location.startswith("/reunions/")


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_stale_save_shows_both_texts_and_writes_nothing(client_of, meeting, headers):
    point = points_of(meeting)[0]
    write(client_of("alice"), point, "Celles d’Alice")
    response = write(client_of("stan"), point, "Celles de Stan", headers=headers)
    assert response.status_code == 409
    page = soup(response)
    assert page.find(id="theirs").get_text().strip() == "Celles d’Alice"
    assert page.find(id="theirs").has_attr("readonly")
    assert page.find(id="notes").get_text().strip() == "Celles de Stan"
    assert kept(meeting) == ("Celles d’Alice", 1)
    revision = page.find("input", {"name": "revision"})["value"]
    assert write(client_of("stan"), point, "Les deux", revision).status_code == 303
    assert kept(meeting) == ("Les deux", 2)


def test_the_same_text_twice_is_no_conflict(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    assert [write(alice, point, "Pareil").status_code for _ in range(2)] == [303, 303]


def test_too_long_a_text_is_kept_on_screen_with_the_revision_it_began_with(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    write(alice, point, "Un début")
    response = write(alice, point, "x" * 100_001, 0)
    assert response.status_code == 422
    page = soup(response)
    assert "100000 caractères au plus" in page.find(id="notes-error").get_text()
    assert len(page.find(id="notes").get_text().strip()) == 100_001
    assert page.find("input", {"name": "revision"})["value"] == "0"
    assert kept(meeting) == ("Un début", 1)
    assert write(alice, point, "x" * 100_000, 1).status_code == 303


@pytest.mark.parametrize("revision", ["", "x", str(2**40), "-1"])
def test_a_revision_that_says_nothing_is_refused(client_of, meeting, revision):
    assert write(client_of("alice"), points_of(meeting)[0], "Texte", revision).status_code == 422
    assert kept(meeting) == ("", 0)


def test_what_could_harm_is_shown_as_words(client_of, cast):
    meeting = make_held_meeting(cast)
    queries.of_meeting(meeting).state = "in_review"
    db.session.commit()
    trap = "<script>alert(1)</script> [ici](javascript:alert(1)) <img src=x onerror=alert(1)> **gras** [bon](https://example.org)"
    point = points_of(meeting)[0]
    write(client_of("alice"), point, trap)
    notes = client_of("bob").page(f"/reunions/{meeting.id}").find(class_="notes")
    assert notes.find("script") is None
    assert notes.find("img") is None
    assert [link["href"] for link in notes.find_all("a")] == ["https://example.org"]
    assert notes.strong.get_text() == "gras"


def test_neither_before_the_call_nor_after_publication_nor_by_a_member(client_of, cast, meeting):
    alice, held = client_of("alice"), make_held_meeting(cast)
    minutes.publish(queries.of_meeting(held), cast.alice)
    db.session.commit()
    cancelled = make_meeting(cast.jeunesse, MeetingState.CANCELLED)
    assert write(alice, points_of(cancelled)[0], "Non", "x").status_code == 409
    before = kept(held)
    assert write(alice, points_of(make_meeting(cast.jeunesse, MeetingState.DRAFT))[0], "Non").status_code == 409
    assert write(alice, points_of(held)[0], "Non").status_code == 409
    assert kept(held) == before
    assert write(client_of("bob"), points_of(meeting)[0], "Non").status_code == 403
    assert write(alice, points_of(make_meeting(cast.communication))[0], "Non").status_code == 403
