"""A form sent after the session ended: kept in a signed field of the sign-in page, sent again once signed in (§0)."""

import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from json import dumps, loads

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

DAY = 24 * 3600  # seconds a kept form may wait
FIELD = "kept_form"  # of the sign-in pages, which carry the form that waits; no other form has a field of that name
# Never shown nor kept, whichever form asks them: one that asks for another secret adds its name (tests/house).
SECRETS = {"csrf_token", FIELD, "password", "current", "one_time_code", "secret", "token"}


@dataclass(frozen=True)
class Kept:
    """Where a form was going, and what was typed in it."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def typed(self) -> list[str]:
        """What a person would recognise: the longest texts of the form."""
        return [value for _, value in self.fields if len(value.strip()) > 2 and not value.startswith("/")][:12]


def now() -> Kept:
    """The form of this request, without its secrets."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRETS]
    return Kept(request.full_path.rstrip("?"), fields)


def keep() -> str:
    """The form of this request as a signed text; empty when it did not come from one of our pages."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return ""
    here = now()
    packed = zlib.compress(dumps({"path": here.path, "fields": here.fields}).encode())
    return str(_signer().dumps(b64encode(packed).decode()))


def carried() -> str:
    """The signed text that a sign-in page sent back; empty when nothing waits."""
    return request.form.get(FIELD, "")


def kept(text: str) -> Kept | None:
    """What `keep` kept, unless it was forged or is a day old."""
    try:
        packed = _signer().loads(text, max_age=DAY)
    except BadData:
        return None
    said = loads(zlib.decompress(b64decode(packed)))
    return Kept(said["path"], [(name, value) for name, value in said["fields"]])


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="replay")
