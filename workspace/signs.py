"""Small signs that a page repeats from row to row, and the menus around every page: each is drawn once per process for
all that say the same."""

from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from flask_login import current_user
from markupsafe import Markup

from workspace.access import Can, may
from workspace.pages import root

CHIP = Markup('<span class="chip" data-hue="{}">{}{}</span>')
CHIP_TO = Markup('<a class="chip" data-hue="{}" href="{}">{}{}</a>')
STATE = Markup('<span class="state" data-state="{}">{}{}</span>')
STATE_ICONS = {
    "todo": "circle",
    "not-started": "circle",
    "in-progress": "circle-half",
    "done": "check-circle-fill",
    "achieved": "check-circle-fill",
    "dropped": "x-circle",
    "late": "exclamation-triangle-fill",
    "in-difficulty": "exclamation-triangle-fill",
    "to-check": "question-circle-fill",  # as on a chip of the planner
    "suspended": "pause-circle",
}
# What an entry of a menu asks for.
MENU_RIGHTS = (
    Can.SEE_CALENDAR, Can.SEE_NETWORK, Can.STEER, Can.SEE_LETTERS, Can.GIVE_MANDATES, Can.SEE_SETTINGS,
    Can.READ_JOURNAL,
)  # fmt: skip


def init_app(app: Flask) -> None:
    icon: Any = app.jinja_env.globals["icon"]

    @app.template_global()
    def chip(group: Any, href: str = "") -> Markup:
        """A group, or what is named like one."""
        return drawn_chip(group.hue, icon(group.icon), group.short_name, href)

    @app.template_global()
    def state(kind: str, words: Any) -> Markup:
        """Shape, word and colour, never colour alone; `kind` is one of STATE_ICONS."""
        return drawn_state(kind, icon(STATE_ICONS[kind]), words)

    @app.template_global()
    def menu_rights() -> frozenset[Can]:
        """Those of MENU_RIGHTS that whoever asks has."""
        return frozenset(right for right in MENU_RIGHTS if may(current_user, right))

    @app.template_global()
    def frame(name: str, allowed: frozenset[Can] = frozenset(), here: str = "") -> Markup:
        """A part of the frame that is the same for all who have the same rights, on the same entry."""
        return drawn_frame(root(), name, allowed, here)


@lru_cache(maxsize=1024)
def drawn_frame(root: str, name: str, allowed: frozenset[Can], here: str) -> Markup:
    return Markup(current_app.jinja_env.get_template(f"_{name}.html").render(allowed=allowed, here=here))  # noqa: S704


@lru_cache(maxsize=1024)
def drawn_chip(hue: str, icon: Markup, name: str, href: str) -> Markup:
    return CHIP_TO.format(hue, href, icon, name) if href else CHIP.format(hue, icon, name)


@lru_cache(maxsize=1024, typed=True)  # words may be markup, or mere text with the same letters
def drawn_state(kind: str, icon: Markup, words: Any) -> Markup:
    return STATE.format(kind, icon, words)
