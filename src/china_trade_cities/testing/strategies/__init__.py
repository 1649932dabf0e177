"""Strategies for Hypothesis: any object of every public class, and whole datasets.

They give all that a class takes, likely or not, so that your code is tried with it: names in any
script, lists that are empty, periods of eleven months, figures that are dashes.

Cities, sources and other entries with an id that an object refers to (the city of a record, the
parent of a city) come from a dataset: from the one you give, or from `small_dataset`. So objects
drawn with one dataset belong together, and can be added to it.

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

from typing import Any, TypeVar

from china_trade_cities._extras import from_extra

from_extra("hypothesis", "testing", "china_trade_cities.testing.strategies")

# ruff: noqa: E402 - what follows imports hypothesis
from hypothesis.strategies import SearchStrategy

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.record import TradeRecord
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.testing._small import small_dataset
from china_trade_cities.testing.strategies import _datasets
from china_trade_cities.testing.strategies._objects import Objects

__all__ = ["datasets", "objects", "records"]

T = TypeVar("T")


def objects(kind: type[T], dataset: Dataset | None = None) -> SearchStrategy[T]:
    """Objects of any public class: models, enums, and results such as `Ranking`.

    A result holds whatever its types allow; it need not be the answer to any question. Real ones
    are made from datasets: ``datasets().map(lambda each: ctc.top_n(dataset=each))``.

    Args:
        kind: The class, such as `City`.
        dataset: Supplies the cities, sources and other entries with an id that objects refer to;
            None is `small_dataset`. Without a city or a source there are no records.

    Raises:
        InvalidArgumentError: `kind` is no public class, or `dataset` is no `Dataset`.

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
    if dataset is not None and not isinstance(dataset, Dataset):
        raise InvalidArgumentError("dataset", dataset, "a Dataset, or None for small_dataset()")
    if kind is Dataset:
        complete: SearchStrategy[Any] = datasets()
        return complete
    return Objects(small_dataset() if dataset is None else dataset).of(kind)


def records(dataset: Dataset | None = None) -> SearchStrategy[TradeRecord]:
    """Records of amounts, growth, shares and dashes, free of contradictions.

    Args:
        dataset: Supplies cities, products, partners and sources; None is `small_dataset`.

    Raises:
        InvalidArgumentError: `dataset` is no `Dataset`.

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


def datasets() -> SearchStrategy[Dataset]:
    """Whole datasets that hold all that they refer to, with a few entries in each table.

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
