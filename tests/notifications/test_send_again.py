"""Letters in failure: sent again, or put away."""

from datetime import timedelta

import pytest

from tests.notifications.test_read_outbox import write
from workspace import clock
from workspace.database import db
from workspace.followup.queries import points_to_steer
from workspace.post import LetterState


@pytest.fixture
def failed(cast):
    return write(state=LetterState.FAILED, said="550 non", tries=3, created_at=clock.now() - timedelta(days=9))


def test_it_goes_back_to_the_worker_with_the_same_message_id(client_of, failed):
    stan = client_of("stan")
    form = stan.page("/courriers?etat=failed").select_one(".letter-list form")
    again = form.find("button", attrs={"formaction": True})
    answer = stan.post(again["formaction"], data={"suite": form.find("input", attrs={"name": "suite"})["value"]})
    assert (answer.status_code, answer.location) == (303, "/courriers?etat=failed")
    db.session.refresh(failed)
    assert (failed.state, failed.tries, failed.said) == (LetterState.READY, 0, "")
    assert failed.not_before <= clock.now()
    assert failed.message_id == "<one@example.org>"


def test_it_has_three_more_days(failed, client_of, app, monkeypatch):
    client_of("stan").post(f"/courriers/{failed.id}/renvoi")
    db.session.refresh(failed)
    assert clock.now() - failed.again_at < timedelta(minutes=1)


def test_put_away_it_no_longer_counts(client_of, failed):
    failed.created_at = clock.now()
    db.session.commit()
    before = points_to_steer()
    assert client_of("dora").post(f"/courriers/{failed.id}/classement").status_code == 303
    db.session.refresh(failed)
    assert failed.state is LetterState.PUT_AWAY
    assert points_to_steer() == before - 1
    assert "Classé" in client_of("dora").page("/courriers?etat=put_away").main.get_text()


@pytest.mark.parametrize("gesture", ["renvoi", "classement"])
@pytest.mark.parametrize("state", [LetterState.READY, LetterState.SENT, LetterState.PUT_AWAY])
def test_only_a_failure_is_dealt_with_and_once(client_of, cast, gesture, state):
    letter = write(state=state)
    assert client_of("stan").post(f"/courriers/{letter.id}/{gesture}").status_code == 409
    db.session.refresh(letter)
    assert letter.state is state


def test_a_security_letter_is_not_sent_again(client_of, cast):
    letter = write(state=LetterState.FAILED, is_secret=True, text="", html="")
    page = client_of("stan").page("/courriers?etat=failed")
    assert "la personne en demandera un autre" in page.main.get_text()
    assert client_of("stan").post(f"/courriers/{letter.id}/renvoi").status_code == 409


def test_a_technical_account_sees_failures_and_touches_nothing(client_of, failed):
    assert not client_of("tess").page("/courriers?etat=failed").select(".letter-list form")
    assert client_of("tess").post(f"/courriers/{failed.id}/renvoi").status_code == 403


def test_letters_are_filtered_by_kind(client_of, cast):
    write(subject="Un", kind="minutes/minutes-published")
    write(subject="Deux")
    page = client_of("stan").page("/courriers?sorte=minutes/minutes-published")
    assert [row.b.get_text() for row in page.select(".letter-list > li")] == ["Un"]
