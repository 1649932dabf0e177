"""Charts and citations: each takes what it can show."""

from __future__ import annotations

from typing import assert_type

import altair as alt

import china_trade_cities as ctc
from china_trade_cities import plots


def charts(ranking: ctc.Ranking, series: ctc.TimeSeries, coverage: ctc.Coverage) -> None:
    """A chart of Altair from the answer to one question."""
    assert_type(plots.ranking(ranking), alt.LayerChart)
    assert_type(plots.ranking(ranking[:5]), alt.LayerChart)
    assert_type(plots.slope(ranking, ranking), alt.LayerChart)
    assert_type(plots.trade_map(ranking), alt.LayerChart)
    assert_type(plots.growth(ctc.growth_leaders()), alt.LayerChart)
    assert_type(plots.time_series(series, series), alt.LayerChart)
    assert_type(plots.specializations(ctc.by_specialization("electronics")), alt.LayerChart)
    assert_type(plots.coverage(coverage, n=20, flow="export"), alt.LayerChart)
    plots.ranking(series)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    plots.growth(ranking)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    plots.slope(ranking)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    plots.coverage(coverage, flow="exports")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def citations(ranking: ctc.Ranking, dataset: ctc.Dataset) -> None:
    """Whatever has sources can be cited."""
    cited = ctc.cite(ranking, ranking[0].record, dataset=dataset)
    assert_type(cited, ctc.ReferenceList)
    assert_type(cited.sources, tuple[ctc.Source, ...])
    assert_type(cited.to_bibtex(), str)
    ctc.cite(dataset="2026.1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
