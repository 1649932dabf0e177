"""How a name that somebody typed finds the one entry that it means."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from typing import Protocol

    class HasId(Protocol):
        """An entry of a table that others refer to by its id."""

        @property
        def id(self) -> str: ...


T = TypeVar("T")

# The names of an entry, those of most weight first.
Tiers: TypeAlias = "tuple[Iterable[str | None], ...]"

# What a name may be written with or without: spaces, apostrophes and hyphens in all the shapes that
# keyboards and typesetters give them.
APOSTROPHES = "'\u2018\u2019\u201b\u2032\u02bc`\u00b4"
_IGNORED = {
    ord(mark): None for mark in f" \t\n\r{APOSTROPHES}-\u2010\u2011\u2012\u2013\u2014\u2212"
}


def fold(name: str) -> str:
    """The form in which names are compared: no case, accents, spaces, apostrophes or hyphens."""
    alphanumeric = name.isalnum()  # most names are, and have no accents of their own
    if name.isascii():
        return name.lower() if alphanumeric else name.lower().translate(_IGNORED)
    if not alphanumeric or not unicodedata.is_normalized("NFKD", name):
        name = without_accents(name, blank="")
    return name.casefold().translate(_IGNORED)


def without_accents(name: str, blank: str) -> str:
    """A name without accents, and with `blank` for each space and each character nobody sees."""
    # One by one: a long text of accents alone would take forever, as they are put in order.
    parts = (part for char in name for part in unicodedata.normalize("NFKD", char))
    return "".join(
        blank if part.isspace() or unicodedata.category(part) == "Cf" else part
        for part in parts
        if unicodedata.category(part) != "Mn"
    )


def simplified(name: str) -> str:
    """A name with simplified Chinese characters for traditional ones."""
    if name.isascii():
        return name
    from china_trade_cities._dataset.traditional import SIMPLIFIED

    return name.translate(SIMPLIFIED)


class NameIndex(Generic[T]):
    """Entries by all their names.

    Names come in tiers: one that means a single entry for certain (its id) outweighs one that
    may be shared (its name), so that a homonym with an id of its own can still be asked for.
    """

    def __init__(self, items: Iterable[T], tiers: Callable[[T], Tiers]) -> None:
        self._exact: dict[str, tuple[T, ...]] = {}
        self._tiers: list[dict[str, tuple[T, ...]]] = []
        self._spellings: dict[str, str] = {}
        for item in items:
            by_tier = tiers(item)
            for number, names in enumerate(by_tier):
                if number == len(self._tiers):
                    self._tiers.append({})
                self._add(self._tiers[number], item, names)
            self._exact.update((name, (item,)) for name in by_tier[0] if name)

    def _add(self, tier: dict[str, tuple[T, ...]], item: T, names: Iterable[str | None]) -> None:
        for name in names:
            if name:
                key = fold(name)
                known = tier.get(key, ())
                if known[-1:] != (item,):  # items come one by one
                    tier[key] = (*known, item)
                self._spellings[key] = name  # names come after ids, and look better

    def find(self, name: str) -> tuple[T, ...]:
        """All that the name may mean, by the weightiest tier that knows it; usually one."""
        if name in self._exact:
            return self._exact[name]
        key = fold(name)
        return next(self.readings(key), ()) or next(self.readings(simplified(key)), ())

    def readings(self, key: str) -> Iterator[tuple[T, ...]]:
        """What a folded name means in each tier that knows it, the weightiest first."""
        return (tier[key] for tier in self._tiers if key in tier)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to three known spellings close to the name, best first; no short codes."""
        from difflib import get_close_matches

        known = [
            key
            for key, spelling in self._spellings.items()
            if not (spelling.isascii() and (spelling.isupper() or spelling.isdigit()))
        ]
        keys = get_close_matches(fold(name), known, n=3, cutoff=0.75)
        return tuple(self._spellings[key] for key in keys)
