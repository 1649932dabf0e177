"""Figures of this library as frames: `from_records`, and what results call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, overload

from china_trade_cities._display.dicts import record_dict
from china_trade_cities._extras import from_extra
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.validators import check_word, things_in
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

BackendName: TypeAlias = Literal["polars", "pandas", "pyarrow"]

nw = from_extra("narwhals.stable.v2", "frames", "to_frame")

_BACKENDS = ("polars", "pandas", "pyarrow")
# What the columns hold that are not text.
_TYPES: Mapping[str, Any] = {
    "rank": nw.Int64(),
    "best_rank": nw.Int64(),
    "worst_rank": nw.Int64(),
    "certain": nw.Boolean(),
    "ranked": nw.Int64(),
    "coverage": nw.Float64(),
    "value": nw.Int64(),
    "rounded_to": nw.Int64(),
    "growth": nw.Float64(),
    "share": nw.Float64(),
    "derived": nw.Boolean(),
    "converted": nw.Boolean(),
    "original_value": nw.Int64(),
}
_RANK = ("rank", "best_rank", "worst_rank", "certain", "ranked", "coverage")
_RECORD = (
    "city",
    "name",
    "name_zh",
    "period",
    "flow",
    "product",
    "partner",
    "value",
    "currency",
    "rounded_to",
    "growth",
    "share",
    "share_of",
    "status",
    "basis",
    "derived",
    "source",
    "publisher",
    "url",
    "corroborated_by",
)
_CONVERTED = ("converted", "original_value", "original_currency", "rate", "rate_source")
_PANDAS = {nw.Int64(): "Int64", nw.Float64(): "float64", nw.Boolean(): "boolean"}


@overload
def from_records(
    records: Iterable[TradeRecord], *, backend: Literal["polars"] = ...
) -> pl.DataFrame: ...
@overload
def from_records(records: Iterable[TradeRecord], *, backend: Literal["pandas"]) -> pd.DataFrame: ...
@overload
def from_records(records: Iterable[TradeRecord], *, backend: Literal["pyarrow"]) -> pa.Table: ...
@overload
def from_records(records: Iterable[TradeRecord], *, backend: BackendName) -> Any: ...
def from_records(records: Iterable[TradeRecord], *, backend: BackendName = "polars") -> Any:
    """Records as a frame, one a row.

    Amounts and their rounding unit (``value``, ``rounded_to``) are 64-bit integers, ``growth`` and
    ``share`` 64-bit floats in percent; all else is text, with ids for cities, products, partners
    and sources, and ``"; "`` between several (``corroborated_by``). What is missing is null;
    pandas gets its nullable integers.

    Records that several sources print of the same figure would be added up by the other
    functions of this module: take the preferred ones, as rankings hold them.

    Args:
        records: The records.
        backend: ``polars``, ``pandas`` or ``pyarrow``, which must be installed.

    Raises:
        InvalidArgumentError: They are not records, or there is no such backend.
        ModuleNotFoundError: The backend is not installed.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import frames
        >>> records = [entry.record for entry in ctc.top_n(2, flow="export")]
        >>> frames.from_records(records).select("city", "period", "value").rows()
        [('shenzhen', '2024', 2812215990000), ('shanghai', '2024', 1817601090000)]
    """
    found = things_in(records)
    if found is None:
        raise InvalidArgumentError("records", records, "an iterable of TradeRecord")
    for record in found:
        if not isinstance(record, TradeRecord):
            raise InvalidArgumentError("records", record, "an iterable of TradeRecord")
    return _frame([record_dict(record) for record in found], _RECORD, backend)


def ranking_frame(rows: Sequence[Mapping[str, Any]], backend: str, *, converted: bool) -> Any:
    names = (*_RANK, *_RECORD, *(_CONVERTED if converted else ()))
    return _frame(rows, names, backend)


def arrow_backend() -> BackendName:
    """An installed backend that hands out Arrow data without any other package."""
    names: tuple[BackendName, ...] = ("polars", "pyarrow")
    for name in names:
        if find_spec(name) is not None:
            return name
    raise ModuleNotFoundError("an Arrow stream needs Polars or PyArrow: pip install polars")


def _frame(rows: Sequence[Mapping[str, Any]], names: Sequence[str], backend: str) -> Any:
    backend = check_word(backend, _BACKENDS, "backend")
    data = {name: [_cell(row[name]) for row in rows] for name in names}
    types = {name: _TYPES.get(name, nw.String()) for name in names}
    if backend == "pandas":
        pandas: Any = import_module("pandas")
        return pandas.DataFrame(
            {
                name: pandas.Series(data[name], dtype=_PANDAS.get(types[name], "str"))
                for name in names
            }
        )
    return nw.from_dict(data, types, backend=cast("Any", backend)).to_native()


def _cell(value: object) -> object:
    return "; ".join(cast("list[str]", value)) or None if isinstance(value, list) else value
