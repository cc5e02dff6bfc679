"""J4 in a real browser: the delegate plans a semester, at a desk and on a phone."""

import re
from datetime import date, timedelta

import pytest

# A draft, or one that was called: which stands on a day depends on the day that the demonstration is loaded.
MOVED = re.compile("La réunion est déplacée|Les membres sont prévenus du changement")


@pytest.fixture
def winter():
    """The winter holidays of zone C that come next: a Tuesday in them, two weeks before, and their period."""
    year = next(year for year, day in ((2027, 9), (2028, 15)) if date(year, 2, day) > date.today())  # noqa: DTZ011
    tuesday = {2027: date(2027, 2, 9), 2028: date(2028, 2, 29)}[year]
    return tuesday, f"/planning?du={year}-01-04&au={year}-06-30"


@pytest.mark.parametrize("width", [1280, 390])
def test_j4_the_delegate_adds_sees_keeps_and_moves(browse, winter, width):
    tuesday, period = winter
    page, title = browse("deleguee", width=width), f"Essai à {width} px"
    page.goto(period)
    page.get_by_role("link", name=re.compile("Jeunesse")).first.wait_for()
    page.goto(f"/groupes/jeunesse/reunions/nouvelle?semaine={tuesday}&suite={period.replace('&', '%26')}")
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Une autre date").check()
    page.get_by_label("Début").fill(f"{tuesday}T18:00")
    page.get_by_label("Fin").fill(f"{tuesday}T20:00")
    page.get_by_role("button", name="Créer la réunion").click()
    page.wait_for_url(f"**{period}")
    said = page.locator("#checks li", has_text="Jeunesse").filter(has_text="Vacances d’hiver (zone C)")
    said.first.get_by_role("link", name=re.compile("Garder cette date")).click()
    form = page.locator("form", has_text="Vacances d’hiver (zone C)")
    form.get_by_label("Pourquoi garder cette date").fill(f"Stage d’hiver {width}")
    form.get_by_role("button", name="Garder la date").click()
    page.wait_for_url(f"**{period}#c*")
    assert page.locator("#checks li:focus").inner_text().startswith(f"Jeunesse, {french(tuesday)}")
    page.locator("#checks li", has_text=f"Stage d’hiver {width}").wait_for()
    if width == 1280:
        by_keys(page, tuesday)
    else:
        by_form(page, tuesday)
    assert page.troubles == []


@pytest.mark.parametrize("width", [1280, 390])
def test_j4_a2_a_date_that_suits_is_chosen_by_keyboard_or_by_touch(browse, winter, product, width):
    page, (_, period) = browse("deleguee", width=width), winter
    page.goto(period)
    if width == 1280:
        page.get_by_role("link", name="Ajouter une réunion, Jeunesse").click()
    else:
        page.locator("#plus-jeunesse").click()
    dates = page.get_by_role("group", name="Dates qui conviennent")
    dates.get_by_role("radio").first.wait_for()
    assert dates.get_by_text(re.compile(r"\d+\smembres libres sur \d+")).count() >= 1
    assert not dates.get_by_label("Début").is_visible()
    dates.get_by_role("radio", name="Une autre date").check()
    assert dates.get_by_label("Début").is_visible()
    page.get_by_label("Titre").fill(f"Date proposée {width}")
    dates.get_by_role("radio", name="Une autre date").focus()
    page.keyboard.press("ArrowUp")
    chosen = dates.get_by_role("radio", checked=True).get_attribute("value")
    assert not dates.get_by_label("Début").is_visible()
    page.keyboard.press("Enter")
    page.get_by_text("La réunion est créée, en brouillon.").wait_for()
    assert period in page.url
    made = product.one("SELECT starts_at FROM meeting WHERE title = :title", title=f"Date proposée {width}")
    assert str(made)[:10] == chosen[:10]
    assert page.troubles == []


def test_the_dates_that_suit_are_asked_of_the_group(browse):
    page = browse("coanimation")
    page.goto("/groupes/jeunesse/reunions/nouvelle")
    proposed = [one.get_attribute("value")[:10] for one in page.locator("input[name=when]:not([value=other])").all()]
    page.get_by_role("link", name="Demander l’avis du groupe (sondage)").click()
    page.get_by_role("heading", name="Nouveau sondage de dates").wait_for()
    assert [one.get_attribute("value") for one in page.locator("input[name=day]:checked").all()] == proposed
    assert page.troubles == []


def by_keys(page, tuesday):
    chip = page.locator(f"tr:has(th:has-text('Jeunesse')) a.meeting-chip[aria-label*='{french(tuesday)}']").first
    chip.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    panel = page.get_by_role("region", name="Déplacer une réunion")
    panel.get_by_text("Jeunesse").first.wait_for()
    assert panel.locator("[name=day]").input_value() == str(tuesday + timedelta(weeks=3))
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    panel.locator(f"[name=day][value='{tuesday + timedelta(weeks=2)}']").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.locator(f"a.meeting-chip:focus[aria-label*='{french(tuesday + timedelta(weeks=2))}']").wait_for()
    page.get_by_text(MOVED).wait_for()


def by_form(page, tuesday):
    page.get_by_role("link", name=re.compile(f"Déplacer Jeunesse, {french(tuesday)}")).first.click()
    said = page.get_by_role("status").filter(has_text="Jeunesse")
    assert "Vacances d’hiver" in said.inner_text()
    page.get_by_label("Jour").fill(str(tuesday + timedelta(weeks=4)))
    said.filter(has_text=french(tuesday + timedelta(weeks=4))).wait_for()
    assert "Vacances d’hiver" not in said.inner_text()
    page.get_by_role("button", name="Déplacer").click()
    page.get_by_text(MOVED).wait_for()
    assert page.locator("li.meeting-row:focus").inner_text().startswith("mar.")


def french(day):
    months = ["janvier", "février", "mars", "avril", "mai", "juin"]
    return f"mardi {'1er' if day.day == 1 else day.day} {months[day.month - 1]}"


def test_j4_a5_called_all_at_once_from_the_summary(browse, winter):
    page, (_, period) = browse("deleguee"), winter
    page.goto(period)
    page.get_by_role("link", name="Convoquer tout le semestre").click()
    page.get_by_role("heading", name=re.compile(r"\d+ réunions?, \d+ courriers?")).wait_for()
    page.get_by_role("button", name=re.compile("Convoquer")).dblclick()
    page.get_by_text(re.compile("convoquées?, .* à partir")).wait_for()
    page.goto(period.replace("/planning", "/planning/convocation"))
    page.get_by_text("Aucun brouillon à convoquer.").wait_for()


def test_a_chip_is_dragged_to_another_week_and_what_it_costs_is_said_at_once(browse, winter):
    page, (_, period) = browse("deleguee"), winter
    page.goto(period)
    row = page.locator("tr", has=page.locator("a[data-move]")).first
    row.locator("a[data-move]").first.drag_to(row.locator("td:not(:has(a))").last)
    panel = page.get_by_role("region", name="Déplacer une réunion")
    panel.locator("[name=day]").wait_for()
    panel.get_by_role("button", name="Déplacer").wait_for()
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.troubles == []


def test_the_panel_of_a_move_leaves_the_chip_in_view(browse, winter):
    page, (_, period) = browse("deleguee"), winter
    page.goto(period)
    chip = page.locator("tr:has(a[data-move])").last.locator("a[data-move]").last
    chip.evaluate("chip => scrollBy(0, chip.getBoundingClientRect().bottom - innerHeight + 40)")
    chip.evaluate("chip => chip.focus({ preventScroll: true })")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("region", name="Déplacer une réunion").get_by_role("button", name="Déplacer").wait_for()
    above = """() => document.activeElement.getBoundingClientRect().bottom
        <= document.getElementById("move-panel").getBoundingClientRect().top"""
    page.wait_for_function(above)
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
        page.wait_for_function(above)
    assert page.troubles == []


def test_two_people_move_the_same_meeting_the_second_reads_the_date_of_the_first(browse, winter, product):
    tuesday, _ = winter
    draft = product.one("SELECT id FROM meeting WHERE state = 'draft' ORDER BY starts_at DESC")
    pages = [browse(who) for who in ("deleguee", "secretariat")]
    for page in pages:
        page.goto(f"/reunions/{draft}/deplacer")
    for weeks, page in zip((4, 6), pages, strict=True):
        page.get_by_label("Jour").fill(str(tuesday + timedelta(weeks=weeks)))
        page.get_by_role("status").filter(has_text=french(tuesday + timedelta(weeks=weeks))).wait_for()
        page.get_by_role("button", name="Déplacer").click()
    pages[0].get_by_text("La réunion est déplacée.").wait_for()
    pages[1].get_by_text("Quelqu’un a modifié cette réunion pendant que vous la déplaciez.").wait_for()
    assert french(tuesday + timedelta(weeks=4)) in pages[1].get_by_role("alert").inner_text()
    assert pages[1].get_by_label("Jour").input_value() == str(tuesday + timedelta(weeks=6)), "what was typed stays"


@pytest.mark.parametrize("grid", ["/planning", "/agenda?mois=2027-01"])
def test_j4_a8_the_grid_is_printed_across_the_sheet(browse, grid):
    page = browse("deleguee")
    page.goto(grid)
    width, height = re.search(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", page.pdf(prefer_css_page_size=True)).groups()
    assert float(width) > float(height)
