"""« Mes heures » : reading, correcting, declaring and proving the time that one gave. One's own, nobody else's."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace import clock, limits
from workspace.access import Can, allow
from workspace.documents.pages import document_file
from workspace.forms import EARLIEST, LATEST, begin_again, number_seen, status_of
from workspace.french import french
from workspace.meetings.models import Attendance
from workspace.pages import go_to, page, small_number, table_file
from workspace.pagination import Page, within
from workspace.people.models import Status
from workspace.refusals import Refused
from workspace.settings.queries import federation
from workspace.volunteering import exports, operations, queries
from workspace.volunteering.forms import CorrectForm, DeclareForm
from workspace.volunteering.models import NAMES, VolunteerTime

bp = Blueprint("volunteering", __name__)
SIZE = 20
NOTHING_TO_SAY = french("Aucune heure n’est notée en {} : il n’y a rien à attester.")


def year_asked(text):
    year = int(text)
    if not EARLIEST <= year <= LATEST:
        raise ValueError(text)
    return year


def shown(year):
    return url_for("volunteering.index", annee=None if year == clock.today().year else year)


def page_of(lines, asked):
    number = within(asked, len(lines), SIZE)
    return Page(lines[(number - 1) * SIZE : number * SIZE], number, len(lines), SIZE)


@bp.get("/mes-heures")
@allow(Can.ENTER)
def index():
    """Of another year than can be, this one's."""
    this = clock.today().year
    year = request.args.get("annee", this, year_asked)
    mine = queries.year_of(current_user.id, year)
    return page(
        "volunteering/index.html",
        mine=mine,
        found=page_of(mine.lines, request.args.get("page", 1, small_number)),
        names=NAMES,
        this=this,
        first=EARLIEST,
        at_work=current_user.status is Status.EMPLOYEE,
    )


def mine_of(year):
    return queries.year_of(current_user.id, year) if EARLIEST <= year <= LATEST else abort(404)


@bp.get("/mes-heures/annee-<int:year>.csv")
@allow(Can.ENTER)
def table(year):
    mine = mine_of(year)
    limits.count_export(current_user.id)
    return table_file(exports.as_table(mine), f"mes-heures-{year}", "csv")


@bp.get("/mes-heures/attestation-<int:year>.<any(pdf,odt):form>")
@allow(Can.ENTER)
def certificate(year, form):
    mine = mine_of(year)
    if not mine.lines:
        raise Refused(NOTHING_TO_SAY.format(year))
    document = exports.certificate(mine, current_user, federation())
    return document_file(document, form, f"attestation-benevolat-{year}")


# Meetings


@bp.route("/mes-heures/reunions/<int:id>", methods=["GET", "POST"])
@allow(Can.KEEP_TIME, Attendance)
def correct(attendance):
    line = operations.line_of(attendance)
    form = CorrectForm.of(line)
    if form.validate_on_submit():
        with form.objections():
            operations.correct(attendance, form.minutes.data, form.reason.data or "", form.seen.data)
            flash("Votre temps est corrigé.")
            return go_to(shown(line.day.year))
    if form.stale:
        line = operations.line_of(attendance)
        begin_again(form.seen, operations.version_of(line))
    context = {"line": line, "attendance": attendance, "back": shown(line.day.year)}
    return page("volunteering/correct.html", status=status_of(form), form=form, **context)


@bp.post("/mes-heures/reunions/<int:id>/duree")
@allow(Can.KEEP_TIME, Attendance)
def put_back(attendance):
    operations.put_back(attendance)
    flash("La durée de la réunion est reprise.")
    return go_to(shown(operations.line_of(attendance).day.year))


# Declared time


@bp.route("/mes-heures/declarer", methods=["GET", "POST"])
@allow(Can.ENTER)
def declare():
    person = current_user._get_current_object()
    operations.refuse_who_is_at_work(person)
    form = DeclareForm.new(person.id)
    if form.validate_on_submit():
        with form.objections(beside=form.day):
            made = operations.declare(person, form.form_id.data, form.told())
            flash(french("C’est noté. Merci pour ce temps !"))
            return go_to(shown(made.day.year))
    return page("volunteering/declare.html", status=status_of(form), form=form)


@bp.route("/mes-heures/<int:id>", methods=["GET", "POST"])
@allow(Can.KEEP_TIME, VolunteerTime)
def edit(time):
    person = current_user._get_current_object()
    form = DeclareForm.of(time, person.id)
    if form.validate_on_submit():
        with form.objections(beside=form.day):
            operations.edit(time, person, number_seen(form.revision), form.told())
            flash("Ce temps est modifié.")
            return go_to(shown(time.day.year))
    if form.stale:
        begin_again(form.revision, time.revision)
    return page("volunteering/edit.html", status=status_of(form), form=form, time=time, back=shown(time.day.year))


@bp.route("/mes-heures/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.KEEP_TIME, VolunteerTime)
def remove(time):
    """A GET asks once."""
    back = shown(time.day.year)
    if request.method == "GET":
        return page("volunteering/remove.html", time=time, names=NAMES, back=back)
    operations.remove(time)
    flash("Ce temps est retiré.")
    return go_to(back)
