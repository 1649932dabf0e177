"""What `time_series` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from china_trade_cities._model.record import distinct
from china_trade_cities._queries.results import Listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from china_trade_cities._display.view import View
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
    from china_trade_cities._model.vocabulary import Basis, Currency, Flow, Span
    from china_trade_cities._queries.conversion import Conversion


@frozen(kw_only=True, repr=False)
class SeriesPoint:
    """One amount of a series.

    Attributes:
        period: The months.
        value: The amount, in whole units of the series' currency.
        record: The preferred record of it.
        growth: Published change on the same months a year before, in percent; None where none was
            published, and beside a converted amount.
        growth_record: The preferred record that prints the growth; it may be another one.
        alternatives: Other records of the amount, in order of preference.
        conversion: The exchange rate by which `value` was converted from the record's amount;
            None where it was published in the series' currency.

    Examples:
        >>> import china_trade_cities as ctc
        >>> point = ctc.time_series("Yiwu", span="year-to-date")[-1]
        >>> str(point.period), point.value, len(point.alternatives)
        ('2025', 836500000000, 0)
    """

    period: Period
    value: int
    record: TradeRecord
    growth: float | None
    growth_record: TradeRecord | None
    alternatives: tuple[TradeRecord, ...] = ()
    conversion: Conversion | None = None

    @property
    def is_converted(self) -> bool:
        """Whether the amount was converted from another currency."""
        return self.conversion is not None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed the amount or the growth, and the exchange rate if one was used."""
        records = (self.record, *((self.growth_record,) if self.growth_record else ()))
        printed = (source for record in records for source in record.sources)
        return distinct((*printed, *(self.conversion.sources if self.conversion else ())))

    def __repr__(self) -> str:
        return f"<SeriesPoint {self.period}: {self.value}>"


@frozen(kw_only=True, repr=False)
class TimeSeries(Listed[SeriesPoint]):
    """Comparable amounts of one city in order of time, all of one kind of span.

    A sequence of `SeriesPoint`; a slice of it is a `TimeSeries` too.

    Attributes:
        entries: The points, oldest first.
        city: The city.
        span: Whether each point is a month, January to a month, or a year.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        gaps: Spans between the first and last point of which there is no comparable amount, each
            with the reason. They are not filled.
        convert_to: The currency into which amounts in others were converted; None where nothing
            was converted.

    Examples:
        >>> import china_trade_cities as ctc
        >>> series = ctc.time_series("Shenzhen", span="year")
        >>> [str(point.period) for point in series], [str(gap) for gap in series.gaps][:2]
        (['2013', '2019', '2020', '2021', '2022', '2023', '2024', '2025'], ['2014', '2015'])
    """

    entries: tuple[SeriesPoint, ...]
    city: City
    span: Span
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    gaps: Mapping[Period, str]
    convert_to: Currency | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed an amount or growth of the points."""
        return distinct(source for point in self for source in point.sources)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per point with plain values, ready for JSON, CSV or a dataframe."""
        from china_trade_cities._display.dicts import conversion_dict, record_dict

        return [
            {
                **record_dict(point.record),
                "value": point.value,
                "currency": self.currency.value,
                **(conversion_dict(point.conversion, point.record) if self.convert_to else {}),
                "growth": point.growth,
                "growth_source": point.growth_record.source.id if point.growth_record else None,
            }
            for point in self
        ]

    def _view(self) -> View:
        from china_trade_cities._display.view import Scale, View
        from china_trade_cities._display.words import (
            BASES,
            FLOWS,
            Citations,
            city_words,
            conversion_words,
            counted,
            growth_words,
            mark,
            mark_notes,
            scope_words,
        )

        cited = Citations()
        scale = Scale.for_amount(max((abs(point.value) for point in self), default=0))
        rows = [
            (
                str(point.period),
                scale.show(point.value, point.record.rounded_to)
                + mark(point.record)
                + (" c" if point.conversion else ""),
                growth_words(point.growth_record) if point.growth_record else "",
                cited.cite(point.sources),
            )
            for point in self
        ]
        conversions = dict.fromkeys(point.conversion for point in self if point.conversion)
        notes = [conversion_words(conversion, cited) for conversion in conversions]
        if self.gaps:
            gaps = list(self.gaps)
            shown = ", ".join(map(str, gaps[:6])) + (", …" if len(gaps) > 6 else "")
            found = counted(len(gaps), "gap", "gaps")
            notes.append(f"{found}, not filled: {shown}; see `gaps` for the reasons.")
        return View(
            f"{city_words(self.city)}: {FLOWS[self.flow].lower()} by {self.span}, "
            f"{scope_words(self.product, self.partner)}, {BASES[self.basis]}",
            ("period", f">{scale.word}{self.currency}", ">growth %", "source"),
            rows,
            (*mark_notes(point.record for point in self), *notes, *cited.notes()),
        )

    def __repr__(self) -> str:
        return f"<TimeSeries of {self.city.id} {self.flow} by {self.span}, points: {len(self)}>"
