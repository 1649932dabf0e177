"""Rules on who says what: dates, bulletins, agreement, and that nothing stands unused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from china_trade_cities._checks.figures import Figures, key_of
from china_trade_cities._checks.findings import Found
from china_trade_cities._dataset.conflicts import find_conflicts
from china_trade_cities._model.evidence import ExchangeRate, Industry
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import Source, TradeRecord
from china_trade_cities._model.vocabulary import Currency

STEADY = Decimal("1.5")
"""An exchange rate this many times above or below all beside it is looked at."""

TABLE = 20
"""A source that prints this many cities for one month is a table of that month."""


def published_after_its_period(figures: Figures) -> Iterator[Found]:
    """Nobody prints a figure before the last month of its period, or after it was read."""
    for (source, period), records in figures.by_source_and_period.items():
        last = str(period.last_month)
        for seen in (source.published, source.seen_at):
            if seen is not None and seen[:7] < last[: len(seen)]:
                for record in records:
                    yield key_of(record), f"the period ends in {last}, the source is of {seen}"


def currency_of_its_place(figures: Figures) -> Iterator[Found]:
    """A figure is in the currency of its customs territory, or in that of all of its source."""
    by_source: dict[Source, list[TradeRecord]] = defaultdict(list)
    for (source, _), records in figures.by_source_and_period.items():
        by_source[source] += [record for record in records if record.currency is not None]
    for records in by_source.values():
        several = len(records) > 1 and len({record.currency for record in records}) == 1
        for record in records:
            if record.currency is not record.city.statistical_currency and not several:
                yield key_of(record), f"{record.currency} for {record.city.id}"


def bulletin_of_one_month(figures: Figures) -> Iterator[Found]:
    """All figures of a monthly table end in the same month."""
    by_source: dict[Source, list[tuple[Period, list[TradeRecord]]]] = defaultdict(list)
    for (source, period), records in figures.by_source_and_period.items():
        by_source[source].append((period.last_month, records))
    for groups in by_source.values():
        months: Counter[Period] = Counter()
        for month, records in groups:
            months[month] += len(records)
        usual = max(months, key=lambda month: months[month])
        if len({record.city for _, records in groups for record in records}) < TABLE:
            continue
        if 10 * months[usual] <= 9 * months.total():
            continue
        for month, records in groups:
            for record in records:
                if month != usual:
                    yield key_of(record), f"the other figures of this table end in {usual}"


def source_of_one_city(figures: Figures) -> Iterator[Found]:
    """Where all other figures of a source are of one city, so is this."""
    by_source: dict[Source, list[TradeRecord]] = defaultdict(list)
    for record in figures.dataset.records:
        by_source[record.source].append(record)
    for records in by_source.values():
        cities = Counter(record.city for record in records)
        if len(cities) != 2:
            continue
        (usual, many), (_, few) = cities.most_common()
        for record in records:
            if few == 1 and many >= 3 and record.city != usual:
                yield key_of(record), f"the other {many} figures of this source are of {usual.id}"


def sources_agree(figures: Figures) -> Iterator[Found]:
    """Sources that print the same figure agree within rounding."""
    for conflict in find_conflicts(chain.from_iterable(figures.repeated)):
        sources = "|".join(sorted({other.source.id for other in conflict.others}))
        yield (
            f"{key_of(conflict.preferred)}|{conflict.measure}|{sources}",
            f"{conflict.preferred!r} against {', '.join(map(repr, conflict.others))}",
        )


def no_source_corroborates_itself(figures: Figures) -> Iterator[Found]:
    """What corroborates a figure is another source than its own."""
    for record in figures.records:
        if record.source in record.corroborated_by:
            yield key_of(record), f"{record.source.id} stands behind itself"


def rates_are_steady(figures: Figures) -> Iterator[Found]:
    """An exchange rate is near those of the years beside it."""
    rates: dict[Currency, dict[int, list[ExchangeRate]]] = defaultdict(lambda: defaultdict(list))
    for rate in figures.dataset.exchange_rates:
        rates[rate.currency][rate.year].append(rate)
    for years in rates.values():
        for year, group in years.items():
            beside = [*years.get(year - 1, ()), *years.get(year + 1, ()), *group]
            for rate in group:
                others = [other.cny_per_unit for other in beside if other is not rate]
                if others and not min(others) / STEADY <= rate.cny_per_unit <= max(others) * STEADY:
                    around = " and ".join(map(str, sorted(set(others))))
                    yield (
                        f"{year}|{rate.currency}|{rate.source.id}",
                        f"{rate.cny_per_unit}, beside it {around}",
                    )


def every_source_is_used(figures: Figures) -> Iterator[Found]:
    """Every source stands behind something."""
    dataset = figures.dataset
    cited = chain(
        chain.from_iterable(record.sources for record in figures.records),
        chain.from_iterable(rank.sources for rank in dataset.published_ranks),
        (evidence.source for evidence in dataset.specializations),
        (fact.source for fact in dataset.facts),
        (rate.source for rate in dataset.exchange_rates),
        (city.population_source for city in dataset.cities),
    )
    used = {source.id for source in cited if source is not None}
    for source in dataset.sources:
        if source.id not in used:
            yield source.id, "nothing refers to this source"


def every_industry_is_reached(figures: Figures) -> Iterator[Found]:
    """Every industry has evidence, or one below it has, where there is any evidence."""
    if not figures.dataset.specializations:
        return
    reached: set[str] = set()
    for evidence in figures.dataset.specializations:
        industry: Industry | None = evidence.industry
        while industry is not None:
            reached.add(industry.id)
            industry = industry.parent
    for found in figures.dataset.industries:
        if found.id not in reached:
            yield found.id, "no city is said to specialise in it, or in anything below it"
