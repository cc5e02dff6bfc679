"""Two people import the same file at the same moment: it is written once."""

import pytest
from sqlalchemy import func, select

from tests.conftest import database_url
from workspace.database import db
from workspace.observatory import operations, reading
from workspace.observatory.models import Indicator, Measure
from workspace.refusals import Refused

FILE = "Code;Indicateur;Thème;Année;Valeur;Source\n" + "".join(f"c{n};Indicateur {n};T;2010;{n};S\n" for n in range(30))


@pytest.mark.skipif(not database_url().startswith("postgresql"), reason="SQLite has one writer at a time")
def test_two_who_import_at_once_write_it_once(product, at_once):
    def act():
        try:
            done = len(operations.import_lines(reading.read(FILE.encode())).to_do)
        except Refused:
            db.session.rollback()
            return 0
        db.session.commit()
        return done

    assert sorted(at_once(act).answers) == [0, 30]
    with product.app_context():
        assert [db.session.scalar(select(func.count()).select_from(one)) for one in (Indicator, Measure)] == [30, 30]
