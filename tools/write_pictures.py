"""Draws the picture of the README: ``python tools/write_pictures.py``. Needs the extra plots."""

from __future__ import annotations

import sys
from pathlib import Path

import china_trade_cities as ctc
from china_trade_cities import plots

TARGET = Path(__file__).parents[1] / "docs" / "_static" / "leading-cities.svg"


def main(target: str = "") -> None:
    """Draw it, or draw it elsewhere to be compared."""
    plots.ranking(ctc.top_n(10)).save(target or str(TARGET), format="svg")


if __name__ == "__main__":
    main(*sys.argv[1:])
