"""Whole datasets that hold all that they refer to, and nothing that a table has no place for."""

from __future__ import annotations

import json
import string
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from attrs import evolve
from hypothesis import strategies as st

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    Industry,
    IndustrySpecialization,
    PublishedRank,
    RankingScope,
)
from china_trade_cities._model.info import DatasetInfo
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
    SpecializationKind,
    Status,
    Tier,
)
from china_trade_cities._tables.cells import CUSTOMS_MULTIPLIER
from china_trade_cities._tables.descriptor import DESCRIPTOR
from china_trade_cities._tables.layout import COLUMNS, FIELDS, KEYS
from china_trade_cities._tables.rows import CUSTOMS_FLOWS
from china_trade_cities._tables.vintages import BUNDLED, reader
from china_trade_cities._tables.writing import in_canonical_order, in_tables, record_row, row_of
from china_trade_cities.testing.strategies._objects import DATES, DAYS, maybe, several

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

# Strategies by the field that they fill; None if nothing can fill it.
Choices: TypeAlias = "Mapping[str, SearchStrategy[Any] | None]"

T = TypeVar("T")

# --- cells --------------------------------------------------------------------------------


def _spaced(text: str) -> str:
    """A text of one line that has no blank at either end, but perhaps inside."""
    return text.replace("_", " ").strip() or "_"


TEXTS = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters=";\ufffd"),
    min_size=1,
    max_size=8,
).map(_spaced)
LISTS = several(TEXTS)


def _digits(least: int, most: int) -> SearchStrategy[str]:
    return st.text("0123456789", min_size=least, max_size=most)


def _capitals(size: int) -> SearchStrategy[str]:
    return st.text(string.ascii_uppercase, min_size=size, max_size=size)


_PROVINCE_CODES = _digits(2, 2).map(lambda digits: f"{digits}0000")
_ISO3166_2 = _capitals(2).map(lambda letters: f"CN-{letters}")
_UN_LOCODES = _capitals(3).map(lambda letters: f"CN{letters}")
_ISIC_CODES = _digits(2, 2) | _digits(4, 4)
_HS_CODES = _ISIC_CODES | _digits(6, 6)
_COUNTS = st.sampled_from([1, 1, 2, 2, 3, 3, 0])  # seldom none, as much refers to others
_FIGURE_COUNTS = st.integers(0, 6)
_MONTHS = range(1, 13)
_YEARS = st.integers(1000, 9999)
_PERCENTS = st.integers(-1000, 10_000).map(lambda tenths: tenths / 10)
_TENTHS = st.integers(0, 1000)
_SCORES = _TENTHS.map(lambda tenths: Decimal(tenths) / 10)
_PRICES = st.integers(1, 10**6).map(lambda price: Decimal(price) / 10_000)


def _amount(
    number: int | None, multiplier: int, decimals: int, currency: Currency
) -> dict[str, Any]:
    """The fields of an amount in some unit, of which some decimals are printed; None is a dash."""
    unit = 10 ** (multiplier - (0 if number is None else min(multiplier, decimals)))
    return {
        "value": None if number is None else number * unit,
        "value_dash": number is None,
        "currency": currency,
        "rounded_to": unit,
        "unit_multiplier": multiplier,
    }


def _growth(percent: float | None) -> dict[str, Any]:
    """The fields of a growth rate; None is a dash."""
    return {"growth": percent, "growth_dash": percent is None}


def _share(tenths: int, share_of: ShareOf) -> dict[str, Any]:
    return {"share": tenths / 10, "share_of": share_of}


_WHOLE, _PLACES = st.integers(0, 10**9), st.integers(0, 4)
_NUMBERS = _WHOLE | _WHOLE | st.none()
_CURRENCIES = st.just(Currency.CNY) | st.sampled_from(Currency)
_CUSTOMS = st.just(CUSTOMS_MULTIPLIER), _PLACES, st.just(Currency.CNY)
_PRINTED = st.integers(0, 12), _PLACES, _CURRENCIES
_AMOUNTS = st.builds(_amount, _NUMBERS, *_PRINTED)
_BALANCES = st.builds(_amount, _NUMBERS | st.integers(-(10**9), -1), *_PRINTED)
_CUSTOMS_AMOUNTS = st.builds(_amount, _NUMBERS, *_CUSTOMS)
_GROWTH = maybe(_PERCENTS).map(_growth)
_SHARES = st.builds(_share, _TENTHS, st.sampled_from(ShareOf))

# What the tables allow in the fields of entries with an id, without those that refer to others:
# required fields, then optional ones. An id is added.
_PLAIN: dict[str, tuple[type[Any], Choices, Choices]] = {
    "sources": (
        Source,
        {"title": TEXTS, "tier": st.sampled_from(Tier)},
        {
            "publisher": TEXTS,
            "url": TEXTS.map(lambda text: f"https://example.cn/{text}"),
            "published": DATES,
            "seen_at": DAYS,
            "note": TEXTS,
        },
    ),
    "cities": (
        City,
        {
            "name": TEXTS,
            "name_zh": TEXTS,
            "province": TEXTS,
            "province_zh": TEXTS,
            "level": st.sampled_from([level for level in Level if level not in AREA_LEVELS]),
        },
        {
            "pinyin": TEXTS,
            "region": st.sampled_from(Region),
            "code": _digits(6, 6),
            "iso3166_2": _ISO3166_2,
            "un_locode": _UN_LOCODES,
            "other_un_locodes": several(_UN_LOCODES),
            "latitude": st.floats(3, 54),
            "longitude": st.floats(73, 136),
            "population": st.integers(1, 10**8),
            "population_date": DATES,
            "open_status": TEXTS,
            "aliases": LISTS,
            "note": TEXTS,
        },
    ),
    "reference_areas": (
        City,
        {"name": TEXTS, "name_zh": TEXTS, "level": st.sampled_from(sorted(AREA_LEVELS))},
        {"code": _PROVINCE_CODES, "iso3166_2": _ISO3166_2},
    ),
    "products": (
        Product,
        {"name": TEXTS},
        {
            "name_zh": TEXTS,
            "scheme": st.sampled_from(["GACC", "HS"]),
            "codes": several(_HS_CODES),
            "aliases": LISTS,
            "note": TEXTS,
        },
    ),
    "partners": (
        Partner,
        {"name": TEXTS, "kind": st.sampled_from(PartnerKind)},
        {"name_zh": TEXTS, "iso3166_1": _capitals(2), "note": TEXTS},
    ),
    "industries": (
        Industry,
        {"name": TEXTS},
        {"name_zh": TEXTS, "isic": several(_ISIC_CODES), "aliases": LISTS},
    ),
    "ranking_scopes": (RankingScope, {"name": TEXTS}, {}),
}

_PARENTS = ("cities", "products", "industries")

# --- tables -------------------------------------------------------------------------------


@st.composite
def datasets(draw: DrawFn) -> Dataset:
    """Datasets that hold all that they refer to and are written to tables without loss."""
    year = draw(st.integers(1001, 9998))
    terms = {"description": TEXTS, "created": TEXTS, "licenses": LISTS, "credits": LISTS}
    return Dataset(
        info=DatasetInfo(
            version=draw(TEXTS),
            title=draw(TEXTS),
            reference_period=Period(year=year),
            **_some(draw, terms),
        ),
        **_Tables(draw, year).filled(),
    )


def _some(draw: DrawFn, choices: Choices) -> dict[str, Any]:
    """Values for some of the fields, which ones is drawn too."""
    possible = [(name, strategy) for name, strategy in choices.items() if strategy is not None]
    chosen = draw(st.integers(0, 2 ** len(possible) - 1))  # one bit for each
    return {
        name: draw(strategy)
        for place, (name, strategy) in enumerate(possible)
        if chosen >> place & 1
    }


class _Tables:
    """The tables of a dataset, drawn one after another: what refers to others comes after them.

    Args:
        draw: Draws from a strategy.
        year: The reference year; figures are of periods near it, so that they meet.
    """

    def __init__(self, draw: DrawFn, year: int) -> None:
        self._draw = draw
        self._year = year
        self._tables: defaultdict[str, list[Any]] = defaultdict(list)
        self._periods = st.sampled_from(
            [
                *(Period(year=each) for each in (year, year - 1)),
                *(
                    Period(year=each, months=month)
                    for each in (year, year - 1)
                    for month in _MONTHS
                ),
                *(Period(year=year, month=month, months=1) for month in _MONTHS),
            ]
        )

    def filled(self) -> dict[str, tuple[Any, ...]]:
        """All tables, figures in their canonical order."""
        for name in _PLAIN:
            self._fill(name, partial(self._entry_with_id, name))
        for name, (needed, make) in self._entries().items():
            if all(self._tables[table] for table in needed):
                self._fill(name, make)
        rows, _ = in_tables(self._tables["reference_records"])
        figures = [record for row in rows.values() for record in row.values()]
        return {
            **{name: tuple(table) for name, table in self._tables.items()},
            "records": in_canonical_order(self._tables["records"]),
            "reference_records": in_canonical_order(figures),
        }

    def _entries(self) -> dict[str, tuple[tuple[str, ...], Callable[[], Any]]]:
        """For each table without ids: the tables that its entries need, and what makes an entry."""
        places = ("cities", "sources")
        return {
            "records": (places, self._record),
            "reference_records": (
                ("reference_areas", "sources"),
                partial(self._customs_figure, "reference_areas"),
            ),
            "specializations": ((*places, "industries"), self._specialization),
            "published_ranks": ((*places, "ranking_scopes"), self._published_rank),
            "facts": (places, self._fact),
            "exchange_rates": (("sources",), self._exchange_rate),
        }

    def _fill(self, name: str, make: Callable[[], Any]) -> None:
        """Add some entries, none with a key that another one has."""
        table = self._tables[name]
        taken: set[Hashable] = set()
        for _ in range(self._draw(_FIGURE_COUNTS if name == "records" else _COUNTS)):
            entry = make()
            keys = set(_keys(name, entry))
            table += [] if keys & taken else [entry]
            taken |= keys

    def _made(self, kind: type[T], needed: Choices, others: Choices, **fields: Any) -> T:
        drawn = {name: self._draw(each) for name, each in needed.items() if each is not None}
        return kind(**fields, **drawn, **_some(self._draw, others))

    def _any(self, name: str) -> SearchStrategy[Any] | None:
        """Entries of a table, if there are any."""
        return st.sampled_from(self._tables[name]) if self._tables[name] else None

    def _several(self, name: str) -> SearchStrategy[Any] | None:
        """Tuples of entries of a table, if there are any."""
        entries = self._any(name)
        return None if entries is None else several(entries)

    def _entry_with_id(self, name: str) -> Any:
        kind, needed, others = _PLAIN[name]
        number = len(self._tables[name])
        if name == "reference_areas":  # its id is a code, and the table has no province
            area = self._made(
                kind, needed, others, id=f"{number:02}0000", province="-", province_zh="-"
            )
            return evolve(area, province=area.name, province_zh=area.name_zh)
        if name in _PARENTS:
            others = {"parent": self._any(name), **others}
        if name == "cities":
            others = {"population_source": self._any("sources"), **others}
        return self._made(kind, needed, others, id=f"{name.replace('_', '-')}-{number}")

    def _specialization(self) -> IndustrySpecialization:
        return self._made(
            IndustrySpecialization,
            {
                "city": self._any("cities"),
                "industry": self._any("industries"),
                "kind": st.sampled_from(SpecializationKind),
                "source": self._any("sources"),
            },
            {"year": _YEARS, "label": TEXTS, "note": TEXTS},
        )

    def _published_rank(self) -> PublishedRank:
        return self._made(
            PublishedRank,
            {
                "city": self._any("cities"),
                "period": self._periods,
                "scope": self._any("ranking_scopes"),
                "rank": st.integers(1, 1000),
                "source": self._any("sources"),
            },
            {"score": _SCORES, "corroborated_by": self._several("sources"), "note": TEXTS},
        )

    def _fact(self) -> CityFact:
        return self._made(
            CityFact,
            {
                "city": self._any("cities"),
                "attribute": st.sampled_from(["population", "area"]),
                "value": TEXTS,
                "source": self._any("sources"),
            },
            {"unit": st.sampled_from(["percent", "million people"]), "year": _YEARS, "note": TEXTS},
        )

    def _exchange_rate(self) -> ExchangeRate:
        return self._made(
            ExchangeRate,
            {
                "year": st.integers(self._year - 1, self._year),
                "currency": st.sampled_from([Currency.USD, Currency.HKD, Currency.MOP]),
                "cny_per_unit": _PRICES,
                "source": self._any("sources"),
            },
            {"note": TEXTS},
        )

    def _record(self) -> TradeRecord:
        """A figure of a city, as customs or as anybody else prints it."""
        if self._draw(st.booleans()):
            return self._customs_figure("cities")
        flow = self._draw(st.sampled_from(Flow))
        amounts = _BALANCES if flow is Flow.BALANCE else _AMOUNTS
        printed = _some(self._draw, {"amount": amounts, "growth": _GROWTH, "share": _SHARES})
        figures = printed.values() or [self._draw(amounts)]
        return self._made(
            TradeRecord,
            {"city": self._any("cities"), "period": self._periods, "source": self._any("sources")},
            {
                "product": self._any("products"),
                "partner": self._any("partners"),
                "status": st.sampled_from(Status),
                "basis": st.sampled_from(Basis),
                "corroborated_by": self._several("sources"),
                "note": TEXTS,
            },
            flow=flow,
            **{name: value for figure in figures for name, value in figure.items()},
        )

    def _customs_figure(self, places: str) -> TradeRecord:
        """A figure in a customs table: of a month, or to date and then perhaps with growth."""
        period, flow = self._draw(self._periods), self._draw(st.sampled_from(CUSTOMS_FLOWS))
        if self._draw(st.booleans()):  # by this one cities are ranked unless another is asked for
            period, flow = Period(year=self._year), Flow.TOTAL
        growth = self._draw(maybe(_GROWTH)) if period.is_year_to_date else None
        return TradeRecord(
            city=self._draw(st.sampled_from(self._tables[places])),
            period=period,
            flow=flow,
            source=self._draw(st.sampled_from(self._tables["sources"])),
            **self._draw(_CUSTOMS_AMOUNTS),
            **(growth or {}),
        )


# --- what stands once ---------------------------------------------------------------------


def _keys(name: str, entry: Any) -> Iterator[Hashable]:
    """The key of an entry, and its cells that may stand only once in the table."""
    figure = isinstance(entry, TradeRecord)
    table = "records" if figure else _TABLE_OF.get(name, name)
    row = record_row(entry) if figure else row_of(table, entry)
    cells = dict(zip(COLUMNS[table], row, strict=True))
    yield tuple(cells[column] for column in KEYS[table])
    yield from ((column, cells[column]) for column in _once()[table] if cells[column])


_TABLE_OF = {field: table for table, field in FIELDS.items()}


@cache
def _once() -> dict[str, tuple[str, ...]]:
    """The columns of each table in which nothing may stand twice."""
    descriptor = json.loads(reader(list(BUNDLED)[-1])(DESCRIPTOR))
    return {
        table["name"]: tuple(
            column["name"]
            for column in table["schema"]["fields"]
            if column.get("constraints", {}).get("unique")
        )
        for table in descriptor["resources"]
    }
