"""The planner as a file (J4 A8)."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest

from tests.planning.test_planner import PERIOD, in_september, placed  # noqa: F401 - a fixture
from workspace.meetings.models import MeetingState

CSV, XLSX = (PERIOD.replace("/planning", f"/planning.{kind}") for kind in ("csv", "xlsx"))


def read(answer):
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_j4_a8_a_period_as_csv_holds_each_of_its_meetings(client_of, cast):
    placed(cast.jeunesse, "2026-10-20", title="Préparer ; le forum")
    placed(cast.communication, "2027-02-09", title="Hors de la période")
    head, *lines = read(client_of("dora").get(CSV))
    assert head[:4] == ["Semaine du", "Jour", "Début", "Fin"]
    assert [line[:8] for line in lines] == [
        ["19/10/2026", "20/10/2026", "18:00", "20:00", "Jeunesse", "Préparer ; le forum", "CSC Les Acacias",
         "brouillon"]
    ]  # fmt: skip
    assert "Vacances de la Toussaint" in lines[0][8]


def test_j4_a8_the_same_as_a_workbook(client_of, cast):
    placed(cast.jeunesse, "2026-10-20")
    sheet = openpyxl.load_workbook(BytesIO(client_of("dora").get(XLSX).data)).active
    week, day, begins = [cell.value for cell in sheet[2]][:3]
    assert [f"{week:%Y-%m-%d}", f"{day:%Y-%m-%d}", begins] == ["2026-10-19", "2026-10-20", "18:00"]


@pytest.mark.parametrize("title", ["=1+1", "@SUM(A1)", "+33", "-2"])
def test_no_cell_runs(client_of, cast, title):
    placed(cast.jeunesse, "2026-10-20", title=title)
    assert read(client_of("dora").get(CSV))[1][5] == f"'{title}"
    sheet = openpyxl.load_workbook(BytesIO(client_of("dora").get(XLSX).data)).active
    assert (sheet["F2"].value, sheet["F2"].data_type) == (title, "s")


def test_others_drafts_stay_out_of_the_file(client_of, cast):
    placed(cast.communication, "2026-10-20")
    placed(cast.communication, "2026-10-21", state=MeetingState.CALLED)
    assert [line[1] for line in read(client_of("alice").get(CSV))[1:]] == ["21/10/2026"]


@pytest.mark.parametrize("address", ["/planning.pdf", "/planning.csv?du=zzz&au=2027-01-31"])
def test_another_kind_or_a_bad_date_is_no_file(client_of, cast, address):
    assert client_of("dora").get(address).status_code == 404
