"""Two people note at the same moment two proxies for one holder, who may hold one: the second is refused."""

import pytest
from sqlalchemy import select

from tests.cast import make_cast
from tests.conftest import database_url
from tests.statutes.scene import ask, fill_board, make_board_meeting
from workspace.database import db
from workspace.meetings.models import Attendance, Meeting, Presence, Proxy
from workspace.refusals import Refused
from workspace.statutes import operations


@pytest.mark.skipif(not database_url().startswith("postgresql"), reason="SQLite has one writer at a time")
def test_two_proxies_given_at_once_do_not_exceed_what_one_may_hold(product, at_once):
    with product.app_context():
        cast = make_cast()
        fill_board(cast)
        ask(board_proxies=1)
        meeting_id = make_board_meeting(cast, "alice", "bob", "bea").id
        holder_id, givers = cast.bob.id, [cast.carl.id, cast.nora.id]

    def act():
        meeting = db.session.get_one(Meeting, meeting_id)
        try:
            operations.give_proxy(meeting, givers.pop(), holder_id)
        except Refused as refusal:
            db.session.rollback()
            return refusal.message
        db.session.commit()
        return "noted"

    answers = at_once(act).answers
    assert sorted(answers) == sorted(["noted", operations.too_many(1)])
    with product.app_context():
        assert len(db.session.scalars(select(Proxy)).all()) == 1
        represented = Attendance.presence == Presence.REPRESENTED
        assert len(db.session.scalars(select(Attendance).where(represented)).all()) == 1
