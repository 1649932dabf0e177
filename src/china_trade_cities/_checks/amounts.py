"""Rules on amounts and rates: what must hold between figures that belong together.

Each takes the figures of a dataset and yields what does not hold, allowing for published rounding.
No rule knows of any single figure: what is found and kept is listed beside the tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, product
from math import inf

from china_trade_cities._checks.figures import (
    Figure,
    Figures,
    Series,
    SpanInMonths,
    Table,
    key_from,
    key_of,
    statement_key,
    subject_of,
)
from china_trade_cities._checks.findings import Found
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.vocabulary import Currency, Flow, Level, ShareOf

Limits = tuple[float, float]

REVISION = 0.10
"""How far customs revise the figures of the year before without reporting it."""

MONTHLY_REVISION = 0.05
"""How far a month and the figures to date around it drift apart, as a share of the latter."""

JUMP = 5
"""A monthly average this many times that of both its neighbours in time is looked at."""

PART = 1.25
"""A part that is this many times the whole of the best months known is looked at."""


def _apart(one: Limits, other: Limits) -> bool:
    """Whether no true value can lie in both."""
    return one[0] > other[1] or one[1] < other[0]


def _limits(figure: Figure) -> Limits:
    return figure.low, figure.high


# --- within one source --------------------------------------------------------------------


def total_is_sum(figures: Figures) -> Iterator[Found]:
    """Total trade is exports plus imports."""
    for total, exports, imports in _with_parts(figures, Flow.TOTAL):
        limits = (exports.low + imports.low, exports.high + imports.high)
        yield from _unfit(limits, total, exports, imports)


def balance_is_difference(figures: Figures) -> Iterator[Found]:
    """The balance is exports minus imports."""
    for balance, exports, imports in _with_parts(figures, Flow.BALANCE):
        limits = (exports.low - imports.high, exports.high - imports.low)
        yield from _unfit(limits, balance, exports, imports)


def _with_parts(figures: Figures, flow: Flow) -> Iterator[tuple[Figure, Figure, Figure]]:
    """What one source prints of a flow, of exports and of imports."""
    for flows in figures.statements.values():
        exports, imports = flows.get(Flow.EXPORT, ()), flows.get(Flow.IMPORT, ())
        yield from product(flows.get(flow, ()), exports, imports)


def _unfit(limits: Limits, figure: Figure, exports: Figure, imports: Figure) -> Iterator[Found]:
    if _apart(_limits(figure), limits):
        message = (
            f"{figure.record.flow} {_amount(figure)}, but export {_amount(exports)} "
            f"and import {_amount(imports)}"
        )
        yield statement_key(figure.record), message


def growth_adds_up(figures: Figures) -> Iterator[Found]:
    """The levels a year before that follow from the growth of exports and imports add up."""
    for parts in _with_parts(figures, Flow.TOTAL):
        bases = [base for part in parts if (base := part.base()) is not None]
        if len(bases) < 3:
            continue
        total, exports, imports = bases
        if _apart(total, (exports[0] + imports[0], exports[1] + imports[1])):
            rates = ", ".join(f"{part.record.flow} {part.record.growth} %" for part in parts)
            yield statement_key(parts[0].record), f"growth does not fit together: {rates}"


# --- over time ----------------------------------------------------------------------------


def span_holds_its_parts(figures: Figures) -> Iterator[Found]:
    """A span of months is never smaller than a span inside it."""
    for (_, flow), series in figures.series.items():
        if flow is Flow.BALANCE:
            continue
        spans = sorted(series, key=lambda span: span.months)
        for number, inner in enumerate(spans):
            outer = next((span for span in spans[number + 1 :] if span.holds(inner)), None)
            if outer is None:
                continue
            # Of several sources the most generous speaks: that they differ is another rule's.
            part = min(series[inner], key=lambda figure: figure.low)
            whole = max(series[outer], key=lambda figure: figure.high)
            if part.low > whole.high:
                message = (
                    f"{_amount(part)} in {part.record.period}, but {_amount(whole)} "
                    f"in {whole.record.period}, which holds it"
                )
                key = f"{key_of(part.record)}|{whole.record.period}|{whole.record.source.id}"
                yield key, message


def months_make_to_date(figures: Figures) -> Iterator[Found]:
    """A month is about what the figure to date has gained since the month before."""
    for (_, flow), series in figures.series.items():
        if flow is Flow.BALANCE:
            continue
        for span, group in series.items():
            if span.months > 1:
                continue
            january = span.first - span.first % 12
            until, before = span.after - january, span.first - january
            so_far = series.get(SpanInMonths(january, until), ())
            earlier = series.get(SpanInMonths(january, before), ())
            if not so_far or not earlier:
                continue
            for month in group:
                gap = min(_drift(month, late, early) for late, early in product(so_far, earlier))
                if gap > MONTHLY_REVISION:
                    message = (
                        f"{_amount(month)}, but the figure to date went from "
                        f"{_amount(earlier[0])} to {_amount(so_far[0])}"
                    )
                    yield key_of(month.record), message


def _drift(month: Figure, late: Figure, early: Figure) -> float:
    """By what share of the figure to date a month and the gain beside it differ."""
    low, high = late.low - early.high, late.high - early.low
    return max(month.low - high, low - month.high) / max(late.high, 1)


def growth_from_levels(figures: Figures) -> Iterator[Found]:
    """Published growth is what two published levels allow, but for a small revision of the base."""
    for figure, revision, earlier in figures.revisions:
        if revision > REVISION:
            message = (
                f"growth {figure.record.growth} % to {_amount(figure)}, "
                f"but {_amount(earlier)} was published for the year before"
            )
            yield key_of(figure.record), message


def base_is_not_revised(figures: Figures) -> Iterator[Found]:
    """Growth that one source prints is what two published levels allow: no base was revised.

    Customs revise most bases a little, so findings are reported by source and flow.
    """
    found: dict[str, list[tuple[float, Figure]]] = defaultdict(list)
    for figure, revision, _ in figures.revisions:
        found[f"{figure.record.source.id}|{figure.record.flow}"].append((revision, figure))
    for name, revisions in found.items():
        number = sum(revision > 0 for revision, _ in revisions)
        if number:
            most, figure = max(revisions, key=lambda found: found[0])
            message = (
                f"revised base: {number} of {len(revisions)} rates are not those of the "
                f"levels, most of all for {figure.record.city.id} "
                f"in {figure.record.period}, by {100 * most:.2g} % at least"
            )
            yield name, message


def neighbours_in_time(figures: Figures) -> Iterator[Found]:
    """A figure is of the order of those before and after it: a slipped decimal point is not."""
    for (_, flow), series in figures.series.items():
        if flow is Flow.BALANCE:
            continue
        ordered = [(figure, _monthly(figure)) for figure in _in_time(series)]
        for number, (figure, monthly) in enumerate(ordered):
            around = [
                rate for _, rate in (*ordered[max(0, number - 1) : number],
                                     *ordered[number + 1 : number + 2])
            ]  # fmt: skip
            if not around:
                continue
            if monthly > JUMP * max(around) or monthly * JUMP < min(around):
                message = (
                    f"{_amount(figure)} is {monthly:,.0f} a month, "
                    f"around it {' and '.join(f'{rate:,.0f}' for rate in around)}"
                )
                yield key_of(figure.record), message


def _in_time(series: Series) -> Iterable[Figure]:
    return (
        figure
        for span in sorted(series)
        for figure in sorted(series[span], key=lambda figure: figure.record.source.id)
    )


def _monthly(figure: Figure) -> float:
    """An amount per month, at least half its rounding unit: a nil is no jump by itself."""
    least = figure.record.rounded_to / 2
    return max(figure.record.value or 0, least) / figure.span.months


def growth_leaves_something(figures: Figures) -> Iterator[Found]:
    """No trade falls by more than 100 %; a balance may."""
    for record in figures.records:
        if record.growth is not None and record.growth < -100 and record.flow is not Flow.BALANCE:
            yield key_of(record), f"growth {record.growth} %"


# --- parts and wholes ---------------------------------------------------------------------


def part_not_above_whole(figures: Figures) -> Iterator[Found]:
    """A flow, product or partner is not above the total, the wider product, the world."""
    for ((city, _, _, currency, basis), _), series in figures.series.items():
        example = next(iter(series.values()))[0].record
        for goods, partner, whole_flow in _wholes(example):
            wider = figures.series.get(((city, goods, partner, currency, basis), whole_flow), {})
            for span in series.keys() & wider.keys():
                whole = max(wider[span], key=lambda figure: figure.high)
                for part in series[span]:
                    if part.low > whole.high:
                        yield (
                            f"{key_of(part.record)}|{key_of(whole.record)}",
                            f"{_amount(part)} is above its whole, {_amount(whole)}",
                        )


def _wholes(record: TradeRecord) -> Iterator[tuple[str, str, Flow]]:
    """Product, partner and flow of all that a figure is a part of."""
    flow, goods, partner = record.flow, record.product, record.partner
    _, goods_id, partner_id, *_ = subject_of(record)
    if flow is Flow.BALANCE:
        return
    if flow in (Flow.EXPORT, Flow.IMPORT):
        yield goods_id, partner_id, Flow.TOTAL
    if flow in (Flow.RE_EXPORT, Flow.DOMESTIC_EXPORT):
        yield goods_id, partner_id, Flow.EXPORT
    if partner:
        yield goods_id, "", flow
    if goods:
        yield "", partner_id, flow
    if goods and goods.parent:
        yield goods.parent.id, partner_id, flow


def part_within_its_city(figures: Figures) -> Iterator[Found]:
    """A part of a city's trade is not far above all of it in the city's best months."""
    best: dict[tuple[str, Currency | None], Figure] = {}
    for ((city, goods, partner, currency, _), flow), series in figures.series.items():
        if flow is Flow.TOTAL and not goods and not partner:
            known = [best[city, currency]] if (city, currency) in best else []
            best[city, currency] = max((*known, *chain(*series.values())), key=_monthly)
    for ((city, goods, partner, currency, _), flow), series in figures.series.items():
        whole = best.get((city, currency))
        if whole is None or (flow is Flow.TOTAL and not goods and not partner):
            continue
        for figure in chain(*series.values()):
            if _monthly(figure) > PART * _monthly(whole):
                message = (
                    f"per month, {_amount(figure)} is more than {PART} times the city's total "
                    f"in its best known period, {_amount(whole)} in {whole.record.period}"
                )
                yield key_of(figure.record), message


_BASE_FLOWS = {
    ShareOf.CITY_TOTAL: Flow.TOTAL,
    ShareOf.CITY_EXPORT: Flow.EXPORT,
    ShareOf.CITY_IMPORT: Flow.IMPORT,
}


def share_of_its_base(figures: Figures) -> Iterator[Found]:
    """A published share is what amount and base allow."""
    areas = {(area.level, area.iso3166_2): area.id for area in figures.dataset.reference_areas}
    for flows in figures.statements.values():
        for figure in (figure for group in flows.values() for figure in group):
            record = figure.record
            share = record.share_interval
            if share is None or record.share_of is None or record.flow is Flow.BALANCE:
                continue
            city, goods, partner, currency, basis = subject_of(record)
            flow = _BASE_FLOWS.get(record.share_of, record.flow)
            place: str | None = city
            if record.share_of is ShareOf.PROVINCE:
                place = areas.get((Level.PROVINCE, record.city.iso3166_2))
            elif record.share_of is ShareOf.NATIONAL:
                place = areas.get((Level.NATION, None))
            elif record.share_of not in _BASE_FLOWS:
                continue
            if place == city:
                goods = partner = ""
            subject = (place or "", goods, partner, currency, basis)
            bases = figures.series.get((subject, flow), {}).get(figure.span, [])
            own = [base for base in bases if base.record.source.id == record.source.id]
            low, high = share
            allowed = (low, inf if high is None else high)
            if bases and all(_apart(allowed, _ratio(figure, base)) for base in own or bases):
                base = (own or bases)[0]
                message = (
                    f"share {record.share} % of {record.share_of}, "
                    f"but {_amount(figure)} of {_amount(base)}"
                )
                yield key_of(record), message


def _ratio(part: Figure, whole: Figure) -> Limits:
    """Lowest and highest percentage that rounding allows."""
    return 100 * part.low / max(whole.high, 1), 100 * part.high / max(whole.low, 1)


def nation_is_sum(figures: Figures) -> Iterator[Found]:
    """In a customs table, provinces and municipalities add up to the national row."""
    dataset = figures.dataset
    provinces = {area.id for area in dataset.reference_areas if area.level is Level.PROVINCE}
    parts = provinces | {city.id for city in dataset.cities if city.level is Level.MUNICIPALITY}
    nations = {area.id for area in dataset.reference_areas if area.level is Level.NATION}
    for nation, found in _beside(figures, nations, parts):
        if {part.record.city.id for part in found} != parts:
            continue  # a part that is not printed cannot be added
        if _apart(_limits(nation), (sum(p.low for p in found), sum(p.high for p in found))):
            yield key_of(nation.record), _against_its("parts", nation, found)


def province_holds_its_cities(figures: Figures) -> Iterator[Found]:
    """The cities of a province are together not above what customs print or imply for it."""
    dataset = figures.dataset
    for area in dataset.reference_areas:
        if area.level is not Level.PROVINCE:
            continue
        inside = {
            city.id
            for city in dataset.cities
            if city.iso3166_2 == area.iso3166_2 and not city.is_county_level
        }
        for province, found in _beside(figures, {area.id}, inside):
            if sum(part.low for part in found) > province.high:
                yield key_of(province.record), _against_its("cities", province, found)
        for table, places in figures.tables.items():
            found = [places[city] for city in inside & places.keys()]
            if not found or area.id in places:
                continue
            limit = _implied(figures, area.id, table)
            if sum(part.low for part in found) > limit:
                period = found[0].record.period
                key = key_from(area.id, period, table.flow, table.source)
                most = f"{limit:,.0f} {table.currency}"
                yield key, f"customs imply at most {most}, but {_together('cities', found)}"


def _implied(figures: Figures, area: str, table: Table) -> float:
    """The most that an area can have had, from amount and growth published a year later."""
    subject = area, "", "", table.currency, table.basis
    later = figures.series.get((subject, table.flow), {}).get(table.span.year_after(), ())
    bases = [base for figure in later if (base := figure.base()) is not None]
    return (1 + REVISION) * max((high for _, high in bases), default=inf)


def _beside(
    figures: Figures, wholes: set[str], parts: set[str]
) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each figure of some places, with those of other places in the same table."""
    for places in figures.tables.values():
        for name in wholes & places.keys():
            yield places[name], [places[part] for part in parts & places.keys()]


def _against_its(kind: str, whole: Figure, parts: list[Figure]) -> str:
    return f"{_amount(whole)}, but {_together(kind, parts)}"


def _together(kind: str, parts: list[Figure]) -> str:
    together = sum(part.record.value or 0 for part in parts)
    return f"its {len(parts)} {kind} make {together:,}"


def _amount(figure: Figure) -> str:
    record = figure.record
    return "-" if record.value is None else f"{record.value:,} {record.currency}"
