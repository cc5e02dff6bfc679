"""Notes: saved by themselves, never over somebody else's."""

import pytest

from tests.browser import HX, apply_part, soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.meetings.merging import merge
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
def test_j3_a2_a_stale_save_shows_both_texts_and_writes_nothing(client_of, meeting, headers):
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


def choose(browser, point, page, chosen, notes=None):
    """Press one of the buttons of the page that shows both texts."""
    form = page.find(id="notes-form")
    said = {field["name"]: field["value"] for field in form.find_all("input", {"name": True})}
    said |= {field["name"]: field.get_text().strip() for field in form.find_all("textarea", {"name": True})}
    said |= {} if notes is None else {"notes": notes}
    return browser.post(f"/points/{point.id}/notes", data=said | ({"keep": chosen} if chosen else {}))


def shown(page, name="notes"):
    found = page.find(id=name)
    return found and found.get_text().strip()


@pytest.fixture
def both_texts(client_of, meeting):
    """Stan’s page after Alice saved meanwhile, and how he goes on."""
    point, stan = points_of(meeting)[0], client_of("stan")
    write(client_of("alice"), point, "Début")
    write(client_of("alice"), point, "Début\nD’Alice", 1)
    page = soup(write(stan, point, "Début\nDe Stan", 1, data={"base": "Début"}))
    return page, lambda page, chosen, notes=None: choose(stan, point, page, chosen, notes)


def test_one_text_or_both_are_chosen_then_edited_then_saved(meeting, both_texts):
    page, go_on = both_texts
    assert shown(page) == "Début\nDe Stan"
    for chosen, text in (("theirs", "Début\nD’Alice"), ("mine", "Début\nDe Stan")):
        answer = go_on(page, chosen)
        assert answer.status_code == 409, "nothing is saved yet"
        page = soup(answer)
        assert (shown(page), shown(page, "mine"), shown(page, "theirs")) == (text, "Début\nDe Stan", "Début\nD’Alice")
        assert shown(page, "draft") is None
    page = soup(go_on(page, "both"))
    first, theirs, blank, separator, space, mine = shown(page).split("\n")
    assert (first, theirs, blank, space, mine) == ("Début", "D’Alice", "", "", "De Stan")
    assert separator.startswith("— Écrit en même temps par Stan S., à ")
    assert kept(meeting) == ("Début\nD’Alice", 2)
    assert go_on(page, None, shown(page) + "\nFin").status_code == 303
    assert kept(meeting)[0].endswith("De Stan\nFin")


def test_what_was_edited_before_another_choice_stays_in_the_page(both_texts):
    page, go_on = both_texts
    page = soup(go_on(page, "theirs", "Corrigé à la main"))
    assert (shown(page), shown(page, "draft")) == ("Début\nD’Alice", "Corrigé à la main")
    page = soup(go_on(page, "mine"))
    assert (shown(page), shown(page, "draft")) == ("Début\nDe Stan", "Corrigé à la main")


def test_a_third_save_meanwhile_shows_the_newest_beside_what_was_edited(client_of, meeting, both_texts):
    page, go_on = both_texts
    write(client_of("alice"), points_of(meeting)[0], "Début\nD’Alice\nencore", 2)
    answer = go_on(page, None, "Début\nLes deux")
    assert answer.status_code == 409
    page = soup(answer)
    assert (shown(page, "theirs"), shown(page, "mine")) == ("Début\nD’Alice\nencore", "Début\nLes deux")
    page = soup(go_on(page, "both"))
    assert go_on(page, None).status_code == 303
    assert kept(meeting)[0].startswith("Début\nD’Alice\nencore\n")
    assert kept(meeting)[0].endswith("Les deux")


def test_a_box_ticked_in_a_save_that_came_too_late_is_still_a_change(client_of, meeting):
    point, stan = points_of(meeting)[0], client_of("stan")
    write(client_of("alice"), point, "Celles d’Alice")
    page = soup(write(stan, point, "- [x] [[action 7]]", data={"ticked": "3"}))
    assert page.find("input", {"name": "ticked"})["value"] == "3"


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "together"),
    [
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
        ("a\nb", "a bis\nb", "a\nb\nc", "a bis\nb\nc"),
        ("a\nb\nc", "c", "a\nb\nx\nc", "x\nc"),
        ("a", "a\nb", "a\nb\nc", "a\nb\nc"),
        ("", "", "a", "a"),
        ("a\nb", "a\nb\nz", "a\nb\nz", "a\nb\nz"),
        ("a", "a\nb", "a\nc", None),
        ("a", "b", "c", None),
        ("a", "", "b", None),
        ("", "a", "b", None),
        ("x\n" * 1001, "x\n" * 1001 + "a", "b\n" + "x\n" * 1001, None),
    ],
)
def test_lines_that_only_one_changed_are_put_together(base, theirs, mine, together):
    merged = merge(base, theirs, mine, ["---"])
    assert merged.meets is (together is None)
    if together is not None:
        assert merged.text == together
    else:
        assert {*theirs.split("\n"), *mine.split("\n")} <= {*merged.text.split("\n"), ""}


def test_the_same_text_twice_is_no_conflict(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    assert [write(alice, point, "Pareil").status_code for _ in range(2)] == [303, 303]


def test_too_long_a_text_is_kept_on_screen_with_the_revision_it_began_with(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    write(alice, point, "Un début")
    response = write(alice, point, "x" * 50_001, 0)
    assert response.status_code == 422
    page = soup(response)
    assert "50\u202f000 caractères au plus" in page.find(id="notes-error").get_text()
    assert len(page.find(id="notes").get_text().strip()) == 50_001
    assert page.find("input", {"name": "revision"})["value"] == "0"
    assert kept(meeting) == ("Un début", 1)
    assert write(alice, point, "x" * 50_000, 1).status_code == 303


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
