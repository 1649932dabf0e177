"""One city over time, and the ranks that others published."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError, ScopeNotFoundError
from china_trade_cities.testing import make_exchange_rate, make_published_rank, make_ranking_scope
from tests.support import factories
from tests.support.factories import GAZETTE, HERALD, LINYI, SCOPE, WEIFANG, amount, record

P = ctc.Period.parse
USD = ctc.Currency.USD


def spans(series: ctc.TimeSeries) -> list[str]:
    """Periods of the points."""
    return [str(point.period) for point in series]


MIXED = tuple(
    amount(number, city=LINYI, period=P(period))
    for number, period in enumerate(
        ("2022", "2024", "2023-01/2023-02", "2023-01", "2023-01/2023-04", "2023-03", "2023Q2"), 1
    )
)


@pytest.mark.parametrize(
    ("span", "points", "gaps"),
    [
        ("month", ["2023-01", "2023-03"], ["2023-02"]),
        ("year", ["2022", "2024"], ["2023"]),
        (
            "year-to-date",
            ["2022", "2023-01", "2023-01/2023-02", "2023-01/2023-04", "2024"],
            ["2023-01/2023-03", "2023-01/2023-05", "2023-01/2023-06", "2023-01/2023-07"],
        ),
    ],
)
def test_spans_never_mix_and_gaps_are_named(
    span: ctc.Span, points: list[str], gaps: list[str]
) -> None:
    """Months stand with months, years to date with years to date; a quarter is neither."""
    series = ctc.time_series("Linyi", span=span, dataset=factories.dataset(records=MIXED))
    assert spans(series) == points
    assert [str(gap) for gap in series.gaps][: len(gaps)] == gaps
    assert set(series.gaps.values()) == {"no figure"}
    assert set(series.gaps).isdisjoint(point.period for point in series)


def test_a_series_holds_only_what_is_comparable() -> None:
    """Another currency, basis, product, partner, flow or city is a gap, with the reason."""
    first, last = (amount(1, city=LINYI, period=P(year)) for year in (2019, 2024))
    others = (
        amount(2, city=LINYI, period=P(2020), currency=USD),
        amount(2, city=LINYI, period=P(2021), basis=ctc.Basis.UNSPECIFIED),
        amount(2, city=LINYI, period=P(2022), product=factories.TOYS),
        record(city=LINYI, period=P(2023), growth=2.0),
        amount(2, city=WEIFANG, period=P(2023)),
    )
    series = ctc.time_series(
        "Linyi", span="year", dataset=factories.dataset(records=(last, *others, first))
    )
    assert [point.record for point in series] == [first, last]
    assert {str(gap): reason for gap, reason in series.gaps.items()} == {
        "2020": "published only in USD, basis location",
        "2021": "published only in CNY, basis unspecified",
        "2022": "no figure",
        "2023": "published without an amount",
    }


def test_a_point_has_the_preferred_record_and_the_others() -> None:
    """By the one rule; growth is that of the preferred record that prints it."""
    precise = amount(1_234, city=LINYI)
    rough = amount(1_000, city=LINYI, rounded_to=1_000, growth=4.5, source=HERALD)
    series = ctc.time_series(
        "Linyi", span="year", dataset=factories.dataset(records=(rough, precise))
    )
    (point,) = series
    assert (point.value, point.record, point.alternatives) == (1_234, precise, (rough,))
    assert (point.growth, point.growth_record) == (4.5, rough)
    assert point.sources == series.sources == (GAZETTE, HERALD)
    assert not point.is_converted
    assert not series.gaps
    (row,) = series.to_dicts()
    assert (row["value"], row["growth"], row["growth_source"]) == (1_234, 4.5, "herald")
    assert "rate" not in row


def test_a_series_may_be_converted_with_the_rate_of_each_year() -> None:
    """Each figure by its own year; without a rate it stays a gap, and says so."""
    records = (
        amount(10, city=LINYI, period=P(2021)),
        amount(2, city=LINYI, period=P(2022), currency=USD, growth=3.0),
        amount(2, city=LINYI, period=P(2023), currency=USD),
        amount(20, city=LINYI, period=P(2024)),
    )
    rates = (make_exchange_rate(year=2022, cny_per_unit=Decimal(7), source=HERALD),)
    dataset = factories.dataset(records=records, exchange_rates=rates)
    series = ctc.time_series("Linyi", span="year", convert_to="CNY", dataset=dataset)
    assert [(point.value, point.is_converted) for point in series] == [
        (10, False),
        (14, True),
        (20, False),
    ]
    assert series[1].growth is None
    assert series[1].sources == (GAZETTE, HERALD)
    assert series.gaps == {P(2023): "published only in USD: no exchange rate for 2023"}
    assert "c: converted at 1 USD = 7 CNY, average of 2022 [2]." in str(series)
    assert [row["original_value"] for row in series.to_dicts()] == [None, 2, None]
    lacking = ctc.time_series(
        "Linyi", span="year", convert_to="CNY", dataset=factories.dataset(records=records[::3])
    )
    assert lacking.gaps == {P(2022): "no figure", P(2023): "no figure"}
    with pytest.raises(InvalidArgumentError, match="'CNY' where convert_to"):
        ctc.time_series("Linyi", currency="USD", convert_to="CNY")


def test_a_series_is_a_value_that_prints() -> None:
    """Gaps are counted below the table, the first ones named."""
    series = ctc.time_series("Shenzhen", span="year")
    assert pickle.loads(pickle.dumps(series)) == series  # noqa: S301
    assert "5 gaps, not filled: 2014, 2015, 2016, 2017, 2018; see `gaps`" in str(series)
    months = ctc.time_series("Shenzhen")
    assert ", …; see `gaps` for the reasons." in str(months)
    assert str(months).splitlines()[0] == (
        "Shenzhen 深圳: total trade by month, all goods, world, by location of importer/exporter"
    )
    assert repr(months[:2]) == "<TimeSeries of shenzhen total by month, points: 2>"
    assert repr(series[-1]) == "<SeriesPoint 2025: 4550000000000>"
    nothing = ctc.time_series("Ngari")
    assert (len(nothing), dict(nothing.gaps)) == (0, {})
    assert "gap" not in str(nothing)
    with pytest.raises(InvalidArgumentError, match="'month', 'year-to-date', 'year'"):
        ctc.time_series("Shenzhen", span="quarter")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# --- published_ranks ----------------------------------------------------------------------

EXPORTS = make_ranking_scope(id="exports", name="Exports")
RANKS = tuple(
    make_published_rank(city=place, scope=scope, rank=rank, period=P(period))
    for place, scope, rank, period in (
        (WEIFANG, SCOPE, 2, 2023),
        (LINYI, SCOPE, 1, 2023),
        (LINYI, EXPORTS, 5, 2023),
        (WEIFANG, SCOPE, 1, 2023),
        (WEIFANG, SCOPE, 7, "2023-12"),
        (LINYI, SCOPE, 3, 2024),
    )
)


def test_published_ranks_stand_newest_first() -> None:
    """Then by scope, rank and city id; two may claim the same rank."""
    dataset = factories.dataset(published_ranks=RANKS, ranking_scopes=(SCOPE, EXPORTS))
    found = ctc.published_ranks(dataset=dataset)
    assert [(str(rank.period), rank.scope.id, rank.rank, rank.city.id) for rank in found] == [
        ("2024", "mainland", 3, "linyi"),
        ("2023", "exports", 5, "linyi"),
        ("2023", "mainland", 1, "linyi"),
        ("2023", "mainland", 1, "weifang"),
        ("2023", "mainland", 2, "weifang"),
        ("2023-12", "mainland", 7, "weifang"),
    ]
    assert [rank.rank for rank in ctc.published_ranks("Linyi", dataset=dataset)] == [3, 5, 1]
    assert [rank.rank for rank in ctc.published_ranks(scope="Exports", dataset=dataset)] == [5]
    assert [rank.rank for rank in ctc.published_ranks(scope=EXPORTS, dataset=dataset)] == [5]
    assert [rank.rank for rank in ctc.published_ranks(period="2023-12", dataset=dataset)] == [7]
    assert not ctc.published_ranks("Gaomi", scope="exports", dataset=dataset)


def test_an_unknown_scope_is_an_error_with_suggestions() -> None:
    """As for any other name."""
    with pytest.raises(ScopeNotFoundError, match="did you mean mainland-export") as caught:
        ctc.published_ranks(scope="mainland-exports")
    assert "mainland-export" in caught.value.suggestions
    with pytest.raises(InvalidArgumentError, match="the id or name of a ranking scope"):
        ctc.published_ranks(scope=" ")


def test_published_ranks_are_a_value_that_prints() -> None:
    """With scope, score and source; a slice is of the same kind."""
    found = ctc.published_ranks(scope="gacc-magazine-top100-competitiveness", period=2022)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
    assert str(found[:1]).startswith("1 rank as published by others")
    assert found.sources
    rows = found.to_dicts()
    assert {row["period"] for row in rows} == {"2022"}
    assert any(row["score"] for row in rows)
    assert repr(found[:2]) == "<PublishedRanks: 2>"
    assert all(len(ctc.published_ranks(rank.city)) for rank in found)
