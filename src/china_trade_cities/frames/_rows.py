"""The rows of a frame that a question is about, once everything about them is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from typing import TYPE_CHECKING, TypeAlias, cast

import narwhals.stable.v2 as nw
from attrs import evolve, field, frozen

from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities.exceptions import IncomparableRecordsError, InvalidArgumentError
from china_trade_cities.frames._amounts import check_sums, summed_as, with_amounts
from china_trade_cities.frames._columns import Columns, found, needed, unfit
from china_trade_cities.frames._comparable import FAULTS, flow_called, means_the_same, nation_among
from china_trade_cities.frames._engine import (
    Condition,
    Frame,
    collected,
    column_of,
    distinct,
    eager,
    kept,
    same_names,
    schema_of,
    titled,
    where,
    without_views,
    wrap,
)
from china_trade_cities.frames._periods import inside, is_read, may_overlap, period_of
from china_trade_cities.frames._values import (
    Cities,
    among,
    as_text,
    called,
    check_names,
    has,
    text_of,
)

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType


Waive: TypeAlias = "str | Iterable[str]"
_EXACT = 2**52  # up to which a sum, and the difference of two, is exact as a float


@frozen(kw_only=True)
class Question:
    """Rows to be answered from.

    Attributes:
        rows: The rows, with the columns ``city`` and ``value``, and those that were asked for by
            the name of their part. Of several periods, each has a column with the amounts of its
            rows instead of ``value``, and one with 1 for its rows and 0 for others.
        columns: What the user calls the columns.
        value_type: 64-bit integers or floats, or decimals.
        places: How many decimal places decimals have.
        exact: Whether 64-bit floats are known to hold all sums of integers.
        waived: Parts whose values may be mixed.
        types: Types of the columns in the user's frame.
    """

    rows: Frame
    columns: Columns
    value_type: DType
    places: int
    exact: bool
    waived: frozenset[str]
    types: Mapping[str, DType] = field(repr=False)

    def titles(self, *names: str) -> dict[str, str]:
        """What the columns of a result are called: as the user's own, where they play a part."""
        titles: list[str] = [getattr(self.columns, name, None) or name for name in names]
        if any(
            same_names(self.rows, [title], titles[:place]) for place, title in enumerate(titles)
        ):
            allowed = f"names that differ from each other in the result: {titles}"
            raise InvalidArgumentError("columns", self.columns, allowed)
        return dict(zip(names, titles, strict=True))

    def named(self, names: Sequence[str]) -> Question:
        """The same with text for names, blank where there is none."""
        texts = [as_text(name, self.types[name]).alias(name) for name in names]
        types = dict.fromkeys(names, nw.String())
        return evolve(self, rows=self.rows.with_columns(*texts), types=types)

    def refuse_nation(self, sums: Frame, conditions: Sequence[Condition] = ()) -> None:
        """Refuse eager sums by city with the nation beside others, where the conditions hold."""
        if eager(sums) and "city" not in self.waived:
            nation = nation_among(collected(sums)["city"].to_list())
            if nation and conditions:  # of which not all rows may be asked for
                nation = nation_among(collected(where(sums, *conditions))["city"].to_list())
            if nation:
                reason = "all cities together beside single cities"
                raise IncomparableRecordsError({"city": nation}, {"city": reason})


def check_parts_of_whole(flow: str | None) -> None:
    """Refuse a balance: its parts do not add up to a whole of which they have a share."""
    if flow is not None and flow_called(flow) is Flow.BALANCE:
        allowed = "a flow whose parts add up, as those of a balance do not"
        raise InvalidArgumentError("flow", flow, allowed)


_CHOSEN = ("flow", "product", "partner", "currency", "basis")


def ask(
    frame: object,
    columns: Columns | None,
    waive: Waive,
    chosen: Sequence[str | None],
    spans: Mapping[str, PeriodLike | None],
    *,
    cities: Cities | None = None,
    by: Sequence[str] = (),
) -> Question:
    """The rows that a question is about, by city and what `by` names.

    Args:
        frame: The user's frame.
        columns: Which column holds what.
        waive: Parts whose values may be mixed.
        chosen: The values that the columns with flow, product, partner, currency and basis must
            have, in this order; None for any.
        spans: Periods by name; rows inside any of them are taken. With more than one, each
            becomes a column with the amounts of its rows, and one that counts them, called like
            it with ``_rows``. None takes all rows.
        cities: The cities whose rows are taken; None for all.
        by: Further parts that the question is about, beside city and value.
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
    pins = {part: value for part, value in zip(_CHOSEN, chosen, strict=True) if value is not None}
    for part, value in pins.items():
        column = getattr(known, part)
        if column is None:
            raise InvalidArgumentError(part, value, f"None, as no column with the {part} was found")
        parts[part] = column
    checked = _to_check(known, schema, pins, periods, waived)
    for part, column in (parts | checked).items():
        if part not in ("value", "period"):  # which have checks of their own
            check_names(part, column, schema[column])
    judged = list(dict.fromkeys([*parts.values(), *checked.values()]))
    rows = without_views(whole, schema, judged)
    rows, amount_type, places = with_amounts(rows, parts["value"], schema[parts["value"]])
    value_type = summed_as(amount_type)

    within = _within(rows, periods, parts.get("period", ""), schema)
    conditions: list[Condition] = [
        *_with_amount(rows, parts["value"], amount_type),
        *([partial(_inside_any, spans=within.values())] if within else []),
        *_chosen(parts, schema, pins, cities),
    ]
    everything = rows
    answering = [part for part in parts if part in ("city", "value", *by)]
    if len(within) > 1:
        answering.append("period")
    wanted = list(dict.fromkeys([*(parts[part] for part in answering), *checked.values()]))
    rows = kept(rows, conditions, wanted, judged)
    if isinstance(rows, nw.DataFrame) and len(rows) == 0:
        if periods:
            _refuse_no_months(everything, parts["period"], schema[parts["period"]])
        _refuse_absent(everything, pins, parts, schema)
    _refuse_mixed(rows, checked)
    largest = check_sums(rows, parts["value"], amount_type)
    return Question(
        rows=rows.select(
            *(titled(parts[part], part) for part in ("city", *by)),
            *_amounts(rows, parts["value"], amount_type, within),
        ),
        columns=known,
        value_type=value_type,
        places=places,
        exact=largest <= _EXACT,
        waived=waived,
        types={part: schema[parts[part]] for part in ("city", *by)},
    )


def _waived(waive: Waive) -> frozenset[str]:
    wanted: object = [waive] if isinstance(waive, str) else waive
    names = list(cast("Iterable[str]", wanted)) if isinstance(wanted, Iterable) else [""]
    waivable = [*FAULTS, "city"]
    if not all(name in waivable for name in names):
        allowed = f"one or more of {', '.join(map(repr, waivable))}"
        raise InvalidArgumentError("waive", waive, allowed)
    return frozenset(names)


def _to_check(
    columns: Columns,
    schema: Mapping[str, DType],
    pins: Mapping[str, str],
    periods: Mapping[str, Period],
    waived: frozenset[str],
) -> dict[str, str]:
    """The columns whose values may not go together, and that the question does not settle."""
    of_months = bool(periods) and all(span.is_month for span in periods.values())
    settled = {*pins, *waived, *(["period"] if of_months else [])}
    checked: dict[str, str] = {
        part: column
        for part in FAULTS
        if part not in settled and (column := getattr(columns, part))
    }
    if "period" in checked and not may_overlap(schema[checked["period"]]):
        del checked["period"]
    return checked


def _chosen(
    parts: Mapping[str, str],
    schema: Mapping[str, DType],
    pins: Mapping[str, str],
    cities: Cities | None,
) -> Iterator[Condition]:
    for part, value in pins.items():
        yield partial(has, part=part, name=parts[part], dtype=schema[parts[part]], value=value)
    if cities is not None:
        city = parts["city"]
        yield partial(among, name=city, dtype=schema[city], cities=cities)


def _with_amount(rows: Frame, name: str, dtype: DType) -> list[Condition]:
    """Which rows have a finite amount; no condition where an eager frame has no others."""
    if dtype.is_float():
        return [lambda frame: column_of(frame, name).is_finite()]
    if isinstance(rows, nw.DataFrame) and rows[name].null_count() == 0:
        return []
    return [lambda frame: ~column_of(frame, name).is_null()]


def _within(
    rows: Frame, periods: Mapping[str, Period], months: str, schema: Mapping[str, DType]
) -> dict[str, Condition]:
    if not periods:
        return {}
    dtype = schema[months]
    values = distinct(rows, months) if eager(rows) and is_read(dtype) else None
    return {
        name: partial(inside, period=span, name=months, dtype=dtype, values=values)
        for name, span in periods.items()
    }


def _inside_any(frame: Frame, spans: Iterable[Condition]) -> nw.Expr:
    return reduce(lambda one, other: one | other, (lies_inside(frame) for lies_inside in spans))


def _amounts(
    rows: Frame, column: str, dtype: DType, spans: Mapping[str, Condition]
) -> list[str | nw.Expr]:
    """The amounts; of each of several periods those of its rows, and 1 for these, 0 for others."""
    wide = summed_as(dtype)
    if len(spans) < 2 and dtype == wide:
        return [titled(column, "value")]
    amount = column_of(rows, column)
    if dtype != wide:
        amount = amount.cast(wide)
    if len(spans) < 2:
        return [amount.alias("value")]
    # With zeros instead of nulls, pandas keeps integers as integers.
    with_zeros = wide.is_numeric() and not wide.is_decimal()
    found: list[str | nw.Expr] = []
    for name, lies_inside in spans.items():
        lies = lies_inside(rows)
        count = lies.cast(nw.Int64)
        taken = amount * count if with_zeros else nw.when(lies).then(amount)
        found += [taken.alias(name), count.alias(f"{name}_rows")]
    return found


def _refuse_no_months(rows: Frame, column: str, dtype: DType) -> None:
    """Where no row lies inside a period: refuse a column whose values are no months at all."""
    if not may_overlap(dtype):
        return
    values = [value for value in distinct(rows, column) if str(value).strip()]
    if values and not any(map(period_of, values)):
        shown = ", ".join(repr(text_of(value)) for value in sorted(values, key=str)[:5])
        allowed = f"of years, months or days such as '2024', '2024-05', 202405, not {shown}"
        raise unfit("period", column, allowed)


def _refuse_absent(
    rows: Frame, pins: Mapping[str, str], parts: Mapping[str, str], schema: Mapping[str, DType]
) -> None:
    """Where no row is left: refuse a value that the column spells otherwise."""
    for part, value in pins.items():
        column = parts[part]
        wanted = called(part, column, schema[column], value)
        there = set(map(text_of, distinct(rows, column, missing=True)))
        alike = sorted(other for other in there if means_the_same(part, wanted, other))
        if wanted not in there and alike:
            shown = ", ".join(map(repr, alike))
            raise InvalidArgumentError(part, value, f"spelled as in column {column!r}: {shown}")


def _refuse_mixed(rows: Frame, checked: Mapping[str, str]) -> None:
    mixed: dict[str, Sequence[str]] = {}
    reasons: dict[str, str] = {}
    for part, column in checked.items():
        # What is missing is blank.
        found = set(map(text_of, distinct(rows, column, missing=True)))
        reason, values = FAULTS[part](sorted(found))
        if values:
            mixed[part], reasons[part] = values, reason
    if reasons:
        raise IncomparableRecordsError(mixed, reasons)
