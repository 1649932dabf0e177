"""Which city is said to specialise in which industry, and how strong the evidence is."""

from __future__ import annotations

from collections import Counter

import altair as alt

from china_trade_cities._display.words import city_words, counted
from china_trade_cities._model.evidence import Industry
from china_trade_cities._model.vocabulary import SpecializationKind
from china_trade_cities._queries.specialization import (
    SpecializedCities,
    SpecializedCity,
    sample_words,
)
from china_trade_cities.plots._chart import (
    INK,
    STEP,
    WIDTH,
    Room,
    Row,
    data,
    framed,
    place_axis,
    top_axis,
)
from china_trade_cities.plots._words import printed_by, result, source_line, tips

_KINDS = [kind.value for kind in SpecializationKind]
# Viridis from dark (strongest evidence) to light.
_COLOURS = ["#440154", "#3B528B", "#1F7A76", "#5EC962", "#FDE725"]


def specializations(specializations: SpecializedCities, *, width: int = WIDTH) -> alt.LayerChart:
    """A matrix of cities and industries, coloured by the strongest kind of evidence.

    The number in a field counts the publishers who say so, independently of one another.
    Cities are in the order of the result, industries by how many cities they have.

    Args:
        specializations: What `by_specialization` returned, or a slice of it.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `SpecializedCities`, or an empty one, or the width is out of
            bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> chart = plots.specializations(ctc.by_specialization("rare earths"))
        >>> [(row["city"], row["kind"], row["publishers"]) for row in chart.layer[0].data.values]
        [('baotou', 'national-cluster', 2), ('ganzhou', 'national-cluster', 1)]
    """
    answer = result(specializations, SpecializedCities, "specializations", "by_specialization")
    rows = [_row(found, industry) for found in answer for industry in found.industries]
    cities = [city_words(found.city) for found in answer]
    counts = Counter(row["industry_name"] for row in rows)
    industries = sorted(counts, key=lambda name: (-counts[name], name))
    years = sorted({item.year for found in answer for item in found.evidence if item.year})
    room = Room.of(width, cities, right=60).within(44 * len(industries))
    # Slanted, long names of industries take no more than their height; in a narrow room they stand.
    angle = -90 if room.is_narrow else -45
    base = alt.Chart(data(rows)).encode(
        x=alt.X(
            "industry_name:N",
            scale=alt.Scale(domain=industries),
            axis=top_axis(labelAngle=angle, labelLimit=0, labelPadding=6),
        ),
        y=place_axis(cities, room),
        tooltip=tips(
            "place",
            "evidence",
            "years",
            **{
                "industry": "industry_name",
                "strongest": "kind",
                "in the source's words": "labels",
                "said by": "printed by",
            },
        ),
    )
    kinds = [kind for kind in _KINDS if any(row["kind"] == kind for row in rows)]
    fields = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color(
            "kind:O",
            scale=alt.Scale(domain=_KINDS, range=_COLOURS),
            legend=alt.Legend(
                title="strongest evidence",
                titleLimit=0,
                orient="top",
                labelLimit=0,
                values=kinds,
                columns=2 if room.is_narrow else 5,
                symbolType="square",
                symbolSize=160,
            ),
        )
    )
    numbers = base.mark_text(fontSize=11).encode(
        text="publishers:Q",
        color=alt.condition(
            "indexof(['national-cluster', 'pillar', 'main-export'], datum.kind) >= 0",
            alt.value("white"),
            alt.value(INK),
        ),
    )
    period = "" if not years else f"{years[0]} to {years[-1]}, " if years[1:] else f"{years[0]}, "
    return framed(
        fields,
        numbers,
        title=(
            f"Who specialises in what: {counted(len(cities), 'city', 'cities')}, "
            f"{counted(len(industries), 'industry', 'industries')}"
        ),
        subtitle=(
            f"Statements on specialisation, {period}by strength of evidence.",
            f"{sample_words(answer)}; a city that is not listed is not thereby excluded.",
            "Numbers count independent publishers who say so. They are no amounts of trade.",
        ),
        notes=(source_line(found.sources for found in answer),),
        room=room,
        height=STEP * len(cities),
        below=16,
    )


def _row(found: SpecializedCity, industry: Industry) -> Row:
    evidence = [item for item in found.evidence if item.industry == industry]
    here = SpecializedCity(city=found.city, evidence=tuple(evidence))
    years = sorted({item.year for item in evidence if item.year})
    return {
        "city": found.city.id,
        "name": found.city.name,
        "name_zh": found.city.name_zh,
        "place": city_words(found.city),
        "industry": industry.id,
        "industry_name": industry.name,
        "kind": here.strongest.value,
        "publishers": here.independent_sources,
        "evidence": "; ".join(dict.fromkeys(item.kind.value for item in evidence)),
        "years": ", ".join(map(str, years)) or "not stated",
        "labels": "; ".join(dict.fromkeys(item.label for item in evidence if item.label))
        or industry.name,
        "sources": [source.id for source in here.sources],
        "printed by": "; ".join(
            f"{printed_by((source,))}, {source.tier}" for source in here.sources
        ),
    }
