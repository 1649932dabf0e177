"""The cases of a test that are data, read from a file beside it.

A CSV table where all is text, with a column ``comment`` for whoever reads it; else a JSON document.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any


def table(test: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in the folder of a test file."""
    with (Path(test).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def document(test: str, name: str) -> Any:
    """What a JSON file in the folder of a test file holds."""
    return json.loads((Path(test).parent / name).read_text(encoding="utf-8"))
