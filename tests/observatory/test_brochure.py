"""The 113 indicators of the 2012 brochure of Pas-de-Calais, without loss."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from workspace.database import db
from workspace.observatory import operations, reading, words
from workspace.observatory.models import NATIONAL, Indicator, Measure

FILE = Path("workspace/observatory/files/senacs-pas-de-calais-2012.csv")
CONTRADICTIONS = {  # what the brochure contradicts itself about: how many indicators say so
    "411,5 ETP (page RH) contre 442 ETP (dos)": 3,
    "La somme des ETP par fonction (18,1) dépasse": 5,
    "424 / 28 = 15,1, mais la brochure écrit « près de 18 ».": 2,
    "32 / 424 = 7,5 %, mais « plus de 8 % env. ».": 2,
    "157 apparaît deux fois pour deux mesures différentes.": 2,
}


@pytest.fixture
def measures(undone):
    operations.import_lines(reading.read(FILE.read_bytes()))
    found = db.session.execute(select(Indicator, Measure).join(Measure).order_by(Measure.id)).all()
    return [(indicator, measure) for indicator, measure in found]


def told(measures, code, territory="Pas-de-Calais"):
    [said] = [words.whole(two, one.unit) for one, two in measures if (one.code, two.territory) == (code, territory)]
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def test_it_is_loaded_whole(measures):
    assert len({indicator.code for indicator, _ in measures}) == 113
    assert sum(measure.is_unknown for _, measure in measures) == 28
    assert Counter(measure.territory for _, measure in measures) == {"Pas-de-Calais": 113, NATIONAL: 7}
    assert {measure.source for _, measure in measures} == {"Plaquette SENACS – Les centres sociaux du Pas-de-Calais"}
    assert len({indicator.theme for indicator, _ in measures}) == 6
    for said, number in CONTRADICTIONS.items():
        assert sum(said in indicator.description for indicator, two in measures if two.territory != NATIONAL) == number


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("g-heures", "13 000 heures, 2010 (15 centres sur 28)"),
        ("g-heures-moy", "plus de 840 heures par centre, 2010 (15 centres sur 28)"),
        ("r-etp", "411,5 ETP, 2010 (28 centres sur 28)"),
        ("r-etp-bis", "442 ETP, 2010 (28 centres sur 28)"),
        ("r-directeurs", "80 %, 2000-2010 (28 centres sur 28)"),
        ("g-form-ben-pct", "plus de 8 % environ, 2010 (des bénévoles d'activité du département)"),
        ("r-vacataires", "2/3, 2010 (des personnes embauchées)"),
        ("k-budget-cumule", "17,05 millions d’euros, 2010 (28 centres sur 28)"),
        ("f-usagers", "−2,5 points, 2010 (28 centres sur 28)"),
        ("p-fete", "inconnu : le chiffre manque dans la source, 2010 (28 centres sur 28)"),
        ("p-reaap-comites", "6 comités, 2010 (sur 8 comités locaux)"),
    ],
)
def test_numbers_keep_year_base_and_qualifier(measures, code, said):
    assert told(measures, code) == said


def test_what_is_compared_with_the_country_is_kept(measures):
    assert told(measures, "f-ch-pilotage", NATIONAL) == "22,3 %, 2010"
    assert told(measures, "f-budget", NATIONAL).startswith("Pas-de-Calais presque 10 % inférieur")


def test_texts_are_word_for_word(measures):
    quotes = {indicator.code: measure.quote for indicator, measure in measures if measure.territory != NATIONAL}
    assert quotes["g-heures"].startswith("13 000h de bénévolat d'activité ont été réalisées")
    assert quotes["p-enf-10"] == "séiours vacances", "with the slip of the source"
    assert quotes["f-produits"] == ""
    assert not any("**" in quote for quote in quotes.values())
