"""JSON Schema of the documents, from the same shapes that read and write them."""

from __future__ import annotations

import inspect
import re
from typing import Any

from china_trade_cities.serialization._documents import Shapes, held_by
from china_trade_cities.serialization._public_types import public_classes
from china_trade_cities.serialization._shapes import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def collection() -> Schema:
    """The schemas of all public classes, by name."""
    return _with_definitions(*public_classes())[1]


def schema_of(hint: Any) -> Schema:
    """The schema of one class or list, with those of all that it is made of."""
    (schema,), found = _with_definitions(hint)
    return {"$schema": DIALECT, **schema, "$defs": found["$defs"]}


def _with_definitions(*hints: Any) -> tuple[list[Schema], Schema]:
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

    schemas = [
        define(hint) if hint in public_classes() else shapes.of(hint).schema(define)
        for hint in hints
    ]
    return schemas, {"$schema": DIALECT, "$defs": dict(sorted(found.items()))}


def _explained(kind: type[Any]) -> tuple[str, dict[str, str]]:
    """What a docstring says of a class in its first paragraph, and of each field."""
    text = inspect.cleandoc(kind.__doc__ or "")
    summary, _, rest = text.partition("\n\n")
    section = re.search(r"^Attributes:\n((?:    .*\n?|\n)+)", rest, re.MULTILINE)
    entries = re.findall(
        r"^    (\w+): (.*(?:\n        .*)*)", section[1] if section else "", re.MULTILINE
    )
    return " ".join(summary.split()), {name: " ".join(words.split()) for name, words in entries}
