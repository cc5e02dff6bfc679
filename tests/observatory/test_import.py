"""A file read, shown, then written whole or not at all; the same file again changes nothing."""

import io
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.browser import soup
from tests.observatory.scene import make_measure
from workspace.database import db
from workspace.imports.problems import NotImportable
from workspace.observatory import importing, operations, reading
from workspace.observatory.importing import Fate
from workspace.observatory.models import NATIONAL, Indicator, Measure
from workspace.refusals import Refused

HEAD = "Code;Indicateur;Thème;Unité;Année;Territoire;Valeur;Réponses;Interrogés;Source;Page\n"
HOURS = "heures;Heures de bénévolat;Gouvernance;heures;2010;;13 000;15;28;Plaquette;9\n"
ETP = "etp;Équivalents « temps plein »;Emploi;ETP;2010;national;411,5;;;Plaquette;\n"


def read(text):
    return reading.read(text if isinstance(text, bytes) else text.encode())


def problems_of(text):
    with pytest.raises(NotImportable) as refusal:
        importing.plan(read(text))
    return [(one.line, one.text) for one in refusal.value.problems]


def numbers():
    return [db.session.scalar(select(func.count()).select_from(one)) for one in (Indicator, Measure)]


def give(browser, content):
    sent = {"file": (io.BytesIO(content if isinstance(content, bytes) else content.encode()), "a.csv")}
    return browser.post("/observatoire/import", data=sent, content_type="multipart/form-data")


def confirm(browser, shown):
    return browser.post("/observatoire/import/confirmation", data={"kept": kept_of(shown)})


def kept_of(shown):
    return soup(shown).find("input", {"name": "kept"})["value"]


def test_shown_before_it_is_written_then_written_whole(client_of, cast):
    dora = client_of("dora")
    shown = give(dora, HEAD + HOURS + ETP)
    assert shown.status_code == 200
    told = soup(shown).main.get_text(" ", strip=True).replace("\u00a0", " ").replace("\u202f", " ")
    assert "2 nouveaux indicateurs 2 lignes nouvelles 0 ligne changée" in told
    assert "Nouveau : 13 000 heures, 2010" in told
    assert numbers() == [0, 0]
    assert confirm(dora, shown).location == "/observatoire"
    hours, etp = db.session.scalars(select(Measure).order_by(Measure.id))
    assert (hours.value, hours.base_n, hours.base_total, hours.territory, hours.page) == (13000, 15, 28, "", "9")
    assert (etp.value, etp.territory, etp.base_n) == (Decimal("411.5"), NATIONAL, None)


def test_again_it_changes_nothing_and_changes_are_told(client_of, cast):
    operations.import_lines(read(HEAD + HOURS + ETP))
    dora = client_of("dora")
    again = give(dora, HEAD + HOURS + ETP)
    assert "Tout ce que dit ce fichier est déjà là" in soup(again).main.get_text()
    assert not soup(again).find("input", {"name": "kept"})
    shown = give(dora, HEAD + HOURS.replace("13 000", "13 500") + ETP.replace("Emploi", "Équipe"))
    told = soup(shown).main.get_text(" ", strip=True).replace("\u202f", "").replace("\u00a0", " ")
    assert "Valeur : «13000» devient «13500»" in told
    assert "Thème : «Emploi» devient «Équipe»" in told
    assert confirm(dora, shown).status_code == 303
    assert numbers() == [2, 2]
    assert db.session.scalars(select(Measure.value).order_by(Measure.id)).first() == 13500


def test_what_changed_meanwhile_is_shown_again(client_of, cast):
    dora = client_of("dora")
    shown = give(dora, HEAD + HOURS)
    operations.import_lines(read(HEAD + HOURS.replace("13 000", "9")))
    db.session.commit()
    answer = confirm(dora, shown)
    assert answer.status_code == 409
    assert "L’observatoire a changé" in soup(answer).main.get_text()
    assert confirm(dora, answer).status_code == 303
    assert db.session.scalars(select(Measure.value)).all() == [13000]


def test_two_clicks_write_it_once(client_of, cast):
    dora = client_of("dora")
    shown = give(dora, HEAD + HOURS)
    assert [confirm(dora, shown).status_code for _ in range(2)] == [303, 303]
    assert numbers() == [1, 1]


def test_of_two_at_once_one_is_told_to_begin_again(cast, monkeypatch):
    lines = read(HEAD + HOURS)
    before = importing.compare(lines)
    operations.import_lines(lines)
    db.session.flush()
    monkeypatch.setattr(importing, "compare", lambda _: before)  # read before the other wrote
    with pytest.raises(Refused, match="au même moment"):
        operations.import_lines(lines)
    assert numbers() == [1, 1]


def test_a_forged_file_is_not_believed(client_of, cast):
    for kept in ("", "forged", "x" * 10_000):
        assert client_of("dora").post("/observatoire/import/confirmation", data={"kept": kept}).status_code == 409
    assert numbers() == [0, 0]


def test_next_year_needs_only_what_changes(cast):
    make_measure()
    operations.import_lines(read("code,année,valeur,source\nheures,2011,14000,Plaquette 2013\n"))
    made = db.session.scalars(select(Measure).order_by(Measure.id.desc())).first()
    assert (made.year, made.value, made.qualifier, made.base_n) == (2011, 14000, "", None)
    assert made.indicator_id == db.session.scalars(select(Indicator.id)).one()


def test_what_a_file_does_not_name_stays(cast):
    made = make_measure(note="À vérifier", base_unit="centres")
    operations.import_lines(read("code;annee;valeur;source\nheures;2010;14000;Plaquette 2012\n"))
    assert (made.value, made.note, made.base_n) == (14000, "À vérifier", 15)


def test_half_a_base_is_judged_with_the_other_half(cast):
    make_measure()  # 15 of 28
    told = problems_of("code;annee;reponses;source\nheures;2010;29;Plaquette 2012\n")
    assert told == [(2, "29 réponses pour 28 interrogés : il y en a plus que d’interrogés.")]


@pytest.mark.parametrize(
    "encoded",
    [
        (HEAD + HOURS + ETP).encode(),
        (HEAD + HOURS + ETP).encode("utf-8-sig"),
        (HEAD + HOURS + ETP).encode("cp1252"),
        (HEAD + HOURS + ETP).replace("\n", "\r\n").encode("utf-16"),
        (HEAD + HOURS + ETP.rstrip()).replace(";", "\t").encode(),
        (HEAD + HOURS + ETP).replace("411,5", "411.5").replace(";", ",").encode(),
    ],
)
def test_as_any_spreadsheet_writes_it(encoded):
    hours, etp = read(encoded)
    assert (hours.number, hours.indicator["theme"], hours.measure["value"]) == (2, "Gouvernance", 13000)
    assert (etp.indicator["label"], etp.measure["value"]) == ("Équivalents « temps plein »", Decimal("411.5"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("heures;H;T;;20255;;1;;;S;", "n’est pas une année"),
        ("heures;H;T;;;;1;;;S;", "Écrivez l’année"),
        ("heures;H;T;;2010;;NaN;;;S;", "n’est pas un nombre"),
        ("heures;H;T;;2010;;1e400;;;S;", "n’est pas un nombre"),
        ("heures;H;T;;2010;;1;29;28;S;", "plus que d’interrogés"),
        ("heures;H;T;;2010;;1;-1;28;S;", "n’est pas un nombre entier"),
        ("heures;H;T;;2010;;1;;;;", "il manque la source"),
        (";H;T;;2010;;1;;;S;", "il manque le code"),
        ("heures;;T;;2010;;1;;;S;", "il lui faut Indicateur"),
        ("heures;;;;2010;;1;;;S;", "il lui faut Indicateur et Thème"),
        (f"heures;{'x' * 10_000};T;;2010;;1;;;S;", "trop long"),
        ("heures;H;T;;2010;;1;;;S;;de trop", "plus de cases que de colonnes"),
        (HOURS.strip() + "\n" + HOURS.strip(), "la même mesure qu’à la ligne 2"),
        (HOURS.strip() + "\n" + HOURS.strip().replace("Gouvernance", "Autre").replace(";9", ";8"), "à la ligne 2"),
    ],
)
def test_each_thing_that_is_wrong_is_said_with_its_line(cast, line, said):
    (at, text), *_ = problems_of(f"{HEAD}{line}\n")
    assert at == 2 + line.count("\n")
    assert said in text


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(client_of, cast):
    answer = give(client_of("dora"), f"{HEAD}{HOURS}etp;E;T;;20255;;NaN;;;S;\n\nx;X;T;;2010;;1;;;;\n")
    assert answer.status_code == 422
    told = [one.get_text() for one in soup(answer).main.select(".ruled-list li")]
    assert [one.split("\u00a0")[0] for one in told] == ["Ligne 3", "Ligne 3", "Ligne 5"]
    assert numbers() == [0, 0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"\n\n", "vide"),
        (HEAD.encode(), "vide"),
        (b"Nom;Prix\na;2\n", "Code"),
        (b"code;annee;source;code\n", "deux fois"),
        (b"PK\x03\x04", "pas un CSV"),
        (b"code;annee;source\na\x00;2010;S\n", "pas un CSV lisible"),
        (b"\x81\x8d;\xff", "pas un CSV lisible"),
        (HEAD.encode() + b"\n" * 1_000_000, "trop lourd"),
        ((HEAD + HOURS * 5_001).encode(), "trop long"),
    ],
)
def test_what_is_no_such_file_is_refused(content, said):
    (_, text), *_ = problems_of(content)
    assert said in text


def test_a_file_cut_in_the_middle_is_refused(cast):
    whole = HEAD + HOURS + ETP
    inside = whole[: whole.index("411,5") + 2]
    assert problems_of(inside)[0] == (
        3,
        "cette ligne s’arrête avant la fin (7 cases sur 11) : le fichier semble coupé.",
    )
    quoted = f'{HEAD}heures;"Heures de\nbénévolat;T'
    assert "guillemet" in problems_of(quoted)[0][1]


def test_lines_are_counted_as_an_editor_counts_them(cast):
    told = problems_of(f'{HEAD}heures;"Sur\ndeux lignes";T;;2010;;1;;;S;\nb;B;T;;20255;;1;;;S;\n')
    assert [line for line, _ in told] == [4]


def test_emoji_and_long_texts_within_limits_are_kept(cast):
    operations.import_lines(read(f"{HEAD}joie;😀 Joie;{'t' * 120};;2010;;1;;;S;\n"))
    assert db.session.scalars(select(Indicator.label)).one() == "😀 Joie"


def test_an_indicator_may_come_without_measure(cast):
    done = operations.import_lines(read(HEAD + "seul;Seul;T;;;;;;;;\n"))
    assert (done.new_indicators, done.number(Fate.NEW), numbers()) == (1, 1, [1, 0])


def test_the_model_is_a_file_that_is_read(client_of, cast):
    lines = read(client_of("dora").get("/observatoire/modele.csv").data)
    assert [line.measure["value"] for line in lines] == [1298, None]


def test_the_page_names_every_column(client_of, cast):
    told = [one.get_text() for one in client_of("dora").page("/observatoire/import").select(".column-list dt")]
    assert told == reading.HEADERS


def test_the_command_says_what_it_did(app, cast, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(HEAD + HOURS)
    run = app.test_cli_runner()
    first, again = (run.invoke(args=["import-indicators", str(file)]).output for _ in range(2))
    assert "1\u00a0nouvel indicateur" in first
    assert "Rien de nouveau" in again
    file.write_text(HEAD + HOURS.replace("2010", "20255"))
    refused = run.invoke(args=["import-indicators", str(file)])
    assert refused.exit_code == 1
    assert "rien n’a été écrit" in refused.output
    assert "Ligne 2" in refused.output
    assert numbers() == [1, 1]


def test_an_empty_federation_reads_a_file(visitor):
    operations.import_lines(read(HEAD + HOURS))
    assert numbers() == [1, 1]
