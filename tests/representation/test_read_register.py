"""Who sits where for the federation: read by the whole network, as a list, a page each, a file."""

import csv
import io

import pytest

from tests.representation.scene import BODY, caf, day, make_mandate, make_report, sit
from workspace.database import db
from workspace.people.models import Institution
from workspace.privacy import operations as privacy
from workspace.representation.models import Seat

HERE = "/representations"


def rows(page):
    return [" ".join(row.get_text(" ").split()) for row in page.select(".seat-list > li")]


def test_it_says_who_sits_where_until_when_and_the_last_report(client_of, cast):
    mandate = make_mandate(cast, cast.alice, cast.bob, ends_on=day(40), next_on=day(9))
    told = make_report(mandate, cast.alice, day(-7))
    make_report(mandate, cast.alice, day(-90))
    page = client_of("nora").page(HERE)
    (row,) = rows(page)
    assert BODY in row
    assert "Alice Arnaud" in row
    assert "suppléance : Bob Bernard" in row
    assert "Jusqu’au" in row
    assert "Prochaine réunion le" in row
    assert f"{HERE}/comptes-rendus/{told.id}" in [link["href"] for link in page.select(".seat-list a")]
    assert page.select_one("section h2").get_text() == caf().name


def test_institutions_come_as_in_french_and_bodies_under_theirs(client_of, cast):
    state = Institution(name="État")
    db.session.add(state)
    db.session.flush()
    for body, institution in [("Comité", state), ("Bureau", caf()), ("Atelier", caf())]:
        make_mandate(cast, body=body, institution=institution)
    page = client_of("nora").page(HERE)
    assert [one.get_text() for one in page.select("section h2")] == [caf().name, "État"]
    assert [one.get_text() for one in page.select(".seat-list b")] == ["Atelier", "Bureau", "Comité"]


def test_a_seat_that_nobody_holds_says_so_today_only(client_of, cast):
    make_mandate(cast, body="Sans personne", substitute=cast.bob)
    make_mandate(cast, body="À venir", starts_on=day(3))
    left = make_mandate(cast, body="Quitté")
    sit(left, cast.alice, until=day(-1))
    said = {row.split(" Siège")[0].split(" Personne")[0]: row for row in rows(client_of("nora").page(HERE))}
    assert "Siège à pourvoir" in said["Sans personne"]
    assert "Siège à pourvoir" in said["Quitté"]
    assert "Personne n’est encore nommé" in said["À venir"]


def test_what_ended_is_apart_with_who_held_it_last(client_of, cast):
    mandate = make_mandate(cast, cast.alice, ends_on=day(-1), end_reason="L’instance n’existe plus.")
    nora = client_of("nora")
    assert rows(nora.page(HERE)) == []
    (row,) = rows(nora.page(f"{HERE}?etat=terminees"))
    assert "Alice Arnaud" in row
    assert "Terminée le" in row
    page = nora.page(f"{HERE}/{mandate.id}").main.get_text(" ")
    assert "L’instance n’existe plus." in page
    assert "Siège à pourvoir" not in page


@pytest.mark.parametrize(("who", "step"), [("dora", f"{HERE}/nouvelle"), ("nora", "/projet")])
def test_empty_it_says_what_to_do_next(client_of, who, step):
    page = client_of(who).page(HERE)
    assert page.select_one(".empty-state a")["href"] == step
    assert client_of(who).page(f"{HERE}?etat=terminees").select_one(".empty-state a")["href"] == HERE


def test_a_page_tells_the_whole_seat(client_of, cast):
    item = cast.items["o1-obj1"]
    mandate = make_mandate(cast, purpose="L’accès **aux droits**.", items=[item], next_on=day(4))
    sit(mandate, cast.bob, until=day(-31))
    sit(mandate, cast.alice, since=day(-30))
    sit(mandate, cast.carl, Seat.SUBSTITUTE, since=day(20))
    page = client_of("nora").page(f"{HERE}/{mandate.id}").main
    text = " ".join(page.get_text(" ").split())
    assert "<strong>aux droits</strong>" in str(page)
    assert text.index("Carl Caron") < text.index("Alice Arnaud") < text.index("Bob Bernard"), "the latest first"
    assert "à partir du" in text
    assert f"/projet/{item.id}" in [link["href"] for link in page.select("a")]
    assert not page.select("a.btn-primary"), "Nora does not sit there"


def test_whoever_is_named_from_after_the_end_is_told_to_who_may_take_them_back(client_of, cast):
    mandate = make_mandate(cast, ends_on=day(5))
    sit(mandate, cast.carl, since=day(9))
    here = f"/representations/{mandate.id}"
    page = client_of("dora").page(here).main
    assert "Titulaire, à partir du" in page.get_text()
    assert "mais la représentation se termine avant" in page.get_text()
    assert page.select_one("[href*='/sieges/']").get_text().startswith("Retirer")
    assert "Carl" not in client_of("nora").page(here).main.get_text()


def test_somebody_erased_leaves_their_dates_only(client_of, cast):
    mandate = make_mandate(cast, cast.bob)
    privacy.erase(cast.bob)
    db.session.commit()
    text = client_of("nora").page(f"{HERE}/{mandate.id}").main.get_text(" ")
    assert "membre retiré·e" in text
    assert "Bernard" not in text
    assert "Siège à pourvoir" in text


@pytest.mark.parametrize("reader", ["nora", "dora"])
def test_pages_take_few_statements_however_many_there_are(client_of, cast, reader):
    def asked():
        browser = client_of(reader)
        return [len(browser.counted(url)) for url in (HERE, f"{HERE}/{first.id}", f"{HERE}.csv")]

    first = make_mandate(cast, cast.alice, cast.bob)
    make_report(first, cast.alice)
    few = asked()
    for number in range(12):
        made = make_mandate(cast, cast.alice, body=f"Instance {number}", items=[cast.items["o1-act1"]])
        make_report(made, cast.alice, there=[cast.alice])
        make_report(first, cast.alice, day(-100 - number), there=[cast.alice, cast.bob])
    assert asked() == few
    assert max(few) <= 12


def test_the_file_says_the_same_as_the_list(client_of, cast):
    mandate = make_mandate(cast, cast.alice, starts_on=day(-10))
    make_mandate(cast, body="Finie", ends_on=day(-1))
    make_report(mandate, cast.alice, day(-2), open_to_network=False)

    def table(who, more=""):
        content = client_of(who).get(f"{HERE}.csv{more}").data.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))

    (row,) = table("nora")
    assert (row["Institution"], row["Instance"], row["Titulaire"]) == (caf().name, BODY, "Alice Arnaud")
    assert row["Dernier compte rendu"] == "", "it is kept from her"
    assert table("bea")[0]["Dernier compte rendu"] == day(-2).strftime("%d/%m/%Y")
    assert [one["Instance"] for one in table("nora", "?etat=terminees")] == ["Finie"]
    assert "@example.org" not in client_of("nora").get(f"{HERE}.csv").text


def test_the_institution_tells_where_the_federation_sits(client_of, cast):
    mandate = make_mandate(cast, cast.alice)
    make_mandate(cast, body="Finie", ends_on=day(-1))
    address = f"/institutions/{caf().id}"
    assert f"{HERE}/{mandate.id}" in client_of("nora").get(address).text
    assert "Finie" not in client_of("nora").get(address).text
    assert BODY not in client_of("paul").get(address).text, "a partner does not read the register"
