"""JSON Schema of the documents, from the types and validators by which they are read."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias, get_args, get_origin

import attrs

from china_trade_cities._dataset.changes import Change
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.validators import SCHEMAS
from china_trade_cities.serialization._classes import (
    ID_TABLES,
    document_types,
    in_full,
    is_in_full,
    is_public,
    optional_part,
    public_classes,
    table_types,
)
from china_trade_cities.serialization._converter import DECIMAL

Schema: TypeAlias = "dict[str, Any]"
Define: TypeAlias = "Callable[[type[Any]], Schema]"  # how a schema refers to that of a class

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_MONTH = "[1-9][0-9]{3}-(0[1-9]|1[0-2])"
_VALUES: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Decimal: {"type": "string", "pattern": f"^{DECIMAL.pattern}$"},
    # Neither a whole year nor a single month is written as a span.
    Period: {
        "type": "string",
        "pattern": rf"^(?!(.{{4}})-01/\1-12)(?!(.{{7}})/\2)([1-9][0-9]{{3}}|{_MONTH}(/{_MONTH})?)$",
    },
}


def collection() -> Schema:
    """The schemas of all public classes, by name."""
    return {"$schema": DIALECT, "$defs": _with_definitions(*map(in_full, public_classes()))[1]}


def schema_of(hint: Any) -> Schema:
    """The schema of one class or list, with those of all that it is made of."""
    (schema,), found = _with_definitions(hint)
    return {"$schema": DIALECT, **schema, "$defs": found}


def _with_definitions(*hints: Any) -> tuple[list[Schema], Schema]:
    found: dict[str, Schema] = {}

    def define(kind: type[Any]) -> Schema:
        name = kind.__name__
        if name not in found:
            found[name] = {}  # so that it is not made twice
            summary, fields = _explained(kind)
            found[name] = {"description": summary, **_definition(kind, fields, define)}
        return {"$ref": f"#/$defs/{name}"}

    schemas = [define(hint) if hint is Period else _schema(hint, define) for hint in hints]
    return schemas, dict(sorted(found.items()))


def _schema(hint: Any, define: Define) -> Schema:  # noqa: PLR0911
    """What documents of a type may be; a TypeError for a type that has none."""
    origin, arguments = get_origin(hint), get_args(hint)
    part = optional_part(hint)
    if part is not None:
        schema = _schema(part, define)
        if isinstance(schema.get("type"), str):
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}
    if is_in_full(hint):
        return define(arguments[0])
    if origin in (list, tuple):
        items = [_schema(argument, define) for argument in arguments if argument is not ...]
        if origin is tuple and arguments[1:] != (...,):
            return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
        return {"type": "array", "items": items[0]}
    if origin is Mapping:
        names, values = (_schema(argument, define) for argument in arguments)
        names = {"pattern": names["pattern"]} if "pattern" in names else names
        return {"type": "object", "propertyNames": names, "additionalProperties": values}
    if hint in ID_TABLES:  # whether there is such an entry, a schema cannot say
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"
        return {"type": "string", "pattern": pattern, "description": f"id of a {hint.__name__}"}
    if hint in _VALUES:
        return dict(_VALUES[hint])
    if is_public(hint):
        return define(hint)
    raise TypeError(hint)


def _definition(kind: type[Any], descriptions: Mapping[str, str], define: Define) -> Schema:
    if issubclass(kind, Enum):
        return {"type": "string", "enum": [word.value for word in kind]}
    if kind is Change:
        schemas: list[Schema] = []
        for table, entry in table_types().items():
            schema = _object(kind, document_types(kind, entry), descriptions, define)
            schema["properties"]["table"] |= {"const": table}
            schemas.append(schema)
        return {"oneOf": schemas}
    if kind in _VALUES:
        return _VALUES[kind]
    schema = _object(kind, document_types(kind), descriptions, define)
    if kind is TradeRecord:
        summary = "Only of a total or balance that no source prints: the export and import of it."
        schema["properties"]["parts"] = {
            "type": "array",
            "items": define(TradeRecord),
            "minItems": 2,
            "maxItems": 2,
            "description": summary,
        }
    return schema


def _object(
    kind: type[Any], types: Mapping[str, Any], descriptions: Mapping[str, str], define: Define
) -> Schema:
    """An object of fields, each with its type, the rules of its validator and its description."""
    fields = attrs.fields_dict(kind)
    properties: dict[str, Schema] = {}
    for name, hint in types.items():
        schema = _schema(hint, define)
        validator: Any = fields[name].validator
        for keyword, rule in SCHEMAS.get(validator, {}).items():
            if keyword in schema:
                schema.setdefault("allOf", []).append({keyword: rule})
            else:
                schema[keyword] = rule
        words = (descriptions.get(name), schema.pop("description", None))
        schema |= {"description": "; ".join(filter(None, words))} if any(words) else {}
        properties[name] = schema
    required = [name for name in types if fields[name].default is attrs.NOTHING]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _explained(kind: type[Any]) -> tuple[str, dict[str, str]]:
    """What a docstring says of a class in its first paragraph, and of each field."""
    text = inspect.cleandoc(kind.__doc__ or "")
    summary, _, rest = text.partition("\n\n")
    section = re.search(r"^Attributes:\n((?:    .*\n?|\n)+)", rest, re.MULTILINE)
    entries = re.findall(
        r"^    (\w+): (.*(?:\n        .*)*)", section[1] if section else "", re.MULTILINE
    )
    return " ".join(summary.split()), {name: " ".join(words.split()) for name, words in entries}
