"""Long texts are kept on the device until the server has them; a double click makes one thing."""

import re
from datetime import timedelta

import pytest

from tests.journeys.test_main_job import add_point
from workspace import clock

TEXT = "Un long message\nque personne ne doit perdre."
MESSAGE = "/groupes/jeunesse/message"
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('kept '))"


def kept(page):
    return page.evaluate(KEPT)


def offer(page):
    return page.locator(".kept-on-device")


@pytest.fixture
def alice(browse):
    """A co-facilitator who writes to her group, and whose page goes before it is sent."""
    page = browse("coanimation")
    page.goto(MESSAGE)
    page.get_by_label("Message").fill(TEXT)
    page.goto("/mon-espace")
    yield page
    assert page.troubles == []


def test_a_text_that_was_not_sent_is_offered_and_taken_again(alice):
    alice.goto(MESSAGE)
    assert alice.get_by_label("Message").input_value() == ""
    words = offer(alice).inner_text()
    assert re.match(r"Un texte non envoyé de \d\d:\d\d est gardé sur cet appareil\.", words)
    alice.get_by_role("button", name="Le reprendre").click()
    assert alice.get_by_label("Message").input_value() == TEXT
    assert offer(alice).count() == 0
    assert len(kept(alice)) == 1, "not sent yet"


def test_what_was_typed_meanwhile_stays_beside_what_is_taken_again(alice):
    alice.goto(MESSAGE)
    alice.get_by_label("Message").fill("Autre chose")
    alice.reload()
    alice.get_by_role("button", name="Le reprendre").click()
    assert alice.get_by_label("Message").input_value() == f"Autre chose\n\n{TEXT}"


def test_it_is_erased_when_asked(alice):
    alice.goto(MESSAGE)
    alice.get_by_role("button", name="L’effacer").click()
    assert kept(alice) == []
    assert offer(alice).count() == 0


def test_it_goes_after_a_week(alice):
    assert len(kept(alice)) == 1
    alice.evaluate(f"""for (const name of {KEPT}) {{
        const eightDays = 8 * 24 * 3600 * 1000;
        const kept = JSON.parse(localStorage.getItem(name));
        localStorage.setItem(name, JSON.stringify({{ ...kept, at: kept.at - eightDays }}));
    }}""")
    alice.goto(MESSAGE)
    assert offer(alice).count() == 0
    assert kept(alice) == []


def test_nobody_else_is_offered_it(alice, browse):
    stranger = browse("secretariat")
    stranger.goto(MESSAGE)
    assert len(kept(alice)) == 1
    state = alice.evaluate("({...localStorage})")
    stranger.evaluate(
        "state => Object.entries(state).forEach(([name, kept]) => localStorage.setItem(name, kept))", state
    )
    stranger.reload()
    assert offer(stranger).count() == 0


def test_it_is_erased_once_sent_but_not_when_refused_nor_when_the_network_fails(alice):
    alice.goto(MESSAGE)
    alice.get_by_role("button", name="Le reprendre").click()
    alice.get_by_label("Objet").fill("")
    alice.locator("main form button.btn-primary").click()
    alice.locator("[aria-invalid]").first.wait_for()
    assert len(kept(alice)) == 1, "refused"
    alice.get_by_label("Objet").fill("Un essai")
    alice.context.set_offline(True)
    alice.locator("main form button.btn-primary").click()
    alice.wait_for_timeout(300)
    alice.context.set_offline(False)
    alice.goto(MESSAGE)
    alice.get_by_role("button", name="Le reprendre").click()
    alice.get_by_label("Objet").fill("Un essai")
    alice.locator("main form button.btn-primary").click()
    alice.locator("#messages .notice-ok").wait_for()
    assert kept(alice) == []


def test_a_list_that_was_shown_then_sent_is_not_offered_again(browse):
    alice = browse("coanimation")
    alice.goto("/groupes/jeunesse/invitations")
    alice.get_by_label("Adresses e-mail").fill("Une personne <une.personne@example.org>")
    alice.get_by_role("button", name="Vérifier avant d’envoyer").click()
    alice.get_by_role("heading", name="Voici ce qui va se passer").wait_for()
    assert len(kept(alice)) == 1, "nothing left yet"
    alice.get_by_role("button", name="Inviter cette personne").click()
    alice.get_by_role("heading", name="Invitations en attente").wait_for()
    assert kept(alice) == []
    assert alice.locator(".kept-on-device").count() == 0


def test_signing_out_erases_it_and_passwords_are_never_kept(browse):
    page = browse()
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill("coanimation@example.org")
    page.get_by_label("Mot de passe").fill("espace-federal")
    assert "espace-federal" not in str(page.evaluate("({...localStorage})"))
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/mon-espace")
    page.goto(MESSAGE)
    page.get_by_label("Message").fill(TEXT)
    assert len(kept(page)) == 1
    page.goto("/deconnexion")
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("link", name="Se connecter").first.wait_for()
    assert kept(page) == []


def test_a_double_click_makes_one_meeting_one_decision_one_action(browse, product):
    """With htmx and without; the fresh form under the second click is not sent empty."""
    page = browse("coanimation")
    title = "Séance cliquée deux fois"
    page.goto("/groupes/jeunesse/reunions/nouvelle")
    page.get_by_label("Titre", exact=True).fill(title)
    start = clock.in_paris(clock.now() - timedelta(minutes=5))
    page.get_by_label("Une autre date").check()
    page.get_by_label("Début", exact=True).fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Fin", exact=True).fill((start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Créer la réunion").dblclick()
    page.wait_for_url(re.compile(r"/reunions/\d+"))
    assert product.one("SELECT count(*) FROM meeting WHERE title = :title", title=title) == 1
    add_point(page, "Un point", served=False)
    page.get_by_role("button", name="Convoquer").click()
    page.get_by_role("heading", name="Présences").wait_for()
    posts = []
    page.on("request", lambda asked: posts.append(asked.url) if asked.method == "POST" else None)
    for form, field, button in (
        ("#note-decision", "Décision", "Ajouter la décision"),
        ("#entrust-action", "Action", "Ajouter l’action"),
    ):
        text = f"{button}, deux fois"
        page.locator(form).get_by_label(field, exact=True).fill(text)
        page.locator(form).get_by_role("button", name=button).dblclick()
        captured = page.locator(".captured > span").filter(has_text=text)
        captured.first.wait_for()
        page.wait_for_timeout(300)
        assert captured.count() == 1
        assert page.locator(".notice-danger").count() == 0
    assert len(posts) == 2
    assert kept(page) == []
    assert page.troubles == []
    # Over: another journey on the same product may call the same group at this very hour.
    page.get_by_role("link", name="Terminer et relire").click()
    page.get_by_role("button", name="Terminer la réunion").click()
    page.get_by_role("link", name="Publier le compte rendu").wait_for()
