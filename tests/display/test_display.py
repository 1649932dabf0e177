"""What results look like in a terminal, aligned with Chinese text too, and as flat dicts."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities._display.view import Scale, View, as_text, width
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

BUNDLED = ctc.load_dataset("2026.1")
PRINTED: dict[str, Any] = document(__file__, "printed.json")

RESULTS: dict[str, Any] = {
    "top": ctc.top_n(7),
    "top of a span": ctc.top_n(7, period="2023-01/2023-11"),
    "top of nothing": ctc.top_n(7, period=1999),
    "growth": ctc.growth_leaders(7),
    "computed growth": ctc.growth_leaders(7, method="computed", period="2025-01/2025-07"),
    "growth without amounts": ctc.growth_leaders(7, partner="Africa", period="2023-01/2023-09"),
    "growth of nothing": ctc.growth_leaders(7, period=1999),
    "converted": ctc.top_n(7, period=2021, convert_to="CNY"),
    "comparable periods": BUNDLED.comparable_periods(),
    "shares": ctc.market_share(7),
    "shares of nothing": ctc.market_share(7, period=1999),
    "contributions": ctc.contribution(7, period="2025-01/2025-07"),
    "contributions of products": ctc.product_contribution("Shanghai", period="2023-01/2023-11"),
    "contributions of no products": ctc.product_contribution("Ningbo"),
    "contributions of nothing": ctc.contribution(7, period=1999),
    "concentration": ctc.concentration(),
    "concentration of nothing": ctc.concentration(period=1999),
    "comparison": ctc.compare(["Ningbo", "Yiwu", "Hong Kong"]),
    "time series": ctc.time_series("Suzhou", span="year", convert_to="CNY"),
    "time series of nothing": ctc.time_series("Ngari"),
    "published ranks": ctc.published_ranks("Shenzhen"),
    "specialization": ctc.by_specialization("textiles"),
    "conflicts": BUNDLED.conflicts(),
    "corroborations": BUNDLED.corroborations()[:50],
    "coverage": BUNDLED.coverage()[:50],
    "profile": ctc.profile("Yiwu"),
    "profile of Hong Kong": ctc.profile("Hong Kong"),
    "profile of nothing": ctc.profile("Ngari"),
}


def columns(text: str) -> int:
    """Columns of a terminal that a text takes, counted anew here."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


def test_columns_are_aligned_with_chinese_text() -> None:
    """In every row a column starts at the same place on the screen, counted in terminal cells."""
    table = str(RESULTS["top"]).splitlines()[2:10]
    starts: set[int] = set()
    for line in table:
        mark = re.search(r"(rank range|certain)", line)
        assert mark is not None
        starts.add(columns(line[: mark.start()]))
    assert len(starts) == 1


def test_numbers_are_flush_right() -> None:
    """Amounts end in the same column whatever their length."""
    text = as_text(View("title", ("name", ">amount"), [("深圳", "1,000.5"), ("Xi'an", "2.5")]))
    assert text == "title\n\nname    amount\n深圳   1,000.5\nXi'an      2.5"


@pytest.mark.parametrize(("text", "cells"), [("", 0), ("abc", 3), ("深圳", 4), ("e\u0301", 1)])
def test_width_counts_terminal_cells(text: str, cells: int) -> None:
    """Chinese characters take two cells, combining accents none."""
    assert width(text) == cells


@pytest.mark.parametrize(
    ("largest", "value", "rounded_to", "shown"),
    [
        (4_504_824_120_000, 4_504_824_120_000, 10_000, "4,504.82 billion "),
        (3_510_000_000_000, 3_510_000_000_000, 10_000_000_000, "3,510 billion "),
        (15_190_000_000, 15_190_000_000, 10_000_000, "15.19 billion "),
        (9_000_000_000, 9_000_000_000, 100_000_000, "9,000 million "),
        (4_000, 4_000, 1, "4,000 "),
        (-379_700_000_000, -379_700_000_000, 100_000_000, "-379.7 billion "),
    ],
)
def test_amounts_show_no_more_digits_than_were_published(
    largest: int, value: int, rounded_to: int, shown: str
) -> None:
    """At most two decimals, and none that the publisher rounded away."""
    scale = Scale.for_amount(largest)
    assert f"{scale.show(value, rounded_to)} {scale.word}" == shown


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_prints(name: str) -> None:
    """Plain text without trailing spaces, whose rows are also there as plain values."""
    result = RESULTS[name]
    assert not [line for line in str(result).splitlines() if line != line.rstrip()]
    assert len(repr(result)) < 120
    assert json.loads(json.dumps(getattr(result, "to_dicts", dict)())) is not None


def test_lines_are_painted_by_their_part() -> None:
    """Title, head and notes can be set apart; the rows never are."""
    view = View("title", ("a", "b"), [("1", "2")], ("note", "note 2"))
    painted = as_text(view, lambda part, line: f"<{part}>{line}")
    assert painted == "<title>title\n\n<head>a  b\n1  2\n\n<note>note\n<note>note 2"
    assert as_text(view) == re.sub("<[a-z]+>", "", painted)


def test_notes_explain_marks_gaps_and_sources() -> None:
    """A doubtful figure carries its status, a rate without amount says so, sources are numbered."""
    unsure = str(ctc.growth_leaders(3, period=2025))
    assert "15 L" in unsure
    assert "L: at least" in unsure
    alone = str(RESULTS["growth without amounts"])
    assert "No amount: the source printed the rate alone and does not state its currency." in alone
    assert "[1] Goodcan Trading. Which city in China has the most trade? https://" in alone
    assert "2\u20133" not in str(RESULTS["top"])
    assert re.search(r"5\u20136 of \d+", str(ctc.profile("Ningbo")))
    everything = ctc.top_n(9, cities=["Shenzhen", "Shanghai"])
    assert "2 of 2 ranked cities shown.\n" in str(everything)


def test_dicts_are_flat_and_plain() -> None:
    """Rows for a dataframe: ids, numbers and text, the question repeated in every row."""
    (row,) = ctc.top_n(1, period="2023-01/2023-11", cities="Shenzhen").to_dicts()
    assert row == PRINTED["ranking row"]
    assert {type(value) for value in row.values()} <= {int, str, float, list, type(None)}


def test_dicts_of_growth_say_what_is_ranked() -> None:
    """The rate that is ranked, its method, and the level it is based on."""
    (row,) = ctc.growth_leaders(
        1, period="2025-01/2025-07", method="computed", cities="Guangzhou"
    ).to_dicts()
    assert (row["method"], round(row["growth"], 1), row["base_period"]) == (
        "computed",
        16.0,
        "2024-01/2024-07",
    )
    assert row["base_source"] == "gacc-location-2024-07"
    (alone,) = ctc.growth_leaders(1, partner="Africa", period="2023-01/2023-09").to_dicts()
    assert (alone["currency"], alone["base_value"], alone["base_source"]) == (None, None, None)


def test_dicts_of_other_results() -> None:
    """Evidence, conflicts, coverage and profiles come as plain values too."""
    evidence = ctc.by_specialization("lighters").to_dicts()
    assert [row["city"] for row in evidence] == ["wenzhou"]
    conflicts = BUNDLED.conflicts().to_dicts()
    assert {row["conflict"] for row in conflicts} == set(range(1, 23))
    assert sum(row["preferred"] for row in conflicts) == 22
    coverage = BUNDLED.coverage().to_dicts()
    assert {"city", "year", "flow", "periods", "full_year"} <= set(coverage[0])
    page = ctc.profile("Ningbo").to_dict()
    assert page["published_ranks"][0]["rank"] == 1
    assert {rank["score"] for rank in page["published_ranks"]} >= {"81.99", None}
    assert page["facts"][0]["value"] == "7.6"
    assert json.loads(json.dumps(page)) == page


# --- growth, word for word ----------------------------------------------------------------

JINAN = city(id="jinan", name="Jinan", name_zh="济南")
ZIBO = city(id="zibo", name="Zibo", name_zh="淄博")


def toys(place: ctc.City, value: int | None, **changes: Any) -> ctc.TradeRecord:
    """A figure of toys exported to Japan."""
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
    """The cities by the growth of their exports of toys to Japan."""
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
