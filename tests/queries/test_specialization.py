"""`by_specialization`: cities known for an industry, with evidence."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.testing import make_source, make_specialization
from tests.support.factories import CERAMICS, GAZETTE, HERALD, LINYI, MANUFACTURING, WEIFANG
from tests.support.values import MINE

PAGES = count(1)


def said(publisher: str | None, tier: str, **changes: Any) -> ctc.IndustrySpecialization:
    """A statement, as a rule on ceramics of Weifang; each is of a source of its own."""
    source = make_source(id=f"page-{next(PAGES)}", publisher=publisher, tier=ctc.Tier(tier))
    return make_specialization(
        **({"city": WEIFANG, "industry": CERAMICS, "source": source} | changes)
    )


def independent(*evidence: ctc.IndustrySpecialization) -> int:
    """The count of one city, which does not depend on the order of its evidence."""
    city = ctc.SpecializedCity(city=WEIFANG, evidence=evidence)
    backwards = ctc.SpecializedCity(city=WEIFANG, evidence=evidence[::-1])
    assert city.independent_sources == backwards.independent_sources
    return city.independent_sources


def cities_of(industry: str) -> set[str]:
    return {found.city.id for found in ctc.by_specialization(industry)}


def test_industries_are_found_by_name_alias_and_code() -> None:
    """English, Chinese and ISIC codes select a branch of the tree and all below it."""
    assert {"shenzhen", "ningbo", "suzhou", "guangzhou"} <= cities_of("electronics")
    assert cities_of("ICs") == cities_of("芯片") == cities_of("integrated circuits")
    assert "shanghai" in cities_of("ICs")
    assert {"qingdao", "tianjin"} <= cities_of("textiles")
    assert cities_of("2610") < cities_of("26")
    assert cities_of("ICs") < cities_of("electronics") <= cities_of("26")


def test_every_match_carries_evidence_with_sources(vintage: ctc.Dataset) -> None:
    """No city without a source that says so, and no evidence of another industry."""
    branch = set(vintage.industries_for("electronics"))
    for found in ctc.by_specialization("electronics"):
        assert found.evidence
        assert found.sources
        assert set(found.industries) <= branch
        assert {item.city for item in found.evidence} == {found.city}


def test_specialised_cities_stand_in_order_of_evidence() -> None:
    """Strength of the strongest evidence, its best tier, independent publishers, city id."""
    strength, tiers = list(ctc.SpecializationKind), list(ctc.Tier)
    for industry in ("electronics", "textiles", "26", "small commodities"):
        found = ctc.by_specialization(industry)
        order = [
            (
                strength.index(city.strongest),
                tiers.index(city.tier),
                -city.independent_sources,
                city.city.id,
            )
            for city in found
        ]
        assert order == sorted(order)
        for city in found:
            strongest = [item for item in city.evidence if item.kind is city.strongest]
            assert city.tier is min((item.source.tier for item in strongest), key=tiers.index)
            kinds = [
                (strength.index(item.kind), tiers.index(item.source.tier)) for item in city.evidence
            ]
            assert kinds == sorted(kinds)


def test_evidence_may_be_restricted_to_a_kind() -> None:
    """Only the kind asked for is matched and shown."""
    found = ctc.by_specialization("26", kind="national-cluster")
    assert {item.kind for city in found for item in city.evidence} == {
        ctc.SpecializationKind.NATIONAL_CLUSTER
    }
    with pytest.raises(InvalidArgumentError, match="'national-cluster', 'pillar'"):
        ctc.by_specialization("26", kind="rumour")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_printed_line_names_three_industries() -> None:
    """Of more, which a wide branch has, it says how many; the entries hold all of them."""
    found = ctc.by_specialization("electronics")
    for city, line in zip(found, str(found).splitlines()[3:], strict=False):
        names = [industry.name for industry in city.industries]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        assert f"  {', '.join(names[:3])}{more}  " in line
    assert any(len(city.industries) > 3 for city in found)


@pytest.mark.parametrize("code", ["2", "3"])
def test_one_digit_is_no_isic_code(code: str) -> None:
    """Divisions have two digits: a single one would select half of industry."""
    with pytest.raises(ctc.exceptions.IndustryNotFoundError):
        ctc.by_specialization(code)


def test_hand_made_specializations() -> None:
    """An industry means all below it, and stronger evidence comes first."""
    found = ctc.by_specialization("manufacturing", dataset=MINE)
    assert [(city.city, city.strongest.value) for city in found] == [
        (WEIFANG, "national-cluster"),
        (LINYI, "pillar"),
    ]
    assert [city.industries for city in found] == [(CERAMICS,), (MANUFACTURING,)]
    for name in ("pottery", "陶瓷", "2393", "23", CERAMICS):
        assert [city.city for city in ctc.by_specialization(name, dataset=MINE)] == [WEIFANG]
    strong = ctc.by_specialization("manufacturing", kind="pillar", dataset=MINE)
    assert [city.city for city in strong] == [LINYI]
    assert found.sources == (HERALD, GAZETTE)


@pytest.mark.parametrize(
    "publisher",
    [
        "Xinhua",
        "XINHUA",
        "Xinhua, read on jc001.cn",
        "Xinhua, on the Ministry of Commerce list",
        "Xinhua on WeChat",
        "Xinhua via PR Newswire",
        "Xinhua quoting Ningbo Customs",
        "Xinhua (徐昱), on mysteel.com",
        "Xinhua（徐昱）",
    ],
)
def test_pages_of_one_publisher_count_once(publisher: str) -> None:
    """Where it was read, whom it quotes and who wrote it make no other publisher."""
    assert independent(said("Xinhua", "press"), said(publisher, "press")) == 1
    assert independent(said("Xinhua Daily", "press"), said(publisher, "press")) == 2


def test_a_publisher_may_be_written_in_two_scripts() -> None:
    """Traditional characters are those of the simplified name; a translation is not known."""
    assert independent(said("福建日报", "press"), said("福建日報 (林永清)", "press")) == 1
    assert independent(said("福建日报", "press"), said("Fujian Daily", "press")) == 2


def test_sources_without_a_publisher_count_by_themselves() -> None:
    """Nothing says that they are one; nor does a name of which nothing would be left."""
    assert independent(said(None, "press"), said(None, "press")) == 2
    assert independent(said("(not named)", "press"), said("Xinhua", "press")) == 2


@pytest.mark.parametrize("better", ["official", "press"])
def test_a_secondary_source_repeats_a_better_one(better: str) -> None:
    """It counts only for what no better source says of the same city, industry and kind."""
    ministry, blog = said("Ministry", better), said("Blog", "secondary")
    assert independent(ministry, blog, said("Company", "secondary")) == 1
    assert independent(blog, said("Company", "secondary")) == 2
    assert independent(ministry, said("Blog", "secondary", industry=MANUFACTURING)) == 2
    emerging = ctc.SpecializationKind.EMERGING
    assert independent(ministry, said("Blog", "secondary", kind=emerging)) == 2
    assert independent(ministry, said("Gazette", "press")) == 2


def test_an_answer_counts_statements_and_publishers() -> None:
    """A publisher who speaks of two cities counts once; what is repeated of one is not of all."""
    weifang = (said("Ministry", "official"), said("Blog", "secondary"))
    linyi = (said("Blog", "secondary", city=LINYI), said("Ministry, page 2", "press", city=LINYI))
    cities = (
        ctc.SpecializedCity(city=WEIFANG, evidence=weifang),
        ctc.SpecializedCity(city=LINYI, evidence=linyi),
    )
    found = ctc.SpecializedCities(entries=cities)
    assert (found.statements, found.independent_sources) == (4, 1)
    alone = ctc.SpecializedCities(entries=(ctc.SpecializedCity(city=LINYI, evidence=linyi[:1]),))
    assert (alone.statements, alone.independent_sources) == (1, 1)
    both = ctc.SpecializedCities(entries=(*found[:1], *alone))
    assert (both.statements, both.independent_sources) == (3, 2)
    nothing = ctc.SpecializedCities(entries=())
    assert (nothing.statements, nothing.independent_sources) == (0, 0)


def test_an_answer_says_that_it_is_a_sample() -> None:
    """First, and where nothing is found too; below, of which tier each source is."""
    found = ctc.by_specialization("lithium batteries")
    said_first = (
        f"12 cities by strength of evidence, from {found.statements} statements of "
        f"{found.independent_sources} independent publishers; "
        "a city that is not listed is not thereby excluded"
    )
    printed = str(found)
    assert printed.splitlines()[0] == said_first
    html = found._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert said_first in html
    for text in (printed, html):
        (line,) = re.findall(r"Sources by tier: ([^.]+)\.", text)
        tiers = {
            int(number): tier
            for tier, numbers in re.findall(r"(\w+) \[([^\]]+)\]", line)
            for number in numbers.split(", ")
        }
        assert [tiers[number + 1] for number in range(len(found.sources))] == [
            source.tier for source in found.sources
        ]
    nothing = str(ctc.by_specialization("lighters", kind="emerging"))
    assert nothing.startswith(
        "0 cities by strength of evidence, from 0 statements of 0 independent publishers; a city"
    )
    assert "by tier" not in nothing


def test_rows_hold_tier_and_count() -> None:
    """Each statement has the tier of its source, and how many say so of the city."""
    found = ctc.by_specialization("lithium batteries")
    evidence = [(item, city) for city in found for item in city.evidence]
    assert [(row["tier"], row["independent_sources"]) for row in found.to_dicts()] == [
        (item.source.tier.value, city.independent_sources) for item, city in evidence
    ]
