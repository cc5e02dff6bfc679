"""Notices in the product: what concerns a person, for as long as they may see it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from tests.cast import make_meeting
from tests.polls.scene import open_poll
from workspace import clock
from workspace.actions import operations as actions
from workspace.database import db
from workspace.followup import queries as followup
from workspace.groups import operations as groups
from workspace.groups.models import Membership
from workspace.meetings import operations
from workspace.meetings.models import Meeting, MeetingState
from workspace.notifications.models import Notice


@pytest.fixture
def called(app, cast):
    def call(title="Préparer la journée"):
        meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT, title=title)
        with app.test_request_context():
            operations.call_meeting(meeting)
        db.session.commit()
        return meeting

    return call


def bell(page):
    return page.select_one(".bell").get_text(" ", strip=True)


def subjects(page):
    return [button.get_text() for button in page.select(".notice-list button")]


def test_the_bell_counts_and_the_list_opens_each_thing(client_of, called):
    meeting = called()
    bob = client_of("bob")
    page = bob.page("/avis")
    assert bell(page) == "1 1\u00a0avis non lu"
    [form] = page.select(".notice-list form")
    assert "Préparer la journée" in form.button.get_text()
    answer = bob.post(form["action"])
    assert (answer.status_code, answer.location) == (303, f"/reunions/{meeting.id}")
    assert bell(bob.page("/avis")) == "Avis"


def test_others_are_not_told_and_open_nothing(client_of, called, cast):
    called()
    assert subjects(client_of("carl").page("/avis")) == []
    notice = db.session.scalars(select(Notice).where(Notice.person_id == cast.bob.id)).one()
    assert client_of("carl").post(f"/avis/{notice.id}").status_code == 403
    assert notice.read_at is None


def test_all_are_marked_read_in_one_press(client_of, called, cast):
    called("Une")
    called("Deux")
    bob = client_of("bob")
    assert bob.post("/avis/lu").status_code == 303
    assert bell(bob.page("/avis")) == "Avis"
    assert bell(client_of("alice").page("/avis")).startswith("2 ")


def test_reading_the_list_changes_nothing(client_of, called):
    called()
    bob = client_of("bob")
    assert bell(bob.page("/avis")) == bell(bob.page("/avis"))


def test_a_notice_of_a_group_that_one_left_is_not_shown_nor_counted(client_of, called, cast):
    called()
    db.session.execute(update(Membership).where(Membership.person_id == cast.bob.id).values(left_on=clock.today()))
    db.session.commit()
    page = client_of("bob").page("/avis")
    assert subjects(page) == []
    assert bell(page) == "Avis"


def test_a_notice_whose_thing_is_no_longer_theirs_is_not_shown(client_of, called):
    meeting = called()
    meeting.state = MeetingState.DRAFT
    db.session.commit()
    assert subjects(client_of("bob").page("/avis")) == []
    assert len(subjects(client_of("alice").page("/avis"))) == 1  # she leads the group


def test_a_message_and_an_arrival_are_told(app, client_of, cast):
    with app.test_request_context():
        groups.join_group(cast.jeunesse, cast.nora)
        groups.write_to_group(cast.jeunesse, cast.alice, "Salle", "Changement de salle", "f1")
    db.session.commit()
    assert any("Salle" in subject for subject in subjects(client_of("bob").page("/avis")))
    assert any("Nora" in subject for subject in subjects(client_of("alice").page("/avis")))


def test_the_list_is_paginated_and_costs_the_same(client_of, called):
    called("Réunion 0")
    bob = client_of("bob")
    few = len(bob.counted("/avis"))
    for number in range(1, 31):
        called(f"Réunion {number}")
    assert len(bob.counted("/avis")) == few <= 12
    page = bob.page("/avis")
    assert len(subjects(page)) == 25
    assert "Réunion 30" in subjects(page)[0]
    assert len(subjects(bob.page("/avis?page=2"))) == 6


def test_who_has_no_address_has_no_notice(app, cast, called):
    cast.bob.email = None
    db.session.commit()
    called()
    assert db.session.scalar(select(func.count()).where(Notice.person_id == cast.bob.id)) == 0


def test_an_empty_list_says_what_will_come(client_of):
    assert "Aucun avis pour l’instant" in client_of("nora").page("/avis").main.get_text()


def test_a_poll_is_told_as_the_rest(app, client_of, cast):
    with app.test_request_context():
        open_poll(cast)
    page = client_of("bob").page("/avis")
    assert bell(page) == "1 1\u00a0avis non lu"
    assert len(subjects(page)) == 1


def test_whatever_a_notice_is_about_has_its_right():
    """Without one its notices would be counted and never shown."""
    written = [file.read_text("utf-8") for file in Path("workspace").rglob("mails.py")]
    assert {word for text in written for word in re.findall(r'About\(\s*"(\w+)"', text)} == followup.THINGS.keys()


def test_who_is_no_longer_in_charge_is_not_told_of_it(app, client_of, cast):
    """Paul, a partner, sees only his own actions."""
    with app.test_request_context():
        action = actions.create_action(cast.jeunesse, "Écrire", [cast.paul], clock.today(), [], cast.alice)
        db.session.commit()
        assert bell(client_of("paul").page("/avis")) == "1 1\u00a0avis non lu"
        actions.change_owners(action, [cast.bob], cast.alice)
        db.session.commit()
    page = client_of("paul").page("/avis")
    assert bell(page) == "Avis"
    assert "Aucun avis pour l’instant" in page.main.get_text()


def test_a_page_where_nothing_is_open_any_more_leads_to_the_others(client_of, called, cast):
    for number in range(25):
        called(f"Réunion {number}")
    called("Celle qui reste")
    db.session.execute(
        update(Notice).where(Notice.subject.contains("reste")).values(created_at=clock.now() - timedelta(days=1))
    )
    for one in db.session.scalars(select(Meeting).where(Meeting.title != "Celle qui reste")):
        one.state = MeetingState.DRAFT
    db.session.commit()
    page = client_of("bob").page("/avis")
    assert "ne vous est plus ouvert" in page.main.get_text()
    assert "Aucun avis" not in page.main.get_text()
    assert len(subjects(client_of("bob").page(page.find("a", rel="next")["href"]))) == 1
