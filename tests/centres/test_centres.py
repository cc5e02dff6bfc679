"""Centres and institutions: when one was last seen, what the federation changes, two that are one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from tests.browser import soup
from tests.cast import make_meeting
from workspace import clock
from workspace.centres import operations, queries
from workspace.database import db
from workspace.journal.models import Entry
from workspace.meetings import operations as meetings
from workspace.meetings.models import MeetingState, Presence
from workspace.pacts.models import Commitment, CommitmentKind, CooperationPact, PactKind, Signatory
from workspace.people.models import Centre, Institution, Room


@pytest.fixture
def acacias(cast):
    return db.session.get_one(Centre, cast.alice.centre_id)


def make_centre(name="CSC Les Acacia", **others):
    centre = Centre(name=name, **others)
    db.session.add(centre)
    db.session.commit()
    return centre


def seen(centre):
    db.session.expire_all()
    return centre.last_seen_at


def typed(centre, **others):
    said = {"name": centre.name, "town": centre.town, "is_member": "y", "seen": operations.version_of(centre)}
    return said | others


def main(client, url):
    return client.page(url).main.get_text(" ", strip=True)


def test_a_tick_says_when_its_centre_was_last_seen(cast, acacias):
    old, new = (make_meeting(cast.jeunesse, days=days) for days in (-400, -2))
    another = make_centre()
    for meeting in (new, old):
        meetings.record_presence(meeting, cast.bob.id, Presence.PRESENT)
    assert (seen(acacias), seen(another)) == (new.starts_at, None)
    meetings.record_presence(old, cast.bob.id, Presence.ABSENT)
    assert seen(acacias) == new.starts_at
    meetings.record_presence(old, cast.bob.id, Presence.REMOTE)
    meetings.record_presence(new, cast.bob.id, Presence.EXCUSED)
    assert seen(acacias) == old.starts_at
    meetings.record_presence(old, cast.bob.id, None)
    assert seen(acacias) is None


def test_history_gives_the_same_days(cast, acacias):
    meeting = make_meeting(cast.jeunesse, days=-2)
    meetings.record_presence(meeting, cast.bob.id, Presence.PRESENT)
    acacias.last_seen_at = None
    db.session.flush()
    meetings.see_centres_again()
    assert seen(acacias) == meeting.starts_at


def test_not_seen_for_twelve_months_the_day_before_and_after(client_of, acacias, time_machine):
    db.session.execute(update(Centre).values(last_seen_at=clock.now()))
    db.session.commit()
    then = clock.now()
    for days, words in ((364, False), (366, True)):
        time_machine.move_to(then + timedelta(days=days), tick=False)
        client = client_of("bob")
        for url in ("/centres", f"/centres/{acacias.id}"):
            assert ("Pas vu depuis douze mois" in main(client, url)) is words, (days, url)
        assert (acacias.name in main(client, "/centres?etat=pas-vus")) is words
    assert queries.how_many_unseen() == 2


def test_its_page_says_who_where_and_what_comes(client_of, cast, acacias):
    make_meeting(cast.jeunesse, centre_id=acacias.id, title="Chez nous")
    make_meeting(cast.jeunesse, MeetingState.DRAFT, centre_id=acacias.id, title="Un brouillon")
    make_meeting(cast.jeunesse, days=-3, centre_id=acacias.id, title="Déjà passée")
    text = main(client_of("nora"), f"/centres/{acacias.id}")
    assert "Alice Arnaud" in text
    assert "Chez nous" in text
    assert "Un brouillon" not in text
    assert "Déjà passée" not in text
    assert "Nora Noël" not in text  # in no group


def test_create_and_twice_the_same_name(client_of, acacias):
    dora = client_of("dora")
    answer = dora.post("/centres/nouveau", data={"name": " La Passerelle ", "town": "Clamart", "is_member": "y"})
    made = db.session.scalars(select(Centre).where(Centre.name == "La Passerelle")).one()
    assert answer.location == f"/centres/{made.id}"
    again = dora.post("/centres/nouveau", data={"name": "LA PASSERELLÉ", "town": "Ici"})
    assert again.status_code == 422
    assert "déjà pris" in soup(again).find(id="name-error").get_text()
    assert soup(again).find(id="town")["value"] == "Ici"
    assert dora.post("/centres/nouveau", data={"name": "x" * 121}).status_code == 422


def test_renaming_tells_meetings_to_come_and_closing_keeps_it(client_of, cast, acacias):
    room = operations.add_room(acacias, "Salle du haut")
    coming = make_meeting(cast.jeunesse, place="CSC Les Acacias, Salle du haut", room_id=room.id)
    past = make_meeting(cast.jeunesse, days=-9, place="CSC Les Acacias")
    data = typed(acacias, name="Maison des Acacias")
    data.pop("is_member")
    assert client_of("stan").post(f"/centres/{acacias.id}/modifier", data=data).status_code == 303
    db.session.expire_all()
    assert (coming.place, past.place) == ("Maison des Acacias, Salle du haut", "CSC Les Acacias")
    assert acacias.is_member is False
    assert "Maison des Acacias" in main(client_of("bob"), "/centres?etat=autres")
    assert "Maison des Acacias" not in main(client_of("bob"), "/centres")


def test_two_at_once_the_second_chooses(client_of, acacias):
    data = typed(acacias, town="Clamart")
    client_of("dora").post(f"/centres/{acacias.id}/modifier", data=typed(acacias, town="Bagneux"))
    refused = client_of("stan").post(f"/centres/{acacias.id}/modifier", data=data)
    assert refused.status_code == 409
    page = soup(refused)
    assert page.find(id="town")["value"] == "Clamart"
    again = data | {"seen": page.find("input", {"name": "seen"})["value"]}
    assert client_of("stan").post(f"/centres/{acacias.id}/modifier", data=again).status_code == 303


def test_a_closed_room_is_no_longer_offered(client_of, cast, acacias):
    dora = client_of("dora")
    assert dora.post(f"/centres/{acacias.id}/salles/nouvelle", data={"name": "Atelier"}).status_code == 303
    assert dora.post(f"/centres/{acacias.id}/salles/nouvelle", data={"name": "Atelier"}).status_code == 422
    room = db.session.scalars(select(Room)).one()
    assert "CSC Les Acacias, Atelier" in dora.get("/groupes/jeunesse/reunions/nouvelle").text
    data = {"name": "Grand atelier", "is_closed": "y", "seen": operations.version_of(room)}
    assert dora.post(f"/salles/{room.id}", data=data).status_code == 303
    assert "atelier" not in dora.get("/groupes/jeunesse/reunions/nouvelle").text
    assert "Grand atelier (fermée)" in main(dora, f"/centres/{acacias.id}")


def test_two_centres_that_are_one(client_of, cast, acacias):
    double = make_centre(last_seen_at=clock.now(), is_member=False)
    cast.bob.centre_id = double.id
    for centre in (acacias, double):
        operations.add_room(centre, "Salle du haut")
    petit = operations.add_room(double, "Petit salon")
    kept_room, gone_room = (queries.rooms(centre)[-1] for centre in (acacias, double))
    place = {"place": "CSC Les Acacia, Salle du haut", "centre_id": double.id, "room_id": gone_room.id}
    meeting = make_meeting(cast.jeunesse, **place)
    dora, gone = client_of("dora"), double.id
    first = [option["value"] for option in dora.page(f"/centres/{gone}/reunir").find("select").find_all("option")][1]
    assert first == str(acacias.id)
    assert dora.post(f"/centres/{gone}/reunir", data={"kept": ""}).status_code == 422
    assert dora.post(f"/centres/{gone}/reunir", data={"kept": gone}).status_code == 422
    answer = dora.post(f"/centres/{gone}/reunir", data={"kept": acacias.id})
    assert answer.location == f"/centres/{acacias.id}"
    db.session.expire_all()
    assert db.session.get(Centre, gone) is None
    assert cast.bob.centre_id == petit.centre_id == acacias.id
    assert (meeting.centre_id, meeting.room_id) == (acacias.id, kept_room.id)
    assert meeting.place == "CSC Les Acacias, Salle du haut"
    assert acacias.last_seen_at is not None
    assert acacias.is_member
    assert [room.name for room in queries.rooms(acacias)] == ["Petit salon", "Salle du haut"]
    assert db.session.scalar(select(Entry.kind).order_by(Entry.id.desc())) == "centres/merged"


@pytest.mark.parametrize(("awaited", "day"), [(True, date(2026, 3, 2)), (False, None)])
def test_two_centres_that_are_one_sign_a_charter_once(client_of, cast, acacias, awaited, day):
    double = make_centre()
    charter = CooperationPact(
        key="charter", project_id=cast.project.id, name="Charte", kind=PactKind.CHARTER,
        signed_on=cast.pact.signed_on, ends_on=cast.pact.ends_on,
    )  # fmt: skip
    db.session.add(charter)
    db.session.flush()
    staying = Signatory(pact_id=charter.id, centre_id=acacias.id, position=1, is_awaited=awaited)
    gone = Signatory(pact_id=charter.id, centre_id=double.id, position=2, signed_on=date(2026, 3, 2))
    db.session.add_all([staying, gone])
    db.session.flush()
    promised = Commitment(
        pact_id=charter.id, signatory_id=gone.id, position=1, kind=CommitmentKind.MEANS, text="Prêter une salle"
    )
    db.session.add(promised)
    db.session.commit()
    before = charter.revision
    answer = client_of("dora").post(f"/centres/{double.id}/reunir", data={"kept": acacias.id})
    assert answer.location == f"/centres/{acacias.id}"
    db.session.expire_all()
    kept = db.session.scalars(select(Signatory).where(Signatory.pact_id == charter.id)).one()
    assert (kept.id, kept.is_awaited, kept.signed_on) == (staying.id, False, day)
    assert promised.signatory_id == staying.id
    assert charter.revision > before


def test_an_institution_its_pacts_and_committees_and_people_for_those_who_steer(client_of, cast):
    caf = db.session.scalars(select(Institution)).one()
    for who, sees in (("dora", True), ("stan", True), ("paul", False), ("bob", False)):
        text = main(client_of(who), f"/institutions/{caf.id}")
        assert "Pacte de coopération" in text
        assert "Committee" in text
        assert ("Paul Petit" in text) is sees, who
        assert "paul@example.org" not in text or sees
    assert "Caf" in main(client_of("paul"), "/institutions")


def test_an_institution_made_and_renamed(client_of, cast):
    dora = client_of("dora")
    assert dora.post("/institutions/nouvelle", data={"name": "Ville de Clamart"}).status_code == 303
    made = db.session.scalars(select(Institution).where(Institution.name == "Ville de Clamart")).one()
    data = {"name": "Ville de Bagneux", "acronym": "VB", "seen": operations.version_of(made)}
    assert dora.post(f"/institutions/{made.id}/modifier", data=data).status_code == 303
    assert "VB" in main(dora, f"/institutions/{made.id}")
    assert dora.post("/institutions/nouvelle", data={"name": "ville de bagneux"}).status_code == 422


@pytest.mark.parametrize("url", ["/centres", "/centres/{centre}", "/institutions", "/institutions/{institution}"])
def test_the_same_statements_at_two_sizes(client_of, cast, acacias, url):
    institution = db.session.scalars(select(Institution)).one()
    url, dora = url.format(centre=acacias.id, institution=institution.id), client_of("dora")
    before = len(dora.counted(url))
    for number in range(40):
        db.session.add_all([Centre(name=f"Centre {number:02}"), Institution(name=f"Ville {number:02}")])
        meeting = make_meeting(cast.jeunesse, days=number - 30, title=f"Séance {number}", centre_id=acacias.id)
        meetings.record_presence(meeting, cast.bob.id, Presence.PRESENT)
    db.session.commit()
    assert len(dora.counted(url)) == before <= 12


def test_centres_are_sorted_as_in_french(client_of, cast):
    for name in ("Zola", "Étoile", "L’Arbre", "La Boussole", "les Acacias", "Ecole"):
        make_centre(name=name)
    shown = [link.get_text() for link in client_of("dora").page("/centres").select("main b a")]
    ours = [name for name in shown if not name.startswith("CSC")]
    assert ours == ["Ecole", "Étoile", "L’Arbre", "La Boussole", "les Acacias", "Zola"]


def test_a_centre_just_added_was_not_missed_for_twelve_months(client_of, cast):
    made = make_centre("Maison neuve")
    assert "Pas vu depuis" not in main(client_of("bob"), f"/centres/{made.id}")
    assert "Maison neuve" in main(client_of("bob"), "/centres?etat=pas-vus")
    assert "Pas vu depuis" not in main(client_of("bob"), "/centres?etat=pas-vus")
