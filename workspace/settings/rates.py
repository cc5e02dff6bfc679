"""What an hour given is worth, as a body decided it and somebody types it: « 12,50 », « 12.5 € »."""

import re
from decimal import Decimal

RATE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:€|euros?)?", re.IGNORECASE)


def read(text: str) -> Decimal | None:
    """Euros; None when it is no amount, or nothing."""
    found = RATE.fullmatch(text.strip())
    return Decimal(found[1].replace(",", ".")) or None if found else None
