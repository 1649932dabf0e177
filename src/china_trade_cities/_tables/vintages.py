"""Which vintages ship with the package, and how their files are read."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

# Versions of the bundled data, oldest first, and the reference year of each. The year stands in
# the descriptor too, which a first answer need not wait for; a test holds the two together.
BUNDLED = {"2026.1": 2024}


def reader(version: str) -> Callable[[str], bytes]:
    """What returns the bytes of a file of a bundled vintage."""
    # The package's own loader reads from folders and zips alike and is there already, where
    # importlib.resources would cost a tenth of the first answer to import.
    spec: Any = __spec__
    get_data = spec.loader.get_data
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", version)

    def read(name: str) -> bytes:
        content: bytes = get_data(os.path.join(folder, name))
        return content

    return read
