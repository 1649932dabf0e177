"""What a package shows to those who depend on it, as plain values.

Everything is read from the package itself: names, signatures, fields, words, errors, options of the
command line, columns of tables and answers, and fields of documents. Types are texts as they stand
in the source, so that every version of Python reads the same.
"""

from __future__ import annotations

import argparse
import ast
import functools
import inspect
import json
import pkgutil
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, cast, get_overloads

import attrs

Plain = dict[str, Any]

# Written out in many classes, but no part of what they promise beyond their flags.
_INNER = {
    "__attrs_post_init__",
    "__dir__",
    "__eq__",
    "__getattr__",
    "__hash__",
    "__reduce__",
    "__repr__",
    "__str__",
}


def read_api(package: str) -> Plain:
    root = import_module(package)
    folder = Path(cast("str", root.__file__)).parent
    modules = {name: _exported(module) for name, module in _public_modules(root)}
    public = {
        id(getattr(import_module(module), name)) for module in modules for name in modules[module]
    }
    names = {
        f"{module}.{name}": _thing(getattr(import_module(module), name), package, public)
        for module, exported in modules.items()
        for name in exported
    }
    descriptor = max((folder / "data").glob("*/datapackage.json"))
    documents = json.loads((folder / "schema.json").read_text(encoding="utf-8"))["$defs"]
    tables = json.loads(descriptor.read_text(encoding="utf-8"))["resources"]
    columns: Mapping[str, Sequence[str]] = import_module(f"{package}._cli.columns").COLUMNS
    return {
        "modules": modules,
        "names": names,
        "types": _aliases(folder, names),
        "commands": _commands(import_module(f"{package}._cli.parser").build_parser()),
        "answers": {answer: list(held) for answer, held in columns.items()},
        "tables": {
            table["name"]: [
                [column["name"], column["type"]] for column in table["schema"]["fields"]
            ]
            for table in tables
        },
        "documents": {
            name: {"fields": list(kind["properties"]), "required": kind.get("required", [])}
            for name, kind in documents.items()
            if "properties" in kind
        },
    }


# --- names --------------------------------------------------------------------------------


def _public_modules(root: ModuleType) -> Iterator[tuple[str, ModuleType]]:
    """The package and all modules in it that have no private name on their way."""
    yield root.__name__, root
    for found in pkgutil.iter_modules(getattr(root, "__path__", ()), f"{root.__name__}."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield from _public_modules(import_module(found.name))


def _exported(module: ModuleType) -> list[str]:
    if not hasattr(module, "__all__"):
        raise AttributeError(f"the public module {module.__name__} needs __all__")
    return sorted(module.__all__)


def _thing(thing: Any, package: str, public: set[int]) -> Plain:
    if isinstance(thing, ModuleType):
        return {"kind": "module"}
    if inspect.isclass(thing):
        return _class(thing, package, public)
    if callable(thing):
        return {"kind": "function", **_signatures(thing)}
    return {"kind": type(thing).__name__}


def _signatures(function: Any) -> Plain:
    found: Plain = {"signature": _signature(function)}
    inner: Any = inspect.unwrap(function)
    # Python remembers overloads for ever, also those of a module that was imported anew.
    overloads: list[Any] = list(get_overloads(inner))
    if overloads := [one for one in overloads if one.__globals__ is inner.__globals__]:
        found["overloads"] = [_signature(overload) for overload in overloads]
    return found


def _signature(function: Any) -> Plain:
    signature = inspect.signature(function)
    return {
        "arguments": [
            {
                "name": argument.name,
                "kind": argument.kind.description,
                "type": _type(argument.annotation),
                **_default(argument.default, argument.empty),
            }
            for argument in signature.parameters.values()
            if argument.name not in {"self", "cls"}
        ],
        "returns": _type(signature.return_annotation),
    }


def _type(annotation: Any) -> str | None:
    if annotation is inspect.Signature.empty:
        return None
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _default(value: object, nothing: object) -> Plain:
    return {} if value is nothing else {"default": _text(value)}


def _text(value: object) -> str:
    """A default in words that are the same in every process and version of Python."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    factory: Any = getattr(value, "factory", None)
    if factory is not None:
        return f"Factory({_text(factory)})"
    if callable(value):
        return str(getattr(value, "__qualname__", type(value).__name__))
    text = repr(value)
    return type(value).__name__ if " at 0x" in text else text


# --- classes ------------------------------------------------------------------------------


def _class(kind: type[Any], package: str, public: set[int]) -> Plain:
    own = [base for base in kind.__mro__ if base.__module__.partition(".")[0] == package]
    found: Plain = {
        "kind": "class",
        "bases": [
            base.__name__
            for base in kind.__mro__[1:-1]
            if base.__name__ != "Generic" and (base not in own or id(base) in public)
        ],
    }
    if issubclass(kind, Enum):
        return found | {"kind": "enum", "words": [[word.name, word.value] for word in kind]}
    found["flags"] = {
        "frozen": attrs.has(kind) and attrs.inspect(kind).is_frozen,
        "slots": kind.__dictoffset__ == 0,
        "hash": _has(kind, "__hash__"),
        "eq": _has(kind, "__eq__"),
        "order": _has(kind, "__lt__"),
    }
    if attrs.has(kind):
        found["fields"] = list(_fields(kind))
    attributes: Plain = {}
    methods: Plain = {}
    for base in reversed(own):
        for name, value in vars(base).items():
            if name in _INNER or (name.startswith("_") and not name.endswith("__")):
                continue
            if found_method := _method(value, base):
                methods[name] = found_method
            elif isinstance(value, str | int | float | tuple) and not name.startswith("_"):
                attributes[name] = None
        if not attrs.has(kind) and "__init__" in vars(base):
            attributes |= _set_in(vars(base)["__init__"])
    return found | {"attributes": attributes, "methods": methods}


def _has(kind: type[Any], name: str) -> bool:
    """Whether a class can do something in a way of its own."""
    return getattr(kind, name) not in (None, getattr(object, name))


def _fields(kind: type[Any]) -> Iterator[Plain]:
    """The public fields of an attrs class.

    Their types are those of the source: attrs itself replaces them once somebody resolves them.
    """
    hints: Plain = {}
    for base in reversed(kind.__mro__):
        hints |= vars(base).get("__annotations__", {})
    for field in attrs.fields(kind):
        if not field.name.startswith("_"):
            yield {
                "name": field.name,
                "type": _type(hints[field.name]),
                "keyword": field.kw_only,
                "init": field.alias if field.init else None,
                "compared": bool(field.eq),
                **_default(field.default, attrs.NOTHING),
            }


def _method(value: Any, kind: type[Any]) -> Plain | None:
    """A method or property that somebody wrote, instead of attrs."""
    if isinstance(value, property | functools.cached_property):
        getter: Any = value.fget if isinstance(value, property) else value.func
        return {"kind": "property", "type": _signature(getter)["returns"]}
    function: Any = inspect.unwrap(getattr(value, "__func__", value))
    written = isinstance(function, FunctionType) and (
        function.__code__.co_filename == inspect.getsourcefile(import_module(kind.__module__))
    )
    if not written:
        return None
    words = {"classmethod": "class method", "staticmethod": "static method"}
    return {"kind": words.get(type(value).__name__, "method"), **_signatures(function)}


def _set_in(function: FunctionType) -> dict[str, str | None]:
    """The public attributes that a constructor sets, with their types where they are written."""
    found: dict[str, str | None] = {}
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        written = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else None
        for target in [node.target] if isinstance(node, ast.AnnAssign) else node.targets:
            if re.fullmatch(r"self\.[^_]\w*", name := ast.unparse(target)):
                found[name.removeprefix("self.")] = written
    return found


# --- types with names ---------------------------------------------------------------------


def _aliases(folder: Path, names: Plain) -> Plain:
    """The named types that public signatures refer to: what they mean and where they stand."""
    meanings: dict[str, set[str]] = {}
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
                value = cast("ast.expr", node.value)
                name = ast.unparse(node.target)
                quoted = isinstance(value, ast.Constant)
                text = ast.unparse(ast.parse(ast.literal_eval(value)) if quoted else value)
                meanings.setdefault(name, set()).add(text)
    roles: dict[str, set[str]] = {}
    waiting = list(_types(names))
    while waiting:
        role, text = waiting.pop()
        for node in ast.walk(ast.parse(text, mode="eval")):
            name = node.id if isinstance(node, ast.Name) else ""
            if name in meanings and role not in roles.setdefault(name, set()):
                roles[name].add(role)
                waiting += ((role, meaning) for meaning in meanings[name])
    twice = [name for name in roles if len(meanings[name]) > 1]
    if twice:
        raise ValueError(f"types of public signatures that mean two things: {twice}")
    return {
        name: {"means": meanings[name].pop(), "of": sorted(roles[name])}
        for name in sorted(meanings)
        if name in roles
    }


def _types(thing: object, role: str = "answers") -> Iterator[tuple[str, str]]:
    """All types in what was read, each with whether callers give or get such a value."""
    if isinstance(thing, Mapping):
        for key, value in cast("Plain", thing).items():
            if key in {"type", "returns"} and isinstance(value, str):
                yield role, value
            elif key == "attributes":
                yield from (("answers", text) for text in value.values() if text)
            elif key == "fields":
                yield from _types(value, "answers")
                yield from _types(value, "arguments")
            else:
                yield from _types(value, "arguments" if key == "arguments" else role)
    elif isinstance(thing, list):
        for item in cast("list[object]", thing):
            yield from _types(item, role)


# --- command line -------------------------------------------------------------------------


def _commands(parser: argparse.ArgumentParser, name: str = "") -> Plain:
    """Each command with its options and positional arguments; the one without a name is none."""
    options: list[Plain] = []
    positions: list[Plain] = []
    inner: Plain = {}
    for action in parser._actions:  # argparse tells nobody else
        choices: Any = action.choices
        if isinstance(choices, dict):
            commands = cast("dict[str, argparse.ArgumentParser]", choices)
            for word, command in commands.items():
                inner |= _commands(command, f"{name} {word}".strip())
            continue
        known: Plain = {
            "does": type(action).__name__.strip("_").removesuffix("Action"),
            "takes": "one" if action.nargs is None else action.nargs,
            # A function of our own only looks more closely at what it is given.
            "type": action.type.__name__ if isinstance(action.type, type) else None,
            "default": _text(parser._defaults.get(action.dest, action.default)),
            "choices": None if choices is None else list(choices),
        }
        if action.option_strings:
            options.append({"names": action.option_strings, "required": action.required, **known})
        else:
            positions.append({"name": action.dest, **known})
    return {name: {"positions": positions, "options": options}, **inner}


# --- writing ------------------------------------------------------------------------------


def as_text(api: Plain) -> str:
    """What was read as JSON, with whatever fits into a line in one."""
    return f"{_json(api, 0)}\n"


def _json(value: object, depth: int) -> str:
    line = json.dumps(value, ensure_ascii=False)
    flat = not isinstance(value, dict) or ("{" not in line[1:] and "[" not in line)
    if len(line) + depth <= 100 or (flat and not isinstance(value, list)):
        return line
    inner, outer = " " * (depth + 1), " " * depth
    if isinstance(value, dict):
        entries = cast("Plain", value).items()
        parts = [f"{json.dumps(key)}: {_json(item, depth + 1)}" for key, item in entries]
        first, last = "{", "}"
    else:
        parts = [_json(item, depth + 1) for item in cast("list[object]", value)]
        first, last = "[", "]"
    body = f",\n{inner}".join(parts)
    return f"{first}\n{inner}{body}\n{outer}{last}"
