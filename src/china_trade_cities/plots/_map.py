"""Cities at their coordinates, by amount and growth, on a graticule without borders."""

from __future__ import annotations

from math import ceil, pi, sqrt
from typing import TYPE_CHECKING, cast

import altair as alt

from china_trade_cities._display.view import Scale
from china_trade_cities._display.words import FLOWS, city_words, counted, growth_words
from china_trade_cities._queries.results import RankedCity, Ranking
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.plots._labels import SIZE, Circle, Placed, placed
from china_trade_cities.plots._look import FONT, GREY, INK, PALE, amounts, data, framed, where
from china_trade_cities.plots._projection import Frame
from china_trade_cities.plots._words import (
    asked,
    figure,
    place_words,
    rate_notes,
    reservations,
    result,
    shown,
    source_line,
    tips,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from china_trade_cities.plots._look import Align, Row

_WIDTH, _HEIGHT = 560, 460
_LARGEST = 1800.0  # square pixels of the largest circle
_ALIGNED: tuple[tuple[Align, int], ...] = (("left", 2), ("right", -2))
_NO_GROWTH = "#BBBBBB"
_STRONGEST = 30  # percent of growth at which colours end


def trade_map(ranking: Ranking) -> alt.LayerChart:
    """The cities of a ranking at their coordinates: area by amount, colour by published growth.

    Albers' equal-area projection on a graticule; no border is drawn. Growth is that of the same
    record, blue above and orange below 0; cities without one are grey. Names stand where there
    is room for them, those of larger amounts first; the tooltip has them all.

    Args:
        ranking: What `top_n` returned, or a slice of it.

    Raises:
        InvalidArgumentError: It is no `Ranking`, an empty one, one with negative amounts
            (balances), which no area can show, or none of its cities has coordinates.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> chart = plots.trade_map(ctc.top_n(2))
        >>> rows = chart.layer[-3].data.values
        >>> [(row["city"], row["latitude"], row["longitude"], row["growth"]) for row in rows]
        [('shenzhen', 22.54554, 114.0683, 16.4), ('shanghai', 31.22222, 121.45806, 1.3)]
    """
    answer = result(ranking, Ranking, "ranking", "top_n")
    if any(entry.value < 0 for entry in answer):
        raise InvalidArgumentError("ranking", ranking, "a ranking without negative amounts")
    largest = max(entry.value for entry in answer)
    entries = [entry for entry in answer if _coordinates(entry) is not None]
    if not entries:
        raise InvalidArgumentError("ranking", ranking, "a ranking of cities with coordinates")
    scale = Scale.for_amount(largest)
    frame = Frame.around(
        [cast("tuple[float, float]", _coordinates(entry)) for entry in entries], _WIDTH, _HEIGHT
    )
    circles = [_circle(entry, frame, largest) for entry in entries]
    plain = dict(zip(answer, answer.to_dicts(), strict=True))
    rows = [
        _row(entry, plain[entry], circle, place)
        for entry, circle, place in zip(
            entries, circles, placed(circles, _WIDTH, _HEIGHT), strict=True
        )
    ]
    rates = [abs(row["growth"]) for row in rows if row["growth"] is not None]
    # A single city that doubled its trade would leave no colour to all others.
    end = min(_STRONGEST, max(1, *map(ceil, rates))) if rates else 1
    beyond = any(rate > end for rate in rates)
    names = [row for row in rows if row["named"]]
    cities = alt.Chart(data(rows), projection=frame.projection()).mark_circle(
        opacity=0.85, stroke=GREY, strokeWidth=0.6, invalid=None
    )
    colour = (
        alt.condition(
            "datum.growth === null",  # tried before the scale, which has a colour for null too
            alt.value(_NO_GROWTH),
            alt.Color(
                "growth:Q",
                scale=alt.Scale(
                    scheme="blueorange",
                    reverse=True,
                    domain=[-end, end],
                    domainMid=0,
                    clamp=True,
                ),
                legend=alt.Legend(title="growth, %", gradientLength=110, values=[-end, 0, end]),
            ),
        )
        if rates
        else alt.value(_NO_GROWTH)
    )
    missing = [entry for entry in answer if _coordinates(entry) is None]
    without = len(rows) - len(rates)
    return framed(
        *_graticule(frame),
        cities.encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size(
                "value:Q",
                scale=alt.Scale(domain=[0, largest or 1], range=[0, _LARGEST], nice=False),
                legend=alt.Legend(
                    title=f"{scale.word}{answer.currency}",
                    labelExpr=amounts(scale.exponent),
                    tickCount=3,
                    symbolFillColor=_NO_GROWTH,
                    symbolStrokeColor="white",
                ),
            ),
            color=colour,
            tooltip=tips(
                "place",
                "amount",
                "rounding",
                "rank range",
                "growth %",
                "reservation",
                "printed by",
            ),
        ),
        *_names(names),
        title=f"{FLOWS[answer.flow]} of {counted(len(rows), 'city', 'cities')} and its growth",
        subtitle=(
            asked(answer, str(answer.period)),
            shown(answer, answer.ranked, answer.excluded),
            f"Area: amount. Colour: growth on {answer.period.previous_year()}, as published.",
        ),
        notes=(
            *(
                [f"Grey: no growth published, {counted(without, 'city', 'cities')}."]
                * bool(without)
            ),
            *([f"Colours end at {end} % of growth."] * beyond),
            *([f"Not on the map, without coordinates: {_listed(missing)}."] * bool(missing)),
            "Circles mark centres; the trade is that of the whole city, mostly a prefecture.",
            "Names stand where there is room.",
            *reservations(entry.record for entry in answer),
            *rate_notes(entry.conversion for entry in answer),
            source_line(entry.sources for entry in answer),
        ),
        width=_WIDTH,
        height=_HEIGHT,
        below=26,
        margin=30,
        right=90,
    )


def _coordinates(entry: RankedCity) -> tuple[float, float] | None:
    city = entry.city
    if city.longitude is None or city.latitude is None:
        return None
    return city.longitude, city.latitude


def _listed(entries: list[RankedCity]) -> str:
    return ", ".join(entry.city.name for entry in entries)


def _circle(entry: RankedCity, frame: Frame, largest: int) -> Circle:
    x, y = frame.pixel(*cast("tuple[float, float]", _coordinates(entry)))
    radius = sqrt(_LARGEST * entry.value / (largest or 1) / pi)
    return Circle(x, y, radius, city_words(entry.city))


def _row(entry: RankedCity, plain: Row, circle: Circle, place: Placed | None) -> Row:
    return {
        **plain,
        "place": circle.name,
        "longitude": entry.city.longitude,
        "latitude": entry.city.latitude,
        "x": circle.x,
        "y": circle.y,
        "named": place is not None,
        "rank range": place_words(entry.rank_range, certain=entry.is_certain),
        "growth %": ("" if entry.conversion else growth_words(entry.record)) or "not published",
        **figure(entry.record, entry.conversion),
        **(
            {"name_x": place.x, "name_y": place.y, "align": place.align, "far": place.far}
            if place
            else {}
        ),
    }


def _x(field: str) -> alt.X:
    """Pixels from the left."""
    return alt.X(f"{field}:Q", scale=None, axis=None)


def _y(field: str) -> alt.Y:
    """Pixels from the top."""
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def _names(rows: list[Row]) -> Iterator[alt.Chart]:
    """Names, and thin lines to those that had to move away."""
    base = alt.Chart(data(rows))
    for chart in where(base, rows, "far", value=True):
        yield chart.mark_rule(color=GREY, strokeWidth=0.8).encode(
            x=_x("x"), y=_y("y"), x2="name_x:Q", y2="name_y:Q"
        )
    for align, dx in _ALIGNED:
        for chart in where(base, rows, "align", value=align):
            yield chart.mark_text(
                align=align, baseline="middle", font=FONT, fontSize=SIZE, color=INK, dx=dx
            ).encode(x=_x("name_x"), y=_y("name_y"), text="place:N")


def _graticule(frame: Frame) -> Iterator[alt.Chart]:
    """Meridians and parallels with their degrees."""
    step = frame.step()
    lines = alt.GraticuleGenerator(
        graticule=alt.GraticuleParams(step=[step, step], extent=[[50, -10], [160, 75]])
    )
    yield alt.Chart(lines, projection=frame.projection()).mark_geoshape(
        filled=False, stroke=PALE, strokeWidth=0.8, clip=True
    )
    north = [{"label": f"{lat}\u00b0N", "x": -6.0, "y": y} for lat, y in frame.parallels(step)]
    below = frame.height + 12.0
    east = [{"label": f"{lon}\u00b0E", "x": x, "y": below} for lon, x in frame.meridians(step)]
    yield _degrees(north, "right")
    yield _degrees(east, "center")


def _degrees(labels: list[Row], align: Align) -> alt.Chart:
    texts: alt.Chart = (
        alt.Chart(data(labels))
        .mark_text(align=align, baseline="middle", fontSize=10, color=GREY)
        .encode(x=_x("x"), y=_y("y"), text="label:N")
    )
    return texts
