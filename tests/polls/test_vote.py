"""Members answer by the page, guests and members by their letter's link; late votes are refused on a clear page."""

from datetime import timedelta

import time_machine

from tests.browser import soup
from tests.polls.scene import answers, open_poll, say
from workspace import clock, links
from workspace.database import db
from workspace.groups.models import Membership
from workspace.polls import mails, operations, queries
from workspace.polls.models import PollVote


def text_of(answer):
    return " ".join(soup(answer).get_text(" ", strip=True).split())


def scene(cast, **others):
    poll = open_poll(cast, **others)
    return poll, queries.options_of(poll), f"/sondages/{poll.id}"


def link_of(poll, person):
    voter = queries.voter_of(poll, person.id)
    return "/sondages/repondre/" + mails.token_of(voter)


def test_a_member_answers_each_date_and_changes_their_mind(client_of, cast):
    poll, options, url = scene(cast)
    bob = client_of("bob")
    assert bob.post(f"{url}/reponses", data=answers(poll, options, "yes", "if_needed", "no")).status_code == 303
    bob.post(f"{url}/reponses", data=answers(poll, options, "no", "yes"))
    votes = queries.votes_of(queries.voter_of(poll, cast.bob.id))
    assert votes == {options[0].id: "no", options[1].id: "yes"}
    checked = bob.page(url).find_all("input", {"name": f"vote-{options[1].id}", "value": "yes", "checked": True})
    assert len(checked) == 2  # in the table, and in the list that phones show


def test_the_table_says_each_answer_and_the_list_counts_who_has_none(client_of, cast):
    db.session.add(Membership(group_id=cast.jeunesse.id, person_id=cast.nora.id, joined_on=clock.today()))
    poll, options, url = scene(cast)
    say(poll, cast.alice, options, "yes", "if_needed", "no")
    page = client_of("bob").page(url)
    said = {row.th.get_text(" ", strip=True): row("td") for row in page.select(".matrix tbody tr:not(.mine)")}
    alice, nora = (next(cells for name, cells in said.items() if who in name) for who in ("Alice", "Nora"))
    assert [cell["class"] for cell in alice] == [["yes"], ["maybe"], ["no"]]
    assert {cell.get_text(strip=True) for cell in nora} == {"pas encore répondu"}
    counted = " ".join(page.find("section", {"aria-labelledby": "h-results"}).get_text(" ", strip=True).split())
    for words in ("1 oui", "0 oui, 1 si besoin", "0 oui, 1 non"):
        assert f"{words}, 2 sans réponse" in counted  # Nora, and Bob who reads


def test_an_empty_answer_and_a_date_of_another_poll_are_refused(client_of, cast):
    poll, options, url = scene(cast)
    other = open_poll(cast, form_id="f" * 32)
    foreign = queries.options_of(other)[0]
    bob = client_of("bob")
    for data in ({}, {f"vote-{foreign.id}": "yes"}, {f"vote-{options[0].id}": "perhaps"}, {"vote-x": "yes" * 9999}):
        answer = bob.post(f"{url}/reponses", data=data)
        assert answer.status_code == 422
        assert "Vos réponses ne sont pas notées" in text_of(answer)
    assert db.session.query(PollVote).count() == 0


def test_only_the_group_answers(client_of, cast):
    poll, options, url = scene(cast)
    for who in ("carl", "nora", "paul", "tess", "dora"):
        assert client_of(who).post(f"{url}/reponses", data=answers(poll, options, "yes")).status_code == 403
    assert client_of("carl").get(url).status_code == 403


def test_whoever_came_after_the_opening_answers_too(client_of, cast):
    poll, options, url = scene(cast)
    db.session.add(Membership(group_id=cast.jeunesse.id, person_id=cast.nora.id, joined_on=clock.today()))
    db.session.commit()
    assert client_of("nora").post(f"{url}/reponses", data=answers(poll, options, "yes")).status_code == 303
    assert "Nora N." in text_of(client_of("alice").get(url))


def test_results_say_counts_in_words_and_the_best_date_first(client_of, cast):
    poll, options, url = scene(cast)
    say(poll, cast.alice, options, "no", "if_needed", "yes")
    say(poll, cast.bob, options, "yes", "yes", "if_needed")
    page = client_of("alice").page(url)
    listed = [one.get_text(" ", strip=True) for one in page.select("ol.ruled-list > li")]
    assert "1 oui, 1 si besoin" in listed[0]
    assert "la meilleure" in listed[0]
    assert queries.results_of(poll).best.option.id == options[1].id
    assert "1 oui, 1 non" in listed[-1]


def test_required_people_are_counted_first(client_of, cast):
    poll, options, url = scene(cast, required=[cast.alice])
    say(poll, cast.alice, options, "no", "yes", "")
    say(poll, cast.bob, options, "yes", "no", "yes")
    results = queries.results_of(poll)
    assert results.best.option.id == options[1].id
    assert results.best_first[-1].option.id == options[0].id
    text = text_of(client_of("bob").get(url))
    assert "Alice A. (indispensable)" in text
    assert "Personnes indispensables : 1 oui sur 1" in text.replace("\xa0", " ")


def test_the_link_of_a_letter_answers_without_signing_in_and_its_get_writes_nothing(client_of, cast):
    poll, options, _ = scene(cast)
    url = link_of(poll, cast.bob)
    assert "Enregistrer mes réponses" in text_of(client_of("").get(url))
    assert db.session.query(PollVote).count() == 0
    answer = client_of("").post(url, data=answers(poll, options, "yes", "no"))
    assert "Vos réponses sont notées" in text_of(answer)
    assert db.session.query(PollVote).count() == 2


def test_a_forged_or_expired_link_or_one_to_a_former_address_answers_nothing(client_of, cast):
    poll, options, _ = scene(cast)
    url = link_of(poll, cast.bob)
    elsewhere = "/sondages/repondre/" + links.sign("another-purpose", voter=1, email="bob@example.org")
    for forged in (url[:-3] + "abc", "/sondages/repondre/x", elsewhere):
        assert client_of("").get(forged).status_code == 410
        assert client_of("").post(forged, data=answers(poll, options, "yes")).status_code == 410
    with time_machine.travel(clock.now() + timedelta(days=201), tick=False):
        assert client_of("").get(url).status_code == 410
    cast.bob.email = "bob2@example.org"
    db.session.commit()
    assert client_of("").post(url, data=answers(poll, options, "yes")).status_code == 410
    assert db.session.query(PollVote).count() == 0


def test_the_link_of_somebody_who_left_the_group_answers_nothing(client_of, cast):
    poll, options, _ = scene(cast)
    url = link_of(poll, cast.bob)
    db.session.query(Membership).filter_by(person_id=cast.bob.id).update({"left_on": clock.today()})
    db.session.commit()
    assert client_of("").post(url, data=answers(poll, options, "yes")).status_code == 410


def test_j4_a7_the_poll_closes_with_a_date_then_refuses_votes(client_of, cast):
    poll, options, url = scene(cast)
    link = link_of(poll, cast.bob)
    client_of("alice").post(f"{url}/cloture", data={"date": options[1].id})
    late = client_of("bob").post(f"{url}/reponses", data=answers(poll, options, "yes"))
    assert late.status_code == 409
    assert "Vos réponses ne sont pas notées" in text_of(late)
    assert "Ce sondage est clos" in text_of(late)
    by_letter = client_of("").post(link, data=answers(poll, options, "yes"))
    assert by_letter.status_code == 409
    assert "La date retenue" in text_of(by_letter)
    assert db.session.query(PollVote).count() == 0


def test_the_last_day_over_votes_are_refused_on_a_clear_page(client_of, cast):
    poll, options, url = scene(cast)
    link = link_of(poll, cast.bob)
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert "Le dernier jour pour répondre" in text_of(client_of("").post(link, data=answers(poll, options, "yes")))
        answer = client_of("bob").post(f"{url}/reponses", data=answers(poll, options, "yes"))
        assert (answer.status_code, "est passé" in text_of(answer)) == (409, True)


def test_the_page_takes_as_many_statements_whatever_its_size(client_of, cast):
    poll, options, url = scene(cast, number=2)
    say(poll, cast.bob, options, "yes", "no")
    client = client_of("alice")
    client.get(url)
    few = client.counted(url)
    big = open_poll(cast, number=30, form_id="e" * 32)
    dates = queries.options_of(big)
    for person in (cast.alice, cast.bob):
        say(big, person, dates, *["yes"] * 30)
    for number in range(5):
        operations.invite(big, f"Invitée {'abcde'[number]}", f"i{number}@example.org", cast.alice)
    db.session.commit()
    many = client.counted(f"/sondages/{big.id}")
    assert len(few) == len(many) <= 12, few
