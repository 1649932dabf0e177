"""Which spans can be ranked, and what an empty ranking suggests instead."""

from __future__ import annotations

from ast import literal_eval

import pytest

import china_trade_cities as ctc
from tests.support import factories
from tests.support.commands import python
from tests.support.factories import GAOMI, LAST_YEAR, LINYI, SPRING, WEIFANG, amount


def test_spans_stand_by_cities_then_newest(small: ctc.Dataset) -> None:
    """The count is that of cities `top_n` ranks; the basis, product and flow are those asked."""
    spans = small.comparable_periods()
    assert [(str(span.period), span.cities) for span in spans] == [
        ("2024", 2),
        ("2023", 2),
        ("2025-01/2025-03", 1),
    ]
    for span in spans:
        assert ctc.top_n(period=span.period, dataset=small).ranked == span.cities
    assert [span.cities for span in small.comparable_periods("export", "toys")] == [1]
    assert [span.cities for span in small.comparable_periods("export", partner="Japan")] == [1]
    assert [span.cities for span in small.comparable_periods(currency="MOP")] == [1]
    assert not small.comparable_periods(basis="customs-district")


def test_spans_without_a_city_that_may_be_ranked_are_not_counted() -> None:
    """A county-level city alone makes no span that can be ranked."""
    dataset = factories.dataset(records=(amount(5, city=GAOMI),))
    assert not dataset.comparable_periods()
    assert dict(ctc.top_n(period=2020, dataset=dataset).nearest) == {}
    named = ctc.top_n(period=2020, cities="Gaomi", dataset=dataset)
    assert dict(named.nearest) == {ctc.Period(year=2024): 1}


def test_they_print_and_become_rows(small: ctc.Dataset) -> None:
    """A table of spans, a dict per span, a slice that is of the same kind."""
    spans = small.comparable_periods()
    assert str(spans[:1]) == (
        "Total trade: all goods, world, CNY, by location of importer/exporter\n\n"
        "period  cities\n2024         2"
    )
    toys = small.comparable_periods("export", "toys")
    japan = small.comparable_periods("export", partner="Japan")
    assert str(toys).startswith("Exports: Toys, world, CNY, by location of importer/exporter\n")
    assert str(japan).startswith("Exports: all goods, Japan, CNY, by location of importer/exporter")
    assert spans.to_dicts()[2] == {"period": "2025-01/2025-03", "cities": 1}
    assert repr(spans) == "<ComparablePeriods by total: 3>"
    assert repr(spans[0]) == "<ComparablePeriod 2024, cities: 2>"


def test_an_empty_ranking_names_the_nearest_spans() -> None:
    """Nearest first, the later of two equally near; at most three; in the notes too."""
    records = [
        amount(1, city=LINYI, period=ctc.Period(year=year)) for year in (2010, 2018, 2020, 2022)
    ]
    dataset = factories.dataset(records=(*records, amount(2, city=WEIFANG, period=SPRING)))
    ranking = ctc.top_n(period=2019, dataset=dataset)
    assert [(str(period), cities) for period, cities in ranking.nearest.items()] == [
        ("2020", 1),
        ("2018", 1),
        ("2022", 1),
    ]
    assert "Nearest periods that can be ranked: 2020 (1 city), 2018 (1 city)" in str(ranking)
    assert hash(ranking.nearest)
    assert dict(ctc.top_n(period=2018, dataset=dataset).nearest) == {}
    weifang = ctc.top_n(period=2019, cities="Weifang", dataset=dataset)
    assert dict(weifang.nearest) == {SPRING: 1}


@pytest.mark.parametrize(
    ("asked", "known", "nearest"),
    [
        # Months apart count, and a year is twelve of them.
        ("2019-06", ["2018-06", "2019-01"], ["2019-01", "2018-06"]),
        # Three months on either side are equally far, across the turn of the year too.
        ("2019-12", ["2019-09", "2020-03"], ["2020-03", "2019-09"]),
        # Half the length weighs as much as a year: all three are equally far, later ends first.
        ("2019", ["2018", "2019-07/2019-12", "2020"], ["2020", "2019-07/2019-12", "2018"]),
    ],
)
def test_how_near_a_span_is(asked: str, known: list[str], nearest: list[str]) -> None:
    """By the months between the ends and twice the difference in length; then the later one."""
    records = [amount(1, city=LINYI, period=ctc.Period.parse(period)) for period in known]
    dataset = factories.dataset(records=tuple(records))
    ranking = ctc.top_n(period=asked, dataset=dataset)
    assert list(map(str, ranking.nearest)) == nearest


@pytest.mark.parametrize(
    ("method", "min_value", "nearest"),
    [
        ("published", None, {"2024": 2, "2025-01/2025-03": 1}),
        ("published", 1_200, {"2024": 1}),
        ("computed", None, {"2024": 2}),
    ],
)
def test_an_empty_growth_ranking_names_spans_of_its_own_method(
    method: ctc.GrowthMethod, min_value: int | None, nearest: dict[str, int]
) -> None:
    """What counts is a rate of the method that was asked for, above the limit."""
    question = {"period": LAST_YEAR, "method": method, "min_value": min_value}
    leaders = ctc.growth_leaders(**question, dataset=factories.dataset())  # type: ignore[arg-type]
    assert {str(period): cities for period, cities in leaders.nearest.items()} == nearest
    assert "Nearest periods that can be ranked: 2024" in str(leaders)


def test_an_answer_pays_nothing_for_questions_that_were_not_asked() -> None:
    """A ranking in one currency loads neither conversion nor other answers."""
    code = (
        "import sys, china_trade_cities as ctc; ctc.top_n(3)[0].value; "
        "print([name for name in sys.modules if name.startswith('china_trade_cities._queries.')])"
    )
    loaded = {name.rpartition(".")[2] for name in literal_eval(python(code))}
    assert loaded == {"ranking", "standing", "top"}
