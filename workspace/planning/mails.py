"""The letter of a whole semester: one a person, with only their meetings, and one file for their calendar."""

from collections.abc import Mapping, Sequence
from typing import Any

from workspace.meetings import calendar
from workspace.meetings.mails import answer_link
from workspace.meetings.models import Meeting
from workspace.notifications.telling import About, notify
from workspace.people.models import Reached
from workspace.planning.calling import Round
from workspace.post import public_path, public_url


def semester_called(called: Round, keys: Mapping[int, str], documents: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """`keys`: the secret part of each person's calendar, by their id; `documents`: names and addresses of the files
    of each meeting. The file carries no method (domain §0): an answer is given by the link of each meeting."""
    theirs = {person.id: meetings for person, meetings in called.letters}

    def each(person: Reached) -> dict[str, Any]:
        return {
            "meetings": theirs[person.id],
            "answers": {meeting.id: answer_link(meeting, person) for meeting in theirs[person.id]},
            "feed": public_url("scheduling.my_feed", key=keys[person.id]),
            "calendar": calendar.several(theirs[person.id], _page_of),
        }

    about = About("meeting", called.meetings[0].id, 0, public_path("people.my_space")) if called.meetings else None
    if about:
        notify(called.reached, "planning/semester-called", about, always=True, each=each, documents=documents)


def _page_of(meeting: Meeting) -> str:
    return public_url("meetings.show", id=meeting.id)
