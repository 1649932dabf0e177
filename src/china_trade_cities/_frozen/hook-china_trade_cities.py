"""What a frozen program needs of the package that no import statement names."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]

# Source and place of each file or folder.
datas = [
    (str(_PACKAGE / "data"), "china_trade_cities/data"),
    (str(_PACKAGE / "schema.json"), "china_trade_cities"),
    (str(_PACKAGE / "plots" / "land.json"), "china_trade_cities/plots"),
]
# The parser of pages is imported by its name alone.
hiddenimports = ["lxml.etree"] if find_spec("lxml") else []
