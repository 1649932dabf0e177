"""Foreign trade of China's cities: typed, offline, every figure with its source.

Figures that cannot be compared are never ranked together silently, published rounding is kept,
and every answer lists the sources behind it. Nothing needs a network.

Which cities are first:
    top_n                   cities that trade the most
    growth_leaders          cities whose trade grew fastest
    market_share            cities with the largest part of the nation's or a province's trade
    contribution            cities that add most to the growth of a whole
    by_specialization       cities that specialise in an industry
    published_ranks         ranks that others published

What is known of cities:
    city                    a city by any of its names and codes
    profile                 one city on one page
    compare                 cities side by side
    time_series             one city over time
    product_contribution    product groups that add most to the growth of a city
    concentration           how far trade is concentrated in few cities
    cite                    whom to cite for an answer

Data:
    load_dataset            the figures of a bundled version, which all questions ask
    available_versions      the versions that are bundled
    read_dataset            your own tables
    write_dataset           a dataset as a folder of tables
    diff_datasets           what changed between two datasets

Every answer prints as a table, and has `to_dicts`, `to_frame` and `sources`.
An argument that cannot be right raises an error of `exceptions`, which says what is allowed.

Submodules:
    exceptions              every error that is raised on purpose
    frames                  the same questions of your own dataframe
    plots                   charts of answers
    readers                 official customs tables as records
    serialization           everything as JSON, and back
    testing                 example objects for your own tests

Examples:
    >>> import china_trade_cities as ctc
    >>> [entry.city.name for entry in ctc.top_n(5)]
    ['Shenzhen', 'Shanghai', 'Beijing', 'Suzhou', 'Ningbo']
"""

from __future__ import annotations

# Importing typing.TYPE_CHECKING would cost three times as much as all the rest of this file; type
# checkers know the name wherever it comes from.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from china_trade_cities import exceptions, readers, serialization
    from china_trade_cities import frames as frames  # not in __all__: it needs an extra
    from china_trade_cities import plots as plots  # not in __all__: it needs an extra
    from china_trade_cities import testing as testing  # not in __all__: it is for tests alone
    from china_trade_cities._dataset.bundled import available_versions, load_dataset
    from china_trade_cities._dataset.changes import Change, Changes, diff_datasets
    from china_trade_cities._dataset.conflicts import (
        Conflict,
        Conflicts,
        Corroboration,
        Corroborations,
    )
    from china_trade_cities._dataset.coverage import Coverage, CoverageRow
    from china_trade_cities._dataset.dataset import Dataset
    from china_trade_cities._dataset.spans import ComparablePeriod, ComparablePeriods
    from china_trade_cities._display.records import Records
    from china_trade_cities._io.read_dataset import read_dataset
    from china_trade_cities._io.write_dataset import write_dataset
    from china_trade_cities._model.comparison import Conversion, Difference
    from china_trade_cities._model.evidence import (
        CityFact,
        ExchangeRate,
        Industry,
        IndustrySpecialization,
        PublishedRank,
        RankingScope,
    )
    from china_trade_cities._model.info import DatasetInfo
    from china_trade_cities._model.missing import MissingCity
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
    from china_trade_cities._model.vocabulary import (
        Basis,
        BoundKind,
        ChangeKind,
        Currency,
        Denominator,
        Flow,
        GrowthMethod,
        Level,
        Measure,
        PartnerKind,
        Region,
        ShareOf,
        Span,
        SpecializationKind,
        Status,
        Tier,
    )
    from china_trade_cities._queries.cite import ReferenceList, cite
    from china_trade_cities._queries.city import city
    from china_trade_cities._queries.compare import (
        ComparedCity,
        ComparedFigure,
        Comparison,
        compare,
    )
    from china_trade_cities._queries.concentration import Concentration, concentration
    from china_trade_cities._queries.contribution import (
        CityContribution,
        ContributionRanking,
        contribution,
    )
    from china_trade_cities._queries.growth import GrowthLeader, GrowthRanking, growth_leaders
    from china_trade_cities._queries.market_share import CityShare, ShareRanking, market_share
    from china_trade_cities._queries.product_contribution import (
        ProductContribution,
        ProductContributions,
        product_contribution,
    )
    from china_trade_cities._queries.profile import CityProfile, ProfileFigure, profile
    from china_trade_cities._queries.published_ranks import PublishedRanks, published_ranks
    from china_trade_cities._queries.specialization import (
        SpecializedCities,
        SpecializedCity,
        by_specialization,
    )
    from china_trade_cities._queries.time_series import SeriesPoint, TimeSeries, time_series
    from china_trade_cities._queries.top import RankedCity, Ranking, top_n

__version__ = "0.1.0"

__all__ = [
    "Basis",
    "BoundKind",
    "Change",
    "ChangeKind",
    "Changes",
    "City",
    "CityContribution",
    "CityFact",
    "CityProfile",
    "CityShare",
    "ComparablePeriod",
    "ComparablePeriods",
    "ComparedCity",
    "ComparedFigure",
    "Comparison",
    "Concentration",
    "Conflict",
    "Conflicts",
    "ContributionRanking",
    "Conversion",
    "Corroboration",
    "Corroborations",
    "Coverage",
    "CoverageRow",
    "Currency",
    "Dataset",
    "DatasetInfo",
    "Denominator",
    "Difference",
    "ExchangeRate",
    "Flow",
    "GrowthLeader",
    "GrowthMethod",
    "GrowthRanking",
    "Industry",
    "IndustrySpecialization",
    "Level",
    "Measure",
    "MissingCity",
    "Partner",
    "PartnerKind",
    "Period",
    "Product",
    "ProductContribution",
    "ProductContributions",
    "ProfileFigure",
    "PublishedRank",
    "PublishedRanks",
    "RankedCity",
    "Ranking",
    "RankingScope",
    "Records",
    "ReferenceList",
    "Region",
    "SeriesPoint",
    "ShareOf",
    "ShareRanking",
    "Source",
    "Span",
    "SpecializationKind",
    "SpecializedCities",
    "SpecializedCity",
    "Status",
    "Tier",
    "TimeSeries",
    "TradeRecord",
    "__version__",
    "available_versions",
    "by_specialization",
    "cite",
    "city",
    "compare",
    "concentration",
    "contribution",
    "diff_datasets",
    "exceptions",
    "growth_leaders",
    "load_dataset",
    "market_share",
    "product_contribution",
    "profile",
    "published_ranks",
    "read_dataset",
    "readers",
    "serialization",
    "time_series",
    "top_n",
    "write_dataset",
]

# Where each public name lives. It is imported when it is first touched (PEP 562): importing the
# package costs next to nothing.
_HOMES = {
    "_dataset.bundled": ("available_versions", "load_dataset"),
    "_dataset.changes": ("Change", "Changes", "diff_datasets"),
    "_dataset.conflicts": ("Conflict", "Conflicts", "Corroboration", "Corroborations"),
    "_dataset.coverage": ("Coverage", "CoverageRow"),
    "_dataset.dataset": ("Dataset",),
    "_dataset.spans": ("ComparablePeriod", "ComparablePeriods"),
    "_display.records": ("Records",),
    "_io.read_dataset": ("read_dataset",),
    "_io.write_dataset": ("write_dataset",),
    "_model.comparison": ("Conversion", "Difference"),
    "_model.evidence": (
        "CityFact",
        "ExchangeRate",
        "Industry",
        "IndustrySpecialization",
        "PublishedRank",
        "RankingScope",
    ),
    "_model.info": ("DatasetInfo",),
    "_model.missing": ("MissingCity",),
    "_model.period": ("Period",),
    "_model.record": ("City", "Partner", "Product", "Source", "TradeRecord"),
    "_model.vocabulary": (
        "Basis",
        "BoundKind",
        "ChangeKind",
        "Currency",
        "Denominator",
        "Flow",
        "GrowthMethod",
        "Level",
        "Measure",
        "PartnerKind",
        "Region",
        "ShareOf",
        "Span",
        "SpecializationKind",
        "Status",
        "Tier",
    ),
    "_queries.cite": ("ReferenceList", "cite"),
    "_queries.city": ("city",),
    "_queries.compare": ("ComparedCity", "ComparedFigure", "Comparison", "compare"),
    "_queries.concentration": ("Concentration", "concentration"),
    "_queries.contribution": ("CityContribution", "ContributionRanking", "contribution"),
    "_queries.growth": ("GrowthLeader", "GrowthRanking", "growth_leaders"),
    "_queries.market_share": ("CityShare", "ShareRanking", "market_share"),
    "_queries.product_contribution": (
        "ProductContribution",
        "ProductContributions",
        "product_contribution",
    ),
    "_queries.profile": ("CityProfile", "ProfileFigure", "profile"),
    "_queries.published_ranks": ("PublishedRanks", "published_ranks"),
    "_queries.specialization": ("SpecializedCities", "SpecializedCity", "by_specialization"),
    "_queries.time_series": ("SeriesPoint", "TimeSeries", "time_series"),
    "_queries.top": ("RankedCity", "Ranking", "top_n"),
}
# Of these, `frames` and `plots` are not in `__all__`: they need an extra. Nor is `testing`, which
# is for tests alone.
_SUBMODULES = {"exceptions", "frames", "plots", "readers", "serialization", "testing"}
_NEEDS = {"frames": "narwhals", "plots": "altair"}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # a type checker would take any name at all to be there

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name in _SUBMODULES:
            return import_module(f"{__name__}.{name}")
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        globals()[name] = value  # from now on it is found without this function
        return value


def __dir__() -> list[str]:
    """What is public; submodules whose extra is not installed are left out."""
    from importlib.util import find_spec

    lacking = {name for name, needed in _NEEDS.items() if find_spec(needed) is None}
    return sorted({*__all__, *_SUBMODULES} - lacking)
