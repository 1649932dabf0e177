"""Rows that must not be added are refused."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from china_trade_cities import frames
from china_trade_cities.exceptions import IncomparableRecordsError, InvalidArgumentError
from tests.support.cases import document
from tests.support.engines import ANYTHING, rows, small

# The words that people write for columns, directions, goods and places.
WORDS: dict[str, Any] = document(__file__, "words.json")


@pytest.mark.parametrize(
    ("part", "values", "reason"),
    [
        (part, values, reason)
        for part, reasons in WORDS["refused"].items()
        for reason, pairs in reasons.items()
        for values in pairs
    ],
    ids=str,
)
def test_what_must_not_be_added_is_refused(part: str, values: list[Any], reason: str) -> None:
    frame = small(**{part: values})
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(frame)
    assert caught.value.mixed == {part: tuple(sorted("" if v is None else str(v) for v in values))}
    assert caught.value.reasons == {part: reason}
    assert len(frames.top_n(frame, waive=part)) == 2


@pytest.mark.parametrize(
    ("part", "values"),
    [(part, values) for part, pairs in WORDS["added"].items() for values in pairs],
    ids=str,
)
def test_what_adds_up_is_added(part: str, values: list[Any]) -> None:
    """Parts of one whole, and single values of any kind."""
    assert len(frames.top_n(small(**{part: values}))) == 2


@pytest.mark.parametrize(
    ("part", "single", "reason"),
    [
        ("product", "85", "all goods beside single goods"),
        ("partner", "Japan", "the world beside single partners"),
    ],
)
def test_every_usual_word_for_a_whole_is_known(part: str, single: str, reason: str) -> None:
    """For all goods, or for all partners, beside a single one."""
    for whole in (*WORDS["wholes"], *(f"All {what}" for what in WORDS["all of these"])):
        frame = small(**{part: [whole, single]})
        with pytest.raises(IncomparableRecordsError) as caught:
            frames.top_n(frame)
        assert caught.value.reasons == {part: reason}
    for other in WORDS["no wholes"]:
        assert len(frames.top_n(small(**{part: [other, single]}))) == 2


def test_every_usual_word_for_a_direction_is_known() -> None:
    """One beside exports, imports or both, which says what it is taken for."""
    for reason, words in WORDS["directions beside exports"].items():
        for word in words:
            with pytest.raises(IncomparableRecordsError, match=reason) as caught:
                frames.top_n(small(flow=["X", word]))
            assert caught.value.mixed == {"flow": tuple(sorted(["X", word]))}
    with pytest.raises(IncomparableRecordsError, match="exports beside"):
        frames.top_n(small(flow=["出口总值", "转口"]))
    for again, imports in (("rm", "进口"), ("Reimport", "Imports"), ("re-imports", "m")):
        with pytest.raises(IncomparableRecordsError, match="imports beside") as caught:
            frames.top_n(small(flow=[again, imports]))
        assert caught.value.mixed == {"flow": tuple(sorted([again, imports]))}
    for word in WORDS["no directions"]:
        assert len(frames.top_n(small(flow=["x", word]))) == 2
    # Only what overlaps is named.
    three = pl.DataFrame({"city": "a", "value": 1, "flow": ["X", "M", "RX"]})
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(three)
    assert caught.value.mixed == {"flow": ("RX", "X")}
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(three.with_columns(flow=pl.Series(["X", "M", "RM"])))
    assert caught.value.mixed == {"flow": ("M", "RM")}


def test_every_usual_group_of_partners_is_known() -> None:
    """With the number of its members or without."""
    for group in WORDS["groups of partners"]:
        with pytest.raises(IncomparableRecordsError, match="blocs or regions") as caught:
            frames.top_n(small(partner=["Viet Nam", group]))
        assert caught.value.mixed == {"partner": tuple(sorted(["Viet Nam", group]))}


def test_codes_are_held_against_each_other() -> None:
    """All that a code contains are named, and no others."""
    codes = ["85", "8517", "851762", "86", "0101", "10", "HS 9503.00", "widgets"]
    frame = pl.DataFrame({"city": "a", "value": 1, "hs": codes})
    with pytest.raises(IncomparableRecordsError, match="codes of which they are a part") as caught:
        frames.top_n(frame)
    assert caught.value.mixed == {"product": ("85", "8517", "851762")}
    apart = frame.with_columns(hs=pl.Series([*codes[3:], *codes[3:6]]))
    assert len(frames.top_n(apart)) == 1
    for chapter, heading in (("hs85", "Hs 85.17"), ("85 - Electrical", "8501: Motors")):
        with pytest.raises(IncomparableRecordsError, match="codes of which they are a part"):
            frames.top_n(small(hs=[chapter, heading]))
    assert len(frames.top_n(small(hs=["85 - Electrical", "8 - 10 seats"]))) == 2


@pytest.mark.parametrize("column", WORDS["columns"]["product"])
def test_levels_of_products_are_not_added_up(column: str) -> None:
    """In whatever column they stand: a chapter beside its headings, all goods beside both."""
    for codes in (["85", "8542"], ["TOTAL", "85"]):
        with pytest.raises(IncomparableRecordsError, match="product"):
            frames.top_n(small(**{column: codes}))
    assert len(frames.top_n(small(**{column.replace("_", " ").upper(): ["84", "85"]}))) == 2
    with pytest.raises(IncomparableRecordsError, match="product"):
        frames.top_n(small(**{column.replace("_", " ").upper(): ["85", "8542"]}))


def test_the_second_partner_of_comtrade_is_not_added_up() -> None:
    """The row of all second partners holds those of single ones, which would be added twice."""
    comtrade = pl.DataFrame(
        {
            "reporter": ["Ningbo"] * 3,
            "period": ["202405"] * 3,
            "flowCode": ["X"] * 3,
            "partnerCode": [0] * 3,
            "partner2Code": [0, 24, 36],
            "customsCode": ["C00"] * 3,
            "motCode": [0] * 3,
            "cmdCode": ["85"] * 3,
            "primaryValue": [100, 60, 40],
        }
    )
    for frame in (comtrade, comtrade.lazy()):
        with pytest.raises(IncomparableRecordsError) as caught:
            ANYTHING.top_n(frame, period="2024-05")
        assert caught.value.mixed == {"partner2": ("0", "24", "36")}
    single = comtrade.filter(pl.col("partner2Code") == 0)
    assert frames.top_n(single, period="2024-05").rows() == [(1, "Ningbo", 100)]
    assert frames.top_n(comtrade, waive="partner2").rows() == [(1, "Ningbo", 200)]


@pytest.mark.parametrize("nation", WORDS["nations"])
def test_every_usual_name_of_the_nation_is_known(nation: str) -> None:
    """Beside a city; alone it is a table of the nation."""
    with pytest.raises(IncomparableRecordsError, match="all cities together"):
        frames.top_n(small(city=["Ningbo", nation]))
    assert frames.top_n(small(city=[nation] * 2)).rows() == [(1, nation, 7)]


@pytest.mark.parametrize("nation", ["全国", "China", "总计", "Total", " 合计"])
@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["pl", "pd", "pa"])
def test_the_nation_beside_its_cities_is_refused(make: Any, nation: str) -> None:
    """It would be ranked as a city, and counted twice in shares."""
    frame = make(
        {"city": [nation, "Ningbo"] * 2, "year": [2023, 2023, 2024, 2024], "value": [3] * 4}
    )
    questions: list[Any] = [frames.top_n, frames.market_share, frames.concentration]
    for ask in (*questions, partial(frames.growth_leaders, period=2024)):
        with pytest.raises(IncomparableRecordsError, match="all cities together") as caught:
            ask(frame)
        assert caught.value.mixed == {"city": (nation,)}
        assert caught.value.reasons == {"city": "all cities together beside single cities"}
        assert len(rows(ask(frame, waive="city"))) >= 1
    assert rows(frames.top_n(frame, cities=nation))[0]["value"] == 6


@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["pl", "pd", "pa"])
def test_the_nation_is_refused_by_its_code_and_only_where_it_would_be_answered(make: Any) -> None:
    """Codes may be numbers; without a row in one of both years it has no growth to be ranked."""
    years: dict[str, Any] = {"year": [2023, 2023, 2024, 2024], "value": [3] * 4}
    grown = partial(frames.growth_leaders, period=2024)
    both = make({"city": [100000, 330200] * 2} | years)
    for ask in (frames.top_n, grown):
        with pytest.raises(IncomparableRecordsError, match="all cities together"):
            ask(both)
    now_only = make({"city": [320500, 330200, 100000, 330200]} | years)
    assert [row["city"] for row in rows(grown(now_only))] == ["330200"]


def test_all_faults_are_told_at_once() -> None:
    """One error for all columns; long lists are cut."""
    products = [str(number) for number in range(10, 16)] + ["1011"]
    frame = pl.DataFrame(
        {
            "city": "a",
            "value": 1,
            "currency": ["CNY"] * 6 + ["USD"],
            "product": [None, *products[1:]],
        }
    )
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(frame)
    text = str(caught.value)
    assert "currency: more than one currency ('CNY', 'USD')" in text
    assert "'13' and 2 more" in text
    assert "waive=('product', 'currency')" in text


def test_only_the_rows_that_are_asked_for_must_go_together() -> None:
    """A question that chooses one value, or a period with one, is answered."""
    frame = small(currency=["CNY", "USD"], period=["2023-01", "2024-01"], product=["", "61"])
    assert frames.top_n(frame, currency="USD", product="61").rows() == [(1, "Suzhou", 4)]
    assert frames.top_n(frame, period=2023).rows() == [(1, "Ningbo", 3)]
    assert frames.top_n(frame, currency="CNY", product="").rows() == [(1, "Ningbo", 3)]
    assert frames.top_n(frame, currency="CNY", product="61").rows() == []


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "Polars", "PyArrow"]
)
def test_a_value_that_the_column_spells_otherwise_is_refused(make: Any) -> None:
    """Not answered with nothing: the spelling of the column is told. Others may be missing."""
    data = {"city": ["a", "b"], "value": [1, 2], "hs": [60, 61], "currency": ["CNY", "USD"]}
    frame = make({**data, "flow": ["export", "import"], "year": [2023, 2024]})
    with pytest.raises(
        InvalidArgumentError, match="spelled as in column 'flow': 'export'; got 'Exports'"
    ):
        frames.top_n(frame, flow="Exports", product="60", currency="CNY")
    with pytest.raises(InvalidArgumentError, match=r"flow must be spelled .*: 'export'; got 'X'"):
        frames.top_n(frame, flow="X", product="60", currency="CNY", period=2023)
    with pytest.raises(
        InvalidArgumentError, match=r"currency must be spelled .*: 'USD'; got 'usd'"
    ):
        frames.market_share(frame, flow="import", product="61", currency="usd")
    for missing in ({"flow": "balance"}, {"product": "99"}, {"currency": "HKD"}):
        chosen: Any = {"flow": "export", "product": "60", "currency": "CNY", **missing}
        assert len(frames.top_n(frame, **chosen)) == 0
    assert len(frames.top_n(frame[:0], flow="Exports", product="60", currency="CNY")) == 0
    # What is missing is spelt as blank.
    blank = make({**data, "year": [2024, 2024], "partner": [None, "Japan"]})
    with pytest.raises(InvalidArgumentError, match=r"partner must be spelled .*: ''; got ' '"):
        frames.top_n(blank, partner=" ", waive=("product", "currency"))


def test_a_lazy_frame_answers_nothing_with_nothing() -> None:
    """It is not run to see whether there is such a value."""
    lazy = small(flow=["export"] * 2).lazy()
    assert frames.top_n(lazy, flow="exports").collect().rows() == []


def test_integer_codes_are_chosen_by_their_digits() -> None:
    """HS codes as integers have lost their leading zeros."""
    frame = small(product=[101, 8542])
    assert frames.top_n(frame, product="0101").rows() == [(1, "Ningbo", 3)]
    with pytest.raises(InvalidArgumentError, match="holds integers"):
        frames.top_n(frame, product="toys")


REFUSED: list[dict[str, Any]] = [
    *document(__file__, "refused.json"),
    {
        "columns": {"flow": [b"1", b"2"]},
        "argument": "columns",
        "got": "flow='flow'",
        "allowed": "of text, categories or numbers, not Binary",
    },
    {
        "columns": {"city": [date(2024, 1, 1)] * 2},
        "argument": "columns",
        "got": "city='city'",
        "allowed": "of text, categories or integers, not Date",
    },
]


@pytest.mark.parametrize(
    "case", REFUSED, ids=lambda case: f"{case.get('columns', {})} {case.get('options', {})}"[:70]
)
def test_what_is_wrong_is_said(case: dict[str, Any]) -> None:
    columns = {name: pl.Series(held) for name, held in case.get("columns", {}).items()}
    options = dict(case.get("options", {}))
    if "columns" in options:
        options["columns"] = frames.Columns(**options["columns"])
    with pytest.raises(InvalidArgumentError) as caught:
        ANYTHING.top_n(small().with_columns(**columns), **options)
    error = caught.value
    assert (error.argument, error.value) == (case["argument"], case["got"])
    assert error.allowed == case["allowed"]


@pytest.mark.parametrize("flow", ["balance", "贸易差额"])
def test_a_balance_has_no_shares(flow: str) -> None:
    """Its parts do not add up to a whole."""
    frame = small(flow=["balance", "balance"], year=[2024, 2023], hs=["1", "2"])
    allowed = f"^flow must be a flow whose parts add up, .*; got '{flow}'$"
    for ask in (frames.market_share, frames.concentration, frames.specialization_index):
        with pytest.raises(InvalidArgumentError, match=allowed):
            ask(frame, flow=flow)
    with pytest.raises(InvalidArgumentError, match=allowed):
        frames.contribution(frame, flow=flow, period=2024)
