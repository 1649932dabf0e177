"""Lines of one or more series over time."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt

from china_trade_cities._display.view import Scale
from china_trade_cities._display.words import city_words, counted, percent_words
from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import Span
from china_trade_cities._queries.time_series import SeriesPoint, TimeSeries
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.plots._chart import (
    SERIES,
    WIDTH,
    Room,
    Row,
    amount_axis,
    data,
    framed,
    points,
    top_legend,
    where,
)
from china_trade_cities.plots._titles import goods_of, joined_when, named, title
from china_trade_cities.plots._words import (
    figure,
    interval,
    question_words,
    rate_notes,
    reservations,
    result,
    source_line,
    tips,
)

_ALIKE = ("span", "flow", "products", "partner", "currency", "basis")
_SPANS = {Span.MONTH: "month", Span.YEAR_TO_DATE: "year to date", Span.YEAR: "year"}
_FORMATS = {Span.MONTH: "%Y-%m", Span.YEAR_TO_DATE: "%Y-%m", Span.YEAR: "%Y"}


def time_series(*series: TimeSeries, width: int = WIDTH) -> alt.LayerChart:
    """Amounts over time, a line for each series.

    A line is broken where periods are missing, and each January where the amounts are of the year
    to date: nothing is interpolated. Hollow points are converted from another currency, or
    doubtful. A whisker shows what the rounding allows.

    Args:
        series: What `time_series` returned, or slices of it; up to eight, which must agree in
            span, flow, product, partner, currency and basis.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: One is no `TimeSeries` or is empty, one city comes twice, there are
            too many or none, they cannot be compared, or the width is out of bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> two = [ctc.time_series(name) for name in ("Shenzhen", "Shanghai")]
        >>> rows = plots.time_series(*two).layer[0].data.values
        >>> [(row["period"], row["segment"]) for row in rows][:3]
        [('2012', 'shenzhen 0'), ('2013', 'shenzhen 0'), ('2019', 'shenzhen 1')]
    """
    _check(series)
    first = series[0]
    scale = Scale.for_amount(max(abs(point.value) for line in series for point in line))
    rows = [row for line in series for row in _rows(line)]
    names = [city_words(line.city) for line in series]
    room = Room.of(width, left=60)
    colour = alt.Color(
        "place:N",
        scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])),
        legend=top_legend(columns=2 if room.is_narrow else 4, symbolType="stroke")
        if len(names) > 1
        else None,
    )
    base = alt.Chart(data(rows)).encode(
        x=alt.X(
            "date:T",
            # Dates are the first of a month in UTC: shown as such wherever the reader is.
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(
                format=_FORMATS[first.span],
                title=None,
                grid=False,
                labelOverlap=True,
                labelFlush=False,
                tickCount="year" if first.span is Span.YEAR else 5 if room.is_narrow else 10,
            ),
        ),
        color=colour,
        tooltip=tips(
            "place", "period", "amount", "rounding", "growth %", "reservation", "printed by"
        ),
    )
    amount = alt.Y(
        "value:Q", title=f"{scale.word}{first.currency}", axis=amount_axis(scale.exponent)
    )
    lines = base.mark_line(strokeWidth=2).encode(y=amount, detail="segment:N")
    whiskers = [
        chart.mark_rule(strokeWidth=1.5).encode(y="low:Q", y2="high:Q")
        for chart in where(base, rows, "bounded", value=True)
    ]
    is_hollow = any(row["hollow"] for row in rows)
    missing = sum(map(_missing, series))
    gaps = f"{counted(missing, 'period is', 'periods are')} missing and not filled."
    return framed(
        lines,
        *whiskers,
        *points(base, rows, amount, size=40),
        title=(
            f"{title(named([line.city for line in series]))}: "
            f"{goods_of(first)} by {_SPANS[first.span]}, {joined_when(_ends(series))}"
        ),
        subtitle=(
            question_words(first, f"{' to '.join(map(str, _ends(series)))} by {first.span}"),
            *([gaps] if missing else []),
        ),
        notes=(
            *(["Hollow points: converted from another currency, or doubtful."] * is_hollow),
            *reservations(point.record for line in series for point in line),
            *rate_notes(point.conversion for line in series for point in line),
            source_line(point.sources for line in series for point in line),
        ),
        room=room,
        height=300,
        below=34,
    )


def _check(series: tuple[TimeSeries, ...]) -> None:
    if not 1 <= len(series) <= len(SERIES):
        allowed = f"one to {len(SERIES)} series, each with a colour of its own"
        raise InvalidArgumentError("series", len(series), allowed)
    for line in series:
        result(line, TimeSeries, "series", "time_series")
    first = series[0]
    for line in series[1:]:
        for name in _ALIKE:
            ours, theirs = getattr(first, name), getattr(line, name)
            if ours != theirs:
                raise InvalidArgumentError("series", line, f"alike in {name} ({ours})")
    cities = [line.city for line in series]
    if len(set(cities)) < len(cities):
        raise InvalidArgumentError("series", [city.id for city in cities], "one series per city")


def _rows(series: TimeSeries) -> Iterator[Row]:
    segment, before = 0, None
    for point, plain in zip(series, series.to_dicts(), strict=True):
        if before is not None and not _adjoins(series, before, point):
            segment += 1
        before = point
        low, high = interval(point.record, point.conversion)
        rates = point.growth_record
        month = point.period.last_month if series.span is not Span.YEAR else point.period
        yield {
            **plain,
            "place": city_words(series.city),
            "date": f"{month.year:04}-{month.month:02}-01",
            "segment": f"{series.city.id} {segment}",
            "low": low,
            "high": high,
            "bounded": high is not None,
            "hollow": point.is_converted or point.record.is_doubtful,
            "growth %": percent_words(rates.growth, rates.growth_decimals)
            if rates
            else "not published",
            **figure(point.record, point.conversion),
        }


def _adjoins(series: TimeSeries, before: SeriesPoint, point: SeriesPoint) -> bool:
    """Whether nothing is missing between two points: of one product, and of one year to date."""
    if before.product != point.product:
        return False
    ends = (before.period.last_month, point.period.last_month)
    months = (ends[1].year - ends[0].year) * 12 + ends[1].month - ends[0].month
    if series.span is Span.YEAR:
        return months == 12
    if series.span is Span.YEAR_TO_DATE and ends[0].year != ends[1].year:
        return False
    return months == 1


def _missing(series: TimeSeries) -> int:
    """How many periods are missing between the points; a slice knows all gaps of its series."""
    first, last = series[0].period.last_month, series[-1].period.last_month
    return sum(first < gap.last_month < last for gap in series.gaps)


def _ends(series: tuple[TimeSeries, ...]) -> dict[Period, None]:
    """The first and the last period, once if they are the same."""
    periods = sorted(point.period for line in series for point in line)
    return dict.fromkeys((periods[0], max(periods, key=lambda period: period.last_month)))
