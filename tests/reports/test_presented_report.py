"""What was presented says that facts changed since when they did, and only then."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import make_meeting
from tests.documents.reading import pdf
from tests.reports.scene import YEAR, hold
from tests.reports.test_annual_report import flat
from tests.reports.test_pact_report import whole
from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db
from workspace.drafting import operations as drafting
from workspace.french import ended
from workspace.meetings.models import Attendance, MeetingState
from workspace.privacy import retention
from workspace.project.models import ItemKind
from workspace.reports import operations
from workspace.reports.content import COUNTED_ONCE
from workspace.reports.models import Report
from workspace.reviews.models import ProgressReview, ReviewState, Sitting

CHANGED = "Des faits ont changé"


def present_project(cast, by=None):
    report = operations.present_project(cast.project, by or cast.bea)
    db.session.commit()
    return report


def action(title):
    return db.session.scalars(select(ActionItem).where(ActionItem.title == title)).one()


def test_time_that_passes_is_no_fact(cast, scene, time_machine):
    report = present_project(cast)
    time_machine.move_to(clock.now() + timedelta(days=70), tick=False)
    assert action("Écrire aux réseaux").days_late > 0
    assert not operations.has_changed(report)
    assert present_project(cast) is not report, "presented again, it says what is late today"
    action("Tardive").due_on = None
    db.session.commit()
    assert operations.has_changed(report)


def test_how_it_looks_is_no_fact(cast, scene):
    report = present_project(cast)
    kept = json.loads(report.content)
    for section in kept["sections"]:
        section["drawing"] = ""
        if section["grid"]:
            section["grid"]["widths"] = [1] * len(section["grid"]["headers"])
    report.content = json.dumps(kept | {"wide": not kept["wide"]})
    db.session.commit()
    assert not operations.has_changed(report)


def test_how_figures_are_explained_is_no_fact(cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.bob])
    report = operations.present_year(YEAR, cast.bea)
    kept = json.loads(report.content)
    for section in kept["sections"]:
        section["lines"] = [line for line in section["lines"] if line not in COUNTED_ONCE]
    assert json.dumps(kept, ensure_ascii=False, sort_keys=True) != report.content
    report.content = json.dumps(kept)
    db.session.commit()
    assert not operations.has_changed(report)


def test_a_report_is_on_its_own_project_when_another_is_in_force(client_of, cast, scene):
    report = present_project(cast)
    following = drafting.create_project("Le suivant", date(2040, 1, 1), date(2043, 12, 31), "")
    drafting.add_item(following, None, ItemKind.ORIENTATION, "Une")
    drafting.put_in_force(following)
    db.session.commit()
    assert CHANGED not in client_of("bea").page(f"/rapports/{report.id}").main.get_text()
    action("Tardive").due_on = None
    db.session.commit()
    told = client_of("bea").page(f"/rapports/{report.id}").main
    assert CHANGED in told.get_text()
    assert told.find("a", href="/rapports/avancement") is None, "which is on the other"


def test_a_meeting_that_was_to_come_that_day_was_no_hole(cast, time_machine):
    time_machine.move_to("2026-06-15 10:00:00+00:00", tick=False)
    meeting = make_meeting(cast.jeunesse, days=3)
    report = operations.present_year(2026, cast.bea)
    db.session.commit()
    time_machine.move_to("2026-07-15 10:00:00+00:00", tick=False)
    assert not operations.has_changed(report)
    meeting.state = MeetingState.HELD
    db.session.commit()
    assert operations.has_changed(report)


def test_partners_are_told_of_what_they_may_see(client_of, cast, scene):
    report = operations.present_pact(whole(cast), cast.dora)
    db.session.commit()
    action("Tardive").title = "Autrement dite"
    db.session.commit()
    path = f"/rapports/{report.id}"
    assert CHANGED in client_of("bea").page(path).main.get_text()
    assert CHANGED not in client_of("paul").page(path).main.get_text()


def test_what_is_forgotten_in_its_time_changes_no_fact(cast, time_machine):
    for month in (2, 3, 4):
        hold(cast, cast.jeunesse, (month, 3), [cast.bob])
    report = operations.present_year(YEAR, cast.bea)
    db.session.commit()
    time_machine.move_to(f"{YEAR + 10}-01-15 10:00:00+00:00", tick=False)
    for meeting_id in retention.ids_of_old_meetings():
        retention.remove_names(meeting_id)
    assert db.session.scalar(select(func.count(Attendance.person_id))) == 0
    assert not operations.has_changed(report)


def test_a_full_stop_is_no_fact(cast, scene):
    """Of reports presented before each sentence ended with its own."""
    sitting = Sitting(project=cast.project)
    db.session.add(sitting)
    said = {"state": ReviewState.IN_PROGRESS, "text": "Deux sur cinq", "closed": 0, "open": 0, "late": 0, "dropped": 0}
    item = next(one for one in cast.items.values() if not one.text.endswith("."))
    db.session.add(ProgressReview(sitting=sitting, item=item, person=cast.bea, decisions=0, **said))
    db.session.commit()
    report = present_project(cast)
    assert f"{item.text}. En cours. Deux sur cinq." in report.content
    report.content = report.content.replace(
        f"{item.text}. En cours. Deux sur cinq.", f"{item.text} En cours. Deux sur cinq"
    )
    db.session.commit()
    assert not operations.has_changed(report)


@pytest.mark.parametrize(
    ("address", "said", "name"),
    [
        ("/pactes/{}/bilan/presentation", "bilan", "bilan-{}"),
        ("/rapports/avancement/presentation", "rapport", "avancement"),
        (f"/rapports/annuel/{YEAR}/presentation", "rapport", f"rapport-annuel-{YEAR}"),
    ],
)  # fmt: skip
def test_what_is_presented_is_said_and_named_in_the_words_of_its_button(client_of, cast, scene, address, said, name):
    dora = client_of("dora")
    shown = dora.post(address.format(cast.pact.id)).location
    assert f"Le {said} est présenté : il ne changera plus." in flat(dora.page(shown).get_text())
    for form in ("csv", "pdf", "odt"):
        file = dora.get(f"{shown}.{form}").headers["Content-Disposition"]
        assert f"filename={name.format(cast.pact.key)}-presente-le-{clock.in_paris(clock.now()):%Y-%m-%d-a-%Hh}" in file


DRAFTS = ["/pactes/{}/bilan", "/rapports/avancement", f"/rapports/annuel/{YEAR}"]


@pytest.mark.parametrize("address", DRAFTS)
def test_presenting_is_asked_once_and_the_way_back_presents_nothing(client_of, cast, scene, address):
    dora, draft = client_of("dora"), address.format(cast.pact.id)
    asks = dora.page(dora.page(draft).main.select_one("a.btn-primary")["href"]).main
    assert asks.form.a["href"] == draft
    assert db.session.scalar(select(func.count(Report.id))) == 0
    assert dora.post(asks.form["action"]).status_code == 303
    assert db.session.scalar(select(func.count(Report.id))) == 1


@pytest.mark.parametrize("address", DRAFTS)
def test_a_draft_does_not_deny_what_was_presented(client_of, cast, scene, address):
    dora, draft = client_of("dora"), address.format(cast.pact.id)
    dora.post(f"{draft}/presentation")
    said = flat(dora.page(draft).main.get_text())
    assert "rien n’est encore présenté" not in said
    assert "Document de travail, tel qu’il serait présenté aujourd’hui." in said


def test_two_reports_of_one_day_are_told_apart(client_of, cast, scene, time_machine):
    time_machine.move_to("2026-11-18 10:05:00+00:00", tick=False)
    present_project(cast)
    action("Tardive").state = ActionState.DONE
    time_machine.move_to("2026-11-18 15:40:00+00:00", tick=False)
    second = present_project(cast)
    dora, hours = client_of("dora"), ["16:40", "11:05"]
    lines = dora.page("/rapports").select("main h2 + .ruled-list")[-1].find_all("li")
    for line, hour in zip(lines, hours, strict=True):
        assert f"le mercredi 18 novembre 2026 à {hour} par" in flat(line.get_text())
    page, name = dora.page(f"/rapports/{second.id}"), "avancement-presente-le-2026-11-18-a-16h40.pdf"
    said = "résenté le mercredi 18 novembre 2026 à 16:40"
    assert said in page.title.get_text()
    assert said in flat(page.main.get_text())
    file = dora.get(f"/rapports/{second.id}.pdf")
    assert name in file.headers["Content-Disposition"]
    assert said in flat(pdf(file.data).text)


def test_who_only_reads_is_not_asked_to_prepare(client_of, cast):
    headings = [one.get_text() for one in client_of("paul").page("/rapports").main.find_all("h2")]
    assert headings == ["En préparation", "Présentés"]


@pytest.mark.parametrize("said", ["Fait.", "Est-ce fait ?", "Enfin !", "Cycle de rencontres…"])
def test_what_ends_a_sentence_already_has_no_full_stop_beside_it(said):
    assert ended(said) == said
