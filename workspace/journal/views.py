"""Reading the journal: of the installation, of a group, of one object. Nothing here writes."""

from flask import Blueprint, abort, request
from flask_login import current_user

from workspace.access import Can, allow, load, may, standing_of
from workspace.groups.models import Group
from workspace.journal import queries
from workspace.journal.models import Entry
from workspace.journal.pages import THINGS, by_day, read
from workspace.pages import page, small_number
from workspace.pagination import paginated
from workspace.people.models import Role

bp = Blueprint("journal", __name__)


def readable():
    """The lines that the person signed in may read."""
    standing = standing_of(current_user)
    everything = may(current_user, Can.STEER)
    return queries.entries(everything, Role.SYSADMIN in standing.roles, standing.led_ids)


def shown(query):
    """What a page of lines needs."""
    lines = read(paginated(query, request.args.get("page", 1, type=small_number)))
    return {"lines": lines, "days": by_day(lines)}


@bp.get("/journal")
@allow(Can.READ_JOURNAL)
def index():
    return page("journal/index.html", everything=may(current_user, Can.STEER), **shown(readable()))


@bp.get("/groupes/<slug:slug>/journal")
@allow(Can.SEE_HISTORY, Group, "slug")
def of_group(group):
    return page("journal/of_group.html", group=group, **shown(readable().where(Entry.group_id == group.id)))


@bp.get("/historique/<any(groupe,reunion,action,pacte,revue,representation,ressource):word>/<int:id>")
@allow(Can.SEE_SOME_HISTORY)
def of_thing(word, id):
    """The lines about one object. Whoever its page leads here reads that it has none; others, that it is no page."""
    model, _ = THINGS[word]
    found = shown(queries.about(readable(), model.__tablename__, id))
    if not found["lines"].total and not may(current_user, Can.SEE_HISTORY, load(model, "id", id)):
        abort(404)
    return page("journal/of_thing.html", word=word, **found)
