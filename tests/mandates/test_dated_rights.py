"""Rights start and stop with the dates of mandates: the day before, the first day, the last day, the day after."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, Membership
from workspace.people.models import Mandate, Role

FIRST, LAST = date(2027, 3, 10), date(2027, 6, 20)
DAYS = [
    (FIRST - timedelta(days=1), False), (FIRST, True), (LAST, True), (LAST + timedelta(days=1), False),
]  # fmt: skip


def role(name):
    return lambda cast: Mandate(person_id=cast.nora.id, role=name, starts_on=FIRST, ends_on=LAST)


def seat(slug):
    return lambda cast: Membership(
        group_id=cast.groups[slug].id, person_id=cast.nora.id, joined_on=FIRST, left_on=LAST + timedelta(days=1)
    )


def lead(cast):
    return CoFacilitation(group_id=cast.jeunesse.id, person_id=cast.nora.id, starts_on=FIRST, ends_on=LAST)


OFFICES = {  # the mandate, a page that only it opens to Nora
    "delegate": (role(Role.FEDERATION_DELEGATE), "/tableau-de-bord"),
    "technical": (role(Role.SYSADMIN), "/courriers"),
    "staff team": (seat("team"), "/tableau-de-bord"),
    "board": (seat("board"), "board-minutes"),
    "co-facilitator": (lead, "/groupes/jeunesse/modifier"),
}


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize(("day", "holds"), DAYS)
def test_rights_start_and_stop_with_the_dates(client_of, cast, published, office, day, holds):
    given, url = OFFICES[office]
    db.session.add(given(cast))
    db.session.commit()
    url = url if url.startswith("/") else published
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False):
        assert (client_of("nora").get(url).status_code == 200) is holds


@pytest.mark.parametrize(("day", "holds"), DAYS)
def test_a_partner_is_one_only_for_the_time_of_the_mandate(client_of, cast, day, holds):
    """Being a partner closes what the network reads (§0)."""
    db.session.add(role(Role.PARTNER)(cast))
    db.session.commit()
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False):
        assert (client_of("nora").get("/actions").status_code == 403) is holds


def test_the_day_turns_at_midnight_in_paris(client_of, cast, published):
    db.session.add(seat("board")(cast))
    db.session.commit()
    with time_machine.travel(datetime(2027, 6, 20, 21, 59, tzinfo=UTC), tick=False):
        assert client_of("nora").get(published).status_code == 200
    with time_machine.travel(datetime(2027, 6, 20, 22, 1, tzinfo=UTC), tick=False):
        assert client_of("nora").get(published).status_code == 403


def test_a_board_member_whose_mandate_ended_yesterday_has_no_board_right_today(client_of, cast, published):
    sits = db.session.query(Membership).filter_by(person_id=cast.bea.id).one()
    assert client_of("bea").get(published).status_code == 200
    sits.left_on = clock.today()  # the first day without it
    db.session.commit()
    assert client_of("bea").get(published).status_code == 403
    assert "Bea" not in client_of("dora").page("/groupes/board?rubrique=membres").main.get_text()


def test_where_a_person_stands_is_one_statement(client_of, cast):
    for given in (role(Role.SYSADMIN), seat("board"), lead):
        db.session.add(given(cast))
    db.session.commit()
    asked = client_of("nora").counted("/mon-espace")
    assert len([statement for statement in asked if "co_facilitation" in statement and "mandate" in statement]) == 1
