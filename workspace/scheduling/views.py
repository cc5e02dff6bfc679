"""The agenda of the whole federation, or of one group: a list, or a month."""

from datetime import timedelta
from itertools import groupby

from flask import Blueprint, request
from flask_login import current_user

from workspace import clock
from workspace.access import Can, allow, standing_of
from workspace.groups import queries as groups
from workspace.pages import page
from workspace.pagination import paginated
from workspace.scheduling import months, queries

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
        past_months=by_month((meeting, None) for meeting in past.rows),
        **frame,
    )


def _month(standing, group, frame):
    named = months.read(request.args["mois"])
    month = named or months.this_month()
    weeks = month.weeks
    pairs = queries.between(standing, current_user.id, weeks[0][0], weeks[-1][-1] + timedelta(days=1), group)
    return page(
        "scheduling/agenda.html",
        month=month,
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
