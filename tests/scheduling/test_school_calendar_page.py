"""The delegate keeps the school calendar: what is written by hand stays when it is loaded again."""

from datetime import date

import pytest

from tests.browser import soup
from workspace.database import db
from workspace.scheduling.models import SchoolHoliday
from workspace.scheduling.operations import load_school_calendar

URL = "/calendrier-scolaire"
WINTER = {"zone": "C", "name": "Vacances d’hiver", "starts_on": date(2027, 2, 6), "ends_on": date(2027, 2, 21)}
TYPED = {"name": "Pont de l’Ascension", "starts_on": "2027-05-06", "ends_on": "2027-05-09"}


@pytest.fixture
def winter(cast):
    load_school_calendar([WINTER])
    db.session.commit()
    return db.session.query(SchoolHoliday).one()


def words(answer):
    return " ".join(soup(answer).get_text(" ", strip=True).split())


def test_it_lists_the_zone_by_school_year(client_of, winter):
    text = words(client_of("dora").get(URL))
    assert "Année 2026-2027" in text
    assert "Vacances d’hiver" in text


def test_added_twice_it_is_there_once_by_hand(client_of, winter):
    for _ in range(2):
        assert client_of("stan").post(URL, data=TYPED).status_code == 303
    added = db.session.query(SchoolHoliday).filter_by(name="Pont de l’Ascension").one()
    assert (added.zone, added.by_hand) == ("C", True)


def test_a_correction_stays_when_the_calendar_is_loaded_again(client_of, winter):
    typed = {"name": "Vacances d’hiver", "starts_on": "2027-02-13", "ends_on": "2027-02-28"}
    assert client_of("dora").post(f"{URL}/{winter.id}", data=typed).status_code == 303
    db.session.expire_all()
    load_school_calendar([WINTER])
    assert [one.starts_on for one in db.session.query(SchoolHoliday)] == [date(2027, 2, 13)]


def test_removing_asks_once(client_of, winter):
    assert "Retirer ces vacances" in words(client_of("dora").get(f"{URL}/{winter.id}/retrait"))
    assert db.session.query(SchoolHoliday).count() == 1
    client_of("dora").post(f"{URL}/{winter.id}/retrait")
    assert db.session.query(SchoolHoliday).count() == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Donnez un nom"),
        ({"name": "x" * 10_000}, "80 caractères au plus"),
        ({"starts_on": "1900-01-01"}, "entre 2000 et 2100"),
        ({"ends_on": "2027-05-01"}, "ne vient pas avant le premier"),
        ({"ends_on": "2028-05-01"}, "cent jours au plus"),
        ({"starts_on": "2027-02-10", "ends_on": "2027-02-12"}, "ont déjà une partie de ces jours"),
        ({"starts_on": "never"}, "jour"),
    ],
)
def test_what_is_wrong_is_said(client_of, winter, wrong, said):
    answer = client_of("dora").post(URL, data=TYPED | wrong)
    assert answer.status_code == 422
    assert said in words(answer)
    assert db.session.query(SchoolHoliday).count() == 1
