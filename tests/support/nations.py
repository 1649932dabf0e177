"""Cities beside the nation that they are part of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import china_trade_cities as ctc
from tests.support import factories
from tests.support.factories import HERALD, LAST_YEAR, LINYI, WEIFANG, amount, city

if TYPE_CHECKING:
    from collections.abc import Sequence

CHINA = city(id="china", name="China", name_zh="全国", level=ctc.Level.NATION)
SHANDONG = city(id="370000", name="Shandong", name_zh="山东省", level=ctc.Level.PROVINCE)
NO_REFERENCE = "no national figure for this period, flow, product, partner, currency and basis"
TERRITORY = "a customs territory of its own: not part of the national figure"


def world(*records: ctc.TradeRecord, nation: Sequence[ctc.TradeRecord] = ()) -> ctc.Dataset:
    """A dataset of these records of cities and of the nation."""
    reference = (*nation, amount(1_200, city=SHANDONG))
    return factories.dataset(
        records=records, reference_areas=(CHINA, SHANDONG), reference_records=reference
    )


def national(value: int, **changes: Any) -> ctc.TradeRecord:
    return amount(value, city=CHINA, **changes)


GREW = (
    amount(800, city=LINYI, period=LAST_YEAR),
    amount(1_000, city=WEIFANG, period=LAST_YEAR),
    amount(1_000, city=LINYI),
    amount(900, city=WEIFANG),
)
NATION = (national(4_000, period=LAST_YEAR), national(4_400, source=HERALD))
THIN = world(
    amount(10**10, city=LINYI, period=LAST_YEAR),
    amount(9 * 10**10, city=WEIFANG, period=LAST_YEAR),
    amount(10**10, city=LINYI),
    nation=[national(4 * 10**11)],
)
"""Weifang, of which nothing is known in 2024, had nine tenths of all trade the year before."""
PLACES = tuple(city(id=f"city-{letter}", name=letter.upper()) for letter in "abcdef")
ROUNDING = st.sampled_from((1, 10, 100, 1_000))


def printed(value: int, unit: int, **changes: Any) -> ctc.TradeRecord:
    """What is printed of a true value that is rounded to a unit, half up."""
    return amount((value + unit // 2) // unit * unit, rounded_to=unit, **changes)


@st.composite
def nations(draw: st.DrawFn) -> ctc.Dataset:
    """Cities and a nation that is their sum and more, each printed with a rounding of its own."""
    records: list[ctc.TradeRecord] = []
    nation: list[ctc.TradeRecord] = []
    for period in (LAST_YEAR, ctc.Period(year=2024)):
        values = draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=len(PLACES)))
        records += [
            printed(value, draw(ROUNDING), city=place, period=period)
            for place, value in zip(PLACES, values, strict=False)
        ]
        rest = draw(st.integers(0, 10**6))
        nation.append(printed(sum(values) + rest, draw(ROUNDING), city=CHINA, period=period))
    return factories.dataset(
        cities=PLACES,
        records=tuple(records),
        reference_areas=(CHINA,),
        reference_records=tuple(nation),
    )
