"""What a dataset holds: cities by years and flows, and who can be ranked with whom."""

from __future__ import annotations

import china_trade_cities as ctc
from tests.support.factories import (
    GAOMI,
    HERALD,
    JAPAN,
    LAST_YEAR,
    LINYI,
    MACAO,
    SPRING,
    TOYS,
    WEIFANG,
    amount,
    dataset,
    record,
)

EXPORT = ctc.Flow.EXPORT


def coverage(*records: ctc.TradeRecord) -> ctc.Coverage:
    return dataset(records=records).coverage()


def test_a_row_for_each_currency_and_basis() -> None:
    """Amounts that are never ranked together never share a row."""
    rows = coverage(
        amount(1),
        amount(2, source=HERALD),
        amount(3, currency=ctc.Currency.USD),
        amount(4, basis=ctc.Basis.UNSPECIFIED),
        record(growth=5.0, flow=EXPORT),
    )
    found = [(row.currency.value, row.basis.value, row.records, len(row.periods)) for row in rows]
    assert found == [
        ("CNY", "location", 2, 1),
        ("CNY", "unspecified", 1, 1),
        ("USD", "location", 1, 1),
    ]


def test_products_and_partners_stand_in_the_row() -> None:
    """Each once, also where there is nothing of all goods with the world."""
    (row,) = coverage(
        amount(5, flow=EXPORT, product=TOYS),
        amount(6, flow=EXPORT, product=TOYS, period=SPRING.previous_year()),
        amount(7, flow=EXPORT, product=TOYS, partner=JAPAN),
    )
    assert (row.products, row.partners) == ((TOYS,), (JAPAN,))
    assert (row.periods, row.records, row.full_year, row.to_date) == ((), 0, False, None)
    (cells,) = coverage(amount(5, flow=EXPORT, product=TOYS)).to_dicts()
    assert (cells["products"], cells["partners"], cells["currency"]) == (["toys"], [], "CNY")


def test_every_amount_is_covered(vintage: ctc.Dataset) -> None:
    """Rows and records of the bundled vintage agree, and every row says what top_n would rank."""
    rows = vintage.coverage()
    keys = {(row.city, row.year, row.flow, row.currency, row.basis) for row in rows}
    assert len(keys) == len(rows)
    amounts = [found for found in vintage.records if found.value is not None]
    assert keys == {
        (found.city, found.period.year, found.flow, found.currency, found.basis)
        for found in amounts
    }
    for row in rows[::97]:
        for period in row.periods:
            ranking = ctc.top_n(
                1,
                period=period,
                flow=row.flow,
                currency=row.currency,
                basis=row.basis,
                cities=[row.city],
            )
            assert [entry.city for entry in ranking] == [row.city]


def test_it_prints_a_line_for_each_city() -> None:
    """Capitals are whole years, small letters parts; the last lines count who can be ranked."""
    text = str(
        coverage(
            amount(1, city=LINYI, period=LAST_YEAR),
            amount(1, city=LINYI),
            amount(1, city=LINYI, flow=EXPORT),
            amount(1, city=LINYI, flow=EXPORT, period=SPRING),
            amount(1, city=WEIFANG),
            amount(1, city=WEIFANG, flow=EXPORT, product=TOYS, partner=JAPAN),
            amount(1, city=GAOMI),
            amount(1, city=MACAO, currency=ctc.Currency.MOP),
        )
    )
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines[2:10] == [
        "city currency basis 2023 2024 2025 products partners",
        "Gaomi 高密 (in Weifang) CNY location T",
        "Linyi 临沂 CNY location T TE e",
        "Macao 澳门 MOP location T",
        "Weifang 潍坊 CNY location T 1 1",
        "whole year of export, cities CNY location 1",
        "whole year of total, cities CNY location 1 2",
        "whole year of total, cities MOP location 1",
    ]


def test_the_table_tells_longer_spans_and_parts_of_goods() -> None:
    """A span over several years is none of the first, and products alone are not nothing."""
    text = str(
        coverage(
            amount(1, city=LINYI, period=ctc.Period(year=2021, months=59)),
            amount(1, city=LINYI, flow=EXPORT, period=ctc.Period(year=2021, months=59)),
            amount(1, city=LINYI, period=ctc.Period(year=2021)),
            amount(1, city=LINYI, period=ctc.Period(year=2023, month=12, months=2)),
            amount(1, city=WEIFANG, flow=EXPORT, product=TOYS, period=LAST_YEAR),
        )
    )
    lines = [line.split() for line in text.splitlines()]
    assert lines[2][3:] == ["2021", "2023", "products", "partners"]
    assert lines[3][2:] == ["CNY", "location", "T(te)", "(t)"]
    assert lines[4][2:] == ["CNY", "location", "*", "1"]
    assert "(In brackets): spans of several years that begin in the year." in text
    assert "*: amounts of product groups or with single partners alone." in text


def test_flags_of_the_rows() -> None:
    """Cities inside others are marked, for they are ranked only when named."""
    rows = coverage(amount(1, city=GAOMI), amount(1, city=LINYI)).to_dicts()
    assert [(row["city"], row["only_when_named"], row["full_year"]) for row in rows] == [
        ("gaomi", True, True),
        ("linyi", False, True),
    ]
    assert repr(coverage(amount(1))) == "<Coverage of 1 cities: 1 rows>"
    assert repr(coverage(amount(1))[0]) == "<CoverageRow anyang 2024 total, periods: 1>"


def test_coverage_counts_what_can_be_asked(vintage: ctc.Dataset) -> None:
    """A row per city, year and flow, with periods, full year and longest span to date."""
    coverage = vintage.coverage()
    rows = {(row.city.id, row.year, row.flow.value): row for row in coverage}
    ningbo = rows["ningbo", 2024, "total"]
    assert ningbo.full_year
    assert str(ningbo.to_date) == "2024"
    assert len(ningbo.periods) == 23
    assert sum(row.records for row in coverage) == sum(
        record.value is not None for record in vintage.records_for(product=None, partner=None)
    )
    assert any(row.to_date is None for row in coverage)
