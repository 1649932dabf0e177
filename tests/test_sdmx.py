"""Records go out under the column names of SDMX and come back as they were."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

import china_trade_cities as ctc
import factories as make
from china_trade_cities.serialization import from_sdmx_csv, to_sdmx_csv

VINTAGE = ctc.load_dataset("2026.1")


@pytest.mark.thorough
def test_every_bundled_record_comes_back() -> None:
    """Nothing is lost: amounts, rounding, dashes, growth, shares, status, sources and notes."""
    assert from_sdmx_csv(to_sdmx_csv(VINTAGE.records)) == VINTAGE.records


def observation(record: ctc.TradeRecord) -> dict[str, str]:
    """What stands in each column."""
    (found,) = csv.DictReader(io.StringIO(to_sdmx_csv([record]), newline=""))
    return found


def test_any_tool_reads_the_columns_as_sdmx_means_them() -> None:
    """An amount is the value times ten to the multiplier; a span is an ISO 8601 duration."""
    record = VINTAGE.preferred("Shenzhen", period="2023-01/2023-11")
    assert record is not None
    found = observation(record)
    assert float(found["OBS_VALUE"]) * 10 ** int(found["UNIT_MULT"]) == record.value
    assert found["UNIT_MEASURE"] == "CNY"
    assert found["TIME_PERIOD"] == "2023-01-01/P11M"
    assert (found["REF_AREA"], found["TRADE_FLOW"], found["OBS_STATUS"]) == (
        "shenzhen", "total", "A",
    )  # fmt: skip
    month = VINTAGE.preferred("Shenzhen", period="2024-05")
    year = VINTAGE.preferred("Shenzhen", period="2024")
    assert month is not None
    assert year is not None
    assert [observation(each)["TIME_PERIOD"] for each in (month, year)] == ["2024-05", "2024"]


def test_at_least_is_status_e_with_a_limit() -> None:
    """SDMX has no status for "at least": E, and a column of its own that brings L back."""
    world = make.dataset()
    record = make.amount(5, city=make.LINYI, status=ctc.Status.AT_LEAST, note="over 5 yuan")
    found = observation(record)
    assert (found["OBS_STATUS"], found["OBS_LIMIT"]) == ("E", "at least")
    assert found["COMMENT_OBS"] == "over 5 yuan"
    assert from_sdmx_csv(to_sdmx_csv([record]), dataset=world) == (record,)


def test_a_dash_is_no_number() -> None:
    """Whoever adds up the column meets a blank, and the dash comes back."""
    dash = make.record(city=make.LINYI, value_dash=True, growth_dash=True,
                       currency=ctc.Currency.USD, unit_multiplier=3, rounded_to=1000)  # fmt: skip
    found = observation(dash)
    assert (found["OBS_VALUE"], found["GROWTH_RATE"]) == ("", "")
    assert from_sdmx_csv(to_sdmx_csv([dash]), dataset=make.dataset()) == (dash,)


def test_few_columns_in_any_order_are_enough() -> None:
    """What is left out takes its default."""
    header = "\ufeffOBS_VALUE,SOURCE,UNIT_MEASURE,TIME_PERIOD,REF_AREA,TRADE_FLOW"
    text = f"{header}\r\n5,gazette,CNY,2024,linyi,total\r\n"
    assert from_sdmx_csv(text, dataset=make.dataset()) == (make.amount(5, city=make.LINYI),)


NEEDED = "REF_AREA,TRADE_FLOW,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,SOURCE"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("REF_AREA,TRADE_FLOW,TRADE_FLOW,FREQ\n",
         [(1, "TRADE_FLOW"), (1, "FREQ"), (1, "TIME_PERIOD"), (1, "SOURCE")]),
        (f'{NEEDED}\nlinyi,total\nlinyi,total,"2024\n', [(2, None), (3, None)]),
        (f"{NEEDED}\nlinyi,totals,2024-13,5,RMB,nobody\n",
         [(2, "SOURCE"), (2, "TIME_PERIOD"), (2, "TRADE_FLOW"), (2, "UNIT_MEASURE")]),
        (f"{NEEDED},OBS_LIMIT,UNIT_MULT\nlinyi,total,2024,5,CNY,gazette,at most,x\n",
         [(2, "OBS_LIMIT")]),
        (f"{NEEDED},OBS_LIMIT,OBS_STATUS\nlinyi,total,2024,5,CNY,gazette,at least,U\n",
         [(2, "OBS_LIMIT")]),
        (f"{NEEDED},OBS_DASH,GROWTH_DASH\nlinyi,total,2024,5,CNY,gazette,3,4.5\n",
         [(2, "OBS_DASH"), (2, "GROWTH_DASH")]),
        (f"{NEEDED},OBS_DASH\nlinyi,total,2024,5,CNY,gazette,-\n", [(2, "OBS_DASH")]),
        (f"{NEEDED}\nlinyi,total,2024-01-01/P0M,5,CNY,gazette\n", [(2, "TIME_PERIOD")]),
        (f"{NEEDED}\nlinyi,total,2024-13-01/P2M,5,CNY,gazette\n", [(2, "TIME_PERIOD")]),
    ],
)  # fmt: skip
def test_faults_are_told_at_once(text: str, told: list[tuple[int, str | None]]) -> None:
    """Line and column, in the names of SDMX."""
    with pytest.raises(ctc.exceptions.DatasetError) as error:
        from_sdmx_csv(text, dataset=make.dataset())
    places = [(problem.line, problem.column) for problem in error.value.problems]
    assert sorted(places, key=str) == sorted(told, key=str)
    assert all(problem.file is None for problem in error.value.problems)


@pytest.mark.parametrize("records", [None, 7, ["x"], "x", [None]])
def test_only_records_are_written(records: Any) -> None:
    """Anything else is an error that says so."""
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="iterable of TradeRecord"):
        to_sdmx_csv(records)


def test_blank_lines_at_the_end_are_no_records() -> None:
    """Editors and spreadsheets leave them; one between records is told as what it is."""
    world = make.dataset()
    text = f"{NEEDED}\nlinyi,total,2024,5,CNY,gazette\n"
    (record,) = from_sdmx_csv(text, dataset=world)
    for tail in ("\n", "\n\n\n", "\r\n\r\n"):
        assert from_sdmx_csv(text + tail, dataset=world) == (record,)
    with pytest.raises(ctc.exceptions.DatasetError) as caught:
        from_sdmx_csv(f"{text}\n{text.splitlines()[1]}", dataset=world)
    assert [str(problem) for problem in caught.value.problems] == [
        "3: a blank line, where a row is allowed"
    ]


@pytest.mark.parametrize("text", [None, b"REF_AREA"])
def test_only_text_is_read(text: Any) -> None:
    """Anything else is refused."""
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="CSV text"):
        from_sdmx_csv(text)


@pytest.mark.parametrize(
    "changes",
    [{"rounded_to": 5}, {"note": "two\nlines"}, {"note": " spaced "},
     {"city": make.city(level=ctc.Level.PROVINCE)}],
    ids=["fives", "lines", "spaces", "province"],
)  # fmt: skip
def test_what_a_line_cannot_say_is_refused(changes: dict[str, Any]) -> None:
    """Nothing is written that would come back otherwise."""
    good = make.amount(5, city=make.LINYI)
    bad = make.amount(5, **({"city": make.LINYI} | changes))
    with pytest.raises(ctc.exceptions.DatasetError) as error:
        to_sdmx_csv([good, bad])
    assert len(error.value.problems) == 1
