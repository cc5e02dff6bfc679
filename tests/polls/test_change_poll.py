"""Changing a poll: a date that moves keeps its answers, one that goes with answers asks once."""

from datetime import timedelta

import pytest
import time_machine

from tests.browser import soup
from tests.polls.scene import at, days, open_poll, say
from workspace import clock
from workspace.database import db
from workspace.polls import queries
from workspace.polls.models import PollOption, PollVote, PollVoter


def text_of(answer):
    return " ".join(soup(answer).get_text(" ", strip=True).split())


def local(instant):
    return clock.in_paris(instant).strftime("%Y-%m-%dT%H:%M")


def typed(poll, options, **others):
    data = {
        "revision": poll.revision, "title": poll.title, "minutes": poll.minutes, "place": poll.place,
        "closes_on": poll.closes_on.isoformat(),
    }  # fmt: skip
    data |= {f"when-{one.id}": local(one.starts_at) for one in options} | {f"place-{one.id}": "" for one in options}
    return data | others


def scene(cast):
    poll = open_poll(cast)
    options = queries.options_of(poll)
    say(poll, cast.bob, options, "yes", "if_needed", "no")
    return poll, options, f"/sondages/{poll.id}/modifier"


def test_a_new_hour_and_a_new_place_lose_no_answer(client_of, cast):
    poll, options, url = scene(cast)
    moved = at(days()[0], 10)
    data = typed(poll, options, **{f"when-{options[0].id}": local(moved), f"place-{options[1].id}": "Mairie"})
    assert client_of("alice").post(url, data=data).status_code == 303
    db.session.expire_all()
    assert db.session.get(PollOption, options[0].id).starts_at == moved
    assert db.session.get(PollOption, options[1].id).place == "Mairie"
    assert db.session.query(PollVote).count() == 3


def test_two_dates_exchange_their_hours(client_of, cast):
    poll, options, url = scene(cast)
    first, second = options[0], options[1]
    data = typed(poll, options)
    data[f"when-{first.id}"], data[f"when-{second.id}"] = data[f"when-{second.id}"], data[f"when-{first.id}"]
    assert client_of("alice").post(url, data=data).status_code == 303
    assert [one.id for one in queries.options_of(poll)][:2] == [second.id, first.id]


def test_a_date_is_added_and_an_empty_one_is_not(client_of, cast):
    poll, options, url = scene(cast)
    client_of("alice").post(
        url, data=typed(poll, options, **{"when-new-1": local(at(days(1, 30)[0])), "when-new-2": ""})
    )
    assert len(queries.options_of(poll)) == 4


def test_removing_a_date_that_has_answers_asks_once(client_of, cast):
    poll, options, url = scene(cast)
    data = typed(poll, options, **{f"goes-{options[0].id}": "on"})
    asked = client_of("alice").post(url, data=data)
    assert asked.status_code == 422
    assert "Une date que vous retirez a déjà des réponses" in text_of(asked)
    assert db.session.query(PollVote).count() == 3
    assert client_of("alice").post(url, data=data | {"lose": "1"}).status_code == 303
    assert db.session.query(PollVote).count() == 2


def test_removing_a_date_without_answers_asks_nothing_and_the_last_one_stays(client_of, cast):
    poll = open_poll(cast, number=2)
    options, url = queries.options_of(poll), f"/sondages/{poll.id}/modifier"
    assert client_of("alice").post(url, data=typed(poll, options, **{f"goes-{options[0].id}": "on"})).status_code == 303
    left = queries.options_of(poll)
    answer = client_of("alice").post(url, data=typed(poll, left, **{f"goes-{left[0].id}": "on"}))
    assert (answer.status_code, "Gardez au moins une date" in text_of(answer)) == (422, True)


def test_whoever_answered_only_a_date_that_goes_is_asked_again(client_of, cast):
    poll = open_poll(cast)
    options = queries.options_of(poll)
    say(poll, cast.bob, options, "yes")
    data = typed(poll, options, **{f"goes-{options[0].id}": "on", "lose": "1"})
    client_of("alice").post(f"/sondages/{poll.id}/modifier", data=data)
    assert db.session.query(PollVoter).filter_by(person_id=cast.bob.id).one().voted_at is None
    assert "Bob B." in [one.name for one in queries.results_of(poll).silent]


def test_two_people_editing_the_second_is_told_and_keeps_their_text(client_of, cast):
    poll, options, url = scene(cast)
    mine, theirs = typed(poll, options, title="La mienne"), typed(poll, options, title="La sienne")
    assert client_of("dora").post(url, data=theirs).status_code == 303
    answer = client_of("alice").post(url, data=mine)
    assert answer.status_code == 409
    assert "Quelqu’un a modifié ce sondage" in text_of(answer)
    assert "La sienne" in text_of(answer)
    assert soup(answer).find("input", {"name": "title"})["value"] == "La mienne"
    again = mine | {"revision": soup(answer).find("input", {"name": "revision"})["value"]}
    assert client_of("alice").post(url, data=again).status_code == 303
    db.session.refresh(poll)
    assert poll.title == "La mienne"


def test_the_same_form_twice_is_written_once(client_of, cast):
    poll, options, url = scene(cast)
    data = typed(poll, options, title="Autre", **{"when-new-1": local(at(days(1, 30)[0]))})
    assert [client_of("alice").post(url, data=data).status_code for _ in range(2)] == [303, 303]
    db.session.refresh(poll)
    assert (poll.revision, len(queries.options_of(poll))) == (1, 4)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("when", "2020-01-01T10:00", "à venir"),
        ("when", "never", "pas lisible"),
        ("when", "9" * 10_000, "pas lisible"),
        ("place", "x" * 10_000, "200 caractères au plus"),
    ],
)
def test_a_wrong_date_is_said_beside_it(client_of, cast, name, value, said):
    poll, options, url = scene(cast)
    answer = client_of("alice").post(url, data=typed(poll, options, **{f"{name}-{options[0].id}": value}))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert db.session.query(PollVote).count() == 3


@time_machine.travel("2027-03-01T10:00:00Z", tick=False)
def test_an_hour_that_does_not_exist_is_refused_and_the_same_date_twice_too(client_of, cast):
    poll, options, url = scene(cast)
    night = client_of("alice").post(url, data=typed(poll, options, **{f"when-{options[0].id}": "2027-03-28T02:30"}))
    assert (night.status_code, "les horloges avancent" in text_of(night)) == (422, True)
    twice = client_of("alice").post(url, data=typed(poll, options, **{"when-new-1": local(options[0].starts_at)}))
    assert (twice.status_code, "une seule suffit" in text_of(twice)) == (422, True)


def test_a_date_of_another_poll_is_not_moved(client_of, cast):
    poll, options, url = scene(cast)
    foreign = queries.options_of(open_poll(cast, form_id="f" * 32))[0]
    before = foreign.starts_at
    client_of("alice").post(url, data=typed(poll, options, **{f"when-{foreign.id}": local(before + timedelta(days=9))}))
    db.session.expire_all()
    assert db.session.get(PollOption, foreign.id).starts_at == before
