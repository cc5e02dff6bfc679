"""A test letter goes to whoever asks for it, at once, and the server's words are shown."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import select, text

from tests.browser import Client
from tests.cast import make_cast
from workspace.database import db
from workspace.notifications import trial
from workspace.post import Letter, LetterState, send_letters

pytestmark = pytest.mark.real_mail
PAGE = "/courriers/essai"


def try_it(client):
    return client.post(PAGE)


def lines(client):
    page = client.page(PAGE)
    return [item.get_text() for item in page.select("ol li")]


@contextmanager
def answering(say=None):
    """A server that takes connections and says what it is told to, byte after byte, or nothing."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)

        def serve():
            while not over.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                with connection:
                    while say and not over.wait(0.2):
                        try:
                            connection.sendall(say)
                        except OSError:
                            break
                    over.wait()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        over.set()
        thread.join()


def test_the_letter_arrives_and_the_servers_words_are_shown(client_of, posted):
    posted.data_answer = "250 2.0.0 Ok: queued as 4F8A"
    for who in ("stan", "dora", "tess"):
        client = client_of(who)
        assert try_it(client).status_code == 303
        assert posted.received[-1].rcpt_tos == [f"{who}@example.org"]
        said = lines(client)
        assert said[-1] == "Lettre : 250 2.0.0 Ok: queued as 4F8A"
        assert said[0].startswith("Connexion : 250 ")
        assert "Acceptée par le serveur" in client.page(PAGE).main.get_text()
    assert send_letters() == 0, "the worker would send it again"


def test_each_refusal_is_said_with_what_to_look_at(client_of, posted):
    tess = client_of("tess")
    posted.recipient_answer = "550 5.1.1 <Tess@example.org> unknown"
    try_it(tess)
    assert lines(tess)[-2:] == ["Destinataire : 550 5.1.1 <…> unknown", "Le serveur refuse votre adresse."]
    posted.recipient_answer, posted.data_answer = "250 OK", "554 5.7.1 looks like spam"
    try_it(tess)
    assert lines(tess)[3:5] == ["Lettre : 554 5.7.1 looks like spam", "Le serveur a lu la lettre, puis l’a refusée."]
    letters = db.session.scalars(select(Letter)).all()
    assert {letter.state for letter in letters} == {LetterState.FAILED}
    assert send_letters() == 0, "a test is not tried again"


def test_nobody_at_that_address(client_of, posted):
    posted.stop()
    tess = client_of("tess")
    try_it(tess)
    assert "Connection refused" in lines(tess)[-2]
    assert lines(tess)[-1] == trial.ADVICE["Connexion"]


def test_a_name_that_does_not_exist(client_of, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_SERVER", "nulle-part.invalid")
    tess = client_of("tess")
    try_it(tess)
    assert lines(tess)[-1] in (trial.ADVICE["Connexion"], trial.SILENCE)


def test_a_server_that_cannot_encrypt(client_of, posted, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_USE_TLS", True)
    tess = client_of("tess")
    try_it(tess)
    assert "STARTTLS" in lines(tess)[-2]
    assert lines(tess)[-1] == trial.ADVICE["Chiffrement"]
    assert posted.received == []


@pytest.mark.parametrize("say", [None, b"2"])
def test_a_server_that_is_silent_or_endlessly_slow_is_left_in_time(client_of, app, monkeypatch, say):
    monkeypatch.setattr(trial, "PATIENCE", 1)
    monkeypatch.setitem(app.config, "MAIL_SERVER", "127.0.0.1")
    tess = client_of("tess")
    with answering(say) as port:
        monkeypatch.setitem(app.config, "MAIL_PORT", port)
        start = time.monotonic()
        assert try_it(tess).status_code == 303
        assert time.monotonic() - start < 3
    assert lines(tess)[-1] == trial.SILENCE


def test_nobody_waits_while_the_server_speaks(product, monkeypatch):
    """The request that talks to the server holds nothing: another one writes meanwhile."""
    monkeypatch.setattr(trial, "PATIENCE", 4)
    with product.app_context():
        cast = make_cast()
        db.session.commit()
        tess = Client(product, cast.tess)
    with answering() as port:
        product.config["MAIL_PORT"] = port
        asking = threading.Thread(target=try_it, args=(tess,))
        asking.start()
        time.sleep(1)
        start = time.monotonic()
        with product.app_context():
            db.session.execute(text("UPDATE federation SET address = 'Ici'"))
            db.session.commit()
        waited = time.monotonic() - start
        assert asking.is_alive(), "the server was left too early for this test to say anything"
        asking.join()
    assert waited < 1


def test_without_a_server_the_page_says_so_and_offers_nothing(client_of):
    tess = client_of("tess")
    page = tess.page(PAGE)
    assert "Aucun serveur de courrier n’est réglé" in page.main.get_text()
    assert page.select("main form") == []
    assert try_it(tess).status_code == 409
    assert db.session.scalars(select(Letter)).all() == []


def test_the_sixth_in_a_quarter_of_an_hour_waits(client_of, posted):
    tess = client_of("tess")
    assert [try_it(tess).status_code for _ in range(6)] == [303] * 5 + [429]
    assert len(posted.received) == 5
    assert try_it(client_of("dora")).status_code == 303


def test_one_sees_only_ones_own_tests(client_of, posted):
    try_it(client_of("stan"))
    assert lines(client_of("tess")) == []


def test_the_password_is_never_shown(client_of, posted, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_USERNAME", "espace")
    monkeypatch.setitem(app.config, "MAIL_PASSWORD", "un-secret-bien-gardé")
    tess = client_of("tess")
    try_it(tess)
    assert "un-secret" not in tess.get(PAGE).text
    assert lines(tess)[-1] == trial.ADVICE["Identification"]
