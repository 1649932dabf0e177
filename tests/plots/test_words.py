"""Words of charts."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities.plots._chart import wrapped
from tests.support.charts import rows, svg, texts


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("a" * 80, ["a" * 80]),
        ("b" * 30 + " c", ["b" * 30, "c"]),
    ],
)
def test_lines_are_wrapped_between_words(text: str, lines: list[str]) -> None:
    """Long words stay whole: a chart is wider rather than a name cut."""
    assert wrapped(text, 150, 10) == lines


def test_charts_say_what_was_derived() -> None:
    """By a star where amounts are written, else by their number; a tooltip says it of each."""
    why = "xport plus import of one source, which prints no total"
    ranking = plots.ranking(ctc.top_n(4, period=2023))
    assert [row["text"] for row in rows(ranking)] == [
        "4,212.16*",
        "3,871.07*",
        "3,650",
        "2,451.41*",
    ]
    assert f"*: e{why}" in texts(svg(ranking))
    assert [row["reservation"] for row in rows(ranking)][1:3] == [f"*: e{why}", "none"]
    assert [row["rounding"] for row in rows(ranking)][1:3] == [
        "export to the nearest 10,000 CNY; import to the nearest 10,000 CNY",
        "to the nearest 10 billion CNY",
    ]
    series = plots.time_series(ctc.time_series("Yantai", span="year"))
    assert f"E{why}: 1 figure." in texts(svg(series))
    assert why not in texts(svg(plots.time_series(ctc.time_series("Yantai", span="month"))))
