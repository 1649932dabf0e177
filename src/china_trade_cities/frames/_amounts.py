"""Amounts: the types in which they are added, and whether their sums fit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from china_trade_cities.frames._columns import unfit
from china_trade_cities.frames._engine import Frame, is_complex, objects_as_numbers

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType

_LIMIT = 2**63  # of 64-bit integers
_HALF = 2**31
_DIGITS = 37  # of decimals, of which the difference of two has one more
_NARROW = (nw.Int8, nw.Int16, nw.UInt8, nw.UInt16)


def with_amounts(frame: Frame, column: str, dtype: DType) -> tuple[Frame, DType, int]:
    """A frame with amounts that can be added, their type, and how many decimal places they have."""
    kind = str(dtype)
    if isinstance(dtype, nw.Object):  # as pandas keeps numbers of Python's own
        frame, kind, places = objects_as_numbers(frame, column)
        if kind == "decimal":
            return frame, dtype, places
        dtype = frame.collect_schema()[column]
    if isinstance(dtype, nw.Decimal):
        return frame, dtype, dtype.scale
    if dtype == nw.Unknown and is_complex(frame, column):
        kind = "complex numbers"
    elif dtype.is_integer() or dtype.is_float() or dtype == nw.Unknown:
        return frame, dtype, 0
    raise unfit("value", column, f"of integers, floats or decimals, not {kind}")


def summed_as(dtype: DType) -> DType:
    """The type in which amounts are added: wide enough, and exact where the column is."""
    if dtype.is_integer():
        return nw.Int64()
    return nw.Float64() if dtype.is_float() or dtype == nw.Unknown else dtype


def check_sums(rows: Frame, column: str, dtype: DType) -> int:
    """What no sum of integers exceeds, as far as it is known.

    Sums that 64 bits may not hold, or of decimals 38 digits, are refused: they would begin anew at
    the other end. Of eager frames only; closely only where as many as there are of the largest
    would be too much.
    """
    if not isinstance(rows, nw.DataFrame) or not (dtype.is_integer() or dtype.is_decimal()):
        return _LIMIT
    if len(rows) == 0:
        return 0
    if isinstance(dtype, nw.Decimal):
        _check_decimals(rows[column], dtype)
        return _LIMIT
    if isinstance(dtype, _NARROW):
        return len(rows) * 2**16
    amounts = rows[column]
    largest = max(abs(int(amounts.min())), abs(int(amounts.max())))
    if largest * len(rows) < _LIMIT:
        return largest * len(rows)
    # The upper halves of all, and one more for what is in the lower halves.
    if largest >= _LIMIT or int((amounts // _HALF).abs().sum() + len(rows)) * _HALF >= _LIMIT:
        allowed = (
            "of integers whose sum fits 64 bits (else make them floats, decimals or thousands)"
        )
        raise unfit("value", column, allowed)
    return _LIMIT


def _check_decimals(amounts: nw.Series[Any], dtype: nw.Decimal) -> None:
    """Refuse decimals that may add up to more digits than there are."""
    largest = max(abs(Decimal(amounts.min())), abs(Decimal(amounts.max())))
    if largest * len(amounts) < Decimal(10) ** (_DIGITS - dtype.scale):
        return
    # In units of the upper half of the digits, and one more for what is in the lower half.
    unit = Decimal(10) ** (_DIGITS // 2 - dtype.scale)
    total = sum((abs(Decimal(value)) // unit + 1 for value in amounts.to_list()), Decimal())
    if total * unit >= Decimal(10) ** (_DIGITS - dtype.scale):
        allowed = f"of decimals whose sum fits {_DIGITS} digits (else make them floats or millions)"
        raise unfit("value", str(amounts.name), allowed)
