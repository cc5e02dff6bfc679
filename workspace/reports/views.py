"""Reports: what is missing, the draft, what was presented; each a page, a PDF, an ODT and a table."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace import clock, limits
from workspace.access import Can, allow, may, standing_of
from workspace.documents.pages import document_file
from workspace.forms import EARLIEST, LATEST
from workspace.french import count, day, ended, french, moment
from workspace.groups import queries as groups
from workspace.pacts import queries as pacts
from workspace.pacts.models import CooperationPact
from workspace.pages import go_to, page, small_number, table_file
from workspace.pagination import paginated
from workspace.project import queries as project
from workspace.reports import annual as yearly
from workspace.reports import board, content, holes, operations, queries
from workspace.reports import pact as of_pact
from workspace.reports.models import Report, ReportKind
from workspace.settings.queries import federation

bp = Blueprint("reports", __name__)
DRAFT = "Document de travail, préparé le {} : il n’a pas encore été présenté."


@bp.get("/rapports")
@allow(Can.SEE_CALENDAR)
def index():
    found = paginated(queries.presented(standing_of(current_user)), request.args.get("page", 1, small_number))
    current = project.current()
    pact = pacts.of_project(current.id) if current else None
    return page("reports/index.html", reports=found, years=queries.years(), current=current, pact=pact)


def note_of_draft():
    return DRAFT.format(day(clock.today())).replace(" :", "\u00a0:")


def file_of(report, form, name, note, made_at=None):
    """The same figures in a table or on paper."""
    if form == "csv":
        limits.count_export(current_user.id)
        return table_file(content.as_table(report), name, "csv")
    return document_file(content.as_document(report, federation(), note, made_at=made_at), form, name)


def presented(report):
    what = "bilan" if report.kind is ReportKind.PACT else "rapport"
    flash(french(f"Le {what} est présenté : il ne changera plus."))
    return go_to(url_for("reports.show", id=report.id))


# The year


def missing_of(year):
    return holes.of_year(year) if EARLIEST <= year <= LATEST else abort(404)


@bp.get("/rapports/annuel/<int:year>")
@allow(Can.PREPARE_REPORTS)
def annual(year):
    missing = missing_of(year)
    years, reminded = queries.years_and_reminded()
    return page(
        "reports/annual.html",
        year=year,
        report=yearly.content(year, missing),
        missing=missing,
        leaders=groups.co_facilitations(),
        reminded=reminded,
        years=years,
        begun=year <= clock.today().year,
    )


@bp.get("/rapports/annuel/<int:year>.<any(pdf,odt,csv):form>")
@allow(Can.PREPARE_REPORTS)
def annual_file(year, form):
    return file_of(yearly.content(year, missing_of(year)), form, f"rapport-annuel-{year}", note_of_draft())


@bp.post("/rapports/annuel/<int:year>/relance")
@allow(Can.PREPARE_REPORTS)
def remind(year):
    written = operations.ask_to_fill(missing_of(year), year)
    flash(f"{count(len(written), 'courrier est parti', 'courriers sont partis')}.")
    return go_to(url_for("reports.annual", year=year))


@bp.route("/rapports/annuel/<int:year>/presentation", methods=["GET", "POST"])
@allow(Can.PREPARE_REPORTS)
def present_year(year):
    """A GET asks once."""
    missing_of(year)
    if request.method == "GET":
        return page("reports/present_year.html", year=year)
    return presented(operations.present_year(year, current_user._get_current_object()))


# The project, for the board


def current_project():
    return project.current() or abort(404)


def progress_today():
    return board.content(current_project(), clock.today())


@bp.get("/rapports/avancement")
@allow(Can.PREPARE_REPORTS)
def progress():
    return page("reports/progress.html", report=progress_today())


@bp.get("/rapports/avancement.<any(pdf,odt,csv):form>")
@allow(Can.PREPARE_REPORTS)
def progress_file(form):
    return file_of(progress_today(), form, f"avancement-{clock.today()}", note_of_draft())


@bp.route("/rapports/avancement/presentation", methods=["GET", "POST"])
@allow(Can.PREPARE_REPORTS)
def present_progress():
    """A GET asks once."""
    of = current_project()
    if request.method == "GET":
        return page("reports/present_progress.html")
    return presented(operations.present_project(of, current_user._get_current_object()))


# The pact


def draft_of_pact(pact):
    return of_pact.content(pact, not may(current_user, Can.SEE_NETWORK), clock.today())


@bp.get("/pactes/<int:id>/bilan")
@allow(Can.SEE_PACT, CooperationPact)
def pact(pact):
    return page("reports/pact.html", pact=pact, report=draft_of_pact(pact))


@bp.get("/pactes/<int:id>/bilan.<any(pdf,odt,csv):form>")
@allow(Can.SEE_PACT, CooperationPact)
def pact_file(pact, form):
    return file_of(draft_of_pact(pact), form, f"bilan-{pact.key}-{clock.today()}", note_of_draft())


@bp.route("/pactes/<int:id>/bilan/presentation", methods=["GET", "POST"])
@allow(Can.PREPARE_REPORTS, CooperationPact)
def present_pact(pact):
    """A GET asks once."""
    if request.method == "GET":
        return page("reports/present_pact.html", pact=pact)
    return presented(operations.present_pact(pact, current_user._get_current_object()))


# What was presented


def for_partners(report):
    return report.kind is ReportKind.PACT and not may(current_user, Can.SEE_NETWORK)


def kept(report):
    """What the reader may know of it: a partner, what was ticked for partners that day."""
    return content.from_json(report.for_partners if for_partners(report) else report.content)


@bp.get("/rapports/<int:id>")
@allow(Can.READ_REPORT, Report)
def show(report):
    changed = operations.has_changed(report, for_partners(report))
    return page("reports/show.html", kept=report, report=kept(report), changed=changed)


@bp.get("/rapports/<int:id>.<any(pdf,odt,csv):form>")
@allow(Can.READ_REPORT, Report)
def show_file(report, form):
    by = f" par {report.presented_by.short_name}" if report.presented_by else ""
    note = f"{ended(f'Présenté le {moment(report.presented_at)}{by}')} Ses chiffres sont ceux de ce jour."
    return file_of(kept(report), form, name_of(report), note, report.presented_at)


def name_of(report):
    """Of its file, apart from those of drafts and of what else is presented that day."""
    names = {
        ReportKind.PACT: "bilan",
        ReportKind.PROGRESS: "avancement",
        ReportKind.ANNUAL: f"rapport-annuel-{report.year}",
    }
    about = f"-{report.pact.key}" if report.pact else ""
    return f"{names[report.kind]}{about}-presente-le-{clock.in_paris(report.presented_at):%Y-%m-%d-a-%Hh%M}"
