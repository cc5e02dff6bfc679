"""Open data: public facts under stable addresses, every column explained, nobody in them."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.library.scene import SITE, file_of, share
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.opendata import views
from workspace.opendata.datasets import DATASETS
from workspace.people.models import Person
from workspace.project.models import ProjectState

NAMES = pytest.mark.parametrize("name", DATASETS)


def lines(client, name):
    return client.get(f"/donnees-ouvertes/{name}.json").json["lignes"]


def test_addresses_do_not_change(client_of):
    page = client_of("").page("/donnees-ouvertes")
    assert {a["href"] for a in page.main.find_all("a")} == {
        f"/donnees-ouvertes/{name}.{form}" for name in DATASETS for form in ("json", "csv")
    }


@NAMES
def test_every_column_is_explained(client_of, cast, name):
    make_meeting(cast.jeunesse)
    share(cast.jeunesse, cast.alice, is_public=True)
    visitor = client_of("")
    sections = visitor.page("/donnees-ouvertes").select("section")
    table = next(section for section in sections if f"/{name}.csv" in str(section))
    explained = [term.get_text() for term in table.select("dt")]
    assert all(said.get_text(strip=True) for said in table.select("dd"))
    told = visitor.get(f"/donnees-ouvertes/{name}.json").json
    assert list(told["colonnes"]) == explained
    assert told["lignes"]
    assert all(list(row) == explained for row in told["lignes"])
    text = visitor.get(f"/donnees-ouvertes/{name}.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == explained
    assert rows[1:] == [list(row.values()) for row in told["lignes"]], "the same in both forms"


def test_groups_are_in_their_order_with_their_purpose(client_of, cast):
    found = lines(client_of(""), "groupes")
    assert [row["identifiant"] for row in found] == ["jeunesse", "communication", "board", "team", "committee"]
    assert found[0]["mission"] == "Ce que fait jeunesse."
    assert found[2]["genre"] == "conseil d’administration"


def test_dates_are_those_that_are_public(client_of, cast):
    called = make_meeting(cast.jeunesse, title="Publiée")
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT, title="Brouillon")
    cancelled = make_meeting(cast.jeunesse, MeetingState.CANCELLED, title="Annulée")
    old = make_meeting(cast.jeunesse, MeetingState.HELD, days=-800, title="Ancienne")
    found = {row["titre"]: row["etat"] for row in lines(client_of(""), "reunions")}
    assert found == {called.title: "convoquée", cancelled.title: "annulée"}
    assert draft.title not in found
    assert old.title not in found


def test_a_project_in_the_making_is_not_out(client_of, cast):
    assert len(lines(client_of(""), "projet")) == 6
    cast.project.state = ProjectState.DRAFTING
    db.session.commit()
    assert lines(client_of(""), "projet") == []


@NAMES
def test_nobody_is_in_it(client_of, cast, name):
    meeting = make_held_meeting(cast)
    meeting.video_link = "https://visio.example.org/secret"
    db.session.commit()
    visitor = client_of("")
    for form in ("json", "csv"):
        text = visitor.get(f"/donnees-ouvertes/{name}.{form}").text
        for person in db.session.scalars(select(Person)):
            assert person.last_name not in text
        for words in ("example.org", "parle", "Point 1", "Nanterre"):
            assert words not in text, words


@NAMES
@pytest.mark.parametrize("form", ["json", "csv"])
def test_whoever_has_it_is_told_so(client_of, cast, name, form):
    visitor, address = client_of(""), f"/donnees-ouvertes/{name}.{form}"
    make_meeting(cast.jeunesse)
    first = visitor.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in first.headers
    again = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    cast.jeunesse.name = "Jeunesses"
    share(cast.jeunesse, cast.alice, is_public=True)
    make_meeting(cast.jeunesse, title="Une autre")
    cast.items["o1"].text = "Autre texte"
    db.session.commit()
    assert visitor.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_documents_are_those_that_anyone_reads(client_of, cast):
    file = file_of(cast.jeunesse, cast.alice)
    shown = share(cast.jeunesse, cast.alice, file, title="Guide", is_public=True, tags=("Été", "jeux"))
    share(cast.jeunesse, cast.alice, title="Page", is_public=True, made_on=date(2025, 3, 14))
    share(cast.jeunesse, cast.alice, title="Du réseau")
    share(cast.jeunesse, cast.alice, title="Retiré", is_public=True, withdrawn_at=clock.now())
    page, guide = lines(client_of(""), "ressources")
    assert (page["titre"], page["contenu"], page["fait"]) == ("Page", SITE, "2025-03-14")
    assert (guide["titre"], guide["contenu"], guide["mots_cles"]) == ("Guide", "text/plain", "Été, jeux")
    assert (guide["page"], guide["fait"]) == (f"http://localhost/ressources/{shown.id}", "2025")
    few = len(client_of("").counted("/donnees-ouvertes/ressources.json"))
    share(cast.jeunesse, cast.alice, title="Encore", is_public=True)
    assert len(client_of("").counted("/donnees-ouvertes/ressources.json")) == few <= 6


def test_an_empty_installation_answers(visitor):
    for name in DATASETS:
        assert visitor.get(f"/donnees-ouvertes/{name}.json").json["lignes"] == []


def test_asked_again_and_again_it_waits(client_of, monkeypatch):
    monkeypatch.setattr(views, "READINGS", 2)
    visitor = client_of("")
    assert [visitor.get("/donnees-ouvertes/groupes.csv").status_code for _ in range(3)] == [200, 200, 429]


def test_statements_do_not_grow(client_of, cast):
    visitor = client_of("")
    make_meeting(cast.jeunesse)
    few = len(visitor.counted("/donnees-ouvertes/reunions.json"))
    for day in range(9):
        make_meeting(cast.communication, days=day)
    assert len(visitor.counted("/donnees-ouvertes/reunions.json")) == few <= 6
