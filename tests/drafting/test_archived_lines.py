"""A line archived is no longer worked for: no list offers it, no count holds it, no review asks about it."""

import re

import pytest

from tests.pacts.test_read_pact import words
from workspace import clock
from workspace.database import db
from workspace.drafting import operations
from workspace.project import queries
from workspace.refusals import Refused
from workspace.reviews import operations as reviews
from workspace.reviews.models import ReviewState
from workspace.reviews.operations import Words


def archive(item):
    operations.archive_item(item)
    db.session.commit()


def test_what_nobody_moves_is_counted_as_it_is_listed(client_of, cast):
    archive(cast.items["o1-act1"])
    page = client_of("bea").page("/projet?manques=1")
    told = words(page.find("a", string=re.compile("Ce que personne ne fait avancer")))
    assert f"({len(page.select('.objective .detail'))})" in told


def test_a_review_does_not_ask_about_it_and_keeps_what_was_said(client_of, cast):
    sitting = reviews.open_sitting(cast.project, cast.bea, None)
    said = Words(ReviewState.DONE, "Les cinq y sont.")
    reviews.review(sitting, cast.items["o1-obj1"], 0, said, cast.bea)
    archive(cast.items["o1-obj1"])
    archive(cast.items["o1-act1"])
    page = client_of("bea").page(f"/revues/{sitting.id}")
    assert "Les cinq y sont." in words(page.find(id=f"item-{cast.items['o1-obj1'].id}"))
    assert page.find(id=f"item-{cast.items['o1-act1'].id}") is None
    with pytest.raises(Refused):
        reviews.review(sitting, cast.items["o1-act1"], 0, said, cast.bea)


def test_nothing_under_it_is_offered(client_of, cast):
    archive(cast.items["o1"])
    offered = [item.id for item in queries.items_to_serve()]
    assert offered == [cast.items["o2-obj1"].id, cast.items["o2-act1"].id]
    branches = queries.branches_to_serve()
    assert [root.id for root, _ in branches] == [cast.items["o2"].id]


@pytest.mark.parametrize("spoil", ["past", "archived"])
def test_nothing_is_proposed_that_the_board_will_never_read(client_of, cast, spoil):
    item = cast.items["o1"]
    if spoil == "past":
        cast.project.state = "past"
    else:
        item.archived_at = clock.now()
    db.session.commit()
    typed = {"seen": 0, "state": "done", "text": "Fait.", "difficulty": ""}
    assert client_of("alice").post(f"/projet/{item.id}/proposition", data=typed).status_code == 409
