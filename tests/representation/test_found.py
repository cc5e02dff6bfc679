"""Seats outside and their reports are found by their words, by those who may read them."""

import pytest

from tests.representation.scene import caf, day, make_mandate, make_report
from tests.search.test_search import links, looked_up
from workspace.centres import operations as centres
from workspace.database import db


def test_a_seat_is_found_by_its_body_its_institution_and_what_is_defended(client_of, cast):
    mandate = make_mandate(cast, purpose="L’accès aux **girafes**")
    for words in ("commission sociale", "allocations familiales", "girafe"):
        assert f"/representations/{mandate.id}" in links(looked_up(client_of("nora"), words, dans="representations"))


def test_a_seat_that_ended_is_found_and_said_to_have(client_of, cast):
    for ends_on, is_said in ((None, False), (day(0), False), (day(-1), True)):
        mandate = make_mandate(cast, purpose="Des girafes", ends_on=ends_on)
        page = looked_up(client_of("nora"), "girafe")
        assert links(page) == [f"/representations/{mandate.id}"]
        assert ("Terminée" in page.get_text()) == is_said, ends_on
        db.session.delete(mandate)
        db.session.commit()


@pytest.mark.parametrize(("who", "finds"), [("nora", False), ("carl", True), ("bea", True), ("dora", True)])
def test_a_report_is_found_by_who_reads_it(client_of, cast, who, finds):
    mandate = make_mandate(cast, cast.carl)
    opened = make_report(mandate, cast.dora, meaning="Des girafes")
    address = f"/representations/comptes-rendus/{opened.id}"
    page = looked_up(client_of(who), "girafe")
    assert links(page) == [address]
    assert "<mark>girafes</mark>" in str(page)
    opened.open_to_network = False
    db.session.commit()
    assert links(looked_up(client_of(who), "girafe")) == [address] * finds


def test_they_follow_the_name_of_the_institution(client_of, cast):
    mandate = make_mandate(cast, cast.carl)
    report = make_report(mandate, cast.carl)
    centres.edit_institution(caf(), centres.version_of(caf()), name="Caisse des girafes", acronym="Caf")
    db.session.commit()
    found = links(looked_up(client_of("nora"), "girafe"))
    assert sorted(found) == [f"/representations/{mandate.id}", f"/representations/comptes-rendus/{report.id}"]
    mandate.body = "Commission des lamas"
    db.session.commit()
    assert len(links(looked_up(client_of("nora"), "lama"))) == 2


def test_what_is_removed_is_found_no_more(client_of, cast):
    mandate = make_mandate(cast, body="Girafes")
    assert client_of("dora").post(f"/representations/{mandate.id}/retrait").status_code == 303
    assert links(looked_up(client_of("nora"), "girafe")) == []
