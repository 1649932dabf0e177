"""The rows of a frame that a question is about, after all that may be wrong with it was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import narwhals.stable.v2 as nw
from attrs import evolve, frozen

from china_trade_cities._period import Period
from china_trade_cities._vocabulary import Flow
from china_trade_cities.exceptions import IncomparableRecordsError, InvalidArgumentError
from china_trade_cities.frames._columns import found, needed, roles
from china_trade_cities.frames._engine import collected, kept, narrow, schema_of, unwrap, wrap
from china_trade_cities.frames._mixing import FAULTS, flow_called
from china_trade_cities.frames._months import inside, is_text, may_overlap

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType

    from china_trade_cities._period import PeriodLike
    from china_trade_cities.frames._columns import Columns
    from china_trade_cities.frames._engine import Frame

    Waive: TypeAlias = "str | Iterable[str]"
    Cities: TypeAlias = "str | int | Iterable[str | int]"


@frozen(kw_only=True)
class Question:
    """Rows to be answered from.

    Attributes:
        rows: The rows, with the columns ``city`` and ``value``, those that were asked for by the
            name of their part, and one of truth for each of several periods.
        columns: What the user calls the columns.
        value_type: Type of ``value``: 64-bit integers or floats, or decimals.
        waived: Parts whose values may be mixed.
    """

    rows: Frame
    columns: Columns
    value_type: DType
    waived: frozenset[str]

    def answer(self, frame: Frame, *names: str) -> Any:
        """A result, with these columns in this order, as a frame of the user's own type."""
        called = {
            part: name
            for part in roles()
            if part in names and (name := getattr(self.columns, part))
        }
        titles = [called.get(name, name) for name in names]
        if len(set(titles)) < len(titles):
            raise InvalidArgumentError(
                "columns", self.columns, f"columns not called like others of the result: {titles}"
            )
        return unwrap(
            frame.select(
                nw.col(name).alias(title) for name, title in zip(names, titles, strict=True)
            )
        )

    def named(self, names: Sequence[str]) -> Question:
        """The same with text for names, blank where there is none."""
        texts = [nw.col(name).cast(nw.String).fill_null("") for name in names]
        return evolve(self, rows=self.rows.with_columns(*texts))


def check_parts_of_whole(flow: str | None) -> None:
    """Refuse a balance: its parts do not add up to a whole of which they have a share."""
    if flow is not None and flow_called(flow) is Flow.BALANCE:
        raise InvalidArgumentError("flow", flow, "another flow, whose parts add up to a whole")


def ask(
    frame: object,
    columns: Columns | None,
    waive: Waive,
    *,
    spans: Mapping[str, PeriodLike | None],
    chosen: Mapping[str, str | None],
    cities: Cities | None = None,
    by: Sequence[str] = (),
) -> Question:
    """The rows that a question is about.

    Args:
        frame: The user's frame.
        columns: Which column holds what.
        waive: Parts whose values may be mixed.
        spans: Periods by name; rows inside any of them are taken. With more than one, each
            becomes a column that is true for its rows. None takes all rows.
        chosen: The value that a column must have, by part (``flow``); None for any.
        cities: The cities whose rows are taken; None for all.
        by: Further parts that the question is about, beside city and value.

    Raises:
        InvalidArgumentError: An argument or a column is not what it has to be.
        IncomparableRecordsError: Rows do not go together.
    """
    whole = wrap(frame)
    schema = schema_of(whole)
    names = list(schema)
    known = found(names, columns)
    waived = _waived(waive)
    periods = {
        name: Period.parse(span, argument=name) for name, span in spans.items() if span is not None
    }
    parts = {part: needed(known, part, names) for part in ("city", "value", *by)}
    if periods:
        parts["period"] = needed(known, "period", names)
    pins = {part: value for part, value in chosen.items() if value is not None}
    for part, value in pins.items():
        column = getattr(known, part)
        if column is None:
            raise InvalidArgumentError(part, value, f"None: no column with the {part} was found")
        parts[part] = column
    checked = _to_check(known, schema, pins, periods, waived)
    check_city(parts["city"], schema[parts["city"]])
    value_type = _amount_type(parts["value"], schema[parts["value"]])
    rows = narrow(whole, schema, list(dict.fromkeys([*parts.values(), *checked.values()])))

    conditions = [~nw.col(parts["value"]).is_null()]
    if schema[parts["value"]].is_float():
        conditions.append(nw.col(parts["value"]).is_finite())
    within = {
        name: inside(span, parts["period"], schema[parts["period"]])
        for name, span in periods.items()
    }
    if len(within) > 1:
        conditions.append(nw.any_horizontal(*within.values(), ignore_nulls=True))
    else:
        conditions += within.values()
    conditions += [_is(parts[part], schema[parts[part]], value) for part, value in pins.items()]
    if cities is not None:
        conditions.append(_among(parts["city"], schema[parts["city"]], cities))
    answering = [part for part in parts if part in ("city", "value", *by)]
    if len(within) > 1:
        answering.append("period")
    rows = kept(
        rows,
        conditions,
        list(dict.fromkeys([*(parts[part] for part in answering), *checked.values()])),
    )
    _refuse_mixed(rows, checked)
    amount = nw.col(parts["value"])
    if schema[parts["value"]] != value_type:
        amount = amount.cast(value_type)
    return Question(
        rows=rows.select(
            nw.col(parts["city"]).alias("city"),
            amount.alias("value"),
            *(nw.col(parts[part]).alias(part) for part in by),
            *(within[name].alias(name) for name in within if len(within) > 1),
        ),
        columns=known,
        value_type=value_type,
        waived=waived,
    )


def _waived(waive: Waive) -> frozenset[str]:
    wanted: object = [waive] if isinstance(waive, str) else waive
    if not isinstance(wanted, Iterable):
        raise InvalidArgumentError("waive", waive, _waivable())
    names = frozenset(cast("Iterable[str]", wanted))
    if not names <= {*FAULTS, "city"}:
        raise InvalidArgumentError("waive", waive, _waivable())
    return names


def _waivable() -> str:
    return f"one or more of {', '.join(map(repr, [*FAULTS, 'city']))}"


def _to_check(
    columns: Columns,
    schema: Mapping[str, DType],
    pins: Mapping[str, str],
    periods: Mapping[str, Period],
    waived: frozenset[str],
) -> dict[str, str]:
    """The columns whose values may not go together, and that the question does not settle."""
    checked: dict[str, str] = {}
    for part in FAULTS:
        column = getattr(columns, part)
        if column is None or part in pins or part in waived:
            continue
        settled = part == "period" and (
            not may_overlap(schema[column])
            or (bool(periods) and all(span.is_month for span in periods.values()))
        )
        if not settled:
            checked[part] = column
    return checked


def check_city(column: str, dtype: DType) -> None:
    """Refuse a column whose values cannot be names or codes of cities."""
    if not (is_text(dtype) or dtype.is_integer() or isinstance(dtype, (nw.Object, nw.Unknown))):
        raise InvalidArgumentError(
            "columns", f"city={column!r}", f"a column of text, categories or integers, not {dtype}"
        )


def _amount_type(column: str, dtype: DType) -> DType:
    """The type in which amounts are added: wide enough, and exact where the column is."""
    if dtype.is_integer():
        return nw.Int64()
    if dtype.is_float() or dtype == nw.Unknown:
        return nw.Float64()
    if dtype.is_decimal() or dtype == nw.Object:  # where pandas keeps decimals of Python's own
        return dtype
    raise InvalidArgumentError(
        "columns", f"value={column!r}", f"a column of integers, floats or decimals, not {dtype}"
    )


def _is(column: str, dtype: DType, value: object) -> nw.Expr:
    """Whether a column has a value; blank is also what is missing."""
    if not isinstance(value, str):
        raise InvalidArgumentError(column, value, "text as it stands in the column, or None")
    if dtype.is_integer():
        if not value.strip().isdecimal():
            raise InvalidArgumentError(column, value, f"digits: column {column!r} holds integers")
        return nw.col(column) == int(value)
    text = nw.col(column) if dtype == nw.String else nw.col(column).cast(nw.String)
    return text == value if value else text.is_null() | (text == "")


def _among(column: str, dtype: DType, cities: Cities) -> nw.Expr:
    listed: object = [cities] if isinstance(cities, (str, int)) else cities
    if not isinstance(listed, Iterable):
        raise InvalidArgumentError("cities", cities, "values of the city column, or None for all")
    wanted = list(cast("Iterable[str | int]", listed))
    kind = int if dtype.is_integer() else str
    if not wanted or not all(isinstance(city, kind) for city in wanted):
        raise InvalidArgumentError(
            "cities", cities, f"values of column {column!r}, of type {kind.__name__}; None for all"
        )
    city = nw.col(column)
    return (city if kind is int or dtype == nw.String else city.cast(nw.String)).is_in(wanted)


def _refuse_mixed(rows: Frame, checked: Mapping[str, str]) -> None:
    mixed: dict[str, Sequence[str]] = {}
    reasons: dict[str, str] = {}
    for part, column in checked.items():
        reason, values = FAULTS[part](_distinct(rows, column))
        if values:
            mixed[part], reasons[part] = values, reason
    if reasons:
        raise IncomparableRecordsError(mixed, reasons)


def _distinct(rows: Frame, column: str) -> list[str]:
    """All values of a column as text, in order; what is missing is blank."""
    values = collected(rows.select(column).unique())[column].to_list()
    return sorted({_as_text(value) for value in values})


def _as_text(value: object) -> str:
    if isinstance(value, float):  # what pandas makes of integers with nulls
        return f"{value:.0f}" if value.is_integer() else ""
    return str(value) if isinstance(value, (str, int)) else ""
