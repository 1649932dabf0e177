"""One page of the documentation, built without the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def built_page(scratch: Path, target: Path, name: str, *extensions: str, more: str = "") -> Path:
    """The page, built anew into a folder without a warning; `more` stands in the configuration."""
    configuration = f"""
import sys
sys.path.insert(0, {str(DOCS / "_ext")!r})
project = {name!r}
extensions = {["myst_parser", *extensions]!r}
html_theme = "furo"
root_doc = {name!r}
include_patterns = [{f"{name}.md"!r}]
{more}
"""
    (scratch / "conf.py").write_text(configuration, encoding="utf-8")
    built = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", "html"),
            *("-d", scratch / "doctrees", "-c", scratch, DOCS, target),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return target / f"{name}.html"
