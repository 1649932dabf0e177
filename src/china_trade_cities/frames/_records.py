"""Figures of this library as frames: `from_records`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, overload

from china_trade_cities._display.columns import RECORD
from china_trade_cities._display.dicts import record_dict
from china_trade_cities._display.frame import BackendName, frame_of
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.validators import entries_of
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


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
    found = entries_of(records)
    if found is None:
        raise InvalidArgumentError("records", records, "an iterable of TradeRecord")
    for record in found:
        if not isinstance(record, TradeRecord):
            raise InvalidArgumentError("records", record, "an iterable of TradeRecord")
    return frame_of([record_dict(record) for record in found], RECORD, backend)
