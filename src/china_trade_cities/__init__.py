"""Foreign trade of China's cities: typed, offline, every figure with its source.

Ask which cities trade the most (`top_n`), which grow fastest (`growth_leaders`), what they
specialise in (`by_specialization`), and what is known of one (`profile`). Figures that cannot be
compared are never ranked together silently, published rounding is kept, and every answer lists
the sources behind it.

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
    from china_trade_cities._bundle import available_versions, load_dataset
    from china_trade_cities._citing import cite
    from china_trade_cities._city_profile import CityProfile, ProfileFigure
    from china_trade_cities._comparable import ComparablePeriod, ComparablePeriods
    from china_trade_cities._compare import compare
    from china_trade_cities._comparison import ComparedCity, ComparedFigure, Comparison
    from china_trade_cities._concentration import Concentration, concentration
    from china_trade_cities._conflicts import (
        Conflict,
        Conflicts,
        Corroboration,
        Corroborations,
    )
    from china_trade_cities._contribution import contribution
    from china_trade_cities._contribution_ranking import CityContribution, ContributionRanking
    from china_trade_cities._conversion import Conversion
    from china_trade_cities._coverage import Coverage, CoverageRow
    from china_trade_cities._dataset import Dataset
    from china_trade_cities._difference import Difference
    from china_trade_cities._evidence import (
        CityFact,
        ExchangeRate,
        Industry,
        IndustrySpecialization,
        PublishedRank,
        RankingScope,
    )
    from china_trade_cities._folders import read_dataset
    from china_trade_cities._growth import growth_leaders
    from china_trade_cities._growth_ranking import GrowthLeader, GrowthRanking
    from china_trade_cities._info import DatasetInfo
    from china_trade_cities._market_share import market_share
    from china_trade_cities._models import City, Partner, Product, Source, TradeRecord
    from china_trade_cities._period import Period
    from china_trade_cities._product_contribution import product_contribution
    from china_trade_cities._product_contributions import ProductContribution, ProductContributions
    from china_trade_cities._profile import profile
    from china_trade_cities._published import PublishedRanks, published_ranks
    from china_trade_cities._queries import city, top_n
    from china_trade_cities._reference_list import ReferenceList
    from china_trade_cities._results import RankedCity, Ranking
    from china_trade_cities._series import SeriesPoint, TimeSeries
    from china_trade_cities._share_ranking import CityShare, ShareRanking
    from china_trade_cities._specialization import (
        SpecializedCities,
        SpecializedCity,
        by_specialization,
    )
    from china_trade_cities._time_series import time_series
    from china_trade_cities._vintages import Change, Changes, diff_datasets
    from china_trade_cities._vocabulary import (
        Basis,
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
    from china_trade_cities._written_folder import write_dataset

__version__ = "0.1.0"

__all__ = [
    "Basis",
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
    "_bundle": ("available_versions", "load_dataset"),
    "_citing": ("cite",),
    "_folders": ("read_dataset",),
    "_written_folder": ("write_dataset",),
    "_city_profile": ("CityProfile", "ProfileFigure"),
    "_conflicts": ("Conflict", "Conflicts", "Corroboration", "Corroborations"),
    "_coverage": ("Coverage", "CoverageRow"),
    "_comparable": ("ComparablePeriod", "ComparablePeriods"),
    "_conversion": ("Conversion",),
    "_market_share": ("market_share",),
    "_share_ranking": ("CityShare", "ShareRanking"),
    "_concentration": ("Concentration", "concentration"),
    "_contribution": ("contribution",),
    "_contribution_ranking": ("CityContribution", "ContributionRanking"),
    "_published": ("PublishedRanks", "published_ranks"),
    "_series": ("SeriesPoint", "TimeSeries"),
    "_time_series": ("time_series",),
    "_compare": ("compare",),
    "_comparison": ("ComparedCity", "ComparedFigure", "Comparison"),
    "_dataset": ("Dataset",),
    "_difference": ("Difference",),
    "_evidence": (
        "CityFact",
        "ExchangeRate",
        "Industry",
        "IndustrySpecialization",
        "PublishedRank",
        "RankingScope",
    ),
    "_info": ("DatasetInfo",),
    "_growth": ("growth_leaders",),
    "_growth_ranking": ("GrowthLeader", "GrowthRanking"),
    "_models": ("City", "Partner", "Product", "Source", "TradeRecord"),
    "_period": ("Period",),
    "_product_contribution": ("product_contribution",),
    "_product_contributions": ("ProductContribution", "ProductContributions"),
    "_profile": ("profile",),
    "_queries": ("city", "top_n"),
    "_reference_list": ("ReferenceList",),
    "_results": ("RankedCity", "Ranking"),
    "_specialization": ("SpecializedCities", "SpecializedCity", "by_specialization"),
    "_vintages": ("Change", "Changes", "diff_datasets"),
    "_vocabulary": (
        "Basis",
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
}
# Of these, `frames` and `plots` are not in `__all__`: they need an extra. Nor is `testing`, which
# is for tests alone.
_SUBMODULES = {"exceptions", "frames", "plots", "readers", "serialization", "testing"}
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
    return sorted({*globals(), *__all__})
