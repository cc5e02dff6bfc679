"""Reading the journal: sentences, names of today, who reads what."""

import pytest
from sqlalchemy import delete, func, select

from tests.cast import make_meeting
from workspace import clock
from workspace.actions import operations as actions
from workspace.database import db
from workspace.french import french
from workspace.groups import operations as groups
from workspace.journal import queries
from workspace.journal.models import Entry
from workspace.journal.operations import record
from workspace.journal.pages import THINGS
from workspace.meetings.models import MeetingState


def sentences(page):
    return [item.p.get_text(" ", strip=True) for item in page.select(".journal-lines li")]


def call(client_of, cast, **others):
    meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT, **others)
    assert client_of("alice").post(f"/reunions/{meeting.id}/convocation").status_code == 303
    return meeting


def test_a_gesture_leaves_a_line_with_who_and_what(client_of, cast):
    call(client_of, cast, title="Préparer le festival")
    said = "Alice Arnaud a convoqué la réunion « Préparer le festival »"
    for who, address in (("dora", "/journal"), ("stan", "/journal"), ("alice", "/groupes/jeunesse/journal")):
        assert any(line.startswith(french(said)) for line in sentences(client_of(who).page(address))), who


def test_a_gesture_that_is_refused_leaves_none(client_of, cast):
    call(client_of, cast)
    kept = db.session.scalar(select(func.count(Entry.id)))
    meeting = make_meeting(cast.jeunesse, MeetingState.CANCELLED)
    assert client_of("alice").post(f"/reunions/{meeting.id}/convocation").status_code == 409
    assert db.session.scalar(select(func.count(Entry.id))) == kept


def test_it_says_names_of_today(client_of, cast):
    groups.join_group(cast.jeunesse, cast.nora)
    cast.nora.last_name = "Nouvelle"
    db.session.commit()
    assert sentences(client_of("dora").page("/journal")) == ["Nora Nouvelle a rejoint le groupe."]
    cast.nora.erased_at = clock.now()
    db.session.commit()
    assert sentences(client_of("dora").page("/journal")) == ["Membre retiré·e a rejoint le groupe."]


@pytest.mark.parametrize(
    ("first_name", "said"), [("Élodie", "d’Élodie Nord"), ("Hugo", "de Hugo Nord"), ("Nadia", "de Nadia Nord")]
)
def test_the_name_of_somebody_is_elided_where_it_has_to_be(client_of, cast, first_name, said):
    cast.nora.first_name, cast.nora.last_name = first_name, "Nord"
    record("people/edited", None, by=cast.dora, person=cast.nora)
    db.session.commit()
    assert sentences(client_of("dora").page("/journal")) == [f"Dora Dupont a modifié le profil {said}."]


def test_what_people_typed_is_only_text(client_of, cast):
    call(client_of, cast, title="<b>{0}</b> {title}")
    page = client_of("dora").page("/journal")
    assert "<b>{0}</b> {title}" in sentences(page)[0]
    assert not page.select(".journal-lines li p b b")


def test_hard_spaces_stay_in_what_people_typed(client_of, cast):
    call(client_of, cast, title="Et\u00a0: «\u202fla suite\u202f»\u202f?")
    assert "Et\u00a0: «\u202fla suite\u202f»\u202f?" in client_of("dora").page("/journal").main.get_text()


def test_the_history_of_an_object_is_its_own_lines(client_of, cast):
    one, other = call(client_of, cast, title="Une"), call(client_of, cast, title="Autre", days=9)
    alice = client_of("alice")
    found = sentences(alice.page(f"/historique/reunion/{one.id}"))
    assert len(found) == 1
    assert "Une" in found[0]
    assert alice.get(f"/historique/reunion/{other.id + 900}").status_code == 404
    foot = alice.page(f"/reunions/{one.id}").find("a", string="Historique")
    assert foot["href"] == f"/historique/reunion/{one.id}"
    assert not client_of("bob").page(f"/reunions/{one.id}").find("a", string="Historique")


def test_an_object_without_lines_says_so_where_its_page_led(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    link = client_of("alice").page(f"/reunions/{meeting.id}").find("a", string="Historique")
    assert "Rien n’est encore noté ici." in client_of("alice").page(link["href"]).main.get_text()
    assert client_of("carl").get(link["href"]).status_code in (403, 404)
    for word in THINGS:
        assert client_of("dora").get(f"/historique/{word}/99999").status_code == 404


def test_who_leads_elsewhere_reads_none_of_it(client_of, cast):
    """Alice leads Jeunesse: what happens in Communication is not hers to read."""
    meeting = make_meeting(cast.communication)
    record("meetings/called", meeting, title=meeting.title)
    db.session.commit()
    alice = client_of("alice")
    assert alice.get(f"/historique/reunion/{meeting.id}").status_code == 404
    assert alice.get("/groupes/communication/journal").status_code == 403
    assert len(sentences(client_of("dora").page(f"/historique/reunion/{meeting.id}"))) == 1


def test_a_technical_account_reads_what_is_technical(client_of, cast):
    call(client_of, cast)
    record("imports/imported", None, name="Projet")
    db.session.commit()
    assert sentences(client_of("tess").page("/journal")) == [french("Le service a importé « Projet ».")]


def test_what_is_gone_is_not_linked(client_of, cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT, title="Brouillon")
    record("meetings/created", meeting, title=meeting.title)
    db.session.commit()
    dora = client_of("dora")
    assert dora.page("/journal").select(".journal-lines a[href^='/reunions/']")
    dora.post(f"/reunions/{meeting.id}/retrait")
    page = dora.page("/journal")
    assert len(sentences(page)) == 2
    assert not page.select(".journal-lines a[href^='/reunions/']")


def test_notes_saved_again_are_one_line(client_of, cast, time_machine):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    point, alice = meeting.points[0], client_of("alice")
    for revision, words in enumerate(("Un", "Deux", "Trois")):
        alice.post(f"/points/{point.id}/notes", data={"notes": words, "revision": revision})
    assert db.session.scalar(select(func.count(Entry.id)).where(Entry.kind == "meetings/notes-written")) == 1


@pytest.mark.parametrize("state", ["todo", "in_progress", "done", "dropped"])
def test_each_state_of_an_action_has_its_words(client_of, cast, state):
    action = actions.create_action(cast.jeunesse, "Écrire", [cast.bob], clock.today(), [], cast.alice)
    db.session.execute(delete(Entry))
    record(f"actions/{state}", action, by=cast.bob, title=action.title)
    db.session.commit()
    assert sentences(client_of("dora").page(f"/historique/action/{action.id}"))[0].startswith("Bob Bernard a ")


def test_the_page_takes_as_many_statements_for_many_lines(client_of, cast):
    dora = client_of("dora")
    call(client_of, cast)
    few = len(dora.counted("/journal"))
    for number in range(60):
        record("groups/joined", cast.jeunesse, by=cast.nora if number % 2 else cast.bob)
    db.session.commit()
    assert len(dora.counted("/journal")) == few <= 12
    page = dora.page("/journal")
    assert len(sentences(page)) == 25
    assert page.find("a", rel="next")["href"] == "/journal?page=2"


def test_the_query_keeps_what_each_may_read(cast):
    for thing, kind in ((cast.jeunesse, "groups/edited"), (cast.communication, "groups/edited")):
        record(kind, thing)
    record("imports/imported", None, name="Projet")
    read = {
        name: {(line.kind, line.group_id) for line in db.session.scalars(queries.entries(*rights))}
        for name, rights in {
            "all": (True, False, ()),
            "technical": (False, True, ()),
            "leader": (False, False, {cast.jeunesse.id}),
            "nobody": (False, False, ()),
        }.items()
    }
    edited = {("groups/edited", cast.jeunesse.id), ("groups/edited", cast.communication.id)}
    assert read["all"] == edited | {("imports/imported", None)}
    assert read["technical"] == {("imports/imported", None)}
    assert read["leader"] == {("groups/edited", cast.jeunesse.id)}
    assert read["nobody"] == set()
