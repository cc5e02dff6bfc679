"""How each person hears of things, group by group; and the link at the foot of a letter."""

import re

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from workspace import links
from workspace.database import db
from workspace.groups import operations as groups
from workspace.groups.models import Membership
from workspace.meetings import operations
from workspace.meetings.models import MeetingState
from workspace.notifications.models import Notice, Pace, Preference
from workspace.notifications.operations import choose_pace
from workspace.notifications.telling import unsubscribe_url
from workspace.post import Letter

MESSAGE = "groups/message"


def field(group, kind=MESSAGE):
    return f"{kind.replace('/', '-')}-{group.id}"


def kept(person):
    return {(one.group_id, one.kind): one.pace for one in db.session.scalars(
        select(Preference).where(Preference.person_id == person.id))}  # fmt: skip


@pytest.fixture
def message(app, cast):
    def write(form_id="f1"):
        with app.test_request_context():
            groups.write_to_group(cast.jeunesse, cast.alice, "Salle", "Nous changeons de salle.", form_id)
        db.session.commit()

    return write


def letters(kind=MESSAGE):
    return db.session.scalars(select(Letter).where(Letter.kind == kind, Letter.address == "bob@example.org")).all()


def test_a_choice_is_kept_and_shown(client_of, cast):
    bob = client_of("bob")
    assert bob.post("/avis/preferences", data={field(cast.jeunesse): "weekly"}).status_code == 303
    assert kept(cast.bob) == {(cast.jeunesse.id, MESSAGE): Pace.WEEKLY}
    page = bob.page("/avis/preferences")
    [chosen] = page.find("select", id=field(cast.jeunesse)).select("option[selected]")
    assert chosen["value"] == "weekly"


def test_only_ones_own_groups_are_offered_and_taken(client_of, cast):
    bob = client_of("bob")
    page = bob.page("/avis/preferences")
    assert page.find("select", id=field(cast.jeunesse))
    assert not page.find("select", id=field(cast.communication))
    assert not page.find("select", id=field(cast.jeunesse, "groups/member-joined"))  # told to those who lead
    bob.post("/avis/preferences", data={field(cast.communication): "never"})
    assert kept(cast.bob) == {}


def test_a_convocation_of_the_board_cannot_be_refused(client_of, cast):
    page = client_of("bea").page("/avis/preferences")
    assert page.find("select", id=field(cast.board))
    assert not page.find("select", id=field(cast.board, "meetings/meeting-called"))


def test_what_is_not_offered_is_refused_beside_its_field(client_of, cast):
    bob = client_of("bob")
    answer = bob.post("/avis/preferences", data={field(cast.jeunesse): "hourly"})
    assert answer.status_code == 422
    assert "Ce choix n’existe pas" in answer.text
    assert kept(cast.bob) == {}


def test_at_once_is_the_rule(message, cast):
    message()
    assert len(letters()) == 1


@pytest.mark.parametrize("pace", [Pace.DAILY, Pace.WEEKLY, Pace.NEVER])
def test_other_paces_leave_a_notice_and_no_letter(message, cast, pace):
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, pace)
    message()
    assert letters() == []
    notice = db.session.scalars(select(Notice).where(Notice.person_id == cast.bob.id)).one()
    assert (notice.due_at is None) is (pace is Pace.NEVER)


@pytest.mark.parametrize("gesture", ["call", "move", "cancel"])
def test_statutory_letters_leave_whatever_was_chosen(app, cast, gesture):
    """A convocation of a body, a move and a cancellation."""
    group, kind = (cast.board, "called") if gesture == "call" else (cast.jeunesse, "moved")
    db.session.add(Membership(group=cast.board, person=cast.bob, joined_on=cast.project.starts_on))
    for group_id in (cast.board.id, cast.jeunesse.id):
        for name in ("called", "moved", "cancelled"):
            choose_pace(cast.bob.id, f"meetings/meeting-{name}", group_id, Pace.NEVER)
    meeting = make_meeting(group, MeetingState.DRAFT if gesture == "call" else MeetingState.CALLED)
    with app.test_request_context():
        if gesture == "call":
            operations.call_meeting(meeting)
        elif gesture == "move":
            operations.edit_meeting(
                meeting, 0, meeting.title, *meeting.appointment[:2], place="Ailleurs", video_link=""
            )
        else:
            kind = "cancelled"
            operations.cancel_meeting(meeting, "Neige")
    [letter] = letters(f"meetings/meeting-{kind}")
    assert letter.unsubscribe == ""


def test_a_convocation_of_a_working_group_can_be_slowed_down(app, cast):
    choose_pace(cast.bob.id, "meetings/meeting-called", cast.jeunesse.id, Pace.DAILY)
    with app.test_request_context():
        operations.call_meeting(make_meeting(cast.jeunesse, MeetingState.DRAFT))
    assert letters("meetings/meeting-called") == []


def unsubscribe_link(message):
    message()
    return letters()[0].unsubscribe.removeprefix("http://localhost")


def test_a_link_of_a_letter_only_shows_a_button(visitor, cast, message):
    url = unsubscribe_link(message)
    page = visitor.page(url)
    assert "Messages au groupe" in page.main.get_text()
    assert kept(cast.bob) == {}
    assert page.main.form["action"] == url


def test_one_click_refuses_that_kind_of_that_group(app, visitor, cast, message, monkeypatch):
    """What a mail reader posts (RFC 8058): no session, no token of a form."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    url = unsubscribe_link(message)
    assert visitor.post(url, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert kept(cast.bob) == {(cast.jeunesse.id, MESSAGE): Pace.NEVER}
    message("f2")
    assert len(letters()) == 1


def test_an_altered_link_refuses_nothing(visitor, cast, app):
    token = links.sign("answer", person=cast.bob.id, kind=MESSAGE, group=cast.jeunesse.id)
    for forged in (token, "forged"):
        assert visitor.post(f"/courriers/arret/{forged}").status_code == 410
    assert kept(cast.bob) == {}


def test_refusing_digests_refuses_what_they_were_made_of(visitor, cast):
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, Pace.DAILY)
    choose_pace(cast.bob.id, "minutes/minutes-published", cast.jeunesse.id, Pace.AT_ONCE)
    url = unsubscribe_url(cast.bob, "notifications/digest", 0)
    assert visitor.post(url.removeprefix("http://localhost")).status_code == 200
    assert kept(cast.bob) == {
        (cast.jeunesse.id, MESSAGE): Pace.NEVER,
        (cast.jeunesse.id, "minutes/minutes-published"): Pace.AT_ONCE,
    }


def test_the_page_costs_the_same_whatever_was_chosen(client_of, cast):
    bob = client_of("bob")
    before = len(bob.counted("/avis/preferences"))
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, Pace.DAILY)
    db.session.commit()
    assert len(bob.counted("/avis/preferences")) == before <= 12


def test_a_letter_says_where_to_refuse_it_and_where_to_choose(message, cast):
    message()
    [letter] = letters()
    for said in (letter.text, letter.html):
        assert letter.unsubscribe in said.replace("&amp;", "&")
        assert "http://localhost/avis/preferences" in said
    assert re.search(r"/courriers/arret/\S+$", letter.unsubscribe)
