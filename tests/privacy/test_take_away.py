"""« Mes données » : the archive that one takes away."""

import io
import json
import zipfile

from tests.cast import LONG_AGO, make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.operations import record_action
from workspace.database import db
from workspace.groups.models import Membership
from workspace.joining.models import JoinRequest, Origin, PendingArrival
from workspace.meetings.models import Answer, Attendance, MeetingState
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


def test_what_only_mentions_them_is_not_read_by_that_door(client_of, cast):
    """Notes in draft, addresses of people invited, why others left or were refused: those pages ask rights."""
    meeting = make_held_meeting(cast)
    db.session.refresh(meeting, ["points"])
    meeting.points[0].carried_by_id, meeting.points[0].notes = cast.bob.id, "notes du brouillon"
    invited = {"email": "ines@example.org", "first_name": "Inès", "last_name": "Ito", "origin": Origin.INVITATION}
    db.session.add(PendingArrival(group_id=cast.jeunesse.id, invited_by_id=cast.bob.id, **invited))
    refused = {"answered_by_id": cast.bob.id, "answered_at": clock.now(), "reason": "motif du refus"}
    db.session.add(JoinRequest(group_id=cast.jeunesse.id, person_id=cast.nora.id, **refused))
    left = {
        "joined_on": LONG_AGO,
        "left_on": clock.today(),
        "left_by_id": cast.bob.id,
        "left_reason": "motif du départ",
    }
    db.session.add(Membership(group_id=cast.jeunesse.id, person_id=cast.carl.id, **left))
    db.session.commit()
    rows = json.loads(archive(client_of("bob")).read("mes-donnees.json"))
    said = json.dumps(rows, ensure_ascii=False)
    for words in ("notes du brouillon", "ines@example.org", "motif du refus", "motif du départ"):
        assert words not in said, words
    [point] = rows["agenda_item"]
    assert (point["carried_by_id"], point["meeting_id"]) == (cast.bob.id, meeting.id)
    assert [row.get("person_id") for row in rows["membership"]] == [cast.bob.id, None]
    assert rows["membership"][1]["left_by_id"] == cast.bob.id


def test_what_is_theirs_is_whole(client_of, cast):
    asked = {"group_id": cast.communication.id, "person_id": cast.bob.id, "reason": "Le groupe est complet."}
    db.session.add(JoinRequest(**asked, answered_at=clock.now(), answered_by_id=cast.carl.id))
    db.session.commit()
    [request] = json.loads(archive(client_of("bob")).read("mes-donnees.json"))["join_request"]
    assert request["reason"] == "Le groupe est complet."


def test_what_is_still_in_preparation_is_not_read_by_that_door(client_of, cast):
    """An action of a meeting that runs, the date that a poll gave to a draft."""
    running = make_meeting(cast.jeunesse, days=0, hours=-1)
    record_action(running.points[0], "Action en cours de saisie", [cast.bob], clock.today(), [])
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT, title="Réunion en préparation")
    db.session.add(Attendance(meeting_id=draft.id, person_id=cast.bob.id, answer=Answer.YES))
    db.session.commit()
    page = archive(client_of("bob")).read("mes-donnees.html").decode()
    assert "Action en cours de saisie" not in page
    assert "Réunion en préparation" not in page
