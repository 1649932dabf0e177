"""Ranks of cities in two periods, joined by lines."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.view import rank_text
from china_trade_cities._display.words import city_words
from china_trade_cities._model.record import City
from china_trade_cities._queries.top import Ranking
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.plots._chart import (
    BLUE,
    GREY,
    INK,
    STEP,
    VERMILLION,
    WIDTH,
    Align,
    Room,
    Row,
    data,
    framed,
    name_width,
    points,
    top_axis,
    top_legend,
    where,
)
from china_trade_cities.plots._titles import goods_of, when_words
from china_trade_cities.plots._words import (
    figure,
    place_words,
    question_words,
    rate_notes,
    reservations,
    result,
    source_line,
    tips,
)

_SIDES: tuple[tuple[str, Align, int], ...] = (("left", "right", -12), ("right", "left", 12))
_ALIKE = ("flow", "product", "partner", "currency", "basis")
_MOVES = {"rose": BLUE, "fell": VERMILLION, "same rank": INK, "in one period only": GREY}


def slope(first: Ranking, second: Ranking, *, width: int = WIDTH) -> alt.LayerChart:
    """Ranks in two periods, a line for each city that stands in both rankings.

    Cities stand in the order of their amounts, those of equal rank below each other; the numbers
    beside them are the ranks that they may have, missing cities counted. A city of one ranking only
    has a hollow point there, and its tooltip says why it has none in the other. A city rises or
    falls among those that have a figure in both periods: a new figure of another city does not push
    it down.

    Args:
        first: What `top_n` returned for one period, or a slice of it.
        second: The same for the other; it must agree in flow, product, partner, currency and
            basis.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: One is no `Ranking` or is empty, the two cannot be compared, or the
            width is out of bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> chart = plots.slope(ctc.top_n(5, period="2024-07"), ctc.top_n(5, period="2025-07"))
        >>> chart.title.text
        'Ranks by trade, July 2024 and July 2025'
    """
    answers = (result(first, Ranking, "first", "top_n"), result(second, Ranking, "second", "top_n"))
    for name in _ALIKE:
        if getattr(first, name) != getattr(second, name):
            allowed = f"a ranking with the {name} of the first ({getattr(first, name)})"
            raise InvalidArgumentError("second", second, allowed)
    if first.period == second.period:
        raise InvalidArgumentError("second", second, f"a ranking of another period than {first!r}")
    rows = [*_rows(first, second, "left"), *_rows(second, first, "right")]
    long = max(name_width(row["place"]) for row in rows)
    room = Room.of(width, left=long, right=long)
    moves = [move for move in _MOVES if any(row["move"] == move for row in rows)]
    positions = [row["position"] for row in rows]
    low, high = min(positions), max(positions)
    colour = alt.Color(
        "move:N",
        scale=alt.Scale(domain=moves, range=[_MOVES[move] for move in moves]),
        legend=top_legend(columns=2 if room.is_narrow else 4),
    )
    axis = top_axis(labelAngle=0, labelFontSize=12, labelFontWeight="bold", labelPadding=14)
    base = alt.Chart(data(rows)).encode(
        x=alt.X(
            "when:N",
            scale=alt.Scale(domain=[str(answer.period) for answer in answers], type="point"),
            axis=axis,
        ),
        color=colour,
        tooltip=tips(
            "place",
            "rank range",
            "amount",
            "rounding",
            "reservation",
            "printed by",
            **{"in the other period": "elsewhere", "period": "when"},
        ),
    )
    position = alt.Y(
        "position:Q",
        scale=alt.Scale(domain=[low - 0.5, high + 0.5], reverse=True, nice=False, zero=False),
        axis=None,
    )
    lines = [
        # Dashes tell what falls from what rises without colour.
        chart.mark_line(strokeWidth=2, strokeDash=[6, 3] if fell else [1, 0]).encode(
            y=position, detail="city:N"
        )
        for fell in (False, True)
        for chart in where(base, rows, "fell", value=fell)
    ]
    texts = [
        chart.mark_text(align=align, dx=dx, fontSize=11).encode(
            y=position, text="place:N", color=alt.value(INK)
        )
        for side, align, dx in _SIDES
        for chart in where(base, rows, "side", value=side)
    ]
    return framed(
        *lines,
        *points(base, rows, position, size=65),
        *texts,
        title=f"Ranks by {goods_of(first)}, {when_words(first.period)} and "
        f"{when_words(second.period)}",
        subtitle=(
            question_words(first, f"{first.period} and {second.period}"),
            *(f"{answer.period}: {' '.join(view_of(answer).lead)}" for answer in answers),
            "Rose and fell: among the cities that have a figure in both periods.",
        ),
        notes=(
            *reservations(entry.record for answer in answers for entry in answer),
            *rate_notes(entry.conversion for answer in answers for entry in answer),
            source_line(entry.sources for answer in answers for entry in answer),
        ),
        room=room,
        height=STEP * (high - low + 1),
        below=16,
    )


def _rows(answer: Ranking, other: Ranking, side: str) -> Iterator[Row]:
    ranks = {entry.city: rank_text(entry.rank_range) for entry in other}
    here, there_too = _common_ranks(answer, other), _common_ranks(other, answer)
    position = 0
    for entry, plain in zip(answer, answer.to_dicts(), strict=True):
        position = max(position + 1, entry.rank)
        there = ranks.get(entry.city)
        rank, place = rank_text(entry.rank_range), city_words(entry.city)
        move = "in one period only"
        if there is not None:
            before, after = here[entry.city], there_too[entry.city]
            move = _move(*((before, after) if side == "left" else (after, before)))
        yield {
            **plain,
            "when": str(answer.period),
            "side": side,
            "position": position,
            "place": f"{place} {rank}" if side == "left" else f"{rank} {place}",
            "hollow": there is None,
            "move": move,
            "fell": move == "fell",
            "rank range": place_words(entry),
            "elsewhere": f"rank {there}"
            if there
            else other.excluded.get(entry.city, f"not among the {len(other)} shown"),
            **figure(entry.record, entry.conversion),
        }


def _common_ranks(answer: Ranking, other: Ranking) -> dict[City, int]:
    """Ranks without the cities that the other ranking does not rank at all, as far as shown.

    Where more cities publish a figure than before, a city would seem to fall behind those that
    were not ranked yet.
    """
    everyone = len(other) == other.ranked
    others = {entry.city for entry in other}
    new = [
        entry.rank
        for entry in answer
        if entry.city in other.excluded or (everyone and entry.city not in others)
    ]
    return {entry.city: entry.rank - sum(rank < entry.rank for rank in new) for entry in answer}


def _move(before: int, after: int) -> str:
    return "same rank" if before == after else "rose" if after < before else "fell"
