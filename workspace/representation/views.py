"""Where the federation sits outside: the register, each seat, who holds it, what is reported back."""

from itertools import groupby

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from workspace import clock, limits
from workspace.access import Can, allow, may, standing_of
from workspace.database import db
from workspace.forms import begin_again, number_seen, status_of
from workspace.french import calendar_day
from workspace.mandates.queries import institutions
from workspace.meetings import queries as meetings
from workspace.pages import go_to, page, small_number, table_file
from workspace.pagination import paginated
from workspace.people.models import Institution, Person
from workspace.people.pages import Choosing
from workspace.refusals import Refused
from workspace.representation import exports, operations, queries
from workspace.representation.forms import EndForm, EndSeatForm, MandateForm, NameForm, PutOffForm, ReportForm
from workspace.representation.models import ExternalMandate, MandateReport, MandateState, Representative, Seat

bp = Blueprint("representation", __name__)
FILES = {"csv": exports.as_csv, "xlsx": exports.as_xlsx}


def shown(mandate):
    return url_for("representation.show", id=mandate.id)


def last_of(mandates):
    """The last report of each that the person signed in may read."""
    return queries.last_reports(standing_of(current_user), current_user.id, mandates)


def asks_for_the_past():
    return request.args.get("etat") == "terminees"


@bp.get("/representations")
@allow(Can.SEE_NETWORK)
def index():
    over = asks_for_the_past()
    found = paginated(queries.mandates(over=over), request.args.get("page", 1, small_number))
    by_institution = [(one, list(mandates)) for one, mandates in groupby(found.rows, lambda row: row.institution)]
    context = {"found": found, "by_institution": by_institution, "last": last_of(found.rows)}
    return page("representation/index.html", over=over, **context)


@bp.get("/representations.<any(csv,xlsx):kind>")
@allow(Can.SEE_NETWORK)
def export(kind):
    limits.count_export(current_user.id)
    mandates = db.session.scalars(queries.mandates(over=asks_for_the_past()).limit(exports.MOST)).all()
    return table_file(FILES[kind](mandates, last_of(mandates)), f"representations-{clock.today():%Y-%m-%d}", kind)


@bp.get("/representations/<int:id>")
@allow(Can.SEE_NETWORK, ExternalMandate)
def show(mandate):
    asked = queries.reports_of(standing_of(current_user), current_user.id, mandate)
    return page(
        "representation/show.html",
        mandate=mandate,
        items=queries.items_of(mandate),
        reports=paginated(asked, request.args.get("page", 1, small_number)),
    )


@bp.route("/representations/nouvelle", methods=["GET", "POST"])
@allow(Can.MANAGE_REPRESENTATION)
def create():
    form = offering(
        MandateForm(
            data={"starts_on": clock.today(), "institution": request.args.get("institution", type=small_number)}
        )
    )
    if form.validate_on_submit():
        institution = db.session.get_one(Institution, form.institution.data)
        with form.objections(beside=form.ends_on):
            mandate = operations.create_mandate(institution, form.served(), **form.typed())
            flash("La représentation est ajoutée. Dites maintenant qui y siège.")
            return go_to(shown(mandate))
    return page("representation/create.html", status=status_of(form), form=form)


def offering(form, chosen=()):
    form.institution.offer(institutions())
    form.offer_items(meetings.items_to_serve(), chosen)
    return form


@bp.route("/representations/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.MANAGE_REPRESENTATION, ExternalMandate)
def edit(mandate):
    db.session.refresh(mandate, ["items"])
    form = offering(MandateForm.of(mandate), mandate.items)
    if form.validate_on_submit():
        institution, revision = db.session.get_one(Institution, form.institution.data), number_seen(form.revision)
        with form.objections(beside=form.ends_on):
            operations.edit_mandate(mandate, revision, institution, form.served(), **form.typed())
            flash("La représentation est modifiée.")
            return go_to(shown(mandate))
    if form.stale:
        db.session.refresh(mandate, ["revision"])
        begin_again(form.revision, mandate.revision)
    return page("representation/edit.html", status=status_of(form), form=form, mandate=mandate)


@bp.route("/representations/<int:id>/fin", methods=["GET", "POST"])
@allow(Can.MANAGE_REPRESENTATION, ExternalMandate)
def end(mandate):
    form = EndForm(
        data={"last_day": min(mandate.ends_on or clock.today(), clock.today()), "reason": mandate.end_reason}
    )
    if form.validate_on_submit():
        with form.objections(beside=form.last_day):
            operations.end_mandate(mandate, form.last_day.data, form.reason.data or "")
            flash(f"La représentation se termine le {calendar_day(mandate.ends_on)}.")
            return go_to(shown(mandate))
    return page("representation/end.html", status=status_of(form), form=form, mandate=mandate)


@bp.route("/representations/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.MANAGE_REPRESENTATION, ExternalMandate)
def remove(mandate):
    """A GET asks once."""
    if request.method == "GET":
        return page("representation/remove.html", mandate=mandate)
    operations.remove_mandate(mandate)
    flash("La représentation est retirée.")
    return go_to(url_for("representation.index"))


# Who sits.


@bp.route("/representations/<int:id>/siege", methods=["GET", "POST"])
@allow(Can.MANAGE_REPRESENTATION, ExternalMandate)
def name(mandate):
    if mandate.state is MandateState.ENDED:
        raise Refused(operations.IS_OVER)
    form = NameForm(data={"starts_on": max(clock.today(), mandate.starts_on), "seat": seat_to_fill(mandate)})
    choosing = Choosing(form.person)
    if form.validate_on_submit():
        person, seat = db.session.get_one(Person, form.person.data), Seat(form.seat.data)
        with form.objections(beside=form.starts_on):
            operations.name_representative(mandate, person, seat, form.starts_on.data, form.ends_on.data)
            flash(f"C’est noté : {person.name} y siège à partir du {calendar_day(form.starts_on.data)}.")
            return go_to(shown(mandate))
    context = {"form": form, "mandate": mandate, "choosing": choosing}
    return page("representation/name.html", "people/_found.html", status_of(form), **context)


def seat_to_fill(mandate):
    return Seat.SUBSTITUTE.value if mandate.holder and not mandate.substitute else Seat.HOLDER.value


@bp.route("/representations/sieges/<int:id>/fin", methods=["GET", "POST"])
@allow(Can.MANAGE_REPRESENTATION, Representative)
def end_seat(representative):
    """A GET asks first; of a seat that may be taken back, only whether it goes."""
    mandate, to_come = representative.mandate, representative.may_be_taken_back
    form = EndSeatForm(data={"last_day": min(representative.last_day or clock.today(), clock.today())})
    if form.is_submitted() and (to_come or form.validate()):
        with form.objections(beside=form.last_day):
            operations.end_seat(representative, form.last_day.data)
            flash("C’est noté.")
            return go_to(shown(mandate))
    context = {"form": form, "representative": representative, "mandate": mandate, "to_come": to_come}
    return page("representation/end_seat.html", status=status_of(form), **context)


# Meetings of the body, and their reports.


@bp.route("/representations/<int:id>/reunion-annoncee", methods=["GET", "POST"])
@allow(Can.REPORT_BACK, ExternalMandate)
def put_off(mandate):
    """The meeting announced does not take place that day: its report would be awaited for ever."""
    form = PutOffForm(data={"announced": mandate.next_on})
    announced = form.announced.data
    if announced is None:
        raise Refused(operations.NOT_ANNOUNCED)
    if form.validate_on_submit():
        with form.objections(beside=form.next_on):
            operations.put_off_meeting(mandate, announced, form.next_on.data)
            flash("C’est noté.")
            return go_to(shown(mandate))
    status, context = status_of(form), {"mandate": mandate, "announced": announced}
    return page("representation/put_off.html", status=status, form=form, **context)


@bp.route("/representations/<int:id>/compte-rendu", methods=["GET", "POST"])
@allow(Can.REPORT_BACK, ExternalMandate)
def report(mandate):
    form = as_offered(ReportForm.new(mandate))
    if form.validate_on_submit():
        with form.objections(beside=form.met_on):
            made = operations.write_report(mandate, current_user._get_current_object(), form.told())
            bring_if_asked(made, form)
            flash("Le compte rendu est écrit. Merci !")
            return go_to(where(made))
    return page("representation/report.html", status=status_of(form), form=form, mandate=mandate)


def where(report):
    return url_for("representation.read", id=report.id)


def as_offered(form):
    """Nothing is brought to a board that the federation has not."""
    if queries.board() is None:
        del form.to_board
    return form


def bring_if_asked(report, form):
    if form.to_board and form.to_board.data:
        operations.bring_to_board(report, where(report))


@bp.get("/representations/comptes-rendus/<int:id>")
@allow(Can.READ_MANDATE_REPORT, MandateReport)
def read(report):
    db.session.refresh(report, ["there"])
    versions = queries.versions_of(report, all_of_them=may(current_user, Can.READ_KEPT_FROM_NETWORK, report))
    return page("representation/read.html", report=report, versions=versions, point=queries.point_of(report))


@bp.route("/representations/comptes-rendus/<int:id>/corriger", methods=["GET", "POST"])
@allow(Can.CORRECT_MANDATE_REPORT, MandateReport)
def correct(report):
    db.session.refresh(report, ["there"])
    form = as_offered(ReportForm.of(report, report.mandate, list(report.there)))
    if form.validate_on_submit():
        with form.objections(beside=form.met_on):
            person = current_user._get_current_object()
            operations.correct_report(report, number_seen(form.revision), person, form.told())
            bring_if_asked(report, form)
            flash("Le compte rendu est corrigé.")
            return go_to(where(report))
    if form.stale:
        db.session.refresh(report, ["revision"])
        begin_again(form.revision, report.revision)
    return page("representation/correct.html", status=status_of(form), form=form, report=report)
