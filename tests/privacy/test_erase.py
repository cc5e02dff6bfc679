"""Erasing one's data without asking anyone."""

import pytest
from sqlalchemy import String, Text, func, select

from tests.cast import LONG_AGO, PASSWORD, make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions import operations as actions
from workspace.database import Base, db
from workspace.demo.operations import load_demonstration
from workspace.groups import operations as groups
from workspace.groups.models import CoFacilitation, Membership
from workspace.journal.operations import record
from workspace.meetings.models import Answer, Attendance
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes
from workspace.people.models import ERASED, Mandate, Person, Role, SignIn
from workspace.people.operations import sign_in
from workspace.post import Letter
from workspace.privacy import operations
from workspace.refusals import Refused

ADDRESS = "/mes-donnees/effacement"
# What people wrote and published: a program cannot clean it (domain §0).
FREE_TEXT = {"agenda_item.notes", "decision.text", "action_item.title", "action_item.search_title", "handover.words"}


def written(words):
    """Each column of each table that says one of these words."""
    found = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text) and f"{table.name}.{column.name}" not in FREE_TEXT:
                for word in words:
                    rows = db.session.execute(select(column).where(column.icontains(word, autoescape=True))).all()
                    if rows:
                        found[f"{table.name}.{column.name}"] = rows[0]
    return found


def test_nothing_says_any_more_who_they_were(app):
    load_demonstration("espace-federal", lambda step: None)
    person = db.session.scalars(select(Person).where(Person.email == "coanimation@example.org")).one()
    group = db.session.scalars(
        select(CoFacilitation.group_id).where(CoFacilitation.person_id == person.id).limit(1)
    ).one()
    other = db.session.scalars(select(Person).where(Person.email == "benevole@example.org")).one()
    action = actions.create_action(
        db.session.get_one(groups.Group, group), "Écrire", [person, other], clock.today(), [], person
    )
    record("handover/prepared", action.group, leaver=person)
    sign_in(person)
    words = [person.name, person.last_name, person.email]
    db.session.flush()
    before = written(words)
    assert {"person.last_name", "person.email", "letter.address", "letter.text"} <= before.keys()
    operations.erase(person)
    db.session.flush()
    assert written(words) == {}


def test_who_erases_is_signed_out_everywhere_and_the_address_is_free(client_of, cast):
    phone, computer = client_of("bob"), client_of("bob")
    answer = phone.post(ADDRESS, data={"password": PASSWORD})
    assert answer.location == "/"
    assert "Vos données sont effacées" in phone.get("/").text
    for browser in (phone, computer):
        assert browser.get("/mon-espace").status_code == 303
    assert db.session.scalar(select(func.count(SignIn.id)).where(SignIn.person_id == cast.bob.id)) == 0
    db.session.add(Person(first_name="Bob", last_name="Bernard", email="bob@example.org"))
    db.session.flush()


def test_published_minutes_say_a_removed_member_and_counts_stay(client_of, cast):
    meeting = make_held_meeting(cast)
    minutes_operations.publish(minutes.of_meeting(meeting), cast.alice)
    db.session.commit()
    address = f"/reunions/{meeting.id}/compte-rendu"
    assert "Bob B." in client_of("alice").page(address).main.get_text()
    client_of("bob").post(ADDRESS, data={"password": PASSWORD})
    text = client_of("alice").page(address).main.get_text(" ", strip=True)
    assert "Bob" not in text
    assert ERASED in text
    presences = select(func.count(Attendance.id)).where(Attendance.meeting_id == meeting.id)
    assert db.session.scalar(presences) == 2


def test_answers_go_and_nobody_waits_for_them(client_of, cast):
    past, coming = make_meeting(cast.jeunesse, days=-3), make_meeting(cast.jeunesse)
    for meeting in (past, coming):
        db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, answer=Answer.YES))
    db.session.commit()
    client_of("bob").post(ADDRESS, data={"password": PASSWORD})
    rows = db.session.execute(select(Attendance.meeting_id, Attendance.answer)).all()
    assert [tuple(row) for row in rows] == [(past.id, None)]
    left = db.session.scalars(select(Membership.left_on).where(Membership.person_id == cast.bob.id)).all()
    assert left == [clock.today()]


@pytest.mark.parametrize("password", ["", "pas le bon", "é" * 900])
def test_a_wrong_password_erases_nothing(client_of, cast, password):
    answer = client_of("bob").post(ADDRESS, data={"password": password})
    assert answer.status_code == 422
    assert "Ce n’est pas votre mot de passe." in answer.text
    assert db.session.scalars(select(Person.erased_at).where(Person.id == cast.bob.id)).one() is None


def test_without_a_password_a_word_is_typed(client_of, cast):
    cast.bob.password_hash = None
    db.session.commit()
    bob = client_of("bob")
    assert bob.post(ADDRESS, data={"word": "non"}).status_code == 422
    assert bob.post(ADDRESS, data={"word": "Effacer"}).status_code == 303


def test_who_leads_alone_is_told_what_to_do_first(client_of, cast):
    make_held_meeting(cast)
    alice = client_of("alice")
    page = alice.page(ADDRESS)
    assert page.main.find("a", href="/groupes/jeunesse/passer-la-main")
    assert "1\u00a0compte rendu y attend d’être publié" in page.main.get_text(" ", strip=True)
    assert alice.post(ADDRESS, data={"password": PASSWORD}).status_code == 303
    ends = db.session.scalars(select(CoFacilitation.ends_on).where(CoFacilitation.person_id == cast.alice.id)).one()
    assert ends < clock.today()
    assert "Co-animation à pourvoir" in client_of("dora").page("/groupes/jeunesse").main.get_text()


def test_the_last_delegate_is_refused_until_there_is_another(client_of, cast):
    answer = client_of("dora").post(ADDRESS, data={"password": PASSWORD})
    assert answer.status_code == 409
    assert "un autre mandat s’ouvre d’abord" in answer.text
    with pytest.raises(Refused):
        operations.erase(cast.tess)
    db.session.add(Mandate(person_id=cast.stan.id, role=Role.FEDERATION_DELEGATE, starts_on=LONG_AGO))
    db.session.commit()
    assert client_of("dora").post(ADDRESS, data={"password": PASSWORD}).status_code == 303


def test_letters_to_others_no_longer_say_the_name(cast):
    groups.write_to_group(cast.jeunesse, cast.bob, "Bonjour de Bob Bernard", "À demain.", "f" * 32)
    assert db.session.scalars(select(Letter.reply_to)).one() == "bob@example.org"
    operations.erase(cast.bob)
    letter = db.session.scalars(select(Letter)).one()
    assert letter.address == "alice@example.org"
    assert ERASED in letter.subject
    assert "Bernard" not in letter.text + letter.html
    assert letter.reply_to == ""


def test_a_mandate_of_today_stops_too(cast):
    db.session.add(CoFacilitation(group_id=cast.jeunesse.id, person_id=cast.bob.id, starts_on=clock.today()))
    db.session.flush()
    operations.erase(cast.bob)
    ends = db.session.scalars(select(CoFacilitation.ends_on).where(CoFacilitation.person_id == cast.bob.id)).one()
    assert ends < clock.today()
