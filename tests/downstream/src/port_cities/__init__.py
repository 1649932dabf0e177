"""Containers of ports beside the foreign trade of their cities."""

from __future__ import annotations

from port_cities._documents import from_json, make_converter, to_json
from port_cities._figures import PortFigure, busiest, trade_per_container, with_figures

__all__ = [
    "PortFigure",
    "busiest",
    "from_json",
    "make_converter",
    "to_json",
    "trade_per_container",
    "with_figures",
]
