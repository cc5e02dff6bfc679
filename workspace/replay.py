"""A form sent after the session ended: kept in a signed field of the sign-in page, sent again once signed in (§0)."""

import re
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from workspace import clock
from workspace.french import calendar_day, hour

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
        """What a person would recognise: texts, days and hours; not what fields carry in one word of a program."""
        said = (_said(value.strip()) for _, value in self.fields if not value.startswith("/"))
        return [text for text in said if text][:12]


def _said(value: str) -> str:
    """As the person wrote it, a day or an hour as it is said; empty for a key, a number, a choice."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?", value):
        try:
            at = datetime.fromisoformat(value).replace(tzinfo=clock.PARIS)
        except ValueError:
            return ""
        return f"{calendar_day(at)}, {hour(at)}" if "T" in value else calendar_day(at)
    if re.fullmatch(r"[a-z0-9_-]*", value) or not re.search(r"[^\W\d_]{2}", value):
        return ""
    return value


def sent() -> Kept | None:
    """The form that a page of ours sent by this request, without its secrets; None when another site made it, as
    browsers say (the oldest say nothing), or when it could not be read."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return None
    try:
        form = request.form
    except HTTPException:  # too heavy, or cut on its way
        return None
    fields = [(name, value) for name, value in form.items(multi=True) if name not in SECRETS]
    return Kept(request.full_path.rstrip("?"), fields)


def keep() -> str:
    """The same as a signed text, or an empty one."""
    here = sent()
    if here is None:
        return ""
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
