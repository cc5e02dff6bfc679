"""The agenda of the whole federation, or of one group."""

from itertools import groupby

from flask import Blueprint, request
from flask_login import current_user

from workspace import clock
from workspace.access import Can, allow, standing_of
from workspace.groups import queries as groups
from workspace.pages import page
from workspace.pagination import paginated
from workspace.scheduling import queries

bp = Blueprint("scheduling", __name__)


@bp.get("/agenda")
@allow(Can.SEE_CALENDAR)
def agenda():
    known = groups.all_groups()
    slug = request.args.get("groupe", "")
    group = next((one for one in known if one.slug == slug), None)
    standing = standing_of(current_user)
    past = paginated(queries.past(standing, group), request.args.get("page", 1, int))
    return page(
        "scheduling/agenda.html",
        groups=known,
        group=group,
        unknown=bool(slug and not group),
        coming=by_month(queries.coming(standing, current_user.id, group)) if past.number == 1 else [],
        past=past,
        past_months=by_month((meeting, None) for meeting in past.rows),
        group_ids=standing.group_ids,
    )


def by_month(pairs):
    """Rows that follow each other in one month of Paris, with its first day."""
    months = groupby(pairs, lambda pair: clock.in_paris(pair[0].starts_at).date().replace(day=1))
    return [(first, list(rows)) for first, rows in months]
