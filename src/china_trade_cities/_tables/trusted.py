"""A quicker constructor for values that were just parsed."""

from __future__ import annotations

from typing import Any

from attrs import fields


def trusted(kind: type[Any], *checked: str) -> Any:
    """What makes objects of an attrs class as its constructor does, but for most validators.

    For callers whose parsing leaves no other type or value possible: what `parse_word` returns
    is a word of its list. A table of records is read in two thirds of the time.

    Args:
        kind: A slotted class, whose `__attrs_post_init__` is called.
        checked: Fields whose validators are needed all the same.

    Returns:
        A function that takes all fields by name.
    """
    parts = [part for part in fields(kind) if part.init]
    names: dict[str, Any] = {"new": object.__new__, "kind": kind}
    lines = [
        f"def make(*, {', '.join(part.name for part in parts)}):",
        " made = new(kind)",
    ]
    for part in parts:
        names[f"fill_{part.name}"] = getattr(kind, part.name).__set__
        if part.name in checked:
            names[f"check_{part.name}"], names[f"part_{part.name}"] = part.validator, part
            lines.append(f" check_{part.name}(made, part_{part.name}, {part.name})")
        lines.append(f" fill_{part.name}(made, {part.name})")
    lines += [" made.__attrs_post_init__()", " return made"]
    exec("\n".join(lines), names)  # noqa: S102 - made from nothing but the names of the fields
    return names["make"]
