"""Values of every public class, for tests of what all of them promise.

Instances come from the bundled vintage, so that they are as full as they get, and from a small
hand-made dataset, whose answers can be checked by hand.
"""

from __future__ import annotations

import inspect
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, cast

import attrs

import china_trade_cities as ctc
from china_trade_cities.testing import make_info
from tests.support.cases import document
from tests.support.factories import FACTORIES, VINTAGE, dataset, make

if TYPE_CHECKING:
    from collections.abc import Iterator

MINE = dataset()
SPAN = "2023-01/2023-11"
SMALL_WORLD: dict[str, Any] = document(__file__, "small_world.json")


def fullest(things: Sequence[Any]) -> Any:
    """The thing with the fewest blank fields."""

    def blanks(thing: Any) -> int:
        values = attrs.asdict(thing, recurse=False).values()
        return sum(value in (None, ()) for value in values)

    return min(things, key=blanks)


MODELS: dict[str, Any] = {
    "Period": ctc.Period.parse(SPAN),
    "DatasetInfo": VINTAGE.info,
    "City": fullest(VINTAGE.cities),
    "county-level City": ctc.city("Yiwu"),
    "reference area": VINTAGE.reference_areas[0],
    "Product": fullest(VINTAGE.products),
    "Partner": fullest(VINTAGE.partners),
    "Source": fullest(VINTAGE.sources),
    "Industry": fullest(VINTAGE.industries),
    "IndustrySpecialization": fullest(VINTAGE.specializations),
    "RankingScope": VINTAGE.ranking_scopes[0],
    "PublishedRank": fullest(VINTAGE.published_ranks),
    "CityFact": fullest(VINTAGE.facts),
    "ExchangeRate": fullest(VINTAGE.exchange_rates),
    "TradeRecord": fullest(VINTAGE.records),
    "reference TradeRecord": VINTAGE.reference_records[0],
    "TradeRecord with a dash": next(record for record in VINTAGE.records if record.value_dash),
    **{f"hand-made {model.__name__}": make(model) for model in FACTORIES},
}

LISTED: dict[str, Any] = {
    "Ranking": ctc.top_n(7, period=SPAN),
    "Ranking of a product": ctc.top_n(5, flow="export", product="mobile phones", period=SPAN),
    "GrowthRanking": ctc.growth_leaders(7),
    "computed GrowthRanking": ctc.growth_leaders(
        7, method="computed", period="2025-01/2025-07", min_value=10**11
    ),
    "SpecializedCities": ctc.by_specialization("electronics"),
    "Conflicts": VINTAGE.conflicts(),
    "Corroborations": VINTAGE.corroborations(),
    "Coverage": VINTAGE.coverage(),
    "converted Ranking": ctc.top_n(7, period=2021, convert_to="CNY"),
    "ComparablePeriods": VINTAGE.comparable_periods(),
    "Records": VINTAGE.records_for(city="Yiwu", period="2025"),
    "ShareRanking": ctc.market_share(7),
    "ContributionRanking": ctc.contribution(7, period="2025-01/2025-07"),
    "ProductContributions": ctc.product_contribution("Shanghai", period=SPAN),
    "Comparison": ctc.compare(["Ningbo", "Yiwu", "Hong Kong"]),
    "TimeSeries": ctc.time_series("Suzhou", span="year", convert_to="CNY"),
    "PublishedRanks": ctc.published_ranks("Shenzhen"),
    "hand-made Ranking": ctc.top_n(dataset=MINE),
    "hand-made GrowthRanking": ctc.growth_leaders(dataset=MINE, method="computed"),
    "hand-made SpecializedCities": ctc.by_specialization("manufacturing", dataset=MINE),
    "hand-made Conflicts": MINE.conflicts(),
    "hand-made Coverage": MINE.coverage(),
}

CHANGED = ctc.diff_datasets(VINTAGE, attrs.evolve(VINTAGE, partners=()))

RESULTS: dict[str, Any] = {
    **LISTED,
    "RankedCity": ctc.top_n(1, period=SPAN)[0],
    "MissingCity": LISTED["GrowthRanking"].missing[0],
    "GrowthLeader": ctc.growth_leaders(1, method="computed")[0],
    "Conversion": ctc.top_n(1, period=2021, cities="Suzhou", convert_to="CNY")[0].conversion,
    "ComparablePeriod": VINTAGE.comparable_periods()[0],
    "CityShare": ctc.market_share(1)[0],
    "CityContribution": ctc.contribution(1, period="2025-01/2025-07")[0],
    "ProductContribution": ctc.product_contribution("Shanghai", period=SPAN)[0],
    "Concentration": ctc.concentration(),
    "ComparedCity": ctc.compare("Ningbo")[0],
    "ComparedFigure": ctc.compare("Ningbo")[0].figures[0],
    "SeriesPoint": ctc.time_series("Ningbo")[0],
    "SpecializedCity": ctc.by_specialization("electronics")[0],
    "Conflict": VINTAGE.conflicts()[0],
    "Corroboration": VINTAGE.corroborations()[0],
    "Difference": VINTAGE.conflicts()[0].differences[0],
    "CoverageRow": VINTAGE.coverage()[0],
    "Changes": CHANGED,
    "Change": CHANGED[0],
    "empty Ranking": ctc.top_n(7, period=1999),
    "CityProfile": ctc.profile("Ningbo"),
    "CityProfile of a span": ctc.profile("Shanghai", period=SPAN),
    "hand-made CityProfile": ctc.profile("Weifang", dataset=MINE),
    "ProfileFigure": ctc.profile("Ningbo").figures[0],
    "derived TradeRecord": ctc.top_n(1, period=2023)[0].record,
    "derived ProfileFigure": ctc.profile("Shenzhen").figures[-1],
    "ReferenceList": ctc.cite(ctc.top_n(7, period=SPAN)),
    "hand-made ReferenceList": ctc.cite(ctc.top_n(dataset=MINE), dataset=MINE),
}

DATASETS: dict[str, Any] = {
    "Dataset": VINTAGE,
    "hand-made Dataset": MINE,
    "smallest Dataset": ctc.Dataset(info=make_info()),
}

VALUES: dict[str, Any] = MODELS | RESULTS | DATASETS


def public_classes() -> Iterator[type[Any]]:
    for name in ctc.__all__:
        thing: Any = getattr(ctc, name)
        if inspect.isclass(thing):
            yield cast("type[Any]", thing)


def class_of(value: object) -> type[Any]:
    """The public class of a value: a derived figure is a record as well."""
    return ctc.TradeRecord if isinstance(value, ctc.TradeRecord) else type(value)


def assert_same(one: Any, other: Any) -> None:
    """Equal, of the same class, and one key of a dictionary where it can be one."""
    assert type(one) is type(other)
    assert one == other
    assert not one != other  # noqa: SIM202
    assert repr(one) == repr(other)
    if isinstance(other, Hashable):
        assert hash(one) == hash(other)
        assert len({one, other}) == 1
