"""Writing the agenda: points added, changed, removed."""

import pytest
from sqlalchemy import select

from tests.browser import HX, apply_part, soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.filters import markdown
from workspace.meetings.models import AgendaItem, MeetingState, PointKind
from workspace.meetings.queries import points_of
from workspace.minutes import operations as minutes
from workspace.minutes import queries


def draft(cast, **others):
    return make_meeting(cast.jeunesse, MeetingState.DRAFT, **others)


def point(**others):
    return {"title": "Réseaux locaux", "kind": "decision", "minutes": "1h30"} | others


def test_a_point_takes_its_place_at_the_end(client_of, cast):
    meeting, item = draft(cast), cast.items["o2-act1"]
    response = client_of("alice").post(f"/reunions/{meeting.id}/points", data=point(items=[item.id]))
    added = points_of(meeting)[-1]
    assert response.location == f"/reunions/{meeting.id}?point={added.id}"
    assert (added.title, added.kind, added.minutes) == ("Réseaux locaux", PointKind.DECISION, 90)
    assert (added.position, added.items) == (2, [item])


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("", None),
        ("15", 15),
        ("90 min", 90),
        ("1h30", 90),
        ("1 h 30", 90),
        ("1\u00a0h\u00a005", 65),
        ("2 heures", 120),
        ("45mn", 45),
        ("1:30", 90),
        ("01\u00a0:\u00a005", 65),
        ("1,5", 90),
        ("0.25 h", 15),
        ("2,0", 120),
    ],
)
def test_a_length_is_typed_as_people_say_it(client_of, cast, said, minutes):
    meeting = draft(cast, points=0)
    client_of("alice").post(f"/reunions/{meeting.id}/points", data=point(minutes=said))
    assert points_of(meeting)[0].minutes == minutes


@pytest.mark.parametrize(
    ("slip", "field", "message"),
    [
        ({"title": ""}, "title", "Donnez un titre à ce point."),
        ({"title": "x" * 10_000}, "title", "200 caractères au plus."),
        ({"minutes": "longtemps"}, "minutes", "Écrivez une durée comme 15, 45 min ou 1"),
        *(({"minutes": said}, "minutes", "Écrivez une durée") for said in ("1,30", "1:3", "1:60", "1,5 min", ":", "h")),
        ({"minutes": "0"}, "minutes", "entre 1 minute et 24 heures"),
        ({"minutes": "99h"}, "minutes", "entre 1 minute et 24 heures"),
    ],
)
def test_a_slip_is_said_beside_its_field(client_of, cast, slip, field, message):
    meeting = draft(cast, points=0)
    response = client_of("alice").post(f"/reunions/{meeting.id}/points", data=point(**slip))
    assert response.status_code == 422
    assert message in soup(response).find(id=f"{field}-error").get_text()
    assert points_of(meeting) == []


@pytest.mark.parametrize("items", [[999_999], ["x"], [2**40]])
def test_an_item_that_does_not_exist_is_refused(client_of, cast, items):
    meeting = draft(cast, points=0)
    assert client_of("alice").post(f"/reunions/{meeting.id}/points", data=point(items=items)).status_code == 422
    assert points_of(meeting) == []


def test_the_same_point_twice_is_one_point(client_of, cast):
    meeting, alice = draft(cast, points=0), client_of("alice")
    for _ in range(2):
        alice.post(f"/reunions/{meeting.id}/points", data=point())
    assert len(points_of(meeting)) == 1


def test_two_who_add_the_same_title_both_keep_their_words(client_of, cast):
    meeting = draft(cast, points=0)
    for who, words in (("alice", "Deux devis."), ("dora", "Il faut le vendre.")):
        client_of(who).post(f"/reunions/{meeting.id}/points", data=point(text=words))
    assert [one.text for one in points_of(meeting)] == ["Deux devis.", "Il faut le vendre."]


def test_lengths_add_up_and_too_much_is_said(client_of, cast):
    meeting, alice = draft(cast), client_of("alice")
    alice.post(f"/reunions/{meeting.id}/points", data=point(minutes="2h05"))
    text = alice.page(f"/reunions/{meeting.id}").find(id="points").get_text()
    assert "2\u00a0h\u00a020 sur 2\u00a0h. L’ordre du jour dépasse de 20\u00a0min" in text


def test_the_part_equals_the_page(client_of, cast):
    meeting, alice = draft(cast), client_of("alice")
    before = alice.page(f"/reunions/{meeting.id}")
    part = alice.post(f"/reunions/{meeting.id}/points", data=point(), headers=HX)
    after = alice.page(f"/reunions/{meeting.id}")
    del soup(part).find(id="title")["data-focus"]
    changed = apply_part(before, part).find(id="points")
    del changed.find(id="title")["data-focus"]
    assert changed.get_text(" ", strip=True) == after.find(id="points").get_text(" ", strip=True)


def test_a_point_is_changed(client_of, cast):
    meeting, alice = draft(cast), client_of("alice")
    one = points_of(meeting)[0]
    page = alice.page(f"/points/{one.id}")
    assert page.find(id="minutes")["value"] == "15\u00a0min"
    said = point(title="Autre", minutes="20", items=[cast.items["o1-obj1"].id], seen=seen(page))
    for _ in range(2):  # a double click writes once
        assert alice.post(f"/points/{one.id}", data=said).status_code == 303
    db.session.expire_all()
    one = points_of(meeting)[0]
    assert (one.title, one.minutes, one.items) == ("Autre", 20, [cast.items["o1-obj1"]])


def seen(page):
    return page.find(attrs={"name": "seen"})["value"]


def test_of_two_who_change_a_point_at_once_the_second_reads_both_texts(client_of, cast):
    meeting, alice, dora = draft(cast), client_of("alice"), client_of("dora")
    one = points_of(meeting)[0]
    shown = seen(alice.page(f"/points/{one.id}"))
    theirs = point(seen=shown, text="Le sien.\nSur deux lignes", carrier=cast.bob.id, items=[cast.items["o2-act1"].id])
    assert dora.post(f"/points/{one.id}", data=theirs).status_code == 303
    mine = point(seen=shown, text="Le mien")
    late = alice.post(f"/points/{one.id}", data=mine)
    assert late.status_code == 409
    page = soup(late)
    kept = page.find(attrs={"aria-labelledby": "h-theirs"}).get_text(" ")
    for words in ("Réseaux locaux", "Le sien.", "Bob Bernard", "Animation de réseaux locaux", "1\u00a0h\u00a030"):
        assert words in kept
    assert page.find("textarea", id="text").get_text().strip() == "Le mien"
    db.session.expire_all()
    assert points_of(meeting)[0].text == "Le sien.\nSur deux lignes"
    assert alice.post(f"/points/{one.id}", data=mine | {"seen": seen(page)}).status_code == 303
    db.session.expire_all()
    assert (points_of(meeting)[0].text, points_of(meeting)[0].items) == ("Le mien", [])


def test_a_point_is_removed_after_a_question(client_of, cast):
    meeting, alice = draft(cast, points=2), client_of("alice")
    one = points_of(meeting)[0]
    alice.get(f"/points/{one.id}/retrait")
    assert len(points_of(meeting)) == 2
    assert alice.post(f"/points/{one.id}/retrait").status_code == 303
    assert [point.title for point in points_of(meeting)] == ["Point 2"]


def test_a_point_that_carries_something_stays(client_of, cast):
    meeting, alice = make_held_meeting(cast), client_of("alice")
    one = points_of(meeting)[0]
    assert "porte des notes" in alice.post(f"/points/{one.id}/retrait").text
    one.notes = ""
    db.session.commit()
    response = alice.post(f"/points/{one.id}/retrait")
    assert response.status_code == 409
    assert "Une décision ou une action vient de ce point" in response.text
    assert db.session.get(AgendaItem, one.id) is not None


def test_somebody_elses_agenda_and_published_ones_are_out_of_reach(client_of, cast):
    other = make_meeting(cast.communication, MeetingState.DRAFT)
    alice = client_of("alice")
    assert alice.post(f"/reunions/{other.id}/points", data=point()).status_code == 403
    assert alice.post(f"/points/{points_of(other)[0].id}", data=point()).status_code == 403
    assert alice.post("/reunions/999999/points", data=point()).status_code == 404
    cancelled = make_meeting(cast.jeunesse, MeetingState.CANCELLED)
    assert alice.post(f"/reunions/{cancelled.id}/points", data={}).status_code == 409
    held = make_held_meeting(cast)
    minutes.publish(queries.of_meeting(held), cast.alice)
    db.session.commit()
    one = points_of(held)[1]
    for url in (f"/reunions/{held.id}/points", f"/points/{one.id}", f"/points/{one.id}/retrait"):
        assert alice.post(url, data=point()).status_code == 409, url
    db.session.expire_all()
    assert [one.title for one in db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == held.id))] == [
        "Point 1",
        "Point 2",
    ]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("alice", "/reunions/{}"),
        ("alice", "/groupes/jeunesse/points-en-attente"),
        ("alice", "/groupes/jeunesse/evenements/nouveau"),
        ("dora", "/representations/nouvelle"),
    ],
)
def test_how_to_make_a_list_or_bold_words_is_said_in_plain_words(client_of, cast, who, address):
    helps = client_of(who).page(address.format(make_meeting(cast.jeunesse).id)).select("textarea ~ [id$=-help]")
    said = " ".join(one.get_text() for one in helps)
    assert "un tiret et un espace" in said
    assert "**comme ceci**" in said
    assert "Markdown" not in said
    shown = markdown("À apporter :\n- une idée\n- **comme ceci**")
    assert "<li>une idée</li>" in shown
    assert "<strong>comme ceci</strong>" in shown
