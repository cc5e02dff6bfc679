"""The key of the installation: made once whoever starts, never one that could be guessed."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import KEY
from workspace import config, secret_key
from workspace.config import SettingsError, from_environment

ROOT = Path(__file__).parents[2]
WEAK = (
    "tests",
    "changeme",
    "x" * 40,
    "abcd" * 10,
    "0123456789abcdef" * 2,
    "5f0c2b7e91d84a63b5e0f7a2c9d1683",  # one too few
    "Change-Me 5f0c2b7e91d84a63b5e0f7a2c9d16834",
    "SECRET-5f0c2b7e91d84a63b5e0f7a2c9d16834",
    "mot de passe 5f0c2b7e91d84a63b5e0f7a2c9d16834",
)


@pytest.fixture
def file(tmp_path, monkeypatch):
    kept = tmp_path / "instance" / "secret_key"
    monkeypatch.setattr(config, "KEY_FILE", kept)
    return kept


def given(key):
    return from_environment({"DEMO": "1", "SECRET_KEY": key})["SECRET_KEY"]


def test_a_strong_key_is_taken_as_given_and_no_file_is_made(file):
    assert given(KEY) == KEY
    assert not file.exists()


@pytest.mark.parametrize("key", WEAK)
def test_a_weak_key_is_refused_and_the_message_says_how_to_make_one(file, key):
    with pytest.raises(SettingsError, match=r"^SECRET_KEY is .*token_hex\(32\)"):
        given(key)


def test_without_one_it_is_made_once_and_only_its_owner_reads_it(file):
    made = given("")
    assert len(made) == 64
    assert given("") == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [kept.name for kept in file.parent.iterdir()] == ["secret_key"]


def test_processes_that_start_at_once_get_the_same(tmp_path):
    """Each believes that it is the first: the file is seen missing by all, one of the drafts becomes it."""

    class Unseen(type(Path())):
        def exists(self, **_):
            return False

    file = Unseen(tmp_path / "secret_key")
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key.kept_in(file), range(8)))
    assert len(keys) == 1
    assert [kept.name for kept in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("text", ["", "changeme"])
def test_a_file_cut_short_or_written_by_hand_is_refused_too(file, text):
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(SettingsError, match="secret_key is"):
        given("")


def test_where_no_file_can_be_kept_the_message_says_so(file):
    file.parent.write_text("not a folder")
    with pytest.raises(SettingsError, match="SECRET_KEY is not set, and none can be kept in"):
        given("")


def test_at_start_it_is_one_sentence():
    env = os.environ | {"SECRET_KEY": "changeme", "DEMO": "1", "DATABASE_URL": "sqlite://"}
    started = subprocess.run([sys.executable, "-c", "import wsgi"], env=env, cwd=ROOT, capture_output=True, text=True)
    assert started.returncode == 1
    assert started.stderr.startswith("Espace fédéral: SECRET_KEY is too short")
    assert started.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "name"), [("https://espace.example.org", "__Host-session"), ("http://localhost:8000", "session")]
)
def test_the_address_decides_how_cookies_travel(address, name):
    kept = from_environment({"DEMO": "1", "SECRET_KEY": KEY, "PUBLIC_URL": address})
    assert (kept["SESSION_COOKIE_NAME"], kept["SESSION_COOKIE_SECURE"]) == (name, name.startswith("__Host-"))
    assert (kept["SESSION_COOKIE_HTTPONLY"], kept["SESSION_COOKIE_SAMESITE"]) == (True, "Lax")
