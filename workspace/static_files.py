"""Files of `static/`: one address for the whole folder's content, kept for ever by browsers."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request, send_from_directory, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from workspace.access import Can, allow

FOR_EVER = 365 * 24 * 3600  # seconds


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
    squeezed = {f"vendor/{file.stem}" for file in (folder / "vendor").glob("*.gz")}

    @app.get("/static/<digest>/<path:name>", endpoint="static")
    @allow(Can.VISIT)
    def static(digest: str, name: str) -> Response:
        """The digest is of the whole folder, since style sheets name other files."""
        as_gzip = name in squeezed and request.accept_encodings["gzip"] > 0
        file = f"{name}.gz" if as_gzip else name
        response = send_from_directory(folder, file, download_name=Path(name).name, max_age=FOR_EVER)
        if as_gzip:
            response.content_encoding = "gzip"
        if name in squeezed:
            response.vary.add("Accept-Encoding")
        response.cache_control.immutable = True
        response.cache_control.public = True
        return response

    @app.get("/favicon.ico")
    @allow(Can.VISIT)
    def favicon() -> Any:
        return send_from_directory(folder, "favicon.svg") if (folder / "favicon.svg").exists() else abort(404)

    app.add_template_global(lambda name: url_for("static", digest=digest, name=name), "static")
