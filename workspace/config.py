"""Settings read from the environment, with defaults that run on one machine."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from workspace import secret_key

ROOT = Path(__file__).parent.parent
KEY_FILE = ROOT / "instance" / "secret_key"


class SettingsError(RuntimeError):
    """The application cannot start with these settings: why, in a sentence for whoever wrote them."""


def from_environment(env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The application's settings.

    Raises:
        SettingsError: SECRET_KEY is weak; outside the demonstration, PUBLIC_URL is missing; another is not readable.
    """
    demonstration = env.get("DEMO", "") == "1"
    if not demonstration and not env.get("PUBLIC_URL"):
        raise SettingsError("PUBLIC_URL is not set: the address that letters give, https://…")
    public_url = _address(env.get("PUBLIC_URL") or "http://localhost:8000")
    is_https = public_url.startswith("https://")
    return {
        "SECRET_KEY": _secret_key(env.get("SECRET_KEY", "")),
        "PUBLIC_URL": public_url,
        "TRUSTED_PROXIES": _number(  # what each of ours says of the visitor is believed, no more
            env, "TRUSTED_PROXIES", 0, range(10), "how many proxies stand before the application"
        ),
        "DEMONSTRATION": demonstration,
        "FIRST_RUN": not demonstration,  # nobody is known yet: every page leads to /premier-demarrage
        "DEMO_PASSWORD": env.get("DEMO_PASSWORD", "espace-federal"),
        "SQLALCHEMY_DATABASE_URI": env.get("DATABASE_URL") or f"sqlite:///{ROOT / 'instance' / 'espace.sqlite'}",
        # A connection that a restart of the database broke is opened anew, rather than failing whoever comes first.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True},
        "MAIL_SERVER": env.get("MAIL_SERVER", ""),  # none: letters stay ready, nothing is sent
        "MAIL_PORT": _number(env, "MAIL_PORT", 25, range(1, 65536), "a number, often 25, 465 or 587"),
        "MAIL_USERNAME": env.get("MAIL_USERNAME") or None,
        "MAIL_PASSWORD": env.get("MAIL_PASSWORD") or None,
        "MAIL_USE_TLS": env.get("MAIL_USE_TLS", "") == "1",
        "MAIL_USE_SSL": env.get("MAIL_USE_SSL", "") == "1",
        "MAIL_DEFAULT_SENDER": env.get("MAIL_SENDER", "espace-federal@localhost"),
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_https,
        # With that prefix a browser takes it from this site alone, over https: no neighbour of the domain can set it.
        "SESSION_COOKIE_NAME": "__Host-session" if is_https else "session",
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch still works: the session bounds the token
        "WTF_I18N_ENABLED": False,  # with it WTForms' own French messages are not used
    }


def _secret_key(given: str) -> str:
    """The key given, else the installation's own."""
    try:
        key = given or secret_key.kept_in(KEY_FILE)
        secret_key.check(key)
    except secret_key.WeakKey as why:
        where = "SECRET_KEY" if given else f"The key in {KEY_FILE}"
        raise SettingsError(f"{where} is {why}. To make one: {secret_key.MAKE_ONE}") from None
    except OSError as why:
        raise SettingsError(f"SECRET_KEY is not set, and none can be kept in {KEY_FILE}: {why.strerror}") from None
    return key


def _address(text: str) -> str:
    """Where the installation is: letters give it, and https decides what browsers are told."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.rstrip("/"):
        raise SettingsError(f"PUBLIC_URL is an address without path, https://…, not « {text} »")
    return text.rstrip("/")


def _number(env: Mapping[str, str], name: str, default: int, among: range, what: str) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and int(text) in among):
        raise SettingsError(f"{name} is {what}, not « {text} »")
    return int(text)
