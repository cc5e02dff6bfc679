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
