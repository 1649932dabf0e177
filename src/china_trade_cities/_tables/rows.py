"""How bundled rows become records and what they refer to, column by column: speed matters here.

Rows of other tables, and all rows of a user's own tables, become objects in `checked_rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from attrs import fields_dict

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Flow,
    Level,
    PartnerKind,
    Region,
    ShareOf,
    Status,
    Tier,
    parse_word,
)
from china_trade_cities._tables.cells import (
    CUSTOMS_MULTIPLIER,
    DASH,
    Row,
    amount,
    floating,
    integer,
    percent,
    text_list,
    unit,
)
from china_trade_cities.exceptions import InvalidArgumentError

# What rows refer to: objects by table and id.
Tables: TypeAlias = Mapping[str, Mapping[str, Any]]


def source_from(row: Row, _: Tables) -> Source:
    """A row of ``sources``."""
    key, title, publisher, url, published, tier, seen_at, note = row
    return Source(
        id=key,
        title=title,
        publisher=publisher or None,
        url=url or None,
        published=published or None,
        tier=parse_word(Tier, tier, "tier"),
        seen_at=seen_at or None,
        note=note or None,
    )


def city_from(row: Row, tables: Tables) -> City:
    """A row of ``cities``."""
    (key, name, name_zh, pinyin, province, province_zh, region, level, code, parent, iso3166_2,
     un_locode, other_un_locodes, latitude, longitude, population, population_date,
     population_source, open_status, aliases, note) = row  # fmt: skip
    return City(
        id=key,
        name=name,
        name_zh=name_zh,
        pinyin=pinyin or None,
        province=province,
        province_zh=province_zh,
        region=parse_word(Region, region, "region") if region else None,
        level=parse_word(Level, level, "level"),
        code=code or None,
        parent=tables["cities"][parent] if parent else None,
        iso3166_2=iso3166_2 or None,
        un_locode=un_locode or None,
        other_un_locodes=text_list(other_un_locodes),
        latitude=floating(latitude, "latitude"),
        longitude=floating(longitude, "longitude"),
        population=integer(population, "population") if population else None,
        population_date=population_date or None,
        population_source=tables["sources"][population_source] if population_source else None,
        open_status=open_status or None,
        aliases=text_list(aliases),
        note=note or None,
    )


def product_from(row: Row, tables: Tables) -> Product:
    """A row of ``products``."""
    key, name, name_zh, scheme, codes, parent, aliases, note = row
    return Product(
        id=key,
        name=name,
        name_zh=name_zh or None,
        scheme=scheme or None,
        codes=text_list(codes),
        parent=tables["products"][parent] if parent else None,
        aliases=text_list(aliases),
        note=note or None,
    )


def partner_from(row: Row, _: Tables) -> Partner:
    """A row of ``partners``."""
    key, name, name_zh, kind, iso3166_1, aliases, note = row
    return Partner(
        id=key,
        name=name,
        name_zh=name_zh or None,
        kind=parse_word(PartnerKind, kind, "kind"),
        iso3166_1=iso3166_1 or None,
        aliases=text_list(aliases),
        note=note or None,
    )


# Each field of a record: what fills its slot, and with what where a row says nothing.
_SLOTS = tuple(
    (name, getattr(TradeRecord, name).__set__, 0 if name.endswith("_decimals") else field.default)
    for name, field in fields_dict(TradeRecord).items()
)


def _unchecked(given: dict[str, Any]) -> TradeRecord:
    """A record without the checks of its constructor, which cost much of loading all.

    A test makes every bundled record once more, by the constructor.
    """
    record = object.__new__(TradeRecord)
    for name, fill, default in _SLOTS:
        fill(record, given.get(name, default))
    return record


def records_from(
    rows: Iterable[Row], period: Period, flow: Flow, tables: Tables
) -> Iterator[TradeRecord]:
    """The figures of a flow in rows of ``records`` of one period."""
    word = flow.value
    for row in rows:
        if row[2] == word:
            yield _record_from(row, period, flow, tables)


def _record_from(row: Row, period: Period, flow: Flow, tables: Tables) -> TradeRecord:
    (city, _, _, product, partner, value, unit_cell, growth, share, share_of, status, basis,
     source, corroborated_by, note) = row  # fmt: skip
    figure = record_figures(value, unit_cell, growth, share)
    figure |= {
        "city": tables["cities"][city],
        "period": period,
        "flow": flow,
        "product": tables["products"][product] if product else None,
        "partner": tables["partners"][partner] if partner else None,
        "share_of": parse_word(ShareOf, share_of, "share_of") if share_of else None,
        "status": parse_word(Status, status, "status"),
        "basis": parse_word(Basis, basis, "basis"),
        "source": tables["sources"][source],
        "corroborated_by": tuple([tables["sources"][key] for key in text_list(corroborated_by)]),
        "note": note or None,
    }
    return _unchecked(figure)


def record_figures(value: str, unit_cell: str, growth: str, share: str) -> dict[str, Any]:
    """The fields that the numbers in a row of ``records`` give a record."""
    currency, multiplier = unit(unit_cell)
    part, part_decimals = percent(share, "share")
    return {
        **_figures(value, multiplier, "value", growth, "growth"),
        "currency": currency,
        "share": part,
        "share_decimals": part_decimals,
    }


def _figures(
    value: str, multiplier: int, column: str, growth: str, growth_column: str
) -> dict[str, Any]:
    """The fields that an amount and a growth rate give a record, either of which may be a dash."""
    value_dash, growth_dash = value == DASH, growth == DASH
    printed, rounded_to = amount("" if value_dash else value, multiplier, column)
    rate, places = percent("" if growth_dash else growth, growth_column)
    return {
        "value": printed,
        "rounded_to": rounded_to,
        "unit_multiplier": multiplier,
        "value_dash": value_dash,
        "growth": rate,
        "growth_decimals": places,
        "growth_dash": growth_dash,
    }


CUSTOMS_FLOWS = (Flow.TOTAL, Flow.EXPORT, Flow.IMPORT)
"""The flows of a customs table, in the order of its columns."""

# By flow: where the amount of the month, that to date and its growth stand, with their columns.
_CUSTOMS_CELLS = {
    flow: (
        (3 + 2 * number, flow.value),
        (4 + 2 * number, f"{flow.value}_ytd"),
        (9 + number, f"growth_{flow.value}_ytd"),
    )
    for number, flow in enumerate(CUSTOMS_FLOWS)
}


def customs_records(
    rows: Iterable[Row], period: Period, flow: Flow, tables: Tables, places: str = "cities"
) -> Iterator[TradeRecord]:
    """The figures of a flow in rows of a customs table of one month, blank cells left out.

    The period is that month, for its figures alone; or January to that month, for the figures to
    date, with their growth. In January the two are one figure.
    """
    if flow not in CUSTOMS_FLOWS:
        return
    cities, sources = tables[places], tables["sources"]
    for row in rows:
        figure = customs_figure(row, period, flow)
        if figure is not None:
            figure["city"], figure["source"] = cities[row[1]], sources[row[2]]
            yield _unchecked(figure)


def customs_figure(
    row: Row,
    period: Period,
    flow: Flow,
    currency: Currency = Currency.CNY,
    multiplier: int = CUSTOMS_MULTIPLIER,
) -> dict[str, Any] | None:
    """The fields that a row of a customs table gives a record, apart from place and source."""
    (month_at, month), (to_date_at, to_date), (growth_at, growth_column) = _CUSTOMS_CELLS[flow]
    if period.is_year_to_date:
        value, growth, column = row[to_date_at], row[growth_at], to_date
        if period.is_month:
            of_month = row[month_at]
            value = value or of_month
            if of_month not in ("", value):
                raise InvalidArgumentError(month, of_month, f"{value}, as to date, in January")
    else:
        value, growth, column = row[month_at], "", month
    if not (value or growth):
        return None
    figure = _figures(value, multiplier, column, growth, growth_column)
    if (figure["value"] or 0) < 0:
        raise InvalidArgumentError(column, value, "an amount of 0 or more")
    figure["period"], figure["flow"], figure["currency"] = period, flow, currency
    return figure


def january_to(month: Period) -> Period:
    """January to this month."""
    return Period(year=month.year, months=month.month)


MAKERS: dict[str, Callable[[Row, Tables], Any]] = {
    "sources": source_from,
    "cities": city_from,
    "products": product_from,
    "partners": partner_from,
}
