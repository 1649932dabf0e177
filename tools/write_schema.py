"""Writes the JSON Schema that ships in the package: ``python tools/write_schema.py``."""

from __future__ import annotations

import json
from pathlib import Path

from china_trade_cities import serialization

TARGET = Path(__file__).parent.parent / "src" / "china_trade_cities" / "schema.json"


def text() -> str:
    """The file as it should be."""
    schema = serialization.json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
