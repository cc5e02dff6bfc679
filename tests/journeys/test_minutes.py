"""The minutes in a real browser: from the end of a meeting to a correction of what was published."""

import re
from datetime import timedelta

from sqlalchemy import create_engine, text

from workspace import clock

TITLE = "Séance relue ensemble"
POINT = "Le calendrier"
WRITTEN, RIGHT, SECOND = "Trois réseaux se retrouvent lundi.", "Trois réseaux se retrouvent mardi.", "Quatre réseaux"


def test_from_the_end_of_a_meeting_to_a_correction(browse, product):
    nadia, ines, elodie = browse("coanimation"), browse("benevole"), browse("secretariat")
    meeting = hold(nadia)
    end(nadia)

    ines.goto(f"/reunions/{meeting}")
    ines.get_by_role("link", name="Relire le compte rendu").click()
    ines.get_by_role("link", name=f"Commenter ce point : {POINT}").click()
    ines.get_by_label("Votre remarque").fill("C’était mardi.")
    ines.get_by_label("Passage à remplacer").fill("lundi")
    ines.get_by_label("Par", exact=True).fill("mardi")
    ines.get_by_role("button", name="Envoyer la remarque").click()
    ines.get_by_text("Votre remarque est notée").wait_for()

    refused_to_who_was_not_there(elodie, meeting)
    refused_after_the_deadline(ines, product, meeting)

    nadia.reload()
    nadia.get_by_role("button", name="Accepter la remarque").click()
    nadia.get_by_text(RIGHT).wait_for()
    nadia.get_by_role("link", name="Publier le compte rendu").click()
    nadia.get_by_role("button", name="Publier le compte rendu").click()
    nadia.get_by_text("Le compte rendu est publié.").wait_for()

    nadia.get_by_role("link", name=f"Corriger ce point : {POINT}").click()
    nadia.get_by_label("Texte corrigé").fill(RIGHT.replace("Trois réseaux", SECOND))
    nadia.get_by_label("Raison de la correction").fill("Le réseau Sud vient aussi")
    nadia.get_by_role("button", name="Publier la correction").click()
    nadia.get_by_role("link", name="Version 2 : comparer les versions").click()
    nadia.get_by_text("Le réseau Sud vient aussi").first.wait_for()
    assert nadia.locator(".compared del").all_inner_texts() == ["Trois"]
    assert nadia.locator(".compared ins").all_inner_texts() == ["Quatre"]
    for page in (nadia, ines, elodie):
        assert page.troubles == []


def hold(page):
    """Called, with one point noted and Inès there; its number."""
    page.goto("/groupes/jeunesse/reunions/nouvelle")
    start = clock.in_paris(clock.now() - timedelta(minutes=20))
    page.get_by_label("Titre", exact=True).fill(TITLE)
    page.get_by_label("Une autre date").check()
    page.get_by_label("Début", exact=True).fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Fin", exact=True).fill((start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Créer la réunion").click()
    page.wait_for_url(re.compile(r"/reunions/\d+$"))
    page.get_by_label("Titre du point", exact=True).fill(POINT)
    page.get_by_role("button", name="Ajouter le point").click()
    page.locator(".point-row").get_by_role("heading", name=POINT).wait_for()
    page.locator(".next-step").get_by_text("l’invitation et l’ordre du jour.").wait_for()
    page.locator(".next-step").get_by_role("button", name="Convoquer").click()
    page.locator(".next-step").get_by_role("link", name="Prendre les présences").wait_for()
    page.get_by_label("Inès C. est là").check()
    page.get_by_text(re.compile(r"^1 sur \d+")).first.wait_for(state="attached")
    page.get_by_label("Notes du point 1").fill(WRITTEN)
    page.get_by_text(re.compile(r"Enregistré à")).first.wait_for()
    return int(re.search(r"/reunions/(\d+)", page.url)[1])


def end(page):
    """What comes next is said and offered, then the page that says what is missing."""
    page.locator(".next-step").get_by_role("link", name="Terminer et relire").click()
    page.get_by_text("1\u00a0personne présente recevra le compte rendu à relire.").wait_for()
    page.get_by_role("button", name="Terminer la réunion").click()
    page.get_by_text("La réunion est close.").wait_for()


def refused_to_who_was_not_there(page, meeting):
    """She reads them, and is offered nothing to write."""
    page.goto(f"/reunions/{meeting}/compte-rendu")
    page.get_by_text(WRITTEN).wait_for()
    assert page.get_by_role("link", name="Commenter ce point").count() == 0
    assert page.goto(f"/reunions/{meeting}/compte-rendu/remarque").status == 403
    page.get_by_role("heading", name="Seules les personnes présentes commentent").wait_for()


def refused_after_the_deadline(page, product, meeting):
    """The form was opened before: it is refused in words. Her first remark, unanswered, keeps the text from being
    published meanwhile."""
    page.get_by_role("link", name=f"Commenter ce point : {POINT}").click()
    page.get_by_label("Votre remarque").fill("Trop tard ?")
    kept = product.one("SELECT review_until FROM minutes WHERE meeting_id = :id", id=meeting)
    move_deadline(product, meeting, clock.now().replace(tzinfo=None) - timedelta(hours=1))
    page.get_by_role("button", name="Envoyer la remarque").click()
    page.get_by_text("La relecture de ce compte rendu est terminée").wait_for()
    page.goto(f"/reunions/{meeting}/compte-rendu")
    page.get_by_text("La relecture est terminée depuis").wait_for()
    assert page.get_by_role("link", name="Commenter ce point").count() == 0
    move_deadline(product, meeting, kept)


def move_deadline(product, meeting, instant):
    engine = create_engine(product.database)
    with engine.begin() as connection:
        query = text("UPDATE minutes SET review_until = :until WHERE meeting_id = :id")
        connection.execute(query, {"until": str(instant), "id": meeting})
    engine.dispose()
