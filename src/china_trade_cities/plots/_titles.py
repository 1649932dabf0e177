"""What the titles of charts say: what is seen, of which goods, with whom and when."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Sequence
from typing import Any

from china_trade_cities._display.results import CityRanking
from china_trade_cities._display.words import city_words
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product
from china_trade_cities._model.vocabulary import Flow

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)

_NOUNS = {
    Flow.TOTAL: ("trade", "in", "with"),
    Flow.EXPORT: ("exports", "of", "to"),
    Flow.IMPORT: ("imports", "of", "from"),
    Flow.BALANCE: ("trade balance", "in", "with"),
    Flow.RE_EXPORT: ("re-exports", "of", "to"),
    Flow.DOMESTIC_EXPORT: ("domestic exports", "of", "to"),
}


def title(text: str) -> str:
    return text[:1].upper() + text[1:]


def goods_words(
    flow: Flow, product: Product | tuple[Product, ...] | None = None, partner: Partner | None = None
) -> str:
    """What is traded, inside a sentence: exports of lithium-ion batteries to Africa."""
    words, of, to = _NOUNS[flow]
    products = (product,) if isinstance(product, Product) else product or ()
    if products:
        words += f" {of} {' or '.join(_inside(each.name) for each in products)}"
    if partner is not None:
        words += f" {to} {partner.name}"
    return words


def goods_of(answer: Any) -> str:
    """What an answer is about."""
    product = getattr(answer, "products", None) or getattr(answer, "product", None)
    return goods_words(answer.flow, product, answer.partner)


def _inside(name: str) -> str:
    """A name inside a sentence, where the first word is no abbreviation."""
    first = name.partition(" ")[0]
    return name[:1].lower() + name[1:] if first[1:].islower() else name


def when_words(period: Period) -> str:
    """A period for people: 2024, May 2024, January to November 2023."""
    if period.is_full_year:
        return str(period.year)
    last = period.last_month
    first_name, last_name = month_name[period.month], month_name[last.month]
    if period.is_month:
        return f"{first_name} {period.year}"
    year = "" if period.year == last.year else f" {period.year}"
    return f"{first_name}{year} to {last_name} {last.year}"


def number_words(number: int) -> str:
    """A number as it stands in a sentence."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def named(cities: Sequence[City]) -> str:
    """Up to three cities by name, a single one by both, more by number."""
    if len(cities) == 1:
        return city_words(cities[0])
    if len(cities) > 3:
        return f"{number_words(len(cities))} cities"
    names = [city.name for city in cities]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def most_words(answer: CityRanking[Any], which: str, otherwise: str) -> str:
    """The title of a ranking: the ten of 137 cities with this or that, or `otherwise`.

    That they are those is said only if no other could be, with a figure or without.
    """
    shown = len(answer)
    if shown == answer.ranked or any(entry.rank_range[1] > shown for entry in answer):
        return title(otherwise) + (f", {answer.among}" if answer.among else "")
    which_of = number_words(shown) if shown > 1 else "one"
    whose = answer.among if answer.among.startswith("cities of ") else "cities"
    return f"The {which_of} of {answer.ranked} {whose} {which}"


def joined_when(periods: Iterable[Period]) -> str:
    """Two ends of a time, or one."""
    words = dict.fromkeys(map(when_words, periods))
    return " to ".join(words)
