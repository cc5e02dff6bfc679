"""People who are not of the group answer by a signed link: a name and an address, with limits."""

import pytest

from tests.browser import soup
from tests.polls.scene import answers, open_poll
from workspace.database import db
from workspace.polls import mails, operations, queries
from workspace.polls.models import MOST_GUESTS, PollVoter
from workspace.post import Letter
from workspace.privacy.operations import erase


def text_of(answer):
    return " ".join(soup(answer).get_text(" ", strip=True).split())


def guest_of(poll):
    return db.session.query(PollVoter).filter_by(poll_id=poll.id, person_id=None).one()


def test_a_guest_gets_a_letter_answers_and_sees_only_the_dates(client_of, cast):
    poll = open_poll(cast)
    typed = {"name": "Zoé Zola", "email": "ZOE@example.org"}
    assert client_of("alice").post(f"/sondages/{poll.id}/invitations", data=typed).status_code == 303
    letter = db.session.query(Letter).filter_by(address="zoe@example.org").one()
    url = letter.text.split("http://localhost")[1].split()[0]
    page = text_of(client_of("").get(url))
    assert "Zoé Zola" in page
    assert "Bob" not in page
    client_of("").post(url, data=answers(poll, queries.options_of(poll), "yes"))
    assert "Zoé Zola : oui" in text_of(client_of("bob").get(f"/sondages/{poll.id}")).replace("\xa0", " ")


def test_the_same_address_is_asked_once(client_of, cast):
    poll = open_poll(cast)
    for _ in range(2):
        client_of("alice").post(f"/sondages/{poll.id}/invitations", data={"name": "Zoé", "email": "zoe@example.org"})
    assert db.session.query(Letter).filter_by(address="zoe@example.org").count() == 1


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"name": "", "email": "zoe@example.org"}, 422),
        ({"name": "Zoé", "email": "zoe"}, 422),
        ({"name": "Achetez www.example.org/offre", "email": "zoe@example.org"}, 422),
        ({"name": "x" * 10_000, "email": "zoe@example.org"}, 422),
        ({"name": "Bob", "email": "bob@example.org"}, 409),
    ],
)
def test_a_wrong_guest_is_refused_and_what_was_typed_stays(client_of, cast, typed, status):
    poll = open_poll(cast)
    answer = client_of("alice").post(f"/sondages/{poll.id}/invitations", data=typed)
    assert answer.status_code == status
    assert soup(answer).find("input", {"name": "email"})["value"] == typed["email"]
    assert db.session.query(PollVoter).filter_by(person_id=None).count() == 0


def test_guests_are_twenty_at_most(client_of, cast):
    poll = open_poll(cast)
    for number in range(MOST_GUESTS):
        operations.invite(poll, "Zoé", f"zoe{number}@example.org", cast.alice)
    db.session.commit()
    typed = {"name": "Zoé", "email": "zoe@example.org"}
    assert client_of("alice").post(f"/sondages/{poll.id}/invitations", data=typed).status_code == 409


def test_the_invitations_of_one_person_are_counted(client_of, cast):
    polls = [open_poll(cast, form_id=str(number) * 32) for number in (1, 2)]
    alice = client_of("alice")
    said = [
        alice.post(f"/sondages/{polls[one // 16].id}/invitations", data={"name": "Zoé", "email": f"z{one}@example.org"})
        for one in range(31)
    ]
    assert [one.status_code for one in said].index(429) == 30


def test_erasing_ones_data_takes_the_answers_along(cast):
    poll = open_poll(cast)
    operations.vote(operations.voter_of(poll, cast.bob), {queries.options_of(poll)[0].id: "yes"})
    operations.invite(poll, "Carl Caron", "carl@example.org", cast.alice)
    erase(cast.bob)
    erase(cast.carl)
    assert {one.person_id for one in db.session.query(PollVoter)} == {cast.alice.id}


def test_a_guest_whose_row_is_gone_has_a_void_link(client_of, cast):
    poll = open_poll(cast)
    operations.invite(poll, "Zoé", "zoe@example.org", cast.alice)
    guest = guest_of(poll)
    url = "/sondages/repondre/" + mails.token_of(guest)
    db.session.delete(guest)
    db.session.commit()
    assert client_of("").get(url).status_code == 410
