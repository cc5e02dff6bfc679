"""A document withdrawn is nowhere any more, and comes back in one gesture; only then may its file go."""

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from tests.library.scene import file_of, files, kept, share
from workspace import clock
from workspace.database import db
from workspace.files.models import File
from workspace.files.operations import remove_file
from workspace.journal.models import Entry
from workspace.library.operations import put_back
from workspace.refusals import Refused


def test_it_goes_and_comes_back(client_of, cast):
    alice, document = client_of("alice"), share(cast.jeunesse, cast.alice, is_public=True)
    address, published_at = f"/ressources/{document.id}", document.published_at
    for _ in range(2):
        assert alice.post(f"{address}/retrait").location == address
    for who, status in (("", 303), ("carl", 403), ("paul", 403), ("alice", 200), ("dora", 200)):
        assert client_of(who).get(address).status_code == status, who
    for who in ("", "carl", "alice"):
        assert document.title not in client_of(who).page("/ressources").main.get_text(), who
    assert document.title in alice.page("/ressources?etat=retires").main.get_text()
    assert document.title not in client_of("carl").page("/ressources?etat=retires").main.get_text()
    assert alice.page(address).main.find("form", action=f"{address}/remise")
    for _ in range(2):
        assert alice.post(f"{address}/remise").location == address
    assert client_of("").get(address).status_code == 200
    assert kept()[0].published_at == published_at, "it was published that day"
    lines = [one.kind for one in db.session.query(Entry).filter(Entry.kind.startswith("library/")).order_by(Entry.id)]
    assert lines == ["library/published", "library/withdrawn", "library/put-back"]


def test_a_file_shown_goes_only_after_its_document(client_of, cast):
    file = file_of(cast.jeunesse, cast.alice)
    alice, document, address = (
        client_of("alice"),
        share(cast.jeunesse, cast.alice, file),
        f"/fichiers/{file.id}/retrait",
    )
    page = alice.page(address).main
    assert "Retirez d’abord ce document" in page.get_text()
    assert page.find("a", href=f"/ressources/{document.id}")
    assert page.find("form")["action"] == f"/ressources/{document.id}/retrait"
    answer = alice.post(address)
    assert answer.status_code == 409
    assert "Retirez d’abord le document" in answer.text
    assert len(files()) == 1
    assert alice.post(f"/ressources/{document.id}/retrait", data={"suite": address}).location == address
    assert "Retirer ce fichier" in alice.page(address).h1.get_text()
    assert alice.post(address).status_code == 303
    assert files() == []
    refused = alice.post(f"/ressources/{document.id}/remise")
    assert refused.status_code == 409
    assert "n’est plus dans le groupe" in refused.text
    assert "n’est plus dans le groupe" in alice.page(f"/ressources/{document.id}").main.get_text()
    assert alice.get(f"/ressources/{document.id}/fichier").status_code == 404


def test_the_database_itself_keeps_a_file_shown(cast):
    file = file_of(cast.jeunesse, cast.alice)
    share(cast.jeunesse, cast.alice, file)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        remove_file(file)


def test_another_site_is_no_place_to_return(client_of, cast):
    document = share(cast.jeunesse, cast.alice)
    answer = client_of("alice").post(f"/ressources/{document.id}/retrait", data={"suite": "https://evil.example/"})
    assert answer.location == f"/ressources/{document.id}"


def test_a_file_that_goes_while_its_document_is_put_back_stays_gone(cast):
    document = share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice), withdrawn_at=clock.now())
    db.session.refresh(document)
    db.session.execute(delete(File), execution_options={"synchronize_session": False})
    with pytest.raises(Refused, match="n’est plus dans le groupe"):
        put_back(document)
