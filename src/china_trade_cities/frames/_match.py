"""Cities behind messy names: `match_cities` and `unmatched`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import narwhals.stable.v2 as nw

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import Dataset, index_of
from china_trade_cities._model.record import City
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.frames._engine import (
    Frame,
    distinct,
    free_name,
    joined,
    look_up,
    same_names,
    schema_of,
    small_frame,
    text,
    unwrap,
    wrap,
)
from china_trade_cities.frames._values import check_names

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoFrameT


_ADDED = ("city_id", "province", "region", "code")
_COUNTED = ("count", "reason", "candidates")


def match_cities(
    frame: IntoFrameT, column: str = "city", *, dataset: Dataset | None = None
) -> IntoFrameT:
    """Say which cities the names in a column mean.

    Each distinct name is resolved once, as `china_trade_cities.city` does: id, English or Chinese
    name, pinyin, GB/T 2260 code, UN/LOCODE or alias. The distinct names of a lazy frame are read
    for that; the rest stays lazy.

    Args:
        frame: The table; its rows, and the order and index of an eager one, stay as they are.
        column: The column with the names, as text, categories or integer codes.
        dataset: Where to look; None for the newest bundled vintage.

    Returns:
        A frame of the same type with four more columns of text, ``city_id``, ``province``,
        ``region`` (null for Hong Kong and Macao) and ``code``. They are null for names that no
        city, or more than one, is called by: see `unmatched`.

    Raises:
        InvalidArgumentError: There is no such column, or one of the new ones is there already.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame({"city": ["Canton", "深圳市", "Atlantis"], "value": [1, 2, 3]})
        >>> frames.match_cities(table).select("city_id", "code").rows()
        [('guangzhou', '440100'), ('shenzhen', '440300'), (None, None)]
    """
    whole = wrap(frame)
    names = whole.collect_schema().names()
    taken = same_names(whole, _ADDED, [str(name) for name in names])
    if taken:
        allowed = "a frame without the columns that are to be added"
        raise InvalidArgumentError("frame", ", ".join(taken), allowed)
    name = free_name([str(name) for name in names])
    named = with_names(whole, column, name)
    resolved = cities_by_name(named, dataset, name)
    one = {text: found[0] for text, found in resolved.items() if len(found) == 1}
    cities = one.values()
    matched = look_up(
        named,
        {
            name: list(one),
            "city_id": [city.id for city in cities],
            "province": [city.province for city in cities],
            "region": [city.region.value if city.region else None for city in cities],
            "code": [city.code for city in cities],
        },
    )
    return cast("IntoFrameT", matched.drop(name).to_native())


def unmatched(
    frame: IntoFrameT, column: str = "city", *, dataset: Dataset | None = None
) -> IntoFrameT:
    """The names in a column for which `match_cities` finds no city.

    Args:
        frame: The table.
        column: The column with the names, as text, categories or integer codes.
        dataset: Where to look; None for the newest bundled vintage.

    Returns:
        A frame of the same type, one row for each name, with the name under its column's name,
        blank where there is none;
        ``count``, in how many rows it stands; ``reason``: ``unknown``, ``ambiguous`` or
        ``blank``; ``candidates``, the ids of the cities that an ambiguous name may mean, with
        ``"; "`` between them, null for others. The most frequent first, then by name.

    Raises:
        InvalidArgumentError: There is no such column, or it is called like one of the result.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame({"city": ["Taizhou", "Ningbo", "Atlantis", "Taizhou", None]})
        >>> for row in frames.unmatched(table).rows():
        ...     print(row)
        ('Taizhou', 2, 'ambiguous', 'taizhou-jiangsu; taizhou-zhejiang')
        ('', 1, 'blank', None)
        ('Atlantis', 1, 'unknown', None)
    """
    whole = wrap(frame)
    name = free_name([str(column)])
    named = with_names(whole, column, name).select(nw.col(name).fill_null(""))
    if same_names(whole, [column], _COUNTED):
        allowed = f"a column with another name than {', '.join(_COUNTED)}"
        raise InvalidArgumentError("column", column, allowed)
    resolved = cities_by_name(named, dataset, name)
    lost = {text: found for text, found in resolved.items() if len(found) != 1}
    reasons: dict[str, Sequence[str | None]] = {
        name: list(lost),
        "reason": [_reason(text, found) for text, found in lost.items()],
        "candidates": ["; ".join(city.id for city in found) or None for found in lost.values()],
    }
    counts = named.group_by(name).agg(count=nw.len()).with_columns(nw.col("count").cast(nw.Int64))
    found = joined(counts, small_frame(counts, reasons), name)
    result = found.sort("count", name, descending=[True, False]).select(
        nw.col(name).alias(column), *_COUNTED
    )
    return cast("IntoFrameT", unwrap(result))


def with_names(frame: Frame, column: str, name: str) -> Frame:
    """A frame with the names of cities as text in one more column."""
    schema = schema_of(frame)
    if cast("object", column) not in list(schema):
        raise InvalidArgumentError("column", column, f"one of {', '.join(map(repr, schema))}")
    check_names("city", column, schema[column])
    return frame.with_columns(text(frame, column, schema[column]).alias(name))


def cities_by_name(
    named: Frame, dataset: Dataset | None, column: str
) -> dict[str, tuple[City, ...]]:
    """The cities that each distinct name may mean, in order of the names; blank means none."""
    texts: list[str] = sorted(name for name in distinct(named, column) if isinstance(name, str))
    names = index_of(dataset_or_bundled(dataset)).city_names
    return {name: names.find(name) if name.strip() else () for name in texts}


def _reason(name: str, found: Sequence[City]) -> str:
    if not name.strip():
        return "blank"
    return "ambiguous" if found else "unknown"
