"""What an official customs table holds, as values."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from china_trade_cities._display.columns import RECORD, Columns
from china_trade_cities._display.dicts import record_dict
from china_trade_cities._display.results import Result
from china_trade_cities._display.view import View
from china_trade_cities._display.words import counted
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Source, TradeRecord
from china_trade_cities._model.validators import (
    MOST_DECIMALS,
    MOST_POWER,
    finite_number,
    is_a,
    text,
    tuple_of,
    whole_number,
)
from china_trade_cities._model.vocabulary import Currency, Flow
from china_trade_cities._problem import Problem


@frozen(kw_only=True, repr=False)
class CustomsFigure:
    """One figure of a place that is no city of the dataset: a zone, or a name not recognised.

    Its fields are those of `TradeRecord` with the same names.

    Attributes:
        period: The months covered.
        flow: Direction of trade.
        value: Amount in whole units of `currency`; None where none was printed.
        currency: Currency of the amount.
        rounded_to: Unit to which it was rounded by its publisher.
        unit_multiplier: Power of ten in which it was printed.
        value_dash: A dash was printed for the amount: nil or below `rounded_to`.
        growth: Published change on the same months a year before, in percent.
        growth_decimals: Decimal places to which it was printed.
        growth_dash: A dash was printed for the growth.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.
    """

    period: Period = field(validator=is_a(Period))
    flow: Flow = field(validator=is_a(Flow))
    value: int | None = field(validator=whole_number(0, optional=True))
    currency: Currency = field(validator=is_a(Currency))
    rounded_to: int = field(validator=whole_number(1))
    unit_multiplier: int = field(validator=whole_number(0, MOST_POWER))
    value_dash: bool = field(default=False, validator=is_a(bool))
    growth: float | None = field(default=None, validator=finite_number(-1e9, 1e9))
    growth_decimals: int = field(default=0, validator=whole_number(0, MOST_DECIMALS))
    growth_dash: bool = field(default=False, validator=is_a(bool))

    def __repr__(self) -> str:
        return f"<CustomsFigure {self.flow} {self.period}: {self.value} {self.currency}>"


@frozen(kw_only=True, repr=False)
class CustomsPlace:
    """A row of a customs table whose place is no city of the dataset.

    Attributes:
        name: The place as it is printed.
        line: Line of the file.
        figures: What is printed of it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.
    """

    name: str = field(validator=text)
    line: int = field(validator=whole_number(1))
    figures: tuple[CustomsFigure, ...] = field(default=(), validator=tuple_of(CustomsFigure))

    def __repr__(self) -> str:
        return f"<CustomsPlace {self.name}, line {self.line}>"


@frozen(kw_only=True, repr=False)
class CustomsTable(Result):
    """An official customs table, read.

    Development zones lie inside cities, whose figures hold theirs: they are kept apart and must
    not be added to them.

    Attributes:
        period: January to the month of the table.
        currency: Currency of the amounts.
        source: The table as a source; the dataset's own where it knows the table.
        records: Figures of cities, by period and flow, then in the order of the table.
        reference_records: Figures of the nation and its provinces in the same order.
        zones: Development zones, in the order of the table.
        unknown: Places that are neither, in the order of the table: none is left out.
        notes: Footnotes and statements of the unit, as printed.
        problems: What a reader should look at: a wrong statement of the unit, sums that do not
            hold, blank cells, places not recognised.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.
    """

    period: Period = field(validator=is_a(Period))
    currency: Currency = field(validator=is_a(Currency))
    source: Source = field(validator=is_a(Source))
    records: tuple[TradeRecord, ...] = field(default=(), validator=tuple_of(TradeRecord))
    reference_records: tuple[TradeRecord, ...] = field(default=(), validator=tuple_of(TradeRecord))
    zones: tuple[CustomsPlace, ...] = field(default=(), validator=tuple_of(CustomsPlace))
    unknown: tuple[CustomsPlace, ...] = field(default=(), validator=tuple_of(CustomsPlace))
    notes: tuple[str, ...] = field(default=(), validator=tuple_of(str))
    problems: tuple[Problem, ...] = field(default=(), validator=tuple_of(Problem))

    @property
    def month(self) -> Period:
        """The month of the table."""
        return self.period.last_month

    @property
    def cities(self) -> tuple[City, ...]:
        """The cities of `records`, each once, in the order of the table."""
        return tuple(dict.fromkeys(record.city for record in self.records))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The table itself, as results of queries list their sources."""
        return (self.source,)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per figure of a city with plain values."""
        return [record_dict(record) for record in self.records]

    def _columns(self) -> Columns:
        return RECORD

    def _view(self) -> View:
        areas = {record.city for record in self.reference_records}
        rows = [
            (kind, str(places), str(figures))
            for kind, places, figures in (
                ("nation and provinces", len(areas), len(self.reference_records)),
                ("cities", len(self.cities), len(self.records)),
                ("development zones", len(self.zones), _figures(self.zones)),
                ("not recognised", len(self.unknown), _figures(self.unknown)),
            )
        ]
        problems = counted(len(self.problems), "problem", "problems")
        return View(
            f"Customs table of {self.month}, {self.currency}",
            ("places", ">number", ">figures"),
            rows,
            (
                f"{problems}:" if self.problems else "No problem.",
                *map(str, self.problems),
                str(self.source),
            ),
        )

    def __repr__(self) -> str:
        return (
            f"<CustomsTable {self.source.id}: {counted(len(self.cities), 'city', 'cities')}, "
            f"{counted(len(self.zones), 'zone', 'zones')}, {len(self.unknown)} unknown, "
            f"{counted(len(self.problems), 'problem', 'problems')}>"
        )


def _figures(places: tuple[CustomsPlace, ...]) -> int:
    return sum(len(place.figures) for place in places)
