"""The agenda of the whole federation, or of one group: a list, or a month; calendars to subscribe to."""

from datetime import timedelta
from itertools import groupby

from flask import Blueprint, abort, flash, make_response, request, url_for
from flask_login import current_user

from workspace import clock, limits
from workspace.access import Can, allow, standing_of
from workspace.forms import status_of
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.groups.queries import standing_of as belongings_of
from workspace.meetings import calendar
from workspace.pacts import queries as pacts
from workspace.pages import caller, go_to, page
from workspace.pagination import paginated
from workspace.polls import queries as polls
from workspace.post import public_url
from workspace.scheduling import months, operations, queries
from workspace.scheduling.forms import SchoolHolidayForm
from workspace.scheduling.models import SchoolHoliday
from workspace.settings import queries as settings

READINGS, READINGS_PER = 60, timedelta(minutes=10)  # of one feed, by one network
bp = Blueprint("scheduling", __name__)


@bp.get("/agenda")
@allow(Can.SEE_CALENDAR)
def agenda():
    known = groups.all_groups()
    slug = request.args.get("groupe", "")
    group = next((one for one in known if one.slug == slug), None)
    standing = standing_of(current_user)
    frame = {
        "groups": known,
        "group": group,
        "unknown": bool(slug and not group),
        "this_month": months.this_month(),
        "group_ids": standing.group_ids,
    }
    return _month(standing, group, frame) if "mois" in request.args else _list(standing, group, frame)


def _list(standing, group, frame):
    past = paginated(queries.past(standing, group), request.args.get("page", 1, int))
    return page(
        "scheduling/agenda.html",
        month=None,
        coming=by_month(queries.coming(standing, current_user.id, group)) if past.number == 1 else [],
        past=past,
        polls=polls.in_progress(standing, group) if past.number == 1 else [],
        past_months=by_month((meeting, None) for meeting in past.rows),
        **frame,
    )


def _month(standing, group, frame):
    named = months.read(request.args["mois"])
    month = named or months.this_month()
    weeks = month.weeks
    pairs = queries.between(standing, current_user.id, weeks[0][0], weeks[-1][-1] + timedelta(days=1), group)
    proposed = polls.polls_between(standing, weeks[0][0], weeks[-1][-1], group)
    return page(
        "scheduling/agenda.html",
        month=month,
        proposed={day: list(rows) for day, rows in groupby(proposed, lambda one: clock.in_paris(one.starts_at).date())},
        school=months.school_holidays_of(month),
        bad_month=not named,
        days={day: list(rows) for day, rows in groupby(pairs, day_of)},
        rows=[pair for pair in pairs if month.holds(day_of(pair))],
        holidays=months.holidays_of(month),
        **frame,
    )


def day_of(pair):
    """The day in Paris of a row of an agenda."""
    return clock.in_paris(pair[0].starts_at).date()


def by_month(pairs):
    """Rows that follow each other in one month of Paris, with its first day."""
    return [(first, list(rows)) for first, rows in groupby(pairs, lambda pair: day_of(pair).replace(day=1))]


@bp.get("/mon-calendrier")
@allow(Can.SEE_CALENDAR)
def my_calendar():
    """How to subscribe; the address is made when it is asked for."""
    known = queries.feed_key_of(current_user.id)
    address = public_url("scheduling.my_feed", key=known.key) if known else ""
    return page("scheduling/my_calendar.html", address=address, over="webcal" + address[address.find(":") :])


@bp.post("/mon-calendrier")
@allow(Can.SEE_CALENDAR)
def make_my_calendar():
    operations.make_feed_key(current_user)
    return go_to(url_for("scheduling.my_calendar"))


@bp.post("/mon-calendrier/renouveler")
@allow(Can.SEE_CALENDAR)
def renew_my_calendar():
    operations.renew_feed_key(current_user)
    flash("Votre calendrier a une nouvelle adresse. L’ancienne ne répond plus : abonnez-vous de nouveau.")
    return go_to(url_for("scheduling.my_calendar"))


@bp.get("/calendriers/<key>.ics")
@allow(Can.VISIT)
def my_feed(key):
    """The secret of the address stands for the sign-in: calendars cannot sign in."""
    limits.count("feed", f"{key[:50]} {caller()}", READINGS, READINGS_PER)
    owner = queries.owner_of_feed(key) or abort(404)
    mine = belongings_of(owner.id)
    name = f"{settings.federation().short_name}, {owner.short_name}"
    days = [deadline_day(pact, one) for pact, one in pacts.deadlines_for(mine)]
    return subscribed(
        name, queries.for_feed(mine.group_ids | mine.led_ids, owner.id), "private", with_links=True, days=days
    )


def deadline_day(pact, deadline):
    """A deadline of a pact, in the calendar of whoever follows it."""
    said, page_of_it = f"{deadline.name} ({pact.name})", public_url("pacts.show", id=pact.id)
    return calendar.Day(f"pact-{pact.id}-{deadline.uid}", deadline.on, said, page_of_it, pact.signed_on)


@bp.get("/agenda.ics")
@allow(Can.VISIT)
def public_feed():
    limits.count("feed", f"all {caller()}", READINGS, READINGS_PER)
    return subscribed(settings.federation().short_name, queries.for_feed(), "public")


@bp.get("/groupes/<slug:slug>/agenda.ics")
@allow(Can.VISIT, Group, "slug")
def group_feed(group):
    limits.count("feed", f"{group.slug} {caller()}", READINGS, READINGS_PER)
    return subscribed(group.name, queries.for_feed([group.id]), "public")


def subscribed(name, meetings, who, **options):
    """A calendar, or 304 to whoever has it already."""
    text = calendar.feed(name, meetings, lambda meeting: public_url("meetings.show", id=meeting.id), **options)
    response = make_response(text)
    response.mimetype = "text/calendar"
    response.headers["Cache-Control"] = f"{who}, max-age=300"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)


@bp.route("/calendrier-scolaire", methods=["GET", "POST"])
@allow(Can.KEEP_SCHOOL_CALENDAR)
def school_calendar():
    form = SchoolHolidayForm()
    if form.validate_on_submit() and written(form, settings.federation().school_zone):
        return go_to(url_for("scheduling.school_calendar"))
    zone, status = settings.federation().school_zone, status_of(form)
    return page(
        "scheduling/school_calendar.html", status=status, form=form, zone=zone, years=queries.school_years(zone)
    )


def written(form, zone, corrected=None):
    """Whether it is written; else the form says why."""
    with form.objections(beside=form.starts_on):
        operations.write_school_holiday(
            zone, form.name.data, form.starts_on.data, form.ends_on.data, corrected=corrected
        )
        flash("Le calendrier scolaire est à jour.")
    return not form.errors


@bp.route("/calendrier-scolaire/<int:id>", methods=["GET", "POST"])
@allow(Can.KEEP_SCHOOL_CALENDAR, SchoolHoliday)
def edit_school_holiday(holiday):
    form = SchoolHolidayForm(obj=holiday)
    if form.validate_on_submit() and written(form, holiday.zone, holiday):
        return go_to(url_for("scheduling.school_calendar"))
    return page("scheduling/edit_school_holiday.html", status=status_of(form), form=form, holiday=holiday)


@bp.route("/calendrier-scolaire/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.KEEP_SCHOOL_CALENDAR, SchoolHoliday)
def remove_school_holiday(holiday):
    """A GET asks once."""
    if request.method == "GET":
        return page("scheduling/remove_school_holiday.html", holiday=holiday)
    operations.remove_school_holiday(holiday)
    flash("Ces vacances sont retirées du calendrier.")
    return go_to(url_for("scheduling.school_calendar"))
