"""Giving a proxy and taking it back; what is kept of a body's meeting when its formal record is published.

None of these looks at the minutes, a later domain: whoever calls them first makes sure these are not published.
"""

from sqlalchemy import delete, select, update

from workspace.database import db
from workspace.french import count
from workspace.journal.operations import record
from workspace.meetings import operations as meetings
from workspace.meetings.models import THERE, Answer, Attendance, Meeting, Presence, Proxy
from workspace.people import queries as people
from workspace.refusals import Refused
from workspace.statutes import queries

NO_PROXIES = "Cette réunion n’admet pas de pouvoir : les réglages de la fédération n’en prévoient pas pour elle."
NOT_SEATED = "Cette personne n’est pas membre de l’instance."
ONESELF = "Une personne ne porte pas son propre pouvoir."
IS_THERE = "Cette personne est là : elle n’a pas besoin de donner pouvoir."
HOLDS_ONE = "Cette personne porte elle-même un pouvoir : retirez-le d’abord."
GIVEN = "Cette personne a déjà donné pouvoir à quelqu’un d’autre : retirez-le d’abord."
IS_AWAY = "Cette personne n’est pas là : un pouvoir se donne à quelqu’un qui participe."


def too_many(limit: int) -> str:
    return f"Cette personne porte déjà {count(limit, 'pouvoir')} : c’est le plus que les statuts permettent."


def refuse_without_proxies(meeting: Meeting) -> None:
    """
    Raises:
        Refused: the body takes no proxies, the meeting was not called, or names are no longer kept.
    """
    if not queries.rules_of(meeting.group).proxies:
        raise Refused(NO_PROXIES)
    meetings.refuse_when_not_called(meeting)
    if meeting.names_removed_at is not None:
        raise Refused(meetings.NAMES_REMOVED)


def give_proxy(meeting: Meeting, giver_id: int, holder_id: int) -> Proxy:
    """« X donne pouvoir à Y »: X is represented. Noted twice, even at once, it is one.

    Raises:
        Refused: about the giver, they do not sit in the body, are there, hold a proxy, or gave theirs to somebody else;
            about the holder, they do not sit in the body, are not there, are the giver, or hold as many as one may;
            the body takes no proxies, the meeting was not called, or names are no longer kept.
    """
    refuse_without_proxies(meeting)
    meetings.take_alone(meeting)
    given = {one.giver_id: one for one in queries.proxies_of(meeting)}
    known = given.get(giver_id)
    if known is not None and known.holder_id == holder_id:
        return known
    noted = select(Attendance.person_id, Attendance.presence).where(Attendance.meeting_id == meeting.id)
    presences = {row[0]: row[1] for row in db.session.execute(noted)}
    seats, held = queries.seated(meeting), [one.holder_id for one in given.values()]
    _refuse_giver(giver_id, seats, presences, held, known)
    _refuse_holder(meeting, holder_id, giver_id, seats, presences)
    limit = queries.rules_of(meeting.group).proxies
    if held.count(holder_id) >= limit:
        raise Refused(too_many(limit), about="holder")
    proxy = Proxy(meeting=meeting, giver_id=giver_id, holder_id=holder_id)
    db.session.add(proxy)
    meetings.attendance_for(meeting, giver_id).presence = Presence.REPRESENTED
    db.session.flush()
    record("statutes/proxy-given", meeting, giver=people.person(giver_id), holder=people.person(holder_id))
    return proxy


def _refuse_giver(
    giver_id: int,
    seats: frozenset[int],
    presences: dict[int | None, Presence | None],
    held: list[int],
    known: Proxy | None,
) -> None:
    if giver_id not in seats:
        raise Refused(NOT_SEATED, about="giver")
    if presences.get(giver_id) in THERE:
        raise Refused(IS_THERE, about="giver")
    if giver_id in held:
        raise Refused(HOLDS_ONE, about="giver")
    if known is not None:
        raise Refused(GIVEN, about="giver")


def _refuse_holder(
    meeting: Meeting,
    holder_id: int,
    giver_id: int,
    seats: frozenset[int],
    presences: dict[int | None, Presence | None],
) -> None:
    if holder_id == giver_id:
        raise Refused(ONESELF, about="holder")
    if holder_id not in seats:
        raise Refused(NOT_SEATED, about="holder")
    noted = presences.get(holder_id)
    if noted not in THERE and (meeting.has_started or noted is not None):  # before, who did not say no may come
        raise Refused(IS_AWAY, about="holder")


def withdraw_proxy(proxy: Proxy) -> None:
    """The giver is no longer represented; excused, if they had said that they could not come."""
    meeting, giver, holder = proxy.meeting, people.person(proxy.giver_id), people.person(proxy.holder_id)
    attendance = meetings.attendance_for(meeting, giver.id)
    if attendance.presence is Presence.REPRESENTED:
        attendance.presence = Presence.EXCUSED if attendance.answer is Answer.NO else None
    db.session.execute(delete(Proxy).where(Proxy.id == proxy.id))
    db.session.flush()
    record("statutes/proxy-withdrawn", meeting, giver=giver, holder=holder)


def freeze(meeting: Meeting) -> str:
    """What the formal record says for ever, though members come and go and settings change: who was there without
    sitting in the body, and the quorum, which is returned in words."""
    rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)).all()
    seats = queries.seated(meeting)
    guests = queries.guests_among(rows, seats)
    db.session.execute(update(Attendance).where(Attendance.id.in_(guests)).values(is_guest=True))
    found = queries.count_at(meeting, seats, rows, queries.proxies_of(meeting))
    return found.in_words if found else ""
