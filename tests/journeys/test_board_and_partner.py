"""J5 and J6 in a real browser: the board goes through the project, a partner reads and speaks of what it promised."""

import re

import pytest


@pytest.mark.parametrize("width", [1280, 390])
def test_j5_a_board_member_sees_what_moved_and_says_where_a_line_stands(browse, width):
    page = browse("ca", width=width)
    page.goto("/projet")
    page.get_by_role("link", name=re.compile("A changé depuis le CA")).first.click()
    page.get_by_role("link", name="Tout le projet").click()
    page.get_by_role("link", name=re.compile("Ce que personne ne fait avancer")).click()
    page.get_by_text("Aucun groupe ne").first.wait_for()
    page.goto("/revues")
    page.get_by_role("link", name="Continuer la revue en cours").click()
    page.get_by_role("link", name=re.compile("Continuer")).click()
    code = page.get_by_role("heading", level=1).inner_text().split()[0]
    page.get_by_label("Suspendue").check()
    page.get_by_label("En une phrase").fill(f"Vu à {width} px.")
    page.get_by_role("button", name="Enregistrer et passer à la suite").click()
    page.get_by_text("C’est noté.").wait_for()
    page.get_by_role("link", name=re.compile("Revue du")).first.click()
    line = page.locator(".review-lines > li", has=page.get_by_text(code, exact=True)).filter(
        has_text=f"Vu à {width} px."
    )
    line.get_by_text("Suspendue").first.wait_for()
    assert page.troubles == []


def test_j5_by_keys_alone(browse):
    page = browse("ca")
    page.goto("/revues")
    page.get_by_role("link", name="Continuer la revue en cours").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("Continuer")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("En cours").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Dit au clavier.")
    page.get_by_role("button", name="Enregistrer et passer à la suite").focus()
    page.keyboard.press("Enter")
    page.get_by_text("C’est noté.").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
def test_j6_a_partner_follows_its_commitments_before_the_committee(browse, product, width):
    page = browse("partenaire", width=width)
    page.goto("/projet")
    page.get_by_role("link", name="Pacte de coopération").first.click()
    page.get_by_role("heading", name="Prochaines échéances").wait_for()
    page.get_by_role("heading", name="Caisse d’allocations familiales").wait_for()
    page.get_by_role("heading", name="La fédération s’engage aussi").wait_for()
    page.get_by_role("link", name=re.compile("Partager chaque année les données SENACS")).click()
    page.get_by_text("Ajouter un commentaire ou une preuve").click()
    page.get_by_label("Vous ajoutez").select_option("evidence")
    page.get_by_label("Texte").fill(f"Données remises à {width} px.")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_text(f"Données remises à {width} px.").wait_for()
    page.get_by_role("link", name="Pacte de coopération").first.click()
    page.get_by_role("link", name="Lire le pacte tel qu’il a été signé").click()
    page.get_by_text("Accompagner trois centres par an").wait_for()
    own = product.one("SELECT id FROM commitment WHERE signatory_id IS NULL AND NOT is_shared ORDER BY id")
    page.goto(f"/engagements/{own}")
    assert page.get_by_text("Ajouter un commentaire ou une preuve").count() == 0
    answer = page.goto("/annuaire")
    assert answer.status == 403


def test_j6_a_presented_report_is_read_on_a_phone_without_scrolling_past_every_proof(browse, product):
    report = product.one("SELECT id FROM report WHERE kind = 'pact'")
    page = browse("partenaire", width=390)
    page.goto(f"/rapports/{report}")
    proofs = page.locator("details.proofs")
    assert page.evaluate("document.documentElement.scrollHeight") < 12_000
    proofs.first.locator("summary").click()
    fact = proofs.first.locator("tbody tr").first
    assert fact.evaluate("one => one.offsetHeight") < 130, "a fact is a few lines"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.proofs:not([open])").count() == 0, "it prints whole"
    wide = browse("partenaire", width=1280)
    wide.goto(f"/rapports/{report}")
    assert wide.locator("details.proofs[open]").count() == proofs.count()
    assert not wide.locator("details.proofs summary").first.is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_address_given_as_evidence_stays_within_the_page(browse, product, width):
    page = browse("partenaire", width=width)
    own = product.one("SELECT id FROM commitment WHERE text LIKE 'Partager chaque année les données SENACS%'")
    page.goto(f"/engagements/{own}")
    page.get_by_text("Ajouter un commentaire ou une preuve").click()
    page.get_by_label("Texte").fill(f"https://example.org/{'a' * 300}/{width}")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_text(f"/{width}").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for address, name in (
        (f"/engagements/{own}", ".breadcrumb-trail a"),
        ("/pactes", "main li a"),
        ("/rapports", "h1"),
    ):
        page.goto(address)
        page.locator(name).last.evaluate("one => { one.textContent = 'a'.repeat(200); }")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_whoever_is_given_a_mandate_is_found_as_one_types(browse):
    page = browse("secretariat")
    page.goto("/mandats/nouveau")
    page.locator("input[name=qui]:focus").wait_for()  # the page gives it by itself, once it is painted
    page.keyboard.type("BENSAID")
    page.get_by_role("status").get_by_text("1 personne.").wait_for()
    assert page.evaluate("document.activeElement.value") == "BENSAID", "one goes on typing"
    page.get_by_role("link", name="Nadia Bensaïd").click()
    page.get_by_label("Quel mandat").select_option("Gestion technique")
    page.get_by_text("Nadia Bensaïd").wait_for()
    assert page.troubles == []
