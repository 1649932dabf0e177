"""Questions: literal words are checked, and answers know what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, assert_type

import pandas as pd
import polars as pl
import pyarrow as pa

import china_trade_cities as ctc


def words_are_literals(word: str) -> None:
    """A closed list of words is known to type checkers, as text and as members of its enum."""
    assert_type(ctc.top_n(), ctc.Ranking)
    assert_type(ctc.top_n(5, flow="export", currency="USD", basis="location"), ctc.Ranking)
    assert_type(ctc.top_n(flow=ctc.Flow.RE_EXPORT, ties="all", convert_to="CNY"), ctc.Ranking)
    ctc.top_n(flow="exports")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.top_n(flow=word)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.top_n(currency="EUR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.top_n(basis=ctc.Flow.TOTAL)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.top_n(ties="some")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.top_n(convert_to="USD")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.growth_leaders(method="guessed")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.time_series("Ningbo", span="week")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def arguments_have_names_and_types() -> None:
    """Only the first argument goes by position, and each takes what it says."""
    ctc.top_n(5, "export")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ctc.top_n("5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.top_n(year=2024)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ctc.top_n(period=2024.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.top_n(dataset="2026.1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.city(440100)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ctc.nothing  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
    for period in (2024, "2024-05", date(2024, 5, 1), ctc.Period(year=2024)):
        assert_type(ctc.top_n(period=period), ctc.Ranking)


def answers(city: ctc.City, product: ctc.Product, mine: ctc.Dataset) -> None:
    """Each question has an answer of its own class."""
    assert_type(ctc.city("深圳"), ctc.City)
    assert_type(ctc.city(city, dataset=mine), ctc.City)
    assert_type(ctc.growth_leaders(method="computed", product=product), ctc.GrowthRanking)
    assert_type(ctc.by_specialization("electronics", kind="pillar"), ctc.SpecializedCities)
    assert_type(ctc.profile("Ningbo"), ctc.CityProfile)
    assert_type(ctc.compare(["Ningbo", city]), ctc.Comparison)
    assert_type(ctc.market_share(), ctc.ShareRanking)
    assert_type(ctc.contribution(of="cities"), ctc.ContributionRanking)
    assert_type(ctc.product_contribution(city), ctc.ProductContributions)
    assert_type(ctc.concentration(k=3), ctc.Concentration)
    assert_type(ctc.time_series("Ningbo", span="year"), ctc.TimeSeries)
    assert_type(ctc.published_ranks(), ctc.PublishedRanks)
    assert_type(ctc.diff_datasets(mine, mine), ctc.Changes)
    assert_type(ctc.available_versions(), tuple[str, ...])


def results_are_sequences(ranking: ctc.Ranking) -> None:
    """An index gives an entry, a slice a result of the same class."""
    assert_type(ranking[0], ctc.RankedCity)
    assert_type(ranking[:3], ctc.Ranking)
    assert_type(ranking.entries, tuple[ctc.RankedCity, ...])
    assert_type(len(ranking), int)
    assert_type(iter(ranking), Iterator[ctc.RankedCity])
    assert_type([entry.value for entry in ranking], list[int])
    assert_type(ranking[0].rank_range, tuple[int, int])
    assert_type(ranking[0].record.value, int | None)
    assert_type(ranking[0].conversion, ctc.Conversion | None)
    assert_type(ranking.excluded, Mapping[ctc.City, str])
    assert_type(ranking.nearest, Mapping[ctc.Period, int])
    assert_type(ranking.sources, tuple[ctc.Source, ...])
    assert_type(ranking.to_dicts(), list[dict[str, Any]])
    assert_type(ctc.growth_leaders()[0].growth, float)
    assert_type(ctc.market_share()[1:], ctc.ShareRanking)
    assert_type(ctc.compare("Ningbo")[0].figures, tuple[ctc.ComparedFigure, ...])
    assert_type(ctc.time_series("Ningbo")[0], ctc.SeriesPoint)
    assert_type(ctc.by_specialization("electronics")[0], ctc.SpecializedCity)
    assert_type(ctc.by_specialization("electronics")[:2], ctc.SpecializedCities)
    ranking[0] = ranking[1]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    ranking["Ningbo"]  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def rankings_are_frames(ranking: ctc.Ranking, word: str) -> None:
    """The backend says of which library."""
    assert_type(ranking.to_frame(), Any)  # of the first library that is installed
    assert_type(ranking.to_frame(backend="polars"), pl.DataFrame)
    assert_type(ranking.to_frame(backend="pandas"), pd.DataFrame)
    assert_type(ranking.to_frame(backend="pyarrow"), pa.Table)
    ranking.to_frame(backend=word)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
