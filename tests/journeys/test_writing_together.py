"""Notes written by two people, through cuts of the network, from Word, by the keyboard: nothing is ever lost."""

import re
from datetime import timedelta

import pytest

from tests.journeys.test_accessibility import DRAFT, OF_JEUNESSE
from tests.journeys.test_main_job import add_point
from workspace import clock

ONE, OTHER, READER = "coanimation", "deleguee", "benevole"
POINTS = [f"Point {number}" for number in range(1, 15)]
NOTHING_KEPT = "() => !Object.keys(localStorage).some(name => name.startsWith('kept '))"
NOTES = "SELECT notes FROM agenda_item WHERE id = :id"


@pytest.fixture(scope="module")
def meeting(chromium, address, signed_in, product):
    """Called by one, a member present; ended at the end: another journey may call the same group at this very hour."""
    context = chromium.new_context(base_url=address, locale="fr-FR", storage_state=signed_in(ONE))
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto("/groupes/jeunesse/reunions/nouvelle")
    page.get_by_label("Titre", exact=True).fill("Écrire à plusieurs")
    start = clock.in_paris(clock.now() - timedelta(minutes=5))
    page.get_by_label("Une autre date").check()
    page.get_by_label("Début", exact=True).fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Fin", exact=True).fill((start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Créer la réunion").click()
    page.wait_for_url(re.compile(r"/reunions/\d+"))
    number = int(re.search(r"/reunions/(\d+)", page.url)[1])
    for title in POINTS:
        add_point(page, title, served=False)
    page.get_by_role("button", name="Convoquer").click()
    page.get_by_label("Inès C. est là").check()
    page.get_by_text(re.compile(r"^1 sur \d+")).first.wait_for(state="attached")
    yield number
    page.goto(f"/reunions/{number}")
    page.get_by_role("link", name="Terminer et relire").click()
    page.get_by_role("button", name="Terminer la réunion").click()
    page.get_by_role("link", name="Publier le compte rendu").wait_for()
    context.close()


@pytest.fixture(scope="module")
def left(meeting, product):
    """The ids of the points that no test took yet."""
    query = "SELECT id FROM agenda_item WHERE meeting_id = :meeting AND title = :title"
    return [product.one(query, meeting=meeting, title=title) for title in POINTS]


@pytest.fixture
def point(left):
    return left.pop(0)


@pytest.fixture
def write_at(browse, meeting, point):
    """`write_at("deleguee")`: the page of the point, for somebody who writes there."""
    pages = []

    def open_page(account, **options):
        page = browse(account, **options)
        page.goto(f"/reunions/{meeting}?point={point}")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        assert page.troubles == []


@pytest.fixture
def kept(product, point):
    """What the server has of the notes of the point."""
    return lambda: product.one(NOTES, id=point)


def notes(page):
    return page.locator("#notes")


def save(page, text):
    """Type, and wait until the server says that it has it."""
    with page.expect_response(re.compile(r"/points/\d+/notes")) as answer:
        notes(page).fill(text)
    assert answer.value.status == 200
    page.locator("#notes-saved").get_by_text("Enregistré à").wait_for()


def said(page):
    """The words that tell where the notes stand."""
    return page.locator(".notes-state").inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_j3_a2_two_write_the_same_point_and_both_texts_are_kept(write_at, kept, script):
    """The second is shown both, chooses both, corrects, is overtaken once more, and saves."""
    one, other = write_at(ONE), write_at(OTHER, java_script_enabled=script)
    save(one, "Celles de Nadia")
    notes(other).fill("Celles d’une autre")
    if not script:
        other.get_by_role("button", name="Enregistrer les notes").click()
    other.get_by_role("alert").get_by_text("a modifié ces notes").wait_for()
    assert other.locator("#theirs").input_value() == "Celles de Nadia"
    assert other.locator("#mine").input_value() == notes(other).input_value() == "Celles d’une autre"
    assert kept() == "Celles de Nadia"
    for button, text in (("Garder le sien", "Celles de Nadia"), ("Garder le mien", "Celles d’une autre")):
        other.get_by_role("button", name=button).click()
        other.locator("button[aria-pressed=true]").get_by_text(button).wait_for()
        assert notes(other).input_value() == text
        assert other.locator("#mine").input_value() == "Celles d’une autre"
    other.get_by_role("button", name="Garder les deux").click()
    other.locator("button[aria-pressed=true]").get_by_text("Garder les deux").wait_for()
    both = notes(other).input_value()
    separator = r"\n\n— Écrit en même temps par .+, à \d\d:\d\d —\n\n"
    assert re.fullmatch(rf"Celles de Nadia{separator}Celles d’une autre", both)
    notes(other).fill(f"{both}\nEt la suite")

    save(one, "Celles de Nadia\nencore")
    other.get_by_role("button", name="Enregistrer ce texte").click()
    other.locator("#theirs").get_by_text("encore").wait_for()
    assert other.locator("#mine").input_value() == f"{both}\nEt la suite"
    other.get_by_role("button", name="Garder les deux").click()
    other.locator("button[aria-pressed=true]").get_by_text("Garder les deux").wait_for()
    other.get_by_role("button", name="Enregistrer ce texte").click()
    other.locator("#messages").get_by_text("Les notes sont enregistrées.").wait_for()
    assert all(line in kept() for line in ("Celles de Nadia\nencore", "Celles d’une autre", "Et la suite"))
    assert other.locator(".kept-on-device").count() == 0


def test_lines_apart_are_put_together_and_the_other_sees_where_one_writes(write_at, kept):
    one = write_at(ONE)
    save(one, "Un\n\nDeux\n\nTrois")
    other = write_at(OTHER)
    save(one, "Un, relu\n\nDeux\n\nTrois")
    other.get_by_role("status").get_by_text(re.compile(r"^\S+ écrit au point \d+…$")).wait_for(timeout=4000)
    notes(other).fill("Un\n\nDeux\n\nTrois, et quatre")
    other.get_by_role("alert").get_by_text("Voici les deux textes réunis").wait_for()
    assert notes(other).input_value() == "Un, relu\n\nDeux\n\nTrois, et quatre"
    other.get_by_role("button", name="Enregistrer ce texte").click()
    other.locator("#messages").get_by_text("Les notes sont enregistrées.").wait_for()
    assert kept() == "Un, relu\n\nDeux\n\nTrois, et quatre"


def test_what_is_typed_while_the_network_is_cut_leaves_when_it_is_back(write_at, kept):
    page = write_at(ONE)
    save(page, "Avant")
    page.context.set_offline(True)
    notes(page).fill("Avant, et pendant")
    page.get_by_text("Gardé sur cet appareil").wait_for()
    assert "Enregistr" not in said(page)
    page.context.set_offline(False)
    page.locator("#notes-saved").get_by_text("Enregistré à").wait_for()
    assert "Gardé" not in said(page)
    assert kept() == "Avant, et pendant"


def test_after_a_cut_and_a_new_load_of_the_page_the_text_leaves_by_itself(write_at, kept):
    page = write_at(ONE)
    page.on("dialog", lambda dialog: dialog.accept())
    save(page, "Avant")
    page.context.set_offline(True)
    notes(page).fill("Avant, et pendant")
    page.get_by_text("Gardé sur cet appareil").wait_for()
    page.goto("about:blank")
    page.context.set_offline(False)  # the page that goes may still see it, and send the text before it comes back
    page.go_back()
    page.wait_for_function(NOTHING_KEPT)
    assert notes(page).input_value() == kept() == "Avant, et pendant"
    assert "Gardé" not in said(page)
    assert page.locator(".kept-on-device").count() == 0


def test_what_had_left_before_the_page_comes_back_is_not_sent_again(write_at, kept):
    """The answer to the save was lost on the way."""
    page = write_at(ONE)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/points/*/notes", lambda route: (route.fetch(), route.abort()))
    notes(page).fill("Arrivé, mais la réponse non")
    page.get_by_text("Gardé sur cet appareil").wait_for()
    assert kept() == "Arrivé, mais la réponse non"
    sent = []
    page.unroute_all()
    page.on("request", lambda request: sent.append(request.method))
    page.reload()
    page.wait_for_function(NOTHING_KEPT)
    assert "POST" not in sent


@pytest.mark.parametrize("is_loaded_again", [False, True])
def test_what_another_wrote_during_the_cut_is_not_lost_either(write_at, kept, is_loaded_again):
    one, other = write_at(ONE), write_at(OTHER)
    one.on("dialog", lambda dialog: dialog.accept())
    save(one, "Avant")
    other.reload()
    one.context.set_offline(True)
    notes(one).fill("Avant\nPendant la coupure")
    one.get_by_text("Gardé sur cet appareil").wait_for()
    save(other, "Avant\nDe l’autre")
    if is_loaded_again:
        one.goto("about:blank")
    one.context.set_offline(False)
    if is_loaded_again:
        one.go_back()
    one.get_by_role("alert").get_by_text("a modifié ces notes").wait_for()
    one.get_by_role("button", name="Garder les deux").click()
    one.locator("button[aria-pressed=true]").get_by_text("Garder les deux").wait_for()
    one.get_by_role("button", name="Enregistrer ce texte").click()
    one.locator("#messages").get_by_text("Les notes sont enregistrées.").wait_for()
    assert kept().startswith("Avant\nDe l’autre\n")
    assert kept().endswith("\nPendant la coupure")
    assert one.locator(".kept-on-device").count() == 0


def test_a_save_cut_in_the_middle_is_sent_again(write_at, kept):
    page = write_at(ONE)
    cut = []
    page.route("**/points/*/notes", lambda route: (cut.append(route), route.abort()))
    notes(page).fill("Coupé en route")
    page.get_by_text("Gardé sur cet appareil").wait_for()
    assert cut
    page.unroute("**/points/*/notes")
    page.locator("#notes-saved").get_by_text("Enregistré à").wait_for()
    assert kept() == "Coupé en route"


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:st1="urn:schemas-microsoft-com:office:smarttags">
<head><style>p.MsoNormal {margin: 0}</style><!--[if gte mso 9]><xml><o:Pages>1</o:Pages></xml><![endif]--></head>
<body lang=FR><!--StartFragment-->
<h2><span style='font-size:14pt'>Relevé\u00ad du jour<o:p></o:p></span></h2>
<p class=MsoNormal>Le <b style='mso-bidi-font-weight:normal'>budget</b> est <i>voté</i> à
<st1:PersonName w:st="on">Nadia</st1:PersonName>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>Voir <a href="https://example.org/a" style='color:blue'>le site</a>,
<a href="file:///C:/budget.docx">le budget</a>,<a name="_Toc1"></a>
«&nbsp;ici&nbsp;»&nbsp;: <img src="data:image/png;base64,AAAA"></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>\uf0b7<span
style='font:7pt'>&nbsp;&nbsp; </span></span></span><![endif]>Un</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>
<span style='mso-list:Ignore'>o<span>&nbsp; </span></span>Un bis</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>
<span style='mso-list:Ignore'>\uf0b7<span>&nbsp; </span></span>Deux</p>
<p class=MsoNormal>Puis</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>
<span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>Premier</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>
<span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>Second</p>
<!--EndFragment--></body></html>"""
FROM_WORD = """## Relevé du jour

Le **budget** est *voté* à Nadia.

Voir [le site](https://example.org/a), le budget, «\u00a0ici\u00a0»\u00a0:

- Un
  - Un bis
- Deux

Puis

1. Premier
2. Second"""
PASTED = {  # what the clipboard holds, and what the notes then are
    "Word": (WORD, FROM_WORD),
    "LibreOffice": (
        "<h1 class='western'>Titre</h1><ul><li><p style='margin:0'><font face='Arial'><b>Un</b></font></p></li>"
        "<li><p>Deux</p></li></ul>",
        "# Titre\n\n- **Un**\n- Deux",
    ),
    "a mail": (
        "<div dir='ltr'>Bonjour,<div><br></div><div>Voici <strong>deux</strong> mots.</div></div>",
        "Bonjour,\n\nVoici **deux** mots.",
    ),
    "a Google document": (
        "<b style='font-weight:normal' id='docs-internal-guid-1'><p><span style='font-weight:700'>Gras</span>"
        "<span style='font-style:italic'> penché</span></p></b>",
        "**Gras** *penché*",
    ),
    "words with a style only": ("<span style='color:red'>2 * 3 [a] _b_</span>", "plain"),
    "no HTML": ("", "plain"),
}
PASTE = """([html, plain]) => {
    const field = document.querySelector("#notes");
    field.focus();
    field.select();
    const clipboardData = new DataTransfer();
    if (html) clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", plain);
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    if (field.dispatchEvent(paste)) document.execCommand("insertText", false, plain); // as a browser does by itself
    return field.value;
}"""


def test_what_is_pasted_from_word_or_a_mail_is_clean_markdown(write_at, kept):
    page = write_at(ONE)
    for html, expected in PASTED.values():
        assert page.evaluate(PASTE, [html, "plain"]) == expected
    with page.expect_response(re.compile(r"/points/\d+/notes")):
        page.evaluate(PASTE, [WORD, ""])
    page.locator("#notes-saved").get_by_text("Enregistré à").wait_for()
    assert kept() == FROM_WORD
    page.keyboard.press("Control+z")
    assert notes(page).input_value() == "plain"


def test_the_toolbar_is_one_stop_of_the_tab_key_and_arrows_go_along_it(write_at):
    page = write_at(ONE)
    focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.id"
    notes(page).fill("mot")
    notes(page).press("Shift+Tab")
    assert page.evaluate(focused) == "Gras"
    for key, name in (
        ("ArrowRight", "Italique"),
        ("End", "Lien"),
        ("ArrowRight", "Gras"),
        ("ArrowLeft", "Lien"),
        ("Home", "Gras"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(focused) == name
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "notes"
    page.keyboard.press("Shift+Tab")
    page.evaluate("document.querySelector('#notes').setSelectionRange(0, 3)")
    page.keyboard.press("Enter")
    assert notes(page).input_value() == "**mot**"


def test_a_reader_has_the_notes_within_three_seconds(write_at, browse, meeting):
    page, reader = write_at(ONE), browse(READER)
    reader.goto(f"/reunions/{meeting}")
    asked = []
    reader.on("response", lambda answer: asked.append(answer.status) if "en-direct" in answer.url else None)
    reader.wait_for_timeout(6000)
    assert asked[0] == 200
    assert set(asked[1:]) <= {304}
    save(page, "Pour qui **lit**")
    reader.locator(".notes strong").get_by_text("lit", exact=True).wait_for(timeout=3000)
    assert reader.troubles == []


def test_on_a_phone_the_bar_leads_to_a_decision_and_an_action(write_at):
    """A window as the keyboard of a phone leaves it."""
    page = write_at(ONE, width=390, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 390, "height": 420})
    for link, form, label, button, text in (
        ("Décision", "#note-decision", "Décision", "Ajouter la décision", "Décidé au téléphone"),
        ("Action", "#entrust-action", "Action", "Ajouter l’action", "À faire depuis le téléphone"),
    ):
        page.evaluate("scrollTo(0, 300)")
        page.get_by_role("navigation", name="Noter").get_by_role("link", name=link).tap()
        field = page.locator(form).get_by_label(label, exact=True)
        page.wait_for_function(
            "field => { const { top, bottom } = field.getBoundingClientRect(); "
            "const over = document.elementFromPoint(20 + field.getBoundingClientRect().left, (top + bottom) / 2); "
            "return top >= 0 && bottom <= innerHeight && over === field; }",
            arg=field.element_handle(),
        )
        field.tap()
        page.wait_for_timeout(500)  # sooner, two taps are one double tap
        page.keyboard.insert_text(text)
        page.locator(form).get_by_role("button", name=button).tap()
        page.locator(".captured > span").filter(has_text=text).wait_for()


def test_points_of_the_agenda_are_put_in_order_by_the_keyboard_alone(browse, product):
    page = browse(ONE)
    page.goto(f"/reunions/{product.one(OF_JEUNESSE, **DRAFT)}")
    titles = "[...document.querySelectorAll('[data-point] h3')].map(title => title.textContent)"
    before = page.evaluate(titles)
    assert len(before) > 1

    def reach(words):
        for _ in range(150):
            page.keyboard.press("Tab")
            if words in re.sub(r"\s", " ", page.evaluate("document.activeElement.textContent")):
                return
        raise AssertionError(f"Tab never reaches « {words} »")

    def moved(gesture):
        with page.expect_response(re.compile("/ordre")) as answer:
            gesture()
        assert answer.value.ok
        assert page.evaluate("document.activeElement.closest('[data-point]') !== null"), "focus stays"
        return page.evaluate(titles)

    down = [before[1], before[0], *before[2:]]
    reach(f"Descendre le point « {before[0]} »")
    assert moved(lambda: page.keyboard.press("Enter")) == down
    page.reload()
    assert page.evaluate(titles) == down
    reach(f"Modifier le point « {before[0]} »")
    assert moved(lambda: page.keyboard.press("Alt+ArrowUp")) == before
    page.reload()
    assert page.evaluate(titles) == before
    assert page.troubles == []
