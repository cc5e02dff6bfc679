"""Files of `static/`: one address for the whole folder's content, kept for ever by browsers."""

from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request, send_from_directory
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from markupsafe import Markup

from workspace.access import Can, allow
from workspace.pages import address as url_of
from workspace.pages import root

FOR_EVER = 365 * 24 * 3600  # seconds
DRAWING = Markup('<svg class="bi" aria-hidden="true"><use href="{}#{}"></use></svg>')
CODINGS = {"br": ".br", "gzip": ".gz"}  # the better first


class SessionOfPages(SecureCookieSessionInterface):
    """What anyone may keep neither carries a cookie nor depends on one: Flask-Login reads the session all the same."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    folder = Path(app.root_path) / "static"
    digest_file = folder / "vendor" / "digest.txt"
    digest = digest_file.read_text().strip() if digest_file.exists() else "unbuilt"
    app.session_interface = SessionOfPages()
    squeezed = _squeezed(folder)

    @app.get("/static/<digest>/<path:name>", endpoint="static")
    @allow(Can.VISIT)
    def static(digest: str, name: str) -> Response:
        """The digest is of the whole folder, since style sheets name other files."""
        coding = request.accept_encodings.best_match(CODINGS) if name in squeezed else None
        file = f"{squeezed[name]}{CODINGS[coding]}" if coding else name
        response = send_from_directory(folder, file, download_name=Path(name).name, max_age=FOR_EVER)
        if coding:
            response.content_encoding = coding
        if name in squeezed:
            response.vary.add("Accept-Encoding")
        response.cache_control.immutable = True
        response.cache_control.public = True
        return response

    @app.get("/favicon.ico")
    @allow(Can.VISIT)
    def favicon() -> Any:
        return send_from_directory(folder, "favicon.svg") if (folder / "favicon.svg").exists() else abort(404)

    @app.template_global("static")
    def address(name: str) -> str:
        return url_of("static", digest=digest, name=name)

    @app.template_global("icon")
    def drawing(name: str) -> Markup:
        """One of `tools/build_static.py`. Not a macro: a page has a hundred, and each is drawn once per process."""
        return drawn(root(), name)

    @cache
    def drawn(_: str, name: str) -> Markup:
        return DRAWING.format(address("vendor/bootstrap-icons.svg"), name)


def _squeezed(folder: Path) -> dict[str, str]:
    """Where the build left a file compressed, without the suffix of the coding; not when the file changed since."""
    found = {}
    for squeezed in (folder / "vendor").glob("*.gz"):
        for name in (f"vendor/{squeezed.stem}", squeezed.stem):
            plain = folder / name
            if plain.is_file() and plain.stat().st_mtime <= squeezed.stat().st_mtime:
                found[name] = f"vendor/{squeezed.stem}"
    return found
