"""Cities behind messy names: `match_cities` and `unmatched`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, cast

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import Dataset, index_of
from china_trade_cities._model.record import City
from china_trade_cities._model.validators import WHOLE_TEXT, is_whole, plain
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.frames._engine import (
    Frame,
    collected,
    distinct,
    free_name,
    joined,
    look_up,
    of_index,
    same_names,
    schema_of,
    small_frame,
    text,
    unwrap,
    without_views,
    wrap,
)
from china_trade_cities.frames._values import as_text, check_names

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType

    from china_trade_cities._dataset.city_names import CityNames


_ADDED = ("city_id", "city_name", "city_name_zh", "province", "region", "code", "reading")
_COUNTED = ("count", "reason", "candidates")
# What a column with provinces is called.
_PROVINCE = frozenset(
    {"province", "province_name", "province_zh", "prov", "省", "省份", "所在省份"}
)
_SEPARATOR = "\u241f"  # between a province and a name, where the two are looked up together
_MOST_GUESSED = 100  # spellings are compared slowly

Reason: TypeAlias = Literal["", "usual", "blank", "ambiguous", "elsewhere", "unknown"]


class NameReading(NamedTuple):
    """What a name means, with its province or without, and why it is no city or the usual one."""

    name: str
    province: str
    cities: tuple[City, ...]
    reason: Reason

    @property
    def city(self) -> City | None:
        return self.cities[0] if self.reason in ("", "usual") else None


def match_cities(
    frame: IntoFrameT,
    column: str = "city",
    *,
    province: str | None = None,
    prefix: str = "",
    suffix: str = "_matched",
    dataset: Dataset | None = None,
) -> IntoFrameT:
    """Say which cities the names in a column mean.

    Each distinct name is resolved once, as `china_trade_cities.city` does: id, English or Chinese
    name, pinyin, GB/T 2260 code, UN/LOCODE or alias, with its kind of unit, its province and its
    country or without. Where a row has a province, only its cities are meant: Suzhou in a row of
    Anhui is 宿州. The distinct names of a lazy frame are read for that; the rest stays lazy.

    Args:
        frame: The table; its rows, and the order and index of an eager one, stay as they are.
        column: The column with the names, as text, categories or integer codes.
        province: The column with the provinces: English or Chinese names, ISO 3166-2 or GB/T 2260
            codes; with one that means none, no usual reading is taken. None for one called
            ``province`` or ``省份``, where there is one.
        prefix: Added before the names of all new columns.
        suffix: Added to those names of new columns that the table has already.
        dataset: Where to look; None for the newest bundled vintage.

    Returns:
        A frame of the same type with seven more columns of text. ``city_id``, ``city_name``,
        ``city_name_zh``, ``province``, ``region`` (null for Hong Kong and Macao) and ``code`` are
        null for names that no city, or more than one, is called by (see `unmatched`).
        ``reading`` is ``usual`` where other cities share the name and its usual reading was taken
        (Suzhou is the one in Jiangsu, Fuzhou the one in Fujian), else null.

    Raises:
        InvalidArgumentError: There is no such column, or no name is left for a new one.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame({"city": ["Canton", "深圳市", "Atlantis"], "value": [1, 2, 3]})
        >>> frames.match_cities(table).select("city_id", "code").rows()
        [('guangzhou', '440100'), ('shenzhen', '440300'), (None, None)]
        >>> table = pl.DataFrame({"province": ["Anhui", None], "city": ["Suzhou", "Suzhou"]})
        >>> frames.match_cities(table).select("city_name_zh", "province_matched", "reading").rows()
        [('宿州', 'Anhui', None), ('苏州', 'Jiangsu', 'usual')]
    """
    whole = wrap(frame)
    column, beside = _columns(whole, column, province)
    columns = [str(name) for name in whole.collect_schema().names()]
    titles = _titles(whole, columns, prefix, suffix)
    key = free_name([*columns, *titles])
    named = _with_key(whole, column, beside, key)
    one = {
        text: (city, reading)
        for text, reading in _readings(distinct(named, key), beside, dataset).items()
        if (city := reading.city)
    }
    cities = [city for city, _ in one.values()]
    found: Sequence[Sequence[str | None]] = (
        [city.id for city in cities],
        [city.name for city in cities],
        [city.name_zh for city in cities],
        [city.province for city in cities],
        [city.region.value if city.region else None for city in cities],
        [city.code for city in cities],
        [reading.reason or None for _, reading in one.values()],
    )
    matched = look_up(named, {key: list(one), **dict(zip(titles, found, strict=True))})
    return cast("IntoFrameT", matched.drop(key).to_native())


def unmatched(
    frame: IntoFrameT,
    column: str = "city",
    *,
    province: str | None = None,
    dataset: Dataset | None = None,
) -> IntoFrameT:
    """The names in a column for which `match_cities` finds no city.

    Args:
        frame: The table.
        column: The column with the names, as text, categories or integer codes.
        province: The column with the provinces, as in `match_cities`.
        dataset: Where to look; None for the newest bundled vintage.

    Returns:
        A frame of the same type, one row for each name, the most frequent first, then by name.
        The name stands under the name of its column, blank where there is none, and so does the
        province, where there is one. ``count`` is in how many rows it stands; ``reason`` is
        ``unknown``, ``ambiguous``, ``blank`` or ``elsewhere``, if the name means a city of another
        province. ``candidates`` are ids of cities that may be meant, joined with ``"; "``, for the
        100 most frequent unknown names of those spelled alike; null where there is none.

    Raises:
        InvalidArgumentError: There is no such column, or it is called like one of the result.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame({"city": ["Taizhou", "Shenzen", "Atlantis", "Taizhou", None]})
        >>> for row in frames.unmatched(table).rows():
        ...     print(row)
        ('Taizhou', 2, 'ambiguous', 'taizhou-jiangsu; taizhou-zhejiang')
        ('', 1, 'blank', None)
        ('Atlantis', 1, 'unknown', None)
        ('Shenzen', 1, 'unknown', 'shenzhen')
    """
    whole = wrap(frame)
    column, beside = _columns(whole, column, province)
    shown = [column] if beside is None else [column, beside]
    for argument, name in zip(("column", "province"), shown, strict=False):
        if same_names(whole, [name], _COUNTED):
            allowed = f"a column with another name than {', '.join(_COUNTED)}"
            raise InvalidArgumentError(argument, name, allowed)
    key = free_name(shown)
    named = _with_key(whole, column, beside, key).select(key)
    counts = (
        named.group_by(key)
        .agg(count=nw.len())
        .with_columns(nw.col("count").cast(nw.Int64), nw.col(key).cast(nw.String))
    )
    most_first = collected(counts).sort("count", key, descending=[True, False])[key].to_list()
    readings = _readings(most_first, beside, dataset)
    lost = {text: reading for text, reading in readings.items() if reading.city is None}
    candidates = _candidates(lost.values(), dataset)
    data: dict[str, Sequence[str | None]] = {
        key: list(lost),
        column: [reading.name for reading in lost.values()],
        "reason": [reading.reason for reading in lost.values()],
        "candidates": ["; ".join(ids) or None for ids in candidates],
    }
    if beside is not None:
        data[beside] = [reading.province for reading in lost.values()]
    found = joined(counts, small_frame(counts, data), key)
    result = found.sort("count", *shown, descending=[True, *(False for _ in shown)])
    return cast("IntoFrameT", unwrap(result.select(*shown, *_COUNTED)))


def cities_by_name(
    named: Frame, dataset: Dataset | None, column: str
) -> dict[str, tuple[City, ...]]:
    """The cities that each distinct name may mean, in order of the names; blank means none."""
    readings = _readings(sorted(distinct(named, column)), None, dataset)
    return {name: reading.cities for name, reading in readings.items()}


def _titles(frame: Frame, columns: Sequence[str], prefix: str, suffix: str) -> list[str]:
    """The names of the new columns."""
    prefix, suffix = _added("prefix", prefix), _added("suffix", suffix)
    titles = [f"{prefix}{name}" for name in _ADDED]
    taken = same_names(frame, titles, columns)
    titles = [f"{title}{suffix}" if title in taken else title for title in titles]
    if twice := same_names(frame, titles, columns):
        allowed = f"one that makes names that the table lacks: it has {', '.join(twice)}"
        raise InvalidArgumentError("suffix", suffix, allowed)
    return titles


def _added(argument: str, value: object) -> str:
    added = plain(value)
    if added is None or not is_whole(added):
        raise InvalidArgumentError(argument, value, WHOLE_TEXT)
    return added


def _columns(frame: Frame, column: str, province: str | None) -> tuple[str, str | None]:
    """The columns with the names and the provinces: that was named, else one that is called so."""
    schema = schema_of(frame)
    column = _column(frame, "column", column, schema)
    if province is None:
        called = (name for name in schema if str(name).strip().casefold() in _PROVINCE)
        province = next((name for name in called if name != column), None)
    else:
        province = _column(frame, "province", province, schema)
    if province == column:
        raise InvalidArgumentError("province", province, "another column than that of the names")
    if province is not None:
        check_names("province", province, schema[province])
    return column, province


def _with_key(frame: Frame, column: str, province: str | None, key: str) -> Frame:
    """A frame with the name as text in one more column, after its province where there is one."""
    schema = schema_of(frame)
    check_names("city", column, schema[column])
    name = text(column, schema[column]).fill_null("")
    if province is not None:
        place = as_text(province, schema[province])
        name = nw.concat_str(place, nw.lit(_SEPARATOR), name)
    plain = without_views(frame, [column] if province is None else [column, province])
    keyed = plain.with_columns(name.alias(key))
    if plain is frame or not isinstance(frame, nw.DataFrame):
        return keyed
    return frame.with_columns(cast("nw.DataFrame[Any]", keyed)[key])


def _column(frame: Frame, argument: str, column: object, schema: dict[str, DType]) -> str:
    wanted = plain(column) if isinstance(column, str) else column
    for name in schema:
        if type(name) is type(wanted) and name == wanted:  # with pandas a name may be a number
            return name
    allowed = f"one of {', '.join(map(repr, schema))}{of_index(frame)}"
    raise InvalidArgumentError(argument, column, allowed)


def _readings(
    keys: Iterable[str], province: str | None, dataset: Dataset | None
) -> dict[str, NameReading]:
    """What names mean, by themselves or by the keys that they make with their provinces."""
    names = index_of(dataset_or_bundled(dataset)).city_names
    if province is None:
        return {key: _reading(names, key, "") for key in keys}
    apart = {key: key.partition(_SEPARATOR) for key in keys}
    return {key: _reading(names, name, place) for key, (place, _, name) in apart.items()}


def _reading(names: CityNames, name: str, province: str) -> NameReading:
    if not name.strip():
        return NameReading(name, province, (), "blank")
    known = names.provinces(province)
    found = names.find(name, known)
    reason: Reason = "ambiguous" if len(found) > 1 else ""
    if len(found) == 1 and not known and (others := names.homonyms(name, found[0])):
        # A province that nobody knows may be that of the others.
        reason = "ambiguous" if province.strip() else "usual"
        found = found if reason == "usual" else (*found, *others)
    if not found:
        found = names.find(name) if known else ()
        reason = "elsewhere" if found else "unknown"
    return NameReading(name, province, found, reason)


def _candidates(lost: Iterable[NameReading], dataset: Dataset | None) -> list[list[str]]:
    """Ids of the cities that names may mean, or that the first unknown ones are spelled like."""
    names = index_of(dataset_or_bundled(dataset)).city_names
    guesses = count()

    def cities(reading: NameReading) -> Iterable[City]:
        if reading.reason == "unknown" and next(guesses) < _MOST_GUESSED:
            return (city for near in names.suggest(reading.name) for city in names.find(near))
        return reading.cities

    return [list(dict.fromkeys(city.id for city in cities(reading))) for reading in lost]
