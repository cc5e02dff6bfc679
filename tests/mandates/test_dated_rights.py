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


OF_THE_NETWORK = ("/annuaire", "/decisions", "/actions", "/centres")


@pytest.mark.parametrize("who", ["paul", "tess"])
@pytest.mark.parametrize("day", [day for day, _ in DAYS])
def test_a_partner_or_technical_account_never_reads_what_the_network_does(client_of, cast, who, day):
    """Before its first day and after its last a mandate opens nothing, nor does a seat beside other partners."""
    mandate = db.session.query(Mandate).filter_by(person_id=cast.people[who].id).one()
    mandate.starts_on, mandate.ends_on = FIRST, LAST
    db.session.commit()
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False):
        client = client_of(who)
        asked = [client.get(url).status_code for url in (*OF_THE_NETWORK, f"/personnes/{cast.bob.id}")]
        assert asked == [403] * 5
        listed = client_of("nora").page("/annuaire").main.get_text()
    assert cast.people[who].last_name not in listed


@pytest.mark.parametrize("given", [seat("board"), seat("jeunesse"), role(Role.FEDERATION_DELEGATE)])
def test_whoever_was_a_partner_is_of_the_network_by_what_they_do_there(client_of, cast, given):
    partner = db.session.query(Mandate).filter_by(person_id=cast.paul.id).one()
    partner.ends_on = FIRST - timedelta(days=1)
    held = given(cast)
    held.person_id = cast.paul.id
    db.session.add(held)
    db.session.commit()
    with time_machine.travel(datetime(2027, 3, 9, 12, tzinfo=UTC), tick=False):
        assert client_of("paul").get("/decisions").status_code == 403
    with time_machine.travel(datetime(2027, 3, 10, 12, tzinfo=UTC), tick=False):
        assert client_of("paul").get("/decisions").status_code == 200
        assert "Paul Petit" in client_of("nora").page("/annuaire").main.get_text()


def test_whoever_was_a_partner_may_look_for_a_group_like_anyone(client_of, cast):
    db.session.query(Mandate).filter_by(person_id=cast.paul.id).one().ends_on = clock.today() - timedelta(days=1)
    db.session.query(Membership).filter_by(person_id=cast.paul.id).one().left_on = clock.today()
    db.session.commit()
    paul = client_of("paul")
    assert paul.page("/mon-espace").select('main a.btn[href="/groupes"]')
    assert paul.page("/groupes/jeunesse").select('main form[action="/groupes/jeunesse/rejoindre"]')
    assert paul.post("/groupes/jeunesse/rejoindre").status_code == 303
    assert paul.get("/decisions").status_code == 200


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
