"""What a form carries to tell that it is out of date."""

from hashlib import sha256


class Stale(Exception):
    """Somebody changed what a form shows since it was opened."""


def digest_of(*said: object) -> str:
    """Changes with any of what is given: values whose `repr` says all that they are."""
    return sha256(repr(said).encode()).hexdigest()[:32]
