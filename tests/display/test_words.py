"""How amounts are shown, and what notes say."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities._display.view import Scale
from tests.support.results import RESULTS


@pytest.mark.parametrize(
    ("largest", "value", "rounded_to", "shown"),
    [
        (4_504_824_120_000, 4_504_824_120_000, 10_000, "4,504.82 billion "),
        (3_510_000_000_000, 3_510_000_000_000, 10_000_000_000, "3,510 billion "),
        (15_190_000_000, 15_190_000_000, 10_000_000, "15.19 billion "),
        (9_000_000_000, 9_000_000_000, 100_000_000, "9,000 million "),
        (4_000, 4_000, 1, "4,000 "),
        (-379_700_000_000, -379_700_000_000, 100_000_000, "-379.7 billion "),
    ],
)
def test_amounts_show_no_more_digits_than_were_published(
    largest: int, value: int, rounded_to: int, shown: str
) -> None:
    """At most two decimals, and none that the publisher rounded away."""
    scale = Scale.for_amount(largest)
    assert f"{scale.show(value, rounded_to)} {scale.word}" == shown


def test_notes_explain_marks_gaps_and_sources() -> None:
    """A doubtful figure carries its status, a rate without amount says so, sources are numbered."""
    unsure = str(ctc.growth_leaders(3, period=2025))
    assert "15 L" in unsure
    assert "L: at least" in unsure
    alone = str(RESULTS["growth without amounts"])
    assert "No amount: the source printed the rate alone and does not state its currency." in alone
    assert "[1] Goodcan Trading. Which city in China has the most trade? https://" in alone
    assert "2\u20133" not in str(RESULTS["top"])
    assert "rank 6\u20137 (19 cities have a figure)" in str(ctc.profile("Ningbo"))
    everything = ctc.top_n(9, cities=["Shenzhen", "Shanghai"])
    assert "2 of 2 ranked cities shown.\n" in str(everything)
