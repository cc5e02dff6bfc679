"""Every link of a letter: one purpose, an end, void once the address is another; a GET only shows a button."""

import re
from datetime import timedelta

import pytest

from tests.browser import soup
from tests.cast import make_meeting
from tests.events.scene import make_event
from tests.polls.scene import open_poll
from workspace import clock, links
from workspace.accounts import operations as accounts
from workspace.accounts import queries as accounts_queries
from workspace.accounts.models import Purpose
from workspace.database import db
from workspace.events import mails as events
from workspace.events.models import Registration
from workspace.joining import mails as joining_mails
from workspace.joining import operations as joining
from workspace.joining.models import LASTS, Origin
from workspace.meetings import mails as meetings
from workspace.notifications import telling
from workspace.people.models import Status
from workspace.polls import mails as poll_mails
from workspace.polls import queries as polls
from workspace.polls.views import LASTS as POLL_LINK_LASTS
from workspace.post import Letter

HALF_AN_HOUR, ACCOUNT = accounts_queries.LINK_LASTS, "account {}"


def answering(cast):
    return meetings.token_of(make_meeting(cast.jeunesse), cast.bob)


def voting(cast):
    return poll_mails.token_of(polls.voter_of(open_poll(cast), cast.bob.id))


def arriving(cast):
    """Bob himself wrote in the public form."""
    arrival = joining.write_in(cast.communication, "Bob", "Bernard", cast.bob.email, Status.VOLUNTEER, None)
    return token_in(joining_mails.link_of(arrival))


def refusing(cast):
    return token_in(telling.unsubscribe_url(cast.bob, "groups/message", cast.jeunesse.id))


def registering(cast):
    event = make_event(cast.jeunesse, is_public=True).meeting_id
    return links.sign(events.CONFIRM, event=event, name="Zoé", email="zoe@example.org", centre=0)


def withdrawing(cast):
    meeting_id = make_event(cast.jeunesse, is_public=True).meeting_id
    registered = Registration(meeting_id=meeting_id, name="Zoé", email="zoe@example.org")
    db.session.add(registered)
    db.session.flush()
    return links.sign(events.WITHDRAW, registration=registered.id)


def account_link(purpose):
    def make(cast):
        if purpose is Purpose.ADDRESS:
            accounts.ask_address(cast.bob, "nouvelle@example.org")
        else:
            accounts.ask_link(purpose, cast.bob.email, "203.0.113.7")
        db.session.flush()
        kind = f"accounts/{purpose.value.replace('_', '-')}-link"
        return token_in(re.search(r"http://localhost/\S+", last_letter(kind).text)[0])

    return make


def last_letter(kind):
    return db.session.query(Letter).filter_by(kind=kind).order_by(Letter.id.desc()).first()


def token_in(address):
    return address.rpartition("/")[2]


# Its address, how it is made, its purpose, how long it is good for.
LINKS = {
    "meetings.answer_by_mail": ("/reponse/{}", answering, meetings.ANSWER, timedelta(days=3)),
    "substitutes.name_by_mail": ("/reponse/{}/remplacement", answering, meetings.ANSWER, timedelta(days=3)),
    "polls.answer": ("/sondages/repondre/{}", voting, poll_mails.LINK, POLL_LINK_LASTS),
    "joining.arrive": ("/arrivee/{}", arriving, joining_mails.LINK, LASTS[Origin.FORM]),
    "notifications.stop": ("/courriers/arret/{}", refusing, telling.UNSUBSCRIBE, telling.LINK_LASTS),
    "events.confirm": ("/evenements/inscription/{}", registering, events.CONFIRM, events.CONFIRM_LASTS),
    "events.withdraw_by_mail": (
        "/evenements/desinscription/{}",
        withdrawing,
        events.WITHDRAW,
        events.WITHDRAW_LASTS,
    ),
    "accounts.use_link": (
        "/connexion/lien/{}",
        account_link(Purpose.SIGN_IN),
        ACCOUNT.format(Purpose.SIGN_IN),
        HALF_AN_HOUR,
    ),
    "accounts.reset_password": (
        "/mot-de-passe/{}",
        account_link(Purpose.PASSWORD),
        ACCOUNT.format(Purpose.PASSWORD),
        HALF_AN_HOUR,
    ),
    "accounts.confirm_address": (
        "/ma-connexion/adresse/{}",
        account_link(Purpose.ADDRESS),
        ACCOUNT.format(Purpose.ADDRESS),
        HALF_AN_HOUR,
    ),
}
# Those whose person has no account, and the one that goes to the new address: a change made meanwhile removes it.
NOT_OF_THE_ADDRESS_IN_USE = {"events.confirm", "events.withdraw_by_mail", "accounts.confirm_address"}
VOID = {404, 409, 410}


@pytest.fixture(params=LINKS)
def made(request, app, cast):
    """(its address with {} for the token, the token, its purpose, how long it is good for)"""
    address, make, purpose, lasts = LINKS[request.param]
    with app.test_request_context():
        token = make(cast)
        db.session.commit()
    return request.param, address, token, purpose, lasts


def test_every_link_of_letters_is_tried_here(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments & {"token", "link"}} == {*LINKS}


def test_a_get_shows_a_button_and_uses_nothing_up(visitor, made):
    _, address, token, *_ = made
    for _ in range(2):
        form = visitor.page(address.format(token)).main.select_one("form[method=post]")
        assert form.select_one("button")
        assert token in (form.get("action") or address.format(token))


def test_a_link_made_for_something_else_opens_nothing(app, visitor, made):
    _, address, token, purpose, lasts = made
    said = links.read(purpose, token, lasts)
    for other in {one[2] for one in LINKS.values()} - {purpose}:
        forged = links.sign(other, **said)
        assert visitor.get(address.format(forged)).status_code in VOID
        assert visitor.post(address.format(forged)).status_code in VOID


def test_a_link_has_an_end(visitor, made, time_machine):
    (_, address, token, _, lasts), now = made, clock.now()
    for ahead, expected in ((lasts - timedelta(minutes=1), {200}), (lasts + timedelta(minutes=1), VOID)):
        time_machine.move_to(now + ahead, tick=False)
        assert visitor.get(address.format(token)).status_code in expected


def test_a_link_is_void_once_the_address_is_another(visitor, made, cast):
    endpoint, address, token, *_ = made
    if endpoint in NOT_OF_THE_ADDRESS_IN_USE:
        return
    cast.bob.email = "bob.nouveau@example.org"
    db.session.commit()
    assert visitor.get(address.format(token)).status_code in VOID
    assert visitor.post(address.format(token), data={"answer": "yes"}).status_code in VOID


def test_its_void_page_says_so_in_french(visitor, made):
    _, address, token, *_ = made
    answer = visitor.get(address.format(token[:-4]))
    assert answer.status_code in VOID
    assert re.search("ne sert plus|n’est plus bon", soup(answer).main.get_text())
