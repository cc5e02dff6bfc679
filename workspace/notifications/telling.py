"""Telling people: a notice in the product, and a letter at the pace that each has chosen."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from workspace import clock, links, post
from workspace.database import db
from workspace.notifications import queries
from workspace.notifications.models import Notice, Pace
from workspace.people.models import Person, Reached

DIGEST_HOUR = timedelta(hours=7)  # on a French wall
UNSUBSCRIBE = "unsubscribe"  # the purpose of such links
LINK_LASTS = timedelta(days=730)
REMINDER, DIGEST = "followup/reminder", "notifications/digest"


@dataclass(frozen=True)
class About:
    """What a notice is about, and the group whose preferences hold (0: none)."""

    thing: str
    thing_id: int
    group_id: int
    path: str


def notify(
    people: Iterable[Person | Reached],
    kind: str,
    about: About,
    *,
    always: bool = False,
    each: Callable[[Any], dict[str, Any]] = lambda _: {},
    **context: Any,
) -> None:
    """Tell people of something by the letter `kind`, each at their own pace, and by a notice.

    `always`: a convocation or what changes it, which nobody can refuse and which leaves at once. `each` adds to the
    letter what is for one person only. Those who have no address have no account either: nothing is written to them.
    """
    reached = [person for person in people if person.email]
    paces = {} if always else queries.paces([person.id for person in reached], kind, about.group_id)
    for person in reached:
        pace = paces.get(person.id, Pace.AT_ONCE)
        said = context | each(person)
        if pace is Pace.AT_ONCE:
            stop = "" if always else unsubscribe_url(person, kind, about.group_id)
            subject = post.letter(kind, person.email or "", person.name, unsubscribe=stop, **said).subject
        else:
            subject = post.subject_of(kind, recipient=person.name, unsubscribe="", **said)[:300]
        told = {"thing": about.thing, "thing_id": about.thing_id, "path": about.path, "group_id": about.group_id}
        db.session.add(Notice(person_id=person.id, kind=kind, subject=subject, due_at=next_digest(pace), **told))


def take_back(person_id: int, kinds: Collection[str], thing: str, ids: Collection[int]) -> None:
    """Remove the unread notices of a letter that was withdrawn before it left: what replaces it is told anew."""
    about = (Notice.kind.in_(kinds), Notice.thing == thing, Notice.thing_id.in_(ids), Notice.read_at.is_(None))
    db.session.execute(delete(Notice).where(Notice.person_id == person_id, *about))


def unsubscribe_url(person: Person | Reached, kind: str, group_id: int) -> str:
    address = links.mark_of(person.email or "")
    token = links.sign(UNSUBSCRIBE, person=person.id, kind=kind, group=group_id, address=address)
    return post.public_url("notifications.stop", token=token)


def next_digest(pace: Pace, since: datetime | None = None) -> datetime | None:
    """From when on a digest tells what happens now: the next morning at seven, or the next Monday's, in Paris.

    Kept on the notice: a worker that sleeps, a clock that changes or a run done twice cannot open a gap between two
    windows, since there are none.
    """
    if pace not in (Pace.DAILY, Pace.WEEKLY):
        return None
    here = clock.in_paris(since or clock.now()).replace(tzinfo=None)
    morning = here.replace(hour=0, minute=0, second=0, microsecond=0) + DIGEST_HOUR
    if pace is Pace.WEEKLY:
        morning -= timedelta(days=here.weekday())
    while morning <= here:
        morning += timedelta(days=1 if pace is Pace.DAILY else 7)
    return clock.from_paris(morning)
