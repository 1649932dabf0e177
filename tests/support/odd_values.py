"""Values that no argument is meant for: passed by mistake, or objects that misbehave."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import polars as pl

import china_trade_cities as ctc


class MisbehaviourError(Exception):
    """What an object raises whose methods fail."""


def _fail(*_: object) -> NoReturn:
    raise MisbehaviourError


def misbehaving(*methods: str, base: type = object) -> type[Any]:
    """A class of whose methods some raise an error of their own."""
    return type("Misbehaving", (base,), dict.fromkeys(methods, _fail))


class Other(enum.Enum):
    """Members whose values are words and numbers that the library knows."""

    WORD = "total"
    CITY = "Ningbo"
    NUMBER = 5


class OtherWords(enum.StrEnum):
    """Members that are text of another list of words."""

    WORD = "customs"


class NoTruth:
    """Compares to something that is neither true nor false, as pandas and NumPy do."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> Any:
        return pd.NA

    def __ne__(self, other: object) -> Any:
        return pd.NA


def names() -> Iterator[str]:
    """A generator that yields one name of a city and then nothing more."""
    yield "Weifang"


def in_itself() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


_METHODS = (
    *("__eq__", "__ne__", "__hash__", "__bool__", "__str__", "__repr__", "__iter__", "__len__"),
    *("__index__", "__int__", "__float__", "__fspath__", "__getattr__", "__contains__", "__lt__"),
    *("__le__", "__gt__", "__ge__", "__getitem__", "__abs__", "__format__"),
)

ODD: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "True": lambda: True,
    "0": lambda: 0,
    "-1": lambda: -1,
    "float": lambda: 1.5,
    "NaN": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "huge": lambda: 10**5000,
    "negative huge": lambda: -(10**5000),
    "beyond 64 bits": lambda: 2**64,
    "complex": lambda: 1j,
    "Decimal": lambda: Decimal("1.5"),
    "Decimal sNaN": lambda: Decimal("sNaN"),
    "blank": lambda: "",
    "space": lambda: " ",
    "NUL": lambda: "a\0b",
    "nonsense": lambda: "no such thing",
    "lone surrogate": lambda: "\ud800",
    "lone surrogate amid text": lambda: "Ningbo\udfff",
    "long": lambda: "x" * 100_000,
    "digits": lambda: "9" * 5_000,
    "other digits": lambda: "²٣",
    "bytes": lambda: b"Ningbo",
    "bytes that are no text": lambda: b"\xff",
    "bytearray": lambda: bytearray(b"total"),
    "memoryview": lambda: memoryview(b"total"),
    "list": lambda: ["Weifang"],
    "empty list": list,
    "list of odd things": lambda: [None, 5, pd.NA, b"x"],
    "list in itself": in_itself,
    "tuple": lambda: ("total",),
    "dict": lambda: {"Weifang": []},
    "set": lambda: {"Weifang"},
    "generator": names,
    "range": lambda: range(3),
    "slice": lambda: slice(1),
    "type": lambda: int,
    "function": lambda: len,
    "module": lambda: ctc,
    "object": object,
    "Ellipsis": lambda: ...,
    "error": lambda: ValueError("x"),
    "date": lambda: dt.date(2024, 5, 1),
    "datetime": lambda: dt.datetime(2024, 5, 1, tzinfo=dt.UTC),
    "timedelta": lambda: dt.timedelta(1),
    "pd.NA": lambda: pd.NA,
    "pd.NaT": lambda: pd.NaT,
    "pd.Timestamp": lambda: pd.Timestamp("2024-05-01"),
    "Series": lambda: pd.Series(["Weifang", None]),
    "frame of pandas": lambda: pd.DataFrame({"a": [1]}),
    "frame of Polars": lambda: pl.DataFrame({"a": [1]}),
    "Series of Polars": lambda: pl.Series(["Weifang"]),
    "expression of Polars": lambda: pl.col("a"),
    "array without dimensions": lambda: np.array(3),
    "array of text without dimensions": lambda: np.array("Weifang"),
    "array": lambda: np.array(["Weifang", "total"]),
    "array of two dimensions": lambda: np.ones((2, 2)),
    "array of objects": lambda: np.array([None, pd.NA], dtype=object),
    "np.bool": lambda: np.True_,
    "np.float64": lambda: np.float64("nan"),
    "np.datetime64": lambda: np.datetime64("NaT"),
    "other enum of the same value": lambda: Other.WORD,
    "other enum of a city": lambda: Other.CITY,
    "other enum of a number": lambda: Other.NUMBER,
    "other enum of text": lambda: OtherWords.WORD,
    "enum of another argument": lambda: ctc.Measure.VALUE,
    "class of an enum": lambda: ctc.Flow,
    "City": lambda: ctc.city("Ningbo"),
    "Period": lambda: ctc.Period.parse(2024),
    "no truth": NoTruth,
    "no iteration": misbehaving("__iter__"),
    "iteration without end of text": lambda: iter(["Weifang", object()]),
    "nothing works": misbehaving(*_METHODS),
    "text that does not compare": lambda: misbehaving("__eq__", "__hash__", base=str)("total"),
    "text of which nothing works": lambda: misbehaving(*_METHODS, base=str)("Ningbo"),
    "number of which nothing works": lambda: misbehaving(*_METHODS, base=int)(5),
    "real number of which nothing works": lambda: misbehaving(*_METHODS, base=float)(0.5),
    "list of which nothing works": misbehaving(*_METHODS, base=list),
    "mapping of which nothing works": misbehaving(*_METHODS, base=dict),
}
