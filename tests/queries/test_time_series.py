"""`time_series`: one city over time."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from decimal import Decimal
from time import process_time
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.testing import make_exchange_rate
from tests.support import factories
from tests.support.factories import GAZETTE, HERALD, LINYI, WEIFANG, amount, record

P = ctc.Period.parse
USD = ctc.Currency.USD


def spans(series: ctc.TimeSeries) -> list[str]:
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
    with pytest.raises(InvalidArgumentError, match="currency must be 'CNY' if convert_to is 'CNY'"):
        ctc.time_series("Linyi", currency="USD", convert_to="CNY")


def test_years_are_the_default() -> None:
    """Exports of a city of Hunan begin with the first yearly report; months come on request."""
    series = ctc.time_series("Changsha", flow="export")
    assert series == ctc.time_series("Changsha", span="year", flow="export")
    assert spans(series) == [str(year) for year in range(2017, 2025)]


@pytest.mark.parametrize(
    ("span", "others"),
    [
        (
            "month",
            {"year-to-date": ["2022", "2023-01", "2023-01/2023-02", "2023-01/2023-04", "2024"]},
        ),
        ("year-to-date", {}),
    ],
)
def test_other_kinds_of_span_with_more_figures_are_named(
    span: ctc.Span, others: dict[str, list[str]]
) -> None:
    """One line below the table for each; fewer figures, or as many, are not worth one."""
    series = ctc.time_series("Linyi", span=span, dataset=factories.dataset(records=MIXED))
    assert {
        kind: [str(period) for period in periods] for kind, periods in series.other_spans.items()
    } == others
    said = '5 figures to date from 2022: span="year-to-date".'
    assert (said in str(series)) is bool(others)
    assert series[:1].other_spans == series.other_spans
    nothing = ctc.time_series("Weifang", dataset=factories.dataset(records=MIXED))
    assert (len(nothing), dict(nothing.other_spans)) == (0, {})


def test_a_series_of_nothing_names_the_spans_that_have_figures() -> None:
    """Though no figure is of the kind that was asked for."""
    months = factories.dataset(records=(amount(1, city=LINYI, period=P("2023-03")),))
    series = ctc.time_series("Linyi", dataset=months)
    assert len(series) == 0
    assert '1 figure by month from 2023-03: span="month".' in str(series)


def test_a_series_is_a_value_that_prints() -> None:
    """Gaps are counted below the table, the first ones named."""
    series = ctc.time_series("Shenzhen", span="year")
    assert pickle.loads(pickle.dumps(series)) == series  # noqa: S301
    assert "5 gaps, not filled: 2014, 2015, 2016, 2017, 2018; see `gaps`" in str(series)
    months = ctc.time_series("Shenzhen", span="month")
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


def test_thousands_of_months_with_gaps() -> None:
    """Every second month of 8,000 is there: the others are found in a second, not in minutes."""
    records = [
        amount(
            10**9,
            city=WEIFANG,
            period=ctc.Period(year=1000 + n // 6, month=1 + n % 6 * 2, months=1),
        )
        for n in range(4_000)
    ]
    world = factories.dataset(records=tuple(records))
    before = process_time()
    series = ctc.time_series(WEIFANG, span="month", dataset=world)
    assert (len(series), len(series.gaps)) == (4_000, 3_999)
    assert process_time() - before < 10


# --- the months asked for -----------------------------------------------------------------


def test_a_series_may_be_of_some_months() -> None:
    """Only points that lie inside as a whole; gaps and other spans are of these months too."""
    dataset = factories.dataset(records=MIXED)
    series = ctc.time_series("Linyi", span="month", period="2023-02/2024-12", dataset=dataset)
    assert (spans(series), series.period) == (["2023-03"], P("2023-02/2024-12"))
    assert not series.gaps
    assert list(series.other_spans) == []
    first = ctc.time_series("Linyi", span="year-to-date", period="2023H1", dataset=dataset)
    assert spans(first) == ["2023-01", "2023-01/2023-02", "2023-01/2023-04"]
    assert [str(gap) for gap in first.gaps] == ["2023-01/2023-03"]
    assert str(first).startswith("Linyi 临沂: total trade by year-to-date in 2023-01/2023-06, ")


def test_months_without_a_point_say_that_there_are_others() -> None:
    """Without the limit the question has an answer."""
    dataset = factories.dataset(records=MIXED)
    series = ctc.time_series("Linyi", span="month", period=2001, dataset=dataset)
    assert len(series) == 0
    assert series.near_questions["period=None"] == 2
    assert "With period=None: 2 figures" in str(series)
    nothing = ctc.time_series("Weifang", span="month", period=2001, dataset=dataset)
    assert "period=None" not in nothing.near_questions


def test_unreliable_points_do_not_stretch_a_series() -> None:
    """They are shown and marked; gaps are those between the reliable points."""
    doubtful = ctc.Status.UNRELIABLE
    records = (
        amount(1, city=LINYI, period=P(1994), status=doubtful),
        amount(2, city=LINYI, period=P(2020)),
        amount(3, city=LINYI, period=P(2022), status=doubtful),
        amount(4, city=LINYI, period=P(2024)),
        amount(5, city=LINYI, period=P(2034), status=doubtful),
    )
    series = ctc.time_series("Linyi", dataset=factories.dataset(records=records))
    assert spans(series) == ["1994", "2020", "2022", "2024", "2034"]
    assert [str(gap) for gap in series.gaps] == ["2021", "2023"]
    alone = ctc.time_series("Linyi", dataset=factories.dataset(records=records[::4]))
    assert (spans(alone), dict(alone.gaps)) == (["1994", "2034"], {})


# --- products with several names ----------------------------------------------------------

CARS, ELECTRIC, BUSES = (
    factories.make(ctc.Product, id=f"goods-{name}", name=name.title())
    for name in ("cars", "electric", "buses")
)
SEVERAL = factories.dataset(
    products=(CARS, ELECTRIC, BUSES),
    records=(
        amount(1, city=LINYI, period=P(2020), product=CARS),
        amount(2, city=LINYI, period=P(2022), product=ELECTRIC),
        amount(3, city=LINYI, period=P(2023), product=CARS),
        amount(4, city=LINYI, period=P(2023), product=ELECTRIC),
        amount(5, city=LINYI, period=P(2023), product=BUSES),
    ),
)


@pytest.mark.parametrize("make", [list, tuple, iter])
def test_what_has_several_names_is_one_series_and_no_sum(make: Callable[..., Any]) -> None:
    """Each figure keeps its product, in the order asked for where a period has several."""
    asked = make([CARS, "Electric", "goods-cars"])
    series = ctc.time_series("Linyi", product=asked, dataset=SEVERAL)
    assert [(str(point.period), point.value, point.product) for point in series] == [
        ("2020", 1, CARS),
        ("2022", 2, ELECTRIC),
        ("2023", 3, CARS),
        ("2023", 4, ELECTRIC),
    ]
    assert series.products == (CARS, ELECTRIC)
    assert dict(series.gaps) == {P(2021): "no figure"}
    assert [row["product"] for row in series.to_dicts()] == [
        "goods-cars",
        "goods-electric",
        "goods-cars",
        "goods-electric",
    ]
    assert "Cars or Electric" in str(series)
    assert "product" in str(series).split("\n")[2]


def test_one_product_needs_no_column_of_its_own() -> None:
    """It stands in the title; without one the series is of all goods."""
    series = ctc.time_series("Linyi", product="Buses", dataset=SEVERAL)
    assert (series.products, series[0].product) == ((BUSES,), BUSES)
    assert "product" not in str(series)
    assert ctc.time_series("Linyi", dataset=SEVERAL).products == ()


def test_a_list_without_products_is_refused() -> None:
    """Nothing asked for is not all goods."""
    with pytest.raises(InvalidArgumentError, match="one product or several, or None"):
        ctc.time_series("Linyi", product=[], dataset=SEVERAL)
    with pytest.raises(InvalidArgumentError, match="product"):
        ctc.time_series("Linyi", product=5, dataset=SEVERAL)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
