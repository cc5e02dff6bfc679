"""Settings that cannot be: told at start, in a sentence, never met later by a letter or a cookie."""

import pytest

from tests.conftest import KEY
from workspace.config import SettingsError, from_environment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "espace.example.org"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "ftp://espace.example.org"),
        ("PUBLIC_URL", "https://example.org/espace"),
        ("MAIL_PORT", "smtp"),
        ("MAIL_PORT", "0"),
        ("MAIL_PORT", "65536"),
        ("TRUSTED_PROXIES", "one"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(name, value):
    with pytest.raises(SettingsError, match=f"^{name} is "):
        from_environment({"DEMO": "1", "SECRET_KEY": KEY, name: value})


def test_an_empty_variable_is_as_none():
    kept = from_environment({"DEMO": "1", "SECRET_KEY": KEY, "PUBLIC_URL": "", "MAIL_PORT": ""})
    assert (kept["PUBLIC_URL"], kept["MAIL_PORT"]) == ("http://localhost:8000", 25)
