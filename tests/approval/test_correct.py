"""Published minutes are locked; a correction makes another version; a later meeting seals them."""

import pytest
from sqlalchemy import func, select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace.approval import queries
from workspace.database import db
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries
from workspace.minutes.models import MinutesVersion


@pytest.fixture
def published(cast):
    meeting = make_held_meeting(cast)
    minutes_operations.publish(minutes_queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    return meeting


def correction(meeting, **more):
    data = {"notes": "Presque tout le monde parle des réseaux.", "reason": "Léa n’en parlait pas", "seen": 0}
    return f"/points/{minutes_queries.agenda_of(meeting.id)[0].id}/correction", data | more


def versions():
    return db.session.scalar(select(func.count(MinutesVersion.id)))


def test_j3_a4_a_correction_makes_version_2_and_version_1_stays_readable(client_of, cast, published):
    path, data = correction(published)
    locked = client_of("alice").post(
        f"/points/{minutes_queries.agenda_of(published.id)[0].id}/notes", data={"notes": "x", "revision": 0}
    )
    assert locked.status_code == 409
    assert client_of("alice").post(path, data=data).status_code == 303
    bob = client_of("bob")
    assert "Presque tout le monde" in bob.get(f"/reunions/{published.id}/compte-rendu").text
    assert "Version 2" in bob.get(f"/reunions/{published.id}/compte-rendu").text
    page = bob.page(f"/reunions/{published.id}/compte-rendu/versions")
    assert "Alice A." in page.main.get_text()
    assert "Léa n’en parlait pas" in page.main.get_text()
    first = bob.page(f"/reunions/{published.id}/compte-rendu/versions/1").main.get_text()
    assert "Tout le monde parle" in first
    assert "Presque" not in first
    assert client_of("bob").get(f"/reunions/{published.id}/compte-rendu/versions/3").status_code == 404


def test_each_correction_makes_the_next_version_of_those_minutes_only(client_of, cast, published):
    other = make_held_meeting(cast)
    minutes_operations.publish(minutes_queries.of_meeting(other), cast.alice)
    db.session.commit()
    for seen in (0, 1):
        path, data = correction(published, notes=f"Texte {seen}.", seen=seen)
        assert client_of("alice").post(path, data=data).status_code == 303
    assert db.session.scalars(select(MinutesVersion.number).order_by(MinutesVersion.id)).all() == [1, 2, 3]
    texts = [client_of("bob").get(f"/reunions/{one.id}/compte-rendu").text for one in (published, other)]
    assert ["Version 3" in text for text in texts] == [True, False]
    assert "Version" not in texts[1]


def test_versions_are_compared_word_by_word(client_of, cast, published):
    path, data = correction(published, notes="Tout le groupe **parle** des réseaux.")
    client_of("alice").post(path, data=data)
    page = client_of("bob").page(f"/reunions/{published.id}/compte-rendu/versions")
    assert [one.get_text() for one in page.select("del")] == ["monde"]
    assert [one.get_text() for one in page.select("ins")] == ["groupe"]


def test_sent_twice_it_is_one_version(client_of, cast, published):
    path, data = correction(published)
    client_of("alice").post(path, data=data)
    client_of("alice").post(path, data=data)
    assert versions() == 2


def test_a_stale_correction_is_refused_with_both_texts(client_of, cast, published):
    path, data = correction(published)
    client_of("alice").post(path, data=data)
    response = client_of("dora").post(path, data=data | {"notes": "Personne ne parle.", "reason": "Autre"})
    assert response.status_code == 409
    assert "Personne ne parle." in response.text
    assert "Presque tout le monde" in response.text
    assert versions() == 2


@pytest.mark.parametrize(
    ("more", "words"), [({"reason": ""}, "Dites pourquoi"), ({"reason": "x" * 10_000}, "500 caractères au plus")]
)
def test_a_correction_says_why(client_of, cast, published, more, words):
    path, data = correction(published, **more)
    response = client_of("alice").post(path, data=data)
    assert response.status_code == 422
    assert words in response.text
    assert versions() == 0


def test_sealed_they_are_corrected_no_more(client_of, cast, published):
    alice = client_of("alice")
    seal = f"/reunions/{published.id}/compte-rendu/approbation"
    assert alice.post(seal).status_code == 409, "no meeting has begun since"
    make_meeting(cast.jeunesse, days=0, hours=-1)
    assert alice.post(seal).status_code == 303
    path, data = correction(published)
    response = alice.post(path, data=data)
    assert response.status_code == 409
    assert "ne se corrige plus" in response.text


def test_long_texts_are_compared_by_lines():
    def version(number, notes):
        return MinutesVersion(number=number, content=f'[[1, "Point", "{notes}"]]')

    before, after = version(1, "mot " * 6000), version(2, "mot " * 6000 + "fin")
    compared = queries.compare(before, after)
    assert len(compared[0].before) == 1
