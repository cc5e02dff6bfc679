"""Answering a browser or htmx: whole pages, parts of pages, moves. The only file that knows htmx's headers."""

from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from workspace import limits

TABLES = {  # the media types of files of spreadsheets.py
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def asks_for_a_part() -> bool:
    """htmx 4 says « partial » when the answer goes into an element of the page."""
    return request.headers.get("HX-Request-Type") == "partial" and "HX-History-Restore-Request" not in request.headers


def page(template: str, part: str | None = None, status: int = 200, **context: object) -> Response:
    """Render the page, or only its part when htmx asks; messages travel with the part."""
    if part and asks_for_a_part():
        html = render_template(part, **context) + render_template("_messages.html", out_of_band=True)
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    response.vary.add("HX-Request-Type")
    return response


def go_to(url: str) -> AnyResponse:
    """After a gesture: the browser or htmx opens that page."""
    if "HX-Request" in request.headers:
        return make_response("", 200, {"HX-Redirect": url})
    return redirect(url, 303)


def table_file(content: bytes, name: str, kind: str) -> Response:
    """A table to download; `kind` is a key of TABLES."""
    named = f"{name}.{kind}"
    return send_file(BytesIO(content), TABLES[kind], as_attachment=True, download_name=named, max_age=0, etag=False)


def address(endpoint: str, **values: Any) -> str:
    """`url_for` of templates: a page names a hundred places, most of them those that other pages name."""
    return _address(root(), endpoint, **values)


@lru_cache(maxsize=4096)
def _address(root: str, endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values)


def root() -> str:
    """Where the site is served from. A page asks it some hundred times: past the proxy, which costs more than that."""
    return request._get_current_object().script_root  # type: ignore[attr-defined]


def caller() -> str:
    """The network that a request comes from, to count its tries by (workspace/limits.py)."""
    return limits.network(request.remote_addr)


def place_to_return(given: str | None, default: str) -> str:
    """An address of this site that a form carried, else the default: never somebody else's site."""
    parts = urlsplit(given or "")
    is_ours = (given or "").startswith("/") and not (given or "").startswith(("//", "/\\")) and not parts.netloc
    return given if given and is_ours else default


def small_number(text: str) -> int:
    """An id given in a query string: for `request.args.get(…, type=small_number)`.

    Raises:
        ValueError: not a number, or one that no database holds.
    """
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


def letters_are_read_here() -> bool:
    """In the demonstration, whoever waits for a letter finds it at /courriers."""
    return bool(current_app.config["DEMONSTRATION"]) and not current_app.config["MAIL_SERVER"]
