"""What asks for the attention of those who steer: each line with its one next step."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.actions.scene import make_action
from tests.cast import LONG_AGO, make_meeting
from tests.minutes.scene import make_held_meeting
from tests.representation.scene import make_mandate
from workspace import clock
from workspace.actions.models import ActionState
from workspace.database import db
from workspace.followup import queries
from workspace.groups.models import CoFacilitation, Group, GroupState
from workspace.joining.models import JoinRequest
from workspace.meetings.models import MeetingState
from workspace.minutes import operations
from workspace.minutes import queries as minutes
from workspace.post import Letter, LetterState

HERE = "/tableau-de-bord"


def lines(client, section):
    """What each line of a section says, with the address of its step."""
    rows = client.page(HERE).select(f"section[aria-labelledby=h-{section}] li.steer-line")
    return [(" ".join(row.get_text(" ", strip=True).split()), row.select_one("a.btn")["href"]) for row in rows]


def said(client, section):
    return " ".join(client.page(HERE).select_one(f"section[aria-labelledby=h-{section}]").get_text(" ").split())


def fail_letter(days=0, **others):
    given = {
        "kind": "meetings/meeting-called", "address": "bob@example.org", "recipient": "Bob Bernard",
        "subject": "Réunion du 12", "text": "", "html": "", "message_id": "<one@example.org>",
        "state": LetterState.FAILED, "created_at": clock.now() - timedelta(days=days),
    } | others  # fmt: skip
    db.session.add(Letter(**given))
    db.session.commit()


def lead(group, person, **others):
    db.session.add(CoFacilitation(group_id=group.id, person_id=person.id, **{"starts_on": LONG_AGO} | others))
    db.session.commit()


def held(cast, days):
    meeting = make_held_meeting(cast, due_on=clock.today() + timedelta(days=60))
    meeting.starts_at, meeting.ends_at = (at + timedelta(days=7 - days) for at in (meeting.starts_at, meeting.ends_at))
    db.session.commit()
    return meeting


@pytest.fixture
def dora(client_of, cast):
    return client_of("dora")


def test_groups_led_by_nobody_come_before_those_led_by_one(dora, cast):
    found = lines(dora, "vacancies")
    assert [(text.split()[0], address) for text, address in found] == [
        ("Communication", "/groupes/communication?rubrique=membres"),
        ("Jeunesse", "/groupes/jeunesse?rubrique=membres"),
    ]
    assert "Personne ne co-anime" in found[0][0]
    assert "Une seule personne" in found[1][0]


def test_a_group_led_by_two_today_or_not_active_is_not_a_vacancy(dora, cast):
    lead(cast.jeunesse, cast.bob)
    lead(cast.communication, cast.carl)
    lead(cast.communication, cast.bob, ends_on=clock.today() - timedelta(days=1))
    assert [text.split()[0] for text, _ in lines(dora, "vacancies")] == ["Communication"]
    cast.communication.state = GroupState.DORMANT
    db.session.commit()
    assert lines(dora, "vacancies") == []
    assert "Aucun groupe ne manque de co-animation" in said(dora, "vacancies")


def test_a_group_without_a_called_meeting_is_led_to_one(dora, cast):
    make_meeting(cast.communication)
    make_meeting(cast.board, MeetingState.CANCELLED)
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    make_meeting(cast.team, days=-3)
    found = lines(dora, "unplanned")
    assert [address for _, address in found] == [
        f"/reunions/{draft.id}",
        "/groupes/board/reunions/nouvelle",
        "/groupes/team/reunions/nouvelle",
        "/groupes/committee/reunions/nouvelle",
    ]
    assert "Convoquer la réunion" in found[0][0]
    for name in ("board", "team", "committee", "jeunesse"):
        make_meeting(cast.groups[name])
    assert "Aucun groupe ni aucune instance n’attend sa prochaine réunion" in said(dora, "unplanned")


def test_minutes_are_late_after_ten_days_until_they_are_published(dora, cast):
    held(cast, 10)
    late = held(cast, 11)
    assert [address for _, address in lines(dora, "minutes")] == [f"/reunions/{late.id}/publication"]
    operations.publish(minutes.of_meeting(late), cast.alice)
    db.session.commit()
    assert "Aucun compte rendu n’attend" in said(dora, "minutes")


def test_meetings_over_but_not_closed_oldest_first(dora, cast):
    newer, older = make_meeting(cast.jeunesse, days=-1), make_meeting(cast.communication, days=-20)
    make_meeting(cast.jeunesse, days=0, hours=-1)
    make_meeting(cast.jeunesse, MeetingState.CANCELLED, days=-5)
    expected = [f"/reunions/{older.id}", f"/reunions/{newer.id}"]
    assert [address for _, address in lines(dora, "to-close")] == expected
    assert lines(dora, "minutes") == []


def test_late_actions_by_group_with_the_oldest(dora, cast):
    make_action(cast, "La plus vieille", days=-9)
    make_action(cast, "Une autre", days=-2)
    make_action(cast, "D’ailleurs", days=-12, group=cast.communication)
    make_action(cast, "Close", days=-30, state=ActionState.DONE)
    make_action(cast, "Pas publiée", days=-30, published=False)
    make_action(cast, "À temps", days=0)
    found = lines(dora, "actions")
    assert [address.split("?")[0] for _, address in found] == ["/actions"] * 2
    assert [text.split()[0] for text, _ in found] == ["Communication", "Jeunesse"]
    assert "2 actions en retard. La plus ancienne : La plus vieille" in found[1][0]
    page = dora.page(found[1][1])
    assert "La plus vieille" in page.main.get_text()
    assert "D’ailleurs" not in page.main.get_text()


def test_letters_in_failure_of_the_last_thirty_days(dora, cast):
    fail_letter()
    fail_letter(days=31, subject="Trop vieille")
    fail_letter(subject="Partie", state=LetterState.SENT)
    found = lines(dora, "letters")
    assert len(found) == 1
    assert "Réunion du 12" in found[0][0]
    assert "Réunion du 12" in dora.page(found[0][1]).main.get_text()


def test_every_step_leads_somewhere_and_its_name_says_where(dora, cast):
    fail_letter()
    make_action(cast, days=-3)
    make_meeting(cast.jeunesse, days=-1)
    held(cast, 12)
    steps = dora.page(HERE).select("li.steer-line a.btn")
    assert len({step.get_text() for step in steps}) == len(steps) > 8
    for step in steps:
        assert dora.get(step["href"]).status_code == 200, step["href"]


def test_my_space_leads_there_those_who_steer(client_of, cast):
    make_action(cast, days=-3)
    total = queries.points_to_steer()
    assert total == sum(section.total for section in queries.steering().values()) == 8
    for who in ("dora", "stan"):
        link = client_of(who).page("/mon-espace").main.select_one(f'a[href="{HERE}"]')
        assert link.get_text() == "8\u00a0points demandent votre attention"
    for who in ("alice", "bea", "tess"):
        assert not client_of(who).page("/mon-espace").select(f'a[href="{HERE}"]')


def test_the_menu_shows_it_to_those_who_may(client_of):
    for who, shown in (("dora", 1), ("stan", 1), ("alice", 0), ("tess", 0)):
        assert len(client_of(who).page("/mon-espace").select(f'#account-menu a[href="{HERE}"]')) == shown


def test_when_nothing_asks_for_attention_it_says_so(dora, cast):
    for group in db.session.scalars(select(Group)):
        group.state = GroupState.CLOSED
    db.session.commit()
    page = dora.page(HERE)
    assert "Rien ne demande votre attention" in page.main.get_text()
    assert not page.select("li.steer-line")
    assert not dora.page("/mon-espace").main.select(f'a[href="{HERE}"]')


def more_of_everything(cast, first, groups):
    for number in range(first, first + groups):
        group = Group(
            slug=f"g{number}", code=f"G{number}", name=f"Groupe {number}", short_name=f"G{number}", position=9 + number
        )
        db.session.add(group)
        db.session.flush()
        fail_letter()
        db.session.add(JoinRequest(group=group, person=cast.nora))
        make_action(cast, days=-3, group=group)
        make_meeting(group, days=-1)
        make_held_meeting(cast, group).starts_at -= timedelta(days=9)
        make_mandate(cast, body=f"Instance {number}")
    db.session.commit()


def test_it_takes_as_many_statements_with_ten_times_more_and_shows_ten_lines(dora, cast):
    more_of_everything(cast, 1, 2)
    few = len(dora.counted(HERE)), len(dora.counted("/mon-espace"))
    more_of_everything(cast, 3, 20)
    assert (len(dora.counted(HERE)), len(dora.counted("/mon-espace"))) == few
    assert max(few) <= 12
    page = dora.page(HERE)
    assert {len(section.select("li.steer-line")) for section in page.main.select("section")} == {10}
    assert "Et 12\u00a0autres" in page.main.get_text()
    assert page.select_one("section[aria-labelledby=h-to-close] h2").get_text(" ").split()[-1] == "22"
