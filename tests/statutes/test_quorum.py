"""Whether enough of a body are there: only what the settings ask, said in words."""

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from tests.statutes.scene import ask, fill_board, make_board_meeting
from workspace import clock
from workspace.agendas.operations import open_with_approval
from workspace.database import db
from workspace.groups.models import Group, GroupKind, Membership
from workspace.meetings.models import Attendance, Presence
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries
from workspace.settings.models import Federation
from workspace.settings.shares import read
from workspace.statutes import operations, queries
from workspace.statutes.queries import Rules, quorum


def told(client, meeting):
    found = client.page(f"/reunions/{meeting.id}").select_one(".quorum")
    return found.get_text(strip=True).replace("\u00a0", " ") if found else ""


def test_what_lacks_is_said_in_words_and_not_by_colour_alone(client_of, cast):
    fill_board(cast)
    ask()
    meeting = make_board_meeting(cast, "alice", "bob")
    alice = client_of("alice")
    assert told(alice, meeting) == "Quorum non atteint : 2 présents sur 5, il en faut 3. Il en manque 1."
    alice.post(f"/reunions/{meeting.id}/presences", data={"person": cast.carl.id, "presence": "remote"})
    assert told(alice, meeting) == "Quorum atteint : 3 présents sur 5, il en faut 3."


def test_who_sat_that_day_counts_though_they_left_since(cast):
    fill_board(cast)
    meeting = make_board_meeting(cast, "bob", days=-2)
    seat = select(Membership).where(Membership.group_id == cast.board.id, Membership.person_id == cast.bob.id)
    db.session.scalars(seat).one().left_on = clock.today()
    db.session.flush()
    seats, members = queries.seated_and_belonging(meeting)
    assert seats == queries.seated(meeting)
    assert (cast.bob.id in seats, cast.bob in members) == (True, False)


def test_proxies_count_where_statutes_say_so(client_of, cast):
    fill_board(cast)
    ask(board_proxies_count=True)
    meeting = make_board_meeting(cast, "alice", "bob")
    operations.give_proxy(meeting, cast.carl.id, cast.bob.id)
    db.session.commit()
    assert told(client_of("alice"), meeting) == "Quorum atteint : 3 présents ou représentés sur 5, il en faut 3."
    ask(board_proxies_count=False)
    assert told(client_of("alice"), meeting) == "Quorum non atteint : 2 présents sur 5, il en faut 3. Il en manque 1."


def test_who_does_not_sit_does_not_count(client_of, cast):
    fill_board(cast)
    ask()
    meeting = make_board_meeting(cast, "alice", "bob", "dora", "stan")
    assert told(client_of("alice"), meeting).startswith("Quorum non atteint : 2 présents sur 5")


def test_the_assembly_has_rules_of_its_own(client_of, cast):
    assembly = Group(slug="ag", code="AG", name="Assemblée", short_name="AG", kind=GroupKind.GENERAL_ASSEMBLY)
    db.session.add(assembly)
    db.session.flush()
    db.session.add(Membership(group_id=assembly.id, person_id=cast.bob.id, joined_on=cast.project.starts_on))
    ask()
    meeting = make_meeting(assembly, days=0, hours=-1)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, presence=Presence.PRESENT))
    db.session.commit()
    assert told(client_of("dora"), meeting) == ""
    db.session.get_one(Federation, 1).assembly_quorum = "un tiers"
    db.session.commit()
    assert told(client_of("dora"), meeting) == "Quorum atteint : 1 présent sur 1, il en faut 1."


def test_a_body_of_nobody_has_none():
    assert quorum(Rules(read("1/2")), [], [], []) is None


@pytest.mark.parametrize(
    ("typed", "of", "takes"),
    [
        ("1/2", 15, 8), ("1/2", 16, 8), ("plus de la moitié", 16, 9), ("Plus de 1/2", 15, 8), ("un tiers", 15, 5),
        ("plus d’un tiers", 15, 6), ("40 %", 15, 6), ("40%", 14, 6), ("deux tiers", 10, 7), ("100 %", 3, 3),
    ],
)  # fmt: skip
def test_shares_as_statutes_say_them(typed, of, takes):
    assert read(typed).of(of) == takes


@pytest.mark.parametrize("typed", ["", "8", "moitié moins un", "0/2", "1/0", "3/2", "0 %", "140 %", "plus de 100 %"])
def test_what_is_no_share(typed):
    assert read(typed) is None


def test_settings_keep_a_share_as_it_is_typed_and_refuse_another(client_of, cast):
    stan = client_of("stan")

    def typed(**changed):
        boxes = stan.page("/reglages").select('form[action="/reglages/statuts"] [name^="statuts-"]')
        kept = [one for one in boxes if one.get("type") != "checkbox"]
        return {one["name"]: one.get("value", "") for one in kept} | {f"statuts-{k}": v for k, v in changed.items()}

    assert (
        stan.post("/reglages/statuts", data=typed(board_quorum="plus de la moitié", board_proxies="2")).status_code
        == 303
    )
    db.session.expire_all()
    federation = db.session.get_one(Federation, 1)
    assert (federation.board_quorum, federation.board_proxies) == ("plus de la moitié", 2)
    refused = stan.post("/reglages/statuts", data=typed(board_quorum="huit"))
    assert refused.status_code == 422
    assert "Écrivez une part des membres" in refused.text
    assert 'value="huit"' in refused.text
    assert stan.post("/reglages/statuts", data=typed(board_proxies="-1")).status_code == 422


def test_the_page_asks_no_more_as_the_body_grows(client_of, cast):
    fill_board(cast)
    ask()
    meeting = make_board_meeting(cast, "alice", "bob", "bea")
    earlier = make_held_meeting(cast, cast.board)
    minutes_operations.publish(minutes_queries.of_meeting(earlier), cast.alice)
    open_with_approval(meeting, earlier, "Approbation")
    db.session.commit()
    alice = client_of("alice")
    one = len(alice.counted(f"/reunions/{meeting.id}"))
    operations.give_proxy(meeting, cast.carl.id, cast.bob.id)
    operations.give_proxy(meeting, cast.nora.id, cast.bea.id)
    db.session.commit()
    two = alice.counted(f"/reunions/{meeting.id}")
    assert len(two) == one <= 12, "\n".join(two)
