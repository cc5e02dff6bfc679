"""A meeting of Jeunesse that was held: one decision, one action for Bob, Bob and Alice there."""

from datetime import timedelta

from tests.cast import make_meeting
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.meetings.models import Attendance, MeetingState, Presence
from workspace.minutes.models import Decision, Minutes, MinutesState


def make_held_meeting(cast, group=None, **action):
    group = group or cast.jeunesse
    meeting = make_meeting(group, MeetingState.HELD, days=-7, points=2)
    point = meeting.points[0]
    about = {"meeting": meeting, "point": point, "items": [cast.items["o2-act1"]]}
    point.notes = "Tout le monde **parle** des réseaux."
    db.session.add(Minutes(meeting=meeting, state=MinutesState.IN_REVIEW))
    for person in (cast.alice, cast.bob):
        db.session.add(Attendance(meeting_id=meeting.id, person_id=person.id, presence=Presence.PRESENT))
    db.session.add(Decision(text="Le réseau se réunit à Nanterre.", **about))
    given = {"owners": [cast.bob], "due_on": clock.today() + timedelta(days=9)} | action
    db.session.add(ActionItem(group=group, title="Écrire aux réseaux", **about, **given))
    db.session.commit()
    db.session.refresh(meeting, ["points"])
    return meeting
