"""The outbox: what each reader finds in it."""

from datetime import timedelta
from pathlib import Path

import pytest

from workspace import clock
from workspace.database import db
from workspace.notifications.letters import KINDS, OF_NEWCOMERS, with_links
from workspace.post import Letter, LetterState

SECRETS = ("Réunion du 12", "bob@example.org", "Bob Bernard", "Bonjour Bob", "/reunions/12")
TEXT = "Bonjour Bob,\nvenez : http://localhost/reunions/12?a=1&b=2.\nhttp://localhost.example.com/ <b>non</b>\n"


def write(**others):
    given = {
        "kind": "meetings/meeting-called", "address": "bob@example.org", "recipient": "Bob Bernard",
        "subject": "Réunion du 12", "text": TEXT, "html": "<p>Bonjour Bob</p>", "message_id": "<one@example.org>",
    } | others  # fmt: skip
    letter = Letter(**given)
    db.session.add(letter)
    db.session.commit()
    return letter


def subjects(page):
    return [row.b.get_text() for row in page.select(".letter-list > li")]


@pytest.fixture
def demonstration(app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)


def test_the_team_sees_to_whom_and_about_what_newest_first(client_of, cast):
    write(subject="Première", created_at=clock.now() - timedelta(hours=1))
    write(subject="Seconde", state=LetterState.SENT, sent_at=clock.now(), kind="minutes/minutes-published")
    for who in ("stan", "dora"):
        page = client_of(who).page("/courriers")
        assert subjects(page) == ["Seconde", "Première"]
        text = page.main.get_text()
        for words in ("bob@example.org", "Compte rendu publié", "Convocation à une réunion", "Parti", "Prêt"):
            assert words in text
        assert "Bonjour Bob" not in text


def test_a_technical_account_sees_neither_address_nor_subject_nor_text(client_of, cast, demonstration):
    write(state=LetterState.FAILED, said="550 5.1.1 <…> unknown", tries=1)
    response = client_of("tess").get("/courriers")
    for secret in SECRETS:
        assert secret not in response.text
    for words in ("Convocation à une réunion", "En échec", "550 5.1.1 &lt;…&gt; unknown"):
        assert words in response.text


def test_a_technical_account_cannot_guess_by_searching(client_of, cast, time_machine):
    write()
    time_machine.move_to(clock.now(), tick=False)  # forms are signed with the second
    tess = client_of("tess")
    found = [tess.get(f"/courriers?texte={text}").text for text in ("bob@example.org", "nobody")]
    assert found[0] == found[1].replace("nobody", "bob@example.org")
    assert not tess.page("/courriers").find("input", attrs={"name": "texte"})


def test_in_the_demonstration_alone_the_team_reads_the_text_and_follows_its_links(client_of, cast, demonstration):
    write()
    page = client_of("dora").page("/courriers")
    body = page.select_one("details .letter-text")
    assert [link["href"] for link in body.find_all("a")] == ["http://localhost/reunions/12?a=1&b=2"]
    assert not body.find("b")
    assert body.get_text() == TEXT


def test_even_there_nobody_reads_a_security_letter(client_of, cast, demonstration):
    write(is_secret=True, subject="Votre lien de connexion")
    for who in ("stan", "dora", "tess"):
        response = client_of(who).get("/courriers")
        assert "Bonjour Bob" not in response.text
        assert "/reunions/12" not in response.text
    assert subjects(client_of("stan").page("/courriers")) == ["Votre lien de connexion"]


def test_even_there_a_link_that_opens_somebody_s_account_is_not_read(client_of, cast, demonstration):
    for kind in OF_NEWCOMERS:
        write(kind=kind, is_secret=True)
    assert "Bonjour Bob" not in client_of("dora").get("/courriers").text


def test_elsewhere_nobody_reads_the_letter_of_a_newcomer(client_of, cast):
    write(kind="joining/confirm", address="zoe@example.org", is_secret=True)
    assert "Bonjour Bob" not in client_of("dora").get("/courriers").text


def test_elsewhere_nobody_reads_the_text(client_of, cast):
    write()
    assert "Bonjour Bob" not in client_of("dora").get("/courriers").text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["C", "B", "A"]),
        ("etat=ready", ["A"]),
        ("etat=sent", ["B"]),
        ("etat=failed", ["C"]),
        ("etat=lost&page=-1", ["C", "B", "A"]),
        ("texte=ALICE@", ["B"]),
        ("texte=100 %25", []),
        ("texte=_", []),
        ("texte=%00b&page=999999999999999999999", ["B"]),
        ("etat=sent&texte=carl", []),
    ],
)
def test_filters(client_of, cast, asked, found):
    write(subject="A", address="bob@example.org")
    write(subject="B", address="alice@example.org", recipient="", state=LetterState.SENT, sent_at=clock.now())
    write(subject="C", address="carl@example.org", state=LetterState.FAILED)
    if "%00b" in asked:
        asked = asked.replace("%00b", "alice%00")
    assert subjects(client_of("stan").page(f"/courriers?{asked}")) == found


@pytest.mark.parametrize("asked", ["ÉTÉ", "été", "Hélène ÇAĞLAR", "hélène çağlar"])
def test_capitals_are_found_whatever_the_letter(client_of, cast, asked):
    write(subject="Réunion d’Été", recipient="HÉLÈNE Çağlar")
    assert subjects(client_of("stan").page(f"/courriers?texte={asked}")) == ["Réunion d’Été"]


def test_without_a_mail_server_it_says_why_nothing_leaves(client_of, cast, app, monkeypatch):
    words = "Aucun serveur de courrier n’est réglé"
    assert words in client_of("stan").get("/courriers").text
    monkeypatch.setitem(app.config, "MAIL_SERVER", "mail.example.org")
    assert words not in client_of("stan").get("/courriers").text


def test_a_letter_that_waits_says_when_it_is_tried_again(client_of, cast):
    write(said="451 4.7.1 later", tries=2, not_before=clock.now() + timedelta(minutes=4))
    text = client_of("stan").page("/courriers").main.get_text()
    assert "2\u00a0essais. Réponse du serveur" in text
    assert "Prochain essai" in text


def test_an_empty_outbox_says_what_will_come(client_of, cast):
    assert "Aucun courrier pour l’instant" in client_of("stan").get("/courriers").text
    assert "Aucun courrier avec ces filtres" in client_of("stan").get("/courriers?etat=sent").text


def test_as_many_statements_for_five_letters_as_for_one(client_of, cast, demonstration):
    stan = client_of("stan")
    write(kind="joining/confirm", is_secret=True)
    one = stan.counted("/courriers")
    for _ in range(4):
        write(kind="joining/confirm", is_secret=True)
    assert len(stan.counted("/courriers")) == len(one) <= 12


def test_others_do_not_come_in(client_of, cast):
    for who in ("alice", "bob", "bea", "paul", "nora"):
        client_of(who).page("/courriers", 403)


def test_every_letter_has_a_name_in_french():
    written = {f"{file.parts[1]}/{file.name.split('.')[0]}" for file in Path("templates").glob("*/mails/*.subject.txt")}
    assert written == set(KINDS)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("http://localhost/a.", '<a href="http://localhost/a">http://localhost/a</a>.'),
        ("(http://localhost/)", '(<a href="http://localhost/">http://localhost/</a>)'),
        ("http://localhost/'\"><script>", '<a href="http://localhost/&#39;&#34;&gt;&lt;script&gt">'),
        ("http://localhost:9/ https://localhost/ javascript:alert(1)", None),
        ("http://localhost@example.com/", None),
    ],
)
def test_only_our_own_addresses_become_links(text, html):
    said = str(with_links(text, "http://localhost"))
    assert html in said if html else "<a" not in said
    assert "<script" not in said
