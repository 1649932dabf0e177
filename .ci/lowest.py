"""Prints the lowest versions that pyproject.toml allows: ``lowest.py EXTRA…``.

Those of run-time dependencies, and of the extras that are named.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = (project["optional-dependencies"][extra] for extra in sys.argv[1:])
for requirements in (project["dependencies"], *extras):
    for requirement in requirements:
        name, bound = requirement.split(">=")
        print(f"{name}=={bound}")
