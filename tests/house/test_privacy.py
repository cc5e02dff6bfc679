"""Every column that names a person says whether its rows go when they erase their data."""

from workspace.database import Base
from workspace.privacy.holdings import GOES, GOES_BY_ADDRESS, OF_THE_PERSON_STAYS, SECRET, STAYS


def test_every_column_that_names_a_person_is_listed(app):
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    assert named - GOES.keys() - STAYS.keys() == set(), "say in privacy/holdings.py whether it goes or stays, and why"
    assert (GOES.keys() | STAYS.keys()) - named == set(), "listed in privacy/holdings.py, and gone"
    assert GOES.keys() & STAYS.keys() == set()


def test_the_other_lists_name_columns_that_exist(app):
    every = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    kept = {f"person.{name}" for name in OF_THE_PERSON_STAYS}
    assert kept | SECRET | GOES_BY_ADDRESS.keys() <= every
