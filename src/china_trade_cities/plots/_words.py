"""What charts say: the question, a figure in words, and who printed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import altair as alt

from china_trade_cities._display.results import RankedEntry
from china_trade_cities._display.view import Scale, rank_text
from china_trade_cities._display.words import (
    BASES,
    DERIVED,
    FLOWS,
    STATUSES,
    amount_words,
    counted,
    growth_words,
    mark_notes,
    near_words,
    nearest_words,
    percent_words,
    range_words,
    scope_words,
)
from china_trade_cities._model.comparison import Conversion
from china_trade_cities._model.record import PercentInterval, Source, TradeRecord, distinct
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.plots._chart import Row

R = TypeVar("R")


def result(value: R, kind: type[R], argument: str, maker: str) -> R:
    """The result that a chart is made from, if it is of the right kind and holds something."""
    if not isinstance(value, kind):
        raise InvalidArgumentError(argument, value, f"a {kind.__name__}, as {maker} returns it")
    entries: Any = value
    if len(entries) == 0:
        raise without(value, argument, "entry")
    return value


def without(value: object, argument: str, what: str) -> InvalidArgumentError:
    """That a result holds nothing to draw, and what near to it does."""
    hints = (*nearest_words(getattr(value, "nearest", {})), *near_words(value))
    allowed = f"a {type(value).__name__} with at least one {what}"
    if hints:
        allowed += f" ({' '.join(hints).rstrip('.')})"
    return InvalidArgumentError(argument, value, allowed)


def question_words(answer: Any, when: str) -> str:
    """The question that a ranking or series answers, in one line."""
    product = getattr(answer, "products", None) or getattr(answer, "product", None)
    scope = scope_words(product, answer.partner)
    return f"{FLOWS[answer.flow]}, {when}: {scope}, {answer.currency}, {BASES[answer.basis]}"


def source_line(figures: Iterable[Iterable[Source]]) -> str:
    """Who printed the figures of a chart: at most four publishers, those of most figures first."""
    counts = Counter(
        name
        for sources in figures
        for name in dict.fromkeys(source.publisher or source.title for source in sources)
    )
    publishers = [name for name, _ in counts.most_common()]
    named = "; ".join(publishers[:4])
    more = f"; and {len(publishers) - 4} more" if len(publishers) > 4 else ""
    return f"{'Source' if len(publishers) == 1 else 'Sources'}: {named}{more}."


def percent_range(value: float, interval: PercentInterval) -> str:
    """A percentage with what the rounding allows."""
    return f"{percent_words(value, 2)} (by rounding {range_words(interval, 2)})"


def printed_by(sources: Iterable[Source]) -> str:
    """Who printed one figure, and when."""
    return "; ".join(
        f"{source.publisher or source.title} ({source.published})"
        if source.published
        else source.publisher or source.title
        for source in distinct(sources)
    )


def figure(record: TradeRecord, conversion: Conversion | None = None) -> Row:
    """An amount in words for a tooltip: as printed, its rounding, reservations, who printed it."""
    words = amount_words(record)
    if conversion is not None:
        rate = conversion.rate
        words += f", converted at {rate.cny_per_unit:f} CNY for 1 {rate.currency} ({rate.year})"
    return {
        "amount": words,
        "rounding": rounding(record),
        "reservation": "; ".join(mark_notes((record,))) or "none",
        "printed by": printed_by((*record.sources, *(conversion.sources if conversion else ()))),
    }


def ranked_figure(entry: RankedEntry, conversion: Conversion | None = None) -> Row:
    """The same of a ranked city, with its rank and its growth."""
    return {
        "rank range": place_words(entry),
        "growth %": ("" if conversion else growth_words(entry.record)) or "not published",
        **figure(entry.record, conversion),
    }


RANKED = ("place", "amount", "rounding", "rank range", "growth %", "reservation", "printed by")
"""What the tooltip of a ranked city shows."""


def rounding(record: TradeRecord) -> str:
    """How far a publisher rounded an amount."""
    if record.value is None:
        return "no amount printed"
    if record.is_derived:
        return "; ".join(f"{part.flow} {rounding(part)}" for part in record.parts)
    scale = Scale.for_amount(record.rounded_to)
    unit = scale.show(record.rounded_to, record.rounded_to)
    return f"to the nearest {unit} {scale.word}{record.currency}"


def interval(record: TradeRecord, conversion: Conversion | None) -> tuple[int | None, int | None]:
    """Lowest and highest true amount; None where it is not limited."""
    if conversion is not None:
        return conversion.interval(record)
    return record.interval or (None, None)


def place_words(entry: RankedEntry) -> str:
    """The ranks that a city may have, and whether they are certain."""
    return f"{rank_text(entry.rank_range)}, {'' if entry.is_certain else 'not '}certain"


def reservations(records: Iterable[TradeRecord]) -> Iterator[str]:
    """How many figures are not normal ones, for a chart that does not mark each of them."""
    told = tuple(records)
    counts = Counter(STATUSES[record.status] for record in told if record.status in STATUSES)
    counts.update(DERIVED[record.flow] for record in told if record.is_derived)
    for words, number in counts.items():
        yield f"{words.capitalize()}: {counted(number, 'figure', 'figures')}."


def rate_notes(conversions: Iterable[Conversion | None], mark: str = "") -> tuple[str, ...]:
    """The exchange rates that were used; `mark` stands beside the amounts that they made."""
    rates = dict.fromkeys(conversion.rate for conversion in conversions if conversion)
    words = [f"1 {rate.currency} = {rate.cny_per_unit:f} CNY ({rate.year})" for rate in rates]
    return (f"{mark}Converted at the annual average rate, {', '.join(words)}.",) if words else ()


def tips(*fields: str, **renamed: str) -> list[alt.Tooltip]:
    """Tooltips of text fields under their own names, then of others under other names."""
    titles = {field: field for field in fields} | {field: name for name, field in renamed.items()}
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]
