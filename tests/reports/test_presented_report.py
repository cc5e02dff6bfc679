"""What was presented says that facts changed since when they did, and only then."""

import json
from datetime import date, timedelta

from sqlalchemy import func, select

from tests.cast import make_meeting
from tests.reports.scene import YEAR, hold
from tests.reports.test_pact_report import whole
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.drafting import operations as drafting
from workspace.meetings.models import Attendance, MeetingState
from workspace.privacy import retention
from workspace.project.models import ItemKind
from workspace.reports import operations
from workspace.reports.content import COUNTED_ONCE

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
