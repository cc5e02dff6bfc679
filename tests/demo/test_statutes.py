"""The demonstration's board has what its statutes ask, and approves what it wrote."""

from sqlalchemy import func, select

from workspace.database import db
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem, Attendance, Meeting, Proxy, Vote
from workspace.minutes.models import Minutes, MinutesState
from workspace.settings.models import Federation


def how_many(query):
    return db.session.scalar(select(func.count()).select_from(query.subquery()))


def test_each_record_of_the_board_has_its_quorum_votes_and_proxies_and_the_next_meeting_approved_it(
    demonstration_of_any_day,
):
    federation = db.session.get_one(Federation, 1)
    assert federation.board_quorum
    assert federation.board_proxies
    of_board = select(Minutes).join(Minutes.meeting).join(Group, Group.id == Meeting.group_id)
    published = (Group.slug == "conseil-d-administration", Minutes.state == MinutesState.PUBLISHED)
    records = db.session.scalars(of_board.where(*published).order_by(Meeting.starts_at)).all()
    assert len(records) > 3
    for record in records:
        meeting_id = record.meeting_id
        assert record.quorum.startswith("Quorum ")
        assert how_many(select(Proxy.id).where(Proxy.meeting_id == meeting_id))
        assert how_many(select(Attendance.id).where(Attendance.meeting_id == meeting_id, Attendance.is_guest))
        assert how_many(select(Vote.id).join(AgendaItem).where(AgendaItem.meeting_id == meeting_id))
    for record, after in zip(records, records[1:], strict=False):
        point = db.session.get_one(AgendaItem, record.sealed_point_id)
        assert (point.meeting_id, point.approves_id) == (after.meeting_id, record.meeting_id)
        first = select(AgendaItem.id).where(AgendaItem.meeting_id == after.meeting_id).order_by(AgendaItem.position)
        assert db.session.scalar(first.limit(1)) == point.id
