"""Closing: by a date, and the meeting has its answers; without; reopening by who closed it."""

import time_machine
from sqlalchemy import select

from tests.browser import soup
from tests.cast import make_meeting
from tests.polls.scene import answers, open_poll, say
from workspace import clock
from workspace.database import db
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState
from workspace.polls import mails, operations, queries
from workspace.polls.models import Vote
from workspace.post import Letter


def text_of(answer):
    return " ".join(soup(answer).get_text(" ", strip=True).split())


def scene(cast):
    poll = open_poll(cast)
    options = queries.options_of(poll)
    say(poll, cast.alice, options, "yes", "if_needed", "no")
    say(poll, cast.bob, options, "no", "if_needed")
    return poll, options, f"/sondages/{poll.id}/cloture"


def answers_of(meeting):
    rows = db.session.execute(
        select(Attendance.person_id, Attendance.answer).where(Attendance.meeting_id == meeting.id)
    )
    return dict(rows.all())


def test_the_draft_that_comes_of_a_date_has_its_answers_set(client_of, cast):
    poll, options, url = scene(cast)
    assert "Retenir cette date" in text_of(client_of("alice").get(f"{url}?date={options[0].id}"))
    assert db.session.query(Meeting).count() == 0
    client_of("alice").post(url, data={"date": options[0].id})
    meeting = db.session.query(Meeting).one()
    assert (meeting.state, meeting.title, meeting.place) == (MeetingState.DRAFT, poll.title, "CSC Les Acacias")
    assert (meeting.starts_at, meeting.ends_at - meeting.starts_at) == (options[0].starts_at, poll.length)
    assert answers_of(meeting) == {cast.alice.id: Answer.YES, cast.bob.id: Answer.NO}


def test_called_at_once_members_are_told_and_if_need_be_is_maybe(client_of, cast):
    poll, options, url = scene(cast)
    client_of("alice").post(url, data={"date": options[1].id, "call": "1"})
    meeting = db.session.query(Meeting).one()
    assert meeting.state is MeetingState.CALLED
    assert answers_of(meeting) == {cast.alice.id: Answer.MAYBE, cast.bob.id: Answer.MAYBE}
    called = db.session.query(Letter).filter_by(kind="meetings/meeting-called").all()
    assert {one.address for one in called} == {"alice@example.org", "bob@example.org"}


def test_a_silent_person_is_left_to_answer(client_of, cast):
    poll, options, url = scene(cast)
    client_of("alice").post(url, data={"date": options[2].id})
    assert answers_of(db.session.query(Meeting).one()) == {cast.alice.id: Answer.NO}


def test_pressed_twice_it_makes_one_meeting(client_of, cast):
    poll, options, url = scene(cast)
    first, second = (client_of("alice").post(url, data={"date": options[0].id}) for _ in range(2))
    assert first.location == second.location
    assert db.session.query(Meeting).count() == 1
    other = client_of("dora").post(url, data={"date": options[1].id})
    assert other.status_code == 409


def test_a_hard_conflict_keeps_it_from_being_called_and_nothing_is_closed(client_of, cast):
    poll, options, url = scene(cast)
    other = make_meeting(cast.jeunesse, days=1)
    other.starts_at, other.ends_at = options[0].starts_at, options[0].starts_at + poll.length
    db.session.commit()
    page = text_of(client_of("alice").get(f"{url}?date={options[0].id}"))
    assert "Impossible" in page
    assert "convoquer" not in page
    assert client_of("alice").post(url, data={"date": options[0].id, "call": "1"}).status_code == 409
    db.session.refresh(poll)
    assert not poll.is_closed
    assert client_of("alice").post(url, data={"date": options[0].id}).status_code == 303


def test_a_date_that_is_over_or_of_another_poll_is_refused(client_of, cast):
    poll, options, url = scene(cast)
    foreign = queries.options_of(open_poll(cast, form_id="f" * 32))[0]
    for named in (foreign.id, 999999, "x", "9" * 30):
        assert client_of("alice").post(url, data={"date": named}).status_code == 404
    with time_machine.travel(options[0].starts_at, tick=False):
        assert client_of("alice").post(url, data={"date": options[0].id}).status_code == 409
    assert db.session.query(Meeting).count() == 0


def test_guests_hear_of_the_date_by_a_letter(client_of, cast):
    poll, options, url = scene(cast)
    operations.invite(poll, "Zoé Zola", "zoe@example.org", cast.alice)
    guest = next(one for one in queries.voters_to_write_to(poll) if one.email == "zoe@example.org")
    operations.vote(guest, {options[0].id: Vote.YES})
    db.session.commit()
    assert client_of("alice").post(url, data={"date": options[0].id}).status_code == 303
    letter = db.session.query(Letter).filter_by(kind="polls/date-kept").one()
    assert letter.address == "zoe@example.org"


def test_without_a_date_then_reopened_by_who_closed_it(client_of, cast):
    poll, options, url = scene(cast)
    client_of("alice").post(url)
    db.session.refresh(poll)
    assert poll.is_closed
    again = f"/sondages/{poll.id}/reouverture"
    assert client_of("dora").post(again).status_code == 409
    assert client_of("alice").post(again).status_code == 303
    assert client_of("bob").post(f"/sondages/{poll.id}/reponses", data=answers(poll, options, "yes")).status_code == 303


def test_a_poll_that_made_a_meeting_is_not_reopened_until_its_draft_is_gone(client_of, cast):
    poll, options, url = scene(cast)
    client_of("alice").post(url, data={"date": options[0].id})
    again = f"/sondages/{poll.id}/reouverture"
    assert client_of("alice").post(again).status_code == 409
    client_of("alice").post(f"/reunions/{db.session.query(Meeting).one().id}/retrait")
    assert client_of("alice").post(again).status_code == 303


def test_a_poll_reopened_after_its_last_day_has_a_week_more(cast, client_of):
    poll, options, url = scene(cast)
    client_of("alice").post(url)
    with time_machine.travel(clock.start_of(poll.closes_on) + 3 * poll.length * 12, tick=False):
        client_of("alice").post(f"/sondages/{poll.id}/reouverture")
        db.session.refresh(poll)
        assert (poll.closes_on - clock.today()).days == 7


def test_once_closed_the_date_that_was_kept_is_the_one_marked(client_of, cast):
    poll = open_poll(cast)
    options = queries.options_of(poll)
    say(poll, cast.bob, options, "yes", "no", "no")
    page = client_of("alice").page(f"/sondages/{poll.id}")
    assert page.select_one("th.best .ribbon").get_text() == "la meilleure"
    operations.close_by_date(poll, options[1], cast.alice, call=False)
    db.session.commit()
    marked = client_of("alice").page(f"/sondages/{poll.id}").select("th.best")
    assert [one.select_one(".ribbon").get_text() for one in marked] == ["retenue"]
    assert marked[0].b.get_text() == str(clock.in_paris(options[1].starts_at).day)


def test_how_long_it_lasts_is_not_read_as_an_hour(client_of, cast):
    """« 14 h, 2 h »: which is which?"""
    poll, options, url = scene(cast)
    alice, lasts = client_of("alice"), "urée 2 h, CSC Les Acacias"
    letter = db.session.scalars(select(Letter).filter_by(kind="polls/poll-opened").limit(1)).one()
    asked = [
        f"/sondages/{poll.id}",
        f"{url}?date={options[0].id}",
        f"/sondages/repondre/{mails.token_of(queries.voter_of(poll, cast.bob.id))}",
    ]
    said = [text_of(alice.get(address)) for address in asked]
    for text in (*said, letter.text, letter.html):
        assert lasts in " ".join(text.split())


def test_once_closed_each_sentence_ends(client_of, cast):
    poll, options, url = scene(cast)
    client_of("alice").post(url, data={"date": options[0].id})
    assert "Voir la réunion . Il ne reçoit plus de réponse." in text_of(client_of("alice").get(f"/sondages/{poll.id}"))
