"""Rows as dataframes of the library that is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from china_trade_cities._display.columns import Columns, Kind, kind_of
from china_trade_cities._model.validators import check_word

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

BackendName: TypeAlias = Literal["polars", "pandas", "pyarrow"]

_BACKENDS: tuple[BackendName, ...] = ("polars", "pandas", "pyarrow")


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
