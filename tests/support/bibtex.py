"""BibTeX as another program reads it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_database: Any = import_module("pybtex.database")  # it has no types


def read_bibtex(text: str) -> dict[str, dict[str, str]]:
    """The fields of each entry by its key; a file that pybtex cannot read raises."""
    entries = _database.parse_string(text, "bibtex").entries
    return {str(key): dict(entry.fields) for key, entry in entries.items()}
