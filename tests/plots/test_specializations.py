"""The matrix of cities and industries."""

from __future__ import annotations

import china_trade_cities as ctc
from china_trade_cities import plots
from tests.support import factories
from tests.support.charts import ELECTRONICS, rows


def test_the_matrix_holds_all_evidence() -> None:
    """A field for each city and industry with evidence: strongest kind, publishers, sources."""
    found = rows(plots.specializations(ELECTRONICS))
    assert {(row["city"], row["industry"]) for row in found} == {
        (city.city.id, industry.id) for city in ELECTRONICS for industry in city.industries
    }
    assert len(found) == sum(len(city.industries) for city in ELECTRONICS)
    for row in found:
        (city,) = [city for city in ELECTRONICS if city.city.id == row["city"]]
        evidence = [item for item in city.evidence if item.industry.id == row["industry"]]
        assert row["kind"] == evidence[0].kind
        assert set(row["sources"]) == {item.source.id for item in evidence}
        here = ctc.SpecializedCity(city=city.city, evidence=tuple(evidence))
        assert row["publishers"] == here.independent_sources
        for source in here.sources:
            published = f" ({source.published})" if source.published else ""
            assert f"{source.publisher}{published}, {source.tier}" in row["printed by"]
    spec = plots.specializations(ELECTRONICS).to_dict()["layer"][0]["encoding"]
    assert spec["y"]["scale"]["domain"][0].startswith(ELECTRONICS[0].city.name)
    assert set(spec["color"]["legend"]["values"]) == {row["kind"] for row in found}


def test_a_chart_says_that_it_is_a_sample() -> None:
    """How much it rests on, and that a city which it lacks may specialise all the same."""
    assert plots.specializations(ELECTRONICS).to_dict()["title"]["subtitle"][1] == (
        f"{ELECTRONICS.statements} statements of {ELECTRONICS.independent_sources} independent "
        "publishers; a city that is not listed is not thereby excluded."
    )


def test_evidence_without_a_year() -> None:
    """The subtitle names years only where sources give them."""
    found = ctc.by_specialization("ceramics", dataset=factories.dataset())
    chart = plots.specializations(found)
    assert rows(chart)[0]["years"] == "not stated"
    assert chart.to_dict()["title"]["subtitle"][0] == (
        "Statements on specialisation, by strength of evidence."
    )
