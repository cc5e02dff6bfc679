"""Without a mouse, without motion, in the system's own colours."""

import pytest

from tests.journeys.conftest import PASSWORD
from tests.journeys.test_accessibility import NEXT, OF_JEUNESSE

FOCUS = """() => {
    const here = document.activeElement;
    const shown = [here, here.closest("label")].filter(Boolean).map(part => getComputedStyle(part));
    return {
        words: (here.innerText || here.getAttribute("aria-label") || here.name || "").trim(),
        outlined: shown.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    };
}"""
INSIDE = """() => {
    const box = document.activeElement.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


@pytest.fixture
def keyboard(browse):
    """`press("Enter", until="words")`: Tab until what has the focus says these words, then that key."""

    def start(account):
        page = browse(account)

        def press(key, until):
            for _ in range(120):
                page.keyboard.press("Tab")
                focus = page.evaluate(FOCUS)
                assert focus["outlined"], f"no visible focus on « {focus['words']} »"
                page.wait_for_function(INSIDE)  # the page may still be scrolling to it
                if until in focus["words"].replace("\u00a0", " "):
                    page.keyboard.press(key)
                    return
            raise AssertionError(f"Tab never reaches « {until} »")

        return page, press

    return start


def test_signing_in_by_the_keyboard(keyboard):
    page, press = keyboard("")
    page.goto("/connexion")
    press("Home", until="email")
    page.keyboard.type("benevole@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/mon-espace")


def test_a_group_then_an_answer_by_the_keyboard(keyboard, product):
    page, press = keyboard("benevole")
    page.goto("/groupes")
    press("Enter", until="Jeunesse")
    page.wait_for_url("**/groupes/jeunesse")
    page.goto(f"/reunions/{product.one(OF_JEUNESSE, **NEXT)}")
    press("Space", until="Peut-être")
    page.locator(".answer .maybe[aria-pressed=true]").wait_for()
    assert page.evaluate(FOCUS)["words"] == "Peut-être", "the focus stays"


def test_an_action_ticked_and_the_account_menu_by_the_keyboard(keyboard):
    page, press = keyboard("benevole")
    page.goto("/mon-espace")
    press("Enter", until="Clore : ")
    page.get_by_role("button", name="Rouvrir\u00a0: ").first.wait_for()
    page.reload()
    press("Enter", until="Mon compte")
    assert page.locator("#account-menu").is_visible()
    press("Enter", until="Se déconnecter")
    page.wait_for_url("**/deconnexion")


MOVES = """() => [...document.querySelectorAll("*")].flatMap(part => ["", "::before", "::after"].map(half => {
    const style = getComputedStyle(part, half || null);
    const times = `${style.transitionDuration},${style.animationDuration}`.split(",").map(parseFloat);
    return Math.max(...times) > 0.01 && part.outerHTML.slice(0, 80);
})).filter(Boolean)"""


@pytest.mark.parametrize("where", ["/mon-espace", "/groupes/jeunesse", "/groupes/jeunesse/modifier", "/actions"])
def test_nothing_moves_for_whoever_asked(browse, where):
    page = browse("coanimation", reduced_motion="reduce")
    page.goto(where)
    page.evaluate("document.querySelectorAll('.btn').forEach(button => button.classList.add('htmx-request'))")
    assert page.evaluate(MOVES) == []


SEEN = """selector => [...document.querySelectorAll(selector)].filter(part => part.checkVisibility()).map(part => {
    const style = getComputedStyle(part);
    return {
        words: part.innerText.trim(),
        bordered: style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) > 0,
        colours: `${style.color} on ${style.backgroundColor}`,
    };
})"""


def test_with_the_system_s_colours_chips_states_and_answers_still_differ(browse, product):
    page = browse("benevole", forced_colors="active")
    page.goto("/mon-espace")
    chips = page.evaluate(SEEN, ".chip")
    assert chips
    assert all(chip["words"] and chip["bordered"] for chip in chips)
    page.goto("/actions?etat=toutes")
    states = page.evaluate(SEEN, ".state")
    assert all(state["words"] for state in states)
    page.goto(f"/reunions/{product.one(OF_JEUNESSE, **NEXT)}")
    page.locator(".answer button.yes").click()
    page.locator(".answer .yes[aria-pressed=true]").wait_for()
    chosen = page.evaluate(SEEN, ".answer [aria-pressed=true]")
    others = page.evaluate(SEEN, ".answer [aria-pressed=false]")
    assert len(chosen) == 1
    assert chosen[0]["colours"] not in [other["colours"] for other in others]
    assert page.troubles == []


COLOURS = """() => {
    const painted = ["color", "backgroundColor", "backgroundImage", "borderTopColor", "fill", "filter", "colorScheme"];
    return [...document.querySelectorAll("html, body, body *")].map(part => {
        const style = getComputedStyle(part);
        return [part.localName, part.id, ...painted.map(name => style[name])].join(" ");
    });
}"""


@pytest.mark.parametrize("where", ["/mon-espace", "/agenda", "/mon-profil", "/planning"])
def test_a_dark_device_has_the_dark_theme_without_a_script(browse, where):
    def colours(**device):
        page = browse("coanimation", reduced_motion="reduce", **device)
        page.goto(where)
        return page.evaluate(COLOURS)

    dark = colours(theme="dark", java_script_enabled=False)
    assert dark == colours(theme="dark")
    assert dark != colours(theme="light", java_script_enabled=False)


@pytest.mark.parametrize("script", [True, False])
def test_a_series_asks_only_for_what_its_rule_needs(browse, script):
    page = browse("coanimation", java_script_enabled=script)
    page.goto("/groupes/jeunesse/series/nouvelle")
    asked = {name: page.locator(f"[name={name}]") for name in ("weeks", "months", "rank", "weekday", "number", "until")}

    def shown():
        return {name for name, box in asked.items() if box.is_visible()}

    assert shown() == {"weeks", "number"}
    page.get_by_label("Un jour de chaque mois").check()
    page.get_by_label("À une date").check()
    assert shown() == {"months", "rank", "weekday", "until"}


def test_the_parts_of_the_settings_stand_on_one_line_of_a_phone(browse):
    page = browse("deleguee", width=390)
    page.goto("/reglages")
    parts = page.get_by_role("navigation", name="Parties des réglages").get_by_role("link")
    assert len({one.bounding_box()["y"] for one in parts.all()}) == 1
    parts.last.click()
    page.wait_for_url("**#installation")


def test_on_a_phone_an_address_that_leads_to_a_folded_panel_unfolds_it(browse, product):
    page = browse("coanimation", width=390)
    meeting = f"/reunions/{product.one(OF_JEUNESSE, **NEXT)}"
    page.goto(meeting)
    panel = page.locator("#attendance")
    assert panel.get_attribute("open") is None, "folded at first"
    page.goto(f"{meeting}#attendance")
    page.locator("#attendance[open]").wait_for()
    page.goto("/agenda")
    page.goto(f"{meeting}#attendance")
    page.locator("#attendance[open]").wait_for()
