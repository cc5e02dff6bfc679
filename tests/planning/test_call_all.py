"""Calling a whole semester: a summary, then one letter a person (J4 A5)."""

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from tests.browser import soup
from tests.planning.test_planner import PERIOD, in_september, placed, text  # noqa: F401 - a fixture
from workspace import clock
from workspace.database import db
from workspace.files.operations import add_file
from workspace.groups.models import CoFacilitation, Group, Membership
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState
from workspace.post import Letter

ADDRESS = PERIOD.replace("/planning", "/planning/convocation")


@pytest.fixture
def semester(cast):
    """27 meetings: nine groups, three each, every one with two members."""
    groups = [cast.jeunesse, cast.communication]
    for number in range(7):
        group = Group(slug=f"g{number}", code=f"G{number}", name=f"Groupe {number}", short_name=f"Groupe {number}")
        db.session.add(group)
        db.session.flush()
        for person in (cast.bob, cast.bea):
            db.session.add(Membership(group_id=group.id, person_id=person.id, joined_on=date(2020, 1, 1)))
        groups.append(group)
    for rank, group in enumerate(groups):
        for turn in range(3):
            day = date(2026, 9, 15) + timedelta(weeks=9 * turn + 0, days=rank % 3)
            placed(group, day.isoformat(), 8 + rank, title=f"{group.code} réunion {turn}")
    db.session.commit()
    return groups


def press(client):
    seen = client.page(ADDRESS).select_one("[name=seen]")["value"]
    return client.post(ADDRESS, data={"seen": seen})


def letters():
    return db.session.query(Letter).all()


def test_j4_a5_twenty_seven_meetings_one_letter_each_with_only_their_groups(client_of, cast, semester):
    dora = client_of("dora")
    page = dora.page(ADDRESS)
    assert "27 réunions, 4 courriers" in text(page)
    assert letters() == []
    assert press(dora).status_code == 303
    written = {one.address: one for one in letters()}
    assert len(letters()) == len(written) == 4
    expected = {"alice": {"JEU"}, "bob": {"JEU", *(f"G{n}" for n in range(7))}, "carl": {"COM"},
                "bea": {f"G{n}" for n in range(7)}}  # fmt: skip
    for who, codes in expected.items():
        letter = written[f"{who}@example.org"]
        titles = {f"{code} réunion {turn}" for code in codes for turn in range(3)}
        events = Calendar.from_ical(letter.calendar)
        assert {str(one["summary"]).partition(": ")[2] for one in events.walk("VEVENT")} == titles
        assert "method" not in events
        assert letter.calendar_method == ""
        for turn in range(3):
            for code in ("JEU", "COM", *(f"G{n}" for n in range(7))):
                assert (f"{code} réunion {turn}" in letter.text) == (code in codes), (who, code)
        assert "/calendriers/" in letter.text
    assert {one.state for one in db.session.query(Meeting)} == {MeetingState.CALLED}


def test_each_meeting_of_the_letter_is_answered_without_a_password(client_of, visitor, cast, semester):
    press(client_of("dora"))
    letter = next(one for one in letters() if one.address == "alice@example.org")
    links = [re.findall(r"http://localhost(/reponse/[\w.-]+)", text) for text in (letter.text, letter.html)]
    assert links[0] == links[1]
    assert len(links[0]) == 3
    assert visitor.post(links[0][2], data={"answer": "no"}).status_code == 303
    [answered] = db.session.query(Attendance).filter_by(person_id=cast.alice.id)
    assert (answered.answer, db.session.get(Meeting, answered.meeting_id).title) == (Answer.NO, "JEU réunion 2")


def test_pressed_twice_it_writes_once(client_of, cast, semester):
    dora = client_of("dora")
    seen = dora.page(ADDRESS).select_one("[name=seen]")["value"]
    answers = [dora.post(ADDRESS, data={"seen": seen}).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert len(letters()) == 4
    said = [text(one) for one in dora.page(ADDRESS).select(".notice-ok")]
    assert said == [
        "27 réunions convoquées, 4 courriers prêts à partir.",
        "Ces réunions étaient déjà convoquées : aucun courrier de plus ne part.",
    ]


def test_the_address_of_the_letter_is_the_person_s_calendar(client_of, cast, semester):
    press(client_of("dora"))
    letter = next(one for one in letters() if one.address == "carl@example.org")
    path = next(line for line in letter.text.splitlines() if "/calendriers/" in line).removeprefix("http://localhost")
    assert client_of("").get(path).text.count("BEGIN:VEVENT") == 3


@pytest.mark.public_holidays
def test_what_cannot_be_called_is_said_and_stays_a_draft(client_of, cast, semester):
    db.session.add(CoFacilitation(group_id=cast.communication.id, person_id=cast.alice.id, starts_on=date(2020, 1, 1)))
    here, there = placed(cast.jeunesse, "2026-12-01"), placed(cast.communication, "2026-12-01", 19)
    alone = placed(cast.committee, "2026-11-11")
    dora = client_of("dora")
    refused = text(dora.page(ADDRESS).select_one("[aria-labelledby=h-refused]"))
    assert "Alice Arnaud co-anime Jeunesse et Communication" in refused
    assert "Jour férié : Armistice" in refused
    press(dora)
    assert {db.session.get(Meeting, one.id).state for one in (here, there, alone)} == {MeetingState.DRAFT}
    assert db.session.query(Meeting).filter_by(state=MeetingState.CALLED).count() == 27


def test_what_changed_since_it_was_shown_is_shown_again_and_nothing_leaves(client_of, cast, semester):
    dora = client_of("dora")
    seen = dora.page(ADDRESS).select_one("[name=seen]")["value"]
    placed(cast.jeunesse, "2026-12-08")
    answer = dora.post(ADDRESS, data={"seen": seen})
    assert answer.status_code == 409
    assert "28 réunions" in text(soup(answer))
    assert letters() == []


def test_a_group_without_members_is_filled_not_moved(client_of, cast):
    db.session.query(Membership).filter_by(group_id=cast.communication.id).delete()
    db.session.query(CoFacilitation).filter_by(group_id=cast.communication.id).delete()
    placed(cast.communication, "2026-12-08")
    refused = client_of("dora").page(ADDRESS).select_one("section[aria-labelledby=h-refused]")
    assert "personne à convoquer" in text(refused)
    assert [one["href"] for one in refused.select("a")[1:]] == ["/groupes/communication?rubrique=membres"]


def test_with_nothing_to_call_it_is_refused(client_of, cast):
    assert "Aucun brouillon à convoquer" in text(client_of("dora").page(ADDRESS))
    assert client_of("dora").post(ADDRESS, data={"seen": "x 1-2-zz"}).status_code == 409


def test_a_period_that_does_not_read_is_not_called(client_of, cast):
    assert client_of("dora").get("/planning/convocation?du=zzz&au=2027-01-31").status_code == 404


def test_whoever_has_no_address_is_named(client_of, cast, semester):
    cast.carl.email = None
    db.session.commit()
    dora = client_of("dora")
    assert "à prévenir autrement : Carl Caron" in text(dora.page(ADDRESS))
    press(dora)
    assert len(letters()) == 3


def test_the_summary_takes_as_many_statements_for_one_as_for_many(client_of, cast, semester):
    dora = client_of("dora")
    many = len(dora.counted(ADDRESS))
    for meeting in db.session.query(Meeting).offset(1).limit(100).all():
        meeting.state = MeetingState.CANCELLED
    db.session.commit()
    assert len(dora.counted(ADDRESS)) == many <= 12
    assert clock.today() == date(2026, 9, 7)


def test_each_meeting_comes_with_its_documents(client_of, cast, semester):
    """Bodies convene with theirs: whoever calls them all at once sends them too."""
    meeting = db.session.query(Meeting).filter_by(group_id=cast.jeunesse.id).order_by(Meeting.starts_at).first()
    add_file(meeting.group, meeting, cast.alice, "rapport.txt", "text/plain", b"Le rapport.")
    db.session.commit()
    press(client_of("dora"))
    found = {one.address: one.text for one in letters() if "rapport.txt" in one.text}
    members = {one.person.email for one in db.session.query(Membership).filter_by(group_id=meeting.group_id)}
    assert found.keys() == members - {None}
    assert all(re.search(r"- rapport\.txt\s: http\S+/fichiers/\d+", text) for text in found.values())
