"""From the library itself: a file chosen or an address, of one of the groups that one leads."""

from io import BytesIO

import pytest

from tests.cast import LONG_AGO, add_cleo
from tests.library.scene import SITE, file_of, files, kept, share, typed
from workspace.database import db
from workspace.groups.models import CoFacilitation, GroupState

ADDRESS = "/ressources/nouvelle"


def sending(content=b"Des cartes.", name="Jeux.txt", **others):
    said = typed(**others)["data"] | {"file": (BytesIO(content), name)}
    return {"data": said, "content_type": "multipart/form-data"}


def test_a_file_sent_is_the_group_s_too(client_of, cast):
    alice = client_of("alice")
    assert alice.page("/ressources").main.find("a", href=ADDRESS)
    assert alice.post(ADDRESS, **sending(group=cast.jeunesse.id)).status_code == 303
    (document,) = kept()
    (file,) = files()
    assert (document.file_id, file.group_id, file.name) == (file.id, cast.jeunesse.id, "Jeux.txt")
    assert "Jeux.txt" in client_of("bob").page("/groupes/jeunesse?rubrique=fichiers").main.get_text()


def test_a_double_click_makes_one_document_and_one_file(client_of, cast):
    for _ in range(2):
        assert client_of("alice").post(ADDRESS, **sending(group=cast.jeunesse.id)).status_code == 303
    assert (len(kept()), len(files())) == (1, 1)


def test_a_number_of_form_longer_than_ours_is_refused(client_of, cast):
    said = typed(group=cast.jeunesse.id, address=SITE, form_id="a" * 50)
    assert client_of("alice").post(ADDRESS, **said).status_code == 422
    assert kept() == []


def test_an_address_leads_where_it_says(client_of, cast):
    answer = client_of("alice").post(ADDRESS, **typed(group=cast.jeunesse.id, address=f" {SITE} ", is_public="y"))
    assert answer.status_code == 303
    page = client_of("").page(answer.location).main
    link = page.find("a", href=SITE)
    assert set(link["rel"]) == {"noopener", "noreferrer"}
    assert "www.example.org" in page.get_text()
    assert client_of("").get(f"{answer.location}/fichier").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "http://example.org/", "//example.org",
        "example.org", "https://", "https://localhost/", "https://127.0.0.1/", "https://127.0.0.0x1/", "https://[::1]/",
        "https://example.org@evil.example/", "https://evil.example\\@example.org/", "https://exa mple.org/",
        "https://example.org/\u202egnp.exe", "https://example..org/", "https://example.org:99999/", "x" * 10_000,
        "https://example.org/" + "a" * 2000, "https://example.org/" + "é" * 200,
    ],
)  # fmt: skip
def test_an_address_that_lies_is_refused(client_of, cast, address):
    answer = client_of("alice").post(ADDRESS, **typed(group=cast.jeunesse.id, address=address))
    assert answer.status_code == 422
    assert "address-error" in answer.text
    assert kept() == []


@pytest.mark.parametrize(
    ("typed_in", "written"),
    [
        ("HTTPS://Example.ORG/Aide", "https://example.org/Aide"),
        ("https://fédération.example/été?q=ça#là", "https://xn--fdration-b1ab.example/%C3%A9t%C3%A9?q=%C3%A7a#l%C3%A0"),
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),  # looks like another name
        ("https://example.org:8443/a%20b?x=1&y=[2]", "https://example.org:8443/a%20b?x=1&y=%5B2%5D"),
    ],
)
def test_an_address_is_kept_in_plain_letters(client_of, cast, typed_in, written):
    client_of("alice").post(ADDRESS, **typed(group=cast.jeunesse.id, address=typed_in))
    assert [one.address for one in kept()] == [written]


def test_one_thing_is_shown(client_of, cast):
    alice = client_of("alice")
    neither = alice.post(ADDRESS, **typed(group=cast.jeunesse.id))
    assert neither.status_code == 422
    assert "Choisissez un fichier, ou donnez" in neither.text
    both = alice.post(ADDRESS, **sending(group=cast.jeunesse.id, address=SITE))
    assert both.status_code == 422
    assert "pas les deux" in both.text
    assert "à choisir de nouveau" in both.text
    assert (kept(), files()) == ([], []), "what is refused leaves nothing behind"


def test_what_is_no_document_is_refused(client_of, cast):
    answer = client_of("alice").post(ADDRESS, **sending(b"<script>", "a.pdf", group=cast.jeunesse.id))
    assert answer.status_code == 422
    assert "que nous gardons" in answer.text


def test_a_file_already_shared_is_said(client_of, cast):
    share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice, content=b"Des cartes."))
    answer = client_of("alice").post(ADDRESS, **sending(group=cast.jeunesse.id))
    assert answer.status_code == 422
    assert "déjà au lieu ressources" in answer.text
    assert len(kept()) == 1


def test_only_of_groups_that_one_leads(client_of, cast):
    add_cleo(cast)
    answer = client_of("alice").post(ADDRESS, **typed(group=cast.communication.id, address=SITE))
    assert answer.status_code == 422
    assert client_of("cleo").post(ADDRESS, **typed(group=cast.communication.id, address=SITE)).status_code == 303
    assert not client_of("carl").page("/ressources").main.find("a", href=ADDRESS)
    assert client_of("carl").get(ADDRESS).status_code == 403


def test_of_several_groups_one_is_chosen(client_of, cast):
    db.session.add(CoFacilitation(group_id=cast.communication.id, person_id=cast.alice.id, starts_on=LONG_AGO))
    alice = client_of("alice")
    assert alice.post(ADDRESS, **typed(group="", address=SITE)).status_code == 422
    chosen = alice.page(f"{ADDRESS}?groupe=communication").main.find("select", {"name": "group"})
    assert chosen.find("option", selected=True)["value"] == str(cast.communication.id)


def test_closed_groups_share_nothing_new(client_of, cast):
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert "Aucun groupe ne peut partager" in client_of("alice").page(ADDRESS).main.get_text()
    assert client_of("alice").post(ADDRESS, **typed(group=cast.jeunesse.id, address=SITE)).status_code == 422
