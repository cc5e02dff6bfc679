"""The register of processing: what it says, who writes it, two people at once."""

import pytest
from sqlalchemy import select

from workspace.database import db
from workspace.journal.models import Entry
from workspace.privacy.models import Processing
from workspace.privacy.register import TEXTS
from workspace.settings.models import Federation

LETTERS = "/registre/courriers"


def typed(client, **changed):
    """What the browser would send of the form as it is shown."""
    form = client.page(LETTERS).select_one(f'form[action="{LETTERS}"]')
    sent = {box["name"]: box.get_text().strip() for box in form.select("textarea")}
    return sent | {"revision": form.select_one("[name=revision]")["value"]} | changed


def said(client, key="courriers"):
    return client.page("/registre").select_one(f"#{key}").get_text(" ", strip=True)


def kept():
    db.session.expire_all()
    return db.session.scalar(select(Processing))


def test_it_says_what_the_product_does_before_anybody_writes(client_of):
    page = client_of("bob").page("/registre")
    assert len(page.select("article section dl.register")) == 12
    for terms in page.select("dl.register"):
        assert [term.get_text() for term in terms.select("dt")] == [*TEXTS.values(), "Combien de temps"]
        assert all(words.get_text(strip=True) for words in terms.select("dd"))
    assert "{" not in page.main.get_text()
    assert not page.select('a[href^="/registre/"]')


def test_how_long_is_read_from_the_settings_of_today(client_of, visitor, cast):
    stan = client_of("stan")
    assert "s’effacent après 1\xa0an" in said(stan)
    federation = db.session.get(Federation, 1)
    federation.keep_letters_months, federation.keep_names_months = 18, 24
    db.session.commit()
    assert "s’effacent après 18\xa0mois" in said(stan)
    assert "après 2\xa0ans" in said(stan, "reunions")
    public = visitor.page("/donnees-personnelles").main.get_text()
    assert "s’effacent après 18\xa0mois" in public
    assert "se retire 2\xa0ans après" in public


def test_the_staff_team_writes_it_and_the_journal_says_so(client_of):
    stan = client_of("stan")
    answer = stan.post(LETTERS, data=typed(stan, purpose="Convoquer, à notre façon ✉️."))
    assert (answer.status_code, answer.location) == (303, "/registre#courriers")
    assert "Convoquer, à notre façon ✉️." in said(client_of("bob"))
    assert "Texte écrit par la fédération." in said(stan)
    line = db.session.scalars(select(Entry)).one()
    assert (line.kind, line.facts) == ("privacy/register-written", {"processing": "Courriers et avis"})


def test_what_was_not_changed_follows_the_product(client_of):
    stan = client_of("stan")
    stan.post(LETTERS, data=typed(stan, purpose="À notre façon."))
    assert (kept().purpose, kept().recipients, kept().revision) == ("À notre façon.", None, 1)


def test_saving_without_a_change_writes_nothing(client_of):
    stan = client_of("stan")
    assert stan.post(LETTERS, data=typed(stan)).status_code == 303
    assert kept().revision == 0
    assert not db.session.scalars(select(Entry)).all()


def test_the_first_text_comes_back(client_of):
    stan = client_of("stan")
    first = said(stan)
    stan.post(LETTERS, data=typed(stan, purpose="À notre façon."))
    link = stan.page(LETTERS).select_one('a[href$="?depart=1"]')
    form = stan.page(link["href"]).select_one(f'form[action="{LETTERS}"]')
    assert kept().purpose == "À notre façon."
    back = {box["name"]: box.get_text().strip() for box in form.select("textarea")}
    assert stan.post(LETTERS, data=typed(stan, **back)).status_code == 303
    assert (kept().purpose, said(stan)) == (None, first)
    assert not stan.page(LETTERS).select('a[href$="?depart=1"]')


def test_two_people_at_once_lose_nothing(client_of):
    stan, dora = client_of("stan"), client_of("dora")
    mine, hers = typed(stan, purpose="Le texte de Stan."), typed(dora, purpose="Le texte de Dora.")
    dora.post(LETTERS, data=hers)
    answer = stan.post(LETTERS, data=mine)
    assert answer.status_code == 409
    assert "Le texte de Stan." in answer.text
    assert "Le texte de Dora." in answer.text
    assert kept().purpose == "Le texte de Dora."
    assert 'name="revision" type="hidden" value="1"' in answer.text
    assert stan.post(LETTERS, data=mine | {"revision": "1"}).status_code == 303
    assert kept().purpose == "Le texte de Stan."


@pytest.mark.parametrize("text", ["", "   ", "a" * 2001])
def test_a_wrong_text_is_said_beside_its_field(client_of, text):
    stan = client_of("stan")
    answer = stan.post(LETTERS, data=typed(stan, purpose=text, people="Ce que je venais d’écrire."))
    assert answer.status_code == 422
    assert 'id="purpose-error"' in answer.text
    assert "Ce que je venais d’écrire." in answer.text
    assert kept() is None


def test_only_processings_that_exist_are_written(client_of):
    assert client_of("stan").get("/registre/autre").status_code == 404


def test_settings_and_personal_data_lead_to_it(client_of, visitor):
    for address in ("/reglages", "/donnees-personnelles"):
        assert client_of("stan").page(address).main.select('a[href="/registre"]'), address
    assert not visitor.page("/donnees-personnelles").select('a[href="/registre"]')


def test_it_costs_the_same_whatever_was_written(client_of, cast):
    stan = client_of("stan")
    before = stan.counted("/registre")
    for key in ("courriers", "journal", "comptes"):
        db.session.add(Processing(key=key, purpose="Autre chose."))
    db.session.commit()
    assert len(stan.counted("/registre")) == len(before) <= 12
