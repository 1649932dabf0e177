"""What every result inherits: how it is shown, and sequences of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from attrs import evolve

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

    from china_trade_cities._display.view import View


E = TypeVar("E")
K = TypeVar("K")
V = TypeVar("V")


class LazyMapping(Mapping[K, V]):
    """An immutable mapping that is worked out when it is first looked at."""

    __slots__ = ("_items", "_make")

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._make = make
        self._items: dict[K, V] | None = None

    @property
    def _found(self) -> dict[K, V]:
        if self._items is None:
            self._items = dict(self._make())
        return self._items

    def __getitem__(self, key: K) -> V:
        return self._found[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __hash__(self) -> int:
        return hash(frozenset(self._found.items()))

    def __repr__(self) -> str:
        return repr(self._found)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_remade, (self._found,))


def _remade(items: dict[K, V]) -> LazyMapping[K, V]:
    return LazyMapping(items.copy)


NOTHING: LazyMapping[Any, Any] = LazyMapping(dict)


class Shown:
    """Anything that prints as an aligned table, and shows as a table in a notebook and by rich."""

    __slots__ = ()

    if TYPE_CHECKING:

        def _view(self) -> View: ...

    def __str__(self) -> str:
        from china_trade_cities._display.view import as_text

        return as_text(self._view())

    def _repr_html_(self) -> str:
        from china_trade_cities._display.html import as_html

        return as_html(self._view())

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Any]:
        from china_trade_cities._display.rich import (
            as_rich,
        )  # rich alone asks for it, so it is there

        return as_rich(self._view(), console, options)


def view_of(result: Shown) -> View:
    """The table that a result is shown as, for other renderers."""
    return result._view()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


class Listed(Shown, Sequence[E]):
    """A result that is a sequence of its entries."""

    __slots__ = ()

    entries: tuple[E, ...]

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> E | Self:
        if isinstance(index, slice):
            return evolve(self, entries=self.entries[index])  # type: ignore[misc]
        return self.entries[index]

    def __len__(self) -> int:
        return len(self.entries)
