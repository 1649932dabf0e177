"""Examples in docstrings and Markdown run as tests."""

from __future__ import annotations

from doctest import ELLIPSIS
from typing import TYPE_CHECKING

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

if TYPE_CHECKING:
    import pytest

# No example has a deadline: machines are slow at times. "fewer" is for runs that repeat what
# another run has tried in full.
settings.register_profile("full", deadline=None)
settings.register_profile("fewer", deadline=None, max_examples=5)
settings.load_profile("full")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests in a browser run only where they are asked for, with ``-m browser``."""
    if "browser" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


pytest_collect_file = (
    Sybil(parsers=[DocTestParser(ELLIPSIS)], patterns=["src/**/*.py", "*.py"])
    + Sybil(
        parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)],
        patterns=["*.md"],
    )
).pytest()
