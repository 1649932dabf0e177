"""The page on performance says what the recorded run measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RESULT = json.loads((ROOT / "benchmarks" / "results" / "peers.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")


def test_the_page_is_up_to_date(tmp_path: Path) -> None:
    """What is in the tree is what the tool writes from what was recorded."""
    target = tmp_path / "page.md"
    script = ROOT / "tools" / "write_performance.py"
    subprocess.run([sys.executable, str(script), str(target)], check=True)
    assert target.read_text(encoding="utf-8") == PAGE, (
        "docs/performance.md is stale: run `python tools/write_performance.py`"
    )


@pytest.mark.parametrize("measure", list(RESULT["measures"]))
def test_every_ratio_is_to_us(measure: str) -> None:
    """We stand in every column, others beside us."""
    measured = RESULT["measures"][measure]
    assert measured["china_trade_cities"]["times ours"] == 1
    assert len(measured) > 3
    assert set(measured) <= set(RESULT["roles"])


def test_every_goal_is_judged_by_what_was_measured() -> None:
    """Met or missed follows from the figure, and the page says it."""
    assert len(RESULT["goals"]) == 7
    for goal in RESULT["goals"]:
        least = goal["bound"] == "at least"
        kept = goal["measured"] >= goal["goal"] if least else goal["measured"] <= goal["goal"]
        assert goal["met"] is kept
        (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {goal['what']} |")]
        assert row.endswith("| met |" if kept else "| missed |")
