"""How dates, hours, counts and notes are said in French."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup
from time_machine import travel

from workspace import filters
from workspace.french import Worded

WINTER = datetime(2027, 1, 18, 17, 30, tzinfo=UTC)
SUMMER = datetime(2027, 7, 13, 22, 0, tzinfo=UTC)  # already the 14th in Paris


def plain(text):
    """Narrow and wide no-break spaces, seen."""
    return text.replace("\u202f", "_").replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("say", "said"),
    [
        (filters.day, "lundi 18 janvier 2027 / mercredi 14 juillet 2027"),
        (lambda value: filters.day(value, with_year=False), "lundi 18 janvier / mercredi 14 juillet"),
        (filters.calendar_day, "18 janvier 2027 / 14 juillet 2027"),
        (filters.weekday, "lun. / mer."),
        (filters.month, "janv. / juil."),
        (filters.month_and_year, "Janvier 2027 / Juillet 2027"),
        (filters.hour, "18~h~30 / 0~h"),
        (filters.time_stamp, "18:30 / 00:00"),
        (filters.moment, "lundi 18 janvier 2027 à 18:30 / mercredi 14 juillet 2027 à 00:00"),
        (filters.iso, "2027-01-18T18:30+01:00 / 2027-07-14T00:00+02:00"),
        (filters.iso_day, "2027-01-18 / 2027-07-14"),
    ],
)
def test_an_instant_is_said_on_a_french_clock(say, said):
    assert f"{plain(say(WINTER))} / {plain(say(SUMMER))}" == said


def test_the_first_of_a_month_is_said_as_in_french():
    assert filters.day(date(2026, 11, 1)) == "dimanche 1er novembre 2026"
    assert filters.calendar_day(date(2021, 5, 1)) == "1er mai 2021"
    assert filters.day(date(2021, 1, 31), with_year=False) == "dimanche 31 janvier"


@travel("2026-12-31 23:30:00+00:00")  # 2027 has begun in Paris
def test_a_short_day_says_its_year_when_it_is_another():
    assert filters.short_day(date(2027, 1, 1)) == "1er janv."
    assert filters.short_day(date(2026, 12, 31)) == "31 déc. 2026"


@travel("2026-11-18 10:00:00+00:00")
@pytest.mark.parametrize(
    ("on", "said"),
    [
        (18, "aujourd’hui"), (19, "demain"), (17, "hier"), (20, "dans 2~jours"), (16, "il y a 2~jours"),
    ],
)  # fmt: skip
def test_days_away(on, said):
    assert plain(filters.days_away(date(2026, 11, on))) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(None, ""), (0, ""), (5, "5~min"), (59, "59~min"), (60, "1~h"), (65, "1~h~05"), (150, "2~h~30")],
)
def test_durations(minutes, said):
    assert plain(filters.duration(minutes)) == said


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("action close",), "0~action close"),
        (1, ("action close",), "1~action close"),
        (2, ("action close",), "2~actions closes"),
        (1298, ("heure",), "1_298~heures"),
        (1234567, ("voix", "voix"), "1_234_567~voix"),
        (3, ("compte rendu", "comptes rendus"), "3~comptes rendus"),
    ],
)
def test_counts(number, words, said):
    assert plain(filters.count(number, *words)) == said


@pytest.mark.parametrize(
    ("number", "feminine", "said"),
    [(0, False, "zéro"), (1, False, "un"), (1, True, "une"), (9, False, "neuf"), (28, False, "28")],
)
def test_small_numbers_in_words(number, feminine, said):
    assert filters.in_words(number, feminine) == said


def test_our_sentences_get_their_no_break_spaces():
    assert plain(filters.french("Un regret ? Voici : « Rejoindre » ; merci !")) == (
        "Un regret_? Voici~: «_Rejoindre_»_; merci_!"
    )


def test_lines_keep_their_ends_and_nothing_else():
    assert filters.lines("Un <b>\nDeux & trois") == "Un &lt;b&gt;<br>Deux &amp; trois"


# Markdown


def html(text):
    return BeautifulSoup(filters.markdown(text), "html.parser")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "<javascript:alert(1)>",
        "![x](https://example.com/spy.png)",
        '[x](https://example.com/ "onmouseover=alert(1)")',
        "<iframe src=//example.com></iframe><style>*{display:none}</style>",
        "`<script>`\n\n    <script>\n\n```html\n<script>\n```",
        '| a |\n|---|\n| <td onclick="x"> |',
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text):
    page = html(text)
    assert not page.find_all(["script", "img", "svg", "iframe", "style", "object", "form", "input"])
    for tag in page.find_all():
        assert set(tag.attrs) <= {"href", "rel", "title"}, tag
        assert tag.get("href", "https:").startswith(("http:", "https:", "mailto:", "tel:")), tag


def test_headings_of_notes_stand_under_those_of_the_page():
    names = [tag.name for tag in html("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f\n\ng\n===").find_all()]
    assert [name for name in names if name != "p"] == ["h3", "h4", "h5", "h6", "h6", "h6", "h3"]


def test_what_people_write_is_shown():
    page = html(
        "**gras** *penché* ~~barré~~\nligne\n\n- un\n- deux\n\n1. trois\n\n> dit\n\n[lien](https://example.com)"
    )
    assert {tag.name for tag in page.find_all()} == {
        "p", "strong", "em", "s", "br", "ul", "ol", "li", "blockquote", "a",
    }  # fmt: skip


def test_a_table_is_shown():
    page = html("| Qui | Quoi |\n|:--|--:|\n| Bob | La salle |")
    assert [cell.get_text() for cell in page.find_all(["th", "td"])] == ["Qui", "Quoi", "Bob", "La salle"]


@pytest.mark.parametrize("text", ["🎉 fête 👩‍👩‍👧", "مرحبا بالعالم", "אבג abc", "l’été — « œuvre »", "a & b < c"])
def test_every_language_passes_unchanged(text):
    assert html(text).get_text().strip() == text


@pytest.mark.parametrize("text", ["", None, "   ", "\x00", "*" * 5000, "[" * 5000, "> " * 500])
def test_odd_notes_do_not_break_the_page(text):
    assert isinstance(filters.markdown(text), str)


@travel("2026-11-18 10:00:00+00:00")
def test_beyond_a_season_days_away_are_months():
    assert plain(filters.days_away(date(2027, 2, 25))) == "dans 99~jours"
    assert plain(filters.days_away(date(2027, 12, 31))) == "dans 13~mois"
    assert plain(filters.days_away(date(2026, 5, 18))) == "il y a 6~mois"


@pytest.mark.parametrize(
    ("said", "ended"),
    [
        ("par Nadia B.", "par Nadia B."),
        ("par membre retiré·e", "par membre retiré·e."),
        (Markup("3 personnes d’Asnières"), Markup("3 personnes d’Asnières.")),
        (Markup("Nadia B., Karim T.\n"), Markup("Nadia B., Karim T.\n")),
    ],
)
def test_a_sentence_that_ends_with_a_name_has_one_full_stop(said, ended):
    assert filters.ended(said) == ended
    assert type(filters.ended(said)) is type(said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Karim T.", "de Karim T."), ("Inès", "d’Inès"), ("Élodie", "d’Élodie"), ("Œuvres", "d’Œuvres"),
        ("Hassan", "de Hassan"), ("", "de "),
    ],
)  # fmt: skip
def test_a_name_that_begins_with_a_vowel_is_elided(name, said):
    assert filters.of_name(name) == said


def test_what_is_cut_short_says_so_as_in_french(app):
    assert (
        app.jinja_env.from_string("{{ text|truncate(20) }}").render(text="Un titre bien trop long pour tenir")
        == "Un titre bien trop…"
    )


def test_each_kind_and_state_that_has_words_says_them(app):
    unsaid = [one for kind in Worded.__subclasses__() for one in kind if not one.words.strip()]
    assert Worded.__subclasses__()
    assert unsaid == []
