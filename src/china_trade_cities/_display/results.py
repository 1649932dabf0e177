"""What every result inherits: how it is shown, and sequences of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from attrs import evolve

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord, sources_of

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

    from china_trade_cities._display.view import View
    from china_trade_cities._model.record import HasSources

E = TypeVar("E")
S = TypeVar("S", bound="HasSources")
R = TypeVar("R", bound="RankedEntry")
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
        # Rich alone asks for it, so it is there.
        from china_trade_cities._display.rich import as_rich

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

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)}>"


class CitedList(Listed[S]):
    """A result whose entries know their sources."""

    __slots__ = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed a figure of the entries, corroborating sources included."""
        return sources_of(*self)


class RankedEntry:
    __slots__ = ()

    rank: int
    city: City
    record: TradeRecord
    rank_range: tuple[int, int]

    @property
    def is_certain(self) -> bool:
        """Whether rounding leaves no doubt about the rank among the cities that were ranked.

        A city without a comparable figure might stand anywhere: see `excluded` of the ranking.
        Never so for a figure that is approximate, of another definition, or unreliable.
        """
        return self.rank_range[0] == self.rank_range[1] and not self.record.is_doubtful

    if TYPE_CHECKING:

        @property
        def sources(self) -> tuple[Source, ...]: ...


class CityRanking(CitedList[R]):
    __slots__ = ()

    ranked: int
    excluded: Mapping[City, str]
    nearest: Mapping[Period, int]
    near_products: Mapping[Product, int]
    near_partners: Mapping[Partner, int]
    near_questions: Mapping[str, int]
