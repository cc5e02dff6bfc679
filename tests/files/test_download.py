"""A file is downloaded as it was given, never displayed; taken away by those who lead."""

from tests.files.documents import PDF, sent
from workspace.database import db
from workspace.files.models import File

GROUP = "/groupes/jeunesse/fichiers"


def add(client_of, name="Fête d’été 🎉.pdf"):
    client_of("alice").post(GROUP, **sent(PDF, name))
    return db.session.query(File).one()


def test_it_comes_back_whole_as_an_attachment(client_of, cast):
    answer = client_of("bob").get(f"/fichiers/{add(client_of).id}")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment;")
    assert "filename*=UTF-8''F%C3%AAte%20d%E2%80%99%C3%A9t%C3%A9%20%F0%9F%8E%89.pdf" in said
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_who_reads_it(client_of, cast):
    url = f"/fichiers/{add(client_of).id}"
    for who in ("bob", "alice", "bea", "stan", "dora"):
        assert client_of(who).get(url).status_code == 200, who
    for who in ("carl", "nora", "paul", "tess"):
        assert client_of(who).get(url).status_code == 403, who
    assert client_of("alice").get("/fichiers/999999").status_code == 404


def test_taking_it_away_asks_once(client_of, cast):
    url = f"/fichiers/{add(client_of).id}"
    alice = client_of("alice")
    assert "Retirer ce fichier" in alice.page(f"{url}/retrait").h1.get_text()
    assert client_of("bob").post(f"{url}/retrait").status_code == 403
    answer = alice.post(f"{url}/retrait")
    assert (answer.status_code, answer.location) == (303, "/groupes/jeunesse?rubrique=fichiers")
    assert alice.get(url).status_code == 404
    assert alice.post(f"{url}/retrait").status_code == 404
