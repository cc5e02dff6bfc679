"""The main job, end to end, in a real browser: from the call of a meeting to what it moves in the project."""

import re
from datetime import timedelta

import pytest

from workspace import clock

ITEM = "Appui dans la mise en place et l'animation de réseaux locaux tels jeunesse et parentalité."
COUNTS = re.compile(r"(\d+)\s+actions? closes?\s+sur\s+(\d+)")


def counts(page):
    """« n sur N » beside the item on the board's page."""
    page.goto("/projet")
    line = page.locator("details", has=page.get_by_text(ITEM, exact=True)).first
    return tuple(int(number) for number in COUNTS.search(line.inner_text()).groups())


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_call_to_what_it_moves(browse, product, mailbox, width):
    title = f"Séance de l’essai à {width}"
    alice, board = browse("coanimation", width=width), browse("ca", width=width)
    closed, decided = counts(board)

    call_a_meeting(alice, title)
    members = product.one(
        "SELECT count(*) FROM membership m JOIN working_group g ON g.id = m.group_id JOIN person p ON p.id = m.person_id "
        "WHERE g.slug = 'jeunesse' AND m.left_on IS NULL AND p.email IS NOT NULL"
    )
    written = product.one("SELECT count(*) FROM letter WHERE subject LIKE :subject", subject=f"%{title}%")
    assert written == members
    wait_until_sent(product, mailbox, title, members)

    hold_it(alice)
    decide_and_share_out(alice, width)
    publish(alice)

    owner_ticks(browse("benevole", width=width), f"Écrire aux réseaux depuis un écran de {width}")
    assert counts(board) == (closed + 1, decided + 2)
    climb(board, width)
    for page in (alice, board):
        assert page.troubles == []


def call_a_meeting(page, title):
    page.goto("/groupes/jeunesse")
    page.get_by_role("link", name="Proposer une réunion").click()
    start = clock.in_paris(clock.now() - timedelta(minutes=5))
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Début").fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Fin").fill((start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Lieu").fill("CSC Les Acacias")
    page.get_by_role("main").get_by_role("button", name="Créer").click()
    page.wait_for_url(re.compile(r"/reunions/\d+"))
    for point in ("Tour des centres", "Les réseaux locaux", "Prochaine date"):
        add_point(page, point, ITEM if point == "Les réseaux locaux" else None)
    page.get_by_role("button", name="Convoquer").click()
    page.get_by_text("convoquée").first.wait_for()
