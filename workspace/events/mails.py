"""Letters about events: to people of the space, and to those from outside who registered by letter."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from workspace import clock, links, post
from workspace.database import db
from workspace.events.models import Event, Registration
from workspace.meetings import calendar
from workspace.meetings.models import Appointment
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path, public_url, sender
from workspace.settings import queries as settings

CHANGED = "events/event-changed"
BURST = timedelta(minutes=3)  # changes within that time make one letter
CONFIRM, WITHDRAW = "event-register", "event-withdraw"  # the purposes of the links of outsiders
CONFIRM_LASTS, WITHDRAW_LASTS = timedelta(days=3), timedelta(days=730)


def event_opened(event: Event, members: Iterable[Person]) -> None:
    """One may register: an invitation, which each receives at their own pace."""
    notify(members, "events/event-opened", _about(event, event.group.id), event=event, meeting=event.meeting)


def to_confirm(event: Event, name: str, email: str, centre_id: int | None) -> None:
    """Somebody from outside asks for a place: nothing is kept before they follow this link."""
    token = links.sign(CONFIRM, event=event.meeting_id, name=name, email=email, centre=centre_id or 0)
    link = public_url("events.confirm", token=token)
    post.letter("events/to-confirm", email, name, event=event, meeting=event.meeting, link=link)


def registered(event: Event, registration: Registration, rank: int) -> None:
    """A place, with the date for one's calendar; or a rank among those who wait."""
    _tell(event, registration, "events/waiting" if rank else "events/registered", with_date=not rank, rank=rank)


def place_freed(event: Event, registration: Registration) -> None:
    _tell(event, registration, "events/place-freed", with_date=True)


def event_changed(event: Event, before: Appointment, registrations: Sequence[Registration]) -> None:
    """Old and new, from what each still believes; a change that comes back to where it was is not told."""
    held = post.waiting(CHANGED, f"event {event.meeting_id}")
    for one in registrations:
        earlier = held.get(one.address)
        since = _read(earlier.before) if earlier else before
        if since != event.meeting.appointment:
            leaves_at = earlier.not_before if earlier else clock.now() + BURST
            kept = {"before": _written(since), "appointment_before": since, "not_before": leaves_at}
            _tell(event, one, CHANGED, with_date=not one.is_waiting, burst=f"event {event.meeting_id}", **kept)
    for letter in held.values():
        db.session.delete(letter)


def event_cancelled(event: Event, registrations: Sequence[Registration]) -> None:
    for letter in post.waiting(CHANGED, f"event {event.meeting_id}").values():
        db.session.delete(letter)
    for one in registrations:
        _tell(event, one, "events/event-cancelled", with_date=not one.is_waiting)


def _tell(event: Event, registration: Registration, kind: str, with_date: bool, **context: Any) -> None:
    """`with_date`: the calendar is told too."""
    meeting, person, address = event.meeting, registration.person, registration.address
    if not address:
        return
    context |= {"event": event, "meeting": meeting, "withdrawal": _withdrawal(event, registration)}
    if with_date:
        to = person or Person(first_name=registration.name, last_name="", email=address)
        federation = settings.federation()
        organiser, page = (federation.name, federation.email or sender()), _page(event)
        context["calendar"], context["calendar_method"] = calendar.invitation(meeting, to, organiser, page)
    if person is None:
        post.letter(kind, address, registration.name, **context)
    else:
        notify([person], kind, _about(event, 0), always=True, **context)


def _withdrawal(event: Event, registration: Registration) -> str:
    """Where one gives the place back: a page of the space, or a link for those who have no account."""
    if registration.person is not None:
        return _page(event)
    return public_url("events.withdraw_by_mail", token=links.sign(WITHDRAW, registration=registration.id))


def _about(event: Event, group_id: int) -> About:
    return About("meeting", event.meeting_id, group_id, public_path("events.show", meeting_id=event.meeting_id))


def _page(event: Event) -> str:
    return public_url("events.show", meeting_id=event.meeting_id)


def _written(appointment: Appointment) -> str:
    starts_at, ends_at, *where = appointment
    return json.dumps([starts_at.isoformat(), ends_at.isoformat(), *where])


def _read(written: str) -> Appointment:
    starts_at, ends_at, place, video_link = json.loads(written)
    return Appointment(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), place, video_link)
