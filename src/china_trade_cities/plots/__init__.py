"""Charts of what the queries answer: each takes a result and returns an Altair chart.

Every chart carries a title that says what is seen, a subtitle with the question and what the answer
lacks, and a line with its sources; the tooltip of each mark shows the figure, its rounding and who
printed it. The data of a chart are the numbers of the result, unrounded, so that
``chart.to_dict()`` can be checked against it. A chart is 680 pixels from edge to edge, or as
many as ``width=`` says: names, drawing and notes share them. It is an ordinary `altair.LayerChart`,
which ``chart.properties(background="white")``, ``chart.configure_axis(grid=False)`` and the like
restyle.

Needs the extra ``plots``: ``pip install 'china-trade-cities[plots]'``. It also brings vl-convert,
with which ``chart.save("chart.svg")`` and ``chart.save("chart.png")`` need no browser, and the page
of ``chart.save("chart.html")`` and a chart in a notebook no network. Chinese names in a PNG are
drawn in a font of the machine that saves it: where it has none (``fc-list :lang=zh`` lists them),
install one such as Noto Sans CJK (Debian: ``fonts-noto-cjk``), or show
``vl_convert.register_font_directory`` where one is.

Colours are those of Okabe and Ito, viridis, or blue and orange around 0: they can be told apart
without red and green.

Examples:
    >>> import china_trade_cities as ctc
    >>> from china_trade_cities import plots
    >>> chart = plots.ranking(ctc.top_n(3))
    >>> chart.title.text
    'The three of 137 cities with most trade, 2024'
    >>> chart.title.subtitle[0]
    'Total trade, 2024: all goods, world, CNY, by location of importer/exporter'
    >>> from io import StringIO
    >>> chart.save(file := StringIO(), format="svg")
    >>> "Shenzhen 深圳" in file.getvalue()
    True
"""

from __future__ import annotations

from china_trade_cities._extras import from_extra

from_extra("altair", "plots", "china_trade_cities.plots")

# ruff: noqa: E402 - what follows imports altair
from china_trade_cities.plots._compare import compare
from china_trade_cities.plots._contribution import contribution, product_contribution
from china_trade_cities.plots._coverage import coverage
from china_trade_cities.plots._growth import growth
from china_trade_cities.plots._map import trade_map
from china_trade_cities.plots._market_share import market_share
from china_trade_cities.plots._ranking import ranking
from china_trade_cities.plots._slope import slope
from china_trade_cities.plots._specializations import specializations
from china_trade_cities.plots._time_series import time_series

__all__ = [
    "compare",
    "contribution",
    "coverage",
    "growth",
    "market_share",
    "product_contribution",
    "ranking",
    "slope",
    "specializations",
    "time_series",
    "trade_map",
]
