"""What fields hold: numbers, texts, dates and codes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from hypothesis import strategies as st

from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    IndustrySpecialization,
    PublishedRank,
)
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Fields: TypeAlias = "dict[str, SearchStrategy[Any]]"

T = TypeVar("T")

# What every writer of JSON can print: integers of 64 bits, text without lone surrogates.
INTEGERS = st.integers(-(2**63), 2**63 - 1)
COUNTS = st.integers(0, 2**63 - 1)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TEXTS = ANY_TEXT.filter(str.strip)
SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
DAYS = st.dates().map(str)
DATES = DAYS | DAYS.map(lambda day: day[:7]) | DAYS.map(lambda day: day[:4])
PERCENTS = st.integers(-(10**6), 10**6).map(lambda number: number / 100)
SHARES = st.integers(0, 1000).map(lambda number: number / 10)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
PRICES = st.decimals(min_value=Decimal("1E-9"), allow_nan=False, allow_infinity=False)
YEARS = st.integers(1000, 9999)
PERIODS = st.builds(
    Period,
    year=st.integers(1000, 9980),
    month=st.integers(1, 12),
    months=st.integers(1, 120) | st.just(12),
)


def maybe(strategy: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """Something or None."""
    return st.none() | strategy


def several(strategy: SearchStrategy[T]) -> SearchStrategy[tuple[T, ...]]:
    """Up to two of something."""
    return st.lists(strategy, max_size=2).map(tuple)


def fields(kind: type[Any]) -> Fields:
    """Strategies for the fields of a model that cannot hold all that their types allow."""
    known: Fields = {
        "id": SLUGS,
        "name": TEXTS,
        "title": TEXTS,
        "note": maybe(TEXTS),
        "name_zh": maybe(TEXTS),
        "year": maybe(YEARS),
    }
    own: dict[type[Any], Fields] = {
        Source: {
            "publisher": maybe(TEXTS),
            "url": maybe(TEXTS),
            "published": maybe(DATES),
            "seen_at": maybe(DATES),
        },
        City: {
            "name_zh": TEXTS,
            "pinyin": maybe(TEXTS),
            "province": TEXTS,
            "province_zh": TEXTS,
            "code": maybe(TEXTS),
            "iso3166_2": maybe(TEXTS),
            "un_locode": maybe(TEXTS),
            "latitude": maybe(st.floats(-90, 90)),
            "longitude": maybe(st.floats(-180, 180)),
            "population": maybe(COUNTS),
            "population_date": maybe(DATES),
            "open_status": maybe(TEXTS),
        },
        Product: {"scheme": maybe(TEXTS)},
        Partner: {"iso3166_1": maybe(TEXTS)},
        IndustrySpecialization: {"label": maybe(TEXTS)},
        PublishedRank: {"rank": st.integers(1, 1000)},
        CityFact: {"attribute": SLUGS, "value": TEXTS, "unit": maybe(TEXTS)},
        ExchangeRate: {"year": YEARS, "cny_per_unit": PRICES},
        DatasetInfo: {"version": TEXTS, "description": maybe(TEXTS), "created": maybe(TEXTS)},
    }
    return known | own.get(kind, {})
