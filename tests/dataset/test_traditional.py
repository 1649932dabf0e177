"""The table of traditional characters is that of the converter which it was made with."""

from __future__ import annotations

from pathlib import Path

from china_trade_cities._dataset import traditional
from china_trade_cities._dataset.names import simplified
from tests.support.commands import written_by


def test_the_table_is_what_its_tool_writes() -> None:
    """Nothing in it was typed by hand."""
    assert Path(traditional.__file__).read_text(encoding="utf-8") == written_by(
        "write_traditional.py"
    )


def test_names_become_simplified() -> None:
    """Whole names are converted, and what is simplified or Latin already stays."""
    assert simplified("廣東省東莞市") == "广东省东莞市"
    assert simplified("深圳 Shenzhen") == "深圳 Shenzhen"
