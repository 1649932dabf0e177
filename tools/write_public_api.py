"""Writes the lock of the public API: ``python tools/write_public_api.py``.

Prints what has changed since it was last written. Breaking changes are written only when the
changelog names them in its section Unreleased, under the heading ``### Breaking``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - found in the folder of tests
from tests.api.comparison import compare, unannounced, unreleased
from tests.api.reading import as_text, read_api

LOCK = ROOT / "tests" / "api" / "public_api.json"
CHANGELOG = ROOT / "CHANGELOG.md"


def write(package: str, lock: Path, changelog: Path) -> int:
    """Write the lock of a package, unless something breaks that nobody was told of."""
    api = read_api(package)
    text = as_text(api)
    if lock.exists():
        changes = compare(json.loads(lock.read_text(encoding="utf-8")), json.loads(text))
        for change in changes:
            print(change)
        untold = unannounced(changes, unreleased(changelog.read_text(encoding="utf-8")))
        if untold:
            names = ", ".join(f"`{name}`" for name in dict.fromkeys(one.name for one in untold))
            print(
                f"nothing was written: under '### Breaking' in section Unreleased, "
                f"{changelog.name} must name, in backticks: {names}",
                file=sys.stderr,
            )
            return 1
    lock.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(write("china_trade_cities", LOCK, CHANGELOG))
