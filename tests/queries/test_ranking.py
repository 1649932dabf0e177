"""What holds for the ranks of any answer, whatever the figures are."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

import china_trade_cities as ctc
from tests.support import factories
from tests.support.factories import amount
from tests.support.nations import GREW, NATION, PLACES, nations, world

if TYPE_CHECKING:
    from collections.abc import Iterable


def table(ranking: ctc.Ranking) -> list[tuple[int, str, tuple[int, int]]]:
    """What does not depend on the unit of amounts."""
    return [(entry.rank, entry.city.id, entry.rank_range) for entry in ranking]


@given(nations(), st.randoms(use_true_random=False), st.integers(2, 1_000))
def test_ranks_do_not_depend_on_order_or_unit(
    dataset: ctc.Dataset, random: Any, factor: int
) -> None:
    """Records may be shuffled, or all amounts given in another unit.

    What a city without a figure trades is expected by its size in yuan: it is not asked for.
    """
    ranked = [entry.city for entry in ctc.top_n(99, dataset=dataset)]

    def ranking(records: Iterable[ctc.TradeRecord], **question: Any) -> Any:
        other = attrs.evolve(dataset, records=tuple(records))
        return table(ctc.top_n(99, dataset=other, **question))

    shuffled = list(dataset.records)
    random.shuffle(shuffled)
    assert ranking(shuffled) == ranking(dataset.records)
    doubled = [_times(record, 2) for record in dataset.records]  # halves of units are whole
    scaled = [_times(record, factor) for record in doubled]
    cities = ranked or None
    assert ranking(scaled, cities=cities) == ranking(doubled, cities=cities)


def _times(record: ctc.TradeRecord, factor: int) -> ctc.TradeRecord:
    value = (record.value or 0) * factor
    return attrs.evolve(record, value=value, rounded_to=record.rounded_to * factor)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from((1, 2, 4, 8))), min_size=1, max_size=5),
    st.data(),
)
def test_rank_ranges_hold_every_rank_that_rounding_allows(
    figures: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Whatever true values are drawn inside the intervals, each city's rank is in its range."""
    records = [
        amount(value * unit, city=place, rounded_to=unit)
        for place, (value, unit) in zip(PLACES, figures, strict=False)
    ]
    ranking = ctc.top_n(99, dataset=factories.dataset(cities=PLACES, records=tuple(records)))
    drawn: dict[ctc.City, int] = {}
    for entry in ranking:
        low, high = entry.record.interval or (0, 0)
        drawn[entry.city] = data.draw(st.integers(low, high or low), label=entry.city.id)
    for entry in ranking:
        rank = 1 + sum(value > drawn[entry.city] for value in drawn.values())
        best, worst = entry.rank_range
        assert best <= rank <= worst
        assert best <= entry.rank <= worst


def test_order_of_tables_does_not_matter_for_any_question() -> None:
    """All orders of four records of cities, all answers."""
    answers = {
        (
            str(ctc.contribution(dataset=world(*records, nation=NATION))),
            str(ctc.market_share(dataset=world(*records, nation=NATION))),
            str(ctc.concentration(dataset=world(*records, nation=NATION))),
        )
        for records in permutations(GREW)
    }
    assert len(answers) == 1
