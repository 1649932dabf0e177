"""What a change of the public API does to those who depend on it.

A change is breaking where a program that was right before may now fail or mean something else:
names, arguments, fields, words, columns or options that are gone or renamed, that have become
required, stand in another order, have another default, take less or give more than they did.
Everything else is additive.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import frozen

Plain = dict[str, Any]


@frozen
class Change:
    """One difference between two states of an API.

    Attributes:
        name: Whose difference: ``top_n``, ``City.code``, ``command top``, ``table cities``.
        what: What is different.
        breaking: Whether it may break what depends on it.
    """

    name: str
    what: str
    breaking: bool = True

    def __str__(self) -> str:
        return f"{'breaking' if self.breaking else 'additive'}: {self.name}: {self.what}"


Changes: TypeAlias = Iterator[Change]
Pairs: TypeAlias = Sequence[tuple[str, str]]


def compare(old: Plain, new: Plain) -> list[Change]:
    """All differences between two states, as `reading.read_api` gives them; breaking ones first."""
    root = min(old["modules"])
    changes = [
        *_keys("module ", old["modules"], new["modules"], _module),
        *_keys("", _short(old["names"], root), _short(new["names"], root), _thing),
        *_keys("type ", old["types"], new["types"], _alias),
        *_keys("command ", old["commands"], new["commands"], _command),
        *_keys("answer ", old["answers"], new["answers"], _columns),
        *_keys("table ", old["tables"], new["tables"], _table),
        *_keys("document ", old["documents"], new["documents"], _document),
    ]
    return sorted(dict.fromkeys(changes), key=lambda change: not change.breaking)


def unannounced(changes: Sequence[Change], changelog: str) -> list[Change]:
    """The breaking changes that no line under ``### Breaking`` names.

    Args:
        changes: The changes.
        changelog: The part of the changelog that is about them.
    """
    lines: list[str] = []
    for part in changelog.split("\n### ")[1:]:
        head, _, body = part.partition("\n")
        if head.strip() == "Breaking":
            lines += (line for line in body.partition("\n## ")[0].splitlines() if line.strip())
    told = {name for line in lines for name in line.split("`")[1::2]}
    return [change for change in changes if change.breaking and change.name not in told]


def unreleased(changelog: str) -> str:
    """The part of a changelog that is about what was not released yet."""
    return changelog.partition("\n## [Unreleased]")[2].partition("\n## ")[0]


def _short(names: Plain, root: str) -> Plain:
    return {name.removeprefix(f"{root}."): thing for name, thing in names.items()}


def _keys(
    head: str, old: Plain, new: Plain, compare_both: Callable[[str, Any, Any], Changes]
) -> Changes:
    """Things by name: those that are gone, those that are new, and those that are in both."""
    for name in old:
        if name not in new:
            yield Change(f"{head}{name}".strip(), "is gone")
        elif old[name] != new[name]:
            yield from compare_both(f"{head}{name}".strip(), old[name], new[name])
    for name in new:
        if name not in old:
            yield Change(f"{head}{name}".strip(), "is new", breaking=False)


def _module(name: str, old: list[str], new: list[str]) -> Changes:
    yield from _listed(name, "__all__", old, new)


def _thing(name: str, old: Plain, new: Plain) -> Changes:
    if old["kind"] != new["kind"]:
        yield Change(name, f"was a {old['kind']}, is a {new['kind']}")
        return
    if "signature" in old:
        yield from _function(name, old, new)
    if "bases" in old:
        yield from _listed(name, "base", old["bases"], new["bases"])
    if "words" in old:
        yield from _pairs(name, "word", old["words"], new["words"])
    if "flags" in old:
        yield from _values(name, old["flags"], new["flags"])
        yield from _keys(f"{name}.", old["attributes"], new["attributes"], _answer)
        yield from _keys(f"{name}.", old["methods"], new["methods"], _thing)
    if "fields" in old or "fields" in new:
        yield from _fields(name, old.get("fields", []), new.get("fields", []))
    if old["kind"] == "property":
        yield from _answer(name, old["type"], new["type"])


def _listed(
    name: str, noun: str, old: Sequence[str], new: Sequence[str], *, ordered: bool = False
) -> Changes:
    for item in old:
        if item not in new:
            yield Change(name, f"{noun} {item!r} is gone")
    for item in new:
        if item not in old:
            yield Change(name, f"{noun} {item!r} is new", breaking=False)
    before = [item for item in old if item in new]
    after = [item for item in new if item in old]
    if ordered and before != after:
        yield Change(name, f"order of {noun}s was {', '.join(before)}, is {', '.join(after)}")


def _pairs(name: str, noun: str, old: Pairs, new: Pairs) -> Changes:
    """Names in order, each with a value."""
    yield from _listed(name, noun, [key for key, _ in old], [key for key, _ in new], ordered=True)
    yield from _values(name, dict(old), dict(new))


def _values(name: str, old: Plain, new: Plain) -> Changes:
    for key in old:
        if key in new and old[key] != new[key]:
            yield Change(name, f"{key} was {old[key]!r}, is {new[key]!r}")


# --- functions ----------------------------------------------------------------------------


def _function(name: str, old: Plain, new: Plain) -> Changes:
    yield from _signature(name, old["signature"], new["signature"])
    before, after = old.get("overloads", []), new.get("overloads", [])
    for overload in before:
        if overload not in after:
            yield Change(name, f"overload {_written(overload)} is gone")
    for overload in after:
        if overload not in before:
            yield Change(name, f"overload {_written(overload)} is new", breaking=not before)


def _written(signature: Plain) -> str:
    arguments = (f"{argument['name']}: {argument['type']}" for argument in signature["arguments"])
    return f"({', '.join(arguments)}) -> {signature['returns']}"


def _signature(name: str, old: Plain, new: Plain) -> Changes:
    before = {argument["name"]: argument for argument in old["arguments"]}
    after = {argument["name"]: argument for argument in new["arguments"]}
    for key, argument in before.items():
        what = f"argument {key!r}"
        if key not in after:
            yield Change(name, f"{what} is gone")
            continue
        now = after[key]
        if argument["kind"] != now["kind"]:
            freer = now["kind"] == "positional or keyword" and not _open(argument)
            yield Change(name, f"{what} was {argument['kind']}, is {now['kind']}", not freer)
        yield from _default(name, what, argument, now)
        yield from _retyped(name, what, argument["type"], now["type"], "arguments")
    for key, argument in after.items():
        if key not in before:
            free = "default" in argument or _open(argument)
            what = "is new" if free else "is new and required"
            yield Change(name, f"argument {key!r} {what}", not free)
    places = _places(after)
    for place, key in enumerate(_places(before)):
        if key in places and places.index(key) != place:
            yield Change(name, f"argument {key!r} has another place")
    yield from _retyped(name, "what is returned", old["returns"], new["returns"], "answers")


def _open(argument: Plain) -> bool:
    """Whether it takes any number of arguments."""
    return str(argument["kind"]).startswith("variadic")


def _places(arguments: Mapping[str, Plain]) -> list[str]:
    """Arguments that can be given by position."""
    return [name for name, one in arguments.items() if one["kind"].startswith("positional")]


def _default(name: str, what: str, old: Plain, new: Plain) -> Changes:
    if "default" not in old and "default" in new:
        yield Change(name, f"{what} is no longer required", breaking=False)
    elif "default" not in new and "default" in old:
        yield Change(name, f"{what} has become required")
    elif old.get("default") != new.get("default"):
        yield Change(name, f"default of {what} was {old['default']}, is {new['default']}")


# --- classes ------------------------------------------------------------------------------


def _fields(name: str, old: Sequence[Plain], new: Sequence[Plain]) -> Changes:
    before = {field["name"]: field for field in old}
    after = {field["name"]: field for field in new}
    for key, field in before.items():
        if key in after:
            yield from _default(name, f"field {key!r}", field, after[key])
            yield from _retyped(name, f"field {key!r}", field["type"], after[key]["type"], "both")
            rest = {part: field[part] for part in field if part not in {"default", "type"}}
            for change in _values(name, rest, after[key]):
                yield Change(name, f"field {key!r}: {change.what}")
        else:
            yield Change(name, f"field {key!r} is gone")
    for key, field in after.items():
        if key not in before:
            free = "default" in field or field["init"] is None
            what = "is new" if free else "is new and required"
            yield Change(name, f"field {key!r} {what}", not free)
    order = [key for key in after if key in before]
    if order != [key for key in before if key in after]:
        yield Change(name, f"order of fields is now {', '.join(order)}")


def _answer(name: str, old: str | None, new: str | None) -> Changes:
    yield from _retyped(name, "type", old, new, "answers")


# --- types --------------------------------------------------------------------------------


def _alias(name: str, old: Plain, new: Plain) -> Changes:
    role = "both" if len(new["of"]) > 1 else new["of"][0]
    yield from _retyped(name, "type", old["means"], new["means"], role)
    if old["of"] != new["of"]:
        where = f"was of {' and '.join(old['of'])}, is of {' and '.join(new['of'])}"
        yield Change(name, where, breaking=False)


def _retyped(name: str, what: str, old: str | None, new: str | None, role: str) -> Changes:
    """A type that is written otherwise.

    Arguments may take more than before, answers may be less: nobody notices. What is both, a field
    of a class, must be the same.
    """
    if old == new:
        return
    before, after = _members(old), _members(new)
    wider = after > before or bool(after & {"object", "Any"})
    narrower = after < before or bool(before & {"object", "Any"})
    harmless = before == after or {"arguments": wider, "answers": narrower}.get(role, False)
    yield Change(name, f"{what} was {old}, is {new}", not harmless)


def _members(text: str | None) -> set[str]:
    """What a union is of, each word of a `Literal` for itself."""
    return set(_parts(ast.parse(text or "Any", mode="eval").body))


def _parts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _parts(node.left)
        yield from _parts(node.right)
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
        words = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        yield from (f"Literal[{ast.unparse(word)}]" for word in words)
    else:
        yield ast.unparse(node)


# --- command line, tables, documents ------------------------------------------------------

# What a word of the command line may come to take, beyond what it took.
_FREER = {("one", "?"), ("one", "+"), ("one", "*"), ("+", "*"), ("?", "*")}


def _command(name: str, old: Plain, new: Plain) -> Changes:
    before = {word: option for option in old["options"] for word in option["names"]}
    after = {word: option for option in new["options"] for word in option["names"]}
    for word, option in before.items():
        if word not in after:
            yield Change(name, f"option {word} is gone")
        else:
            yield from _option(name, f"option {word}", option, after[word])
    for word, option in after.items():
        if word not in before:
            what = "is new and required" if option["required"] else "is new"
            yield Change(name, f"option {word} {what}", option["required"])
    yield from _positions(name, old["positions"], new["positions"])


def _positions(name: str, old: Sequence[Plain], new: Sequence[Plain]) -> Changes:
    for place, one in enumerate(old):
        if place >= len(new):
            yield Change(name, f"argument {one['name']} is gone")
        elif one["name"] != new[place]["name"]:
            yield Change(name, f"argument {place + 1} was {one['name']}, is {new[place]['name']}")
        else:
            yield from _option(name, f"argument {one['name']}", one, new[place])
    for one in new[len(old) :]:
        needed = one["takes"] not in {"?", "*"}
        what = "is new and required" if needed else "is new"
        yield Change(name, f"argument {one['name']} {what}", needed)


def _option(name: str, what: str, old: Plain, new: Plain) -> Changes:
    for key in ("does", "takes", "type", "default", "required"):
        if old.get(key) != new.get(key):
            freer = (old[key], new[key]) in _FREER or (key == "required" and old[key])
            yield Change(name, f"{what}: {key} was {old[key]!r}, is {new[key]!r}", not freer)
    before, after = old["choices"], new["choices"]
    if before is None or after is None:
        if before != after:
            yield Change(name, f"{what}: choices were {before}, are {after}", before is None)
    else:
        yield from _listed(name, f"{what}: choice", before, after)


def _columns(name: str, old: list[str], new: list[str]) -> Changes:
    yield from _listed(name, "column", old, new, ordered=True)


def _table(name: str, old: Pairs, new: Pairs) -> Changes:
    yield from _pairs(name, "column", old, new)


def _document(name: str, old: Plain, new: Plain) -> Changes:
    yield from _listed(name, "field", old["fields"], new["fields"])
    for field in new["required"]:
        if field not in old["required"]:
            yield Change(name, f"field {field!r} has become required")
    for field in old["required"]:
        if field not in new["required"] and field in new["fields"]:
            yield Change(name, f"field {field!r} is no longer required", breaking=False)
