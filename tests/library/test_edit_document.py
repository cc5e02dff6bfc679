"""What is said of a document changes, and what it shows."""

from io import BytesIO

from tests.library.scene import SITE, file_of, files, kept, share, typed
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.journal.models import Entry
from workspace.library.models import Tag


def edited(document, **others):
    said = typed(revision=document.revision, address=document.address, tags="Familles")["data"]
    del said["form_id"]
    return {"data": said | {"summary": document.summary, "title": document.title} | others}


def test_the_form_begins_with_what_is_kept(client_of, cast):
    document = share(cast.jeunesse, cast.alice, items=(cast.items["o1-obj1"],), tags=("Été", "Jeux"), is_public=True)
    page = client_of("alice").page(f"/ressources/{document.id}/modifier").main
    assert {name: page.find("input", {"name": name})["value"] for name in ("address", "tags", "made")} == {
        "address": SITE, "tags": "Été, Jeux", "made": "2025",
    }  # fmt: skip
    assert page.find("input", {"name": "is_public"}).has_attr("checked")
    assert page.find("input", {"name": "items", "value": cast.items["o1-obj1"].id}).has_attr("checked")


def test_all_of_it_changes(client_of, cast):
    document = share(cast.jeunesse, cast.alice, tags=("Jeux", "Familles"))
    told = {"title": "Autre titre", "kind": "study", "made": "2020", "tags": "familles, nuit", "is_public": "y"}
    answer = client_of("alice").post(f"/ressources/{document.id}/modifier", **edited(document, **told))
    assert answer.status_code == 303
    (document,) = kept()
    assert (document.title, document.kind, document.made_in, document.is_public) == ("Autre titre", "study", 2020, True)
    assert [one.words for one in db.session.query(Tag).order_by(Tag.position)] == ["familles", "nuit"]
    assert (document.revision, document.address) == (1, SITE)
    assert db.session.query(Entry).filter_by(kind="library/edited").count() == 1


def test_the_same_form_twice_changes_once(client_of, cast):
    document = share(cast.jeunesse, cast.alice)
    form = edited(document, title="Autre titre")
    for _ in range(2):
        assert client_of("alice").post(f"/ressources/{document.id}/modifier", **form).status_code == 303
    assert kept()[0].revision == 1


def test_the_same_form_twice_with_a_file_changes_once(client_of, cast):
    document = share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice))
    for _ in range(2):
        form = edited(document)["data"] | {"revision": 0, "file": (BytesIO(b"Deuxieme"), "Jeux 2.txt")}
        answer = client_of("alice").post(
            f"/ressources/{document.id}/modifier", data=form, content_type="multipart/form-data"
        )
        assert answer.status_code == 303
    assert (kept()[0].revision, len(files())) == (1, 2)


def test_the_same_items_in_another_order_are_no_change(client_of, cast):
    items = [cast.items[key] for key in ("o2-act1", "o1-obj1")]
    document = share(cast.jeunesse, cast.alice, items=items)
    old = edited(document, items=[item.id for item in items], title="Autre titre")
    for _ in range(2):
        assert client_of("alice").post(f"/ressources/{document.id}/modifier", **old).status_code == 303
    assert kept()[0].revision == 1


def test_a_form_out_of_date_is_refused_then_overwrites_by_choice(client_of, cast):
    document, stan = share(cast.jeunesse, cast.alice), client_of("stan")
    address, late = f"/ressources/{document.id}/modifier", edited(document, title="De Stan")
    client_of("alice").post(address, **edited(document, title="D’Alice"))
    answer = stan.post(address, **late)
    assert answer.status_code == 409
    assert "D’Alice" in answer.text
    assert 'value="De Stan"' in answer.text, "what was typed stays"
    assert 'name="revision" type="hidden" value="1"' in answer.text
    assert kept()[0].title == "D’Alice"
    assert stan.post(address, data=late["data"] | {"revision": 1}).status_code == 303
    assert kept()[0].title == "De Stan"


def test_another_file_takes_the_place_of_the_first(client_of, cast):
    document = share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice))
    first, address = document.file_id, f"/ressources/{document.id}/modifier"
    same = client_of("alice").post(address, **edited(document, title="Même fichier"))
    assert (same.status_code, kept()[0].file_id) == (303, first)
    form = edited(kept()[0])["data"] | {"file": (BytesIO(b"Deuxieme"), "Jeux 2.txt")}
    assert client_of("alice").post(address, data=form, content_type="multipart/form-data").status_code == 303
    assert (kept()[0].file_id != first, len(files())) == (True, 2)
    assert client_of("carl").get(f"/ressources/{document.id}/fichier").data == b"Deuxieme"
    assert client_of("alice").post(address, **edited(kept()[0], address=SITE)).status_code == 303
    assert (kept()[0].file_id, kept()[0].address) == (None, SITE)


def test_a_file_shown_elsewhere_is_not_taken(client_of, cast):
    share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice, content=b"Premier"))
    document = share(cast.jeunesse, cast.alice)
    form = edited(document, address="")["data"] | {"file": (BytesIO(b"Premier"), "a.txt")}
    answer = client_of("alice").post(
        f"/ressources/{document.id}/modifier", data=form, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "déjà au lieu ressources" in answer.text
    assert kept()[1].address == SITE


def test_a_closed_group_s_words_still_change(client_of, cast):
    document = share(cast.jeunesse, cast.alice)
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    address = f"/ressources/{document.id}/modifier"
    assert client_of("stan").post(address, **edited(document, title="Sans le nom")).status_code == 303


def test_whose_it_is_to_change(client_of, cast):
    document = share(cast.communication, cast.dora)
    for who in ("alice", "bob", "carl", "bea", "paul"):
        assert client_of(who).get(f"/ressources/{document.id}/modifier").status_code == 403, who
