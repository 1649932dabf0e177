"""What the vintage covers beyond the customs table, and how far it can be trusted.

The City Statistical Yearbook speaks of 2023, the monthly reports of Shaoyang of the units of
Hunan from 2017 to 2022. Each is held against what others print.
"""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import NamedTuple

import pytest

import china_trade_cities as ctc
from tests.support.factories import VINTAGE

YEARBOOK = "china-city-statistical-yearbook-2024-2-12"
CUSTOMS = ("gacc-location-2024-12", "hangzhou-customs-2024-12")
FLOWS = (ctc.Flow.EXPORT, ctc.Flow.IMPORT)

# --- 2023, from the yearbook ----------------------------------------------------------------


def world(period: str, flow: ctc.Flow, *sources: str) -> dict[str, ctc.TradeRecord]:
    """The amounts of all goods with the world that some sources print, by city."""
    found = VINTAGE.records_for(period=period, flow=flow, product=None, partner=None)
    return {
        record.city.id: record
        for record in found
        if record.value is not None and record.source.id in sources
    }


def base(record: ctc.TradeRecord) -> float:
    """The amount of the year before that amount and growth imply."""
    assert record.value is not None
    assert record.growth is not None
    return record.value / (1 + record.growth / 100)


class Pair(NamedTuple):
    """A figure of the yearbook and what the customs table of the year after implies for it."""

    city: str
    flow: ctc.Flow
    status: ctc.Status
    gap: float


def pairs() -> list[Pair]:
    found: list[Pair] = []
    for flow in FLOWS:
        printed, later = world("2023", flow, YEARBOOK), world("2024", flow, *CUSTOMS)
        for city in printed.keys() & later.keys():
            record = printed[city]
            gap = abs((record.value or 0) / base(later[city]) - 1)
            found.append(Pair(city, flow, record.status, gap))
    return found


PAIRS = pairs()


def test_the_yearbook_covers_295_cities() -> None:
    """It prints exports of 295 cities and imports of all of them but Zhangjiajie, no totals."""
    exports, imports = (set(world("2023", flow, YEARBOOK)) for flow in FLOWS)
    assert (len(exports), exports - imports, imports - exports) == (295, {"zhangjiajie"}, set())
    assert not world("2023", ctc.Flow.TOTAL, YEARBOOK)
    assert len(ctc.top_n(300, flow="export", period=2023)) == 295


def test_the_yearbook_agrees_with_the_customs_table() -> None:
    """In the middle its figures are 0.03 % off for exports, 0.05 % for imports: by rounding.

    Of 253 normal ones none is further off than 3.1 %; all that are more than 5 % off are marked,
    and among the marked ones are no others, but for Fuzhou's exports and Xingtai, which customs
    do not list.
    """
    normal = [pair for pair in PAIRS if pair.status is ctc.Status.NORMAL]
    assert len(normal) == 253
    exports, imports = ([pair.gap for pair in normal if pair.flow is flow] for flow in FLOWS)
    assert median(exports) < 0.0003
    assert median(imports) < 0.00055
    assert max(pair.gap for pair in normal) < 0.031
    marked = {pair[:2] for pair in PAIRS if pair.status is not ctc.Status.NORMAL}
    far = {pair[:2] for pair in PAIRS if pair.gap > 0.05}
    assert marked - far == {("fuzhou", ctc.Flow.EXPORT)}
    assert far == {
        *((city, flow) for city in ("anshan", "guiyang", "jingzhou", "xianyang") for flow in FLOWS),
        ("fuzhou", ctc.Flow.IMPORT),
        ("yibin", ctc.Flow.IMPORT),
    }
    assert "xingtai" not in {pair.city for pair in PAIRS}


def provinces() -> dict[str, ctc.City]:
    """The provinces of which the yearbook prints every unit, by their code."""
    printed = world("2023", ctc.Flow.EXPORT, YEARBOOK)
    units = Counter(city.iso3166_2 for city in VINTAGE.cities if city.parent is None)
    known = Counter(city.iso3166_2 for city in VINTAGE.cities if city.id in printed)
    return {
        area.iso3166_2: area
        for area in VINTAGE.reference_areas
        if area.iso3166_2 is not None and known[area.iso3166_2] == units[area.iso3166_2]
    }


@pytest.mark.parametrize("flow", FLOWS)
def test_the_cities_of_a_province_make_the_province(flow: ctc.Flow) -> None:
    """Of 13 provinces the yearbook prints every unit: they make 99 to 101 % of the province.

    In Hebei they do so only if exports and imports of Xingtai, which are marked, are
    interchanged.
    """
    printed = {each: world("2023", each, YEARBOOK) for each in FLOWS}
    (other,) = set(FLOWS) - {flow}
    later = {
        record.city.iso3166_2: record
        for record in VINTAGE.reference_records
        if str(record.period) == "2024" and record.flow is flow
    }
    found = provinces()
    assert len(found) == 13
    for code in found:
        inside = [city for city in printed[flow] if VINTAGE.city(city).iso3166_2 == code]
        amounts = {city: printed[flow][city].value or 0 for city in inside}
        if "xingtai" in amounts:
            assert abs(sum(amounts.values()) / base(later[code]) - 1) > 0.05
            amounts["xingtai"] = printed[other]["xingtai"].value or 0
        assert sum(amounts.values()) == pytest.approx(base(later[code]), rel=0.01), code


# --- Hunan, from the monthly reports --------------------------------------------------------

# Months to which the exports of every unit are known, from January on.
MONTHS = {
    2018: (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    2019: (2, 3, 5, 7, 8, 9, 10, 11, 12),
    2020: (3, 4, 5, 7, 8, 9, 11, 12),
    2021: (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    2022: (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
}
HUNAN = {city.id for city in VINTAGE.cities if city.province == "Hunan"}


def exports(city: str, period: str) -> ctc.TradeRecord:
    """Exports of a city, by the source that is preferred."""
    record = VINTAGE.preferred(city, period=period, flow="export")
    assert record is not None, (city, period)
    return record


def to_date(year: int, month: int) -> str:
    """The period from January to a month."""
    return str(year) if month == 12 else f"{year}-01/{year}-{month:02}"


def test_hunan_is_known_month_by_month() -> None:
    """Exports of all 14 units to the same 50 months of 2018 to 2022, each with its growth.

    To date they fall twice, both times those of Chenzhou, which were revised.
    """
    assert len(HUNAN) == 14
    assert sum(map(len, MONTHS.values())) == 50
    falls: set[tuple[str, str]] = set()
    for city in HUNAN:
        for year, months in MONTHS.items():
            earlier = 0
            for month in months:
                record = exports(city, to_date(year, month))
                assert record.growth is not None
                assert record.value is not None
                if record.value < earlier:
                    falls.add((city, str(record.period)))
                earlier = record.value
    assert falls == {("chenzhou", "2020"), ("chenzhou", "2022-01/2022-10")}


def test_the_years_of_hunan_fit_together() -> None:
    """Amount and growth of a year imply the amount of the year before within 3.5 %.

    Yiyang's of 2022 alone imply a fifth less than was printed for 2021.
    """
    apart = {
        (city, year): earlier / base(exports(city, str(year))) - 1
        for city in HUNAN
        for year in MONTHS
        if (earlier := exports(city, str(year - 1)).value) is not None
    }
    assert len(apart) == 70
    assert apart.pop(("yiyang", 2022)) == pytest.approx(0.23, abs=0.005)
    assert max(map(abs, apart.values())) < 0.035


# --- specialisations ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("industry", "cities"),
    [("toys", {"shantou"}), ("ceramics", {"jingdezhen", "chaozhou"}), ("lighting", {"zhongshan"})],
)
def test_well_known_centres_are_found(industry: str, cities: set[str]) -> None:
    """They are named for that very industry and by more than reputation."""
    first = {found.city.id: found for found in ctc.by_specialization(industry)}
    assert cities <= first.keys()
    for city in cities:
        assert {evidence.industry.id for evidence in first[city].evidence} == {industry}
        assert first[city].strongest in ("national-cluster", "pillar")


# Divisions of ISIC Rev.4: the numbers between sections are not given.
DIVISIONS = {
    f"{number:02}"
    for first, last in (
        (1, 3), (5, 9), (10, 33), (35, 35), (36, 39), (41, 43), (45, 47), (49, 53), (55, 56),
        (58, 63), (64, 66), (68, 68), (69, 75), (77, 82), (84, 84), (85, 85), (86, 88), (90, 93),
        (94, 96), (97, 98), (99, 99),
    )
    for number in range(first, last + 1)
}  # fmt: skip


def test_industries_form_a_tree() -> None:
    """Every chain of parents ends at one of 20 roots, and every code is of a division of ISIC."""
    roots: set[str] = set()
    for industry in VINTAGE.industries:
        chain = [industry]
        while (parent := chain[-1].parent) is not None:
            assert parent not in chain
            chain.append(parent)
        roots.add(chain[-1].id)
        assert {code[:2] for code in industry.isic} <= DIVISIONS, industry
    assert len(roots) == 20
    assert [industry.id for industry in VINTAGE.industries if not industry.isic] == [
        "trade-aggregates"
    ]
