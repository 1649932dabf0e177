"""Writes the snapshot of the public API: ``python tools/write_public_api.py``.

The diff of the file shows what has changed; what breaks belongs into the changelog, under the
heading ``### Breaking``.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - the reader stands among the helpers of tests
from tests.support.public_api import as_text, read_api

if __name__ == "__main__":
    snapshot = ROOT / "tests" / "api" / "public_api.json"
    snapshot.write_text(as_text(read_api("china_trade_cities")), encoding="utf-8")
