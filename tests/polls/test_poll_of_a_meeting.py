"""A poll for a meeting whose date is in doubt: it begins with what the meeting says, which goes to the date kept."""

from datetime import timedelta

import pytest

from tests.browser import soup
from tests.cast import make_meeting
from tests.polls.scene import answers, at, days
from workspace import clock
from workspace.database import db
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState, Presence
from workspace.polls import queries
from workspace.polls.models import DatePoll
from workspace.post import Letter

URL = "/groupes/jeunesse/sondages/nouveau"


def doubtful(cast, state=MeetingState.DRAFT, group=None, **others):
    """At 14 h 30 for an hour and fifty minutes, in three months."""
    meeting = make_meeting(group or cast.jeunesse, state, title="Préparer la journée", place="CSC Le Phare", **others)
    day = clock.today() + timedelta(days=90)
    meeting.starts_at = at(day, 14) + timedelta(minutes=30)
    meeting.ends_at = meeting.starts_at + timedelta(minutes=110)
    db.session.commit()
    return meeting


def opened_for(browser, meeting):
    """From the page of what stands against its date, as somebody does it."""
    link = browser.page(f"/reunions/{meeting.id}/conflits").main.find("a", string="Demander l’avis du groupe (sondage)")
    form = browser.page(link["href"]).select_one("main form")
    typed = {box["name"]: box.get("value", "") for box in form.select("input:not([type=checkbox])")}
    typed["minutes"] = form.select_one("select[name=minutes] option[selected]")["value"]
    browser.post(form["action"], data=typed | {"open": "1", "day": [one.isoformat() for one in days()]})
    return typed, db.session.query(DatePoll).order_by(DatePoll.id.desc()).first()


def test_it_begins_with_what_the_meeting_says(client_of, cast):
    meeting = doubtful(cast)
    typed, poll = opened_for(client_of("alice"), meeting)
    assert [typed[name] for name in ("title", "hour", "minutes", "place", "month")] == [
        "Préparer la journée", "14:30", "110", "CSC Le Phare", meeting.starts_at.strftime("%Y-%m"),
    ]  # fmt: skip
    assert (poll.title, poll.minutes, poll.moves_id) == ("Préparer la journée", 110, meeting.id)


def test_the_poll_s_title_is_the_meeting_s_only_where_one_is_to_be_made(client_of, cast):
    alice, meeting = client_of("alice"), doubtful(cast)
    with_one, without = (alice.page(address).main.get_text() for address in (f"{URL}?reunion={meeting.id}", URL))
    assert ("La réunion garde le sien." in with_one, "Ce sera le titre" in with_one) == (True, False)
    assert ("La réunion garde le sien." in without, "Ce sera le titre" in without) == (False, True)


def test_the_draft_goes_to_the_date_kept_and_no_other_is_made(client_of, cast):
    meeting = doubtful(cast)
    alice = client_of("alice")
    _, poll = opened_for(alice, meeting)
    assert "La date retenue" not in alice.page(f"/sondages/{poll.id}").main.get_text()
    option = queries.options_of(poll)[1]
    client_of("bob").post(f"/sondages/{poll.id}/reponses", data=answers(poll, queries.options_of(poll), "no", "yes"))
    asked = soup(alice.get(f"/sondages/{poll.id}/cloture?date={option.id}"))
    assert [one.get_text() for one in asked.select("main form button")] == [
        "Déplacer la réunion et convoquer", "Déplacer le brouillon",
    ]  # fmt: skip
    answer = alice.post(f"/sondages/{poll.id}/cloture", data={"date": option.id})
    assert answer.location == f"/reunions/{meeting.id}"
    assert db.session.query(Meeting).count() == 1
    db.session.refresh(meeting)
    assert (meeting.starts_at, meeting.ends_at) == (option.starts_at, option.starts_at + timedelta(minutes=110))
    assert meeting.state is MeetingState.DRAFT
    assert db.session.query(Attendance.answer).filter_by(person_id=cast.bob.id).scalar() is Answer.YES


def test_closed_without_a_date_then_reopened_it_still_moves_its_meeting(client_of, cast):
    meeting = doubtful(cast)
    alice = client_of("alice")
    _, poll = opened_for(alice, meeting)
    option = queries.options_of(poll)[0]
    alice.post(f"/sondages/{poll.id}/cloture")
    alice.post(f"/sondages/{poll.id}/reouverture")
    answer = alice.post(f"/sondages/{poll.id}/cloture", data={"date": option.id})
    assert answer.location == f"/reunions/{meeting.id}"
    assert db.session.query(Meeting).count() == 1


def test_a_called_meeting_goes_there_and_its_members_are_told(client_of, cast):
    meeting = doubtful(cast, MeetingState.CALLED)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, answer=Answer.NO))
    db.session.commit()
    alice = client_of("alice")
    _, poll = opened_for(alice, meeting)
    options = queries.options_of(poll)
    client_of("bob").post(f"/sondages/{poll.id}/reponses", data=answers(poll, options, "yes"))
    sequence = meeting.sequence
    alice.post(f"/sondages/{poll.id}/cloture", data={"date": options[0].id})
    db.session.refresh(meeting)
    assert (meeting.starts_at, meeting.state, meeting.sequence) == (
        options[0].starts_at, MeetingState.CALLED, sequence + 1,
    )  # fmt: skip
    assert db.session.query(Letter).filter_by(kind="meetings/meeting-moved", address="bob@example.org").count() == 1
    assert db.session.query(Attendance.answer).filter_by(person_id=cast.bob.id).scalar() is Answer.YES


def test_whoever_comes_at_the_date_kept_is_excused_no_more_and_sends_nobody(client_of, cast):
    meeting = doubtful(cast, MeetingState.CALLED)
    bob, alice = client_of("bob"), client_of("alice")
    bob.post(f"/reunions/{meeting.id}/remplacement", data={"person": str(cast.bea.id)})
    _, poll = opened_for(alice, meeting)
    options = queries.options_of(poll)
    bob.post(f"/sondages/{poll.id}/reponses", data=answers(poll, options, "yes"))
    alice.post(f"/sondages/{poll.id}/cloture", data={"date": options[0].id})
    there = db.session.query(Attendance.person_id, Attendance.answer, Attendance.presence, Attendance.substitute_id)
    assert there.filter_by(meeting_id=meeting.id).all() == [(cast.bob.id, Answer.YES, None, None)]
    assert db.session.query(Letter).filter_by(kind="substitutes/withdrawn", address=cast.bea.email).count() == 1


def test_whoever_voted_no_is_excused_where_the_date_is_kept(client_of, cast):
    meeting = doubtful(cast)
    alice = client_of("alice")
    _, poll = opened_for(alice, meeting)
    options = queries.options_of(poll)
    client_of("bob").post(f"/sondages/{poll.id}/reponses", data=answers(poll, options, "no", "yes"))
    alice.post(f"/sondages/{poll.id}/cloture", data={"date": options[0].id})
    assert db.session.query(Attendance.answer, Attendance.presence).all() == [(Answer.NO, Presence.EXCUSED)]


def test_a_called_meeting_does_not_go_where_it_cannot_take_place(client_of, cast):
    meeting = doubtful(cast, MeetingState.CALLED)
    before, alice = meeting.starts_at, client_of("alice")
    _, poll = opened_for(alice, meeting)
    option = queries.options_of(poll)[0]
    in_its_way = make_meeting(cast.jeunesse)
    in_its_way.starts_at, in_its_way.ends_at = option.starts_at, option.starts_at + poll.length
    db.session.commit()
    assert alice.post(f"/sondages/{poll.id}/cloture", data={"date": option.id}).status_code == 409
    db.session.expire_all()
    assert (meeting.starts_at, poll.is_closed) == (before, False)


def test_closed_without_a_date_it_stays_where_it_is_and_the_poll_may_be_reopened(client_of, cast):
    meeting = doubtful(cast)
    before, alice = meeting.starts_at, client_of("alice")
    _, poll = opened_for(alice, meeting)
    assert "ne bouge pas" in alice.page(f"/sondages/{poll.id}/cloture").main.get_text()
    alice.post(f"/sondages/{poll.id}/cloture")
    db.session.refresh(meeting)
    assert meeting.starts_at == before
    page = alice.page(f"/sondages/{poll.id}").main
    assert "sans date retenue" in page.get_text()
    assert page.find("button", string="Rouvrir le sondage")


def test_removed_meanwhile_another_is_made(client_of, cast):
    meeting = doubtful(cast)
    alice = client_of("alice")
    _, poll = opened_for(alice, meeting)
    alice.post(f"/reunions/{meeting.id}/retrait")
    assert db.session.query(Meeting).count() == 0
    alice.post(f"/sondages/{poll.id}/cloture", data={"date": queries.options_of(poll)[0].id})
    assert db.session.query(Meeting).one().title == "Préparer la journée"


@pytest.mark.parametrize("which", ["of another group", "held", "begun", "9" * 30, "x"])
def test_a_meeting_that_cannot_be_moved_is_not_taken(client_of, cast, which):
    named = which
    if which == "of another group":
        named = doubtful(cast, group=cast.communication).id
    if which == "held":
        named = doubtful(cast, MeetingState.HELD).id
    if which == "begun":
        named = make_meeting(cast.jeunesse, days=0, hours=-1).id
    form = soup(client_of("alice").get(URL, query_string={"reunion": named})).select_one("main form")
    assert not form.select("input[name=reunion]")
    assert not form.select_one("input[name=title]").get("value")
