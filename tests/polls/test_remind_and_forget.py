"""One reminder to the silent two days before the end; answers erased three months after the dates."""

from datetime import timedelta

import time_machine

from tests.polls.scene import open_poll, say
from workspace import clock
from workspace.database import db
from workspace.followup.commands import write_digests
from workspace.groups.operations import join_group
from workspace.journal.models import Entry
from workspace.notifications.models import Pace
from workspace.notifications.operations import choose_pace
from workspace.polls import operations, queries
from workspace.polls.commands import remind_when_due
from workspace.polls.models import PollVote, PollVoter
from workspace.post import Letter


def reminders():
    return [one.address for one in db.session.query(Letter).filter_by(kind="polls/poll-reminder")]


def shown(client, page):
    return " ".join(client.page(page).main.get_text().split())


def at_noon(days):
    return time_machine.travel(clock.start_of(clock.today() + timedelta(days=days)) + timedelta(hours=12), tick=False)


def test_two_days_before_the_end_the_silent_get_one_letter(cast):
    poll = open_poll(cast)
    say(poll, cast.alice, queries.options_of(poll), "yes")
    join_group(cast.jeunesse, cast.nora, None)
    cast.nora.email = None  # nothing is written to nobody
    db.session.commit()
    with at_noon(4):
        assert remind_when_due() == 0
    with at_noon(5):
        assert remind_when_due() == 1
        assert remind_when_due() == 0
    with at_noon(6):
        assert remind_when_due() == 0
    assert reminders() == ["bob@example.org"]


def test_whoever_hears_each_morning_is_asked_to_vote_and_the_page_of_notices_shows_it(cast, client_of):
    choose_pace(cast.bob.id, "polls/poll-opened", cast.jeunesse.id, Pace.DAILY)
    poll = open_poll(cast)
    assert poll.title in client_of("bob").page("/avis").main.get_text()
    with at_noon(1):
        write_digests()
    digest = db.session.query(Letter).filter_by(kind="notifications/digest").one()
    assert (digest.address, f"/sondages/{poll.id}" in digest.text) == ("bob@example.org", True)


def test_whoever_came_into_the_group_since_is_reminded_too(cast):
    poll = open_poll(cast)
    join_group(cast.jeunesse, cast.nora)
    assert operations.remind(poll.id, clock.today()) == 3
    assert sorted(reminders()) == ["alice@example.org", "bob@example.org", "nora@example.org"]


def test_a_closed_poll_and_one_just_opened_remind_nobody(cast):
    operations.close_without(open_poll(cast), cast.alice)
    open_poll(cast, form_id="f" * 32, closes_on=clock.today() + timedelta(days=1))
    with at_noon(0):
        remind_when_due()
    assert reminders() == []


def test_guests_who_said_nothing_are_reminded_too_and_two_workers_write_once(cast):
    poll = open_poll(cast)
    operations.invite(poll, "Zoé", "zoe@example.org", cast.alice)
    db.session.commit()
    day = clock.today() + timedelta(days=5)
    assert [operations.remind(poll.id, day) for _ in range(2)] == [3, 0]
    assert sorted(reminders()) == ["alice@example.org", "bob@example.org", "zoe@example.org"]


def test_three_months_after_the_last_date_answers_and_guests_are_gone(cast, client_of):
    poll = open_poll(cast)
    options = queries.options_of(poll)
    say(poll, cast.bob, options, "yes")
    operations.invite(poll, "Zoé", "zoe@example.org", cast.alice)
    last = options[-1].starts_at
    with time_machine.travel(last + timedelta(days=90), tick=False):
        assert operations.forget_old_answers() == 0
    with time_machine.travel(last + timedelta(days=92), tick=False):
        assert operations.forget_old_answers() == 1
        assert operations.forget_old_answers() == 0
        db.session.commit()
        assert "effacées" in client_of("alice").page(f"/sondages/{poll.id}").get_text()
    assert db.session.query(PollVote).count() + db.session.query(PollVoter).count() == 0


def test_whoever_leads_asks_the_silent_again_once_a_day_and_is_told_how_many_before(cast, client_of):
    poll = open_poll(cast)
    alice, page = client_of("alice"), f"/sondages/{poll.id}"
    operations.invite(poll, "Zoé", "zoe@example.org", cast.alice)
    join_group(cast.jeunesse, cast.nora)
    say(poll, cast.nora, queries.options_of(poll), "no")
    assert "2 personnes n’ont pas répondu et seront relancées" in shown(alice, page)
    for _ in range(2):  # a double click
        assert alice.post(f"{page}/relance").status_code == 303
    assert sorted(reminders()) == ["bob@example.org", "zoe@example.org"]  # Alice knows that she has not
    assert [one.person_id for one in db.session.query(Entry).filter_by(kind="polls/asked-again")] == [cast.alice.id]
    assert "Relancer" not in shown(alice, page)
    with at_noon(1):
        assert "Relancer" in shown(alice, page)
        alice.post(f"{page}/relance")
        assert len(reminders()) == 4


def test_nobody_is_asked_again_by_others_or_once_it_is_closed_or_all_have_answered(cast, client_of):
    poll = open_poll(cast)
    say(poll, cast.bob, queries.options_of(poll), "yes")
    alice, page = client_of("alice"), f"/sondages/{poll.id}"
    assert "Relancer" not in shown(alice, page)
    assert alice.post(f"{page}/relance").status_code == 303
    assert poll.reminded_on is None, "nobody to write to: tomorrow's newcomer may be"
    assert client_of("bob").post(f"{page}/relance").status_code == 403
    operations.close_without(poll, cast.alice)
    db.session.commit()
    assert alice.post(f"{page}/relance").status_code == 409
    assert reminders() == []


def test_asked_again_on_the_eve_the_silent_are_left_in_peace_by_the_worker(cast):
    early, late = open_poll(cast), open_poll(cast, form_id="f" * 32)
    for poll, day in ((early, 1), (late, 4)):
        with at_noon(day):
            assert operations.ask_again(poll, cast.alice) == 1
            db.session.commit()
    with at_noon(5):
        assert queries.ids_to_remind(clock.today()) == [early.id]
        assert remind_when_due() == 2
    with at_noon(6):
        assert remind_when_due() == 0
