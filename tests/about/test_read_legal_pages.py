"""What the law asks to say, from the federation's settings."""

from workspace.database import db
from workspace.settings.models import Federation


def told(client, where):
    return client.page(where).main.get_text(" ", strip=True)


def test_the_legal_notice_says_who_publishes_and_who_hosts(client_of):
    federation = db.session.get(Federation, 1)
    federation.publication_director, federation.host = "Awa Diop, présidente", "Hébergeur\n1, rue du Câble, Lille"
    db.session.commit()
    page = client_of("").page("/mentions-legales")
    text = page.main.get_text(" ", strip=True)
    for words in ("Fédération d’essai", "accueil@example.org", "Awa Diop, présidente", "1, rue du Câble, Lille"):
        assert words in text
    assert "doit encore" not in text


def test_what_is_not_filled_in_is_said_and_only_those_who_may_are_led_there(client_of):
    assert told(client_of(""), "/mentions-legales").count("La fédération doit encore l’écrire.") == 2
    assert client_of("bob").page("/mentions-legales").main.select('a[href^="/reglages"]') == []
    [link, _] = client_of("stan").page("/mentions-legales").main.select('a[href^="/reglages"]')
    assert client_of("stan").page("/reglages").find(id=link["href"].partition("#")[2])


def test_the_team_writes_the_legal_notice_in_the_settings(client_of):
    stan = client_of("stan")
    form = stan.page("/reglages").select_one('form[action="/reglages/mentions-legales"]')
    said = {box["name"]: box.get("value", "") for box in form.select("[name]")}
    said |= {"mentions-legales-publication_director": "Awa Diop", "mentions-legales-host": "Ici"}
    assert stan.post("/reglages/mentions-legales", data=said).status_code == 303
    assert "Awa Diop" in told(client_of(""), "/mentions-legales")


def test_personal_data_gives_the_figures_of_the_settings(client_of, app, monkeypatch):
    days = app.config["PERMANENT_SESSION_LIFETIME"].days
    assert f"{days} jours au plus" in told(client_of(""), "/donnees-personnelles")
    assert "accueil@example.org" in told(client_of(""), "/donnees-personnelles")


def test_the_declaration_says_what_was_not_tried_and_where_to_write(client_of):
    text = told(client_of(""), "/accessibilite")
    assert "Ce qui n’est pas vérifié" in text
    assert "Personne d’extérieur n’a encore fait d’audit." in text
    assert "accueil@example.org" in text


def test_without_an_address_the_pages_still_read_well(client_of):
    db.session.get(Federation, 1).email = ""
    db.session.commit()
    for where in ("/aide", "/accessibilite", "/mentions-legales", "/donnees-personnelles"):
        page = client_of("").page(where)
        assert page.main.select('a[href^="mailto:"]') == []
