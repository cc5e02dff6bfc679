"""Web addresses that say where they lead."""

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

from workspace.library.models import LONGEST_ADDRESS

NOT_WHOLE = "Collez l’adresse entière d’une page : elle commence par https://."
TOO_LONG = f"{LONGEST_ADDRESS} caractères au plus. Cherchez une adresse plus courte de la même page."
LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?:{LABEL}\.)+(?!(?:\d+|0x[0-9a-f]*)$){LABEL}")  # ending in a number, browsers read a machine's
LEFT_ALONE = "%!$&'()*+,;=:@/?~"  # of a path; the rest of it is written as browsers send it


class NotAnAddress(Exception):
    """Its text is French, and says what is awaited."""


def checked(text: str) -> str:
    """The address as it is kept: https, a name that the network knows, in plain letters from end to end: a letter that
    looks like another, or that turns the line around, cannot hide where it leads.

    Raises:
        NotAnAddress: it is none, or does not say where it leads.
    """
    if len(text) > 4 * LONGEST_ADDRESS:
        raise NotAnAddress(TOO_LONG)
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:  # a port or a name that nothing may have
        raise NotAnAddress(NOT_WHOLE) from None
    unseen = any(char.isspace() or char == "\\" or unicodedata.category(char)[0] == "C" for char in text)
    if unseen or parts.scheme != "https" or "@" in parts.netloc or len(host) > 253 or not HOST.fullmatch(host):
        raise NotAnAddress(NOT_WHOLE)
    rest = (quote(part, safe=LEFT_ALONE) for part in (parts.path, parts.query, parts.fragment))
    written = urlunsplit(("https", host + port, *rest))
    if len(written) > LONGEST_ADDRESS:
        raise NotAnAddress(TOO_LONG)
    return written
