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
    BoundKind,
    Bounds,
    all_pairs,
    history,
    ratio_class,
)
from china_trade_cities._dataset.dataset import index_of, selection_of
from china_trade_cities._model.vocabulary import Measure
from china_trade_cities._tables import ratios
from china_trade_cities.testing import make_dataset, make_product
from tests.support.commands import TOOLS, written_by
from tests.support.factories import LINYI, VINTAGE, WEIFANG, amount, source

if TYPE_CHECKING:
    from collections.abc import Iterator

TEA = make_product(id="tea", name="Tea")
BILLION = 10**9


def bound(*records: ctc.TradeRecord, period: str = "2024", **question: Any) -> Bound | None:
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
    assert found.above(10**15) == 1


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


def test_the_nearest_amount_is_what_is_expected() -> None:
    """Nearest by the middle of the spans, then the later; per month, and six months at least."""
    found = bound(linyi(50, "2019"), linyi(60, "2023-01/2023-06"), linyi(70, "2023-12"))
    assert found is not None
    assert found.kind is BoundKind.EXPECTED
    assert found.record.value == 60 * BILLION
    assert found.middle == pytest.approx(120 * BILLION, rel=0.1)
    low, high = found.interval
    assert 0 < low < found.middle < (high or 0)
    assert found.above(low - 1) == 1
    assert found.above((high or 0) + 1) == 0
    assert found.above(found.middle) == pytest.approx(0.5, abs=0.01)


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
    for number, city in enumerate(VINTAGE.cities):
        if number % 2 == of_even:
            yield from all_pairs(history(index_of(VINTAGE), selection).get(city, ()))


@pytest.mark.parametrize("of_even", [False, True])
def test_the_ratios_of_half_of_the_cities_hold_for_the_other_half(of_even: bool) -> None:
    """Nearly all pairs lie inside, also in each class of size and distance with many."""
    tool = _tool()
    evens = {city for number, city in enumerate(VINTAGE.cities) if number % 2}

    def is_measured(city: ctc.City) -> bool:
        return (city in evens) is not of_even

    measured = tool["ratios"](is_measured)
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
