"""Text as a terminal may be given it: it shows what others wrote, and obeys none of it."""

from __future__ import annotations

# What moves the cursor, colours or erases (C0 and C1), ends a line, or turns its direction.
_OBEYED = frozenset(
    map(
        chr,
        (
            *range(0x20),
            *range(0x7F, 0xA0),
            0x061C,
            *range(0x200E, 0x2010),
            *range(0x2028, 0x202F),
            *range(0x2066, 0x206A),
        ),
    )
)


def printable(text: str) -> str:
    r"""A text in which control characters and lone surrogates are written out: ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(
        char.encode("unicode_escape").decode()
        if char in _OBEYED or "\ud800" <= char <= "\udfff"
        else char
        for char in text
    )
