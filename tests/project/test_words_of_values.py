"""Values for people: `print` shows one line of what they are, `repr` what they are called."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from tests.support.factories import GAZETTE, LINYI, SMALL, TOYS, amount, make, record

LINES: dict[str, tuple[object, str]] = {
    "source": (
        make(ctc.Source, title="A title", publisher="A city", published="2024-05", url="u"),
        "A city. A title. 2024-05. u",
    ),
    "product": (
        make(ctc.Product, name="Dolls", name_zh="娃娃", codes=("9502",), parent=TOYS),
        f"Dolls 娃娃: product group; HS 9502; part of {TOYS.name}",
    ),
    "partner": (
        make(ctc.Partner, name="Chile", name_zh=None, kind=ctc.PartnerKind.ECONOMY),
        "Chile: economy",
    ),
    "industry": (
        make(ctc.Industry, name="Chips", name_zh="芯片", isic=("26", "2610"), parent=None),
        "Chips 芯片: industry; ISIC Rev.4 26, 2610",
    ),
    "record": (
        amount(1_500, city=LINYI, growth=-2.5, status=ctc.Status.AT_LEAST),
        "Linyi 临沂, total, 2024: 1,500 CNY (at least); growth -2.5 %; {gazette}",
    ),
    "record of a product": (
        record(city=LINYI, product=TOYS, growth=None, share=2.0, share_of=ctc.ShareOf.CITY_EXPORT),
        "Linyi 临沂, total, {toys}, 2024: share 2.0 % (city-export); {gazette}",
    ),
    "fact": (
        make(ctc.CityFact, city=LINYI, attribute="area", value="7", unit="km2", year=2020),
        "Linyi 临沂, area, 2020: 7 km2; {source}",
    ),
    "rank": (
        make(
            ctc.PublishedRank,
            city=LINYI,
            period=ctc.Period(year=2024),
            scope=make(ctc.RankingScope, name="Cities"),
            rank=3,
        ),
        "Linyi 临沂, Cities, 2024: rank 3; {source}",
    ),
    "specialization": (
        make(
            ctc.IndustrySpecialization,
            city=LINYI,
            industry=make(ctc.Industry, name="Chips"),
            kind=ctc.SpecializationKind.PILLAR,
            year=None,
        ),
        "Linyi 临沂, Chips: pillar; {source}",
    ),
}


def _who(source: ctc.Source) -> str:
    return source.publisher or source.title


@pytest.mark.parametrize("case", LINES)
def test_a_value_prints_on_one_line(case: str) -> None:
    """Names and numbers, then who says so; what is not known leaves no trace."""
    value, line = LINES[case]
    source = getattr(value, "source", GAZETTE)
    assert str(value) == line.format(gazette=_who(GAZETTE), toys=TOYS.name, source=_who(source))
    assert repr(value) == f"{value!r}" != str(value)


def test_every_value_of_a_dataset_prints_on_one_line() -> None:
    """Without the brackets of `repr`, also where all optional fields are filled."""
    tables = (
        *SMALL.products, *SMALL.partners, *SMALL.industries, *SMALL.sources, *SMALL.records,
        *SMALL.published_ranks, *SMALL.facts, *SMALL.specializations, *SMALL.cities,
    )  # fmt: skip
    assert tables
    for value in tables:
        assert "\n" not in str(value)
        assert not str(value).startswith("<")
