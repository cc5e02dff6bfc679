"""Whoever sits outside for the federation is neither forgotten nor erased for not having come."""

from datetime import timedelta

import pytest

from tests.representation.scene import BODY, day, make_mandate
from workspace.database import db
from workspace.privacy import queries, retention

LONG = timedelta(days=4000)


@pytest.fixture
def nora(cast):
    cast.nora.last_seen_on = day(0) - LONG
    db.session.commit()
    return cast.nora


def test_nobody_who_sits_there_is_forgotten(cast, nora):
    assert nora.id in retention.ids_of_those_who_left()
    assert nora.id in retention.ids_of_unused_accounts()
    mandate = make_mandate(cast, nora)
    assert nora.id not in retention.ids_of_those_who_left()
    assert nora.id not in retention.ids_of_unused_accounts()
    mandate.ends_on = mandate.starts_on
    db.session.commit()
    assert nora.id in retention.ids_of_those_who_left(), "long after the mandate ended"
    assert nora.id in retention.ids_of_unused_accounts()


def test_my_data_says_where_i_sit(cast, nora):
    make_mandate(cast, nora)
    (seat,) = queries.readable(nora)["seats"]
    assert (seat.mandate.body, seat.mandate.institution.acronym) == (BODY, "Caf")
