"""The federation's settings: who changes them, what they change, two people at once."""

import pytest
from sqlalchemy import select

from tests.browser import soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.minutes import operations as minutes
from workspace.minutes import queries as minutes_queries
from workspace.settings.models import Federation

IDENTITY = {
    "name": "Fédération du Val", "short_name": "Centres du Val", "department": "Val-d’Oise", "address": "1, rue Basse",
    "email": "accueil@val.example.org", "website": "https://val.example.org",
}  # fmt: skip


def kept():
    db.session.expire_all()
    return db.session.scalar(select(Federation))


def opened(client, name):
    """What the browser would send of a section, unchanged."""
    boxes = client.page("/reglages").select(f'form[action="/reglages/{name}"] [name^="{name}-"]')
    chosen = [box for box in boxes if box.get("type") not in ("radio", "checkbox") or box.has_attr("checked")]
    return {box["name"]: box.get("value", box.get_text().strip()) for box in chosen}


def typed(client, name, /, **changed):
    return opened(client, name) | {f"{name}-{field}": value for field, value in changed.items()}


def test_the_staff_team_changes_what_every_page_says(client_of, visitor):
    stan = client_of("stan")
    answer = stan.post("/reglages/federation", data=typed(stan, "federation", **IDENTITY))
    assert (answer.status_code, answer.location) == (303, "/reglages#federation")
    page = visitor.page("/")
    assert page.select_one(".brand small").get_text() == "Centres du Val"
    said = page.main.get_text()
    for words in IDENTITY.values():
        assert words in said or words == "Centres du Val"


def test_the_zone_of_school_holidays(client_of):
    stan = client_of("stan")
    assert stan.post("/reglages/vacances", data=typed(stan, "vacances", school_zone="B")).status_code == 303
    assert kept().school_zone == "B"
    refused = stan.post("/reglages/vacances", data=typed(stan, "vacances", school_zone="D"))
    assert (refused.status_code, kept().school_zone) == (422, "B")


@pytest.mark.parametrize(
    ("rate", "vote", "said"),
    [
        ("douze", "CA du 12 mars", "Écrivez un montant en euros"),
        ("0", "CA du 12 mars", "Écrivez un montant en euros"),
        ("1000", "CA du 12 mars", "Écrivez un montant en euros"),
        ("12,50", "", "Dites quelle instance a décidé de ce taux"),
        ("", "CA du 12 mars", "Écrivez le taux que cette décision fixe"),
    ],
)
def test_what_an_hour_is_worth_comes_with_the_decision_that_says_so(client_of, rate, vote, said):
    stan = client_of("stan")
    sent = typed(stan, "benevolat", volunteer_rate=rate, volunteer_rate_vote=vote)
    refused = stan.post("/reglages/benevolat", data=sent)
    assert (refused.status_code, kept().volunteer_rate) == (422, "")
    page = soup(refused)
    assert said in page.main.get_text()
    typed_again = [
        page.select_one(f"[name=benevolat-{name}]")["value"] for name in ("volunteer_rate", "volunteer_rate_vote")
    ]
    assert typed_again == [rate, vote]


@pytest.mark.parametrize("rate", ["12,50", "12.5 €", "15 euros", ""])
def test_a_rate_is_read_as_it_is_written(client_of, rate):
    stan, vote = client_of("stan"), "CA du 12 mars" if rate else ""
    sent = typed(stan, "benevolat", volunteer_rate=rate, volunteer_rate_vote=vote)
    assert stan.post("/reglages/benevolat", data=sent).status_code == 303
    assert (kept().volunteer_rate, kept().volunteer_rate_vote) == (rate, vote)


def test_from_when_on_a_date_is_worth_a_warning(client_of, cast):
    """Three meetings in a week are said once the federation says that one is enough."""
    for _ in range(2):
        make_meeting(cast.jeunesse)
    meeting = make_meeting(cast.communication)
    stan, said = client_of("stan"), "3 réunions cette semaine-là"
    assert said not in stan.page(f"/reunions/{meeting.id}/conflits").main.get_text()
    assert stan.post("/reglages/planning", data=typed(stan, "planning", busy_week="1")).status_code == 303
    assert said in stan.page(f"/reunions/{meeting.id}/conflits").main.get_text()
    refused = stan.post("/reglages/planning", data=typed(stan, "planning", too_late_percent="20"))
    assert (refused.status_code, kept().too_late_percent) == (422, 150)
    assert soup(refused).find(id="planning-too_late_percent")["value"] == "20"


def test_looks(client_of, visitor):
    dora = client_of("dora")
    data = typed(dora, "apparence", hue="teal", footnote="Un bas de page.")
    assert dora.post("/reglages/apparence", data=data).status_code == 303
    page = visitor.page("/")
    assert page.select_one(".site-header")["data-hue"] == "teal"
    assert "Un bas de page." in page.footer.get_text()


def test_minutes_open_to_the_network_or_not(client_of, cast):
    published = minutes.publish(minutes_queries.of_meeting(make_held_meeting(cast)), cast.alice)
    draft = make_held_meeting(cast)
    db.session.commit()
    read = f"/reunions/{published.meeting_id}/compte-rendu"
    assert client_of("nora").get(read).status_code == 403
    dora = client_of("dora")
    assert dora.post("/reglages/comptes-rendus", data=typed(
        dora, "comptes-rendus", minutes_open_to_network="y")).status_code == 303  # fmt: skip
    assert client_of("nora").get(read).status_code == 200
    assert client_of("nora").page("/groupes/jeunesse").select(f'a[href="{read}"]')
    for who in ("paul", "tess"):
        assert client_of(who).get(read).status_code == 403
    assert client_of("nora").get(f"/reunions/{draft.id}/compte-rendu").status_code == 403
    off = {
        key: value
        for key, value in opened(dora, "comptes-rendus").items()
        if not key.endswith("minutes_open_to_network")
    }
    dora.post("/reglages/comptes-rendus", data=off)
    assert client_of("nora").get(read).status_code == 403
    assert not client_of("nora").page("/groupes/jeunesse").select(f'a[href="{read}"]')


@pytest.mark.parametrize(
    ("name", "slip", "message"),
    [
        ("federation", {"name": " "}, "Écrivez le nom de la fédération."),
        ("federation", {"short_name": "é" * 121}, "120 caractères au plus."),
        ("federation", {"email": "accueil"}, "Écrivez une adresse e-mail entière"),
        ("federation", {"website": "javascript:alert(1)"}, "commence par https://"),
        ("planning", {"before_gathering_weeks": "beaucoup"}, ""),
        ("planning", {"people_shared": "0"}, "De 1 à 100 personnes."),
        ("apparence", {"hue": "white"}, ""),
        ("apparence", {"footnote": "🎉" * 501}, "500 caractères au plus."),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(client_of, name, slip, message):
    dora = client_of("dora")
    answer = dora.post(f"/reglages/{name}", data=typed(dora, name, **slip))
    assert answer.status_code == 422
    assert message in soup(answer).select_one(f"#{name} .invalid-feedback").get_text()
    assert (kept().name, kept().hue) == ("Fédération d’essai", "ink")
    field = next(iter(slip))
    if field in ("short_name", "email", "website"):
        assert soup(answer).find(id=f"{name}-{field}")["value"] == slip[field]


def test_an_old_form_shows_both_versions_and_may_then_replace(client_of):
    dora, stan = client_of("dora"), client_of("stan")
    old = typed(dora, "federation", **IDENTITY | {"name": "La version de Dora"})
    stan.post("/reglages/federation", data=typed(stan, "federation", **IDENTITY | {"name": "La version de Stan"}))
    answer = dora.post("/reglages/federation", data=old)
    assert answer.status_code == 409
    page = soup(answer)
    assert [row.get_text(" ") for row in page.select("#federation .kept-version > div")] == ["Nom La version de Stan"]
    assert page.find(id="federation-name")["value"] == "La version de Dora"
    assert kept().name == "La version de Stan"
    again = old | {"federation-seen": page.find(id="federation-seen")["value"]}
    assert dora.post("/reglages/federation", data=again).status_code == 303
    assert kept().name == "La version de Dora"


def test_two_sections_do_not_disturb_each_other_and_a_double_click_is_harmless(client_of):
    dora, stan = client_of("dora"), client_of("stan")
    mine = typed(dora, "apparence", hue="plum")
    stan.post("/reglages/federation", data=typed(stan, "federation", **IDENTITY))
    assert [dora.post("/reglages/apparence", data=mine).status_code for _ in range(2)] == [303, 303]
    assert (kept().hue, kept().name) == ("plum", "Fédération du Val")


def test_the_defaults_are_said(client_of):
    page = client_of("dora").page("/reglages")
    assert "Au départ : Encre." in page.find(id="apparence").get_text()
    assert "Au départ : Non." in page.find(id="comptes-rendus").get_text()


def test_a_technical_account_reads_and_changes_nothing(client_of, cast):
    make_meeting(cast.jeunesse)
    page = client_of("tess").page("/reglages")
    assert page.main.find_all("form") == []
    said = page.main.get_text(" ")
    assert "Fédération d’essai" in said
    assert "Aucun : les courriers restent prêts" in said
    assert "Jeunesse" not in said


def test_a_section_that_does_not_exist(client_of):
    assert client_of("dora").post("/reglages/autre").status_code == 404


def test_the_first_settings_of_an_empty_installation(client_of):
    db.session.delete(kept())
    db.session.commit()
    dora = client_of("dora")
    assert dora.post("/reglages/federation", data=typed(dora, "federation", **IDENTITY)).status_code == 303
    assert kept().name == "Fédération du Val"


def test_it_takes_few_statements(client_of):
    assert len(client_of("dora").counted("/reglages")) <= 12
