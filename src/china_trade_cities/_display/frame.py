"""Figures of this library as frames: `from_records`, and what results call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, overload

from china_trade_cities._display.columns import RECORD, Columns, Kind, kind_of
from china_trade_cities._display.dicts import record_dict
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.validators import check_word, things_in
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

BackendName: TypeAlias = Literal["polars", "pandas", "pyarrow"]

_BACKENDS: tuple[BackendName, ...] = ("polars", "pandas", "pyarrow")


@overload
def from_records(records: Iterable[TradeRecord], *, backend: Literal["polars"]) -> pl.DataFrame: ...
@overload
def from_records(records: Iterable[TradeRecord], *, backend: Literal["pandas"]) -> pd.DataFrame: ...
@overload
def from_records(records: Iterable[TradeRecord], *, backend: Literal["pyarrow"]) -> pa.Table: ...
@overload
def from_records(records: Iterable[TradeRecord], *, backend: BackendName | None = ...) -> Any: ...
def from_records(records: Iterable[TradeRecord], *, backend: BackendName | None = None) -> Any:
    """Records as a frame, one a row.

    Amounts and their rounding unit (``value``, ``rounded_to``) are 64-bit integers, ``growth`` and
    ``share`` 64-bit floats in percent; all else is text, with ids for cities, products, partners
    and sources, and ``"; "`` between several (``corroborated_by``). What is missing is null;
    pandas gets its nullable integers.

    Records that several sources print of the same figure would be added up by the other
    functions of this module: take the preferred ones, as rankings hold them.

    Args:
        records: The records.
        backend: ``polars``, ``pandas`` or ``pyarrow``; None for the first of these that is
            installed.

    Raises:
        InvalidArgumentError: They are not records, or there is no such backend.
        ModuleNotFoundError: The backend is not installed, or none is.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import frames
        >>> records = [entry.record for entry in ctc.top_n(2, flow="export")]
        >>> frame = frames.from_records(records, backend="polars")
        >>> frame.select("city", "period", "value").rows()
        [('shenzhen', '2024', 2812215990000), ('shanghai', '2024', 1817601090000)]
    """
    found = things_in(records)
    if found is None:
        raise InvalidArgumentError("records", records, "an iterable of TradeRecord")
    for record in found:
        if not isinstance(record, TradeRecord):
            raise InvalidArgumentError("records", record, "an iterable of TradeRecord")
    return frame_of([record_dict(record) for record in found], RECORD, backend)


Rows: TypeAlias = Sequence[Mapping[str, Any]]


def frame_of(rows: Rows, columns: Columns, backend: BackendName | None) -> Any:
    """Rows as a frame of one of the backends, None for the first that is installed."""
    chosen = _installed(_BACKENDS) if backend is None else check_word(backend, _BACKENDS, "backend")
    cells = {name: [_cell(row[name]) for row in rows] for name in columns}
    return _MAKERS[chosen](cells, {name: kind_of(name) for name in columns})


def arrow_frame(rows: Rows, columns: Columns) -> Any:
    """Rows as a frame that hands out Arrow data without any other package."""
    return frame_of(rows, columns, _installed(("polars", "pyarrow")))


def _installed(backends: Sequence[BackendName]) -> BackendName:
    for name in backends:
        if find_spec(name) is not None:
            return name
    raise ModuleNotFoundError(f"needs one of {', '.join(backends)}: pip install {backends[0]}")


def _cell(value: object) -> object:
    return "; ".join(cast("list[str]", value)) or None if isinstance(value, list) else value


def _polars(cells: Mapping[str, list[Any]], kinds: Mapping[str, Kind]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(cells, {name: getattr(pl, kind) for name, kind in kinds.items()})


def _pandas(cells: Mapping[str, list[Any]], kinds: Mapping[str, Kind]) -> pd.DataFrame:
    import pandas as pd

    types = {"Int64": "Int64", "Float64": "float64", "Boolean": "boolean", "String": "str"}
    columns = {name: pd.Series(cells[name], dtype=types[kind]) for name, kind in kinds.items()}
    return pd.DataFrame(columns)


def _pyarrow(cells: Mapping[str, list[Any]], kinds: Mapping[str, Kind]) -> pa.Table:
    import pyarrow as pa

    types: dict[Kind, pa.DataType] = {
        "Int64": pa.int64(),
        "Float64": pa.float64(),
        "Boolean": pa.bool_(),
        "String": pa.string(),
    }
    return pa.table(cells, pa.schema({name: types[kind] for name, kind in kinds.items()}))


_MAKERS: Mapping[str, Callable[[Mapping[str, list[Any]], Mapping[str, Kind]], Any]] = {
    "polars": _polars,
    "pandas": _pandas,
    "pyarrow": _pyarrow,
}
