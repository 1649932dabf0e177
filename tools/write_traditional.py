"""Writes the table of traditional characters: ``python tools/write_traditional.py [FILE]``.

The characters come from OpenCC, which is needed here and in the test of the table alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import wrap

from opencc import OpenCC

TARGET = Path(__file__).parent.parent / "src/china_trade_cities/_dataset/traditional.py"
HAN = range(0x4E00, 0xA000)  # CJK Unified Ideographs

HEAD = '''"""Traditional Chinese characters and the simplified ones that stand for them.

Written by ``tools/write_traditional.py`` from OpenCC (Apache-2.0), which lists them.
"""

from __future__ import annotations
'''


def pairs() -> Iterator[tuple[str, str]]:
    converters: list[Callable[[str], str]] = [
        OpenCC(name).convert  # pyright: ignore[reportUnknownMemberType]
        for name in ("t2s", "hk2s", "tw2s")
    ]
    for character in map(chr, HAN):
        simplified = next((new for to in converters if (new := to(character)) != character), "")
        if len(simplified) == 1 and ord(simplified) in HAN:
            yield character, simplified


def text() -> str:
    """The file as it should be."""
    traditional, simplified = map("".join, zip(*pairs(), strict=True))
    parts = [HEAD]
    for name, characters in (("_TRADITIONAL", traditional), ("_SIMPLIFIED", simplified)):
        lines = "\n".join(f'    "{line}"' for line in wrap(characters, 45))
        parts.append(f"{name} = (\n{lines}\n)\n")
    parts.append("SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)\n")
    return "\n".join(parts)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(text(), encoding="utf-8")
