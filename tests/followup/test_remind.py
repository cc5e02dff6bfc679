"""Reminders: one letter a person and a day, with the thing to do first; never twice, and nobody forgotten."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.actions.scene import make_action
from tests.cast import add_cleo, make_meeting
from tests.events.scene import make_event
from tests.followup.scene import at, letters_since, morning
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.models import ActionState
from workspace.approval.commands import approve_when_due
from workspace.claims import DailyRun
from workspace.commands import Rounds
from workspace.database import db
from workspace.followup import mails
from workspace.followup import queries as queries_of_reminders
from workspace.followup.commands import remind_everyone
from workspace.followup.models import Reminder
from workspace.groups.models import CoFacilitation, Membership
from workspace.meetings.models import AgendaItem, Answer, Attendance, MeetingState
from workspace.minutes import operations, queries
from workspace.minutes.models import Decision
from workspace.post import Letter

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"


@pytest.fixture(autouse=True)
def a_monday(time_machine):
    """Everything is set up on a Sunday noon, before a week of runs."""
    time_machine.move_to(at("2026-11-15", 12), tick=False)


def week(time_machine, first: str, days: int = 7):
    """Who is written to, day after day."""
    start = date.fromisoformat(first)
    return [sorted(morning(time_machine, (start + timedelta(days=n)).isoformat())) for n in range(days)]


def answer(meeting, person, said):
    db.session.add(Attendance(meeting_id=meeting.id, person_id=person.id, answer=said))
    db.session.commit()


def test_a_meeting_in_two_days_is_told_once_with_its_agenda(cast, time_machine):
    meeting = make_meeting(cast.jeunesse, days=4, points=2, video_link="https://visio.example.org/x")  # Thursday noon
    assert week(time_machine, MONDAY) == [[], ["alice", "bob"], [], [], [], [], []]
    letter = db.session.scalars(select(Letter).where(Letter.address == "bob@example.org")).one()
    first_line = letter.text.splitlines()[0]
    assert first_line == "Dites si vous venez\u00a0: Préparer la journée, jeudi 19 novembre à 12\u00a0h."
    assert letter.subject + "." == first_line
    for words in ("1. Point 1 (échange, 15\u00a0min)", "2. Point 2", "CSC Les Acacias", "https://visio.example.org/x"):
        assert words in letter.text
    for text in (letter.text, letter.html):
        assert f"http://localhost/reunions/{meeting.id}" in text
        assert "Bonjour Bob Bernard" in text


def test_the_reminder_takes_an_answer_without_a_password(visitor, cast, time_machine):
    meeting = make_meeting(cast.jeunesse, days=4)
    letter = morning(time_machine, TUESDAY)["bob"]
    links = [set(re.findall(r"http://localhost(/reponse/[\w.-]+)", text)) for text in (letter.text, letter.html)]
    assert links[0] == links[1]
    assert len(links[0]) == 1, "its first line and that of the meeting"
    assert visitor.post(links[0].pop(), data={"answer": "yes"}).status_code == 303
    assert db.session.scalars(select(Attendance.answer).filter_by(meeting_id=meeting.id)).all() == [Answer.YES]


def test_the_agenda_of_an_event_is_told_to_those_who_read_it(cast, time_machine):
    event = make_event(cast.jeunesse, days=4)
    db.session.add(AgendaItem(meeting=event.meeting, position=1, title="Qui tient la caisse"))
    for person in (cast.bob, cast.carl):
        answer(event.meeting, person, Answer.YES)
    letters = morning(time_machine, TUESDAY)
    assert set(letters) == {"bob", "carl"}
    for who, reads in (("bob", True), ("carl", False)):
        for text in (letters[who].text, letters[who].html):
            assert event.meeting.title in text
            assert ("Qui tient la caisse" in text) is reads
            assert ("Ordre du jour" in text) is reads


def test_who_said_no_is_left_in_peace_and_who_said_yes_is_told_so(cast, time_machine):
    meeting = make_meeting(cast.jeunesse, days=4)
    answer(meeting, cast.alice, Answer.NO)
    answer(meeting, cast.bob, Answer.REMOTE)
    letters = morning(time_machine, TUESDAY)
    assert list(letters) == ["bob"]
    assert "Votre réponse\u00a0: à distance." in letters["bob"].text
    assert "Dites si vous venez" not in letters["bob"].text


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.DRAFT, MeetingState.HELD])
def test_only_called_meetings_are_told(cast, time_machine, state):
    make_meeting(cast.jeunesse, state, days=4)
    assert morning(time_machine, TUESDAY) == {}


def test_who_left_the_group_or_has_no_address_gets_nothing(cast, time_machine):
    make_meeting(cast.jeunesse, days=4)
    db.session.scalars(select(Membership).where(Membership.person_id == cast.alice.id)).one().left_on = clock.today()
    cast.bob.email = None
    db.session.commit()
    assert morning(time_machine, TUESDAY) == {}


def test_an_action_is_told_three_days_before_to_each_owner(cast, time_machine):
    action = make_action(cast, days=4, owners=[cast.bob, cast.carl])  # Thursday
    assert week(time_machine, MONDAY) == [["bob", "carl"], [], [], [], [], [], []]
    letter = db.session.scalars(select(Letter).where(Letter.address == "carl@example.org")).one()
    assert letter.text.startswith(
        "Une action est attendue dans 3\u00a0jours\u00a0: Écrire aux réseaux.\nhttp://localhost/"
    )
    assert f"/actions/{action.id}" in letter.text


def test_late_actions_come_together_every_monday_until_they_are_closed(cast, time_machine):
    actions = [make_action(cast, "La première", days=-20), make_action(cast, "La seconde", days=-3)]
    make_action(cast, "Abandonnée", days=-3, state=ActionState.DROPPED)
    weeks = [week(time_machine, (date(2026, 11, 16) + timedelta(weeks=n)).isoformat()) for n in range(5)]
    assert weeks == [[["bob"], [], [], [], [], [], []]] * 5
    letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    for letter in letters:
        assert letter.text.startswith("Dites où en est l’action «\u202fLa première\u202f»")
        assert "La seconde" in letter.text
        assert "Abandonnée" not in letter.text
        assert "(et 1\u00a0autre rappel)" in letter.subject
    for action in actions:
        action.state = ActionState.DONE
    db.session.commit()
    assert week(time_machine, "2026-12-21") == [[]] * 7


def test_what_becomes_late_in_the_week_waits_for_monday(cast, time_machine):
    make_action(cast, days=2)  # Tuesday
    make_action(cast, "Déjà en retard", days=-1)
    days = week(time_machine, MONDAY, 8)
    assert days == [["bob"], [], [], [], [], [], [], ["bob"]]


def test_an_action_of_a_meeting_not_closed_is_not_told(cast, time_machine):
    meeting = make_meeting(cast.communication, days=-2)
    make_action(cast, days=-2, meeting=meeting)
    assert morning(time_machine, MONDAY) == {}


def test_minutes_late_are_told_on_the_tenth_day_then_every_monday_to_those_who_lead(cast, time_machine):
    meeting = make_held_meeting(cast, due_on=date(2027, 6, 1))  # held on Sunday 8
    assert week(time_machine, MONDAY, 15) == [[], [], ["alice"], *[[]] * 4, ["alice"], *[[]] * 6, ["alice"]]
    letter = db.session.scalars(select(Letter).limit(1)).one()
    assert letter.text.startswith("Publiez le compte rendu\u00a0: Préparer la journée, réunion du dimanche 8 novembre.")
    assert f"http://localhost/reunions/{meeting.id}/publication" in letter.text
    operations.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    assert week(time_machine, "2026-12-01", 8) == [[]] * 8


def test_a_meeting_never_closed_is_told_as_well_and_not_after_the_mandate(cast, time_machine):
    make_meeting(cast.jeunesse, days=-7)
    letters = morning(time_machine, WEDNESDAY)
    assert list(letters) == ["alice"]
    assert letters["alice"].text.startswith("Il reste à clore la réunion\u00a0:")
    db.session.scalars(select(CoFacilitation)).one().ends_on = clock.today()
    db.session.commit()
    assert week(time_machine, THURSDAY) == [[]] * 7


def test_all_that_concerns_a_person_comes_in_one_letter(cast, time_machine):
    make_meeting(cast.jeunesse, days=3)  # Wednesday
    make_held_meeting(cast, owners=[cast.alice], due_on=clock.today() - timedelta(days=1)).starts_at -= timedelta(
        days=9
    )
    make_action(cast, "Bientôt", days=4, owners=[cast.alice])
    db.session.commit()
    letters = morning(time_machine, MONDAY)
    assert sorted(letters) == ["alice", "bob"]
    text = letters["alice"].text
    assert text.startswith("Dites si vous venez")
    places = [text.index(words) for words in ("Point 1", "Écrire aux réseaux", "Bientôt", "Publiez le compte rendu")]
    assert places == sorted(places)
    assert "(et 3\u00a0autres rappels)" in letters["alice"].subject


def test_nothing_before_seven_and_nothing_twice_on_a_day(cast, time_machine):
    make_action(cast, days=-3)
    assert morning(time_machine, MONDAY, hour=6) == {}
    assert list(morning(time_machine, MONDAY, hour=7)) == ["bob"]
    make_action(cast, days=-3, owners=[cast.carl])  # known after the run of the day
    for hour in (7, 8, 23):
        assert morning(time_machine, MONDAY, hour) == {}
    assert remind_everyone() == 1
    assert remind_everyone() == 0


def test_what_was_missed_while_the_worker_was_stopped_is_told_at_its_return(cast, time_machine):
    make_action(cast, "En retard", days=-3)
    make_meeting(cast.jeunesse, days=5)  # Friday: told on Wednesday
    make_meeting(cast.communication, days=3)  # Wednesday: told on Monday, over on Thursday
    morning(time_machine, "2026-11-15")
    assert sorted(morning(time_machine, THURSDAY)) == ["alice", "bob"]
    letter = db.session.scalars(select(Letter).where(Letter.address == "bob@example.org")).one()
    assert "Préparer la journée" in letter.text
    assert "En retard" in letter.text
    assert week(time_machine, "2026-11-20", 3) == [[]] * 3


def test_a_run_cut_in_the_middle_is_taken_up_without_repeating(cast, time_machine, monkeypatch):
    make_meeting(cast.jeunesse, days=4)
    written = mails.reminder

    def killed(person, due):
        written(person, due)
        if person.first_name == "Bob":
            raise KeyboardInterrupt

    monkeypatch.setattr(mails, "reminder", killed)
    with pytest.raises(KeyboardInterrupt):
        morning(time_machine, TUESDAY)
    assert db.session.scalar(select(func.count(DailyRun.id)).where(DailyRun.ended_at.is_not(None))) == 0
    assert db.session.scalars(select(Letter.recipient)).all() == ["Alice Arnaud"]
    monkeypatch.setattr(mails, "reminder", written)
    assert list(morning(time_machine, TUESDAY)) == ["bob"]
    assert morning(time_machine, WEDNESDAY) == {}


def test_after_a_run_never_ended_the_next_day_does_not_repeat_it(cast, time_machine):
    make_meeting(cast.jeunesse, days=4)
    morning(time_machine, TUESDAY)
    db.session.delete(db.session.scalars(select(DailyRun)).one())
    db.session.delete(db.session.scalars(select(Reminder).where(Reminder.person_id == cast.bob.id)).one())
    db.session.add(DailyRun(job="reminders", day=date(2026, 11, 15), ended_at=clock.now()))
    db.session.commit()
    assert list(morning(time_machine, WEDNESDAY)) == ["bob"]


def test_a_letter_that_cannot_be_written_keeps_no_other_from_leaving(cast, time_machine, monkeypatch):
    make_meeting(cast.jeunesse, days=4)
    written = mails.reminder

    def fails_for_alice(person, due):
        if person.first_name == "Alice":
            raise ValueError("un gabarit cassé")
        written(person, due)

    monkeypatch.setattr(mails, "reminder", fails_for_alice)
    assert list(morning(time_machine, TUESDAY)) == ["bob"]


@pytest.mark.parametrize("sunday", ["2026-10-25", "2027-03-28"], ids=["back in October", "forward in March"])
def test_the_clock_change_neither_skips_nor_repeats(cast, time_machine, sunday):
    changed = date.fromisoformat(sunday)
    monday = changed - timedelta(days=6)
    time_machine.move_to(at((monday - timedelta(days=1)).isoformat(), 12), tick=False)
    make_action(cast, "En retard", days=-30, owners=[cast.carl])
    told = changed - timedelta(days=1)  # the night of the change is between the letter and the meeting
    for on, hour in ((changed + timedelta(days=1), 0), (changed + timedelta(days=1), 23)):
        meeting = make_meeting(cast.jeunesse, title=f"À {hour} heures")
        meeting.starts_at = at(on.isoformat(), hour, 30)
        meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    db.session.commit()
    days = week(time_machine, monday.isoformat(), 22)
    expected = [["carl"] if n % 7 == 0 else [] for n in range(22)]
    expected[(told - monday).days] = ["alice", "bob"]
    assert days[:14] == expected[:14]
    letter = db.session.scalars(select(Letter).where(Letter.address == "bob@example.org")).first()
    assert "À 0 heures" in letter.text
    assert "À 23 heures" in letter.text


def test_the_command_says_how_many(app, cast, time_machine):
    time_machine.move_to(at(MONDAY, 3), tick=False)
    make_action(cast, days=-3)
    said = [app.test_cli_runner().invoke(args=["remind"]).output.strip() for _ in range(2)]
    assert said == ["Rappels écrits\u00a0: 1.".replace("\u00a0", " "), "Rappels écrits : 0."]


def test_the_worker_writes_them_from_seven_on_and_says_how_many(app, cast, time_machine, caplog):
    make_action(cast, days=-3)
    rounds = Rounds(app)
    with caplog.at_level("INFO"):
        for hour in (6, 7, 8):
            time_machine.move_to(at(MONDAY, hour, 1), tick=False)
            rounds.remind()
    assert caplog.messages == ["Rappels écrits : 1."]


def test_the_worker_survives_a_database_in_trouble_and_tries_again(app, cast, time_machine, monkeypatch):
    make_action(cast, days=-3)
    time_machine.move_to(at(MONDAY), tick=False)
    rounds, working = Rounds(app), queries_of_reminders.ids_to_remind

    def trouble(_):
        raise OperationalError("SELECT", {}, Exception("elle dort"))

    monkeypatch.setattr(queries_of_reminders, "ids_to_remind", trouble)
    rounds.remind()
    assert "n’est pas prête" in rounds.trouble
    monkeypatch.setattr(queries_of_reminders, "ids_to_remind", working)
    rounds.remind()
    assert rounds.trouble == ""
    assert list(letters_since()) == ["bob"]


def test_a_decision_to_review_is_told_to_those_who_lead_on_its_day(cast, time_machine):
    operations.publish(queries.of_meeting(make_held_meeting(cast, owners=[cast.carl])), cast.alice)
    cleo = add_cleo(cast)  # who leads another group, and is only a member of this one
    db.session.add(Membership(group_id=cast.jeunesse.id, person_id=cleo.id, joined_on=date(2026, 1, 1)))
    decision = db.session.scalars(select(Decision)).one()
    operations.review_on(decision, date.fromisoformat(TUESDAY))
    db.session.commit()
    assert morning(time_machine, MONDAY) == {}
    time_machine.move_to(at(TUESDAY, 7), tick=False)
    approve_when_due()  # in whichever order the two runs come
    written = morning(time_machine, TUESDAY)
    assert list(written) == ["alice"], "one letter, to those who lead"
    first_line = written["alice"].text.splitlines()[0]
    assert first_line.startswith(f"Une décision est à revoir ensemble\u00a0: {decision.number}, Le réseau se réunit")
    for text in (written["alice"].text, written["alice"].html):
        assert f"http://localhost/decisions/{decision.number}" in text
    assert morning(time_machine, WEDNESDAY) == {}
