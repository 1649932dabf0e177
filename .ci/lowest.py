"""Prints the lowest versions that pyproject.toml allows for run-time dependencies."""

from __future__ import annotations

import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
for requirement in project["dependencies"]:
    name, bound = requirement.split(">=")
    print(f"{name}=={bound}")
