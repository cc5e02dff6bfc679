"""The annual report (J7): holes first, figures counted once, frozen, the same on the page, on paper, in the table."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from tests.cast import LONG_AGO
from tests.documents.reading import odt, pdf
from tests.minutes.scene import make_held_meeting
from tests.reports.scene import YEAR, grid, hold
from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db
from workspace.groups.models import CoFacilitation
from workspace.meetings.models import Answer, Attendance, MeetingState, Presence, meeting_guest_group
from workspace.meetings.operations import count_as_of_now
from workspace.minutes.models import Decision
from workspace.people.models import Mandate, Person, Role, Status
from workspace.post import Letter
from workspace.reports import annual, holes, operations
from workspace.reports.content import Grid
from workspace.reports.models import Report

ADDRESS = f"/rapports/annuel/{YEAR}"


def told(year=YEAR):
    return annual.content(year, holes.of_year(year))


def brief():
    return {name: row["Nombre"] for name, row in grid(told(), "L’année en bref").items()}


def by_group():
    return grid(told(), "Par groupe et instance")


def test_j7_a1_three_presences_are_one_participant(cast):
    for month in (2, 3, 4):
        hold(cast, cast.jeunesse, (month, 3), [cast.bob])
    row = by_group()["Jeunesse"]
    assert (row["Réunions"], row["Présences"], row["Personnes"]) == (3, 3, 1)
    hold(cast, cast.communication, (5, 3), [cast.bob, cast.carl])
    assert brief()["Présences"] == 5
    assert brief()["Personnes différentes"] == 2, "somebody who came to two groups is one person"
    assert by_group()["Ensemble"]["Personnes"] == 2


def test_a_joint_meeting_counts_once_for_who_called_it(cast):
    meeting = hold(cast, cast.jeunesse, (2, 3), [cast.bob, cast.carl])
    db.session.execute(insert(meeting_guest_group).values(meeting_id=meeting.id, group_id=cast.communication.id))
    assert {name: row["Réunions"] for name, row in by_group().items()} == {"Jeunesse": 1}
    said = next(one for one in told().sections if one.title == "Par groupe et instance").lines
    assert "Une réunion commune à plusieurs groupes compte une fois, pour celui qui l’a convoquée." in said


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.CALLED, MeetingState.DRAFT])
def test_j7_a2_cancelled_meetings_are_not_counted(cast, state):
    hold(cast, cast.jeunesse, (2, 3), [cast.bob])
    hold(cast, cast.jeunesse, (3, 3), [cast.alice], state=state)
    row = by_group()["Jeunesse"]
    assert (row["Réunions"], row["Présences"], row["Personnes"]) == (1, 1, 1)


def test_j2_a4_j7_a3_governance_is_a_line_of_its_own_and_staff_is_not_counted(cast):
    """Bob and Bea give their time, Nora the resident too; Alice is an employee, Paul came for the Caf."""
    cast.paul.status = cast.bob.status
    hold(cast, cast.jeunesse, (2, 3), [cast.bob, cast.nora, cast.alice], hours=2)
    hold(cast, cast.board, (3, 3), [cast.bea, cast.dora], hours=3)
    hold(cast, cast.committee, (4, 3), [cast.paul], hours=4)
    hours = {name: row["Heures"].replace("\u00a0", " ") for name, row in grid(told(), "Heures de bénévolat").items()}
    assert hours == {"Groupes de travail et temps collectifs": "4 h", "Gouvernance (conseil, bureau, assemblée)": "3 h"}


def test_j2_a4_whoever_becomes_an_employee_gave_their_time_before(cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.bob])
    count_as_of_now(Attendance.person_id == cast.bob.id)  # as its minutes are published
    cast.bob.status, cast.bob.centre = Status.EMPLOYEE, None
    db.session.commit()
    hold(cast, cast.jeunesse, (4, 3), [cast.bob], hours=3)
    hours = grid(told(), "Heures de bénévolat")["Groupes de travail et temps collectifs"]["Heures"]
    assert hours.replace("\u00a0", " ") == "2 h"
    row = by_group()["Jeunesse"]
    assert (row["Présences"], row["Personnes"], row["Centres"]) == (2, 1, 1)
    assert (row["Bénévoles"], row["Salariés"]) == (0, 1), "one person, of the status of the last time"


@pytest.mark.parametrize(("last", "hours"), [(date(YEAR, 4, 3), "0 h"), (date(YEAR, 4, 2), "2 h")])
def test_who_represents_an_institution_does_so_until_the_evening_of_the_last_day(cast, last, hours):
    cast.paul.status = cast.bob.status
    mandate = db.session.scalars(select(Mandate).where(Mandate.role == Role.PARTNER)).one()
    mandate.ends_on = last
    again = {"starts_on": date(YEAR, 9, 1), "institution_id": mandate.institution_id}
    db.session.add(Mandate(person_id=cast.paul.id, role=Role.PARTNER, **again))
    hold(cast, cast.committee, (4, 3), [cast.paul])
    told_hours = grid(told(), "Heures de bénévolat")["Groupes de travail et temps collectifs"]["Heures"]
    assert flat(told_hours) == hours
    assert brief()["Présences"] == 1


def test_who_was_excused_gave_no_time(cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.bob], presence=Presence.EXCUSED)
    row = by_group()["Jeunesse"]
    assert (row["Réunions"], row["Présences"]) == (1, 0)


def full_year(cast):
    """Something in every column."""
    meeting = hold(cast, cast.jeunesse, (2, 3), [cast.bob, cast.nora, cast.alice])
    hold(cast, cast.board, (3, 3), [cast.bea])
    point = make_held_meeting(cast).points[0]
    at = meeting.starts_at
    about = {"items": [cast.items["o2-act1"]]}
    db.session.add(Decision(meeting=meeting, point=point, text="Oui", number="2025-99", published_at=at, **about))
    more = {"group": cast.jeunesse, "meeting": meeting, "published_at": at, "owners": [cast.bob]} | about
    day = clock.in_paris(at).date()
    db.session.add_all(
        [
            ActionItem(title="Faite", state=ActionState.DONE, closed_on=day + timedelta(9), **more),
            ActionItem(title="À faire", due_on=day, **more),
            ActionItem(title="Abandonnée", state=ActionState.DROPPED, closed_on=day, **more),
        ]
    )
    db.session.commit()


def test_each_group_is_told_by_what_it_did(cast):
    full_year(cast)
    row = {name: str(value).replace("\u00a0", " ") for name, value in by_group()["Jeunesse"].items()}
    assert row == {
        "Réunions": "1", "Présences": "3", "Personnes": "3", "Bénévoles": "1", "Salariés": "1", "Habitants": "1",
        "Centres": "2", "Décisions": "1", "Actions décidées": "2", "Actions closes": "1", "Heures bénévoles": "4 h",
    }  # fmt: skip
    assert "Communication" not in by_group(), "a group that did nothing has no line"


def test_each_orientation_is_told_by_what_moved_it(cast):
    full_year(cast)
    cast.project.starts_on = cast.project.starts_on.replace(year=YEAR)
    db.session.commit()
    found = grid(told(), "Par orientation")
    assert found["2 Adapter nos pratiques"] == {
        "Actions closes": 1, "Décisions": 1, "Actions décidées": 2, "Points de réunion": 0,
    }  # fmt: skip
    assert set(found["1 Soutenir l’innovation sociale"].values()) == {0}


def cells(report):
    """(section, row, column) → value, of every table of the report."""
    return {
        (section.title, row[0], header): str(value)
        for section in report.sections
        if section.grid
        for row in section.grid.rows
        for header, value in zip(section.grid.headers[1:], row[1:], strict=True)
    }


def in_table(file):
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Partie", "Ligne", "Colonne", "Valeur"]
    return {(part, line, column): value for part, line, column, value in rows[1:] if column}


def flat(text):
    return " ".join(text.split())


def test_j7_a4_the_figures_equal_those_of_the_csv(client_of, cast):
    full_year(cast)
    bea = client_of("bea")
    expected = cells(told())
    assert len(expected) > 30
    assert in_table(bea.get(f"{ADDRESS}.csv").data) == expected
    tables = [[list(map(flat, row)) for row in table] for table in odt(bea.get(f"{ADDRESS}.odt").data).tables]
    text = pdf(bea.get(f"{ADDRESS}.pdf").data).text
    page = bea.page(ADDRESS)
    shown = [[flat(cell.get_text()) for cell in row.select("th, td")] for row in page.select(".figures tbody tr")]
    for section in told().sections:
        for row in section.grid.rows if section.grid else []:
            said = [flat(str(cell)) for cell in row]
            assert any(said in table for table in tables), row
            assert said in shown, row
            assert " ".join(said) in flat(text), row


def test_figures_are_read_by_thousands_and_hours_stand_under_figures(client_of, cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.bob], hours=6)
    meeting = hold(cast, cast.jeunesse, (3, 3), [cast.bob], hours=5)
    meeting.ends_at = meeting.starts_at + timedelta(hours=1300, minutes=30)
    db.session.commit()
    last = client_of("bea").page(ADDRESS).select(".figures tbody tr")[-1]
    assert last.find_previous("table").select("thead th.number")[-1].get_text() == "Heures"
    hours = grid(told(), "Heures de bénévolat")["Groupes de travail et temps collectifs"]["Heures"]
    assert hours == "1\u202f306\u00a0h\u00a030"
    assert Grid(["Groupe", "Présences", "Quand"], [["Jeunesse", 1298, "13\u00a0juin"]], [1, 1, 1]).numbers == [1]
    assert Grid(["Groupe", "Présences"], [["Jeunesse", 1298]], [1, 1]).cells == [["Jeunesse", "1\u202f298"]]


def test_j7_a5_what_is_presented_does_not_change_and_says_that_facts_did(client_of, cast):
    full_year(cast)
    bea = client_of("bea")
    presented = bea.post(f"{ADDRESS}/presentation")
    assert presented.status_code == 303
    address = presented.location
    before = {form: bea.get(f"{address}.{form}").data for form in ("csv", "pdf")}
    page = bea.page(address).main
    assert "Bea B." in page.get_text()
    assert "ont changé" not in page.get_text()
    hold(cast, cast.jeunesse, (6, 3), [cast.bob, cast.carl])
    after = bea.page(address).main
    assert "Des faits ont changé depuis" in after.get_text()
    figures = [[row.get_text() for row in one.select(".figures tr")] for one in (page, after)]
    assert figures[0] == figures[1]
    assert {form: bea.get(f"{address}.{form}").data for form in ("csv", "pdf")} == before


def test_what_is_presented_says_nothing_when_facts_are_the_same_again(client_of, cast):
    full_year(cast)
    report = operations.present_year(YEAR, cast.bea)
    late = hold(cast, cast.jeunesse, (6, 3), [cast.bob])
    assert operations.has_changed(report)
    late.state = MeetingState.CANCELLED
    db.session.flush()
    assert not operations.has_changed(report)


def test_j7_a6_no_address_nor_telephone_is_in_any_export(client_of, cast):
    full_year(cast)
    for person in db.session.scalars(select(Person)):
        person.phone = "06 12 34 56 78"
    db.session.commit()
    dora = client_of("dora")
    texts = [dora.get(f"{ADDRESS}.csv").data.decode("utf-8-sig"), odt(dora.get(f"{ADDRESS}.odt").data).text]
    texts.append(pdf(dora.get(f"{ADDRESS}.pdf").data).text)
    for text in texts:
        assert "example.org" not in text
        assert "06 12" not in text
        assert "Bob" not in text, "no name either"


def test_a_report_keeps_nobody_by_name(cast):
    full_year(cast)
    report = operations.present_year(YEAR, cast.bea)
    assert not [person.last_name for person in db.session.scalars(select(Person)) if person.last_name in report.content]


def test_an_erased_author_changes_no_figure(client_of, cast):
    full_year(cast)
    report = operations.present_year(YEAR, cast.bea)
    kept = report.content
    cast.bea.erased_at = clock.now()
    db.session.commit()
    text = client_of("dora").page(f"/rapports/{report.id}").main.get_text()
    assert "membre retiré·e" in text
    assert db.session.get(Report, report.id).content == kept


def test_a_year_without_meetings_reads_well(client_of, cast):
    dora = client_of("dora")
    text = dora.page("/rapports/annuel/2019").main.get_text()
    assert "Aucune réunion ne s’est tenue en 2019." in text
    for form in ("pdf", "odt", "csv"):
        assert dora.get(f"/rapports/annuel/2019.{form}").status_code == 200


def test_a_year_to_come_is_not_presented(client_of, cast):
    ahead = clock.today().year + 1
    dora = client_of("dora")
    assert "Cette année n’a pas commencé" in dora.page(f"/rapports/annuel/{ahead}").main.get_text()
    assert dora.post(f"/rapports/annuel/{ahead}/presentation").status_code == 409
    assert dora.get("/rapports/annuel/99999").status_code == 404
    assert dora.post("/rapports/annuel/99999/presentation").status_code == 404


def test_presenting_twice_is_presenting_once(client_of, cast):
    full_year(cast)
    dora = client_of("dora")
    first, second = dora.post(f"{ADDRESS}/presentation"), dora.post(f"{ADDRESS}/presentation")
    assert first.location == second.location
    assert len(db.session.scalars(select(Report)).all()) == 1


# Holes


def test_holes_come_first_each_with_what_it_lacks(client_of, cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.bob], published=False)
    answered = hold(cast, cast.jeunesse, (3, 3), [])
    db.session.add(Attendance(meeting_id=answered.id, person_id=cast.bob.id, answer=Answer.YES))  # was he there?
    hold(cast, cast.board, (4, 3), state=MeetingState.CALLED)
    hold(cast, cast.jeunesse, (5, 3), [cast.bob])
    hold(cast, cast.jeunesse, (6, 3), [cast.bob], state=MeetingState.CANCELLED)
    page = client_of("bea").page(ADDRESS).main
    said = {flat(line.a.get_text()): flat(line.get_text()) for line in page.section.select("li")}
    assert set(said) == {"Réunion du 3/2", "Réunion du 3/3", "Réunion du 3/4"}
    assert said["Réunion du 3/2"].endswith(": compte rendu non publié")
    assert said["Réunion du 3/3"].endswith(": présences non notées")
    assert said["Réunion du 3/4"].endswith(": réunion passée qui n’est pas close")
    headings = [heading.get_text() for heading in page.find_all("h2")]
    assert headings.index("Ce qui manque") < headings.index("L’année en bref")
    assert "réunions passées non closes" in client_of("bea").get(f"{ADDRESS}.csv").text, "presented all the same"


def letters():
    return db.session.scalars(select(Letter).where(Letter.kind == "reports/holes")).all()


def test_a_reminder_goes_to_those_who_lead_once_a_day(client_of, cast, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    hold(cast, cast.jeunesse, (2, 3), [cast.bob], published=False)
    hold(cast, cast.communication, (2, 4), [cast.carl], published=False)
    bea = client_of("bea")
    page = bea.page(ADDRESS).main
    assert "personne à qui écrire" in page.get_text(), "nobody leads Communication"
    assert bea.post(f"{ADDRESS}/relance").status_code == 303
    assert [letter.address for letter in letters()] == ["alice@example.org"]
    assert "Réunion du 3/2" in letters()[0].text
    assert "demandé aujourd’hui" in bea.page(ADDRESS).main.get_text()
    assert client_of("dora").post(f"{ADDRESS}/relance").status_code == 409, "whoever asks"
    assert len(letters()) == 1
    time_machine.move_to("2026-03-03 10:00:00+00:00", tick=False)
    assert bea.post(f"{ADDRESS}/relance").status_code == 303
    assert len(letters()) == 2


@pytest.mark.parametrize(("where", "named"), [("jeunesse", "le groupe"), ("board", "l’instance")])
def test_a_reminder_does_not_call_a_body_a_group(client_of, cast, where, named):
    group = cast.groups[where]
    hold(cast, group, (2, 3), [cast.bea], published=False)
    db.session.add(CoFacilitation(group_id=group.id, person_id=cast.bea.id, starts_on=LONG_AGO))
    db.session.commit()
    client_of("dora").post(f"{ADDRESS}/relance")
    for said in (letters()[0].text, letters()[0].html):
        assert f"il manque encore, dans {named} {group.name}" in flat(said)


def test_groups_that_would_be_asked_are_named_in_a_sentence(client_of, cast):
    for group in (cast.jeunesse, cast.communication):
        hold(cast, group, (2, 3), [cast.bob], published=False)
    db.session.add(CoFacilitation(group_id=cast.communication.id, person_id=cast.carl.id, starts_on=LONG_AGO))
    db.session.commit()
    said = " ".join(client_of("bea").page(ADDRESS).main.get_text().split())
    assert "Un courrier part à la co-animation de Jeunesse et Communication." in said


def test_nothing_is_asked_when_nothing_is_missing(client_of, cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.bob])
    assert client_of("bea").post(f"{ADDRESS}/relance").status_code == 409
    assert letters() == []


def test_where_nobody_leads_there_is_nobody_to_ask(client_of, cast):
    hold(cast, cast.communication, (2, 4), [cast.carl], published=False)
    asked = client_of("bea").post(f"{ADDRESS}/relance")
    assert asked.status_code == 409
    assert "Personne à qui écrire" in asked.text
    assert "déjà parti" not in asked.text


# Rights and cost


def test_reports_presented_are_read_by_the_network_and_not_by_partners(client_of, cast):
    report = operations.present_year(YEAR, cast.bea)
    db.session.commit()
    assert client_of("carl").get(f"/rapports/{report.id}").status_code == 200
    for form in ("pdf", "csv"):
        assert client_of("paul").get(f"/rapports/{report.id}.{form}").status_code == 403
    assert client_of("paul").get(f"/rapports/{report.id}").status_code == 403
    assert not client_of("paul").page("/rapports").select(f"a[href='/rapports/{report.id}']")
    assert client_of("carl").page("/rapports").select(f"a[href='/rapports/{report.id}']")


def test_statements_do_not_grow_with_the_year(client_of, cast):
    full_year(cast)
    dora = client_of("dora")
    few = len(dora.counted(ADDRESS))
    for day in range(1, 8):
        hold(cast, cast.communication, (7, day), [cast.carl, cast.bob], published=False)
        hold(cast, cast.board, (8, day), [cast.bea])
    many = dora.counted(ADDRESS)
    assert len(many) == few, "\n".join(many)
    assert few <= 12
