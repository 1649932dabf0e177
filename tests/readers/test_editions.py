"""Which edition of a customs table a file is: in yuan or dollars, of China or Zhejiang."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.readers import read_customs_hangzhou
from tests.support.customs_pages import (
    MONTHS,
    as_csv,
    as_html,
    bundled,
    edited,
    location,
    read_text,
    zhejiang,
)
from tests.support.factories import VINTAGE

DECEMBER = location()


def test_the_dollar_edition() -> None:
    """Amounts in thousand dollars, from a source of its own that the dataset has not yet."""
    table = read_text(as_html(location("2025-07", per_unit=7_196)), None)
    shenzhen = next(record for record in table.records if record.city.id == "shenzhen")
    yuan = VINTAGE.preferred("shenzhen", period="2025-01/2025-07")
    assert yuan is not None
    assert yuan.value is not None
    assert table.currency is shenzhen.currency is ctc.Currency.USD
    assert shenzhen.value == pytest.approx(yuan.value / 7.196, rel=1e-6)
    assert (shenzhen.rounded_to, shenzhen.unit_multiplier) == (1_000, 3)
    assert shenzhen.source.id == "gacc-location-usd-2025-07"
    assert shenzhen.source.title.startswith("进出口商品收发货人所在地总值表（美元值） 2025-07")
    assert shenzhen.source.tier is ctc.Tier.OFFICIAL
    assert table.problems == ()
    assert len(table.records) == 6 * len(table.cities) == 822


def test_the_edition_where_none_is_stated() -> None:
    """Without a unit the edition tells the currency, and the table says what was assumed."""
    bare = as_csv(replace(location("2025-07", per_unit=7_196), unit=""))
    table = read_text(bare, "2025-07", edition="USD")
    assert table.currency is ctc.Currency.USD
    assert [problem.message for problem in table.problems] == [
        "no unit is stated: amounts are read in units of 10^3 USD"
    ]
    yuan = read_text(as_csv(replace(DECEMBER, unit="")), edition=ctc.Currency.CNY)
    assert set(yuan.records) == bundled("gacc-location-2024-12")
    with pytest.raises(DatasetError, match="no unit is stated"):
        read_text(bare, "2025-07")


def test_the_edition_of_the_title() -> None:
    table = read_text(as_html(replace(DECEMBER, unit="")), None)
    assert set(table.records) == bundled("gacc-location-2024-12")
    assert len(table.problems) == 1


@pytest.mark.parametrize("month", MONTHS)
def test_zhejiang_is_read(month: str) -> None:
    """Imports before exports: the bundled records of its own, and the other cities besides."""
    table = read_customs_hangzhou(io.StringIO(as_csv(zhejiang(month))), period=month)
    assert bundled(f"hangzhou-customs-{month}") < set(table.records)
    assert len(table.cities) == 11
    assert {record.city.id for record in table.reference_records} == {"330000"}
    assert (table.problems, table.zones, table.unknown) == ((), (), ())
    assert all(record.period == table.period for record in table.records)


def test_a_mislabelled_unit_is_found() -> None:
    """The total row tells that the amounts are in yuan, whatever the table states."""
    table = read_customs_hangzhou(io.StringIO(as_csv(zhejiang(unit="万元"))), period="2024-12")
    right = read_customs_hangzhou(io.StringIO(as_csv(zhejiang())), period="2024-12")
    assert table.records == right.records
    (problem,) = table.problems
    assert (problem.line, problem.column) == (2, "当期进出口")
    assert problem.message == (
        "the stated unit of 10^4 CNY cannot be right: the total 5264125718625 makes sense in "
        "units of 1 CNY, in which all amounts are read"
    )


def test_traces_of_multiplication() -> None:
    """What floating point left of a multiplication, and the digits of a computation, go."""
    page = zhejiang()
    rows = [
        {
            key: f"{cell}.00003" if key.endswith("total_ytd") and "growth" not in key else cell
            for key, cell in row.items()
        }
        for row in page.rows
    ]
    rows[1]["growth_total_ytd"] = "6.351928401719064"
    right = read_customs_hangzhou(io.StringIO(as_csv(page)), period="2024-12")
    table = read_customs_hangzhou(
        io.StringIO(as_csv(replace(page, rows=rows[:2] + page.rows[2:]))), period="2024-12"
    )
    assert table.records == right.records
    assert [problem.message for problem in table.problems] == [
        "growth is printed to 15 decimals: it is read to one"
    ]
    with pytest.raises(DatasetError, match=r"must be a whole number of CNY; got '854939570000.25'"):
        read_customs_hangzhou(
            io.StringIO(as_csv(edited(page, "杭州地区", total_ytd="854939570000.25"))),
            period="2024-12",
        )


def test_ten_thousand_yuan_with_decimals() -> None:
    page = zhejiang(unit="万元")
    rows = [
        {
            key: f"{int(cell) // 10_000}.{int(cell) % 10_000:04}" if cell.isdecimal() else cell
            for key, cell in row.items()
        }
        for row in page.rows
    ]
    table = read_customs_hangzhou(io.StringIO(as_csv(replace(page, rows=rows))), period="2024-12")
    assert bundled("hangzhou-customs-2024-12") < set(table.records)
    assert table.problems == ()


def test_a_city_of_another_province_is_not_taken_for_one_of_zhejiang() -> None:
    """Places are found by their Chinese names: 台州 is the one of Zhejiang."""
    table = read_customs_hangzhou(io.StringIO(as_csv(zhejiang())), period="2024-12")
    assert "taizhou-zhejiang" in {city.id for city in table.cities}
    assert {city.province for city in table.cities} == {"Zhejiang"}
