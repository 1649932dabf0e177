"""How bundled rows become sources, cities and records, column by column: speed matters here.

Rows of other tables, and all rows of a user's own tables, become objects in `checked_rows`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Source, TradeRecord
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Flow,
    Level,
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

# Returns the object with an id: its table, the column that refers to it, the id.
Find: TypeAlias = Callable[[str, str, str], Any]


def source_from(row: Row, _: Find) -> Source:
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


def city_from(row: Row, find: Find) -> City:
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
        parent=find("cities", "parent", parent) if parent else None,
        iso3166_2=iso3166_2 or None,
        un_locode=un_locode or None,
        other_un_locodes=text_list(other_un_locodes),
        latitude=floating(latitude, "latitude"),
        longitude=floating(longitude, "longitude"),
        population=integer(population, "population") if population else None,
        population_date=population_date or None,
        population_source=(
            find("sources", "population_source", population_source) if population_source else None
        ),
        open_status=open_status or None,
        aliases=text_list(aliases),
        note=note or None,
    )


def record_from(row: Row, period: Period, find: Find) -> TradeRecord:
    """A row of ``records``."""
    (city, _, flow, product, partner, value, unit_cell, growth, share, share_of, status, basis,
     source, corroborated_by, note) = row  # fmt: skip
    return TradeRecord(
        city=find("cities", "city", city),
        period=period,
        flow=parse_word(Flow, flow, "flow"),
        product=find("products", "product", product) if product else None,
        partner=find("partners", "partner", partner) if partner else None,
        share_of=parse_word(ShareOf, share_of, "share_of") if share_of else None,
        status=parse_word(Status, status, "status"),
        basis=parse_word(Basis, basis, "basis"),
        source=find("sources", "source", source),
        corroborated_by=tuple(
            [find("sources", "corroborated_by", key) for key in text_list(corroborated_by)]
        ),
        note=note or None,
        **record_figures(value, unit_cell, growth, share),
    )


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


def customs_record_from(
    row: Row, period: Period, flow: Flow, find: Find, places: str = "cities"
) -> TradeRecord | None:
    """One figure in a row of a customs table, or None if its cell is blank.

    The period is the month of the row, for its figure alone; or January to that month, for the
    figure to date, with its growth. In January the two are one figure.
    """
    figure = customs_figure(row, period, flow)
    if figure is None:
        return None
    place = find(places, "city", row[1])
    return TradeRecord(city=place, source=find("sources", "source", row[2]), **figure)


def customs_figure(
    row: Row,
    period: Period,
    flow: Flow,
    currency: Currency = Currency.CNY,
    multiplier: int = CUSTOMS_MULTIPLIER,
) -> dict[str, Any] | None:
    """The fields that a row of a customs table gives a record, apart from place and source."""
    position = CUSTOMS_FLOWS.index(flow)
    of_month, to_date, growth = row[3 + 2 * position], row[4 + 2 * position], row[9 + position]
    value, column = to_date, f"{flow}_ytd"
    if not period.is_year_to_date:
        value, growth, column = of_month, "", flow.value
    elif period.is_month:
        value = to_date or of_month
        if of_month not in ("", value):
            raise InvalidArgumentError(flow.value, of_month, f"{value}, as to date, in January")
    if not (value or growth):
        return None
    figures = _figures(value, multiplier, column, growth, f"growth_{flow}_ytd")
    if (figures["value"] or 0) < 0:
        raise InvalidArgumentError(column, value, "an amount of 0 or more")
    return {"period": period, "flow": flow, "currency": currency, **figures}


def january_to(month: Period) -> Period:
    """January to this month."""
    return Period(year=month.year, months=month.month)


MAKERS: dict[str, Callable[[Row, Find], Any]] = {"sources": source_from, "cities": city_from}
