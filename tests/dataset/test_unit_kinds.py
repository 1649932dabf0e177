"""The words for kinds of units: what is left of a name without them, and which unit they fit."""

from __future__ import annotations

import pytest

from china_trade_cities._dataset.unit_kinds import kinds_of, stems


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shenzhencity", ["shenzhen"]),
        ("深圳市", ["深圳"]),
        ("恩施土家族苗族自治州", ["恩施土家族苗族", "恩施土家族", "恩施"]),
        ("enshitujiaandmiaoprefecture", ["enshitujiaandmiao", "enshitujia", "enshi"]),
        ("深圳", []),
        ("市", []),
        ("", []),
    ],
)
def test_stems(name: str, expected: list[str]) -> None:
    """First the kind goes, then one people after the other."""
    found = [stem.name for stem in stems(name)]
    assert [stem for stem in found if stem in expected] == expected
    assert bool(found) == bool(expected)


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        (("深圳", "深圳市"), {"市"}),
        (("兴安盟", "兴安"), {"盟"}),
        (("恩施土家族苗族自治州", "恩施", "恩施州"), {"自治州"}),
        (("黄山", "黄山市", "徽州地区"), {"市"}),
        (("白沙", "白沙黎族自治县"), {"自治县"}),
        (("某地",), {"市"}),
    ],
)
def test_kinds(names: tuple[str, ...], kinds: set[str]) -> None:
    """A unit is of the kind that its own names say; those of an earlier unit say nothing."""
    assert kinds_of(names) == kinds
