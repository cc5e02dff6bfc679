"""Closing a meeting: it was held, its minutes begin."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.browser import soup
from tests.cast import make_meeting
from tests.events.scene import make_event
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.agendas import queries as agendas
from workspace.agendas.operations import place_point
from workspace.database import db
from workspace.meetings.models import Attendance, Meeting, MeetingState, PointKind, Presence
from workspace.minutes import operations, queries
from workspace.minutes.models import Decision, MinutesState
from workspace.refusals import Refused


def test_a_meeting_that_began_is_closed_and_its_minutes_begin(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    response = client_of("alice").post(f"/reunions/{meeting.id}/cloture")
    db.session.expire_all()
    assert response.status_code == 303
    assert meeting.state is MeetingState.HELD
    assert queries.of_meeting(meeting).state is MinutesState.IN_REVIEW


def test_closing_twice_changes_nothing(app, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    first = operations.close_meeting(meeting)
    assert operations.close_meeting(meeting).id == first.id


@pytest.mark.parametrize(
    ("state", "hours", "words"),
    [(MeetingState.CALLED, 1, "pas encore commencé"), (MeetingState.DRAFT, -1, "pas été convoquée")],
)
def test_it_is_refused_before_its_time(client_of, cast, state, hours, words):
    meeting = make_meeting(cast.jeunesse, state, days=0, hours=hours)
    response = client_of("alice").post(f"/reunions/{meeting.id}/cloture")
    assert response.status_code == 409
    assert words in response.text
    with pytest.raises(Refused):
        operations.close_meeting(meeting)


def sitting_of(page):
    return page.find("input", {"name": "sitting-ended_at"})


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [("19:40", "2027-01-12 19:40", "levée à 19 h 40"), ("00:15", "2027-01-13 00:15", "levée à 0 h 15"),
     ("", "None", "levée à 20 h.")],
)  # fmt: skip
def test_the_formal_record_of_a_body_says_when_its_sitting_really_ended(
    client_of, cast, time_machine, typed, kept, said
):
    time_machine.move_to("2027-01-13T09:00:00Z", tick=False)
    meeting = make_meeting(cast.board, days=0)
    meeting.starts_at, meeting.ends_at = (clock.from_paris(datetime(2027, 1, 12, hour)) for hour in (18, 20))  # noqa: DTZ001
    db.session.commit()
    dora = client_of("dora")
    assert sitting_of(dora.page(f"/reunions/{meeting.id}/cloture"))["value"] == "20:00", "as it was planned"
    early = {"sitting-ended_at": "12:30"}  # of the day after, and still to come
    refused = dora.post(f"/reunions/{meeting.id}/cloture", data=early)
    assert (refused.status_code, "pas encore passée" in refused.text) == (422, True)
    assert dora.post(f"/reunions/{meeting.id}/cloture", data={"sitting-ended_at": typed}).status_code == 303
    ended_at = queries.of_meeting(meeting).ended_at
    assert (f"{clock.in_paris(ended_at):%Y-%m-%d %H:%M}" if ended_at else "None") == kept
    record = dora.get(f"/reunions/{meeting.id}/proces-verbal.odt").data
    with ZipFile(BytesIO(record)) as odt:
        words = BeautifulSoup(odt.read("content.xml"), "xml").get_text(" ")
    assert said in " ".join(words.split())
    again = sitting_of(dora.page(f"/reunions/{meeting.id}/cloture"))["value"]
    assert again == (typed or "20:00")


def test_of_two_who_say_when_the_sitting_ended_the_second_is_told(client_of, cast, time_machine):
    time_machine.move_to("2027-01-13T09:00:00Z", tick=False)
    meeting = make_meeting(cast.board, days=0)
    meeting.starts_at, meeting.ends_at = (clock.from_paris(datetime(2027, 1, 12, hour)) for hour in (18, 20))  # noqa: DTZ001
    db.session.commit()
    dora, stan, path = client_of("dora"), client_of("stan"), f"/reunions/{meeting.id}/cloture"

    def ended_at():
        db.session.expire_all()
        return f"{clock.in_paris(queries.of_meeting(meeting).ended_at):%H:%M}"

    def typed(page, hour):
        return {
            "sitting-was_ended_at": page.find("input", {"name": "sitting-was_ended_at"})["value"],
            "sitting-ended_at": hour,
        }

    seen = stan.page(path)
    assert dora.post(path, data=typed(seen, "20:15")).status_code == 303
    assert stan.post(path, data=typed(seen, "20:00")).status_code == 303, "untouched, it takes what was said"
    assert ended_at() == "20:15"
    told = stan.post(path, data=typed(seen, "20:30"))
    assert told.status_code == 409
    page = soup(told).main
    assert "Séance levée à 20\u00a0h\u00a015." in page.get_text()
    assert sitting_of(page)["value"] == "20:30"
    assert ended_at() == "20:15"
    assert stan.post(path, data=typed(page, "20:30")).status_code == 303, "overwriting is a choice"
    assert ended_at() == "20:30"


def test_a_sitting_that_runs_ends_now_and_a_working_group_is_not_asked(client_of, cast, time_machine):
    time_machine.move_to("2027-01-12T17:20:00Z", tick=False)
    running, group = make_meeting(cast.board, days=0, hours=-1), make_meeting(cast.jeunesse, days=0, hours=-3)
    dora = client_of("dora")
    assert sitting_of(dora.page(f"/reunions/{running.id}/cloture"))["value"] == "18:20"
    assert sitting_of(dora.page(f"/reunions/{group.id}/cloture")) is None


def test_a_member_may_not(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    assert client_of("bob").post(f"/reunions/{meeting.id}/cloture").status_code == 403


def test_points_that_the_meeting_did_not_come_to_wait_for_the_next_one(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1, points=3)
    first, second, third = meeting.points
    first.notes = "Dit."
    second.started_at = clock.now()
    third.minutes = 25
    db.session.commit()
    assert client_of("alice").post(f"/reunions/{meeting.id}/cloture").status_code == 303
    waiting = agendas.waiting_for(cast.jeunesse)
    assert [(one.title, one.minutes, one.from_point_id) for one in waiting] == [("Point 3", 25, third.id)]
    client_of("alice").post(f"/reunions/{meeting.id}/cloture")
    assert len(agendas.waiting_for(cast.jeunesse)) == 1


def called(cast, *kinds):
    """An hour ago, with a point of each kind."""
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1, points=len(kinds))
    for point, kind in zip(meeting.points, kinds, strict=True):
        point.kind = kind
    db.session.commit()
    db.session.refresh(meeting, ["points"])
    return meeting


def test_the_last_meeting_of_a_closed_group_is_closed_and_leaves_nothing_to_another(client_of, cast):
    meeting, dora = make_meeting(cast.jeunesse, days=-2), client_of("dora")
    assert dora.post("/groupes/jeunesse/cloture", data={"closing_note": "Fini."}).status_code == 303
    assert "prochaine" not in dora.page(f"/reunions/{meeting.id}/cloture").main.get_text()
    closed = dora.post(f"/reunions/{meeting.id}/cloture", follow_redirects=True)
    assert closed.status_code == 200
    assert "Pas traité." in soup(closed).main.get_text()
    assert "prochaine" not in soup(closed).main.get_text()
    assert not agendas.waiting_for(cast.jeunesse)


def test_what_is_missing_is_told_with_the_way_to_it(client_of, cast):
    meeting = called(cast, PointKind.EXCHANGE, PointKind.DECISION)
    first, second = meeting.points
    first.notes = second.notes = "Dit."
    db.session.add(ActionItem(group=cast.jeunesse, title="Écrire", meeting=meeting, point=first))
    db.session.commit()
    missing = client_of("alice").page(f"/reunions/{meeting.id}/cloture").find(attrs={"aria-labelledby": "h-missing"})
    assert [(line.span.get_text(), line.a["href"]) for line in missing.find_all("li")] == [
        ("Personne n’est noté présent.", f"/reunions/{meeting.id}#attendance"),
        ("Rien n’est décidé au point « Point 2 ».", f"/reunions/{meeting.id}?point={second.id}#note-decision"),
        ("L’action « Écrire » n’a pas de responsable ni de date.", f"/reunions/{meeting.id}?point={first.id}#captures"),
    ]
    assert client_of("alice").post(f"/reunions/{meeting.id}/cloture").status_code == 303, "and may be closed anyway"


def test_nothing_is_missing_when_all_was_said(client_of, cast):
    meeting = called(cast, PointKind.DECISION, PointKind.DECISION, PointKind.DECISION)
    first, second, _ = meeting.points  # nobody came to the third: it comes back
    first.conclusion = "Le groupe garde ses dates."
    second.notes = "Dit."
    db.session.add(Decision(meeting=meeting, point=second, text="Oui."))
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, presence=Presence.PRESENT))
    db.session.commit()
    page = client_of("alice").page(f"/reunions/{meeting.id}/cloture")
    assert page.find(id="h-missing") is None
    assert "1\u00a0personne présente recevra le compte rendu" in page.main.get_text()


def test_what_comes_back_is_proposed_then_said(client_of, cast):
    meeting = called(cast, PointKind.EXCHANGE, PointKind.EXCHANGE)
    first, second = meeting.points
    first.notes = "Dit."
    db.session.commit()
    page = client_of("alice").page(f"/reunions/{meeting.id}/cloture")
    ticked = {one["name"]: one["value"] for one in page.find_all("input", type="radio", checked=True)}
    assert ticked == {f"point-{first.id}-treated": "oui", f"point-{second.id}-treated": "non"}
    said = {
        f"point-{first.id}-treated": "non",
        f"point-{second.id}-treated": "oui",
        f"point-{second.id}-conclusion": "Vu entre deux.",
    }
    assert client_of("alice").post(f"/reunions/{meeting.id}/cloture", data=said).status_code == 303
    assert [one.title for one in agendas.waiting_for(cast.jeunesse)] == ["Point 1"]
    db.session.refresh(second)
    assert (second.treated, second.conclusion) == (True, "Vu entre deux.")
    text = client_of("bob").get(f"/reunions/{meeting.id}/compte-rendu")
    assert text.status_code == 403, "he was not there"
    text = client_of("alice").page(f"/reunions/{meeting.id}/compte-rendu")
    assert "Vu entre deux." in text.find(id=f"point-{second.id}").get_text()
    assert "revient à la prochaine séance" in text.find(id=f"point-{first.id}").get_text()


def test_it_is_said_otherwise_until_the_minutes_are_published(client_of, cast):
    alice, meeting = client_of("alice"), called(cast, PointKind.EXCHANGE, PointKind.EXCHANGE)
    first, second = meeting.points
    first.notes = "Dit."
    db.session.commit()
    alice.post(f"/reunions/{meeting.id}/cloture")
    says = {f"point-{first.id}-treated": "non", f"point-{second.id}-treated": "oui"}
    for _ in range(2):
        assert alice.post(f"/reunions/{meeting.id}/cloture", data=says).status_code == 303
        assert [one.title for one in agendas.waiting_for(cast.jeunesse)] == ["Point 1"]
    following = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    place_point(agendas.waiting_for(cast.jeunesse)[0], following)
    alice.post(f"/reunions/{meeting.id}/cloture", data=says)
    assert agendas.waiting_for(cast.jeunesse) == [], "it is on an agenda already"
    operations.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    assert alice.get(f"/reunions/{meeting.id}/cloture").status_code == 409
    assert alice.post(f"/reunions/{meeting.id}/cloture", data=says).status_code == 409


def test_what_was_left_and_placed_since_does_not_wait_again(cast):
    meeting = called(cast, PointKind.EXCHANGE)
    point = queries.agenda_of(meeting.id)[0]
    operations.close_meeting(meeting)
    place_point(agendas.waiting_for(cast.jeunesse)[0], make_meeting(cast.jeunesse, MeetingState.DRAFT))
    operations.conclude_point(point, treated=False, conclusion="À reprendre.")
    assert agendas.waiting_for(cast.jeunesse) == []


def posted(page, **typed):
    """The form of the page, with what was typed in it."""
    fields = page.select("main form input[name^=point-]")
    ticked = [one for one in fields if one["type"] != "radio" or one.has_attr("checked")]
    return {one["name"]: one.get("value", "") for one in ticked} | typed


def test_of_two_who_conclude_at_once_each_keeps_what_they_typed(client_of, cast):
    meeting = called(cast, *[PointKind.EXCHANGE] * 3)
    address, ids = f"/reunions/{meeting.id}/cloture", [one.id for one in meeting.points]
    alice, dora = client_of("alice"), client_of("dora")
    hers, mine = (one.page(address) for one in (alice, dora))
    names = [f"point-{one}-conclusion" for one in ids]
    said = {names[0]: "D’Alice", names[2]: "Le sien", f"point-{ids[2]}-treated": "oui"}
    for _ in range(2):  # a double click
        assert alice.post(address, data=posted(hers, **said)).status_code == 303
    late = dora.post(address, data=posted(mine, **{names[1]: "De Dora", names[2]: "Le mien"}))
    assert late.status_code == 409
    page = soup(late)
    assert "Le sien" in page.find(id=f"point-{ids[2]}").get_text()
    assert [page.find(attrs={"name": one})["value"] for one in names] == ["D’Alice", "De Dora", "Le mien"]
    db.session.expire_all()
    assert [one.conclusion for one in queries.agenda_of(meeting.id)] == ["D’Alice", "", "Le sien"]
    assert dora.post(address, data=posted(page)).status_code == 303
    db.session.expire_all()
    kept = queries.agenda_of(meeting.id)
    assert [one.conclusion for one in kept] == ["D’Alice", "De Dora", "Le mien"]
    assert [one.treated for one in kept] == [False, False, True]


def test_an_event_is_closed_from_its_page_and_its_minutes_are_published(client_of, cast):
    event = make_event(cast.jeunesse, days=-2)
    alice, address = client_of("alice"), f"/reunions/{event.meeting_id}/cloture"
    for page in (f"/evenements/{event.meeting_id}", f"/reunions/{event.meeting_id}?salle=1"):
        assert alice.page(page).find("a", href=address), page
        assert client_of("carl").page(page).find("a", href=address) is None
    assert alice.page(address).find(id="suivante") is None
    assert alice.post(address).status_code == 303
    room = alice.page(f"/reunions/{event.meeting_id}?salle=1").find(id="next-step")
    assert room.find("a", href=f"/reunions/{event.meeting_id}/publication")
    assert "2\u00a0personnes recevront le compte rendu" in room.get_text()
    alice.post(f"/reunions/{event.meeting_id}/publication")
    room = alice.page(f"/reunions/{event.meeting_id}?salle=1").find(id="next-step")
    assert [one["data-step"] for one in room.select("[data-step]")] == ["read"]


def test_an_event_to_come_is_not_closed(client_of, cast):
    event = make_event(cast.jeunesse)
    for page in (f"/evenements/{event.meeting_id}", f"/reunions/{event.meeting_id}?salle=1"):
        assert client_of("alice").page(page).find("a", href=f"/reunions/{event.meeting_id}/cloture") is None


def test_a_conclusion_too_long_is_kept_and_told(client_of, cast):
    meeting = called(cast, PointKind.EXCHANGE)
    name = f"point-{meeting.points[0].id}-conclusion"
    response = client_of("alice").post(f"/reunions/{meeting.id}/cloture", data={name: "a" * 1001})
    assert response.status_code == 422
    assert soup(response).find(attrs={"name": name})["value"] == "a" * 1001
    db.session.refresh(meeting)
    assert meeting.state is MeetingState.CALLED


def test_the_next_one_is_created_with_it_when_asked(client_of, cast):
    meeting, alice = called(cast, PointKind.EXCHANGE), client_of("alice")
    assert alice.page(f"/reunions/{meeting.id}/cloture").find(id="suivante")
    alice.post(f"/reunions/{meeting.id}/cloture", data={"suivante": "oui"})
    following = db.session.scalars(select(Meeting).where(Meeting.id != meeting.id)).one()
    assert following.state is MeetingState.DRAFT
    page = alice.page(f"/reunions/{meeting.id}/cloture")
    assert page.find(id="suivante") is None
    assert page.find("a", href=f"/reunions/{following.id}")


def test_the_next_one_follows_the_rhythm_of_the_group(client_of, cast):
    cast.jeunesse.every_weeks = 5
    meeting = make_meeting(cast.jeunesse, days=-3)
    db.session.commit()
    client_of("alice").post(f"/reunions/{meeting.id}/copie")
    copy = db.session.scalars(select(Meeting).where(Meeting.id != meeting.id)).one()
    assert (copy.starts_at - meeting.starts_at).days in (34, 35)  # a clock change may take an hour
