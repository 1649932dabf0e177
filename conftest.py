"""Examples in docstrings and Markdown run as tests."""

from __future__ import annotations

from doctest import ELLIPSIS

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

# Another package, which is tested where the wheel is installed.
collect_ignore = ["tests/downstream"]

# No example has a deadline: machines are slow at times. "fewer" is for runs that repeat what
# another run has tried in full.
settings.register_profile("full", deadline=None)
settings.register_profile("fewer", deadline=None, max_examples=5)
settings.load_profile("full")

pytest_collect_file = (
    Sybil(parsers=[DocTestParser(ELLIPSIS)], patterns=["src/**/*.py", "*.py"])
    + Sybil(parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)], patterns=["*.md"])
).pytest()
