"""How a row of the published layout becomes a source, city, product, partner or record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
from china_trade_cities._model.vocabulary import (
    AREA_LEVELS,
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
from china_trade_cities._tables.layout import (
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

if TYPE_CHECKING:
    from china_trade_cities._model.evidence import Industry, RankingScope


class References:
    """How a row finds what its ids refer to; `column` is where the id stands."""

    if TYPE_CHECKING:

        def _find(self, table: str, column: str, key: str) -> Any:
            """The thing with this id of a table, or an error about the column."""
            ...

    def city(self, key: str, column: str = "city") -> City:
        """The city with this id."""
        found: City = self._find("cities", column, key)
        return found

    def area(self, key: str, column: str = "area") -> City:
        """The reference area with this id."""
        found: City = self._find("reference_areas", column, key)
        return found

    def source(self, key: str, column: str = "source") -> Source:
        """The source with this id."""
        found: Source = self._find("sources", column, key)
        return found

    def product(self, key: str, column: str = "product") -> Product:
        """The product with this id."""
        found: Product = self._find("products", column, key)
        return found

    def partner(self, key: str, column: str = "partner") -> Partner:
        """The partner with this id."""
        found: Partner = self._find("partners", column, key)
        return found

    def industry(self, key: str, column: str = "industry") -> Industry:
        """The industry with this id."""
        found: Industry = self._find("industries", column, key)
        return found

    def scope(self, key: str, column: str = "scope") -> RankingScope:
        """The ranking scope with this id."""
        found: RankingScope = self._find("ranking_scopes", column, key)
        return found


def source_from(row: Row, _: References) -> Source:
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


def city_from(row: Row, refs: References) -> City:
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
        level=_level(level, of_city=True),
        code=code or None,
        parent=refs.city(parent, "parent") if parent else None,
        iso3166_2=iso3166_2 or None,
        un_locode=un_locode or None,
        other_un_locodes=text_list(other_un_locodes),
        latitude=floating(latitude, "latitude"),
        longitude=floating(longitude, "longitude"),
        population=integer(population, "population"),
        population_date=population_date or None,
        population_source=(
            refs.source(population_source, "population_source") if population_source else None
        ),
        open_status=open_status or None,
        aliases=text_list(aliases),
        note=note or None,
    )


def area_from(row: Row, _: References) -> City:
    """A row of ``reference_areas``: the nation or a province."""
    key, name, name_zh, level, code, iso3166_2 = row
    return City(
        id=key,
        name=name,
        name_zh=name_zh,
        province=name,
        province_zh=name_zh,
        level=_level(level, of_city=False),
        code=code or None,
        iso3166_2=iso3166_2 or None,
    )


def _level(word: str, *, of_city: bool) -> Level:
    """A level of cities, or of the areas that hold them."""
    allowed = [level for level in Level if (level not in AREA_LEVELS) is of_city]
    if word not in allowed:
        raise InvalidArgumentError("level", word, ", ".join(map(repr, map(str, allowed))))
    return Level(word)


def product_from(row: Row, refs: References) -> Product:
    """A row of ``products``."""
    key, name, name_zh, scheme, codes, parent, aliases, note = row
    return Product(
        id=key,
        name=name,
        name_zh=name_zh or None,
        scheme=scheme or None,
        codes=text_list(codes),
        parent=refs.product(parent, "parent") if parent else None,
        aliases=text_list(aliases),
        note=note or None,
    )


def partner_from(row: Row, _: References) -> Partner:
    """A row of ``partners``."""
    key, name, name_zh, kind, iso3166_1, note = row
    return Partner(
        id=key,
        name=name,
        name_zh=name_zh or None,
        kind=parse_word(PartnerKind, kind, "kind"),
        iso3166_1=iso3166_1 or None,
        note=note or None,
    )


def record_from(
    row: Row, period: Period, refs: References, make: type[TradeRecord] = TradeRecord
) -> TradeRecord:
    """A row of ``records``; `make` makes the record, of valid words and references."""
    (city, _, flow, product, partner, value, unit_cell, growth, share, share_of, status, basis,
     source, corroborated_by, note) = row  # fmt: skip
    currency, multiplier = unit(unit_cell)
    if not (value or growth or share or note):
        raise InvalidArgumentError("value", value, "an amount, or growth, a share or a note")
    if value and currency is None:
        raise InvalidArgumentError("unit", unit_cell, "the currency of the amount")
    value_dash, growth_dash = value == DASH, growth == DASH
    whole, rounded_to = amount("" if value_dash else value, multiplier, "value")
    rate, rate_decimals = percent("" if growth_dash else growth, "growth")
    part, part_decimals = percent(share, "share")
    return make(
        city=refs.city(city),
        period=period,
        flow=parse_word(Flow, flow, "flow"),
        product=refs.product(product) if product else None,
        partner=refs.partner(partner) if partner else None,
        value=whole,
        currency=currency,
        rounded_to=rounded_to,
        unit_multiplier=multiplier,
        value_dash=value_dash,
        growth=rate,
        growth_decimals=rate_decimals,
        growth_dash=growth_dash,
        share=part,
        share_decimals=part_decimals,
        share_of=parse_word(ShareOf, share_of, "share_of") if share_of else None,
        status=parse_word(Status, status, "status"),
        basis=parse_word(Basis, basis, "basis"),
        source=refs.source(source),
        corroborated_by=tuple(
            [refs.source(key, "corroborated_by") for key in text_list(corroborated_by)]
        )
        if corroborated_by
        else (),
        note=note or None,
    )


CUSTOMS_FLOWS = (Flow.TOTAL, Flow.EXPORT, Flow.IMPORT)
"""The flows of a customs table, in the order of its columns."""


def customs_record_from(
    row: Row,
    period: Period,
    flow: Flow,
    place: Callable[[str], City],
    source: Callable[[str], Source],
) -> TradeRecord | None:
    """One figure in a row of a customs table, or None where its cell is blank.

    Args:
        row: The cells.
        period: The month of the row, for its figure alone; or January to that month, for the
            figure to date, with its growth. In January the two are one figure.
        flow: Which of the three flows.
        place: How the id in the second column is found.
        source: How the id in the third column is found.
    """
    figure = customs_figure(row, period, flow)
    if figure is None:
        return None
    return TradeRecord(city=place(row[1]), source=source(row[2]), **figure)


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
    value, column, growth_column = to_date, f"{flow}_ytd", f"growth_{flow}_ytd"
    if not period.is_year_to_date:
        value, growth, column = of_month, "", flow.value
    elif period.is_month:
        value = to_date or of_month
        if of_month not in ("", value):
            raise InvalidArgumentError(flow.value, of_month, f"{value}, as to date, in January")
    if not (value or growth):
        return None
    value_dash, growth_dash = value == DASH, growth == DASH
    whole, rounded_to = amount("" if value_dash else value, multiplier, column)
    if whole is not None and whole < 0:
        raise InvalidArgumentError(column, value, "an amount of 0 or more")
    rate, places = percent("" if growth_dash else growth, growth_column)
    return {
        "period": period,
        "flow": flow,
        "value": whole,
        "currency": currency,
        "rounded_to": rounded_to,
        "unit_multiplier": multiplier,
        "value_dash": value_dash,
        "growth": rate,
        "growth_decimals": places,
        "growth_dash": growth_dash,
    }
