"""The page of search."""

from flask import Blueprint, request
from flask_login import current_user

from workspace.access import Can, allow, standing_of
from workspace.forms import words_asked
from workspace.groups import queries as groups
from workspace.pages import page, small_number
from workspace.search import queries
from workspace.search.words import stems

bp = Blueprint("search", __name__)
LONGEST = 200  # characters looked for


@bp.get("/recherche")
@allow(Can.SEE_NETWORK)
def index():
    words = words_asked(request.args, "q", LONGEST)
    place = request.args.get("dans", "")
    number = request.args.get("page", 1, type=small_number)
    return page(
        "search/index.html",
        words=words,
        telling=[word for word in words.split() if stems(word)],
        place=place if place in queries.PLACES else "",
        found=queries.found(words, place, standing_of(current_user), current_user.id, number),
        groups={group.id: group for group in groups.all_groups(with_closed=True)},
    )
