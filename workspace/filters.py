"""What templates filter with: French words, and Markdown made safe."""

import re

import nh3
from flask import Flask
from markupsafe import Markup

from workspace import clock
from workspace.documents.markdown import PARSER
from workspace.french import (
    calendar_day,
    count,
    day,
    days_away,
    duration,
    french,
    hour,
    in_words,
    iso,
    iso_day,
    lines,
    listed,
    month,
    month_and_year,
    short_day,
    time_stamp,
    weekday,
)

# What may go out; documents/markdown.py says what comes in.
_TAGS = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "a",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_HEADING = re.compile(r"<(/?)h([1-6])>")


def markdown(text: str) -> Markup:
    """Notes as safe HTML; their headings come under the page's own."""
    html = _HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + 2, 6)}>", PARSER.render(text or ""))
    return Markup(  # noqa: S704 - nh3 cleaned it
        nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
    )


def init_app(app: Flask) -> None:
    for function in (
        markdown, day, calendar_day, short_day, weekday, month, month_and_year, hour, time_stamp, iso, iso_day,
        duration, days_away, count, in_words, french, lines, listed,
    ):  # fmt: skip
        app.add_template_filter(function)
    app.add_template_global(clock.today)
    app.add_template_global(clock.now)
