"""Fails unless this commit may be released: its tag, package, changelog and citation agree."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Say which of them names another version than the package."""
    init = Path("src", "china_trade_cities", "__init__.py").read_text(encoding="utf-8")
    [version] = re.findall(r'^__version__ = "(.+)"$', init, re.MULTILINE)
    tags = subprocess.check_output(["git", "tag", "--points-at", "HEAD"], encoding="utf-8")
    changelog = Path("CHANGELOG.md").read_text(encoding="utf-8")
    citation = Path("CITATION.cff").read_text(encoding="utf-8")
    wrong = [
        f"{where} does not name the version {version}"
        for where, named in {
            "the tag of this commit": f"v{version}" in tags.split(),
            "CHANGELOG.md": f"\n## [{version}] - " in changelog,
            "CITATION.cff": f"\nversion: {version}\n" in citation,
        }.items()
        if not named
    ]
    print("\n".join(wrong) or f"{version} may be released")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
