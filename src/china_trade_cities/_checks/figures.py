"""The amounts of a dataset, laid out as the rules need them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from math import inf
from typing import NamedTuple, TypeAlias

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import Source, TradeRecord
from china_trade_cities._model.vocabulary import Basis, Currency, Flow

# City, product, partner, currency, basis: what figures share that can be set side by side.
Subject: TypeAlias = "tuple[str, str, str, Currency | None, Basis]"
Limits: TypeAlias = "tuple[float, float]"
Series: TypeAlias = "dict[SpanInMonths, list[Figure]]"


class SpanInMonths(NamedTuple):
    """The months of a figure: number of the first month since the year 0, and how many."""

    first: int
    months: int

    @classmethod
    def of(cls, period: Period) -> SpanInMonths:
        return cls(period.year * 12 + period.month - 1, period.months)

    @property
    def after(self) -> int:
        return self.first + self.months

    def holds(self, other: SpanInMonths) -> bool:
        """Whether it is longer than another, and the other lies inside it."""
        is_inside = self.first <= other.first and other.after <= self.after
        return is_inside and self.months > other.months

    def year_before(self) -> SpanInMonths:
        return SpanInMonths(self.first - 12, self.months)

    def year_after(self) -> SpanInMonths:
        return SpanInMonths(self.first + 12, self.months)


class Table(NamedTuple):
    """What the figures of a table share: who printed it, and what of."""

    source: str
    span: SpanInMonths
    flow: Flow
    currency: Currency | None
    basis: Basis


class Figure(NamedTuple):
    """A published amount, or a dash in its place, with the limits that its rounding sets."""

    record: TradeRecord
    span: SpanInMonths
    low: float
    high: float

    def base(self) -> Limits | None:
        """The level a year before that follows from amount and growth."""
        growth = self.record.growth_interval
        if growth is None:
            return None
        low, high = growth
        least = 0.0 if high is None else self.low / (1 + high / 100)
        # Growth of -100 % is no trade: nothing follows for the year before.
        return (max(least, 0.0), self.high / (1 + low / 100)) if low > -100 else (0.0, inf)


class BaseRevision(NamedTuple):
    """A figure with growth, and the level of the year before as it was published.

    Attributes:
        figure: The figure.
        share: By what share the level that follows from its growth differs, at least, from the
            published one that is nearest; 0 or less where rounding explains it.
        earlier: A published level of the year before.
    """

    figure: Figure
    share: float
    earlier: Figure


def _revised(base: Limits, published: Limits) -> float:
    """By what share a level and the one that follows from growth differ at least."""
    (low, high), (published_low, published_high) = base, published
    return max(low / max(published_high, 1), published_low / max(high, 1)) - 1


class Figures:
    """A dataset, with its amounts by source and by series.

    Attributes:
        dataset: What is checked.
        records: All records, those of reference areas last.
        by_source_and_period: The same by what they were read in and which months they cover.
        statements: What one source prints of one place, period, product, partner, currency and
            basis: figures by flow.
        series: Figures of one place, product, partner, currency, basis and flow, by span. Dashes
            are left out.
        tables: Figures of all goods with the world that one source prints of one span and flow,
            by place.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.records = (*dataset.records, *dataset.reference_records)
        self.by_source_and_period: dict[tuple[Source, Period], list[TradeRecord]] = defaultdict(
            list
        )
        for record in self.records:
            self.by_source_and_period[record.source, record.period].append(record)
        statements: dict[tuple[Subject, SpanInMonths, str], dict[Flow, list[Figure]]] = {}
        series: dict[tuple[Subject, Flow], Series] = {}
        for (source, period), records in self.by_source_and_period.items():
            span = SpanInMonths.of(period)
            for record in records:
                interval = record.interval
                if interval is None:
                    continue
                low, high = interval
                figure = Figure(record, span, low, inf if high is None else high)
                subject = subject_of(record)
                flows = statements.setdefault((subject, span, source.id), {})
                flows.setdefault(record.flow, []).append(figure)
                if not record.value_dash:
                    by_span = series.setdefault((subject, record.flow), defaultdict(list))
                    by_span[span].append(figure)
        tables: dict[Table, dict[str, Figure]] = defaultdict(dict)
        for (subject, span, printed_in), flows in statements.items():
            city, goods, partner, currency, basis = subject
            if not goods and not partner:
                for flow, group in flows.items():
                    tables[Table(printed_in, span, flow, currency, basis)][city] = group[0]
        self.tables = tables
        self.statements = statements
        self.series = series

    @cached_property
    def repeated(self) -> list[list[TradeRecord]]:
        """Records of one place, period, flow, product and partner, where there are several."""
        groups: dict[tuple[str, ...], list[TradeRecord]] = defaultdict(list)
        for (_, period), records in self.by_source_and_period.items():
            months = str(period)
            for record in records:
                groups[months, record.flow, *subject_of(record)[:3]].append(record)
        return [group for group in groups.values() if len(group) > 1]

    @cached_property
    def revisions(self) -> list[BaseRevision]:
        """Figures with growth of which the level a year before was published too."""
        found: list[BaseRevision] = []
        for series in self.series.values():
            for span, group in series.items():
                earlier = series.get(span.year_before())
                if earlier is None:
                    continue
                for figure in group:
                    base = figure.base()
                    if base is not None:
                        share = min(_revised(base, (old.low, old.high)) for old in earlier)
                        found.append(BaseRevision(figure, share, earlier[0]))
        return found


def subject_of(record: TradeRecord) -> Subject:
    """What a record is about, apart from period, flow and source."""
    return (
        record.city.id,
        record.product.id if record.product else "",
        record.partner.id if record.partner else "",
        record.currency,
        record.basis,
    )


def key_of(record: TradeRecord) -> str:
    """The name of a figure in a finding: city, period, flow, product, partner, source."""
    _, goods, partner, *_ = subject_of(record)
    place, source = record.city.id, record.source.id
    return key_from(place, record.period, record.flow, source, goods=goods, partner=partner)


def key_from(
    place: str, period: Period, flow: Flow, source: str, *, goods: str = "", partner: str = ""
) -> str:
    """The name of a figure by its parts."""
    return "|".join((place, str(period), flow, goods, partner, source))


def statement_key(record: TradeRecord) -> str:
    """The name of what one source prints of one place and period, whatever the flow."""
    city, period, _, *rest = key_of(record).split("|")
    return "|".join((city, period, *rest))
