"""Words of charts."""

from __future__ import annotations

import pytest

from china_trade_cities.plots._chart import wrapped


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
