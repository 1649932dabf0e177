"""Mutants of a module: copies of its source with one small fault each.

The faults are those of mutmut. mutmut itself leaves out what is decorated and what runs on
import, which here is much of the code (properties, validators, fields), so the walk is our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any

import libcst as cst
from attrs import field, frozen
from libcst import matchers
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import NEVER_MUTATE_FUNCTION_CALLS
from mutmut.mutation.mutators import mutation_operators

# What only type checkers read, what explains, and calls that raise with any other argument.
_LEFT_ALONE = (
    matchers.Annotation()
    | matchers.If(test=matchers.Name("TYPE_CHECKING"))
    | matchers.Expr(matchers.SimpleString())
    | matchers.Call(matchers.OneOf(*map(matchers.Name, sorted(NEVER_MUTATE_FUNCTION_CALLS))))
)
_OVERLOAD = matchers.Decorator(matchers.Name("overload"))
_CAST = matchers.Call(matchers.Name("cast"))


@frozen(kw_only=True)
class Mutant:
    """A module with one fault.

    Attributes:
        number: From 1, in the order of the source.
        function: Where it is, such as ``Period.parse``; blank on the floor of the module.
        on_import: Whether it runs when the module is imported, not when a function is called.
        first_line: First line of the statement that it changes.
        last_line: Its last line.
        before: The source without it.
        after: The source with it.
    """

    number: int
    function: str
    on_import: bool
    first_line: int
    last_line: int
    before: str = field(repr=False)
    after: str = field(repr=False)

    @property
    def difference(self) -> tuple[str, ...]:
        """The lines taken out and put in, with ``-`` and ``+`` before them."""
        lines = unified_diff(self.before.splitlines(), self.after.splitlines(), n=0, lineterm="")
        return tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))


@frozen(kw_only=True)
class _Change:
    function: str
    on_import: bool
    statement: CodeRange
    node: CodeRange
    old: cst.CSTNode
    new: cst.CSTNode


def mutants(source: str) -> Iterator[Mutant]:
    """All mutants of a source that Python can compile, in its order, numbered from 1."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    walk = _Walk(wrapper.resolve(PositionProvider))
    wrapper.module.visit(walk)
    seen = {source}
    for change in walk.changes:
        after = _replaced(wrapper.module, source, change)
        if after in seen or not _compiles(after):
            continue
        seen.add(after)
        yield Mutant(
            number=len(seen) - 1,
            function=change.function,
            on_import=change.on_import,
            first_line=change.statement.start.line,
            last_line=change.statement.end.line,
            before=source,
            after=after,
        )


def _replaced(module: cst.Module, source: str, change: _Change) -> str:
    """The source with the change in it."""
    lines = source.splitlines(keepends=True)
    begin, end = (
        sum(map(len, lines[: place.line - 1])) + place.column
        for place in (change.node.start, change.node.end)
    )
    if source[begin:end] == module.code_for_node(change.old):
        return source[:begin] + module.code_for_node(change.new) + source[end:]
    mutated = module.deep_replace(change.old, change.new)  # always right, but slow
    return cst.ensure_type(mutated, cst.Module).code


class _Walk(cst.CSTVisitor):
    """Collects the changes of a module."""

    def __init__(self, places: Mapping[cst.CSTNode, Any]) -> None:
        super().__init__()
        self.changes: list[_Change] = []
        self._places = places
        self._names: list[str] = []  # classes and functions around the node
        self._bodies = 0  # bodies of functions around it
        self._lines: list[CodeRange] = []  # simple statements around it

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_left_alone(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._names.append(node.name.value)
        if isinstance(node, cst.SimpleStatementLine):
            self._lines.append(self._places[node])
        self._change(node)
        if matchers.matches(node, _CAST):  # its first argument is a type
            cst.ensure_type(node, cst.Call).args[-1].visit(self)
            return False
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef) and not _is_left_alone(
            original_node
        ):
            self._names.pop()
        if isinstance(original_node, cst.SimpleStatementLine):
            self._lines.pop()

    def visit_FunctionDef_body(self, node: cst.FunctionDef) -> None:  # noqa: N802 - libcst's name
        del node
        self._bodies += 1

    def leave_FunctionDef_body(self, node: cst.FunctionDef) -> None:  # noqa: N802 - libcst's name
        del node
        self._bodies -= 1

    def _change(self, node: cst.CSTNode) -> None:
        if matchers.matches(node, _CAST):
            return
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                for new in operator(node):
                    self.changes.append(
                        _Change(
                            function=".".join(self._names),
                            on_import=not self._bodies,
                            statement=self._lines[-1] if self._lines else self._places[node],
                            node=self._places[node],
                            old=node,
                            new=new,
                        )
                    )


def _is_left_alone(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.FunctionDef):
        return any(matchers.matches(decorator, _OVERLOAD) for decorator in node.decorators)
    return matchers.matches(node, _LEFT_ALONE)


def _compiles(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec")
    except SyntaxError:
        return False
    return True
