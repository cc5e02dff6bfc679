"""A measure as a person reads it, and numbers, years and territories as people type them."""

from decimal import Decimal

import pytest

from workspace.observatory import words
from workspace.observatory.models import HERE, NATIONAL, Measure

NBSP, THIN = "\u00a0", "\u202f"


def measure(**said):
    texts = dict.fromkeys(("wording", "qualifier", "base_unit", "base_note", "page"), "")
    return Measure(**{"first_year": 2010, "year": 2010, "territory": HERE, "source": "S"} | texts | said)


def plain(text):
    return text.replace(NBSP, " ").replace(THIN, " ")


@pytest.mark.parametrize(
    ("said", "unit", "told"),
    [
        ({"value": Decimal(13000), "qualifier": "près de", "base_n": 15, "base_total": 28, "base_unit": "centres"},
         "heures", "près de 13 000 heures, 2010 (15 centres sur 28)"),
        ({"base_n": 28, "base_total": 28, "base_unit": "centres"}, "%",
         "inconnu : le chiffre manque dans la source, 2010 (28 centres sur 28)"),
        ({"value": Decimal(8), "qualifier": "plus de … environ"}, "%", "plus de 8 % environ, 2010"),
        ({"value": Decimal("0.6667"), "wording": "2/3", "base_note": "des personnes embauchées"}, "",
         "2/3, 2010 (des personnes embauchées)"),
        ({"value": Decimal("22.30"), "first_year": 2000}, "%", "22,30 %, 2000-2010"),
        ({"value": Decimal("-2.5")}, "points", "−2,5 points, 2010"),
        ({"value": Decimal(1), "base_n": 1, "base_unit": "centres"}, "heures par centre",
         "1 heure par centre, 2010 (1 centre)"),
        ({"value": Decimal(1), "base_n": 1, "base_unit": "centres sociaux"}, "mois", "1 mois, 2010 (1 centre social)"),
        ({"value": Decimal(0)}, "personnes âgées de plus de 75 ans", "0 personne âgée de plus de 75 ans, 2010"),
        ({"value": Decimal(0), "base_total": 30, "base_unit": "centres"}, "ETP", "0 ETP, 2010 (sur 30 centres)"),
    ],
)  # fmt: skip
def test_a_measure_is_said_with_its_year_and_its_base(said, unit, told):
    assert plain(words.whole(measure(**said), unit)) == told


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 298", "1298"), (f"1{NBSP}298", "1298"), (f"609{THIN}117", "609117"), ("17,05", "17.05"), ("411.5", "411.5"),
        ("22,30", "22.30"), ("-2,5", "-2.5"), ("−2,5", "-2.5"), ("0012", "12"), ("-0", "0"),
        ("999999999999", "999999999999"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_french_people_type_them(typed, read):
    assert str(words.to_number(typed)) == read


def test_nothing_typed_is_unknown():
    assert words.to_number("") is None
    assert words.to_count("") is None


@pytest.mark.parametrize(
    "typed",
    ["NaN", "inf", "1e400", "1 29", "12 3456", "17,", ",5", "1.298,5", "28 %", "1234567890123", "0,1234567",
     "9" * 10_000, "😀", "٣"],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="nombre|chiffres") as refusal:
        words.to_number(typed)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    "typed", ["20255", "1899", "2101", "", "deux mille dix", "2010-2000", "2010-20255", "0", "٢٠١٠"]
)
def test_what_is_no_year_is_refused(typed):
    with pytest.raises(ValueError, match="année|avant de commencer"):
        words.to_years(typed)


def test_a_period_has_two_years():
    assert words.to_years("2000-2010") == words.to_years("2000 – 2010") == (2000, 2010)
    assert words.to_years("2010") == (2010, 2010)


@pytest.mark.parametrize("typed", ["-1", "2,5", "10000001", "vingt", "1e3"])
def test_a_base_is_a_count(typed):
    with pytest.raises(ValueError, match="nombre entier"):
        words.to_count(typed)


def test_a_territory_is_ours_the_country_or_a_name():
    assert [words.to_territory(one) for one in ("", "Département", "NATIONAL", "Pas-de-Calais")] == [
        HERE, HERE, NATIONAL, "Pas-de-Calais",
    ]  # fmt: skip


def test_two_numbers_for_one_year_contradict_each_other_and_an_unknown_one_does_not():
    first, other = measure(value=Decimal("411.5"), page="12"), measure(value=Decimal(442), page="16")
    assert [plain(one) for one in words.contradictions([first, other])] == ["2010 : la source se contredit"]
    other.source = "Une autre"
    assert [plain(one) for one in words.contradictions([first, other])] == ["2010 : les sources se contredisent"]
    for agrees in ({"value": Decimal("411.50")}, {"value": None}, {"territory": NATIONAL}, {"year": 2011}):
        assert words.contradictions([first, measure(**{"value": Decimal(442)} | agrees)]) == [], agrees


def test_bases_differ_between_years_of_one_territory():
    first, second = measure(value=Decimal(1), base_n=15), measure(value=Decimal(2), year=2011, base_n=28)
    assert words.have_different_bases([first, second])
    for same in ({"base_n": 15}, {"territory": NATIONAL}, {"value": None}, {"year": 2010}):
        assert not words.have_different_bases(
            [first, measure(**{"value": Decimal(2), "year": 2011, "base_n": 28} | same)]
        )
