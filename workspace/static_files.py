"""Files of `static/`: one address for the whole folder's content, kept for ever by browsers."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, send_from_directory, url_for

from workspace.access import Can, allow

FOR_EVER = 365 * 24 * 3600  # seconds


def init_app(app: Flask) -> None:
    folder = Path(app.root_path) / "static"
    digest_file = folder / "vendor" / "digest.txt"
    digest = digest_file.read_text().strip() if digest_file.exists() else "unbuilt"

    @app.get("/static/<digest>/<path:name>", endpoint="static")
    @allow(Can.VISIT)
    def static(digest: str, name: str) -> Response:
        """The digest is of the whole folder, since style sheets name other files."""
        response = send_from_directory(folder, name, max_age=FOR_EVER)
        response.cache_control.immutable = True
        response.cache_control.public = True
        return response

    @app.get("/favicon.ico")
    @allow(Can.VISIT)
    def favicon() -> Any:
        return send_from_directory(folder, "favicon.svg") if (folder / "favicon.svg").exists() else abort(404)

    app.add_template_global(lambda name: url_for("static", digest=digest, name=name), "static")
