"""« Mes données » : the archive that one takes away."""

import io
import json
import zipfile

from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.post import letter

ADDRESS = "/mes-donnees.zip"


def write(cast, person, **others):
    about = {"group": cast.jeunesse, "sender": cast.alice, "topic": "Un mot"}
    letter("groups/message", person.email, person.name, **about, **others)


def archive(client):
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_it_holds_a_page_the_same_as_json_and_my_letters(client_of, cast):
    make_held_meeting(cast)
    for person in (cast.bob, cast.alice):
        letter(
            "groups/message",
            person.email,
            person.name,
            group=cast.jeunesse,
            sender=cast.alice,
            topic="Un mot",
            text="À demain.",
        )
    db.session.commit()
    found = archive(client_of("bob"))
    page = found.read("mes-donnees.html").decode()
    for said in ("Bob Bernard", "bob@example.org", "Jeunesse", "Écrire aux réseaux", "Préparer la journée"):
        assert said in page, said
    rows = json.loads(found.read("mes-donnees.json"))
    assert rows["person"][0]["email"] == "bob@example.org"
    assert [row["person_id"] for row in rows["membership"]] == [cast.bob.id]
    letters = [name for name in found.namelist() if name.startswith("courriers/")]
    assert len(letters) == 1
    assert "À demain." in found.read(letters[0]).decode()


def test_it_holds_no_secret_and_nothing_of_others(client_of, cast):
    found = archive(client_of("bob"))
    everything = b"".join(found.read(name) for name in found.namelist()).decode()
    assert cast.bob.password_hash not in everything
    assert "token" not in everything
    assert "alice@example.org" not in everything


def test_a_letter_that_opened_the_account_keeps_its_code_to_itself(client_of, cast):
    write(cast, cast.bob, text="code-1234", secret=True)
    db.session.commit()
    found = archive(client_of("bob"))
    assert "code-1234" not in "".join(found.read(name).decode() for name in found.namelist())
