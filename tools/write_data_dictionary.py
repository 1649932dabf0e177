"""Writes the data dictionary: every table, column, word and value, each with its meaning.

All of it is said elsewhere, once: columns in the descriptor of the newest vintage, words and
values in the docstrings of the package. Run by hand after one of these was changed:
``python tools/write_data_dictionary.py``.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from markdown_tables import markdown_table

import china_trade_cities as ctc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "data-dictionary.md"
VINTAGE = ctc.available_versions()[-1]
DESCRIPTOR = ROOT / "src" / "china_trade_cities" / "data" / VINTAGE / "datapackage.json"

# A field's line in a Google-style docstring, and those that go on with it.
_ENTRY = re.compile(r"^ {4}(\w+): (.*(?:\n {6,}\S.*)*)", re.MULTILINE)


def page(descriptor: dict[str, Any]) -> str:
    lines = [
        "<!-- Written by `python tools/write_data_dictionary.py` from the descriptor of the data",
        "and the docstrings of the package: change these instead. -->",
        "",
        "# Data dictionary",
        "",
        f"## Tables of vintage {descriptor['version']}",
        "",
        *descriptor["description"].splitlines(),
        "",
        *(f"- [{table['name']}](#{table['name']}): {table['title']}"
          for table in descriptor["resources"]),
    ]  # fmt: skip
    for table in descriptor["resources"]:
        lines += ["", *table_lines(table)]
    classes = list(public_classes())
    lines += ["", "## Words", "", "Where an argument or field takes a word, it is one of these."]
    for kind in classes:
        if issubclass(kind, StrEnum):
            lines += ["", *word_lines(kind)]
    lines += ["", "## Values and results in Python", "", "All are immutable and made by name."]
    for kind in classes:
        if not issubclass(kind, StrEnum):
            lines += ["", *field_lines(kind)]
    return "\n".join(lines) + "\n"


def public_classes() -> Iterator[type[Any]]:
    for name in ctc.__all__:
        thing: Any = getattr(ctc, name)
        if inspect.isclass(thing):
            yield thing


def table_lines(table: dict[str, Any]) -> Iterator[str]:
    """A table of the data package: what it is, its keys, its columns."""
    schema = table["schema"]
    yield f"### {table['name']}"
    yield ""
    yield f"`{table['path']}`: {table['description']}"
    yield ""
    if "primaryKey" in schema:
        yield f"Key: {code(schema['primaryKey'])}."
        yield ""
    references = {
        field: f"{key['reference'].get('resource') or table['name']}.{target}"
        for key in schema.get("foreignKeys", ())
        for field, target in zip(key["fields"], key["reference"]["fields"], strict=True)
    }
    yield from markdown_table(
        ("column", "type", "allowed", "meaning"),
        (
            (
                f"`{field['name']}`",
                field["type"],
                allowed(field.get("constraints", {}), references.get(field["name"])),
                field["description"],
            )
            for field in schema["fields"]
        ),
    )


def allowed(constraints: dict[str, Any], reference: str | None) -> str:
    """What a cell of a column may hold, in words."""
    said = ["not blank"] if constraints.get("required") else []
    said += ["each once"] if constraints.get("unique") else []
    said += [f"refers to `{reference}`"] if reference else []
    said += [f"one of {code(constraints['enum'])}"] if "enum" in constraints else []
    said += [
        f"{name} {constraints[name]}" for name in ("minimum", "maximum") if name in constraints
    ]
    if "pattern" in constraints and not reference:
        said.append(f"pattern `{constraints['pattern']}`")
    return "; ".join(said)


def code(names: Iterable[object]) -> str:
    """Names in a row, each set as code."""
    return ", ".join(f"`{name}`" for name in names)


def word_lines(kind: type[StrEnum]) -> Iterator[str]:
    """A closed list of words: what it is for, and each word with its meaning."""
    yield f"### {kind.__name__}"
    yield ""
    yield first_paragraph(kind)
    yield ""
    meanings = member_meanings(kind)
    yield from markdown_table(
        ("word", "in Python", "meaning"),
        (
            (f"`{member.value}`", f"`{kind.__name__}.{member.name}`", meanings[member.name])
            for member in kind
        ),
    )


def member_meanings(kind: type[StrEnum]) -> dict[str, str]:
    """The text below each member, which Python itself does not keep."""
    (definition,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101
    meanings: dict[str, str] = {}
    for member, text in zip(definition.body, definition.body[1:], strict=False):
        match member, text:
            case (
                ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                meanings[name] = meaning
            case _:
                pass
    return meanings


def field_lines(kind: type[Any]) -> Iterator[str]:
    """A class: what it is, and its fields with type and meaning."""
    yield f"### {kind.__name__}"
    yield ""
    yield first_paragraph(kind)
    if not attrs.has(kind):
        return
    yield ""
    meanings = documented_fields(kind)
    yield from markdown_table(
        ("field", "type", "meaning"),
        (
            (f"`{field.name}`", f"`{type_name(field.type)}`", meanings[field.name])
            for field in attrs.fields(kind)
            if field.init
        ),
    )


def type_name(annotation: object) -> str:
    """The annotation of a field as it is written."""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")


def documented_fields(kind: type[Any]) -> dict[str, str]:
    """What the section "Attributes" of a class says of each field."""
    _, _, rest = inspect.getdoc(kind).partition("\nAttributes:\n")  # type: ignore[union-attr]
    section = re.split(r"\n\n\S", rest, maxsplit=1)[0]
    return dict(_ENTRY.findall(section))


def first_paragraph(kind: type[Any]) -> str:
    text = inspect.getdoc(kind) or ""
    return re.split(r"\n\n\w+:\n", text, maxsplit=1)[0].strip()


def main(target: str = "") -> None:
    """Write the page, or write it elsewhere to be compared."""
    descriptor = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))
    Path(target or PAGE).write_text(page(descriptor), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
