"""`by_specialization`: cities known for an industry, with evidence."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support.factories import CERAMICS, GAZETTE, HERALD, LINYI, MANUFACTURING, WEIFANG
from tests.support.values import MINE


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
    """Strength of the strongest evidence, then independent publishers, then city id."""
    strength = list(ctc.SpecializationKind)
    for industry in ("electronics", "textiles", "26", "small commodities"):
        found = ctc.by_specialization(industry)
        order = [
            (strength.index(city.strongest), -city.independent_sources, city.city.id)
            for city in found
        ]
        assert order == sorted(order)
        for city in found:
            kinds = [strength.index(item.kind) for item in city.evidence]
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
