"""Retention, night after night (domain §3.5)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import selectinload

from tests.cast import LONG_AGO, make_meeting
from tests.library.scene import share
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.models import ActionEvent, ActionItem, ActionState, action_owners
from workspace.actions.operations import change_owners, change_state, create_action
from workspace.approval.operations import correct
from workspace.claims import has_run
from workspace.database import db
from workspace.files.models import File
from workspace.groups.models import Membership
from workspace.joining.models import JoinRequest, Origin, PendingArrival
from workspace.journal.models import Entry
from workspace.library.models import Document
from workspace.meetings.models import AgendaItem, Attendance, Presence
from workspace.meetings.operations import record_presence
from workspace.meetings.queries import presence_counts
from workspace.minutes.operations import publish
from workspace.minutes.queries import of_meeting
from workspace.notifications.models import Notice
from workspace.people.models import ERASED, Mandate, Person, Role, SignIn
from workspace.people.operations import forget_ended_sessions, note_visit, sign_in
from workspace.people.queries import open_session
from workspace.post import Letter, LetterState, letter
from workspace.privacy.commands import RETENTION, keep_no_longer_when_due
from workspace.privacy.operations import erase
from workspace.refusals import Refused
from workspace.scheduling.models import FeedKey
from workspace.settings.models import Federation

START = datetime(2026, 3, 2, 3, tzinfo=UTC)  # four in the morning in Paris


@pytest.fixture
def night(cast, time_machine):
    """`night(days)`: the worker's run that many days after the start."""

    def run(days):
        time_machine.move_to(START + timedelta(days=days), tick=False)
        done = keep_no_longer_when_due()
        db.session.expire_all()
        return done

    time_machine.move_to(START, tick=False)
    db.session.execute(update(Person).values(created_at=START, last_seen_on=START.date()))
    cast.nora.last_seen_on = (START + timedelta(days=9999)).date()  # of nothing yet, she keeps coming
    db.session.commit()
    return run


def seen_all_but(cast, unseen, days):
    """Everybody used their account until that many days after the start, but one."""
    for person in cast.people.values():
        if person is not unseen:
            person.last_seen_on = (START + timedelta(days=days)).date()
    db.session.commit()


@pytest.fixture
def partner(night, cast):
    """Nora represents an institution, and sits nowhere: nothing but visits tells that she is there."""
    cast.nora.last_seen_on = START.date()
    db.session.add(Mandate(person_id=cast.nora.id, role=Role.PARTNER, starts_on=LONG_AGO))
    db.session.commit()
    return cast.nora


def kinds():
    return list(db.session.scalars(select(Entry.kind).order_by(Entry.id)))


def test_letters_go_after_a_year_and_the_journal_says_it(night, cast):
    for state in (LetterState.SENT, LetterState.READY):
        about = {"group": cast.jeunesse, "sender": cast.alice, "topic": "", "text": ""}
        written = letter("groups/message", "bob@example.org", "Bob", **about)
        written.state, written.created_at = state, START
    db.session.commit()
    assert night(364) == 0
    assert night(367) == 1
    assert db.session.scalars(select(Letter.state)).all() == [LetterState.READY]
    assert kinds() == ["privacy/letters-forgotten"]


def test_contacts_of_who_left_go_after_a_year_and_the_name_stays(night, cast):
    db.session.execute(update(Membership).where(Membership.person_id == cast.bob.id).values(left_on=START.date()))
    sign_in(cast.bob)
    db.session.commit()
    night(364)
    assert cast.bob.email == "bob@example.org"
    assert night(367) == 1
    assert (cast.bob.email, cast.bob.password_hash, cast.bob.name) == (None, None, "Bob Bernard")
    assert cast.alice.email
    assert cast.paul.email
    assert not db.session.scalar(select(SignIn.id).where(SignIn.person_id == cast.bob.id))
    assert kinds() == ["privacy/contact-forgotten"]


def test_nothing_is_left_of_how_to_reach_who_left(night, cast):
    db.session.execute(update(Membership).where(Membership.person_id == cast.bob.id).values(left_on=START.date()))
    cast.bob.phone, cast.bob.shares_contacts = "06 12 34 56 78", True
    db.session.add(FeedKey(person_id=cast.bob.id, key="k" * 43))
    db.session.add(notice_for(cast.bob, START))
    db.session.commit()
    night(367)
    assert (cast.bob.phone, cast.bob.shares_contacts) == ("", False)
    assert not db.session.scalars(select(FeedKey)).all()
    assert not db.session.scalars(select(Notice)).all()


def test_who_asks_to_come_back_keeps_an_address(night, cast):
    db.session.execute(update(Membership).where(Membership.person_id == cast.bob.id).values(left_on=START.date()))
    db.session.add(JoinRequest(group_id=cast.communication.id, person_id=cast.bob.id))
    db.session.commit()
    night(367)
    assert cast.bob.email


def test_contacts_of_who_held_a_mandate_go_a_year_after_it(night, cast):
    db.session.execute(update(Mandate).where(Mandate.person_id == cast.paul.id).values(ends_on=START.date()))
    db.session.execute(delete(Membership).where(Membership.person_id == cast.paul.id))
    seen_all_but(cast, cast.paul, 9999)
    assert night(364) == 0
    assert night(367) == 1
    assert (cast.paul.email, cast.paul.name) == (None, "Paul Petit")


def test_contacts_of_who_was_never_taken_in_go(night, cast):
    """Refused, or brought in by a list and never seen."""
    cast.nora.last_seen_on = START.date()
    answered_at = START + timedelta(days=30)
    db.session.add(JoinRequest(group_id=cast.communication.id, person_id=cast.nora.id, answered_at=answered_at))
    db.session.commit()
    night(390)
    assert cast.nora.email
    night(400)
    assert cast.nora.email is None
    assert cast.nora.name == ERASED, "nothing here needs her name"


def test_who_comes_by_a_meeting_or_a_page_or_has_a_seat_to_come_keeps_an_address(night, cast):
    """Belonging nowhere, since long."""
    seen_all_but(cast, None, 400)
    for person in (cast.bob, cast.carl, cast.nora):
        db.session.execute(delete(Membership).where(Membership.person_id == person.id))
        person.last_seen_on = START.date()
    cast.carl.last_seen_on = (START + timedelta(days=300)).date()
    invited = make_meeting(cast.communication, days=350)
    db.session.add(Attendance(meeting_id=invited.id, person_id=cast.bob.id))
    seat = START.date() + timedelta(days=500)
    db.session.add(Membership(group_id=cast.board.id, person_id=cast.nora.id, joined_on=seat))
    db.session.commit()
    assert night(400) == 0
    assert None not in {cast.bob.email, cast.carl.email, cast.nora.email}


def test_contacts_are_hidden_as_soon_as_one_leaves_the_last_group(client_of, cast):
    cast.bob.phone, cast.bob.shares_contacts = "06 12 34 56 78", True
    db.session.commit()
    profile = f"/personnes/{cast.bob.id}"
    carl = client_of("carl")
    for address in (profile, "/annuaire"):
        assert "bob@example.org" in carl.get(address).text, address
    db.session.execute(
        update(Membership).where(Membership.person_id == cast.bob.id).values(left_on=clock.today() - timedelta(days=1))
    )
    db.session.commit()
    for address in (profile, "/annuaire"):
        shown = carl.get(address).text
        assert "bob@example.org" not in shown
        assert "06 12 34 56 78" not in shown
    assert "bob@example.org" in client_of("stan").get(profile).text


def notice_for(person, at):
    return Notice(
        person_id=person.id, group_id=0, kind="groups/message", subject="Un mot", thing="group", thing_id=1, path="/",
        created_at=at,
    )  # fmt: skip


def test_old_notices_go_read_or_not(night, cast):
    db.session.add_all([notice_for(cast.alice, START), notice_for(cast.alice, START + timedelta(days=10))])
    db.session.commit()
    assert night(364) == 0
    assert night(367) == 1
    assert [one.created_at for one in db.session.scalars(select(Notice))] == [START + timedelta(days=10)]
    assert kinds() == ["privacy/notices-forgotten"]


def test_arrivals_that_nobody_confirmed_go(night, cast):
    arriving = {"group_id": cast.jeunesse.id, "email": "ines@example.org", "first_name": "Inès", "last_name": "Ito"}
    db.session.add(PendingArrival(origin=Origin.FORM, created_at=START, **arriving))
    db.session.commit()
    assert night(6) == 0
    assert night(8) == 1
    assert not db.session.scalars(select(PendingArrival)).all()
    assert kinds() == ["privacy/arrivals-forgotten"]


def test_answers_to_old_polls_go_and_the_journal_says_it(night, cast, monkeypatch):
    monkeypatch.setattr("workspace.polls.queries.ids_to_forget", lambda: [7])
    assert night(0) == 1
    assert kinds() == ["privacy/poll-answers-forgotten"]


def test_who_left_and_holds_a_mandate_keeps_an_address(night, cast):
    db.session.execute(update(Membership).where(Membership.person_id == cast.dora.id).values(left_on=START.date()))
    db.session.commit()
    night(400)
    assert cast.dora.email


def test_an_unused_account_is_told_then_erased_a_month_later(night, cast, partner):
    seen_all_but(cast, cast.nora, 1000)
    assert night(1094) == 0
    assert night(1097) == 1
    told = db.session.scalars(select(Letter)).one()
    assert (told.kind, told.address) == ("privacy/inactive", "nora@example.org")
    told.close(LetterState.SENT)
    told.sent_at = clock.now()
    db.session.commit()
    assert night(1098) == night(1126) == 0
    assert cast.nora.erased_at is None
    assert night(1128) == 1
    assert cast.nora.erased_at is not None
    assert kinds() == ["privacy/inactive-told", "privacy/erased"]


def test_each_unused_account_is_told_for_itself(night, cast, partner):
    seen_all_but(cast, cast.nora, 1000)
    cast.paul.last_seen_on = START.date()
    db.session.execute(delete(Membership).where(Membership.person_id == cast.paul.id))
    db.session.commit()
    assert night(1097) == 2
    assert set(db.session.scalars(select(Letter.address))) == {cast.nora.email, cast.paul.email}


def test_nobody_is_erased_before_the_letter_left_for_a_month(night, cast, partner):
    """There was no mail server all that time."""
    seen_all_but(cast, partner, 9999)
    night(1097)
    night(1140)
    assert partner.erased_at is None
    told = db.session.scalars(select(Letter)).one()
    told.close(LetterState.SENT)
    told.sent_at = clock.now()
    db.session.commit()
    night(1169)
    assert partner.erased_at is None
    night(1171)
    assert partner.erased_at is not None


def test_an_account_used_again_is_left_alone(night, cast, partner):
    seen_all_but(cast, cast.nora, 1090)
    assert night(1097) == 1
    sign_in(cast.nora)
    db.session.commit()
    assert night(1130) == 0
    assert cast.nora.erased_at is None


@pytest.mark.parametrize("is_remembered", [True, False])
def test_a_page_read_now_and_then_is_use(night, cast, partner, client_of, time_machine, is_remembered):
    """With a session of years, or with short ones that leave nothing behind."""
    seen_all_but(cast, partner, 9999)
    token = sign_in(partner, is_remembered=is_remembered)
    for days in range(0, 1140, 20):
        time_machine.move_to(START + timedelta(days=days, hours=6), tick=False)
        forget_ended_sessions()
        if open_session(token) is None:
            token = sign_in(partner)
        note_visit(open_session(token))
        db.session.commit()
        night(days + 1)
    assert partner.erased_at is None
    assert kinds() == []


def test_who_belongs_to_a_group_is_there_without_signing_in(night, cast):
    seen_all_but(cast, cast.bob, 9999)
    cast.bob.password_hash = None
    db.session.commit()
    assert night(1200) == 0
    assert cast.bob.email


def test_an_account_without_a_password_is_unused_as_any_other(night, cast, partner):
    seen_all_but(cast, partner, 9999)
    partner.password_hash = None
    db.session.commit()
    assert night(1097) == 1
    assert kinds() == ["privacy/inactive-told"]


def test_the_last_delegate_is_told_and_not_erased(night, cast):
    db.session.execute(delete(Membership).where(Membership.person_id == cast.dora.id))
    seen_all_but(cast, cast.dora, 1090)
    night(1097)
    db.session.execute(update(Letter).values(state=LetterState.FAILED))  # nobody reads that address any more
    db.session.commit()
    assert night(1130) == 0
    assert cast.dora.erased_at is None
    assert db.session.scalar(select(func.count(Mandate.id)).where(Mandate.ends_on.is_not(None))) == 0


def by_status_and_centre():
    """How many were there: the figures of reports, with the names or without."""
    status = func.coalesce(Attendance.status, Person.status)
    centre = func.coalesce(Attendance.centre_id, Person.centre_id)
    counts = select(Attendance.meeting_id, Attendance.presence, status, centre, func.count())
    rows = db.session.execute(
        counts.outerjoin(Attendance.person).group_by(Attendance.meeting_id, Attendance.presence, status, centre)
    )
    return {tuple(row) for row in rows}


@pytest.fixture
def old_meeting(night, cast):
    """Published minutes: Alice and Bob there, Carl excused, an action of Bob that is done."""
    meeting = make_held_meeting(cast)
    meeting.created_by_id = cast.alice.id
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.carl.id, presence=Presence.EXCUSED))
    publish(of_meeting(meeting), cast.alice)
    change_state(db.session.scalars(select(ActionItem)).one(), ActionState.DONE, cast.bob)
    seen_all_but(cast, None, 9999)
    db.session.execute(update(Federation).values(keep_letters_months=240, keep_notices_months=240))
    db.session.commit()
    db.session.execute(delete(Entry))
    db.session.commit()
    return meeting


def test_names_leave_old_meetings_and_every_count_stays(night, cast, old_meeting, client_of):
    before, shown = by_status_and_centre(), presence_counts([old_meeting.id])
    assert night(1815) == 0
    assert night(1822) == 1
    assert by_status_and_centre() == before
    assert presence_counts([old_meeting.id]) == shown == {old_meeting.id: 2}
    assert set(db.session.scalars(select(Attendance.person_id))) == {None}
    minutes = of_meeting(old_meeting)
    assert (minutes.published_by_id, old_meeting.created_by_id) == (None, None)
    assert db.session.execute(select(action_owners)).all() == []
    assert kinds() == ["privacy/names-removed"]
    assert night(1823) == 0


def test_a_later_meeting_keeps_its_names_and_who_was_in_charge(night, cast, old_meeting):
    later = make_held_meeting(cast)
    later.starts_at, later.ends_at = (instant + timedelta(days=900) for instant in (later.starts_at, later.ends_at))
    action = db.session.scalars(select(ActionItem).where(ActionItem.meeting_id == later.id)).unique().one()
    change_owners(action, [cast.bob, cast.carl], cast.alice)
    change_state(action, ActionState.DONE, cast.bob)
    db.session.commit()
    about = (
        select(Attendance.person_id).where(Attendance.meeting_id == later.id),
        select(action_owners.c.person_id).where(action_owners.c.action_id == action.id),
        select(ActionEvent.kind, ActionEvent.person_id, ActionEvent.owner_id).where(ActionEvent.action_id == action.id),
    )
    before = [set(db.session.execute(rows)) for rows in about]
    night(1830)
    assert old_meeting.names_removed_at
    assert [set(db.session.execute(rows)) for rows in about] == before


def test_who_erased_their_data_is_counted_as_the_others(night, cast, old_meeting):
    before = by_status_and_centre()
    erase(cast.bob)
    db.session.commit()
    night(1822)
    assert set(db.session.scalars(select(Attendance.person_id))) == {None}
    assert by_status_and_centre() == before


def test_minutes_without_names_still_count_who_was_there(night, cast, old_meeting, client_of):
    night(1822)
    read = f"/reunions/{old_meeting.id}/compte-rendu"
    text = client_of("dora").page(read).select_one("article").get_text(" ", strip=True)
    assert "Présents (2) 2\xa0personnes CSC Les Acacias" in text
    assert "Excusés (1) 1\xa0personne CSC Les Tilleuls" in text
    for name in ("Bob", "Carl"):
        assert name not in text
    page = client_of("dora").page(f"/reunions/{old_meeting.id}").main.get_text(" ", strip=True)
    assert "2\xa0personnes présentes" in page
    assert "Bob" not in page


def test_nobody_is_left_who_carried_a_point_wrote_or_added_to_an_old_meeting(night, cast, old_meeting, client_of):
    point = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == old_meeting.id)).first()
    point.carried_by_id = old_meeting.note_taker_id = cast.bob.id
    here = {"group_id": cast.jeunesse.id, "meeting_id": old_meeting.id, "kind": "text/plain", "size": 1}
    for digest, days in (("a", 0), ("b", 1000)):
        added_at = START + timedelta(days=days)
        db.session.add(
            File(name=digest, digest=digest, content=b"1", added_by_id=cast.bob.id, added_at=added_at, **here)
        )
    for title, days in (("a", 0), ("b", 1000)):
        share(
            cast.jeunesse, cast.bob, title=title, meeting_id=old_meeting.id, published_at=START + timedelta(days=days)
        )
    correct(of_meeting(old_meeting), point, "Corrigé.", point.notes_revision, "Une faute", cast.bob)
    db.session.commit()
    assert night(1822) == 1
    night(1830)  # both versions are of three days later
    for address in ("", "/compte-rendu", "/compte-rendu/versions"):
        text = client_of("dora").page(f"/reunions/{old_meeting.id}{address}").main.get_text(" ", strip=True)
        assert "Bob" not in text, address
    assert db.session.scalars(select(File.added_by_id).order_by(File.digest)).all() == [None, cast.bob.id]
    assert db.session.scalars(select(Document.added_by_id).order_by(Document.title)).all() == [None, cast.bob.id]
    assert night(1831) == 0
    night(2830)
    assert set(db.session.scalars(select(File.added_by_id))) == {None}
    assert set(db.session.scalars(select(Document.added_by_id))) == {None}


def test_an_action_still_open_keeps_who_is_in_charge(night, cast, old_meeting):
    action = db.session.scalars(select(ActionItem).options(selectinload(ActionItem.owners))).one()
    change_state(action, ActionState.TODO, cast.bob)
    db.session.commit()
    assert night(1822) == 1
    assert db.session.scalars(select(action_owners.c.person_id)).all() == [cast.bob.id]
    change_state(action, ActionState.DONE, cast.bob)
    db.session.commit()
    assert night(1823) == 1
    assert db.session.scalars(select(action_owners.c.person_id)).all() == []


def test_an_action_between_two_meetings_no_longer_says_who_did_it(night, cast):
    seen_all_but(cast, None, 9999)
    wanted = [cast.bob], START.date(), [], cast.alice
    done, waiting = (create_action(cast.jeunesse, title, *wanted) for title in ("Écrire", "Relire"))
    change_owners(done, [cast.bob, cast.carl], cast.alice)
    change_state(done, ActionState.DONE, cast.bob)
    db.session.execute(update(Federation).values(keep_letters_months=240, keep_notices_months=240))
    db.session.commit()
    assert night(1822) == 0
    assert night(1828) >= 1
    assert db.session.execute(select(action_owners)).all() == [(waiting.id, cast.bob.id)]
    assert not db.session.scalars(select(ActionEvent).where(ActionEvent.owner_id == cast.carl.id)).all()
    assert "privacy/owners-forgotten" in kinds()


def test_the_page_of_an_old_action_no_longer_says_who_closed_it(night, cast, old_meeting, client_of):
    address = f"/actions/{db.session.scalars(select(ActionItem.id)).one()}"
    night(1822)
    text = client_of("dora").page(address).main.get_text(" ", strip=True)
    assert "Une personne l’a close" in text
    assert "Bob" not in text


def test_presences_are_not_noted_any_more_once_names_are_gone(night, cast, old_meeting):
    night(1822)
    with pytest.raises(Refused):
        record_presence(old_meeting, cast.alice.id, Presence.PRESENT)


def test_it_runs_once_a_night(night, cast):
    night(0)
    assert has_run(RETENTION, clock.today())
    db.session.add(Entry(at=START - timedelta(days=4000), kind="groups/edited"))
    db.session.commit()
    assert night(0) == 0
    assert night(1) == 1
    assert kinds() == ["privacy/journal-shortened"]
