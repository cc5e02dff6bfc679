"""The observatory: its indicators, what was measured of each, and files of them."""

from base64 import b64decode, b64encode
from datetime import timedelta

from flask import Blueprint, flash, request, url_for
from flask_login import current_user
from markupsafe import Markup

from workspace import clock, limits, links
from workspace.access import Can, allow
from workspace.forms import status_of, words_asked
from workspace.french import count, french
from workspace.imports.problems import NotImportable
from workspace.meetings import queries as meetings
from workspace.observatory import drawing, importing, operations, queries, reading, words
from workspace.observatory.forms import ConfirmForm, FileForm, IndicatorForm, MeasureForm
from workspace.observatory.importing import Fate
from workspace.observatory.models import Indicator, Measure
from workspace.pages import go_to, page, small_number, table_file
from workspace.pagination import paginated
from workspace.refusals import Refused
from workspace.settings import queries as settings
from workspace.spreadsheets import Cell, as_csv, as_xlsx
from workspace.versions import Stale

bp = Blueprint("observatory", __name__)
PURPOSE, GOOD_FOR = "indicators", timedelta(days=1)
MOST_SHOWN = 100  # lines of a file, before it is confirmed
SOURCE = "Enquête annuelle (exemple)"
EXAMPLES: list[tuple[list[Cell], list[Cell]]] = [  # what stands before the year, and after it
    (["benevolat-heures", "Heures de bénévolat", "Vie associative", "", "heures", ""],
     ["département", 1298, "", "près de", 15, 28, "centres", "", SOURCE, "12", "", ""]),
    (["gouvernance-debat", "Centres où il y a du débat", "Gouvernance", "", "%", ""],
     ["département", None, "", "", 28, 28, "centres", "", SOURCE, "4", "", "Le chiffre manque dans la source."]),
]  # fmt: skip


@bp.get("/observatoire")
@allow(Can.SEE_NETWORK)
def index():
    themes, years = queries.filters()
    said = words_asked(request.args, "q", 200)
    theme = next((one for one in themes if one == request.args.get("theme")), "")
    year = next((one for one in years if str(one) == request.args.get("annee")), None)
    asked = queries.indicators(said, theme, year)
    found = paginated(asked, request.args.get("page", 1, type=small_number), queries.SIZE)
    return page(
        "observatory/index.html",
        found=found,
        groups=queries.by_theme(queries.with_latest(found.rows, year)),
        themes=themes,
        years=years,
        said=said,
        theme=theme,
        year=year,
    )


@bp.get("/observatoire.<any(csv,xlsx):kind>")
@allow(Can.SEE_NETWORK)
def export(kind):
    """In the columns of an import: what leaves comes back the same."""
    limits.count_export(current_user.id)
    rows = [reading.row_of(*pair) for pair in queries.everything()]
    return sent(rows, f"observatoire-{clock.today():%Y-%m-%d}", kind)


@bp.get("/observatoire/modele.csv")
@allow(Can.KEEP_OBSERVATORY)
def model():
    limits.count_export(current_user.id)
    year = str(clock.today().year - 1)
    return sent([[*before, year, *after] for before, after in EXAMPLES], "modele-observatoire", "csv")


def sent(rows, name, kind):
    headers = reading.HEADERS
    content = as_csv(headers, rows) if kind == "csv" else as_xlsx("Observatoire", headers, reading.WIDTHS, rows)
    return table_file(content, name, kind)


@bp.route("/observatoire/import", methods=["GET", "POST"])
@allow(Can.KEEP_OBSERVATORY)
def bring():
    """What a file would change is shown before anything is."""
    form = FileForm()
    if not form.validate_on_submit():
        return importing_page(form)
    plan, problems = planned(form.content)
    return importing_page(form, plan, problems, form.content)


def planned(content):
    """What a file would change; else all that is wrong in it."""
    try:
        lines = reading.read(content)
        return importing.plan(lines), []
    except NotImportable as refusal:
        return None, refusal.problems


def importing_page(form, plan=None, problems=(), content=b""):
    kept = links.sign(PURPOSE, content=b64encode(content).decode(), seen=plan.version) if plan else ""
    return page(
        "observatory/bring.html",
        status=200 if plan and not form.stale else status_of(form),
        form=form,
        plan=plan,
        kept=kept,
        problems=problems[:MOST_SHOWN],
        how_many=len(problems),
        most=MOST_SHOWN,
        Fate=Fate,
        columns=reading.COLUMNS.values(),
    )


@bp.post("/observatoire/import/confirmation")
@allow(Can.KEEP_OBSERVATORY)
def confirm():
    """The file as it was shown, all or nothing."""
    form = ConfirmForm()
    said = links.read(PURPOSE, form.kept.data or "", GOOD_FOR) if form.validate_on_submit() else None
    if said is None:
        raise Refused("Ce fichier a été lu il y a trop longtemps : donnez-le de nouveau.")
    content = b64decode(said["content"])
    try:
        done = operations.import_lines(reading.read(content), said["seen"])
    except (Stale, NotImportable):
        plan, problems = planned(content)
        if problems or plan.to_do:
            form = FileForm(formdata=None)
            form.stale = True
            return importing_page(form, plan, problems, content)
        flash("Tout ce que dit ce fichier est déjà là.")
    else:
        flash(french(f"C’est importé : {count(len(done.to_do), 'ligne écrite', 'lignes écrites')}."))
    return go_to(url_for("observatory.index"))


@bp.route("/observatoire/nouveau", methods=["GET", "POST"])
@allow(Can.KEEP_OBSERVATORY)
def create():
    form = IndicatorForm.of(None, meetings.items_to_serve())
    if form.validate_on_submit():
        with form.objections(beside=form.code):
            made = operations.create_indicator(form.served(), **form.typed())
            return done("L’indicateur est créé. Ajoutez ce que disent les sources.", made.id)
    themes, _ = queries.filters()
    return page("observatory/create.html", status=status_of(form), form=form, themes=themes)


@bp.get("/observatoire/<int:id>")
@allow(Can.SEE_NETWORK, Indicator)
def show(indicator):
    indicator, measures = queries.whole(indicator.id), queries.measures_of(indicator)
    main = words.main_territory(measures)
    place = words.territory(main, settings.federation().department)
    label = f"{indicator.label}, {place}, année par année : les nombres sont dans le tableau"
    return page(
        "observatory/show.html",
        indicator=indicator,
        measures=measures,
        words=words,
        place=place,
        compares=bool(drawing.compared_with(measures, main)),
        drawn=Markup(drawing.svg(measures, main, label)),  # noqa: S704 - drawn from numbers, words escaped
    )


@bp.route("/observatoire/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.KEEP_OBSERVATORY, Indicator)
def edit(indicator):
    kept = queries.whole(indicator.id)
    form = IndicatorForm.of(kept, meetings.items_to_serve())
    if form.validate_on_submit():
        with form.objections():
            operations.edit_indicator(kept, form.seen.data, form.served(), **form.typed())
            return done("L’indicateur est modifié.", kept.id)
    if form.stale:
        form.open_again(kept)
    themes, _ = queries.filters()
    return page("observatory/edit.html", status=status_of(form), form=form, indicator=kept, themes=themes)


def done(said, indicator_id):
    flash(said)
    return go_to(url_for("observatory.show", id=indicator_id))


@bp.route("/observatoire/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.KEEP_OBSERVATORY, Indicator)
def remove(indicator):
    """A GET asks once."""
    if request.method == "GET":
        return page("observatory/remove.html", indicator=indicator, measures=queries.measures_of(indicator))
    operations.remove_indicator(indicator)
    flash("L’indicateur est retiré, avec ses mesures.")
    return go_to(url_for("observatory.index"))


@bp.route("/observatoire/<int:id>/mesures/nouvelle", methods=["GET", "POST"])
@allow(Can.KEEP_OBSERVATORY, Indicator)
def add_measure(indicator):
    form = MeasureForm.of(None)
    if form.validate_on_submit():
        with form.objections(beside=form.page):
            operations.add_measure(indicator, **form.typed())
            return done("La mesure est ajoutée.", indicator.id)
    told = {"form": form, "indicator": indicator, "known": queries.suggestions()}
    return page("observatory/add_measure.html", status=status_of(form), **told)


@bp.route("/mesures/<int:id>", methods=["GET", "POST"])
@allow(Can.KEEP_OBSERVATORY, Measure)
def edit_measure(measure):
    form = MeasureForm.of(measure)
    if form.validate_on_submit():
        with form.objections(beside=form.page):
            operations.edit_measure(measure, form.seen.data, **form.typed())
            return done("La mesure est corrigée.", measure.indicator_id)
    if form.stale:
        form.open_again(measure)
    told = {"form": form, "measure": measure, "known": queries.suggestions(), "words": words}
    return page("observatory/edit_measure.html", status=status_of(form), **told)


@bp.route("/mesures/<int:id>/retrait", methods=["GET", "POST"])
@allow(Can.KEEP_OBSERVATORY, Measure)
def remove_measure(measure):
    """A GET asks once."""
    if request.method == "GET":
        return page("observatory/remove_measure.html", measure=measure, words=words)
    operations.remove_measure(measure)
    return done("La mesure est retirée.", measure.indicator_id)
