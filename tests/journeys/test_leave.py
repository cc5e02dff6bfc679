"""J8 and one's own data in a real browser: a co-facilitator hands over, somebody takes their data away and goes."""

import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.journeys.test_joining import link_to


@pytest.mark.parametrize("width", [1280, 390])
def test_j8_a_co_facilitator_prepares_the_handover_reads_the_sheet_and_takes_it_back(browse, width):
    page = browse("coanimation", width=width)
    page.goto("/groupes/jeunesse/passer-la-main")
    page.get_by_label("Dernier jour de co-animation").fill(str(date.today() + timedelta(days=40)))  # noqa: DTZ011
    page.get_by_role("button", name="Préparer la passation").click()
    page.get_by_text("Cochez qui prend la suite").first.wait_for()
    page.get_by_label(re.compile("Poste à pourvoir")).check()
    page.get_by_label("Un mot pour la suite").fill(f"Le placard à clés, {width}.")
    page.get_by_role("button", name="Préparer la passation").click()
    page.wait_for_url("**/passations/*")
    page.get_by_text(f"Le placard à clés, {width}.").wait_for()
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".site-header").is_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name=re.compile("Annuler")).click()
    page.get_by_text(re.compile("annulée")).first.wait_for()
    assert page.troubles == []


def test_somebody_takes_their_data_away_then_erases_it_without_asking_anyone(browse, mailbox, product):
    page = browse()
    page.goto("/rejoindre/jeunesse")
    page.get_by_label("Prénom").fill("Zélie")
    page.get_by_label("Nom", exact=True).fill("Zamor")
    page.get_by_label("Adresse e-mail").fill("zelie@example.org")
    page.get_by_role("button", name="Rejoindre ce groupe").click()
    page.goto(link_to(mailbox, "zelie@example.org"))
    page.get_by_role("button", name="Entrer dans le groupe").click()
    page.wait_for_url(re.compile(r"/groupes/jeunesse"))
    page.goto("/mes-donnees")
    with page.expect_download() as started:
        page.get_by_role("link", name="Télécharger mes données").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(started.value.path()).read_bytes()))
    texts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    assert any(name.endswith(".html") and "Zélie" in text for name, text in texts.items())
    assert any(
        "Zélie" in json.dumps(json.loads(text), ensure_ascii=False)
        for name, text in texts.items()
        if name.endswith(".json")
    )
    page.get_by_role("link", name=re.compile("Effacer mes données")).click()
    page.locator("main form input[name=word]").fill("effacer")
    page.get_by_role("button", name="Effacer mes données").click()
    page.wait_for_url(re.compile(r"localhost:\d+/(?!mes-donnees)"))
    assert product.one("SELECT count(*) FROM person WHERE email = 'zelie@example.org'") == 0
    assert page.troubles == []
