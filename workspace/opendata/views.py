"""Open data: a page that explains each column, and the files."""

import json

from flask import Blueprint, make_response, request

from workspace import limits
from workspace.access import Can, allow
from workspace.french import french
from workspace.opendata.datasets import DATASETS
from workspace.pages import caller, page
from workspace.settings.queries import federation
from workspace.spreadsheets import as_csv

bp = Blueprint("opendata", __name__)
READINGS, READINGS_PER = 120, limits.EXPORTS[1]  # of one network
TYPES = {"json": "application/json", "csv": "text/csv"}


@bp.get("/donnees-ouvertes")
@allow(Can.VISIT)
def index():
    return page("opendata/index.html", datasets=DATASETS.values(), french=french)


@bp.get("/donnees-ouvertes/<any(groupes,reunions,projet,ressources):name>.<any(json,csv):form>")
@allow(Can.VISIT)
def table(name, form):
    """The file, or 304 to whoever has it already."""
    limits.count("open data", caller(), READINGS, READINGS_PER)
    response = make_response(written(DATASETS[name], form))
    response.content_type = f"{TYPES[form]}; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(request)


def written(dataset, form):
    rows = dataset.rows()
    if form == "csv":
        return as_csv(tuple(dataset.columns), [tuple(row.values()) for row in rows])
    said = {"federation": federation().name, "titre": dataset.title, "colonnes": dataset.columns, "lignes": rows}
    return json.dumps(said, ensure_ascii=False, indent=1)
