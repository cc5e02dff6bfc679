"""J1 in a real browser: from the public page to the group's, by a letter's button."""

import re

LEAFLET = [  # domain §1: the nine names, word for word, in the leaflet's order
    "Éducation et parentalité", "Jeunesse", "Gouvernance participative", "Impact social",
    "Accès aux droits et égalité", "Communication", "Pratiques pédagogiques", "Bien vieillir",
    "Modèles socio-économiques",
]  # fmt: skip


def link_to(mailbox, address, within=30):
    """The address that the button of the letter to somebody opens."""
    for number in range(1, 200):
        letters = [one for one in mailbox.received(number, within) if address in one.rcpt_tos]
        if letters:
            text = letters[-1].content.decode().replace("=\r\n", "").replace("=3D", "=")
            return re.search(r"http://localhost:\d+(/arrivee/[\w.\-]+)", text)[1]
    raise AssertionError(f"no letter came for {address}")


def test_j1_a1_the_public_page_lists_exactly_the_nine_names_in_the_leaflet_s_order(browse):
    page = browse()
    page.goto("/")
    assert page.locator(".group-grid h2").all_inner_texts() == LEAFLET


def test_without_javascript_one_comes_in_leaves_and_comes_back(browse, mailbox):
    page = browse(java_script_enabled=False)
    page.goto("/rejoindre/jeunesse")
    page.get_by_label("Prénom").fill("Yves")
    page.get_by_label("Nom", exact=True).fill("Yvon")
    page.get_by_label("Adresse e-mail").fill("yves@example.org")
    page.get_by_role("button", name="Rejoindre ce groupe").click()
    page.goto(link_to(mailbox, "yves@example.org"))
    page.get_by_role("button", name="Entrer dans le groupe").click()
    page.get_by_role("button", name="Je viens", exact=True).first.click()
    page.get_by_role("button", name="Quitter le groupe").click()
    page.get_by_role("button", name="Rejoindre").click()
    page.get_by_role("heading", name="Vous faites partie du groupe").wait_for()


def reach(page, words, most=80):
    """Press Tab until what has the focus says these words: only the keyboard moves."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const at = document.activeElement; const label = at.labels && at.labels[0];"
            " return (label ? label.innerText : at.innerText) || at.getAttribute('aria-label') || '' }"
        )
        if said.strip().startswith(words):
            return
    raise AssertionError(f"{words} is out of reach of the keyboard")


def test_j1_a6_the_whole_path_by_keys_alone_on_a_phone_of_320_px(browse, mailbox):
    page = browse(width=320)
    page.goto("/")
    reach(page, "Rejoindre")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rejoindre/*")
    for label, typed in [("Prénom", "Karine"), ("Nom", "Keller"), ("Adresse e-mail", "karine@example.org")]:
        reach(page, label)
        page.keyboard.type(typed)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("egardez vos e-mails")).first.wait_for()
    page.goto(link_to(mailbox, "karine@example.org"))
    reach(page, "Entrer dans le groupe")
    page.keyboard.press("Enter")
    page.wait_for_url("**/groupes/*")
    reach(page, "Je viens", most=120)
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("réponse est notée|présence est notée|noté")).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.troubles == []


def test_j1_on_request_a_co_facilitator_accepts_and_the_letter_says_where_to_click(browse, mailbox, product):
    slug = product.one("SELECT slug FROM working_group WHERE joining_rule = 'on_request' AND kind = 'working_group'")
    page = browse()
    page.goto(f"/rejoindre/{slug}")
    page.get_by_label("Prénom").fill("Rosa")
    page.get_by_label("Nom", exact=True).fill("Ruiz")
    page.get_by_label("Adresse e-mail").fill("rosa@example.org")
    page.get_by_role("button", name="Demander à rejoindre").click()
    page.goto(link_to(mailbox, "rosa@example.org"))
    page.get_by_role("button").filter(has_text=re.compile("rejoindre|Entrer|demande", re.IGNORECASE)).first.click()
    asked = product.one(
        "SELECT r.id FROM join_request r JOIN person p ON p.id = r.person_id WHERE p.email = 'rosa@example.org'"
    )
    delegate = browse("deleguee")
    delegate.goto(f"/demandes/{asked}")
    delegate.get_by_role("button", name=re.compile("Accueillir|Accepter")).first.click()
    _, text = mailbox.letter_to("rosa@example.org", f"/groupes/{slug}")
    assert f"/groupes/{slug}" in text


def test_j1_by_invitation_nobody_comes_in_alone(browse, product):
    slug = product.one("SELECT slug FROM working_group WHERE joining_rule = 'by_invitation' AND kind = 'working_group'")
    page = browse()
    page.goto(f"/rejoindre/{slug}")
    assert page.get_by_role("button", name=re.compile("Rejoindre|Demander")).count() == 0
