"""From a line of the project down to where the federation speaks for it, and to what was last told of it."""

from tests.representation.scene import BODY, day, make_mandate, make_report


def section(browser, item):
    page = browser.page(f"/projet/{item.id}")
    found = [one for one in page.select("section") if one.h2 and "la fédération" in one.h2.get_text()]
    return found[0] if found else None


def links(told):
    return [link["href"] for link in told.select("a")]


def test_a_line_shows_the_seats_that_serve_it_and_their_last_report(client_of, cast):
    item = cast.items["o1-obj1"]
    mandate = make_mandate(cast, cast.carl, items=[item])
    make_report(mandate, cast.carl, day(-30))
    last = make_report(mandate, cast.carl, day(-3))
    kept = make_report(mandate, cast.carl, day(-1), open_to_network=False)
    told = section(client_of("nora"), item)
    assert links(told) == [f"/representations/{mandate.id}", f"/representations/comptes-rendus/{last.id}"]
    assert links(section(client_of("bea"), item))[1] == f"/representations/comptes-rendus/{kept.id}"
    above = section(client_of("nora"), cast.items["o1"])
    assert BODY in above.get_text()
    assert "par 1.1" in above.get_text(), "it serves the orientation by this line"


def test_what_ended_serves_no_more_and_partners_do_not_read_it(client_of, cast):
    item = cast.items["o1-obj1"]
    make_mandate(cast, items=[item], ends_on=day(-1))
    assert section(client_of("nora"), item) is None
    make_mandate(cast, items=[item])
    assert "Aucun compte rendu" in section(client_of("nora"), item).get_text()
    assert section(client_of("paul"), item) is None


def test_it_takes_as_many_statements_whatever_serves_it(client_of, cast):
    item, nora = cast.items["o1-obj1"], client_of("nora")
    few = len(nora.counted(f"/projet/{item.id}"))
    for number in range(8):
        mandate = make_mandate(cast, cast.carl, body=f"Instance {number}", items=[item, cast.items["o2-obj1"]])
        make_report(mandate, cast.carl)
    assert len(nora.counted(f"/projet/{item.id}")) == few <= 12
    assert len(section(nora, item).select("li")) == 8
