"""The tables and rows of rankings, word for word."""

from __future__ import annotations

from typing import Any

import pytest

import china_trade_cities as ctc
from tests.support.cases import document
from tests.support.factories import (
    GAOMI,
    HERALD,
    JAPAN,
    LAST_YEAR,
    LINYI,
    MACAO,
    TOYS,
    WEIFANG,
    amount,
    city,
    dataset,
    record,
)

PRINTED: dict[str, Any] = document(__file__, "printed.json")


def test_dicts_are_flat_and_plain() -> None:
    """Rows for a dataframe: ids, numbers and text, the question repeated in every row."""
    (row,) = ctc.top_n(1, period="2023-01/2023-11", cities="Shenzhen").to_dicts()
    assert row == PRINTED["ranking row"]
    assert {type(value) for value in row.values()} <= {int, str, float, bool, list, type(None)}


JINAN = city(id="jinan", name="Jinan", name_zh="济南")
ZIBO = city(id="zibo", name="Zibo", name_zh="淄博")


def toys(place: ctc.City, value: int | None, **changes: Any) -> ctc.TradeRecord:
    asked: dict[str, Any] = {"flow": ctc.Flow.EXPORT, "product": TOYS, "partner": JAPAN}
    printed = asked | {"city": place} | changes
    return record(**printed) if value is None else amount(value, **printed)


GROWING = dataset(
    cities=(GAOMI, JINAN, LINYI, MACAO, WEIFANG, ZIBO),
    records=(
        toys(WEIFANG, 12_345_678, growth=20.25, growth_decimals=2),
        toys(LINYI, 9_000_000, rounded_to=1_000_000, growth=20.0, growth_decimals=0),
        toys(
            ZIBO,
            4_000_000,
            rounded_to=100_000,
            growth=15.0,
            growth_decimals=1,
            status=ctc.Status.APPROXIMATE,
            source=HERALD,
        ),
        toys(JINAN, None, growth=-3.5, growth_decimals=1),
        toys(WEIFANG, 10_000_000, period=LAST_YEAR),
        toys(LINYI, 8_000_000, period=LAST_YEAR, source=HERALD),
    ),
)


def growing(**changes: Any) -> ctc.GrowthRanking:
    asked: dict[str, Any] = {"flow": "export", "product": "toys", "partner": "Japan"}
    return ctc.growth_leaders(dataset=GROWING, **(asked | changes))


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("published growth", {}),
        ("computed growth", {"method": "computed", "min_value": 5_000_000}),
        ("no growth", {"period": 2025}),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_table_of_growth(name: str, question: dict[str, Any]) -> None:
    """Word for word, with all the notes.

    Published rates have the decimals that were printed, computed ones one. Amounts stand in one
    scale, with the sources of both; ranks may be left open by rounding. A table of nothing has the
    heads of its columns, and says where to ask instead.
    """
    assert str(growing(**question)).split("\n") == PRINTED[name]


def test_ranks_of_growth_that_rounding_leaves_open() -> None:
    """A rate that may be that of another city is not certain; the repr says the rate."""
    assert [entry.is_certain for entry in growing()] == [False, False, False, True]
    assert repr(growing()[-1]) == "<GrowthLeader 4: jinan -3.5 % published>"


def test_dicts_of_growth_hold_all_that_is_known() -> None:
    """The rank, the figure, the rate and what it is based on; blank where nothing was printed."""
    first, *_, last = growing().to_dicts()
    assert [first, last] == PRINTED["growth rows"]


def test_a_star_marks_what_rests_on_a_derived_amount() -> None:
    """A total of exports and imports, also where it is only the base; the note says what it is."""
    note = "*: export plus import of one source, which prints no total"
    base: dict[str, Any] = {"period": 2024, "cities": "Yantai"}
    question: list[tuple[Any, str, bool]] = [
        (ctc.top_n(period=2023, cities="Yantai"), "456.91*", True),
        (ctc.growth_leaders(**base, method="computed"), "3.4*", True),
        (ctc.contribution(**base, of="cities"), "+3.38*", True),
        (ctc.growth_leaders(**base), "3.4", False),
        (ctc.top_n(**base), "472.34", False),
    ]
    for answer, shown, is_marked in question:
        lines = str(answer).splitlines()
        assert shown in lines[4].split()
        assert (note in lines) is is_marked
