"""A meeting of several groups: it belongs to one, invites others, and calls each person once."""

from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from tests.cast import LONG_AGO, add_cleo, make_meeting
from workspace import clock
from workspace.access import Can, may
from workspace.database import db
from workspace.followup import queries as followup
from workspace.groups.models import Membership
from workspace.groups.queries import standing_of
from workspace.joining import operations as joining
from workspace.meetings import joint, operations, queries
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState, VoteKind
from workspace.minutes.models import Decision
from workspace.notifications.models import Notice
from workspace.planning import calling, periods
from workspace.post import Letter
from workspace.refusals import Refused
from workspace.running.operations import take_vote
from workspace.scheduling import judging
from workspace.scheduling import queries as scheduling
from workspace.substitutes import operations as substitutes


@pytest.fixture
def joint_meeting(cast, app):
    """Of Jeunesse, with Communication; Bob belongs to both."""
    add_cleo(cast)
    db.session.add(Membership(group_id=cast.communication.id, person_id=cast.bob.id, joined_on=LONG_AGO))
    meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    joint.invite_groups(meeting, [cast.communication])
    db.session.commit()
    return meeting


def letters(kind):
    return sorted(db.session.scalars(select(Letter.address).where(Letter.kind == kind)))


def called(meeting, app):
    with app.test_request_context():
        operations.call_meeting(meeting)
    db.session.commit()
    return meeting


def test_each_person_of_two_groups_gets_one_letter(joint_meeting, app, cast):
    called(joint_meeting, app)
    expected = [f"{name}@example.org" for name in ("alice", "bob", "carl", "cleo")]
    assert letters("meetings/meeting-called") == expected


def test_the_notice_of_a_guest_is_read_through_their_own_group(joint_meeting, app, cast, client_of):
    called(joint_meeting, app)
    through = dict(db.session.execute(select(Notice.person_id, Notice.group_id)).all())
    assert through[cast.carl.id] == cast.communication.id
    assert through[cast.bob.id] == cast.jeunesse.id
    assert joint_meeting.title in client_of("carl").get("/avis").text


def test_whoever_is_in_two_of_the_groups_is_counted_once(joint_meeting, cast):
    names = [one.person.first_name for one in queries.members_of(joint_meeting)]
    assert names == ["Alice", "Bob", "Carl", "Cleo"]


def test_members_and_leaders_of_a_guest_group_have_the_rights_of_the_others(joint_meeting, app, cast):
    with app.test_request_context():
        assert may(cast.cleo, Can.LEAD, joint_meeting)
        assert not may(cast.carl, Can.SEE_MEETING, joint_meeting)  # a draft
    called(joint_meeting, app)
    with app.test_request_context():
        assert may(cast.carl, Can.ANSWER, joint_meeting)
        assert may(cast.carl, Can.SEE_AGENDA, joint_meeting)
        assert not may(cast.nora, Can.SEE_AGENDA, joint_meeting)
        assert not may(cast.carl, Can.LEAD, joint_meeting)
        points = queries.points_of(joint_meeting)
        assert all(may(cast.cleo, Can.TAKE_NOTES, point) for point in points)
        assert may(cast.cleo, Can.TAKE_NOTES, take_vote(points[0], "Qui vient ?", VoteKind.COUNT, 3, 0, 0))


def test_a_guest_finds_it_in_their_space_agenda_feed_and_reminders(joint_meeting, app, cast, client_of):
    called(joint_meeting, app)
    carl = client_of("carl")
    assert joint_meeting.title in carl.get("/mon-espace").text
    assert "avec Communication" in carl.get("/agenda?groupe=communication").text
    assert joint_meeting.title in carl.get("/groupes/communication").text
    events = icalendar.Calendar.from_ical(carl.get("/groupes/communication/agenda.ics").data).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == [joint_meeting.uid]
    day = clock.in_paris(joint_meeting.starts_at).date() - followup.MEETING_NOTICE
    assert [meeting for meeting, _ in followup._coming(cast.carl, day, day + followup.MEETING_NOTICE)] == [
        joint_meeting
    ]
    assert joint_meeting.id in [one.id for one in scheduling.for_feed(standing_of(cast.carl.id).group_ids)]


def test_once_over_it_and_what_it_decided_stay_on_the_page_of_a_guest_group(joint_meeting, cast, client_of):
    own = make_meeting(cast.communication, MeetingState.HELD, days=-9, title="Entre nous")
    joint_meeting.state = MeetingState.HELD
    joint_meeting.starts_at, joint_meeting.ends_at = (own.starts_at + timedelta(days=1, hours=h) for h in (0, 2))
    for number, one in enumerate((own, joint_meeting)):
        about = {"point": queries.points_of(one)[0], "number": f"2026-{number}", "published_at": one.ends_at}
        db.session.add(Decision(meeting=one, text=f"De « {one.title} »", **about))
    db.session.commit()
    shown = client_of("carl").get("/groupes/communication").text
    assert 0 < shown.find(f">{joint_meeting.title}<") < shown.find(">Entre nous<")
    assert f"De « {joint_meeting.title} »" in shown
    assert "De « Entre nous »" not in shown


def test_drafts_are_listed_for_who_leads_a_guest_group_and_for_no_other(joint_meeting, cast):
    def drafts_of(person):
        rows = db.session.scalars(select(Meeting).where(scheduling.visible_to(standing_of(person.id))))
        return [one.id for one in rows]

    assert drafts_of(cast.cleo) == [joint_meeting.id]
    assert drafts_of(cast.carl) == []


def test_the_answer_of_a_guest_is_kept_by_page_and_by_letter(joint_meeting, app, cast, client_of, visitor):
    called(joint_meeting, app)
    assert client_of("carl").post(f"/reunions/{joint_meeting.id}/reponse", data={"answer": "yes"}).status_code == 303
    letter = db.session.scalar(select(Letter).where(Letter.address == "cleo@example.org"))
    path = next(line for line in letter.text.split() if "/reponse/" in line).removeprefix("http://localhost")
    assert visitor.post(path.partition("?")[0], data={"answer": "no"}).status_code == 303
    said = dict(db.session.execute(select(Attendance.person_id, Attendance.answer)).all())
    assert said == {cast.carl.id: Answer.YES, cast.cleo.id: Answer.NO}


def test_conflicts_know_that_a_guest_group_is_taken(joint_meeting, cast):
    other = make_meeting(cast.communication, MeetingState.DRAFT)
    found = judging.conflicts_of(judging.slot_of(other))
    assert found[0].text.startswith("Communication se réunit déjà au même moment")


def test_a_group_cannot_be_invited_to_a_called_meeting_where_its_leader_is_elsewhere(cast, app, client_of):
    add_cleo(cast)
    meeting = make_meeting(cast.jeunesse)
    make_meeting(cast.communication)
    answer = client_of("alice").post(
        f"/reunions/{meeting.id}/groupes-invites", data={"guests": [cast.communication.id], "known": ""}
    )
    assert answer.status_code == 422
    assert "ce groupe ne peut pas y être invité" in answer.text
    db.session.refresh(meeting)
    assert meeting.guests == ()


def test_those_who_come_in_are_called_and_those_who_go_are_told(joint_meeting, app, cast, client_of):
    called(joint_meeting, app)
    address = f"/reunions/{joint_meeting.id}/groupes-invites"
    data = {"guests": [cast.board.id], "known": str(cast.communication.id)}
    assert client_of("alice").post(address, data=data).status_code == 303
    assert letters("meetings/no-longer-called") == ["carl@example.org", "cleo@example.org"]  # Bob is still expected
    assert letters("meetings/meeting-called").count("bea@example.org") == 1
    gone = db.session.scalar(select(Letter).where(Letter.kind == "meetings/no-longer-called"))
    assert gone.calendar_method == "CANCEL"


def test_whoever_was_to_come_instead_of_one_who_goes_is_told_and_expected_no_more(joint_meeting, app, cast, client_of):
    called(joint_meeting, app)
    with app.test_request_context():
        cast.bea.centre_id = cast.carl.centre_id
        substitutes.name_substitute(joint_meeting, cast.carl, cast.bea.id)
        joint.invite_groups(joint_meeting, [], [cast.communication.id])
    db.session.commit()
    letter = db.session.scalar(
        select(Letter).where(Letter.kind == "meetings/no-longer-called", Letter.address == "bea@example.org")
    )
    assert "Le groupe de Carl Caron, que vous remplaciez, n’est plus invité" in letter.text
    assert letter.calendar_method == "CANCEL"
    assert db.session.scalars(select(Attendance)).all() == []
    assert "Point 1" not in client_of("bea").get(f"/reunions/{joint_meeting.id}").text


def test_a_presence_already_ticked_stays_when_its_group_is_no_longer_invited(cast, client_of):
    add_cleo(cast)
    meeting, dora = make_meeting(cast.jeunesse, days=0, hours=-1), client_of("dora")
    address = f"/reunions/{meeting.id}/groupes-invites"
    assert dora.post(address, data={"guests": [cast.communication.id], "known": ""}).status_code == 303
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.cleo.id, answer=Answer.NO, presence="excused"))
    db.session.commit()
    dora.post(f"/reunions/{meeting.id}/presences", data={"person": cast.carl.id, "presence": "present"})
    assert dora.post(address, data={"known": str(cast.communication.id)}).status_code == 303
    kept = db.session.execute(select(Attendance.person_id, Attendance.presence)).all()
    assert kept == [(cast.carl.id, "present")]
    assert letters("meetings/no-longer-called") == ["cleo@example.org"]


def test_what_a_colleague_ticked_meanwhile_stays(joint_meeting, cast, client_of):
    data = {"guests": [cast.board.id], "known": ""}  # opened before Communication was invited
    client_of("alice").post(f"/reunions/{joint_meeting.id}/groupes-invites", data=data)
    db.session.refresh(joint_meeting)
    assert [one.short_name for one in joint_meeting.guests] == ["Communication", "Board"]


def test_neither_itself_nor_an_unknown_group_can_be_invited(joint_meeting, cast, client_of):
    for ids in ([cast.jeunesse.id], [999_999], ["x"], ["9" * 40]):
        answer = client_of("alice").post(f"/reunions/{joint_meeting.id}/groupes-invites", data={"guests": ids})
        assert answer.status_code == 422
    with pytest.raises(Refused):
        joint.invite_groups(joint_meeting, [cast.jeunesse])


def test_a_new_meeting_invites_groups_in_the_same_form(cast, client_of):
    when = clock.in_paris(clock.now()).replace(year=clock.today().year + 1, month=3, day=10, hour=18, minute=0)
    data = {"title": "Bilan commun", "starts_at": when.strftime("%Y-%m-%dT18:00"),
            "ends_at": when.strftime("%Y-%m-%dT20:00"), "guests": [cast.communication.id]}  # fmt: skip
    assert client_of("alice").post("/groupes/jeunesse/reunions/nouvelle", data=data).status_code == 303
    made = db.session.scalar(select(Meeting).where(Meeting.title == "Bilan commun"))
    assert [one.short_name for one in made.guests] == ["Communication"]


def test_a_copy_invites_the_same_groups(joint_meeting, cast):
    assert operations.duplicate_meeting(joint_meeting, cast.alice).guests == joint_meeting.guests


def test_whoever_leaves_one_of_the_groups_is_still_expected_through_the_other(joint_meeting, app, cast):
    called(joint_meeting, app)
    for person in (cast.bob, cast.carl):
        operations.answer(joint_meeting, person, Answer.YES)
    with app.test_request_context():
        joining.leave(cast.communication, cast.bob)
        joining.leave(cast.communication, cast.carl)
    assert list(db.session.scalars(select(Attendance.person_id))) == [cast.bob.id]
    assert letters("joining/no-longer-invited") == ["carl@example.org"]


def test_the_whole_semester_calls_members_of_guest_groups_once(joint_meeting, cast):
    round_ = calling.round_of(periods.semester_of(clock.in_paris(joint_meeting.starts_at).date()))
    told = {person.first_name: len(theirs) for person, theirs in round_.to_tell}
    assert told == {"Alice": 1, "Bob": 1, "Carl": 1, "Cleo": 1}


def test_no_page_asks_more_of_the_database_for_guests(joint_meeting, app, cast, client_of):
    called(joint_meeting, app)
    few = len(client_of("carl").counted("/agenda"))
    for days in range(4, 10):
        meeting = make_meeting(cast.jeunesse, days=days)
        joint.invite_groups(meeting, [cast.communication, cast.board])
    db.session.commit()
    assert len(client_of("carl").counted("/agenda")) == few
