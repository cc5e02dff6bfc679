"""J2 in a real browser: an employee follows their meetings and reports to their director."""

import io
import re

from pypdf import PdfReader


def test_j2_meetings_and_actions_print_on_one_sheet_that_says_whose_they_are(browse):
    page = browse("salarie")
    page.goto("/mon-espace")
    assert page.locator(".meeting-row").count() == 6, "as many as the page ever shows"
    first = page.locator(".meeting-row").first
    first.get_by_role("button", name="Je ne viens pas").click()
    page.get_by_text("Votre réponse est notée").wait_for()
    page.reload()
    (sheet,) = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    said = re.sub(r"\s+", " ", sheet.extract_text())
    assert "Réunions et actions de Sofiane Daoudi" in said
    assert "Je ne viens pas" in said
    assert "Bonjour" not in said
    assert "Dire qui vient" not in said


def test_j2_the_way_to_one_s_own_calendar_is_met_before_the_list_of_all_meetings(browse):
    page = browse("salarie", width=390)
    page.goto("/agenda")
    way = page.get_by_role("link", name="Suivre mes réunions dans mon calendrier")
    assert way.bounding_box()["y"] < 900, "without scrolling"
    page.goto("/mon-espace")
    way.click()
    page.get_by_role("heading", level=1, name="Mon calendrier").wait_for()


def test_a_state_and_the_words_after_it_stand_on_one_line(browse):
    page = browse("salarie")
    page.goto("/mon-espace")
    bottoms = page.get_by_text("En sondage").first.evaluate(
        """state => [state.lastChild, state.nextSibling].map(words => {
            const range = document.createRange();
            range.selectNodeContents(words);
            return range.getBoundingClientRect().bottom;
        })"""
    )
    assert abs(bottoms[0] - bottoms[1]) < 1
