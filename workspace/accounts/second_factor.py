"""The code of a telephone, and the recovery codes of whoever lost it."""

import hashlib
import secrets
from datetime import timedelta

import pyotp
from sqlalchemy import delete, update

from workspace import clock, limits
from workspace.accounts import mails, queries
from workspace.accounts.models import RecoveryCode, SecondFactor
from workspace.accounts.operations import count_try
from workspace.database import db
from workspace.journal.operations import record
from workspace.people import operations as people
from workspace.people.models import Person
from workspace.refusals import Refused

RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another
STEP = 30  # seconds a code lasts; the one before and the one after are taken too: clocks drift
FROM_ANYWHERE = (100, timedelta(days=1))  # by somebody who has the password: 300 of a million codes
WRONG = "Ce code ne va pas. Prenez celui qui s’affiche maintenant, ou un code de secours."


def new_secret() -> str:
    return pyotp.random_base32()


def address_for_phone(secret: str, person: Person, issuer: str) -> str:
    """What the square picture says to the application of the phone (otpauth://…)."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email or person.name, issuer_name=issuer)


def check_code(person: Person, typed: str, caller: str, device: str = "") -> None:
    """Take a code of the phone, or use up a recovery code.

    Raises:
        TooMany: from that place, or for that person today from browsers that never signed them in.
        Refused: it is neither, or it was taken before.
    """
    if not device:
        limits.count("code from anywhere", str(person.id), *FROM_ANYWHERE)
    count_try("code", f"{person.id} {device or caller}")
    known = queries.second_factor(person)
    code = "".join(letter for letter in typed.lower() if letter.isalnum())
    if known is None or not (_is_taken(known, code) or _use_recovery_code(person, code)):
        raise Refused(WRONG)
    limits.forget("code", f"{person.id} {device or caller}")


def _step_of(secret: str, code: str) -> int:
    """The stretch of 30 seconds that a code belongs to, near now; 0 when it belongs to none."""
    if not code.isascii():
        return 0
    now = int(clock.now().timestamp()) // STEP
    phone = pyotp.TOTP(secret, interval=STEP)
    matches = [step for step in (now - 1, now, now + 1) if secrets.compare_digest(phone.generate_otp(step), code)]
    return max(matches, default=0)


def _is_taken(known: SecondFactor, code: str) -> bool:
    """Whether the code is good; the database decides between two that bring the same one at once."""
    step = _step_of(known.secret, code)
    newer = update(SecondFactor).where(SecondFactor.id == known.id, SecondFactor.last_step < step)
    return db.session.scalar(newer.values(last_step=step).returning(SecondFactor.id)) is not None


def _use_recovery_code(person: Person, code: str) -> bool:
    mine = (RecoveryCode.person_id == person.id, RecoveryCode.code_hash == _hashed(person, code))
    return db.session.scalar(delete(RecoveryCode).where(*mine).returning(RecoveryCode.id)) is not None


def turn_on(person: Person, secret: str, code: str) -> list[str]:
    """Ask for the phone's code from now on; return the recovery codes, which are never shown again.

    Raises:
        Refused: the code is not the phone's, or a phone is there already.
    """
    if queries.second_factor(person) is not None:
        raise Refused("Un téléphone est déjà relié à votre compte.")
    step = _step_of(secret, "".join(code.split()))
    if not step:
        raise Refused("Ce code ne va pas. Prenez celui qui s’affiche maintenant sur votre téléphone.")
    db.session.add(SecondFactor(person_id=person.id, secret=secret, last_step=step))
    codes = renew_codes(person)
    mails.account_changed(person, "La double vérification est en place : un code de votre téléphone sera demandé.")
    return codes


def renew_codes(person: Person) -> list[str]:
    """New recovery codes; the former ones open nothing any more."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(person_id=person.id, code_hash=_hashed(person, code)) for code in codes)
    db.session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def turn_off(person: Person) -> None:
    """No code is asked any more."""
    db.session.execute(delete(SecondFactor).where(SecondFactor.person_id == person.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    mails.account_changed(person, "La double vérification est arrêtée : plus aucun code ne sera demandé.")


def free(person: Person) -> None:
    """For whoever lost phone and recovery codes: the next sign-in asks neither. Their sessions end, since the phone
    that somebody may have found has one; they hear of it. Freeing twice changes nothing.
    """
    gone = delete(SecondFactor).where(SecondFactor.person_id == person.id).returning(SecondFactor.id)
    if db.session.scalar(gone) is None:
        return
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    people.sign_out_everywhere(person)
    record("accounts/freed", None, person=person)
    mails.account_changed(
        person,
        "La fédération a levé la double vérification, comme on le lui a demandé pour vous : plus aucun code ne sera"
        " demandé, et vos sessions sont terminées.",
    )


def _hashed(person: Person, code: str) -> str:
    """Fifty bits of chance need no slow hash."""
    return hashlib.sha256(f"{person.id} {code}".encode()).hexdigest()
