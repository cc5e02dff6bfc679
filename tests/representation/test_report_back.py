"""What was said at a meeting of the body: written by who sits there, corrected, kept from the network or not."""

import pytest
from sqlalchemy import select

from tests.browser import soup
from tests.cast import WHO, make_meeting
from tests.representation.scene import day, make_mandate, make_report, sit
from workspace.agendas import operations as agendas
from workspace.agendas.models import ParkedPoint
from workspace.agendas.queries import waiting_for
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.representation.models import MandateReport


def typed(met_on=None, **others):
    return {
        "met_on": (met_on or day(-1)).isoformat(),
        "said": "La Caf **ouvre** un fonds 🎉",
        "open_to_network": "y",
    } | others


def write(browser, mandate, met_on=None, **others):
    return browser.post(f"/representations/{mandate.id}/compte-rendu", data=typed(met_on, **others))


def reports():
    db.session.expire_all()
    return db.session.scalars(select(MandateReport).order_by(MandateReport.id)).all()


def corrected(browser, report, **others):
    address = f"/representations/comptes-rendus/{report.id}/corriger"
    seen = browser.page(address).select_one("[name=revision]")["value"]
    return browser.post(address, data=typed(report.met_on, revision=seen) | others)


def test_the_holder_tells_the_meeting_that_is_awaited(client_of, cast):
    mandate = make_mandate(cast, cast.carl, cast.bob, next_on=day(-2))
    carl = client_of("carl")
    form = carl.page(f"/representations/{mandate.id}/compte-rendu")
    assert form.select_one("#met_on")["value"] == day(-2).isoformat()
    assert [box["value"] for box in form.select("[name=there][checked]")] == [str(cast.carl.id)]
    sent = {"there": [cast.carl.id, cast.bob.id], "next_on": day(30).isoformat(), "meaning": "Un dossier à monter"}
    answer = write(carl, mandate, day(-2), **sent)
    assert answer.status_code == 303
    page = client_of("nora").page(answer.location).main
    assert "<strong>ouvre</strong>" in str(page)
    for words in ("🎉", "Un dossier à monter", "Bob Bernard, Carl Caron", "Tout le réseau"):
        assert words in page.get_text(), words
    db.session.expire_all()
    assert mandate.next_on == day(30)
    assert "Un dossier à monter" in client_of("nora").get(f"/representations/{mandate.id}").text


def test_the_date_unsaid_is_not_known_any_more(client_of, cast):
    mandate = make_mandate(cast, cast.carl, next_on=day(-2))
    write(client_of("carl"), mandate, day(-2))
    db.session.expire_all()
    assert mandate.next_on is None


def test_an_older_meeting_told_late_leaves_the_awaited_one(client_of, cast):
    mandate = make_mandate(cast, cast.carl, next_on=day(-2))
    write(client_of("carl"), mandate, day(-40))
    db.session.expire_all()
    assert mandate.next_on == day(-2)


def test_an_older_meeting_told_on_the_day_of_another_leaves_that_one_to_be_told(client_of, cast):
    mandate = make_mandate(cast, cast.carl, next_on=day(0))
    seen = client_of("carl").page(f"/representations/{mandate.id}/compte-rendu").select_one("#next_on").get("value", "")
    write(client_of("carl"), mandate, day(-40), next_on=seen)
    db.session.expire_all()
    assert mandate.next_on == day(0)
    write(client_of("carl"), mandate, day(0))
    db.session.expire_all()
    assert mandate.next_on is None


def put_off(browser, mandate, **typed):
    address = f"/representations/{mandate.id}/reunion-annoncee"
    seen = browser.page(address).select_one("[name=announced]")["value"]
    return browser.post(address, data={"announced": seen} | typed)


def test_one_announced_that_took_place_earlier_is_awaited_no_more(client_of, cast):
    mandate, carl = make_mandate(cast, cast.carl, next_on=day(-2)), client_of("carl")
    write(carl, mandate, day(-3))
    assert "est attendu" in carl.page(f"/representations/{mandate.id}").main.get_text()
    assert put_off(carl, mandate).status_code == 303
    page = carl.page(f"/representations/{mandate.id}").main
    assert "est attendu" not in page.get_text()
    assert not page.find("a", href=f"/representations/{mandate.id}/reunion-annoncee")
    assert carl.get(f"/representations/{mandate.id}/reunion-annoncee").status_code == 409


def test_one_put_off_is_awaited_on_its_new_date(client_of, cast):
    mandate, carl = make_mandate(cast, cast.carl, next_on=day(3), ends_on=day(20)), client_of("carl")
    answer = put_off(carl, mandate, next_on=day(21).isoformat())
    assert answer.status_code == 422
    assert soup(answer).select_one("#next_on-error")
    for _ in range(2):  # twice is once
        typed = {"announced": day(3).isoformat(), "next_on": day(9).isoformat()}
        assert carl.post(f"/representations/{mandate.id}/reunion-annoncee", data=typed).status_code == 303
    db.session.expire_all()
    assert (mandate.next_on, mandate.revision) == (day(9), 1)
    typed["next_on"] = day(12).isoformat()
    answer = carl.post(f"/representations/{mandate.id}/reunion-annoncee", data=typed)
    assert answer.status_code == 422, "another said otherwise meanwhile"
    for wrong in ("hier", "2026-99-99", ""):
        assert (
            carl.post(f"/representations/{mandate.id}/reunion-annoncee", data={"announced": wrong}).status_code == 409
        )


def test_the_next_meeting_falls_within_the_mandate(client_of, cast):
    mandate = make_mandate(cast, cast.carl, ends_on=day(20))
    answer = write(client_of("carl"), mandate, next_on=day(21).isoformat())
    assert answer.status_code == 422
    assert soup(answer).select_one("#next_on-error")
    assert write(client_of("carl"), mandate, next_on=day(20).isoformat()).status_code == 303


def test_what_came_after_an_older_meeting_is_no_next_one(client_of, cast):
    mandate = make_mandate(cast, cast.carl, next_on=day(9))
    older = make_report(mandate, cast.carl, day(-40))
    make_report(mandate, cast.carl, day(-20))
    assert corrected(client_of("carl"), older, next_on=day(-30).isoformat()).status_code == 303
    assert corrected(client_of("carl"), reports()[0], next_on="").status_code == 303
    db.session.expire_all()
    assert mandate.next_on == day(9)
    assert corrected(client_of("carl"), reports()[0], next_on=day(12).isoformat()).status_code == 303
    db.session.expire_all()
    assert mandate.next_on == day(12)


def test_twice_tells_it_once_and_somebody_else_is_led_to_it(client_of, cast):
    mandate = make_mandate(cast, cast.carl, cast.bob)
    carl = client_of("carl")
    first, second = (write(carl, mandate) for _ in range(2))
    assert first.location == second.location
    answer = write(client_of("bob"), mandate, said="Autre chose")
    assert answer.status_code == 422
    assert "existe déjà" in answer.text
    assert soup(answer).select_one("#said").get_text().strip() == "Autre chose"
    assert len(reports()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"said": ""}, "Écrivez ce qui s’est dit."),
        ({"said": "x" * 10_000}, "caractères au plus"),
        ({"meaning": "x" * 10_000}, "caractères au plus"),
        ({"met_on": ""}, "Donnez le jour de la réunion."),
        ({"met_on": "2999-01-01"}, "Choisissez une année"),
        ({"met_on": day(1).isoformat()}, "n’a pas encore eu lieu"),
        ({"met_on": "2019-12-31"}, "sortent de celles de la représentation"),
        ({"next_on": day(-1).isoformat()}, "La prochaine réunion vient après"),
        ({"there": "999"}, "choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(client_of, cast, wrong, said):
    mandate = make_mandate(cast, cast.carl)
    answer = client_of("carl").post(f"/representations/{mandate.id}/compte-rendu", data=typed() | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "there" in wrong or soup(answer).select_one(f"#{next(iter(wrong))}-error"), "beside its field"
    assert reports() == []


def test_whoever_left_the_seat_tells_the_meeting_that_they_were_at(client_of, cast):
    mandate = make_mandate(cast, next_on=day(-2))
    sit(mandate, cast.carl, until=day(-1))
    sit(mandate, cast.bob, since=day(0))
    assert write(client_of("carl"), mandate, day(-2)).status_code == 303
    assert client_of("carl").get(f"/representations/{mandate.id}/compte-rendu").status_code == 403, "it is told"
    assert client_of("bob").get(f"/representations/{mandate.id}/compte-rendu").status_code == 200


def test_one_that_has_not_begun_has_no_meeting_to_tell(client_of, cast):
    mandate = make_mandate(cast, cast.carl, starts_on=day(3))
    for who in ("carl", "dora"):
        assert "Écrire un compte rendu" not in client_of(who).get(f"/representations/{mandate.id}").text, who


def test_the_last_meetings_of_a_mandate_that_ended_are_told_still(client_of, cast):
    mandate = make_mandate(cast, cast.carl, ends_on=day(-3))
    assert write(client_of("carl"), mandate, day(-2)).status_code == 422
    assert write(client_of("carl"), mandate, day(-3)).status_code == 303


def test_it_is_corrected_by_its_author_and_what_it_said_stays(client_of, cast):
    mandate = make_mandate(cast, cast.carl, cast.bob)
    report = make_report(mandate, cast.carl, said="Une coquile", meaning="Rien")
    assert client_of("bob").get(f"/representations/comptes-rendus/{report.id}/corriger").status_code == 403
    assert corrected(client_of("carl"), report, said="Une coquille").status_code == 303
    page = client_of("nora").page(f"/representations/comptes-rendus/{report.id}").main
    assert page.select_one(".notes").get_text().strip() == "Une coquille"
    kept = page.select_one("details").get_text(" ")
    assert "Une coquile" in kept
    assert "corrigé par Carl Caron" in kept
    assert corrected(client_of("stan"), reports()[0], said="Une coquille").status_code == 303
    assert len(client_of("nora").page(f"/representations/comptes-rendus/{report.id}").select("details li")) == 1


def test_what_was_kept_from_the_network_stays_so_when_it_opens(client_of, cast):
    mandate = make_mandate(cast)
    sit(mandate, cast.alice, until=day(-3))
    sit(mandate, cast.carl, since=day(-2))
    report = make_report(mandate, cast.alice, open_to_network=False, said="Entre nous", met_on=day(-5))
    assert corrected(client_of("alice"), report, said="Pour tous").status_code == 303
    assert corrected(client_of("alice"), reports()[0], said="Pour vous tous").status_code == 303
    for who, reads in (("nora", False), ("bob", False), ("alice", True), ("carl", True), ("bea", True), ("dora", True)):
        page = client_of(who).page(f"/representations/comptes-rendus/{report.id}").main.get_text()
        assert "Pour vous tous" in page, who
        assert "Pour tous" in page, who
        assert ("Entre nous" in page) == reads, who


def test_why_the_board_does_not_take_it_is_said_to_who_proposed_it(client_of, cast):
    mandate = make_mandate(cast, cast.carl)
    where = write(client_of("carl"), mandate, to_board="y").location
    agendas.drop_parked(waiting_for(cast.board)[0], "On n’en débat pas")
    db.session.commit()
    for who, reads in (("nora", False), ("bob", False), ("carl", True), ("dora", True)):
        page = client_of(who).page(where).main.get_text()
        assert "Écarté de l’ordre du jour" in page, who
        assert ("On n’en débat pas" in page) == reads, who


def test_the_second_of_two_who_correct_is_told(client_of, cast):
    mandate = make_mandate(cast, cast.carl)
    report = make_report(mandate, cast.carl)
    carl, dora = client_of("carl"), client_of("dora")
    address = f"/representations/comptes-rendus/{report.id}/corriger"
    seen = carl.page(address).select_one("[name=revision]")["value"]
    assert corrected(dora, report, said="Par Dora").status_code == 303
    answer = carl.post(address, data=typed(day(-7), said="Par Carl", revision=seen))
    assert answer.status_code == 409
    assert "pendant que vous écriviez" in answer.text
    assert reports()[0].said == "Par Dora"
    again = soup(answer).select_one("[name=revision]")["value"]
    for _ in range(2):  # sent twice, it is said once
        assert carl.post(address, data=typed(day(-7), said="Par Carl", revision=again)).status_code == 303
    assert (reports()[0].said, reports()[0].revision) == ("Par Carl", 2)


def test_it_does_not_take_the_date_of_another(client_of, cast):
    mandate = make_mandate(cast, cast.carl)
    report, other = make_report(mandate, cast.carl), make_report(mandate, cast.carl, day(-30))
    answer = corrected(client_of("carl"), report, met_on=other.met_on.isoformat())
    assert answer.status_code == 422
    assert "existe déjà" in answer.text


@pytest.mark.parametrize("who", WHO)
def test_kept_from_the_network_it_is_read_by_few(client_of, cast, who):
    """Carl holds the seat, Alice held it that day, Bob long before."""
    mandate = make_mandate(cast)
    sit(mandate, cast.bob, until=day(-60))
    sit(mandate, cast.alice, since=day(-59), until=day(-3))
    sit(mandate, cast.carl, since=day(-2))
    report = make_report(mandate, cast.alice, open_to_network=False, said="Entre nous")
    expected = 200 if who in ("alice", "carl", "bea", "stan", "dora") else 403 if who else 303
    assert client_of(who).get(f"/representations/comptes-rendus/{report.id}").status_code == expected
    if who not in ("", "paul", "tess"):
        page = client_of(who).get(f"/representations/{mandate.id}").text
        assert ("Entre nous" in page) == (expected == 200)


def test_whoever_was_to_sit_after_the_end_never_did(client_of, cast):
    mandate = make_mandate(cast, ends_on=day(-5))
    sit(mandate, cast.alice, until=day(-6))
    sit(mandate, cast.carl, since=day(-3))
    report = make_report(mandate, cast.alice, open_to_network=False, said="Entre nous", met_on=day(-9))
    carl, here = client_of("carl"), f"/representations/{mandate.id}"
    assert carl.get(f"/representations/comptes-rendus/{report.id}").status_code == 403
    assert carl.get(f"{here}/compte-rendu").status_code == 403
    page = carl.page(here).main.get_text()
    assert "Entre nous" not in page
    assert "Alice" in page
    assert "Carl" not in page


def test_brought_to_the_board_it_waits_for_its_next_agenda_once(client_of, cast):
    mandate = make_mandate(cast, cast.carl, items=[cast.items["o1-obj1"]])
    carl = client_of("carl")
    answer = write(carl, mandate, to_board="y")
    (parked,) = waiting_for(cast.board)
    assert parked.title == "Retour de représentation\u00a0: Commission d’action sociale (Caf)"
    assert answer.location in parked.text
    assert "Sa réunion du" in parked.why
    assert "La Caf" not in parked.text, "what is kept from the network is not said to those who read the agenda"
    assert parked.proposed_by_id == cast.carl.id
    assert corrected(carl, reports()[0], to_board="y").status_code == 303
    assert db.session.query(ParkedPoint).count() == 1
    page = client_of("nora").page(answer.location).get_text()
    assert "Attend la prochaine réunion du conseil" in page
    waiting = client_of("bea").page("/groupes/board/points-en-attente")
    assert answer.location in [link["href"] for link in waiting.select(".points a")]


def test_what_the_board_has_on_an_agenda_waits_no_second_time(client_of, cast):
    mandate = make_mandate(cast, cast.carl)
    address = write(client_of("carl"), mandate, to_board="y").location
    agendas.place_point(waiting_for(cast.board)[0], make_meeting(cast.board))
    db.session.commit()
    assert corrected(client_of("carl"), reports()[0], to_board="y").status_code == 303
    assert waiting_for(cast.board) == []
    assert "À l’ordre du jour d’une réunion du conseil" in client_of("nora").page(address).get_text()


def test_one_that_was_not_brought_may_be_later(client_of, cast):
    report = make_report(make_mandate(cast, cast.carl), cast.carl)
    assert waiting_for(cast.board) == []
    assert corrected(client_of("carl"), report, to_board="y").status_code == 303
    assert len(waiting_for(cast.board)) == 1


def test_without_a_board_nothing_is_offered(client_of, cast):
    cast.board.state = GroupState.CLOSED
    mandate = make_mandate(cast, cast.carl)
    assert not client_of("carl").page(f"/representations/{mandate.id}/compte-rendu").select("[name=to_board]")
    assert write(client_of("carl"), mandate, to_board="y").status_code == 303
    assert db.session.query(ParkedPoint).count() == 0


def test_its_pages_take_few_statements(client_of, cast):
    mandate = make_mandate(cast, cast.carl, cast.bob)
    report = make_report(mandate, cast.carl, there=[cast.carl, cast.bob])
    for address in (f"/representations/comptes-rendus/{report.id}", f"/representations/{mandate.id}/compte-rendu"):
        assert len(client_of("carl").counted(address)) <= 12
