"""Preparation and travel, which no sheet tells: declared, changed, removed, by whoever gave them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from tests.reports.scene import YEAR, grid, hold
from tests.volunteering.scene import HOURS, NEW, declare, declared, flat, lines, totals
from workspace import clock
from workspace.database import db
from workspace.people.models import Status
from workspace.refusals import Refused
from workspace.reports import annual, content, operations
from workspace.settings.models import Federation
from workspace.volunteering import operations as volunteering
from workspace.volunteering.models import Category, VolunteerTime
from workspace.volunteering.operations import Declared

THIRD_LINE = "Préparation et déplacements, déclarés"


def typed(client, **others):
    form_id = client.page(NEW).select_one("[name=form_id]")["value"]
    said = {"day": f"{YEAR}-03-01", "kind": "travel", "minutes": "1 h 30", "group": "", "note": "De Nanterre"}
    return said | {"form_id": form_id} | others


def section():
    report = annual.content(YEAR, [])
    return next((one for one in report.sections if one.title == "Heures de bénévolat"), None)


def test_declared_here_is_a_line_there(client_of, cast):
    assert section() is None
    bob = client_of("bob")
    assert bob.post(NEW, data=typed(bob, group=str(cast.jeunesse.id))).location == HOURS
    declare(cast.nora, 30)
    (line,) = lines(bob.page(HOURS))
    assert line.startswith(f"Déplacements 1er mars {YEAR} Jeunesse Déclaré : De Nanterre 1 h 30")
    assert totals(bob.page(HOURS))["Déplacements"] == "1 h 30"
    assert flat(grid(annual.content(YEAR, []), "Heures de bénévolat")[THIRD_LINE]["Heures"]) == "2 h"
    assert section().lines == [content.TIME_GIVEN]


def test_without_any_the_report_has_no_third_line(cast):
    one = declare(cast.bob)
    assert THIRD_LINE in {row[0] for row in section().grid.rows}
    db.session.delete(one)
    db.session.commit()
    assert section() is None


def decide_rate(rate="12,50", vote="conseil d’administration du 12 mars"):
    federation = db.session.get_one(Federation, 1)
    federation.volunteer_rate, federation.volunteer_rate_vote = rate, vote
    db.session.commit()


def test_hours_are_worth_euros_once_a_body_decided_of_a_rate(cast):
    declare(cast.bob, 90)
    assert section().lines == [content.TIME_GIVEN]
    decide_rate()
    _, worth, rate = map(flat, section().lines)
    assert worth == "Valorisation : 1 h 30, hors gouvernance, à 12,50 € de l’heure : 18,75 €."
    assert rate == "Taux fixé par : conseil d’administration du 12 mars."


def test_the_time_of_governance_is_worth_nothing(cast):
    hold(cast, cast.board, (3, 1), [cast.bob])
    decide_rate()
    assert section().lines == [content.TIME_GIVEN], "the board met, and nobody else"
    declare(cast.bob, 60)
    assert flat(section().lines[1]).startswith("Valorisation : 1 h, hors gouvernance")
    declare(cast.bob, 45, group=cast.board)
    declare(cast.bob, 30, group=cast.jeunesse)
    assert flat(grid(annual.content(YEAR, []), "Heures de bénévolat")[THIRD_LINE]["Heures"]) == "2 h 15"
    assert flat(section().lines[1]).startswith("Valorisation : 1 h 30, hors gouvernance"), "the board is prepared too"


def test_another_rate_changes_nothing_in_a_report_presented(cast):
    declare(cast.bob)
    decide_rate()
    report = operations.present_year(YEAR, cast.bea)
    decide_rate("15", "conseil d’administration du 3 juin")
    assert not operations.has_changed(report)
    assert "12,50" in report.content


def test_a_report_presented_with_the_former_explanation_has_not_changed(cast):
    declare(cast.bob)
    report = operations.present_year(YEAR, cast.bea)
    report.content = report.content.replace(content.TIME_GIVEN, content.TIME_GIVEN_ONCE)
    assert content.TIME_GIVEN_ONCE in report.content
    assert not operations.has_changed(report)
    declare(cast.bob)
    assert operations.has_changed(report)


def test_a_double_click_makes_one(client_of, cast):
    bob = client_of("bob")
    said = typed(bob)
    first, second = (bob.post(NEW, data=said) for _ in range(2))
    assert first.location == second.location == HOURS
    assert len(declared()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": "0"}, "Entre 1 minute et 24 heures."),
        ({"minutes": "25 h"}, "Entre 1 minute et 24 heures."),
        ({"form_id": "a" * 33}, "Rechargez la page"),
        ({"minutes": ""}, "Écrivez une durée comme 45 min ou 1 h 30."),
        ({"minutes": "9" * 10_000}, "Écrivez une durée"),
        ({"minutes": "2"}, "Écrivez 2 h ou 2 min."),
        ({"note": "x" * 10_000}, "300 caractères au plus"),
        ({"day": ""}, "Dites quel jour c’était."),
        ({"day": "1999-12-31"}, "Choisissez une année entre 2000 et 2100."),
        ({"day": "9999-12-31"}, "Choisissez une année entre 2000 et 2100."),
        ({"day": str(clock.today() + timedelta(days=1))}, "Ce jour n’est pas encore venu."),
        ({"kind": "governance"}, "choix valide"),
        ({"group": "999999"}, "choix valide"),
        ({"form_id": "x"}, "Rechargez la page"),
        ({"form_id": "g" * 32}, "Rechargez la page"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(client_of, cast, wrong, said):
    bob = client_of("bob")
    answer = bob.post(NEW, data=typed(bob, **wrong))
    assert answer.status_code == 422
    assert said in flat(answer.text) or "form_id" in wrong
    assert "De Nanterre" in answer.text or "note" in wrong, "what was typed is kept"
    assert declared() == []


def test_another_group_than_ones_own_is_no_choice(client_of, cast):
    bob = client_of("bob")
    assert bob.post(NEW, data=typed(bob, group=str(cast.communication.id))).status_code == 422


def test_j2_a4_employees_declare_nothing_and_count_for_nothing(client_of, cast):
    alice = client_of("alice")
    for answer in (alice.get(NEW), alice.post(NEW, data={"minutes": "1 h"})):
        assert answer.status_code == 409
        assert "votre temps est du travail" in answer.text
    one = declare(cast.bob)
    one.status = Status.EMPLOYEE
    db.session.commit()
    assert section() is None


def test_who_comes_for_an_institution_declares_nothing_of_that_day(client_of, cast):
    cast.paul.status = Status.VOLUNTEER
    db.session.commit()
    paul = client_of("paul")
    answer = paul.post(NEW, data=typed(paul))
    assert answer.status_code == 422
    assert "vous veniez pour une institution" in answer.text
    assert paul.post(NEW, data=typed(paul, day="2019-03-01")).status_code == 303, "before his mandate"


def test_changed_and_refused_when_stale(client_of, cast):
    one = declare(cast.bob, 60, note="Ancien")
    place = f"/mes-heures/{one.id}"
    bob = client_of("bob")
    page = bob.page(place).main
    assert page.select_one("[name=minutes]")["value"].split() == ["1", "h"]
    said = {"day": f"{YEAR}-03-02", "kind": "preparation", "minutes": "45", "group": "", "note": "Neuf"}
    assert bob.post(place, data=said | {"revision": "0"}).location == HOURS
    db.session.refresh(one)
    assert (one.minutes, one.day, one.note, one.revision) == (45, date(YEAR, 3, 2), "Neuf", 1)
    assert bob.post(place, data=said | {"revision": "0"}).status_code == 303, "a double click"
    stale = bob.post(place, data=said | {"revision": "0", "minutes": "50"})
    assert stale.status_code == 409
    assert 'value="50"' in stale.text
    db.session.refresh(one)
    assert one.minutes == 45
    assert bob.post(place, data=said | {"revision": "1", "minutes": "50"}).status_code == 303
    assert bob.post(place, data=said | {"revision": "2", "minutes": "0"}).status_code == 422


def test_the_group_stays_after_one_left_it(client_of, cast):
    one = declare(cast.bob, group=cast.communication)
    place = f"/mes-heures/{one.id}"
    options = [option["value"] for option in client_of("bob").page(place).select("[name=group] option")]
    assert options == ["", str(cast.jeunesse.id), str(cast.communication.id)]


def test_removed_once_asked(client_of, cast):
    one = declare(cast.bob, kind=Category.TRAVEL)
    bob = client_of("bob")
    assert "Déplacements, 1 h 30" in flat(bob.page(f"/mes-heures/{one.id}/retrait").main.get_text())
    assert len(declared()) == 1, "a GET only asks"
    place = f"/mes-heures/{one.id}/retrait"
    assert bob.post(place).location == HOURS
    assert declared() == []
    assert bob.post(place).status_code == 404


def test_what_was_removed_meanwhile_is_not_changed(cast):
    one = declare(cast.bob)
    db.session.refresh(one)
    db.session.execute(delete(VolunteerTime), execution_options={"synchronize_session": False})
    with pytest.raises(Refused, match="vient d’être retiré"):
        volunteering.edit(one, one.person, 0, Declared(date(YEAR, 3, 1), Category.TRAVEL, 10, None, ""))


def test_whoever_became_an_employee_may_still_remove_but_not_change(client_of, cast):
    one = declare(cast.bob)
    cast.bob.status = Status.EMPLOYEE
    db.session.commit()
    bob = client_of("bob")
    page = bob.page(HOURS)
    assert page.select(f"a[href='/mes-heures/{one.id}/retrait']")
    assert not page.select(f"a[href='/mes-heures/{one.id}']")
    said = {"day": f"{YEAR}-03-02", "kind": "travel", "minutes": "45", "revision": "0"}
    assert bob.post(f"/mes-heures/{one.id}", data=said).status_code == 422
    assert bob.post(f"/mes-heures/{one.id}/retrait").status_code == 303


def test_nobody_elses(client_of, cast):
    one = declare(cast.bob)
    for who in ("alice", "dora", "nora", "tess"):
        client = client_of(who)
        for place in (f"/mes-heures/{one.id}", f"/mes-heures/{one.id}/retrait"):
            assert (client.get(place).status_code, client.post(place).status_code) == (403, 403), who
    assert len(declared()) == 1
