"""« Passer la main » (J8): the last day, who comes, what is left to whom, undoing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.french import calendar_day
from workspace.groups.models import CoFacilitation, Membership
from workspace.handover import operations, queries
from workspace.handover.models import Handover
from workspace.mandates import operations as mandates
from workspace.meetings.models import meeting_guest_group
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes
from workspace.post import Letter
from workspace.refusals import Refused

ADDRESS = "/groupes/jeunesse/passer-la-main"
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
LAST = date(2026, 11, 30)
SCENES = {"bob": lambda cast: {"successors": [cast.bob.id]}, "nobody": lambda cast: {"vacancy": "y"}}


@pytest.fixture(autouse=True)
def then(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def open_things(cast):
    """Alice has an action of a published meeting, and the minutes of another wait."""
    published = make_held_meeting(cast, owners=[cast.alice])
    minutes_operations.publish(minutes.of_meeting(published), cast.alice)
    waiting = make_held_meeting(cast, owners=[cast.alice])
    db.session.commit()
    return published, waiting


def typed(cast, successor="bob", **others):
    said = {"ends_on": LAST.isoformat(), **SCENES[successor](cast)}
    to = cast.bob.id if successor == "bob" else cast.stan.id
    for action in queries.open_actions(cast.jeunesse, cast.alice):
        said[f"action-{action.id}-to"] = cast.bob.id
    for one in queries.unpublished(cast.jeunesse):
        said[f"minutes-{one.id}-to"] = to
    return said | others


def hand_over(client_of, cast, who="alice", **others):
    asked = f"{ADDRESS}?de={cast.alice.id}"
    answer = client_of(who).post(asked, data=typed(cast, **others))
    assert answer.status_code == 303, answer.text
    return db.session.scalars(select(Handover).order_by(Handover.id.desc()).limit(1)).one()


def test_j8_a1_no_end_with_minutes_in_draft_unless_given(client_of, cast, open_things):
    _, waiting = open_things
    said = typed(cast)
    said[f"minutes-{minutes.of_meeting(waiting).id}-to"] = ""
    answer = client_of("alice").post(ADDRESS, data=said)
    assert answer.status_code == 422
    assert "Dites à qui." in answer.text
    assert db.session.scalar(select(func.count(Handover.id))) == 0
    mandate = queries.mandates(cast.jeunesse)[0]
    with pytest.raises(Refused, match="compte rendu"):
        operations.prepare(mandate, cast.alice, LAST, [cast.bob], cast.bob, {}, {})
    assert mandate.ends_on is None
    sheet = client_of("alice").page(f"/passations/{hand_over(client_of, cast).id}")
    assert "confié à Bob Bernard" in sheet.main.get_text(" ", strip=True)


def test_j8_a1_given_to_somebody_who_may_publish_them(client_of, cast, open_things):
    """Bob who does not come after cannot publish: he is not a keeper."""
    _, waiting = open_things
    to_bob = {f"minutes-{minutes.of_meeting(waiting).id}-to": cast.bob.id}
    answer = client_of("alice").post(ADDRESS, data=typed(cast, "nobody", **to_bob))
    assert answer.status_code == 422
    assert "Choisissez qui prend la suite" in answer.text
    assert hand_over(client_of, cast, successor="nobody")


def test_j8_a2_the_day_after_one_edits_no_more_and_is_still_member(client_of, cast, time_machine):
    hand_over(client_of, cast)
    edit = "/groupes/jeunesse/modifier"
    assert client_of("alice").get(edit).status_code == client_of("bob").get(edit).status_code == 200  # tandem
    time_machine.move_to(clock.start_of(LAST + timedelta(days=1)) - timedelta(minutes=1), tick=False)
    assert client_of("alice").get(edit).status_code == 200
    time_machine.move_to(clock.start_of(LAST + timedelta(days=1)), tick=False)
    assert client_of("alice").get(edit).status_code == 403
    assert client_of("bob").get(edit).status_code == 200
    belongs = select(Membership.id).where(Membership.person_id == cast.alice.id, Membership.left_on.is_(None))
    assert db.session.scalar(belongs)
    assert client_of("alice").post("/groupes/jeunesse/quitter").status_code == 303


def test_who_led_without_belonging_becomes_a_member(client_of, cast):
    db.session.query(Membership).filter_by(person_id=cast.alice.id).delete()
    db.session.commit()
    hand_over(client_of, cast)
    assert db.session.scalar(select(Membership.id).where(Membership.person_id == cast.alice.id))


def test_who_led_a_body_without_a_seat_receives_none(client_of, cast):
    """Nor does a seat to come begin at once."""
    db.session.add(CoFacilitation(group_id=cast.board.id, person_id=cast.carl.id, starts_on=date(2025, 1, 1)))
    db.session.add(Membership(group_id=cast.board.id, person_id=cast.carl.id, joined_on=LAST))
    db.session.commit()
    answer = client_of("carl").post("/groupes/board/passer-la-main", data={"ends_on": LAST.isoformat(), "vacancy": "y"})
    assert answer.status_code == 303
    seats = select(Membership.joined_on).where(
        Membership.person_id == cast.carl.id, Membership.group_id == cast.board.id
    )
    assert db.session.scalars(seats).all() == [LAST]


def test_j8_a3_a_vacancy_is_on_the_dashboard_and_on_the_group_page(client_of, cast, time_machine):
    hand_over(client_of, cast, successor="nobody")
    time_machine.move_to(clock.start_of(LAST + timedelta(days=1)), tick=False)
    board = client_of("dora").page("/tableau-de-bord").find(id="h-vacancies").parent.get_text(" ", strip=True)
    assert "Jeunesse Personne ne co-anime ce groupe" in board
    assert "Co-animation à pourvoir" in client_of("bob").page("/groupes/jeunesse").main.get_text()


def test_j8_a4_the_history_shows_former_co_facilitators_with_dates(client_of, cast, time_machine):
    hand_over(client_of, cast)
    time_machine.move_to(clock.start_of(LAST + timedelta(days=1)), tick=False)
    page = client_of("bob").page("/groupes/jeunesse")
    history = page.find("summary", string="Ont co-animé ce groupe").parent.get_text(" ", strip=True)
    assert f"Alice Arnaud, du {calendar_day(date(2020, 1, 1))} au {calendar_day(LAST)}" in history
    assert "Merci" in history


def test_j8_a5_the_sheet_prints_and_says_nothing_of_who_left(client_of, cast, open_things):
    make_meeting(cast.jeunesse, title="La prochaine", place="CSC Les Acacias, salle bleue")
    draft = open_things[0]
    gone = cast.carl  # of Communication: in charge of an action of Jeunesse, whose group he left
    action = db.session.scalars(select(ActionItem).where(ActionItem.meeting_id == draft.id)).one()
    db.session.refresh(action, ["owners"])
    action.owners = [gone]
    db.session.commit()
    page = client_of("alice").page(f"/passations/{hand_over(client_of, cast, words='Bon vent.').id}")
    text = page.main.get_text(" ", strip=True)
    for said in ("La prochaine", "CSC Les Acacias, salle bleue", "Nanterre", "Écrire aux réseaux", "Bon vent."):
        assert said in text, said
    assert "Carl" not in text
    assert "plus personne du groupe" in text
    assert page.find("button", attrs={"data-print": True})


def test_j8_a5_the_sheet_says_nothing_of_a_successor_who_left(client_of, cast, open_things, time_machine):
    handover = hand_over(client_of, cast)
    assert "avec Bob Bernard" in sheet_of(client_of, handover)
    assert "confié à Bob Bernard" in sheet_of(client_of, handover)
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    mandates.end_now(db.session.scalars(select(CoFacilitation).where(CoFacilitation.person_id == cast.bob.id)).one())
    db.session.commit()
    assert "avec Bob Bernard" not in sheet_of(client_of, handover), "a member, who no longer takes over"
    assert "confié à Bob Bernard" in sheet_of(client_of, handover)
    client_of("bob").post("/groupes/jeunesse/quitter")
    said = sheet_of(client_of, handover)
    assert "Bob" not in said
    assert "plus personne du groupe" in said


def sheet_of(client_of, handover):
    return client_of("alice").page(f"/passations/{handover.id}").main.get_text(" ", strip=True)


def test_actions_and_letters_go_to_those_who_come(client_of, cast, open_things):
    hand_over(client_of, cast)
    assert not queries.open_actions(cast.jeunesse, cast.alice)
    assert len(queries.open_actions(cast.jeunesse, cast.bob)) == 2
    rows = db.session.execute(select(Letter.kind, Letter.address).where(Letter.kind.startswith("handover/")))
    letters = {row.kind: row.address for row in rows}
    assert letters == {"handover/named": "bob@example.org", "handover/prepared": "alice@example.org"}


def test_undone_before_the_day_all_is_as_before(client_of, cast, open_things, time_machine):
    handover = hand_over(client_of, cast)
    address = f"/passations/{handover.id}/annulation"
    assert client_of("bob").post(address).status_code == 403, "a successor does not undo it"
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    for _ in range(2):
        assert client_of("alice").post(address).status_code == 303
    db.session.expire_all()
    assert [one.person_id for one in queries.mandates(cast.jeunesse)] == [cast.alice.id]
    assert queries.mandates(cast.jeunesse)[0].ends_on is None
    assert len(queries.open_actions(cast.jeunesse, cast.alice)) == 2
    assert client_of("bob").get("/groupes/jeunesse/modifier").status_code == 403
    assert hand_over(client_of, cast).id != handover.id


def test_undone_the_same_day_the_mandate_of_who_came_leaves_no_trace(client_of, cast):
    handover = hand_over(client_of, cast)
    client_of("alice").post(f"/passations/{handover.id}/annulation")
    of_bob = select(func.count(CoFacilitation.id)).where(CoFacilitation.person_id == cast.bob.id)
    assert db.session.scalar(of_bob) == 0


def test_handing_over_ends_a_mandate_earlier_never_later(client_of, cast):
    end = LAST - timedelta(days=5)
    queries.mandates(cast.jeunesse)[0].ends_on = end
    db.session.commit()
    for who in ("alice", "dora"):
        answer = client_of(who).post(f"{ADDRESS}?de={cast.alice.id}", data=typed(cast, ends_on="2099-12-31"))
        assert answer.status_code == 422
        assert f"Ce mandat se termine le {calendar_day(end)}" in answer.text
    handover = hand_over(client_of, cast, ends_on=end.isoformat())
    assert (handover.ends_on, handover.ends_before) == (end, end)


def test_undone_it_leaves_the_end_that_the_federation_set_meanwhile(client_of, cast):
    handover = hand_over(client_of, cast)
    mandates.change(cast.dora, handover.mandate, mandates.version_of(handover.mandate), LAST - timedelta(days=9))
    db.session.commit()
    client_of("alice").post(f"/passations/{handover.id}/annulation")
    db.session.expire_all()
    assert queries.mandates(cast.jeunesse)[0].ends_on == LAST - timedelta(days=9)


def test_the_sheet_of_a_mandate_that_the_federation_made_endless(client_of, cast):
    handover = hand_over(client_of, cast)
    mandates.change(cast.dora, handover.mandate, mandates.version_of(handover.mandate), None)
    db.session.commit()
    assert "co-anime sans dernier jour fixé, avec Bob Bernard" in sheet_of(client_of, handover)
    assert client_of("alice").post(f"/passations/{handover.id}/annulation").status_code == 303
    db.session.expire_all()
    assert queries.mandates(cast.jeunesse)[0].ends_on is None


@pytest.mark.parametrize("last_day", [None, LAST])
def test_a_successor_who_was_to_lead_later_leads_now_by_the_same_mandate(client_of, cast, last_day):
    first = NOW.date() + timedelta(days=10)
    mandates.give_lead(cast.dora, cast.bob, cast.jeunesse, first, last_day)
    db.session.commit()
    handover = hand_over(client_of, cast)
    assert lead_of(cast.bob) == (NOW.date(), last_day)
    client_of("alice").post(f"/passations/{handover.id}/annulation")
    assert lead_of(cast.bob) == (first, last_day)


def test_undone_once_its_first_day_came_the_mandate_of_who_was_to_lead_goes_on(client_of, cast, time_machine):
    mandates.give_lead(cast.dora, cast.bob, cast.jeunesse, NOW.date() + timedelta(days=2), None)
    db.session.commit()
    handover = hand_over(client_of, cast)
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    client_of("alice").post(f"/passations/{handover.id}/annulation")
    assert lead_of(cast.bob) == (NOW.date(), None)


def lead_of(person):
    db.session.expire_all()
    mandate = db.session.scalars(select(CoFacilitation).where(CoFacilitation.person_id == person.id)).one()
    return mandate.starts_on, mandate.ends_on


def test_undone_a_successor_who_stopped_before_stopped_then(client_of, cast, time_machine):
    handover = hand_over(client_of, cast)
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    mandates.end_now(db.session.scalars(select(CoFacilitation).where(CoFacilitation.person_id == cast.bob.id)).one())
    db.session.commit()
    ended = lead_of(cast.bob)
    time_machine.move_to(NOW + timedelta(days=6), tick=False)
    assert client_of("alice").post(f"/passations/{handover.id}/annulation").status_code == 303
    assert lead_of(cast.bob) == ended


def test_after_the_day_it_is_not_undone(client_of, cast, time_machine):
    handover = hand_over(client_of, cast)
    time_machine.move_to(clock.start_of(LAST + timedelta(days=1)), tick=False)
    assert client_of("dora").post(f"/passations/{handover.id}/annulation").status_code == 409


def test_a_double_click_prepares_one(client_of, cast):
    hand_over(client_of, cast)
    answer = client_of("alice").post(ADDRESS, data=typed(cast))
    assert answer.location == client_of("alice").get(ADDRESS).location
    assert answer.location.startswith("/passations/")
    mandate = queries.mandates(cast.jeunesse)[0]
    for successors in ([], [cast.bob]):  # two at once
        with pytest.raises(Refused, match="déjà en train de passer"):
            operations.prepare(mandate, cast.alice, LAST, successors, None, {}, {})
    assert db.session.scalar(select(func.count(Handover.id))) == 1


def test_of_two_who_name_the_same_successor_at_once_the_second_is_told(client_of, cast):
    db.session.add(CoFacilitation(group_id=cast.jeunesse.id, person_id=cast.bob.id, starts_on=date(2025, 1, 1)))
    db.session.commit()
    of_alice, of_bob = sorted(queries.mandates(cast.jeunesse), key=lambda one: one.person_id != cast.alice.id)
    operations.prepare(of_alice, cast.alice, LAST, [cast.carl], None, {}, {})
    db.session.commit()
    with pytest.raises(Refused, match="Carl Caron"):
        operations.prepare(of_bob, cast.bob, LAST, [cast.carl], None, {}, {})
    leads = select(func.count()).where(CoFacilitation.person_id == cast.carl.id)
    assert db.session.scalar(leads) == 1


def test_the_federation_prepares_it_for_somebody(client_of, cast):
    handover = hand_over(client_of, cast, who="dora", successor="nobody")
    assert handover.person_id == cast.alice.id
    told = set(db.session.scalars(select(Letter.address).where(Letter.kind == "handover/prepared")))
    assert told == {"alice@example.org", "stan@example.org", "dora@example.org"}


def test_one_hands_over_only_ones_own_mandate(client_of, cast):
    db.session.add(CoFacilitation(group_id=cast.jeunesse.id, person_id=cast.bob.id, starts_on=date(2025, 1, 1)))
    db.session.commit()
    page = client_of("bob").get(f"{ADDRESS}?de={cast.alice.id}")
    assert "Alice" not in page.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ends_on": ""}, "Dites quel sera le dernier jour."),
        ({"ends_on": "2026-11-15"}, "Choisissez aujourd’hui ou un jour à venir."),
        ({"vacancy": "y"}, "ou bien"),
        ({"successors": "999"}, "ne fait plus partie de cette liste"),
        ({"words": "x" * 2001}, "2\u202f000 caractères au plus"),
    ],
)
def test_what_is_wrong_is_said(client_of, cast, wrong, says):
    answer = client_of("alice").post(ADDRESS, data=typed(cast, **wrong))
    assert answer.status_code == 422
    assert says in answer.text


def test_the_sheet_takes_as_many_statements_for_many_things(client_of, cast, open_things):
    handover = hand_over(client_of, cast)
    alice, address = client_of("alice"), f"/passations/{handover.id}"
    few = len(alice.counted(address))
    for number in range(6):
        make_meeting(cast.jeunesse, days=number + 5, title=f"Réunion {number}", place=f"Salle {number}")
    assert len(alice.counted(address)) == few <= 12


def test_the_sheet_tells_meetings_that_others_hold_with_the_group(client_of, cast):
    joint = make_meeting(cast.communication, title="La fête commune", place="CSC Le Phare")
    db.session.execute(meeting_guest_group.insert().values(meeting_id=joint.id, group_id=cast.jeunesse.id))
    make_meeting(cast.communication, title="Entre eux")
    db.session.commit()
    said = sheet_of(client_of, hand_over(client_of, cast))
    assert "La fête commune , CSC Le Phare (à l’invitation de Communication)" in said
    assert "Entre eux" not in said


def test_two_who_take_over_are_said_in_the_plural(client_of, cast):
    db.session.add(Membership(group=cast.jeunesse, person=cast.carl, joined_on=clock.today()))
    db.session.commit()
    handover = hand_over(client_of, cast, successors=[cast.bob.id, cast.carl.id])
    both = f"{cast.bob.name} et {cast.carl.name}"
    assert f"avec {both}, qui prennent la suite." in sheet_of(client_of, handover)
    letter = db.session.scalars(select(Letter.text).where(Letter.kind == "handover/prepared").limit(1)).one()
    assert f"La suite est prise par {both}." in letter
