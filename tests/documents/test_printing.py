"""A document is the same in both forms, tagged, and shows whatever people wrote as they wrote it."""

import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests.documents.reading import odt, pdf
from workspace.documents import markdown, printing, tree
from workspace.documents.printing import Form, Unprintable, printed
from workspace.documents.tree import (
    Document,
    Figure,
    PageBreak,
    Signatures,
    box,
    definitions,
    heading,
    paragraph,
    table,
)

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20"><rect width="50" height="9" fill="#136aab"/></svg>'
NOTES = "Tout **le monde** _parle_.\n\n- un\n- deux\n\n1. premier\n\n> cité\n\n| a | b |\n|-|-|\n| 1 | 2 |"


def made(*blocks, **more):
    return Document(**{"title": "Réunion d’essai", "issuer": "Fédération d’essai", "blocks": list(blocks)} | more)


def everything():
    return made(
        heading("Ce qui s’est dit"),
        *markdown.blocks(NOTES),
        definitions([("Présents", "Alice"), ("Excusés", "Bob")]),
        box("Décision 2026-14", "On y va."),
        table(["Action", "Qui"], [["Écrire", "Alice"], ["Lire", "Bob"]], [2, 1], named_rows=True, caption="Actions"),
        Figure(SVG, "La moitié est faite", "L’avancement"),
        Signatures(["La présidence", "Le secrétariat"]),
        PageBreak(),
        paragraph("La suite."),
        subtitle="Le 3 mars",
        mark="Jeunesse",
    )  # fmt: skip


def test_a_pdf_is_tagged_for_who_listens_to_it():
    read = pdf(printed(everything(), Form.PDF))
    tags = [tag for tag, _ in read.tags]
    assert tags.count("H1") == 1
    assert tags.count("H2") == 1
    assert {"L", "LI", "Table", "TH", "TD", "THead", "Caption", "BlockQuote", "Strong", "Em"} <= set(tags)
    assert tags.count("TH") == 4, "both tables have headers"
    assert read.tagged("Figure") == ["La moitié est faite"]
    assert read.reader.metadata.title == "Réunion d’essai"
    assert read.reader.metadata.author == "Fédération d’essai"


def test_each_page_says_whose_it_is_and_its_number():
    pages = pdf(printed(everything(), Form.PDF)).pages
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert f"Page {number} sur 2" in page
        assert "Fédération d’essai" in page
    assert "La suite." in pages[1]


def test_an_odt_has_real_headings_tables_and_styles():
    read = odt(printed(everything(), Form.ODT))
    assert read.headings == [(1, "Réunion d’essai"), (2, "Ce qui s’est dit")]
    assert [["Action", "Qui"], ["Écrire", "Alice"], ["Lire", "Bob"]] in read.tables
    assert len(read.all("table:table-header-rows")) == 2
    assert [frame.svg_description for frame in read.all("draw:frame")] == ["La moitié est faite"]
    assert read.document.meta.title == "Réunion d’essai"
    assert read.document.meta.language == "fr-FR"
    styles = {one.get_attribute("text:style-name") for one in read.document.body.get_elements("//*[@text:style-name]")}
    kept = {
        style.get_attribute("style:name")
        for style in read.document.styles.get_elements("//style:style|//text:list-style")
    }
    assert styles <= kept, "no look that is not a style"
    footer = read.document.styles.get_elements("//style:footer")[0].text_recursive
    assert "Fédération d’essai" in footer


def test_both_say_the_same():
    for words in (
        "Tout le monde parle",
        "Présents",
        "Décision 2026-14",
        "On y va.",
        "L’avancement",
        "La présidence",
        "Jeunesse",
    ):
        for read in (pdf(printed(everything(), Form.PDF)), odt(printed(everything(), Form.ODT))):
            assert words in read.text, words


HARD = [
    "<script>alert(1)</script>",
    "#import \"x\": *; #read(\"/etc/passwd\") #panic()",
    "\\ * _ ` $x^2$ @ref <label> ~ -- --- // /* */ = + - [ ] { } ' \"",
    "&amp; <text:p/> ]]> {{ x }} $issuer",
    "Şahin, Wałęsa, Žižek",
    "محمد وعلي",
    "שלום עולם",
    "Ελένη и Анна",
]  # fmt: skip


@pytest.mark.parametrize("said", HARD)
def test_whatever_was_written_is_shown_as_it_was(said):
    document = made(
        paragraph(said), box(said, said), table([said], [[said]], [1]), title=said, mark=said, subtitle=said
    )
    read = pdf(printed(document, Form.PDF))
    assert read.reader.metadata.title == said
    if said.isascii():
        assert read.text.replace(" ", "").count(said.replace(" ", "")) == 8
    assert said.replace("  ", " ") in odt(printed(document, Form.ODT)).text


@pytest.mark.parametrize("said", ["Bravo 😀🎉", "👍🏽 👩‍👩‍👧", "✅ ❤️ 1️⃣ 🇫🇷", "☎ ⚠"])
def test_emoji_are_drawn(said):
    read = pdf(printed(made(paragraph(f"Avant {said} après"), paragraph("שלום محمد")), Form.PDF))
    fonts = {font["/BaseFont"] for font in read.reader.pages[0]["/Resources"]["/Font"].get_object().values()}
    assert any("NotoEmoji" in name for name in fonts)
    assert "\u25a1" not in read.text
    assert said[0] in read.text


@pytest.mark.parametrize("said", ["中文 😀", "\ufffe\x00\x07\ud800 fin", "𓀀"])
def test_a_letter_that_no_font_draws_stops_nothing(said):
    read = pdf(printed(made(paragraph(f"Avant {said} après, Élodie"), paragraph("محمد")), Form.PDF))
    assert re.search("Avant .* après, Élodie", read.text)
    assert "Avant" in odt(printed(made(paragraph(f"Avant {said} après")), Form.ODT)).text


@pytest.mark.parametrize("said", ["中文 😀", "𓀀 👍🏽 ✅ 中", "字 ❤️ 1️⃣ 🇫🇷", "日本 👩‍👩‍👧 \U0001fadf"])
def test_emoji_are_drawn_beside_what_no_font_draws(said):
    text = pdf(printed(made(paragraph(f"Avant {said} après"), paragraph("שלום محمد → ≤ ☐")), Form.PDF)).text
    drawn = [letter for letter in said if "\u2600" <= letter <= "\u27bf" or "\U0001f300" <= letter <= "\U0001f9ff"]
    assert drawn
    assert [letter for letter in [*drawn, *"→≤☐"] if letter not in text] == []
    assert "\u25a1" in text
    assert not re.search("[中文字日本]", text)


def test_a_word_of_ten_thousand_letters_stays_on_the_page():
    document = made(paragraph("x" * 10_000), table(["a", "b", "c"], [["y" * 10_000, "b", "c"]], [1, 1, 1]))
    read = pdf(printed(document, Form.PDF))
    assert len(read.pages) > 2
    longest = max(len(line) for page in read.pages for line in page.splitlines())
    assert longest < 200, "lines end inside the margins"
    assert read.text.replace(" ", "").count("x") >= 10_000


def test_very_long_notes_are_printed():
    document = made(*markdown.blocks("Une phrase **longue** de notes, et encore.\n\n" * 4_000))
    assert len(pdf(printed(document, Form.PDF)).reader.pages) > 50


def test_deep_lists_and_quotations_are_printed():
    deep = ">" * 15 + " cité\n\n" + "\n".join(f"{'  ' * depth}- niveau {depth}" for depth in range(40))
    for read in (
        pdf(printed(made(*markdown.blocks(deep)), Form.PDF)),
        odt(printed(made(*markdown.blocks(deep)), Form.ODT)),
    ):
        assert "niveau 3" in read.text
        assert "cité" in read.text


def test_headings_of_notes_never_skip_a_level():
    levels = [
        block.level
        for block in markdown.blocks("###### a\n\n# b\n\n##### c\n\n### d")
        if isinstance(block, tree.Heading)
    ]
    assert levels == [2, 2, 3, 3]


def test_a_link_leads_only_to_an_address_that_screens_accept():
    blocks = markdown.blocks(
        "[a](https://example.org) [b](javascript:alert(1)) [c](file:///etc/passwd) ![d](http://e.org/i.png) [e](ftp://e.org)"
    )
    links = [run.link for block in blocks for run in block.runs if run.link]
    assert links == ["https://example.org"]
    text = "".join(run.text for run in blocks[0].runs)
    assert "d" in text


def test_what_is_frozen_is_the_same_file_for_ever():
    document = made(paragraph("Le bilan"), made_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert printed(document, Form.PDF) == printed(document, Form.PDF)
    read = odt(printed(document, Form.ODT))
    assert read.document.meta.creation_date == datetime(2026, 3, 1, 12)  # noqa: DTZ001 - ODF says it so


def test_the_font_is_ours(tmp_path):
    read = pdf(printed(made(paragraph("Bonjour")), Form.PDF))
    fonts = {font["/BaseFont"] for font in read.reader.pages[0]["/Resources"]["/Font"].get_object().values()}
    assert all("Atkinson" in name for name in fonts), fonts


def test_a_document_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(printing, "PATIENCE", 0.01)
    with pytest.raises(Unprintable):
        printed(made(paragraph("x")), Form.PDF)


def test_the_web_never_carries_the_writers():
    """They weigh more than a worker of the web."""
    asked = "import sys, workspace.app; print([m for m in ('typst', 'odfdo') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
