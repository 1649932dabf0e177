"""For which cities and years there are figures."""

from __future__ import annotations

from collections import defaultdict

import altair as alt

from china_trade_cities._dataset.coverage import Coverage, CoverageRow
from china_trade_cities._display.words import BASES, FLOWS, city_words, counted, scope_words
from china_trade_cities._model.record import City
from china_trade_cities._model.validators import check_count
from china_trade_cities._model.vocabulary import (
    Basis,
    BasisName,
    Currency,
    CurrencyName,
    Flow,
    FlowName,
    parse_word,
)
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.plots._chart import (
    WIDTH,
    Room,
    Row,
    data,
    framed,
    place_axis,
    top_axis,
    where,
)
from china_trade_cities.plots._titles import goods_words
from china_trade_cities.plots._words import result, tips

_STEP = 18
_LEGEND = 30  # pixels that the legend takes beside its gradient


def coverage(
    coverage: Coverage,
    *,
    n: int = 30,
    flow: Flow | FlowName = "total",
    currency: Currency | CurrencyName = "CNY",
    basis: Basis | BasisName = "location",
    width: int = WIDTH,
) -> alt.LayerChart:
    """A heat map of cities and years: how many periods have an amount; a dot marks full years.

    Periods are months and spans of months of all goods with the world. Coverage speaks of
    records, not of who printed them: the tooltip counts the records, and the line below says
    where the sources are.

    Args:
        coverage: What `Dataset.coverage` returned, or a slice of it.
        n: How many cities to show: those with most periods, then by city id.
        flow: Direction of trade.
        currency: Currency of the amounts.
        basis: How trade is assigned to a city.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `Coverage`, it holds no such amounts, or an argument
            has a value that it cannot take.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> chart = plots.coverage(ctc.load_dataset("2026.1").coverage(), n=10)
        >>> [row["periods"] for row in chart.layer[0].data.values if row["city"] == "ningbo"][-1]
        15
    """
    answer = result(coverage, Coverage, "coverage", "Dataset.coverage")
    most = check_count(n)
    wanted = (
        parse_word(Flow, flow, "flow"),
        parse_word(Currency, currency, "currency"),
        parse_word(Basis, basis, "basis"),
    )
    periods: dict[City, int] = defaultdict(int)
    found = [row for row in answer if (row.flow, row.currency, row.basis) == wanted and row.periods]
    for row in found:
        periods[row.city] += len(row.periods)
    if not found:
        covered = sorted(
            {(row.flow.value, row.currency.value, row.basis.value) for row in answer if row.periods}
        )
        allowed = f"one of {', '.join(map(str, covered))}, as the coverage holds no other amounts"
        given = tuple(word.value for word in wanted)
        raise InvalidArgumentError("flow, currency, basis", given, allowed)
    cities = sorted(periods, key=lambda city: (-periods[city], city.id))[:most]
    rows = [_row(row) for city in cities for row in found if row.city == city]
    years = list(range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1))
    places = [city_words(city) for city in cities]
    words = FLOWS[wanted[0]]
    most_periods = max(2, *(row["periods"] for row in rows))
    room = Room.of(width, places, right=80).within(40 * len(years))
    base = alt.Chart(data(rows)).encode(
        x=alt.X(
            "year:O",
            scale=alt.Scale(domain=years),
            axis=top_axis(labelAngle=-90 if room.is_narrow else 0),
        ),
        y=place_axis(places, room),
        tooltip=tips(
            "place", "year", "which", "records", **{"periods": "count", "full year": "full"}
        ),
    )
    height = _STEP * len(cities)
    gradient = min(120, max(40, height - _LEGEND))
    fields = base.mark_rect(stroke="white").encode(
        color=alt.Color(
            "periods:Q",
            scale=alt.Scale(scheme="viridis", reverse=True, domain=[1, most_periods]),
            legend=alt.Legend(title="periods", tickMinStep=1, format="d", gradientLength=gradient),
        )
    )
    dots = [
        chart.mark_point(
            filled=True, size=26, opacity=1, color="white", stroke="black", strokeWidth=1
        )
        for chart in where(base, rows, "full_year", value=True)
    ]
    return framed(
        fields,
        *dots,
        title=f"For which years there are figures: {goods_words(wanted[0])} of "
        + counted(len(cities), "city", "cities"),
        subtitle=(
            f"{words}, {years[0]} to {years[-1]}: {scope_words(None, None)}, {wanted[1]}, "
            + BASES[wanted[2]],
            f"{len(cities)} of {counted(len(periods), 'city', 'cities')} with figures.",
            "Colour: how many periods have one; dot: the whole year has.",
        ),
        notes=(
            "Source: the records of the dataset, each with its own source (Dataset.records_for).",
        ),
        room=room,
        height=height,
        below=max(16, gradient + _LEGEND - height),  # below the legend, too
    )


def _row(row: CoverageRow) -> Row:
    return {
        "city": row.city.id,
        "name": row.city.name,
        "name_zh": row.city.name_zh,
        "place": city_words(row.city),
        "year": row.year,
        "flow": row.flow.value,
        "currency": row.currency.value,
        "basis": row.basis.value,
        "periods": len(row.periods),
        "count": str(len(row.periods)),
        "records": row.records,
        "full_year": row.full_year,
        "full": "yes" if row.full_year else "no",
        "which": ", ".join(map(str, row.periods)),
    }
