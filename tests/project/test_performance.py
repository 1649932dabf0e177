"""The page on performance judges every goal by what it says was measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "performance.md").read_text(encoding="utf-8")
GOALS = re.findall(
    r"^\| (.+) \| (at most|at least) (\S+) \| (\S+) \| (met|missed) \|$", PAGE, re.MULTILINE
)


@pytest.mark.parametrize(("section", "goals"), [("answers", 7), ("documents", 3), ("frames", 14)])
def test_every_section_is_recorded(section: str, goals: int) -> None:
    """With the command that measured it, and all its goals."""
    text = PAGE.partition(f"<!-- {section} -->")[2].partition(f"<!-- end of {section} -->")[0]
    assert text.startswith(f"\n\nMeasured by `python benchmarks/{section}.py")
    assert len(re.findall(r"\| (?:met|missed) \|$", text, re.MULTILINE)) == goals


def test_every_goal_is_judged_by_what_was_measured() -> None:
    """Met or missed follows from the figures."""
    assert len(GOALS) == 35
    for what, bound, goal, measured, verdict in GOALS:
        least = bound == "at least"
        kept = float(measured) >= float(goal) if least else float(measured) <= float(goal)
        assert (what, verdict) == (what, "met" if kept else "missed")
