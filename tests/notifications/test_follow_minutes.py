"""Being told of a group's minutes without belonging to it: asked for among one's choices, kept to what one may read."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.minutes.scene import make_held_meeting
from tests.notifications.test_notices import bell
from workspace import clock
from workspace.database import db
from workspace.followup import operations as followup
from workspace.groups.models import GroupState, Membership
from workspace.groups.queries import membership
from workspace.minutes import operations, queries
from workspace.notifications.letters import FOLLOWED
from workspace.notifications.models import Notice, Pace, Preference
from workspace.notifications.operations import choose_pace
from workspace.notifications.telling import unsubscribe_url
from workspace.post import Letter
from workspace.settings.models import Federation

PUBLISHED = "minutes/minutes-published"


def field(group):
    return f"minutes-minutes-followed-{group.id}"


def open_to_the_network():
    db.session.get(Federation, 1).minutes_open_to_network = True
    db.session.commit()


@pytest.fixture
def publish(app, cast):
    def published(group=None, guests=()):
        with app.test_request_context():
            meeting = make_held_meeting(cast, group)
            meeting.guests = list(guests)
            minutes = operations.publish(queries.of_meeting(meeting), cast.alice)
        db.session.commit()
        return minutes

    return published


def kinds_to(person):
    return db.session.scalars(select(Letter.kind).where(Letter.address == person.email)).all()


@pytest.mark.parametrize(
    ("who", "is_open", "may"),
    [
        *(("bea", is_open, True) for is_open in (False, True)),
        *(("dora", is_open, True) for is_open in (False, True)),
        ("carl", False, False),
        ("carl", True, True),
        *((outsider, True, False) for outsider in ("paul", "tess")),
    ],
)
def test_it_is_offered_to_those_who_may_read_the_minutes_of_every_group(client_of, cast, who, is_open, may):
    if is_open:
        open_to_the_network()
    browser = client_of(who)
    offered = browser.page("/avis/preferences").select(f"#{field(cast.jeunesse)} option[selected]")
    assert [one["value"] for one in offered] == (["never"] if may else [])
    assert browser.post("/avis/preferences", data={field(cast.jeunesse): "weekly"}).status_code == 303
    kept = db.session.scalars(select(Preference).where(Preference.person_id == cast.people[who].id)).all()
    assert [(one.group_id, one.kind, one.pace) for one in kept] == (
        [(cast.jeunesse.id, FOLLOWED, Pace.WEEKLY)] if may else []
    )


def test_neither_ones_own_group_nor_a_closed_one_is_followed(client_of, cast):
    cast.communication.state = GroupState.CLOSED
    db.session.commit()
    page = client_of("bea").page("/avis/preferences")
    assert page.find("select", id=field(cast.jeunesse))
    assert not page.find("select", id=field(cast.board))
    assert not page.find("select", id=field(cast.communication))


def test_the_page_of_a_group_leads_to_the_choice(client_of, cast):
    def led(who):
        return client_of(who).page("/groupes/jeunesse").find("a", string="Recevoir ses comptes rendus")

    href = led("bea")["href"]
    path, _, place = href.partition("#")
    assert client_of("bea").page(path).find("select", id=place)
    assert [who for who in ("alice", "bob", "carl", "paul", "nora") if led(who)] == []


def test_a_letter_and_a_notice_say_what_was_decided_and_why_one_gets_them(client_of, cast, publish):
    choose_pace(cast.bea.id, FOLLOWED, cast.jeunesse.id, Pace.AT_ONCE)
    minutes = publish()
    [letter] = db.session.scalars(select(Letter).where(Letter.address == cast.bea.email)).all()
    assert letter.kind == FOLLOWED
    for text in (letter.text, letter.html):
        assert "Le réseau se réunit à Nanterre." in text
        assert "Écrire aux réseaux" in text
        assert f"/reunions/{minutes.meeting_id}/compte-rendu" in text
        assert "vous avez demandé les comptes rendus de ce groupe" in text
        assert "membre du groupe" not in text
    browser, notice = client_of("bea"), db.session.scalars(select(Notice)).all()[-1]
    assert notice.person_id == cast.bea.id
    assert letter.subject in browser.page("/avis").main.get_text()
    opened = browser.post(f"/avis/{notice.id}")
    assert browser.get(opened.location).status_code == 200


def test_without_asking_nobody_outside_is_told(cast, publish):
    open_to_the_network()
    choose_pace(cast.bea.id, FOLLOWED, cast.communication.id, Pace.AT_ONCE)
    choose_pace(cast.dora.id, FOLLOWED, cast.jeunesse.id, Pace.NEVER)
    publish()
    outside = (cast.bea, cast.dora, cast.carl)
    assert [kinds_to(person) for person in outside] == [[], [], []]
    told = select(Notice.person_id).where(Notice.person_id.in_([person.id for person in outside]))
    assert db.session.scalars(told).all() == []


def test_whoever_comes_into_the_group_is_told_once_as_a_member(cast, publish):
    choose_pace(cast.bea.id, FOLLOWED, cast.jeunesse.id, Pace.AT_ONCE)
    db.session.add(Membership(group=cast.jeunesse, person=cast.bea, joined_on=date(2020, 1, 1)))
    publish()
    assert kinds_to(cast.bea) == [PUBLISHED]


def test_a_joint_meeting_of_two_followed_groups_is_told_once(cast, publish):
    for group in (cast.jeunesse, cast.communication):
        choose_pace(cast.bea.id, FOLLOWED, group.id, Pace.AT_ONCE)
    publish(guests=[cast.communication])
    assert kinds_to(cast.bea) == [FOLLOWED]


def test_whoever_lost_the_right_to_read_them_is_not_told(cast, publish):
    open_to_the_network()
    choose_pace(cast.carl.id, FOLLOWED, cast.jeunesse.id, Pace.AT_ONCE)
    db.session.get(Federation, 1).minutes_open_to_network = False
    publish()
    assert kinds_to(cast.carl) == []
    assert db.session.scalar(select(Notice.id).where(Notice.person_id == cast.carl.id)) is None


@pytest.mark.parametrize("is_open", [False, True])
def test_the_bell_counts_what_the_list_shows_once_the_seat_has_ended(client_of, cast, publish, is_open):
    if is_open:
        open_to_the_network()
    choose_pace(cast.bea.id, FOLLOWED, cast.jeunesse.id, Pace.AT_ONCE)
    publish()
    assert bell(client_of("bea").page("/avis")).startswith("1 ")
    membership(cast.board, cast.bea).left_on = clock.today()
    db.session.commit()
    page = client_of("bea").page("/avis")
    assert bool(page.select(".notice-list")) is is_open
    assert bell(page).startswith("1 ") is is_open
    assert ("Vous avez tout lu." in page.main.get_text()) is not is_open


def test_a_slower_pace_waits_for_the_digest(app, cast, publish):
    choose_pace(cast.bea.id, FOLLOWED, cast.jeunesse.id, Pace.DAILY)
    minutes = publish()
    assert kinds_to(cast.bea) == []
    notice = db.session.scalars(select(Notice).where(Notice.person_id == cast.bea.id)).one()
    notice.due_at = minutes.published_at
    with app.test_request_context():
        followup.digest(cast.bea.id)
    [digest] = db.session.scalars(select(Letter).where(Letter.address == cast.bea.email)).all()
    assert minutes.meeting.title in digest.text


def test_the_link_of_the_letter_stops_it(app, client_of, cast, publish):
    choose_pace(cast.bea.id, FOLLOWED, cast.jeunesse.id, Pace.AT_ONCE)
    with app.test_request_context():
        url = unsubscribe_url(cast.bea, FOLLOWED, cast.jeunesse.id).removeprefix("http://localhost")
    visitor = client_of("")
    assert "Comptes rendus d’un groupe suivi" in visitor.page(url).main.get_text()
    done = visitor.post(url).text
    assert "vous n’en recevrez plus" in done
    assert "se retrouve dans vos avis" not in done
    publish()
    assert kinds_to(cast.bea) == []
