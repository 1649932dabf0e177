"""Strategies for Hypothesis: any object of every public class, and whole datasets.

They give all that a class takes, likely or not, so that your code is tried with it: names in any
script, lists that are empty, periods of eleven months, figures that are dashes.

Wherever a thing with an id is part of something else (the city of a record, the parent of a
city), it is taken from a dataset: from the one you give, or from `small_dataset`. So what is drawn
of one dataset belongs together, and can be added to it.

Needs the extra ``testing``: ``pip install 'china-trade-cities[testing]'``.

Examples:
    >>> import china_trade_cities as ctc
    >>> from hypothesis import given, settings
    >>> from china_trade_cities.testing import strategies
    >>> @settings(max_examples=5)
    ... @given(strategies.datasets())
    ... def test_values_fall(dataset):
    ...     values = [entry.value for entry in ctc.top_n(dataset=dataset)]
    ...     assert values == sorted(values, reverse=True)
    >>> test_values_fall()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from china_trade_cities._extras import from_extra

from_extra("hypothesis", "testing", "china_trade_cities.testing.strategies")

# ruff: noqa: E402 - what follows imports hypothesis
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    Industry,
    IndustrySpecialization,
    PublishedRank,
    RankingScope,
)
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.serialization._classes import public_classes
from china_trade_cities.testing import _datasets
from china_trade_cities.testing._objects import Objects
from china_trade_cities.testing._small import small_dataset

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "cities",
    "datasets",
    "exchange_rates",
    "facts",
    "industries",
    "infos",
    "objects",
    "partners",
    "periods",
    "products",
    "published_ranks",
    "ranking_scopes",
    "records",
    "sources",
    "specializations",
]

T = TypeVar("T")


def objects(kind: type[T], dataset: Dataset | None = None) -> SearchStrategy[T]:
    """Objects of any public class: models, words, and results such as `Ranking`.

    A result holds whatever its types allow; it need not be the answer to any question. Real ones
    are made from datasets: ``datasets().map(lambda each: ctc.top_n(dataset=each))``.

    Args:
        kind: The class.
        dataset: Where cities, sources and other things with an id are taken from; None is
            `small_dataset`. Of one without a city or source there is no record.

    Raises:
        InvalidArgumentError: It is no public class, or no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.objects(ctc.RankedCity))
        ... def test(entry):
        ...     assert isinstance(entry.city, ctc.City)
        >>> test()
    """
    if kind not in public_classes():
        raise InvalidArgumentError("kind", kind, "a public class of china_trade_cities")
    if dataset is not None and not isinstance(dataset, Dataset):
        raise InvalidArgumentError("dataset", dataset, "a Dataset, or None for small_dataset()")
    if kind is Dataset:
        whole: SearchStrategy[Any] = datasets()
        return whole
    return Objects(small_dataset() if dataset is None else dataset).of(kind)


def periods() -> SearchStrategy[Period]:
    """Periods of any length up to ten years.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.periods())
        ... def test(period):
        ...     assert ctc.Period.parse(str(period)) == period
        >>> test()
    """
    return objects(Period)


def sources() -> SearchStrategy[Source]:
    """Sources of every tier.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.sources())
        ... def test(source):
        ...     assert source.title.strip()
        >>> test()
    """
    return objects(Source)


def cities(dataset: Dataset | None = None) -> SearchStrategy[City]:
    """Cities and reference areas of every level.

    Args:
        dataset: Where parents and sources of populations are taken from; None is `small_dataset`.

    Raises:
        InvalidArgumentError: It is no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.cities())
        ... def test(city):
        ...     assert city.level in ctc.Level
        >>> test()
    """
    return objects(City, dataset)


def products(dataset: Dataset | None = None) -> SearchStrategy[Product]:
    """Groups of goods.

    Args:
        dataset: Where the groups that they are part of are taken from; None is `small_dataset`.

    Raises:
        InvalidArgumentError: It is no dataset.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.products())
        ... def test(product):
        ...     assert product.parent is None or product.parent.id == 'toys'
        >>> test()
    """
    return objects(Product, dataset)


def partners() -> SearchStrategy[Partner]:
    """Trading partners of every kind.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.partners())
        ... def test(partner):
        ...     assert partner.kind in ctc.PartnerKind
        >>> test()
    """
    return objects(Partner)


def records(dataset: Dataset | None = None) -> SearchStrategy[TradeRecord]:
    """Records of amounts, growth, shares and dashes, free of contradictions.

    Args:
        dataset: Where cities, products, partners and sources are taken from; None is
            `small_dataset`.

    Raises:
        InvalidArgumentError: It is no dataset.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.records())
        ... def test(record):
        ...     assert record.value is None or record.currency is not None
        >>> test()
    """
    return objects(TradeRecord, dataset)


def industries(dataset: Dataset | None = None) -> SearchStrategy[Industry]:
    """Industries.

    Args:
        dataset: Where the wider ones are taken from; None is `small_dataset`.

    Raises:
        InvalidArgumentError: It is no dataset.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.industries())
        ... def test(industry):
        ...     assert industry.parent != industry
        >>> test()
    """
    return objects(Industry, dataset)


def specializations(dataset: Dataset | None = None) -> SearchStrategy[IndustrySpecialization]:
    """Statements on what cities specialise in, of every kind.

    Args:
        dataset: Where cities, industries and sources are taken from; None is `small_dataset`.

    Raises:
        InvalidArgumentError: It is no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.specializations())
        ... def test(evidence):
        ...     assert evidence.kind in ctc.SpecializationKind
        >>> test()
    """
    return objects(IndustrySpecialization, dataset)


def ranking_scopes() -> SearchStrategy[RankingScope]:
    """What published ranks are among.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.ranking_scopes())
        ... def test(scope):
        ...     assert scope.name.strip()
        >>> test()
    """
    return objects(RankingScope)


def published_ranks(dataset: Dataset | None = None) -> SearchStrategy[PublishedRank]:
    """Ranks that somebody published.

    Args:
        dataset: Where cities, scopes and sources are taken from; None is `small_dataset`.

    Raises:
        InvalidArgumentError: It is no dataset.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.published_ranks())
        ... def test(rank):
        ...     assert rank.rank >= 1
        >>> test()
    """
    return objects(PublishedRank, dataset)


def facts(dataset: Dataset | None = None) -> SearchStrategy[CityFact]:
    """Published facts about cities.

    Args:
        dataset: Where cities and sources are taken from; None is `small_dataset`.

    Raises:
        InvalidArgumentError: It is no dataset.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.facts())
        ... def test(fact):
        ...     assert fact.value.strip()
        >>> test()
    """
    return objects(CityFact, dataset)


def exchange_rates(dataset: Dataset | None = None) -> SearchStrategy[ExchangeRate]:
    """Annual average exchange rates.

    Args:
        dataset: Where sources are taken from; None is `small_dataset`.

    Raises:
        InvalidArgumentError: It is no dataset.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.exchange_rates())
        ... def test(rate):
        ...     assert rate.cny_per_unit > 0
        >>> test()
    """
    return objects(ExchangeRate, dataset)


def infos() -> SearchStrategy[DatasetInfo]:
    """What datasets are.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.infos())
        ... def test(info):
        ...     assert info.version.strip()
        >>> test()
    """
    return objects(DatasetInfo)


def datasets() -> SearchStrategy[Dataset]:
    """Whole datasets that hold all that they refer to, with a few things in each table.

    They hold what the published tables have a place for: `write_dataset` writes a folder or a
    document from which `read_dataset` returns an equal dataset. Periods are near the reference
    year, so that there is something to rank; figures may contradict each other, cities lie in
    cities, and any table may be empty.

    Examples:
        >>> from hypothesis import given, settings
        >>> from china_trade_cities.testing import strategies
        >>> @settings(max_examples=5)
        ... @given(strategies.datasets())
        ... def test_cities_of_records_are_there(dataset):
        ...     for record in dataset.records:
        ...         assert dataset.city(record.city) == record.city
        >>> test_cities_of_records_are_there()
    """
    return _datasets.datasets()
