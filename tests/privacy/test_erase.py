"""Erasing one's data without asking anyone."""

from datetime import timedelta

import pytest
from sqlalchemy import String, Text, delete, func, select, update

from tests.cast import LONG_AGO, PASSWORD, make_meeting
from tests.minutes.scene import make_held_meeting
from tests.polls.scene import open_poll
from workspace import clock, links
from workspace.accounts import operations as accounts
from workspace.accounts.models import SecurityLink
from workspace.actions import operations as actions
from workspace.database import Base, db
from workspace.demo.operations import load_demonstration
from workspace.groups import operations as groups
from workspace.groups.models import CoFacilitation, Membership
from workspace.journal.operations import record
from workspace.meetings.models import Answer, Attendance
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes
from workspace.minutes.models import Minutes
from workspace.notifications.models import Notice
from workspace.papers import attendance
from workspace.people.models import ERASED, Mandate, Person, Role, SignIn
from workspace.people.operations import sign_in
from workspace.polls.models import PollVoter
from workspace.post import Letter, letter
from workspace.privacy import operations, queries
from workspace.refusals import Refused
from workspace.reports.counting import of_year
from workspace.substitutes import operations as substitutes

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


def printed(meeting):
    db.session.expire_all()
    query = select(Minutes).where(Minutes.meeting_id == meeting.id).options(*Minutes.needed_for_rights())
    return attendance.by_centre_and_status(db.session.scalars(query).one().meeting.attendances)


def test_presences_still_count_for_the_centre(cast):
    meeting = make_held_meeting(cast)
    year = meeting.starts_at.year
    before = of_year(year), printed(meeting)
    operations.erase(cast.bob)
    assert (of_year(year), printed(meeting)) == before


def test_nothing_says_why_somebody_left(cast):
    mine = Membership.person_id == cast.bob.id
    db.session.execute(update(Membership).where(mine).values(left_on=clock.today(), left_reason="Malade"))
    operations.erase(cast.bob)
    assert db.session.scalars(select(Membership.left_reason).where(mine)).all() == [""]


def test_what_others_have_stays_as_it_was(cast):
    meeting = make_meeting(cast.jeunesse, days=-3)
    for person in (cast.alice, cast.bob):
        db.session.add(Attendance(meeting_id=meeting.id, person_id=person.id, answer=Answer.YES))
    theirs = Membership.person_id == cast.carl.id
    db.session.execute(update(Membership).where(theirs).values(left_on=clock.today(), left_reason="Déménage"))
    tables = [table.__table__ for table in (Attendance, Membership, Mandate, CoFacilitation)]
    rows_of_others = [select(table).where(table.c.person_id != cast.bob.id) for table in tables]
    before = [set(db.session.execute(rows)) for rows in rows_of_others]
    operations.erase(cast.bob)
    assert [set(db.session.execute(rows)) for rows in rows_of_others] == before


def test_who_has_no_address_takes_no_row_of_others_away(cast):
    poll = open_poll(cast, required=[cast.alice])
    cast.bob.email = None
    db.session.flush()
    operations.erase(cast.bob)
    assert db.session.scalars(select(PollVoter.person_id).where(PollVoter.poll_id == poll.id)).all() == [cast.alice.id]


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


def test_other_names_and_addresses_in_letters_stay(cast):
    """« Jean Martin » is in « Jean Martinez », a.martin@… in lea.martin@…"""
    cast.bob.first_name, cast.bob.last_name, cast.bob.email = "Jean", "Martin", "a.martin@example.org"
    cast.alice.first_name, cast.alice.last_name, cast.alice.email = "Jean", "Martinez", "lea.martin@example.org"
    kept = "Jean Martinez, Jean Martin-Duval, Marie-Jean Martin, lea.martin@example.org, a.martin@example.org.uk"
    said = f"{kept}. Écrivez à Jean Martin (Jean M., a.martin@example.org)."
    groups.write_to_group(cast.jeunesse, cast.carl, "Salle", said, "f" * 32)
    operations.erase(cast.bob)
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.address, letter.recipient) == ("lea.martin@example.org", "Jean Martinez")
    for text in (letter.text, letter.html):
        assert f"{kept}. Écrivez à {ERASED} ({ERASED}, )." in text


def test_letters_spell_some_names_in_another_way(cast):
    cast.bob.last_name = "D'Almeida"
    db.session.flush()
    groups.write_to_group(cast.jeunesse, cast.bob, "Salle", "À demain.", "f" * 32)
    operations.erase(cast.bob)
    letter = db.session.scalars(select(Letter)).one()
    assert "Almeida" not in letter.text + letter.html


def test_notices_to_others_no_longer_say_the_name(cast):
    groups.join_group(cast.jeunesse, cast.nora)
    operations.erase(cast.nora)
    [subject] = db.session.scalars(select(Notice.subject))
    assert ERASED in subject
    assert "Nora" not in subject


def change_address(person, new):
    accounts.ask_address(person, new)
    link = db.session.scalars(select(SecurityLink)).one()
    accounts.change_address(links.sign("account address", link=link.id))
    db.session.commit()


def test_letters_to_an_address_asked_for_or_left_go_too(cast):
    change_address(cast.bob, "bob.nouveau@example.org")
    accounts.ask_address(cast.bob, "bob.jamais@example.org")
    letter("accounts/account-changed", "carl@example.org", "Carl Caron", what="Rien.")
    db.session.flush()
    addresses = set(db.session.scalars(select(Letter.address)))
    assert addresses == {
        "bob@example.org", "bob.nouveau@example.org", "bob.jamais@example.org", "carl@example.org"
    }  # fmt: skip
    operations.erase(cast.bob)
    assert db.session.scalars(select(Letter.address)).all() == ["carl@example.org"]


def test_an_address_left_is_said_to_nobody_any_more(cast):
    groups.write_to_group(cast.jeunesse, cast.bob, "Salle", "Écrivez à bob@example.org", "f" * 32)
    db.session.commit()
    change_address(cast.bob, "bob.nouveau@example.org")
    operations.erase(cast.bob)
    written_to_her = db.session.scalars(select(Letter).where(Letter.kind == "groups/message")).one()
    assert (written_to_her.address, written_to_her.reply_to) == ("alice@example.org", "")
    assert "bob@example.org" not in written_to_her.text + written_to_her.html


def test_who_takes_an_address_that_was_left_has_their_own_letters(cast):
    letter("accounts/account-changed", "bob@example.org", "Bob Bernard", what="Rien.")
    db.session.commit()
    change_address(cast.bob, "bob.nouveau@example.org")
    cast.carl.email = "bob@example.org"
    db.session.commit()
    assert list(queries.letters_of(cast.carl)) == []
    assert "Rien." in "".join(one.text for one in queries.letters_of(cast.bob))
    change_address(cast.carl, "carl.nouveau@example.org")  # who leaves it in turn takes theirs only
    assert "Rien." not in "".join(one.text for one in queries.letters_of(cast.carl))
    assert "Rien." in "".join(one.text for one in queries.letters_of(cast.bob))


def test_the_only_one_who_can_give_mandates_is_refused(client_of, cast):
    """A member of the team, who opened the installation: nobody could let anybody in any more."""
    db.session.execute(delete(Mandate).where(Mandate.role == Role.FEDERATION_DELEGATE))
    db.session.execute(delete(Membership).where(Membership.person_id == cast.dora.id))
    db.session.commit()
    answer = client_of("stan").post(ADDRESS, data={"password": PASSWORD})
    assert answer.status_code == 409
    assert "plus personne ne pourrait donner de mandat" in answer.text
    db.session.add(Membership(group_id=cast.team.id, person_id=cast.nora.id, joined_on=LONG_AGO))
    db.session.commit()
    assert client_of("stan").post(ADDRESS, data={"password": PASSWORD}).status_code == 303


def test_a_seat_to_come_ends_before_it_begins(cast):
    later = clock.today() + timedelta(days=30)
    db.session.add(Membership(group_id=cast.board.id, person_id=cast.bob.id, joined_on=later))
    db.session.flush()
    operations.erase(cast.bob)
    mine = (Membership.group_id == cast.board.id, Membership.person_id == cast.bob.id)
    seat = db.session.scalars(select(Membership).where(*mine)).one()
    assert seat.joined_on <= seat.left_on == clock.today()


def test_a_seat_whose_end_was_said_ends_now_and_keeps_its_beginning(cast):
    mine = Membership.person_id == cast.bob.id
    db.session.execute(update(Membership).where(mine).values(left_on=clock.today() + timedelta(days=9)))
    operations.erase(cast.bob)
    assert db.session.execute(select(Membership.joined_on, Membership.left_on).where(mine)).all() == [
        (LONG_AGO, clock.today())
    ]


def test_whoever_was_to_come_instead_of_them_is_told_without_their_name(cast, app):
    with app.test_request_context():
        substitutes.name_substitute(make_meeting(cast.jeunesse), cast.bob, cast.bea.id)
        operations.erase(cast.bob)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "substitutes/withdrawn")).one()
    assert (letter.address, letter.calendar_method) == ("bea@example.org", "CANCEL")
    assert "Bernard" not in letter.text + letter.html + letter.calendar
    assert db.session.scalars(select(Attendance)).all() == []


def test_a_mandate_of_today_stops_too(cast):
    db.session.add(CoFacilitation(group_id=cast.jeunesse.id, person_id=cast.bob.id, starts_on=clock.today()))
    db.session.flush()
    operations.erase(cast.bob)
    ends = db.session.scalars(select(CoFacilitation.ends_on).where(CoFacilitation.person_id == cast.bob.id)).one()
    assert ends < clock.today()
