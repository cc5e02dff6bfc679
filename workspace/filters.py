"""What templates filter with: French words, and Markdown made safe."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

import nh3
from flask import Flask
from jinja2 import Environment, pass_environment
from jinja2.filters import do_truncate
from markupsafe import Markup

from workspace import clock
from workspace.documents.markdown import PARSER, text_only
from workspace.french import (
    NBSP,
    calendar_day,
    count,
    day,
    days_away,
    duration,
    ended,
    french,
    hour,
    in_words,
    iso,
    iso_day,
    lines,
    listed,
    moment,
    month,
    month_and_year,
    of_name,
    short_day,
    time_given,
    time_stamp,
    weekday,
)

# What may go out; documents/markdown.py says what comes in.
_TAGS = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "a",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
LEAF = Markup('<time class="date" datetime="{}">{} <b>{}</b> {}</time>')
_HEADING = re.compile(r"<(/?)h([1-6])>")


def markdown(text: str) -> Markup:
    """Notes as safe HTML; their headings come under the page's own."""
    html = _HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + 2, 6)}>", PARSER.render(text or ""))
    return Markup(  # noqa: S704 - nh3 cleaned it
        nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
    )


def leaf(instant: datetime) -> Markup:
    """The day of a meeting, as a calendar leaf."""
    return _leaf(instant)


@lru_cache(maxsize=4096)
def _leaf(instant: datetime) -> Markup:
    """Kept by the instant: an hour on a French wall comes twice in October."""
    at = clock.in_paris(instant)
    return LEAF.format(iso(at), weekday(at), at.day, month(at))


def hours(meeting: Any) -> str:
    """« 18 h – 20 h »."""
    return f"{hour(meeting.starts_at)}{NBSP}–{NBSP}{hour(meeting.ends_at)}"


def place(meeting: Any) -> str:
    """Where: the place, else the video link alone, else words."""
    return meeting.place or ("En visio" if meeting.video_link else "Lieu à préciser")


@pass_environment
def truncate(environment: Environment, text: str, length: int = 255) -> str:
    """Jinja's own, with the sign that French puts where something is left out."""
    return do_truncate(environment, text, length, end="…")


def init_app(app: Flask) -> None:
    for function in (
        markdown, day, calendar_day, short_day, weekday, month, month_and_year, hour, time_stamp, moment, iso, iso_day,
        duration, days_away, count, in_words, french, lines, listed, ended, of_name, text_only,
        time_given, truncate,
    ):  # fmt: skip
        app.add_template_filter(function)
    app.jinja_env.globals |= {"today": clock.today, "now": clock.now, "hours": hours, "leaf": leaf, "place": place}
