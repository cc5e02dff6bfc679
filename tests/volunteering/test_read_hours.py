"""« Mes heures » (domain §2 line 18, J2 A4, J7 A3): one's own time, by the same condition as the annual report."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.reports.scene import YEAR, grid, hold
from tests.volunteering.scene import HOURS, declare, declared, flat, lines, presence_of, totals
from workspace.database import db
from workspace.french import duration
from workspace.meetings.models import Attendance, MeetingState, Presence
from workspace.meetings.operations import count_as_of_now
from workspace.people.models import Mandate, Person, Role, Status
from workspace.privacy.operations import erase
from workspace.reports import annual
from workspace.volunteering import operations, queries
from workspace.volunteering.models import NAMES, Category


def test_the_year_has_a_line_for_each_meeting_and_governance_apart(client_of, cast):
    cast.bea.status = Status.VOLUNTEER
    hold(cast, cast.jeunesse, (2, 3), [cast.bea, cast.bob], hours=2)
    hold(cast, cast.board, (3, 3), [cast.bea], hours=3)
    hold(cast, cast.jeunesse, (4, 3), [cast.bea], presence=Presence.REMOTE, hours=1)
    hold(cast, cast.jeunesse, (5, 3), [cast.bea], presence=Presence.EXCUSED)
    hold(cast, cast.jeunesse, (6, 3), [cast.bea], state=MeetingState.CANCELLED)
    hold(cast, cast.jeunesse, (7, 3), [cast.bob])
    page = client_of("bea").page(HOURS)
    assert totals(page) == {
        "Groupes de travail et temps collectifs": "3 h", "Gouvernance (conseil, bureau, assemblée)": "3 h",
        "Préparation": "0 h", "Déplacements": "0 h", "Ensemble": "6 h",
    }  # fmt: skip
    assert [line.split(" Corriger")[0] for line in lines(page)] == [
        f"Réunion du 3/4 3 avril {YEAR} Jeunesse 1 h",
        f"Réunion du 3/3 3 mars {YEAR} Board 3 h",
        f"Réunion du 3/2 3 février {YEAR} Jeunesse 2 h",
    ]  # fmt: skip, newest first


def test_everybodys_hours_are_those_of_the_annual_report(cast):
    """A year with employees, a partner whose mandates follow each other, corrections, somebody who changed status."""
    cast.paul.status = Status.VOLUNTEER
    mandate = db.session.scalars(select(Mandate).where(Mandate.role == Role.PARTNER)).one()
    mandate.ends_on = date(YEAR, 4, 3)
    again = {"starts_on": date(YEAR, 9, 1), "institution_id": mandate.institution_id}
    db.session.add(Mandate(person_id=cast.paul.id, role=Role.PARTNER, **again))
    everybody = list(cast.people.values())
    for month in range(1, 13):
        group = (cast.jeunesse, cast.board, cast.committee)[month % 3]
        presence = Presence.REMOTE if month % 4 == 0 else Presence.PRESENT
        meeting = hold(cast, group, (month, 3), everybody, hours=1 + month % 3, presence=presence)
        for person, minutes in ((cast.bob, 7 * month), (cast.paul, 11 * month), (cast.nora, 0)):
            presence_of(meeting, person).minutes_given = minutes if month % 2 else None
    hold(cast, cast.board, (2, 4), everybody, state=MeetingState.CANCELLED)
    hold(cast, cast.board, (2, 5), everybody, presence=Presence.ABSENT)
    count_as_of_now(Attendance.person_id == cast.bea.id)
    declare(cast.bea, 50)
    declare(cast.nora, 40, kind=Category.TRAVEL)
    declare(cast.paul, 30, date(YEAR, 6, 1))
    mandate.ends_on = date(YEAR, 6, 1)  # told later: he came for the Caf that day too
    cast.bea.status = Status.EMPLOYEE
    db.session.commit()
    years = [queries.year_of(person.id, YEAR) for person in db.session.scalars(select(Person))]
    said = {category: sum(year.of(category) for year in years) for category in Category}
    assert min(said.values()) > 0
    assert queries.year_of(cast.paul.id, YEAR).of(Category.PREPARATION) == 0
    hours = {name: row["Heures"] for name, row in grid(annual.content(YEAR, []), "Heures de bénévolat").items()}
    assert hours == {
        NAMES[Category.GROUPS]: duration(said[Category.GROUPS]),
        NAMES[Category.GOVERNANCE]: duration(said[Category.GOVERNANCE]),
        "Préparation et déplacements, déclarés": duration(said[Category.PREPARATION] + said[Category.TRAVEL]),
    }


def test_j2_a4_an_employee_is_told_why_there_is_none(client_of, cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.alice])
    page = client_of("alice").page(HOURS)
    assert lines(page) == []
    assert "vos réunions sont du temps de travail" in page.main.get_text()
    assert not page.select("a[href*='declarer']")


def test_who_comes_for_an_institution_is_told_why(client_of, cast):
    cast.paul.status = Status.VOLUNTEER
    hold(cast, cast.committee, (2, 3), [cast.paul])
    page = client_of("paul").page(HOURS)
    assert lines(page) == []
    assert "Vous venez pour une institution" in page.main.get_text()


def test_whoever_became_an_employee_reads_what_they_gave_before(client_of, cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.bob])
    count_as_of_now(Attendance.person_id == cast.bob.id)  # as its minutes are published
    declare(cast.bob, 30)
    cast.bob.status = Status.EMPLOYEE
    db.session.commit()
    hold(cast, cast.jeunesse, (4, 3), [cast.bob])
    page = client_of("bob").page(HOURS)
    assert totals(page)["Ensemble"] == "2 h 30"
    assert "aujourd’hui en statut salarié" in page.main.get_text()


def test_an_empty_year_says_what_comes_and_what_to_do(client_of, cast):
    page = client_of("nora").page(HOURS)
    assert f"Pas d’heures en {YEAR}." in flat(page.main.get_text())
    assert page.main.select(".empty-state a[href='/mes-heures/declarer']")


@pytest.mark.parametrize("asked", ["99999", "0", "-3", "²", "1e3", "2026'", "99999999999999999999"])
def test_another_year_than_can_be_is_this_one(client_of, cast, asked, time_machine):
    time_machine.move_to(f"{YEAR + 1}-03-02 10:00:00+00:00", tick=False)
    page = client_of("bob").page("/mes-heures", query_string={"annee": asked, "page": "9999"})
    assert page.main.select_one("nav [aria-current]").get_text() == str(YEAR + 1)


def test_the_year_is_that_of_paris(client_of, cast):
    meeting = hold(cast, cast.jeunesse, (12, 31), [cast.bob])
    meeting.starts_at += timedelta(hours=6, minutes=30)  # 23 h 30 in London, half past midnight in Paris
    meeting.ends_at += timedelta(hours=6, minutes=30)
    db.session.commit()
    bob = client_of("bob")
    assert lines(bob.page(HOURS)) == []
    assert len(lines(bob.page(f"/mes-heures?annee={YEAR + 1}"))) == 1


def test_it_is_paginated_in_the_same_statements(client_of, cast):
    hold(cast, cast.jeunesse, (1, 3), [cast.bob])
    declare(cast.bob)
    bob = client_of("bob")
    bob.get(HOURS)
    few = len(bob.counted(HOURS))
    for day in range(1, 25):
        hold(cast, cast.jeunesse, (2, day), [cast.bob])
        declare(cast.bob, 1, date(YEAR, 2, day), Category.TRAVEL, cast.jeunesse)
    assert len(bob.counted(HOURS)) == few <= 12
    assert [len(lines(bob.page(f"{HOURS}&page={number}"))) for number in (1, 2, 3, 9)] == [20, 20, 10, 10]
    assert totals(bob.page(f"{HOURS}&page=3"))["Ensemble"] == "51 h 54", "of the year, not of the page"


def test_my_space_and_my_data_lead_there(client_of, cast):
    bob = client_of("bob")
    for place in ("/mon-espace", "/mes-donnees"):
        assert bob.page(place).main.select("a[href='/mes-heures']"), place


def test_erased_with_the_account_and_shown_in_the_archive(client_of, cast):
    meeting = hold(cast, cast.jeunesse, (2, 3), [cast.bob])
    row = presence_of(meeting, cast.bob)
    operations.correct(row, 45, "Le train", operations.version_of(operations.line_of(row)))
    declare(cast.bob, 95, note="Relire le budget")
    told = archive(client_of("bob"))
    assert "Le train" in told
    assert "45 min" in told
    assert "Relire le budget" in told
    erase(cast.bob)
    db.session.commit()
    (kept,) = declared()
    assert (kept.person_id, kept.minutes, kept.note) == (None, 95, ""), "it counts for its year, and says nobody"
    db.session.refresh(row)
    assert (row.minutes_given, row.minutes_reason) == (45, ""), "what is counted stays, no words of theirs"


def test_what_never_counted_goes_with_the_account(client_of, cast):
    declare(cast.bob, 60).status = Status.EMPLOYEE
    db.session.commit()
    erase(cast.bob)
    db.session.commit()
    assert declared() == []


def archive(client):
    with zipfile.ZipFile(io.BytesIO(client.get("/mes-donnees.zip").data)) as file:
        return flat(file.read("mes-donnees.html").decode())
