"""Signing in, in a real browser: a link, a first password, a phone's codes, another address, every door shut."""

import re
import time

import pyotp

PASSWORD = "quatre mots au hasard"


def link_in(mailbox, address, path):
    """The path of the link of the newest letter to somebody."""
    _, text = mailbox.letter_to(address, path)
    return re.search(rf"http://localhost:\d+({path}\S+)", text)[1]


def press(page, words):
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def come_in_by_link(page, mailbox, address):
    page.goto("/connexion")
    page.get_by_role("link", name="Recevoir un lien de connexion").click()
    page.get_by_label("Adresse e-mail").fill(address)
    press(page, "Recevoir un lien")
    page.get_by_role("heading", name="Regardez vos e-mails").wait_for()
    link = link_in(mailbox, address, "/connexion/lien/")
    page.goto(link)
    press(page, "Me connecter")
    page.wait_for_url("**/mon-espace")
    return link


def come_in(page, address):
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press(page, "Se connecter")


def choose_password(page, mailbox, address):
    page.goto("/connexion")
    page.get_by_role("link", name="Mot de passe oublié").click()
    page.get_by_label("Adresse e-mail").fill(address)
    press(page, "Recevoir l’e-mail")
    page.get_by_role("heading", name="Regardez vos e-mails").wait_for()
    page.goto(link_in(mailbox, address, "/mot-de-passe/"))
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    press(page, "Enregistrer et me connecter")
    page.wait_for_url("**/mon-espace")


def test_a_link_serves_once_and_a_reset_password_opens_with_the_code_of_the_phone(browse, mailbox):
    page, address = browse(width=390), "gerard.pinson@example.org"
    link = come_in_by_link(page, mailbox, address)
    stranger = browse()
    stranger.goto(link)
    assert stranger.get_by_role("heading", level=1).inner_text() == "Ce lien n’est plus bon"
    choose_password(page, mailbox, address)
    page.goto("/ma-connexion/double-verification")
    phone = pyotp.TOTP(page.locator("form b.text-break").inner_text().replace(" ", ""))
    page.get_by_label("Code affiché par le téléphone").fill(phone.now())
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    press(page, "Mettre en place")
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    come_in(stranger, address)
    stranger.get_by_label("Code").fill(phone.at(time.time() + 30))  # its first code has served
    press(stranger, "Se connecter")
    stranger.wait_for_url("**/mon-espace")
    lost = browse()
    come_in(lost, address)
    lost.get_by_label("Code").fill(codes[0])
    press(lost, "Se connecter")
    lost.wait_for_url("**/mon-espace")
    assert page.troubles == stranger.troubles == lost.troubles == []


def test_a_change_of_address_is_told_to_both_and_every_browser_is_signed_out(browse, mailbox):
    old, new = "corinne.maillet@example.org", "corinne@example.net"
    page, other = browse(java_script_enabled=False), browse()
    choose_password(page, mailbox, old)
    come_in(other, old)
    other.wait_for_url("**/mon-espace")
    page.goto("/ma-connexion/adresse")
    page.get_by_label("Nouvelle adresse e-mail").fill(new)
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    press(page, "Recevoir le lien")
    page.get_by_role("heading", name="Regardez vos e-mails").wait_for()
    page.goto(link_in(mailbox, new, "/ma-connexion/adresse/"))
    press(page, "Confirmer cette adresse")
    page.get_by_text("Votre nouvelle adresse est en place").wait_for()
    message, _ = mailbox.letter_to(old, "c…@example.net")
    assert message["To"].addresses[0].addr_spec == old
    mailbox.letter_to(new, "Cette adresse est maintenant celle de votre compte.")
    press(page, "Déconnecter partout")
    page.get_by_text("Toutes vos sessions sont terminées.").wait_for()
    other.goto("/ma-connexion")
    other.wait_for_url("**/connexion*")
    come_in(other, old)
    other.get_by_role("alert").first.wait_for()
    come_in(other, new)
    other.wait_for_url("**/mon-espace")
