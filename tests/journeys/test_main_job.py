"""The main job, end to end, in a real browser: from the call of a meeting to what it moves in the project."""

import re
import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from workspace import clock

POINT = "Les réseaux locaux"
ORIENTATION = "Adapter nos pratiques pour faire face aux évolutions de la société"
ITEM = "Appui dans la mise en place et l'animation de réseaux locaux tels jeunesse et parentalité."
COUNTS = re.compile(r"(\d+)\s+actions? closes?\s+sur\s+(\d+)")


def counts(page):
    """« n sur N » beside the item on the board's page."""
    page.goto("/projet")
    line = page.locator("details", has=page.get_by_text(ITEM, exact=True)).first
    return tuple(int(number) for number in COUNTS.search(line.inner_text()).groups())


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, True), (390, False)])
def test_from_the_call_to_what_it_moves(browse, product, mailbox, width, script):
    """At a desk, on a phone, and on a phone without JavaScript."""
    run = f"{width} px" + ("" if script else ", sans script")
    title = f"Séance de l’essai ({run})"
    look = {"width": width, "java_script_enabled": script}
    alice, board = browse("coanimation", **look), browse("ca", **look)
    closed, decided = counts(board)

    call_a_meeting(alice, title)
    members = product.one(
        "SELECT count(*) FROM membership m "
        "JOIN working_group g ON g.id = m.group_id JOIN person p ON p.id = m.person_id "
        "WHERE g.slug = 'jeunesse' AND m.left_on IS NULL AND p.email IS NOT NULL"
    )
    written = product.one("SELECT count(*) FROM letter WHERE subject LIKE :subject", subject=f"%{title}%")
    assert written == members
    wait_until_sent(product, mailbox, title, members)

    hold_it(alice, script)
    decide_and_share_out(alice, run)
    publish(alice)

    owner_ticks(browse("benevole", **look), mine(run), script)
    assert counts(board) == (closed + 1, decided + 2)
    climb(board, run)
    for page in (alice, board):
        assert page.troubles == []


def call_a_meeting(page, title):
    page.goto("/groupes/jeunesse")
    page.get_by_role("link", name="Proposer une réunion").click()
    start = clock.in_paris(clock.now() - timedelta(minutes=5))
    page.get_by_label("Titre", exact=True).fill(title)
    page.get_by_label("Une autre date").check()
    page.get_by_label("Début", exact=True).fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Fin", exact=True).fill((start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Lieu", exact=True).fill("CSC Les Acacias, Salle du haut")
    page.get_by_role("button", name="Créer la réunion").click()
    page.wait_for_url(re.compile(r"/reunions/\d+"))
    for point in ("Tour des centres", POINT, "Prochaine date"):
        add_point(page, point, served=point == POINT)
    page.get_by_role("button", name="Convoquer").click()
    page.get_by_role("heading", name="Présences").wait_for()


def add_point(page, title, served):
    form = page.locator("form", has=page.get_by_role("button", name="Ajouter le point"))
    if not form.is_visible():
        page.get_by_text("Ajouter un point").first.click()
    form.get_by_label("Titre du point", exact=True).fill(title)
    form.get_by_label("Durée").fill("30")
    if served:
        tick_item(form)
    form.get_by_role("button", name="Ajouter le point").click()
    page.get_by_text(title).first.wait_for()


def tick_item(form):
    """Say what a thing serves, in the tree of the project."""
    form.get_by_text("Sert le projet fédéral").first.click()
    form.get_by_label(ITEM).check()


def hold_it(page, script):
    """Tick who is there, take notes on the second point; with JavaScript they save themselves."""
    attendance = page.locator("#attendance")
    if attendance.get_attribute("open") is None:
        attendance.locator("summary").first.click()
    for rank, name in enumerate(("Nadia B.", "Inès C."), 1):
        page.get_by_label(f"{name} est là").check()
        if not script:
            tick = page.locator("form.tick-form", has=page.get_by_label(f"{name} est là"))
            tick.get_by_role("button", name="Noter").click()
        page.get_by_text(re.compile(rf"^{rank} sur \d+")).first.wait_for(state="attached")
    open_point(page, POINT)
    page.get_by_label("Notes du point 2").fill("Trois réseaux sur cinq se réunissent. **Deux** demandent un appui.")
    if not script:
        page.get_by_role("button", name="Enregistrer les notes").click()
    page.get_by_text(re.compile(r"[Ee]nregistré")).first.wait_for()


def open_point(page, title):
    agenda = page.locator("nav.agenda details").first
    if agenda.get_attribute("open") is None:
        agenda.locator("summary").first.click()
    page.locator("nav.agenda").get_by_role("link", name=title).click()
    page.get_by_role("heading", name=f"2. {title}").wait_for()


def decide_and_share_out(page, run):
    decision = f"Le groupe appuie deux réseaux de plus ({run})."
    form = page.locator("#note-decision")
    form.get_by_label("Décision", exact=True).fill(decision)
    form.get_by_role("button", name="Ajouter la décision").click()
    page.locator(".captured").get_by_text(decision).first.wait_for()
    due_on = (clock.today() + timedelta(days=10)).isoformat()
    for title, owner in ((mine(run), "Inès Chérif"), (f"Réserver une salle ({run})", "Karim Touré")):
        form = page.locator("#entrust-action")
        form.get_by_label("Action", exact=True).fill(title)
        form.get_by_label("Qui", exact=True).select_option(label=owner)
        form.get_by_label("Pour le", exact=True).fill(due_on)
        form.get_by_role("button", name="Ajouter l’action").click()
        page.locator(".captured").get_by_text(title).first.wait_for()


def mine(run):
    return f"Écrire aux réseaux ({run})"


def publish(page):
    page.get_by_role("link", name="Terminer et relire").click()
    page.get_by_role("button", name="Terminer la réunion").click()
    page.get_by_role("link", name="Publier le compte rendu").click()
    page.get_by_role("button", name="Publier le compte rendu").click()
    page.get_by_text("Le compte rendu est publié.").wait_for()


def owner_ticks(page, title, script):
    page.goto("/mon-espace")
    page.get_by_role("button", name=f"Clore\u00a0: {title}").click()
    if script:
        page.get_by_role("button", name=f"Rouvrir\u00a0: {title}").wait_for()
    else:
        page.locator("#messages").get_by_text(title).wait_for()
    assert page.troubles == []


def climb(page, run):
    """From the item down to the line of the minutes, then up to the orientation and the pact."""
    page.goto("/projet")
    page.locator("details", has=page.get_by_text(ITEM, exact=True)).first.locator("summary").first.click()
    page.locator("details", has=page.get_by_text(ITEM, exact=True)).first.locator("a[href^='/projet/']").first.click()
    page.get_by_role("link", name=mine(run)).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == mine(run)
    page.get_by_role("link", name=re.compile("Lire la ligne du compte rendu")).click()
    page.wait_for_url(re.compile(r"/compte-rendu#action-\d+"))
    page.locator(".decision a").first.click()
    page.get_by_text(f"Le groupe appuie deux réseaux de plus ({run}).").wait_for()
    page.get_by_role("link", name=ITEM).click()
    page.wait_for_url(re.compile(r"/projet/\d+"))
    page.get_by_role("link", name=ORIENTATION).first.click()
    assert ORIENTATION in page.get_by_role("heading", level=1).inner_text()
    page.go_back()
    page.locator("main a[href^='/engagements/']").first.click()
    page.wait_for_url(re.compile(r"/engagements/\d+"))
    assert "(exemple)" in page.get_by_role("heading", level=1).inner_text()


def wait_until_sent(product, mailbox, title, number):
    """The worker hands each letter to the mail server, one recipient each."""
    mailbox.received(number)
    until = time.monotonic() + 30
    query = "SELECT count(*) FROM letter WHERE state = 'sent' AND subject LIKE :subject"
    while product.one(query, subject=f"%{title}%") < number and time.monotonic() < until:
        time.sleep(0.3)
    assert product.one(query, subject=f"%{title}%") == number
    received = [letter for letter in mailbox.letters if title in subject_of(letter)]
    assert sorted(len(letter.rcpt_tos) for letter in received) == [1] * number
    assert len({letter.rcpt_tos[0] for letter in received}) == number


def subject_of(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)["Subject"]
