"""What a dataset holds: which city has figures for which years and flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from attrs import frozen

from china_trade_cities._dataset.index import grouped
from china_trade_cities._display.columns import CITY, Columns
from china_trade_cities._display.dicts import city_dict
from china_trade_cities._display.results import CitedList
from china_trade_cities._display.view import View
from china_trade_cities._display.words import FLOWS, city_words
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord, sources_of
from china_trade_cities._model.vocabulary import Basis, Currency, Flow


@frozen(kw_only=True, repr=False)
class CoverageRow:
    """Which amounts there are of one city, year and flow, in one currency and on one basis.

    Two rows of other cities that agree in year, flow, currency and basis can be ranked together
    in each period that stands in both.

    Attributes:
        city: The city.
        year: Calendar year in which the periods begin. A span over several years stands in the
            first of them.
        flow: Direction of trade.
        currency: Currency of the amounts.
        basis: Statistical basis of the amounts.
        periods: The distinct periods with an amount of all goods with the world, in order.
        records: How many records carry such an amount; several may speak of one period.
        products: Product groups with an amount in the year, by id.
        partners: Trading partners with an amount in the year, by id.
        sources: Everybody who printed one of the amounts, products and partners included.

    Examples:
        >>> import china_trade_cities as ctc
        >>> rows = ctc.load_dataset("2026.1").coverage()
        >>> [len(row.periods) for row in rows if (row.city.id, row.year) == ("ningbo", 2025)]
        [13, 13, 15]
    """

    city: City
    year: int
    flow: Flow
    currency: Currency
    basis: Basis
    periods: tuple[Period, ...]
    records: int
    products: tuple[Product, ...] = ()
    partners: tuple[Partner, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def full_year(self) -> bool:
        """Whether there is a figure of the whole year."""
        return any(period.is_full_year for period in self.periods)

    @property
    def to_date(self) -> Period | None:
        """The longest span from January of the year, if there is one."""
        spans = [period for period in self.periods if period.is_year_to_date]
        return spans[-1] if spans else None

    def __repr__(self) -> str:
        return f"<CoverageRow {self.city.id} {self.year} {self.flow}, periods: {len(self.periods)}>"


@frozen(kw_only=True, repr=False)
class Coverage(CitedList[CoverageRow]):
    """Cities x years x flows: what can be asked of a dataset.

    A sequence of `CoverageRow`, by city id, year, flow, currency and basis. It prints with a line
    for each city and a column for each year.

    Attributes:
        entries: The rows.

    Examples:
        >>> import china_trade_cities as ctc
        >>> coverage = ctc.load_dataset("2026.1").coverage()
        >>> len({row.city for row in coverage if row.year == 2024 and row.full_year})
        146
    """

    entries: tuple[CoverageRow, ...]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per row with plain values, ready for JSON, CSV or a dataframe."""
        return [
            {
                **city_dict(row.city),
                "only_when_named": row.city.is_county_level,
                "year": row.year,
                "flow": row.flow.value,
                "currency": row.currency.value,
                "basis": row.basis.value,
                "periods": len(row.periods),
                "records": row.records,
                "full_year": row.full_year,
                "to_date": str(row.to_date) if row.to_date else None,
                "products": [product.id for product in row.products],
                "partners": [partner.id for partner in row.partners],
            }
            for row in self
        ]

    def _columns(self) -> Columns:
        return (
            *CITY,
            "only_when_named",
            "year",
            "flow",
            "currency",
            "basis",
            "periods",
            "records",
            "full_year",
            "to_date",
            "products",
            "partners",
        )

    def _view(self) -> View:
        years = sorted({row.year for row in self})
        lines = grouped(self, lambda row: (row.city, row.currency, row.basis))
        cities = [
            (
                city_words(city),
                currency.value,
                basis.value,
                *(_letters(row for row in rows if row.year == year) for year in years),
                _count(product for row in rows for product in row.products),
                _count(partner for row in rows for partner in row.partners),
            )
            for (city, currency, basis), rows in lines.items()
        ]
        letters = ", ".join(f"{letter} {FLOWS[flow].lower()}" for flow, letter in _LETTERS.items())
        return View(
            "Amounts by city and year",
            ("city", "currency", "basis", *map(str, years), ">products", ">partners"),
            [*cities, *self._totals(years)],
            (
                f"{letters}, of all goods with the world.",
                "Capitals: the whole year; small letters: parts of the year alone.",
                "(In brackets): spans of several years that begin in the year.",
                "*: amounts of product groups or with single partners alone.",
                "Only what agrees in currency and basis is ranked together.",
                "A city inside another one is ranked only when it is named, and not counted.",
            ),
        )

    def _totals(self, years: list[int]) -> list[tuple[str, ...]]:
        """How many cities can be ranked together by their whole year."""
        counts: dict[tuple[str, str, Flow], dict[int, int]] = defaultdict(dict)
        for row in self:
            if row.full_year and not row.city.is_county_level:
                by_year = counts[row.currency.value, row.basis.value, row.flow]
                by_year[row.year] = by_year.get(row.year, 0) + 1
        return [
            (
                f"whole year of {flow}, cities",
                currency,
                basis,
                *(str(by_year.get(year, "")) for year in years),
                "",
                "",
            )
            for (currency, basis, flow), by_year in sorted(counts.items())
        ]

    def __repr__(self) -> str:
        cities = len({row.city for row in self})
        return f"<Coverage of {cities} cities: {len(self)} rows>"


_LETTERS = {
    Flow.TOTAL: "T",
    Flow.EXPORT: "E",
    Flow.IMPORT: "I",
    Flow.BALANCE: "B",
    Flow.RE_EXPORT: "R",
    Flow.DOMESTIC_EXPORT: "D",
}


def _letters(rows: Iterable[CoverageRow]) -> str:
    """The flows of one year, and those of longer spans that begin in it."""
    found = {row.flow: row for row in rows}
    inside, longer = "", ""
    for flow, letter in _LETTERS.items():
        if flow not in found:
            continue
        row = found[flow]
        if not all(map(_is_longer, row.periods)):
            inside += letter if row.full_year else letter.lower()
        if any(map(_is_longer, row.periods)):
            longer += letter.lower()
    return inside + (f"({longer})" if longer else "") or ("*" if found else "")


def _is_longer(period: Period) -> bool:
    """Whether a span ends in a later year than it begins."""
    return period.last_month.year > period.year


def _count(values: Iterable[object]) -> str:
    """How many different values; blank if there are none."""
    return str(len(set(values)) or "")


def coverage_of(records: Iterable[TradeRecord]) -> Coverage:
    groups = grouped((record for record in records if record.value is not None), _line)
    return Coverage(entries=tuple(_row(group) for _, group in sorted(groups.items())))


def _line(record: TradeRecord) -> tuple[str, int, str, str, str]:
    place, year = record.city.id, record.period.year
    return place, year, record.flow, record.currency or "", record.basis


def _row(group: list[TradeRecord]) -> CoverageRow:
    first = group[0]
    everything = [record for record in group if not (record.product or record.partner)]
    products = {record.product.id: record.product for record in group if record.product}
    partners = {record.partner.id: record.partner for record in group if record.partner}
    return CoverageRow(
        city=first.city,
        year=first.period.year,
        flow=first.flow,
        # A record with an amount has a currency.
        currency=cast("Currency", first.currency),
        basis=first.basis,
        periods=tuple(sorted({record.period for record in everything})),
        records=len(everything),
        products=tuple(products[key] for key in sorted(products)),
        partners=tuple(partners[key] for key in sorted(partners)),
        sources=sources_of(*group),
    )
