"""A board of five, three of them there, whose statutes ask for half of it and let one person hold one proxy."""

from tests.cast import LONG_AGO, make_meeting
from workspace.database import db
from workspace.groups.models import CoFacilitation, Membership
from workspace.meetings.models import Attendance, MeetingState, Presence
from workspace.settings.models import Federation

SEATED = ("alice", "bob", "carl", "nora")  # with Bea, who sits there already


def ask(**rules):
    """What the statutes say of the board."""
    federation = db.session.get_one(Federation, 1)
    for name, value in ({"board_quorum": "plus de la moitié", "board_proxies": 1} | rules).items():
        setattr(federation, name, value)
    db.session.commit()


def fill_board(cast):
    for name in SEATED:
        db.session.add(Membership(group_id=cast.board.id, person_id=cast.people[name].id, joined_on=LONG_AGO))
    db.session.add(CoFacilitation(group_id=cast.board.id, person_id=cast.alice.id, starts_on=LONG_AGO))
    db.session.commit()


def make_board_meeting(cast, *there, days=0, hours=-1.0, state=MeetingState.CALLED, **others):
    meeting = make_meeting(cast.board, state, days=days, hours=hours, points=2, **others)
    for name in there:
        row = {"meeting_id": meeting.id, "person_id": cast.people[name].id, "presence": Presence.PRESENT}
        db.session.add(Attendance(**row))
    db.session.commit()
    return meeting
