"""``datapackage.json``: what it says of a dataset, and how it is written for other tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.period import Period
from china_trade_cities._tables.layout import TABLES, Column
from china_trade_cities._tables.vintages import BUNDLED, reader

DESCRIPTOR = "datapackage.json"
"""The name of the file that describes the tables."""


def info_from(descriptor: Mapping[str, Any]) -> DatasetInfo:
    """What a descriptor says of the dataset; a `KeyError` if it lacks version, title or year."""
    return DatasetInfo(
        version=descriptor["version"],
        title=descriptor["title"],
        description=descriptor.get("description"),
        created=descriptor.get("created"),
        reference_period=Period.parse(descriptor["reference_period"]),
        licenses=tuple(license_["name"] for license_ in descriptor.get("licenses", ())),
        credits=tuple(source["title"] for source in descriptor.get("sources", ())),
    )


def descriptor_of(info: DatasetInfo, files: Mapping[str, bytes]) -> bytes:
    """The descriptor of a dataset, of which `files` holds the tables by file name."""
    newest = json.loads(reader(list(BUNDLED)[-1])(DESCRIPTOR))
    resources = {resource["path"]: resource for resource in newest["resources"]}
    members = {
        "$schema": newest["$schema"],
        "name": newest["name"],
        "title": info.title,
        "description": info.description,
        "version": info.version,
        "created": info.created,
        "reference_period": str(info.reference_period),
        "licenses": [{"name": name} for name in info.licenses],
        "sources": [{"title": title} for title in info.credits],
        "resources": [_resource(resources[name], content) for name, content in files.items()],
    }
    present = {name: value for name, value in members.items() if value}
    return f"{json.dumps(present, ensure_ascii=False, indent=2)}\n".encode()


def _resource(bundled: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """The description of a table, without what is true of the bundled figures alone."""
    members = ("name", "type", "path", "title", "format", "mediatype", "encoding")
    return {
        **{member: bundled[member] for member in members},
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": schema_of(bundled["name"], bundled["schema"]),
    }


def schema_of(table: str, described: Mapping[str, Any]) -> dict[str, Any]:
    """The Table Schema of a table, as the layout declares it; `described` describes columns."""
    columns = TABLES[table].columns
    meanings = {field["name"]: field["description"] for field in described["fields"]}
    references = [
        {"fields": [column.name], "reference": _reference(table, column.kind.table)}
        for column in columns
        if column.kind.parse == "reference"
    ]
    return {
        "fields": [_field(column, meanings[column.name]) for column in columns],
        "missingValues": described["missingValues"],
        "primaryKey": list(TABLES[table].key),
        **({"foreignKeys": references} if references else {}),
    }


def _reference(table: str, other: str) -> dict[str, Any]:
    resource = {} if other == table else {"resource": other}
    return {**resource, "fields": ["id"]}


def _field(column: Column, meaning: str) -> dict[str, Any]:
    kind = column.kind
    words = kind.words or tuple(member.value for member in kind.enum or ())
    constraints = {
        "required": column.is_needed or None,
        "unique": column.is_unique or None,
        "pattern": kind.pattern if kind.schema_type == "string" else None,
        "enum": list(words),
        "minimum": kind.low,
        "maximum": kind.high,
    }
    present = {name: value for name, value in constraints.items() if value not in (None, "", [])}
    field = {"name": column.name, "type": kind.schema_type, "description": meaning}
    return {**field, "constraints": present} if present else field
