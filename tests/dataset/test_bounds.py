"""What is known of an amount that nobody printed, and how often that is right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

import china_trade_cities as ctc
from china_trade_cities._dataset.bounds import (
    Bound,
    Bounds,
    all_pairs,
    growth_class,
    history,
    ratio_class,
    size_of,
)
from china_trade_cities._dataset.dataset import index_of, selection_of
from china_trade_cities._model.vocabulary import BoundKind, Measure
from china_trade_cities._tables import ratios
from china_trade_cities.testing import make_dataset, make_exchange_rate, make_product
from tests.support.commands import TOOLS, written_by
from tests.support.factories import LINYI, VINTAGE, WEIFANG, amount, source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from china_trade_cities._dataset.index import Selection

TEA = make_product(id="tea", name="Tea")
BILLION = 10**9


def bound(*records: Any, period: str = "2024", **question: Any) -> Bound | None:
    """What figures say of Linyi's total in 2024."""
    dataset = make_dataset(LINYI, WEIFANG, *records)
    selection = selection_of(dataset, period, **question)
    return Bounds(index_of(dataset), selection, None).of(LINYI)


def linyi(value: int, period: str, flow: str = "total", **changes: Any) -> ctc.TradeRecord:
    """A figure of Linyi in billion yuan, rounded to ten million."""
    return amount(
        value * BILLION,
        city=LINYI,
        period=ctc.Period.parse(period),
        flow=ctc.Flow(flow),
        rounded_to=10**7,
        **changes,
    )


def test_nothing_is_known_of_a_city_without_figures() -> None:
    assert bound() is None
    assert bound(amount(5 * BILLION, city=WEIFANG, period=ctc.Period.parse("2023"))) is None


def test_parts_are_the_least_and_wholes_the_most() -> None:
    """Exports, a product, a span inside; a span around: whatever is expected stays between."""
    found = bound(
        linyi(100, "2023"),
        linyi(95, "2024", "export"),
        linyi(97, "2024-01/2024-11"),
        linyi(40, "2024", product=TEA),
        linyi(110, "2023-06/2024-12"),
    )
    assert found is not None
    low, high = found.interval
    assert low == 97 * BILLION - 5 * 10**6
    assert high == 110 * BILLION + 5 * 10**6


def test_an_amount_that_is_only_at_least_known_is_open() -> None:
    """Where nothing else is known, nothing limits it, and it may stand above anything."""
    found = bound(linyi(30, "2024", "export"))
    assert found is not None
    assert (found.kind, found.is_open, found.interval[1]) == (BoundKind.CERTAIN, True, None)
    assert found.above(10**15) == (0, 1)
    assert found.above(10**9) == (1, 1)


def test_amount_and_growth_of_a_year_later_imply_it() -> None:
    """As customs print them, with the revisions that such pairs show around."""
    found = bound(linyi(110, "2025", growth=10.0), linyi(1, "2022"))
    assert found is not None
    assert found.kind is BoundKind.IMPLIED
    low, high = found.interval
    assert low < 100 * BILLION < (high or 0)
    assert found.middle == pytest.approx(100 * BILLION, rel=0.001)


def test_amount_of_a_year_before_and_growth_imply_it() -> None:
    grown = linyi(0, "2024", growth=10.0)
    found = bound(linyi(100, "2023"), evolve(grown, value=None, currency=None, rounded_to=1))
    assert found is not None
    assert found.kind is BoundKind.IMPLIED
    assert found.middle == pytest.approx(110 * BILLION, rel=0.001)


def test_what_is_expected_does_not_cut_what_is_implied_in_two() -> None:
    """An amount that fell by a quarter lies at the end of what its level a year later lets expect.

    Where that would cut off more than the rarest of what is implied, it cuts nothing.
    """
    later = linyi(110, "2025", growth=-25.0)
    found, expected = bound(later), bound(evolve(later, growth=None))
    assert found is not None
    assert expected is not None
    assert found.kind is BoundKind.IMPLIED
    assert found.middle < (expected.interval[1] or 0) < 148 * BILLION
    assert (found.interval[1] or 0) > 160 * BILLION


def test_the_nearest_amount_is_what_is_expected() -> None:
    """Nearest by the middle of the spans, then the later; per month, and six months at least."""
    found = bound(linyi(50, "2019"), linyi(60, "2023-01/2023-06"), linyi(70, "2023-12"))
    assert found is not None
    assert found.kind is BoundKind.EXPECTED
    assert found.record is not None
    assert found.record.value == 60 * BILLION
    assert found.middle == pytest.approx(120 * BILLION, rel=0.1)
    low, high = found.interval
    assert 0 < low < found.middle < (high or 0)
    assert found.above(low - 1) == (1, 1)
    assert found.above((high or 0) + 1) == (0, 0)
    assert found.above(found.middle) == pytest.approx((0.5, 0.5), abs=0.01)


def test_the_nearer_the_span_the_less_is_open() -> None:
    """Up to a month, a year, two and four: at no distance are the limits nearer than before."""
    year = ctc.Period(year=2024)
    spans = {"2024-01/2024-11": 0, "2024-01/2024-09": 1, "2023": 1, "2022": 2, "2020": 3, "2019": 4}
    for span, apart in spans.items():
        assert ratio_class(linyi(50, span), year) == (True, True, 1, apart)
    for key, quantiles in ratios.RATIOS.items():
        nearer = ratios.RATIOS.get((*key[:3], key[3] - 1), quantiles)
        assert quantiles[0] <= nearer[0] < 1 < nearer[-1] <= quantiles[-1]
    near, far = ratios.RATIOS[True, True, 0, 0], ratios.RATIOS[True, True, 0, 1]
    assert near[-1] / near[0] < far[-1] / far[0] / 1.5


def test_a_short_span_says_something_where_there_is_no_longer_one() -> None:
    """Per month as well, and less surely."""
    found = bound(linyi(5, "2024-03"), linyi(6, "2023-10"))
    assert found is not None
    assert found.record is not None
    assert (found.kind, found.record.value) == (BoundKind.EXPECTED, 5 * BILLION)
    assert found.middle == pytest.approx(60 * BILLION, rel=0.1)
    longer = bound(linyi(30, "2023-07/2023-12"))
    assert longer is not None

    def width(bound: Bound) -> float:
        low, high = bound.interval
        return (high or 0) / low

    assert width(found) > 1.5 * width(longer)


def test_dollars_follow_from_yuan() -> None:
    """What is printed for the same span implies them; what is known of it makes them expected."""
    rate = make_exchange_rate()
    in_yuan = linyi(72, "2024")
    found = bound(in_yuan, rate, linyi(5, "2023", currency=ctc.Currency.USD), currency="USD")
    assert found is not None
    assert (found.kind, found.record) == (BoundKind.IMPLIED, in_yuan)
    assert found.middle == pytest.approx(72 * BILLION / 7.1957, rel=0.001)
    found = bound(linyi(72, "2023"), rate, currency="USD")
    assert found is not None
    assert found.kind is BoundKind.EXPECTED
    assert found.middle == pytest.approx(72 * BILLION / 7.1957, rel=0.01)
    assert bound(in_yuan, currency="USD") is None


def test_of_a_product_no_more_is_traded_than_of_everything() -> None:
    """Nothing is said of the amounts below: it is a limit."""
    found = bound(linyi(50, "2023"), TEA, product="tea")
    assert found is not None
    assert (found.kind, found.interval[0], found.is_vague) == (BoundKind.EXPECTED, 0, True)
    assert 60 * BILLION < (found.interval[1] or 0) < 100 * BILLION
    assert found.above(10 * BILLION) == (0, 1)
    assert found.above(100 * BILLION) == (0, 0)


def test_limits_of_a_part_are_limits_of_the_whole() -> None:
    """With exports printed and imports anywhere below a limit, no total is likelier than others."""
    found = bound(
        linyi(20, "2024", "export", product=TEA), linyi(50, "2024", "import"), product="tea"
    )
    assert found is not None
    assert found.is_vague
    assert found.interval == (20 * BILLION - 5 * 10**6, 70 * BILLION + 10**7)
    assert found.above(40 * BILLION) == (0, 1)


def test_a_total_is_expected_from_its_parts() -> None:
    """Where no total was ever printed: exports and imports of different years."""
    found = bound(linyi(50, "2023", "export"), linyi(30, "2022", "import"))
    assert found is not None
    assert found.middle == pytest.approx(80 * BILLION, rel=0.1)


def test_a_balance_is_the_difference_of_what_is_known() -> None:
    found = bound(linyi(50, "2024", "export"), linyi(30, "2023", "import"), flow="balance")
    assert found is not None
    low, high = found.interval
    assert low < 20 * BILLION < (high or 0)


def test_doubtful_figures_imply_nothing() -> None:
    """Neither unreliable ones nor those of another definition; open ends are no levels."""
    for status in ("U", "D", "L"):
        assert bound(linyi(50, "2023", status=ctc.Status(status))) is None


def test_other_sources_and_bases_are_not_mixed() -> None:
    other = linyi(50, "2023", basis=ctc.Basis.CUSTOMS_DISTRICT, source=source(id="other"))
    assert bound(other) is None


# --- how often they are right ------------------------------------------------------------


def test_the_ratios_are_those_of_the_bundled_data() -> None:
    assert Path(ratios.__file__).read_text(encoding="utf-8") == written_by("write_ratios.py")


def _pairs(flow: ctc.Flow, *, of_even: bool) -> Iterator[tuple[ctc.TradeRecord, ctc.TradeRecord]]:
    """Pairs of amounts of every second city."""
    selection = selection_of(VINTAGE, None, flow)
    for city in filter(_half(of_even), VINTAGE.cities):
        yield from all_pairs(history(index_of(VINTAGE), selection).get(city, ()))


@pytest.mark.parametrize("of_even", [False, True])
def test_the_ratios_of_half_of_the_cities_hold_for_the_other_half(of_even: bool) -> None:
    """Nearly all pairs lie inside, also in each class of size and distance with many."""
    tool = _tool()
    measured = tool["ratios"](_half(not of_even))
    inside: Counter[Any] = Counter()
    pairs: Counter[Any] = Counter()
    for flow in (ctc.Flow.TOTAL, ctc.Flow.EXPORT, ctc.Flow.IMPORT):
        for one, other in _pairs(flow, of_even=of_even):
            key = ratio_class(one, other.period)
            if key not in measured:
                continue
            ratio = (
                (other.value or 0) / other.period.months / ((one.value or 1) / one.period.months)
            )
            pairs[key] += 1
            inside[key] += measured[key][0] <= ratio <= measured[key][-1]
    assert sum(inside.values()) / sum(pairs.values()) > 0.985
    thin = {key: inside[key] / number for key, number in pairs.items() if number > 1_000}
    assert min(thin.values()) > 0.92, thin


def _answers(
    measure: Measure, *, of_even: bool
) -> Iterator[tuple[Selection, list[ctc.TradeRecord]]]:
    """What answers each question about all goods, of every second city."""
    is_left_out, index = _half(of_even), index_of(VINTAGE)
    for flow in (ctc.Flow.TOTAL, ctc.Flow.EXPORT, ctc.Flow.IMPORT):
        for period in index.periods:
            selection = selection_of(VINTAGE, period, flow)
            comparable = index.comparable(selection, measure)
            yield selection, [found[0] for city, found in comparable.items() if is_left_out(city)]


@pytest.mark.parametrize("of_even", [False, True])
def test_the_revisions_of_half_of_the_cities_hold_for_the_other_half(of_even: bool) -> None:
    """Printed amounts to those that amount and growth of a year later imply."""
    measured = _tool()["revisions"](_half(not of_even))
    inside: Counter[bool] = Counter()
    for selection, records in _answers(Measure.VALUE, of_even=of_even):
        bounds = Bounds(index_of(VINTAGE), selection, None)
        for record in records:
            value, implied = record.value, bounds.implied_by_next_year(record.city)
            if value and implied and record.status in ("A", "P", "E"):
                quantiles = measured[size_of(record)]
                inside[quantiles[0] <= value / implied <= quantiles[-1]] += 1
    assert inside.total() > 500
    assert inside[True] / inside.total() > 0.98


@pytest.mark.parametrize("of_even", [False, True])
def test_the_growth_of_half_of_the_cities_holds_for_the_other_half(of_even: bool) -> None:
    """Nearly all rates lie inside, also in each class with many."""
    measured = _tool()["growths"](_half(not of_even))
    inside: Counter[Any] = Counter()
    rates: Counter[Any] = Counter()
    for selection, records in _answers(Measure.GROWTH, of_even=of_even):
        for record in records:
            if record.value and record.growth is not None:
                key = growth_class(selection, size_of(record))
                rates[key] += 1
                inside[key] += measured[key][0] <= 1 + record.growth / 100 <= measured[key][-1]
    assert inside.total() / rates.total() > 0.985
    thin = {key: inside[key] / number for key, number in rates.items() if number > 300}
    assert min(thin.values()) > 0.95, thin


def _half(of_even: bool) -> Callable[[ctc.City], bool]:
    """Whether a city is of this half."""
    half = {city for number, city in enumerate(VINTAGE.cities) if number % 2 == of_even}
    return lambda city: city in half


def _tool() -> dict[str, Any]:
    from runpy import run_path

    return run_path(str(TOOLS / "write_ratios.py"))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_hidden_lies_inside(seed: int) -> None:
    """Without the figures of 2024 of random cities, these lie where they are bounded."""
    random = Random(seed)
    index = index_of(VINTAGE)
    selection = selection_of(VINTAGE, 2024)
    truth = {
        city: records[0].value or 0
        for city, records in index.comparable(selection, Measure.VALUE).items()
        if not city.is_county_level
    }
    hidden = set(random.sample(sorted(truth, key=lambda city: city.id), 70))
    left = evolve(
        VINTAGE,
        records=tuple(
            record
            for record in VINTAGE.records
            if not (record.city in hidden and record.period.year == 2024)
        ),
    )
    bounds = Bounds(index_of(left), selection_of(left, 2024), None)
    found = {city: known for city in hidden if (known := bounds.of(left.city(city.id)))}
    assert len(found) > 60
    outside = [
        (city.id, truth[city], known.interval)
        for city, known in found.items()
        if not known.interval[0] <= truth[city] <= (known.interval[1] or 10**18)
    ]
    assert len(outside) <= 1, outside
