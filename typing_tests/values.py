"""Values: made by name, never changed, and known down to their fields."""

from __future__ import annotations

from datetime import date
from typing import assert_type

import china_trade_cities as ctc


def periods(period: ctc.Period) -> None:
    """Whole months in a row."""
    assert_type(ctc.Period.parse("2024Q1"), ctc.Period)
    assert_type(ctc.Period.parse(date(2024, 5, 1)), ctc.Period)
    assert_type(ctc.Period(year=2024, month=2, months=1), ctc.Period)
    assert_type(period.year, int)
    assert_type(period.start, date)
    assert_type(period.is_year_to_date, bool)
    assert_type(period.last_month, ctc.Period)
    assert_type(period.previous_year(), ctc.Period)
    assert_type(period < period.previous_year(), bool)
    assert_type("2024-05" in period, bool)
    ctc.Period(2024)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ctc.Period(year="2024")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.Period.parse(2024.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.Period()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    period.year = 2025  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def cities_and_records(city: ctc.City, record: ctc.TradeRecord, source: ctc.Source) -> None:
    """What may be missing says so."""
    assert_type(city.name, str)
    assert_type(city.code, str | None)
    assert_type(city.region, ctc.Region | None)
    assert_type(city.parent, ctc.City | None)
    assert_type(city.aliases, tuple[str, ...])
    assert_type(city.statistical_currency, ctc.Currency)
    assert_type(record.value, int | None)
    assert_type(record.growth, float | None)
    assert_type(record.flow, ctc.Flow)
    assert_type(record.interval, tuple[int, int | None] | None)
    assert_type(record.growth_interval, tuple[float, float | None] | None)
    assert_type(record.sources, tuple[ctc.Source, ...])
    assert_type(source.tier, ctc.Tier)
    assert_type({city: {source}}, dict[ctc.City, set[ctc.Source]])
    ctc.TradeRecord(city=city, period=ctc.Period(year=2024), flow=ctc.Flow.EXPORT, source=source)
    ctc.TradeRecord(city=city, flow="export", source=source)  # type: ignore[call-arg, arg-type]  # pyright: ignore[reportCallIssue]
    record.value + 1  # type: ignore[operator]  # pyright: ignore[reportOptionalOperand, reportUnusedExpression]
    city.name = "Canton"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def words() -> None:
    """Members of enums are text."""
    assert_type(ctc.Flow("export"), ctc.Flow)
    text: str = ctc.Flow.EXPORT
    assert_type(text.upper(), str)
    ctc.Flow.IMPORTS  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018


def datasets(dataset: ctc.Dataset, record: ctc.TradeRecord, city: ctc.City) -> None:
    """Tables are tuples; what may not be there is None."""
    assert_type(ctc.load_dataset(), ctc.Dataset)
    assert_type(dataset.cities, tuple[ctc.City, ...])
    assert_type(dataset.records, tuple[ctc.TradeRecord, ...])
    assert_type(dataset.info, ctc.DatasetInfo)
    assert_type(dataset.reference_period, ctc.Period)
    assert_type(dataset.records_for(city="Ningbo", flow="export"), ctc.Records)
    assert_type(dataset.preferred("Ningbo", measure="growth"), ctc.TradeRecord | None)
    assert_type(dataset.product("ships"), ctc.Product)
    assert_type(dataset.industries_for("26"), tuple[ctc.Industry, ...])
    assert_type(dataset.conflicts()[0].differences[0], ctc.Difference)
    assert_type(dataset.corroborations(), ctc.Corroborations)
    assert_type(dataset.coverage()[:3], ctc.Coverage)
    assert_type(dataset.comparable_periods()[0].period, ctc.Period)
    assert_type(dataset.with_records([record]), ctc.Dataset)
    assert_type(dataset.with_cities([city]).merge(dataset), ctc.Dataset)
    dataset.with_records([city])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    dataset.preferred("Ningbo").value  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]  # noqa: B018
    dataset.records = ()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    dataset.tables  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
