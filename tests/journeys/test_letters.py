"""Letters in a real browser: answered and refused without a session, slowed down, sent again after a failure."""

import re
import urllib.request
from itertools import count

LATE = 60  # seconds: the demonstration's letters leave first
NUMBERS = count(1)


def write_to_group(page, group="jeunesse"):
    """A message to the group, of a subject of its own."""
    subject = f"Gymnase, nouvelle {next(NUMBERS)}"
    page.goto(f"/groupes/{group}/message")
    page.get_by_label("Objet").fill(subject)
    page.get_by_label("Message", exact=True).fill(f"{subject} : la clé est à l’accueil.")
    page.get_by_role("main").get_by_role("button", name=re.compile("^Envoyer")).click()
    page.wait_for_url(f"**/groupes/{group}*")
    return subject


def test_an_invitation_is_answered_from_the_letter_without_session_or_javascript(browse, mailbox):
    mailbox.letter_to("jeanne.vasseur@example.org", "/reponse/", LATE)
    # The first one is the demonstration's: other journeys call meetings too, and close them.
    text = [one for _, one in mailbox.letters_to("jeanne.vasseur@example.org") if "/reponse/" in one][-1]
    page = browse(width=390, java_script_enabled=False)
    page.goto(re.search(r"http://localhost:\d+(/reponse/[^?\s]+)", text)[1])
    assert "Sa réponse notée" not in page.content()  # opening a link answers nothing
    page.get_by_role("button", name="Je viens", exact=True).click()
    page.get_by_text("C’est noté : Je viens").wait_for()
    page.get_by_role("link", name="Ouvrir la page de la réunion").click()
    page.wait_for_url("**/connexion*")  # it answers, it opens nothing


def test_one_press_in_the_mail_reader_refuses_and_the_page_of_preferences_says_so(browse, mailbox):
    writer, reader = browse("coanimation"), browse("benevole", width=390)
    subject = write_to_group(writer)
    message, _ = mailbox.letter_to("benevole@example.org", subject, LATE)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with urllib.request.urlopen(message["List-Unsubscribe"].strip("<>"), b"List-Unsubscribe=One-Click") as answer:
        assert answer.status == 200
    reader.goto("/avis/preferences")
    pace = reader.get_by_label("Messages au groupe, Jeunesse")
    assert pace.input_value() == "never"
    pace.select_option("weekly")
    reader.get_by_role("button", name="Enregistrer mes choix").click()
    reader.get_by_text("Vos choix sont notés.").wait_for()
    later = write_to_group(writer)
    mailbox.letter_to("younes.tahiri@example.org", later, LATE)
    assert not [text for _, text in mailbox.letters_to("benevole@example.org") if later in text]
    reader.goto("/avis")
    reader.get_by_role("button", name=later).click()
    reader.wait_for_url("**/groupes/jeunesse*")
    reader.goto("/avis/preferences")
    pace.select_option("at_once")
    reader.get_by_role("button", name="Enregistrer mes choix").click()
    reader.get_by_text("Vos choix sont notés.").wait_for()


def test_a_letter_in_failure_shows_the_server_s_words_and_is_sent_again(browse, mailbox, product):
    mailbox.refused.add("kenza.amrani@example.org")
    subject = write_to_group(browse("coanimation"))
    page = browse("secretariat")
    row = page.locator(".letter-list > li").filter(has_text=subject).filter(has_text="kenza.amrani")
    for _ in range(LATE):
        page.goto("/courriers?etat=failed")
        if row.count():
            break
        page.wait_for_timeout(1000)
    assert "550 5.1.1 No such mailbox" in row.inner_text()
    mailbox.refused.clear()
    row.get_by_role("button", name=re.compile("^Renvoyer")).click()
    page.get_by_text("Le courrier repart").wait_for()
    mailbox.letter_to("kenza.amrani@example.org", subject)
