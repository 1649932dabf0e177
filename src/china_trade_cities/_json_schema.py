"""JSON Schema of the documents, from the same shapes that read and write them."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from china_trade_cities._documents import Shapes, held_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from china_trade_cities._shapes import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def definitions(kinds: Iterable[type[Any]]) -> dict[str, Schema]:
    """The schemas of classes and of all that they are made of, by name."""
    shapes = Shapes(held_by(None))
    found: dict[str, Schema] = {}

    def define(kind: type[Any]) -> Schema:
        name = kind.__name__
        if name not in found:
            found[name] = {}  # so that it is not made twice
            shape: Any = shapes.of(kind)
            title, fields = _explained(kind)
            if hasattr(shape, "definition"):
                schema = shape.definition(define, fields)
            else:
                schema = shape.schema(define)
            found[name] = {"description": title, **schema}
        return {"$ref": f"#/$defs/{name}"}

    for kind in kinds:
        define(kind)
    return dict(sorted(found.items()))


def _explained(kind: type[Any]) -> tuple[str, dict[str, str]]:
    """What a docstring says of a class in its first paragraph, and of each field."""
    text = inspect.cleandoc(kind.__doc__ or "")
    summary, _, rest = text.partition("\n\n")
    section = re.search(r"^Attributes:\n((?:    .*\n?|\n)+)", rest, re.MULTILINE)
    entries = re.findall(
        r"^    (\w+): (.*(?:\n        .*)*)", section[1] if section else "", re.MULTILINE
    )
    return " ".join(summary.split()), {name: " ".join(words.split()) for name, words in entries}
