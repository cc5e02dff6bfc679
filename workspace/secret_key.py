"""The key that signs cookies and links: given, or made once for the installation; a weak one is refused."""

import contextlib
import os
import re
import secrets
from pathlib import Path

SHORTEST = 32  # characters
FEWEST_DIFFERENT = 10  # of them: fewer is a key held down, or a word said again and again
WELL_KNOWN = re.compile(r"changeme|changezmoi|secret|password|motdepasse|azerty|qwerty|espacefederal|tests|exemple")
MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_hex(32))"'


class WeakKey(Exception):
    """Why a key is refused, in words that follow « SECRET_KEY is »."""


def check(key: str) -> None:
    """Refuse what could be guessed.

    Raises:
        WeakKey: too short, too few different characters, or among the first that anybody tries.
    """
    if len(key) < SHORTEST:
        raise WeakKey(f"too short: {SHORTEST} characters at least")
    if len(set(key)) < FEWEST_DIFFERENT or key in (key + key)[1:-1]:
        raise WeakKey("the same few characters again and again")
    known = WELL_KNOWN.search(re.sub(r"[\W_]", "", key.lower()))
    if known:
        raise WeakKey(f"made of a word that anybody tries (« {known[0]} »)")


def kept_in(file: Path) -> str:
    """The installation's own key, made the first time: a new one would sign everybody out.

    Of two processes that start at once, one makes it and both read it: the file appears whole, under its name, once.

    Raises:
        OSError: the file can neither be read nor made.
    """
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_hex(32) + "\n")
            with contextlib.suppress(FileExistsError):
                os.link(draft, file)
        finally:
            draft.unlink(missing_ok=True)
    return file.read_text().strip()
