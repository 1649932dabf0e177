"""The rows of a frame that a question is about, once everything about them is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import narwhals.stable.v2 as nw
from attrs import evolve, field, frozen

from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.validators import entries_of, plain
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities.exceptions import IncomparableRecordsError, InvalidArgumentError
from china_trade_cities.frames._amounts import check_sums, summed_as, with_amounts
from china_trade_cities.frames._columns import Columns, found, needed
from china_trade_cities.frames._comparable import FAULTS, flow_called, means_the_same, nation_among
from china_trade_cities.frames._engine import (
    Condition,
    Frame,
    collected,
    column_of,
    distinct,
    eager,
    kept,
    kept_last,
    same_names,
    schema_of,
    titled,
    where,
    without_views,
    wrap,
)
from china_trade_cities.frames._periods import (
    Fault,
    Months,
    may_overlap,
    month_at,
    months_of,
    period_text,
)
from china_trade_cities.frames._values import (
    Cities,
    among,
    as_text,
    asked,
    called,
    check_names,
    has,
    listed,
    means_province,
    text_of,
)

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType


Waive: TypeAlias = str | Iterable[str]
_EXACT = 2**52  # up to which a sum, and the difference of two, is exact as a float


@frozen(kw_only=True)
class Question:
    """Rows to be answered from.

    Attributes:
        rows: The rows, with the columns ``city`` and ``value``, and those that were asked for by
            the name of their part; of several periods also ``period``.
        months: Where the periods are, if there are any.
        columns: What the user calls the columns.
        value_type: 64-bit integers or floats, or decimals.
        places: How many decimal places decimals have.
        exact: Whether 64-bit floats are known to hold all sums of integers.
        waived: Parts whose values may be mixed.
        types: Types of the columns in the user's frame.
    """

    rows: Frame
    months: Months | None
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

    def of_cities(self, sums: Frame, conditions: Sequence[Condition] = ()) -> Frame:
        """Sums by city and other names without those of no city.

        Refuses eager ones of rows without a city, and the nation beside others, where the
        conditions hold.
        """
        named = nw.col("city").str.strip_chars().fill_null("") != ""
        # Said of the sums too, or engines would hold each row against it.
        named = nw.when(nw.col("value").is_null()).then(named).otherwise(named)
        known = sums.with_columns(named=named).filter(nw.col("named")).drop("named")
        if eager(sums) and "city" not in self.waived:
            if len(collected(known)) < len(collected(sums)):
                rows = collected(self.rows.select(as_text("city", self.types["city"])))["city"]
                count = int((rows.str.strip_chars() == "").sum())
                told = f"{count} row{'s' * (count > 1)} without a city"
                raise IncomparableRecordsError({"city": [""]}, {"city": told})
            nation = nation_among(collected(known)["city"].unique().to_list())
            if nation and conditions:  # of which not all rows may be asked for
                nation = nation_among(collected(where(known, *conditions))["city"].to_list())
            if nation:
                reason = "all cities together beside single cities"
                raise IncomparableRecordsError({"city": nation}, {"city": reason})
        return known


def check_parts_of_whole(flow: str | None) -> None:
    """Refuse a balance: its parts do not add up to a whole of which they have a share."""
    if flow is not None and flow_called(asked("flow", flow)) is Flow.BALANCE:
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
        spans: Periods by name; rows inside any of them are taken. None takes all rows.
        cities: The cities whose rows are taken; None for all.
        by: Further parts that the question is about, beside city and value.
    """
    whole = wrap(frame)
    schema = schema_of(whole)
    names = list(schema)
    known = found(whole, names, columns)
    waived = _waived(waive)
    periods = {
        name: Period.parse(span, argument=name) for name, span in spans.items() if span is not None
    }
    parts = {part: needed(whole, known, part, names) for part in ("city", "value", *by)}
    if periods:
        parts["period"] = needed(whole, known, "period", names)
    pins = {
        part: asked(part, value)
        for part, value in zip(_CHOSEN, chosen, strict=True)
        if value is not None
    }
    parts |= {part: _pinned(known, part, value) for part, value in pins.items()}
    checked = _to_check(known, schema, pins, periods, waived)
    for part, column in (parts | checked).items():
        if part not in ("value", "period"):  # which have checks of their own
            check_names(part, column, schema[column])
    judged = list(dict.fromkeys([*parts.values(), *checked.values()]))
    rows = without_views(whole, judged)
    rows, amount_type, places = with_amounts(rows, parts["value"], schema[parts["value"]])
    value_type = summed_as(amount_type)

    conditions = [
        *_with_amount(rows, parts["value"], amount_type),
        *_chosen(parts, schema, pins, cities),
    ]
    if cities is not None and "city" not in waived:
        refuse_absent_cities(rows, parts["city"], schema[parts["city"]], cities)
    everything = rows
    answering = [part for part in parts if part in ("city", "value", *by)]
    if len(periods) > 1:
        answering.append("period")
    wanted = list(dict.fromkeys([*(parts[part] for part in answering), *checked.values()]))
    months, strange = None, list[str]()
    if "period" not in parts:
        rows = kept(rows, conditions, wanted, judged)
    elif not may_overlap(schema[parts["period"]]):
        months, _ = months_of(rows, everything, parts["period"], schema[parts["period"]], periods)
        rows = kept(rows, [*conditions, months.inside], wanted, judged)
    else:  # months that are read are those of the rows that are left
        rows = kept(rows, conditions, judged, judged)
        months, strange = months_of(
            rows, everything, parts["period"], schema[parts["period"]], periods
        )
        rows = kept_last(rows, months.inside, wanted, judged)
    if isinstance(rows, nw.DataFrame) and len(rows) == 0:
        _refuse_absent(everything, pins, parts, schema)
    _refuse_mixed(rows, checked, None if "period" in waived else months, strange)
    largest = check_sums(rows, parts["value"], amount_type)
    return Question(
        rows=rows.select(
            *(titled(parts[part], part) for part in answering if part != "value"),
            _amount(rows, parts["value"], amount_type),
        ),
        months=months,
        columns=known,
        value_type=value_type,
        places=places,
        exact=largest <= _EXACT,
        waived=waived,
        types={part: schema[parts[part]] for part in ("city", *by)},
    )


def _pinned(columns: Columns, part: str, value: str) -> str:
    column: str | None = getattr(columns, part)
    if column is None:
        raise InvalidArgumentError(part, value, f"None, as no column with the {part} was found")
    return column


def _waived(waive: Waive) -> frozenset[str]:
    names = entries_of(waive)
    waivable = [*FAULTS, "months", "city"]
    known = frozenset(map(plain, [None] if names is None else names))
    if not known <= {*waivable}:
        allowed = f"one or more of {', '.join(map(repr, waivable))}"
        raise InvalidArgumentError("waive", waive, allowed)
    return cast("frozenset[str]", known)


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


def _amount(rows: Frame, column: str, dtype: DType) -> str | nw.Expr:
    wide = summed_as(dtype)
    if dtype == wide:
        return titled(column, "value")
    return column_of(rows, column).cast(wide).alias("value")


def refuse_absent_cities(rows: Frame, column: str, dtype: DType, cities: Cities) -> None:
    """Refuse cities of which the column has none, and provinces that it does not have.

    A plan is only run if a province is named.
    """
    wanted = listed(column, dtype, cities)
    provinces = [city for city in wanted if isinstance(city, str) and means_province(city)]
    if not (eager(rows) or provinces):
        return
    there = set(distinct(without_views(rows, [column]), column))
    absent: list[str | int] = [city for city in provinces if city not in there]
    if eager(rows) and there and there.isdisjoint(wanted):
        absent = wanted
    if absent:
        shown = ", ".join(map(repr, absent[:5]))
        hint = " (a province: name its cities)" if set(absent) <= set(provinces) else ""
        allowed = f"values of column {column!r}, which has no {shown}{hint}"
        raise InvalidArgumentError("cities", cities, allowed)


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


def _refuse_mixed(
    rows: Frame, checked: Mapping[str, str], months: Months | None, strange: Sequence[str]
) -> None:
    """Refuse values that do not go together, and what is no month."""
    faults: dict[str, Fault] = {}
    for part, column in checked.items():
        if part == "period" and months is not None:  # whose values are known
            there = list[object](months.values or ())
        else:
            there = distinct(rows, column, missing=True)
        called_so = period_text if part == "period" else text_of  # blank, where it is missing
        faults[part] = FAULTS[part](sorted(set(map(called_so, there))))
    if strange and months is not None:
        faults["period"] = ("what is no month", strange)
    wrong = {part: faults[part] for part in FAULTS if part in faults and faults[part][1]}
    if wrong:
        raise IncomparableRecordsError(
            {part: values for part, (_, values) in wrong.items()},
            {part: reason for part, (reason, _) in wrong.items()},
        )


def refuse_gaps(by_month: nw.DataFrame[Any], months: Months) -> None:
    """Refuse cities whose rows are of other months in one period than in the other."""
    now, before = months.spans
    places = {span: _places(months, span) for span in (now, before)}
    had: dict[str, dict[str, set[int]]] = {}
    cities = by_month["city"].cast(nw.String).fill_null("").to_list()
    for city, month in zip(cities, by_month["month"].to_list(), strict=True):
        if name := city.strip():
            of_city = had.setdefault(name, {now: set(), before: set()})
            for span, at in places.items():
                of_city[span].update(at.get(month, ()))
    compared = {city: found for city, found in had.items() if all(found.values())}
    everywhere = {
        span: set[int]().union(*(found[span] for found in compared.values()))
        for span in (now, before)
    }
    reason = "months without those to compare them with"
    alone = _alone(months, everywhere)
    if not alone:
        reason = "cities with months that they lack in the other period"
        alone = [
            f"{city} {month}"
            for city, found in sorted(compared.items())
            for month in _alone(months, found)
        ]
    if alone:
        raise IncomparableRecordsError({"months": alone}, {"months": reason})


def _alone(months: Months, found: Mapping[str, set[int]]) -> list[str]:
    """The months of one period that are not found in the other."""
    now, before = months.spans
    return [
        str(month_at(months.spans[span], place))
        for span, other in ((now, before), (before, now))
        for place in sorted(found[span] - found[other])
    ]


def _places(months: Months, span: str) -> dict[object, range]:
    """Which months of a period, counted from its first, each key covers."""
    period = months.spans[span]
    begin = period.year * 12 + period.month
    found: dict[object, range] = {}
    for key, length in months.keys(span).items():
        first = Period.parse(str(key))
        place = first.year * 12 + first.month - begin
        found[key] = range(place, place + length)
    return found
