"""Links that letters carry: signed, for one purpose, good for a time. Their GET only shows a button.

What makes a link void before its time (an address that changed, a use already made) is said in it and compared by the
gesture that receives it.
"""

import hashlib
from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer


def sign(purpose: str, **said: str | int) -> str:
    """A text for an address, that `read` understands for the same purpose only."""
    return str(_signer(purpose).dumps(said))


def read(purpose: str, text: str, lasts: timedelta) -> dict[str, Any] | None:
    """What `sign` said; None when it was forged, altered, made for something else, or is too old."""
    try:
        said: dict[str, Any] = _signer(purpose).loads(text, max_age=int(lasts.total_seconds()))
    except BadData:
        return None
    return said


def mark_of(address: str) -> str:
    """What a link keeps of an address, to be void when the person has another one, without giving it away."""
    return hashlib.sha256(address.lower().encode()).hexdigest()[:16]


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"link {purpose}")
