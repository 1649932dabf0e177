"""What somebody may have meant by a name that means nothing here. Nothing is chosen for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import chain
from typing import TYPE_CHECKING, Any

from china_trade_cities._dataset.index import hs_code, names_in, with_ancestors
from china_trade_cities._dataset.names import fold
from china_trade_cities._model.record import Partner

if TYPE_CHECKING:
    from china_trade_cities._dataset.index import Index
    from china_trade_cities._model.record import Product

_MOST = 5
_TABLES = ("products", "partners", "industries")
# A single word that more entries of these tables hold says nothing: "and", "new", "products".
_MOST_THAT_HOLD = 10
_ALIKE = 0.75
# Tables of which one may have a word that the other lacks: sofas are no product, but an industry.
_OTHER = {"products": "industries", "industries": "products"}


def suggestions(index: Index, table: str, name: str) -> tuple[str, ...]:
    """Names of a table's entries near in meaning, best first; without any, those spelled alike."""
    if near := dict.fromkeys(_near_in_meaning(index, table, name)):
        return tuple(entry.name for entry in near)[:_MOST]
    if table in _TABLES and not _says_something(index, name):
        return ()
    names = index.names_of(table)
    alike: dict[Any, str] = {}
    for spelling in names.suggest(name):
        if _word_by_word(name, spelling):
            alike.setdefault(names.find(spelling), spelling)
    return tuple(alike.values())


def _word_by_word(name: str, spelling: str) -> bool:
    """Whether each word is spelled like its fellow: North Korea is not South Korea misspelt."""
    pairs = list(zip(name.casefold().split(), spelling.casefold().split(), strict=False))
    same_number = len(name.split()) == len(spelling.split())
    return not same_number or all(
        SequenceMatcher(None, one, other).ratio() >= _ALIKE for one, other in pairs
    )


def _near_in_meaning(index: Index, table: str, name: str) -> Iterator[Any]:
    if table == "products" and len(code := hs_code(name)) >= 2:
        yield from _by_code(index.entries("products"), code)
    if table in _OTHER:
        yield from _called_elsewhere(index, table, name)
    if table in _TABLES and _says_something(index, name):
        yield from _that_hold(index.entries(table), name)


def _says_something(index: Index, name: str) -> bool:
    entries = chain.from_iterable(map(index.entries, _TABLES))
    return len(_words(name)) > 1 or len(list(_that_hold(entries, name))) <= _MOST_THAT_HOLD


def _by_code(products: Iterable[Product], code: str) -> list[Product]:
    """Goods whose HS code is part of a code, or the reverse, else of its chapter; wider ones."""
    coded = [(product, known) for product in products for known in product.codes]
    related = [product for product, known in coded if known.startswith(code)]
    around = [(product, known) for product, known in coded if code.startswith(known)]
    related += [product for product, _ in sorted(around, key=lambda pair: -len(pair[1]))]
    related = related or [product for product, known in coded if known[:2] == code[:2]]
    return related + [wider for product in related for wider in with_ancestors(product.parent)]


def _called_elsewhere(index: Index, table: str, name: str) -> Iterator[Any]:
    """Entries that share a name with what is called so in the other table, or is above it."""
    names = index.names_of(table)
    for entry in index.find(_OTHER[table], name):
        for wider in with_ancestors(entry):
            found = [each for known in names_in(wider) for each in names.find(known)]
            yield from found
            if found:
                break


def _that_hold(entries: Iterable[Any], name: str) -> Iterator[Any]:
    """Entries of which one name, or the note on members, holds all words of the name."""
    folded, asked = fold(name), _words(name)
    if folded.isascii() and len("".join(asked)) < 3:
        return

    def holds(text: str) -> bool:
        # Chinese has no spaces between words.
        return asked <= _words(text) if folded.isascii() else folded in fold(text)

    for entry in entries:
        members = entry.note or "" if isinstance(entry, Partner) else ""
        if any(map(holds, (*names_in(entry), members))):
            yield entry


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", text.casefold()))
