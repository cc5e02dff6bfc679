"""A file of the group is shared beyond it, once."""

import pytest

from tests.cast import make_meeting
from tests.library.scene import file_of, kept, share, typed
from workspace import clock
from workspace.database import db
from workspace.files.models import File
from workspace.groups.models import GroupState
from workspace.journal.models import Entry
from workspace.library.models import Document
from workspace.meetings.models import meeting_guest_group
from workspace.pacts.models import CooperationPact

FILES = "/groupes/jeunesse?rubrique=fichiers"


@pytest.fixture
def file(cast):
    return file_of(cast.jeunesse, cast.alice)


def test_the_form_says_what_it_knows_and_warns(client_of, cast, file):
    alice, address = client_of("alice"), f"/fichiers/{file.id}/partage"
    assert alice.page(FILES).find("a", href=address).get_text().startswith("Partager au lieu ressources")
    page = alice.page(address).main
    assert page.find("input", {"name": "title"})["value"] == "Soirée jeux"
    assert page.find("input", {"name": "made"})["value"] == str(clock.today().year)
    assert "Relisez-le" in page.select_one(".notice").get_text()
    assert not page.find("input", {"name": "is_public"}).has_attr("checked"), "public is a choice"
    assert not page.find("input", type="file")


def test_it_is_at_the_library_with_all_that_was_said(client_of, cast, file):
    said = {"made": "14/03/2025", "tags": "Familles, #jeux , FAMILLES,", "items": cast.items["o2-act1"].id}
    answer = client_of("alice").post(f"/fichiers/{file.id}/partage", **typed(**said))
    (document,) = kept()
    assert (answer.status_code, answer.location) == (303, f"/ressources/{document.id}")
    assert (document.file_id, document.group_id, document.address) == (file.id, cast.jeunesse.id, "")
    assert (document.made_in, document.made_on.isoformat()) == (2025, "2025-03-14")
    assert (document.is_public, document.added_by_id, document.withdrawn_at) == (False, cast.alice.id, None)
    page = client_of("carl").page(f"/ressources/{document.id}").main.get_text(" ")
    for words in (
        "Mode d’emploi d’une soirée jeux",
        "Outil ou méthode",
        "14 mars 2025",
        "Animation de réseaux",
        "Alice A",
    ):
        assert words in page, words
    assert page.count("Familles") + page.count("FAMILLES") == 1, "accents and capitals make no other tag"
    assert db.session.query(Entry).filter_by(kind="library/published").one().group_id == cast.jeunesse.id
    link = client_of("alice").page(FILES).find("a", href=f"/ressources/{document.id}")
    assert link.get_text().startswith("Au lieu ressources")


def test_a_double_click_and_a_second_form_make_one(client_of, cast, file):
    alice, address = client_of("alice"), f"/fichiers/{file.id}/partage"
    places = {alice.post(address, **typed(form_id=name * 32)).location for name in "aab"}
    (document,) = kept()
    assert places == {f"/ressources/{document.id}"}
    assert alice.get(address).location == f"/ressources/{document.id}"


def test_it_comes_from_a_meeting_of_the_group_alone(client_of, cast):
    meeting = make_meeting(cast.jeunesse, title="Préparer la fête")
    other = make_meeting(cast.communication)
    file = file_of(cast.jeunesse, cast.alice, meeting=meeting)
    alice, address = client_of("alice"), f"/fichiers/{file.id}/partage"
    chosen = alice.page(address).main.find("select", {"name": "meeting"}).find("option", selected=True)
    assert "Préparer la fête" in chosen.get_text()
    assert alice.post(address, **typed(meeting=other.id)).status_code == 422
    assert alice.post(address, **typed(meeting=meeting.id)).status_code == 303
    assert kept()[0].meeting_id == meeting.id


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Donnez un titre"),
        ("title", "x" * 10_000, "200 caractères au plus"),
        ("summary", "", "Dites en quelques phrases"),
        ("summary", "x" * 10_000, "caractères au plus"),
        ("made", "bientôt", "Écrivez une année"),
        ("made", "9" * 10_000, "Écrivez une année"),
        ("made", "31/02/2024", "Écrivez une année"),
        ("made", "1066", "Écrivez une année"),
        ("made", "2099", "à venir"),
        ("tags", "a,b,c,d,e,f", "Cinq mots-clés au plus"),
        ("tags", "x" * 10_000, "40 caractères au plus"),
        ("kind", "roman", "valide"),
        ("form_id", "", "n’est pas partagé"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(client_of, cast, file, field, value, words):
    answer = client_of("alice").post(f"/fichiers/{file.id}/partage", **typed(**{field: value}))
    assert answer.status_code == 422
    assert words in answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Pour qui reçoit des familles." in answer.text or field == "summary"
    assert kept() == []


@pytest.mark.parametrize("title", ["Fête 🎉🎈", "مرحبا بكم", "\u202eexe.fdp", "<b>gras</b>"])
def test_any_title_is_shown_as_text(client_of, cast, file, title):
    client_of("alice").post(f"/fichiers/{file.id}/partage", **typed(title=title))
    for address in ("/ressources", f"/ressources/{kept()[0].id}"):
        found = [one.get_text() for one in client_of("carl").page(address).main.find_all("bdi")]
        assert title in found, "kept apart from the direction of the page"


def test_a_tag_that_folds_into_many_letters_is_kept(client_of, cast, file):
    assert client_of("alice").post(f"/fichiers/{file.id}/partage", **typed(tags="ﷺ" * 40)).status_code == 303
    assert client_of("carl").page("/ressources").main.find("a", string="ﷺ" * 40) or kept()[0].id


def test_whose_it_is_to_share(client_of, cast, file):
    address = f"/fichiers/{file.id}/partage"
    for who in ("bob", "carl", "bea", "paul", "tess"):
        assert client_of(who).post(address, **typed()).status_code == 403, who
    assert not client_of("bob").page(FILES).find("a", href=address)
    assert client_of("dora").post(address, **typed()).status_code == 303


def test_a_closed_group_shares_no_more_and_its_documents_stay(client_of, cast, file):
    document = share(cast.jeunesse, cast.alice, is_public=True)
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert client_of("stan").post(f"/fichiers/{file.id}/partage", **typed()).status_code == 409
    assert not client_of("stan").page(FILES).find("a", href=f"/fichiers/{file.id}/partage")
    for who in ("", "carl", "stan"):
        assert client_of(who).get(f"/ressources/{document.id}").status_code == 200, who
    assert client_of("stan").post(f"/ressources/{document.id}/retrait").status_code == 303


def test_a_group_asleep_shares_as_before(client_of, cast, file):
    cast.jeunesse.state = GroupState.DORMANT
    db.session.commit()
    assert client_of("alice").post(f"/fichiers/{file.id}/partage", **typed()).status_code == 303


def test_the_files_of_a_group_take_the_same_statements(client_of, cast, file):
    few = len(client_of("alice").counted(FILES))
    for number in range(5):
        share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice, content=b"%d" % number))
    many = client_of("alice").counted(FILES)
    assert len(many) == few <= 12, "\n".join(many)


def test_a_file_of_a_pact_is_not_a_group_s_to_share(client_of, cast):
    pact = db.session.query(CooperationPact).first()
    file = File(pact_id=pact.id, name="a.txt", kind="text/plain", size=1, digest="x", content=b"a")
    db.session.add(file)
    db.session.commit()
    assert client_of("dora").get(f"/fichiers/{file.id}/partage").status_code == 404
    assert db.session.query(Document).count() == 0


def test_whoever_leads_an_invited_group_does_not_share_for_the_other(client_of, cast):
    meeting = make_meeting(cast.communication)
    db.session.execute(meeting_guest_group.insert().values(meeting_id=meeting.id, group_id=cast.jeunesse.id))
    db.session.commit()
    file = file_of(cast.communication, cast.dora, meeting=meeting)
    for ask in (client_of("alice").get, client_of("alice").post):
        assert ask(f"/fichiers/{file.id}/partage", **typed(is_public="y")).status_code == 403
    assert kept() == []
    document = share(cast.communication, cast.dora, file)
    for who, withdraws in (("alice", False), ("dora", True)):
        page = client_of(who).page(f"/fichiers/{file.id}/retrait").main
        assert bool(page.find("form", action=f"/ressources/{document.id}/retrait")) == withdraws, who
