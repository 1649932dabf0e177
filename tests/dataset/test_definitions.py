"""Which pairs of figures are not of one definition."""

from __future__ import annotations

from collections import defaultdict

import pytest

import china_trade_cities as ctc
from china_trade_cities._dataset.definitions import definition_change
from china_trade_cities.testing import make_period
from tests.support.factories import VINTAGE, figure

OTHER = ctc.Status.OTHER_DEFINITION
BELT = VINTAGE.partner("belt-and-road")
ALONG = VINTAGE.partner("belt-and-road-along-route")


@pytest.mark.parametrize(
    ("earlier", "later", "reason"),
    [
        ({}, {}, ""),
        ({"note": "old list"}, {}, ""),
        (
            {"status": OTHER, "note": "old list"},
            {},
            "the definition changed between 2023 and 2024: old list",
        ),
        ({}, {"status": OTHER}, "the definition changed between 2023 and 2024: another definition"),
        (
            {"status": OTHER, "note": "old list"},
            {"status": OTHER, "note": "new list"},
            "the definition may have changed between 2023 and 2024: old list; new list",
        ),
        (
            {"status": OTHER, "note": "list not stated"},
            {"status": OTHER, "note": "list not stated"},
            "the definition may have changed between 2023 and 2024: list not stated",
        ),
    ],
)
def test_status_d_stands_against_every_other_figure(
    earlier: dict[str, str], later: dict[str, str], reason: str
) -> None:
    """With the usual definition, and with another one even where the notes are the same."""
    base = figure("wuhan", 100, period=make_period(year=2023), **earlier)
    assert definition_change(figure("wuhan", 110, **later), base) == reason


def changes(period: str, **fields: object) -> bool:
    """Whether the definition changed since the year before; if it did, the reason says when."""
    record, base = (
        figure(**({"city": "wuhan", "value": 100} | fields), period=span)  # type: ignore[arg-type]
        for span in (ctc.Period.parse(period), ctc.Period.parse(period).previous_year())
    )
    reason = definition_change(record, base)
    assert not reason or f"between {base.period} and {record.period}: " in reason
    return bool(reason)


@pytest.mark.parametrize(
    ("period", "changed"),
    [
        ("2018", False),
        ("2019", True),
        ("2019-01", True),
        ("2019-12", True),
        ("2018-07/2019-06", True),
        ("2019-07/2020-06", True),
        ("2020", False),
        ("2020-01", False),
    ],
)
def test_jinan_has_had_laiwu_since_2019(period: str, changed: bool) -> None:
    """A pair across the change is not alike, those before and after are; nor other cities."""
    assert changes(period, city="jinan") is changed
    assert not changes(period, city="qingdao")


@pytest.mark.parametrize(
    ("period", "changed"),
    [("2022", False), ("2023", True), ("2023-01/2023-09", True), ("2024", False)],
)
def test_belt_and_road_countries_are_more_since_2023(period: str, changed: bool) -> None:
    """Under one name customs counted two lists; the older one by its own name stays the same."""
    assert changes(period, partner=BELT) is changed
    assert not changes(period, partner=ALONG)
    assert not changes(period)


# City, later period, and product or partner: every bundled pair that is not of one definition.
REFUSED = {
    ("beijing", "2022", "belt-and-road"),
    ("beijing", "2022-01/2022-10", "semiconductor-equipment"),
    ("beijing", "2023", "belt-and-road"),
    ("chongqing", "2020-01/2020-09", "belt-and-road"),
    ("fuzhou", "2024", ""),
    ("fuzhou", "2025-01/2025-04", ""),
    ("hong-kong", "2022", ""),
    ("shenzhen", "2023", "belt-and-road"),
}


def test_no_bundled_pair_is_refused_by_accident() -> None:
    """Of all pairs of bundled amounts, those of status D are refused and no others.

    They are told one by one: a new one must be looked at before it is let in.
    """
    found: dict[tuple[object, ...], list[ctc.TradeRecord]] = defaultdict(list)
    for record in VINTAGE.records:
        if record.value is not None:
            found[key_of(record, record.period)].append(record)
    refused: set[tuple[str, str, str]] = set()
    pairs = 0
    for records in list(found.values()):
        for record in records:
            for base in found.get(key_of(record, record.period.previous_year()), ()):
                pairs += 1
                refusal = definition_change(record, base)
                assert bool(refusal) is (OTHER in (record.status, base.status))
                if refusal:
                    scope = record.product or record.partner
                    refused.add((record.city.id, str(record.period), scope.id if scope else ""))
    assert pairs > 6_000
    assert refused == REFUSED


def key_of(record: ctc.TradeRecord, period: ctc.Period) -> tuple[object, ...]:
    what = (record.city, record.flow, record.product, record.partner)
    return (*what, record.currency, record.basis, period)
