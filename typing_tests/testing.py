"""Factories and strategies: the class of what they give is known."""

from __future__ import annotations

from typing import assert_type

from hypothesis.strategies import SearchStrategy

import china_trade_cities as ctc
from china_trade_cities import testing
from china_trade_cities.testing import make_city, make_dataset, make_record, strategies


def factories() -> None:
    """All fields may be left out."""
    assert_type(make_city(), ctc.City)
    assert_type(make_city(name="Linyi", parent=None, aliases=("Yizhou",)), ctc.City)
    assert_type(make_record(value=5, city=make_city()), ctc.TradeRecord)
    assert_type(testing.make_period(year=2023), ctc.Period)
    assert_type(testing.make_info(), ctc.DatasetInfo)


def datasets(record: ctc.TradeRecord, city: ctc.City, info: ctc.DatasetInfo) -> None:
    """Of entries of any table."""
    assert_type(make_dataset(record, city, info=info), ctc.Dataset)
    assert_type(testing.small_dataset(), ctc.Dataset)
    make_dataset(info)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    make_dataset([record])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def strategies_of_objects(dataset: ctc.Dataset) -> None:
    """Each gives objects of its class."""
    assert_type(strategies.objects(ctc.City), SearchStrategy[ctc.City])
    assert_type(strategies.records(dataset), SearchStrategy[ctc.TradeRecord])
    assert_type(strategies.datasets(), SearchStrategy[ctc.Dataset])
    assert_type(strategies.objects(ctc.Ranking), SearchStrategy[ctc.Ranking])
    assert_type(strategies.objects(ctc.Flow, dataset), SearchStrategy[ctc.Flow])
    strategies.records("2026.1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
