"""Bars of what cities add to the growth of a whole, and product groups to that of a city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.words import (
    amount_words,
    city_words,
    counted,
    mark,
    mark_notes,
    percent_words,
)
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.vocabulary import Denominator
from china_trade_cities._queries.contribution import CityContribution, ContributionRanking
from china_trade_cities._queries.product_contribution import (
    ProductContribution,
    ProductContributions,
)
from china_trade_cities.plots._bars import (
    PERCENT_AXIS,
    bar,
    bar_chart,
    bar_notes,
    by_value,
    ranked_place,
)
from china_trade_cities.plots._chart import WIDTH, Row
from china_trade_cities.plots._missing import missing_changes
from china_trade_cities.plots._titles import goods_of, when_words
from china_trade_cities.plots._words import (
    figure,
    percent_range,
    place_words,
    printed_by,
    question_words,
    result,
    source_line,
)

_AXIS_TITLE = "percentage points"


def contribution(parts: ContributionRanking, *, width: int = WIDTH) -> alt.LayerChart:
    """Bars of the percentage points that cities add to the growth of a whole.

    Whiskers, outlines and the numbers before the cities are those of `ranking`; where a city
    takes something away, its bar reaches to the left.

    Args:
        parts: What `contribution` returned, or a slice of it.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `ContributionRanking`, or an empty one, or the width is out
            of bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> parts = ctc.contribution(2, flow="export", period="2025-01/2025-07")
        >>> chart = plots.contribution(parts)
        >>> [row["text"] for row in chart.layer[0].data.values]
        ['+0.76', '+0.67']
    """
    answer = result(parts, ContributionRanking, "parts", "contribution")
    largest = max(abs(entry.points) for entry in answer)
    rows = [
        _city_row(entry, plain, largest)
        for entry, plain in zip(answer, answer.to_dicts(), strict=True)
    ]
    missing = [] if (base := _base(answer)) is None else missing_changes(answer, rows, base)
    of_whom = "the nation's" if answer.of is Denominator.NATION else "all these cities'"
    return bar_chart(
        rows,
        missing,
        places=by_value(rows, missing),
        width=width,
        value_title=_AXIS_TITLE,
        axis=PERCENT_AXIS,
        tooltip=("place", "points", *_CHANGED, "rank range", "reservation", "printed by"),
        title=f"What cities add to the growth of {of_whom} {goods_of(answer)}, "
        f"{when_words(answer.period)}",
        subtitle=(
            question_words(answer, f"{answer.period} on {answer.period.previous_year()}"),
            *view_of(answer).lead,
            *_together(answer),
        ),
        notes=(
            *bar_notes(rows, missing),
            *mark_notes(record for entry in answer for record in (entry.record, entry.base_record)),
            source_line(entry.sources for entry in answer),
        ),
    )


def product_contribution(parts: ProductContributions, *, width: int = WIDTH) -> alt.LayerChart:
    """Bars of the percentage points that product groups add to the growth of a city's trade.

    The groups overlap: their bars must not be added. A whisker shows what the rounding of all
    figures allows.

    Args:
        parts: What `product_contribution` returned, or a slice of it.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `ProductContributions`, or an empty one, or the width is out
            of bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> parts = ctc.product_contribution("Shanghai", period="2023-01/2023-11")
        >>> for row in plots.product_contribution(parts[:2]).layer[0].data.values:
        ...     print(row["place"], row["text"])
        Mechanical and electrical products +2.38
        Electric passenger vehicles +2.30
    """
    answer = result(parts, ProductContributions, "parts", "product_contribution")
    largest = max(abs(entry.points) for entry in answer)
    rows = [
        _product_row(entry, plain, largest)
        for entry, plain in zip(answer, answer.to_dicts(), strict=True)
    ]
    growth = percent_words(answer.growth)
    excluded = counted(len(answer.excluded), "product group", "product groups")
    question = question_words(answer, f"{answer.period} on {answer.period.previous_year()}")
    return bar_chart(
        rows,
        [],
        places=[row["place"] for row in rows],
        width=width,
        value_title=_AXIS_TITLE,
        axis=PERCENT_AXIS,
        tooltip=("place", "points", "growth %", *_CHANGED, "reservation", "printed by"),
        title=f"{answer.city.name}: what product groups add to the growth of {goods_of(answer)}, "
        f"{when_words(answer.period)}",
        subtitle=(
            f"{city_words(answer.city)}. {question}",
            f"All goods: {growth} % ({answer.method}).",
            "Product groups overlap: their points must not be added.",
            *([f"{excluded} without a contribution."] if answer.excluded else []),
        ),
        notes=(
            *bar_notes(rows, []),
            *mark_notes(record for entry in answer for record in _records(entry)),
            source_line([entry.sources for entry in answer]),
        ),
    )


_CHANGED = ("amount", "rounding", "base")


def _city_row(entry: CityContribution, plain: Row, largest: float) -> Row:
    return {
        **plain,
        **_changed(entry, largest, (entry.record, entry.base_record), is_certain=entry.is_certain),
        "place": ranked_place(entry),
        "rank range": place_words(entry),
    }


def _product_row(entry: ProductContribution, plain: Row, largest: float) -> Row:
    return {
        **plain,
        **_changed(entry, largest, _records(entry)),
        "place": entry.product.name,
        "growth %": percent_words(entry.growth),
    }


def _changed(
    entry: CityContribution | ProductContribution,
    largest: float,
    records: Iterable[TradeRecord],
    *,
    is_certain: bool = True,
) -> Row:
    text = f"{entry.points:+.2f}{mark(*records)}"
    base = entry.base_record
    return {
        **bar(entry.points, entry.points_range, largest, text, is_certain=is_certain),
        "points": percent_range(entry.points, entry.points_range),
        **figure(entry.record),
        "base": amount_words(base) if base else "follows from amount and growth",
        "printed by": printed_by(entry.sources),
    }


def _records(entry: ProductContribution) -> Iterator[TradeRecord]:
    yield entry.record
    if entry.base_record is not None:
        yield entry.base_record


def _base(answer: ContributionRanking) -> int | None:
    """The denominator: the amount a year before, which an entry's points and change imply."""
    entry = max(answer, key=lambda each: abs(each.change))
    return round(100 * entry.change / entry.points) if entry.points else None


def _together(answer: ContributionRanking) -> Iterator[str]:
    if answer.growth is None or answer.together is None or answer.rest is None:
        return
    yield (
        f"Growth: {answer.growth:.2f} % = {answer.together:.2f} of all ranked cities "
        f"{answer.rest:+.2f} of everywhere else."
    )
