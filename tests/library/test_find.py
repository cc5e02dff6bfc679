"""The list: what each reads, sifted, newest first."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import make_meeting
from tests.library.scene import file_of, share
from workspace import clock
from workspace.database import db
from workspace.groups.models import Group
from workspace.library.models import DocumentKind
from workspace.project.models import ProjectState


def titles(browser, query=""):
    return [a.get_text() for a in browser.page(f"/ressources{query}").main.select(".library-list h3 a")]


@pytest.fixture
def four(cast):
    """The last one first."""
    meeting, now = make_meeting(cast.jeunesse), clock.now()
    made = [
        share(cast.jeunesse, cast.alice, title="Guide d’été", tags=("Été", "Familles"), items=(cast.items["o1-act1"],),
              published_at=now - timedelta(4)),
        share(cast.communication, cast.dora, title="Affiche", kind=DocumentKind.COMMUNICATION, is_public=True,
              tags=("ete",), published_at=now - timedelta(3)),
        share(cast.jeunesse, cast.alice, title="Bilan 2024", kind=DocumentKind.STUDY, is_public=True,
              items=(cast.items["o2"],), meeting_id=meeting.id, tags=(), published_at=now - timedelta(2)),
        share(cast.jeunesse, cast.alice, title="Retiré", is_public=True, withdrawn_at=now),
    ]  # fmt: skip
    return meeting, made


def test_each_finds_what_they_read(client_of, cast, four):
    for who in ("carl", "bea", "alice", "dora"):
        assert titles(client_of(who)) == ["Bilan 2024", "Affiche", "Guide d’été"], who
    for who in ("", "paul", "tess"):
        assert titles(client_of(who)) == ["Bilan 2024", "Affiche"], who


def test_it_is_sifted(client_of, cast, four):
    meeting, _ = four
    orientation = cast.items["o1"].id
    for query, found in (
        ("?genre=study", ["Bilan 2024"]),
        ("?groupe=communication", ["Affiche"]),
        (f"?objet={orientation}", ["Guide d’été"]),
        (f"?objet={cast.items['o2'].id}", ["Bilan 2024"]),
        (f"?reunion={meeting.id}", ["Bilan 2024"]),
        ("?mot=%C3%89T%C3%89", ["Affiche", "Guide d’été"]),
        ("?texte=ETE+guide", ["Guide d’été"]),
        ("?texte=vendredi+recoit", ["Bilan 2024", "Affiche", "Guide d’été"]),
        ("?texte=100%25", []),
        ("?genre=roman&groupe=rien&objet=999999&reunion=x&page=99", ["Bilan 2024", "Affiche", "Guide d’été"]),
        ("?groupe=jeunesse&genre=communication", []),
    ):
        assert titles(client_of("carl"), query) == found, query
    page = client_of("carl").page("/ressources?groupe=jeunesse&genre=communication").main
    assert "Aucun document avec ces filtres" in page.get_text()


def test_a_project_in_the_making_is_not_told(client_of, cast, four):
    cast.project.state = ProjectState.DRAFTING
    db.session.commit()
    assert cast.items["o1"].text not in client_of("").get(f"/ressources?objet={cast.items['o1'].id}").text


def test_tags_proposed_are_those_of_what_one_reads(client_of, cast, four):
    def proposed(who):
        return [one["value"] for one in client_of(who).page("/ressources").main.select("#filter-tag option")][1:]

    assert proposed("carl") == ["ete", "familles"], "« Été » and « ete » are one"
    assert proposed("") == ["ete"]
    assert "Familles" not in client_of("").page("/ressources").main.get_text()


def test_a_row_says_what_one_gets(client_of, cast):
    share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice), title="Fichier", is_public=True)
    share(cast.jeunesse, cast.alice, title="Page")
    rows = client_of("carl").page("/ressources").main.select(".library-list li.hue-bar")
    page, file = (row.get_text(" ", strip=True) for row in rows)
    assert "page du site www.example.org" in page
    assert "TXT, 1\u00a0Ko" in file
    assert "public" in file.split()
    assert "public" not in page.split()
    for words in ("Outil ou méthode", "Jeunesse", "publié le"):
        assert words in page


def test_it_is_paginated_in_the_same_statements(client_of, cast):
    share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice), is_public=True)
    few = {who: len(client_of(who).counted("/ressources")) for who in ("carl", "")}
    for number in range(30):
        share(cast.jeunesse, cast.alice, title=f"Numéro {number}", tags=(f"mot {number}",), is_public=True)
    for who in ("carl", ""):
        many = client_of(who).counted("/ressources")
        assert len(many) == few[who] <= 12, "\n".join(many)
        assert not [one for one in many if "file.content" in one.partition("FROM")[0]]
    assert len(titles(client_of("carl"))) == 25
    assert titles(client_of("carl"), "?page=2")[-1] == "Mode d’emploi d’une soirée jeux"
    asked = client_of("carl").counted(f"/ressources?objet={cast.items['o1-obj1'].id}&mot=a&texte=b&groupe=jeunesse")
    assert len(asked) <= 12, "\n".join(asked)


def test_an_empty_federation_says_what_comes(visitor):
    assert db.session.query(Group).count() == 0
    assert "Rien de public pour l’instant" in visitor.page("/ressources").main.get_text()


def test_an_empty_library_says_what_to_do(client_of, cast):
    assert client_of("alice").page("/ressources").main.select_one(".empty-state a")["href"] == "/ressources/nouvelle"
    assert "Rien n’est encore partagé" in client_of("carl").page("/ressources").main.get_text()
    assert client_of("alice").page("/ressources?etat=retires").main.select_one(".empty-state")


def test_who_puts_nothing_back_is_not_told_that_they_may(client_of, cast, four):
    for who, told in (("", False), ("carl", False), ("paul", False), ("alice", True), ("stan", True)):
        text = client_of(who).page("/ressources?etat=retires").main.get_text()
        assert ("que vous pouvez remettre" in text, "Bilan 2024" in text) == (told, not told), who


def test_documents_of_a_meeting_say_its_day_with_one_full_stop(client_of, four, time_machine):
    """« déc. » has its own."""
    meeting, _ = four
    meeting.starts_at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    meeting.ends_at = datetime(2026, 12, 1, 11, tzinfo=UTC)
    db.session.commit()
    time_machine.move_to(datetime(2026, 12, 3, 9, tzinfo=UTC), tick=False)
    said = client_of("alice").page(f"/ressources?reunion={meeting.id}").select_one(".filter-meeting").get_text()
    assert "du 1er décembre 2026. Voir tous les documents" in said
