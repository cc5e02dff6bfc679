"""A report is awaited once the body has met: of whoever held the seat that day, in their space and in their letter."""

from datetime import date

import pytest

from tests.cast import LONG_AGO
from tests.followup.scene import morning
from tests.representation.scene import BODY, day, make_mandate, make_report, sit
from workspace import clock
from workspace.database import db
from workspace.people.models import Mandate, Role
from workspace.privacy import operations as privacy
from workspace.representation import queries
from workspace.representation.models import Seat

MET = date(2026, 11, 24)  # a Tuesday


def awaited_from(person):
    return [one.id for one in queries.awaited_from(person.id, clock.today())]


def to_tell(browser):
    return [link["href"] for link in browser.page("/mon-espace").select("section[aria-labelledby=h-tell] a")]


def told(letters, name):
    return f"Racontez la réunion du mardi 24 novembre\u00a0: {BODY} (Caf)" in letters[name].text.replace(
        " :", "\u00a0:"
    )


def test_the_holder_sees_it_the_day_after_until_it_is_told(client_of, cast):
    mandate = make_mandate(cast, cast.carl, cast.bob, next_on=day(0))
    assert to_tell(client_of("carl")) == []
    mandate.next_on = day(-1)
    db.session.commit()
    assert to_tell(client_of("carl")) == [f"/representations/{mandate.id}/compte-rendu"]
    assert to_tell(client_of("bob")) == [], "the substitute need not"
    assert "est attendu" in client_of("nora").get(f"/representations/{mandate.id}").text
    make_report(mandate, cast.bob, day(-1))
    assert to_tell(client_of("carl")) == []
    assert "est attendu" not in client_of("nora").get(f"/representations/{mandate.id}").text


def test_it_belongs_to_who_held_the_seat_that_day(cast):
    mandate = make_mandate(cast, next_on=day(-5))
    sit(mandate, cast.carl, until=day(-5))
    sit(mandate, cast.bob, since=day(-4))
    assert (awaited_from(cast.carl), awaited_from(cast.bob)) == ([mandate.id], [])


def test_without_a_holder_that_day_the_substitute_owes_it(cast):
    mandate = make_mandate(cast, next_on=day(-5))
    sit(mandate, cast.carl, since=day(-4))
    sit(mandate, cast.bob, Seat.SUBSTITUTE)
    assert (awaited_from(cast.carl), awaited_from(cast.bob)) == ([], [mandate.id])


@pytest.mark.parametrize(("ends", "still"), [(-5, True), (-6, False)])
def test_a_mandate_that_ended_owes_the_meetings_before_its_end(cast, ends, still):
    mandate = make_mandate(cast, cast.carl, next_on=day(-5), ends_on=day(ends))
    assert awaited_from(cast.carl) == [mandate.id] * still
    assert mandate.awaits_report == still


def test_somebody_erased_owes_nothing_any_more(client_of, cast):
    mandate = make_mandate(cast, cast.carl, next_on=day(-5))
    privacy.erase(cast.carl)
    db.session.commit()
    (line,) = client_of("dora").page("/tableau-de-bord").select("section[aria-labelledby=h-outside] li.steer-line")[:1]
    assert "Compte rendu attendu de membre retiré·e" in line.get_text(" ")
    assert line.select_one("a.btn")["href"] == f"/representations/{mandate.id}/compte-rendu"


def test_a_partner_is_not_asked_for_what_they_may_not_write(client_of, cast):
    make_mandate(cast, cast.paul, next_on=day(-5))
    assert to_tell(client_of("paul")) == []


def test_it_is_told_the_next_day_then_every_monday_in_the_letter_of_the_day(cast, time_machine):
    mandate = make_mandate(cast, cast.carl, cast.bob, next_on=MET)
    assert "carl" not in morning(time_machine, "2026-11-24")
    letters = morning(time_machine, "2026-11-25")
    assert told(letters, "carl")
    assert f"/representations/{mandate.id}/compte-rendu" in letters["carl"].text
    assert "bob" not in letters
    for quiet in ("2026-11-26", "2026-11-27", "2026-11-29"):
        assert "carl" not in morning(time_machine, quiet)
    assert told(morning(time_machine, "2026-11-30"), "carl")
    make_report(mandate, cast.carl, MET)
    assert "carl" not in morning(time_machine, "2026-12-07")


def test_what_was_missed_while_the_worker_was_stopped_is_told_at_its_return(cast, time_machine):
    make_mandate(cast, cast.carl, next_on=MET)
    morning(time_machine, "2026-11-24")
    assert told(morning(time_machine, "2026-11-27"), "carl")


def test_nobody_is_written_to_who_is_no_longer_of_the_network(cast, time_machine):
    make_mandate(cast, cast.carl, next_on=MET)
    db.session.add(Mandate(person_id=cast.carl.id, role=Role.PARTNER, starts_on=LONG_AGO))
    db.session.commit()
    assert "carl" not in morning(time_machine, "2026-11-25")


def lines(browser):
    rows = browser.page("/tableau-de-bord").select("section[aria-labelledby=h-outside] li.steer-line")
    return [(" ".join(row.get_text(" ").split()), row.select_one("a.btn")["href"]) for row in rows]


def test_the_dashboard_lists_what_is_awaited_vacant_or_about_to_end(client_of, cast):
    ending = make_mandate(cast, cast.alice, body="Bientôt finie", ends_on=day(60))
    make_mandate(cast, cast.alice, body="Finit plus tard", ends_on=day(61))
    make_mandate(cast, cast.alice, body="Finie", ends_on=day(-1))
    vacant = make_mandate(cast, None, cast.bob, body="Vacante")
    awaited = make_mandate(cast, cast.carl, cast.bob, body="Attendue", next_on=day(-1))
    make_mandate(cast, None, body="À venir", starts_on=day(1))
    found = lines(client_of("stan"))
    assert [address for _, address in found] == [
        f"/representations/{awaited.id}/compte-rendu",
        f"/representations/{vacant.id}/siege",
        f"/representations/{ending.id}/modifier",
    ]
    assert "attendu de Carl Caron" in found[0][0]
    assert "Siège à pourvoir" in found[1][0]
    assert "Se termine le" in found[2][0]
    assert "Représentations 3" in " ".join(client_of("stan").page("/tableau-de-bord").get_text(" ").split())


def test_pages_that_tell_it_take_as_many_statements_whatever_there_is(client_of, cast):
    def asked():
        return [len(client_of("dora").counted(page)) for page in ("/tableau-de-bord", "/mon-espace")]

    none = asked()
    for number in range(12):
        make_mandate(cast, cast.dora, cast.bob, body=f"Instance {number}", next_on=day(-1), ends_on=day(5))
    assert len(lines(client_of("dora"))) == 10
    assert asked() == none
    assert max(none) <= 12
