"""Passwords anybody would try first. Length does the rest: no rule of capitals and digits (ANSSI, NIST 800-63B)."""

import re

from workspace.french import fold
from workspace.people.models import Person

# Long enough for us, and in every list of stolen passwords; compared without signs and digits at their ends.
COMMON = {
    "azertyuiop", "qsdfghjklm", "azertyuiopqsdfghjklm", "qwertyuiop", "asdfghjkl", "qwertzuiop", "aqwzsxedc",
    "azertyazerty", "qwertyqwerty", "motdepasse", "monmotdepasse", "lemotdepasse", "motdepassemotdepasse", "password",
    "passwordpassword", "mypassword", "passw0rd", "bonjour", "bonjourbonjour", "bonjouratous", "jetaime",
    "jetaimejetaime", "chocolat", "chocolatchocolat", "soleil", "soleilsoleil", "doudou", "loulou", "marseille",
    "iloveyou", "iloveyouiloveyou", "letmein", "letmeinplease", "changeme", "changemoi", "administrateur",
    "administrator", "welcome", "bienvenue", "abcdefghij", "abcdefghijkl", "abcdefghijklmnopqrstuvwxyz", "superman",
    "football", "princesse", "espacefederal", "centresocial", "centressociaux", "federation", "basketball",
}  # fmt: skip
DIGITS = "01234567890123456789"


def is_common(password: str, person: Person) -> bool:
    """Whether it is made of what everybody tries, of few letters, or of the person's own name or address."""
    plain = re.sub(r"[\W_]+", "", fold(password))
    bare = plain.strip("0123456789")
    if not bare:  # digits alone: a run, or a date and such when short
        return plain in DIGITS or plain in DIGITS[::-1] or len(set(plain)) < 5
    own = {fold(person.first_name), fold(person.last_name), (person.email or "").partition("@")[0]}
    own_words = {re.sub(r"[\W_]+", "", word) for word in own} | {re.sub(r"[\W_]+", "", fold(person.name))}
    return bare in COMMON or plain in COMMON or bare in own_words or len(set(plain)) < 5
