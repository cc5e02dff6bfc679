"""What proxies say of the visitor is believed as far as the setting goes, no further."""

import pytest
from flask import request

from tests.conftest import KEY, settings
from workspace.app import create_app
from workspace.config import from_environment
from workspace.database import db

SAID = {
    "X-Forwarded-For": "6.6.6.6, 1.1.1.1, 2.2.2.2",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


def seen(proxies):
    """What the application takes for the visitor's address, the scheme and the host."""
    app, told = create_app(settings(TRUSTED_PROXIES=proxies)), []
    app.before_request(lambda: told.append((request.remote_addr, request.scheme, request.host)))
    app.test_client().get("/sante", headers=SAID)
    with app.app_context():
        db.engine.dispose()
    return told[0]


def test_without_the_setting_nothing_a_visitor_says_is_believed():
    assert seen(0) == ("127.0.0.1", "http", "localhost")


def test_one_proxy_is_believed_about_the_visitor_it_saw():
    assert seen(1) == ("2.2.2.2", "https", "localhost")


def test_two_proxies_are_believed_about_the_visitor_the_first_saw():
    assert seen(2)[0] == "1.1.1.1"


@pytest.mark.parametrize("text", ["-1", "yes", "1.5", "²", "10"])
def test_another_word_keeps_the_application_from_starting(text):
    with pytest.raises(RuntimeError, match="TRUSTED_PROXIES"):
        from_environment({"SECRET_KEY": KEY, "DEMO": "1", "TRUSTED_PROXIES": text})
