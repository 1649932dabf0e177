"""How cities, figures and sources are worded in tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from typing import TYPE_CHECKING

from china_trade_cities._display.view import Mention, Scale, SourceNote
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import (
    City,
    Partner,
    PercentInterval,
    Product,
    Source,
    TradeRecord,
    distinct,
)
from china_trade_cities._model.vocabulary import Basis, Currency, Flow, Status

if TYPE_CHECKING:
    from china_trade_cities._model.comparison import Conversion, Difference


FLOWS = {
    Flow.TOTAL: "Total trade",
    Flow.EXPORT: "Exports",
    Flow.IMPORT: "Imports",
    Flow.BALANCE: "Trade balance",
    Flow.RE_EXPORT: "Re-exports",
    Flow.DOMESTIC_EXPORT: "Domestic exports",
}

BASES = {
    Basis.LOCATION: "by location of importer/exporter",
    Basis.DESTINATION_ORIGIN: "by destination/origin",
    Basis.CUSTOMS_DISTRICT: "by customs district",
    Basis.UNSPECIFIED: "basis not stated",
}

STATUSES = {
    Status.PROVISIONAL: "provisional",
    Status.APPROXIMATE: "approximate",
    Status.OTHER_DEFINITION: "another definition",
    Status.AT_LEAST: "at least",
    Status.UNRELIABLE: "unreliable",
}


class Citations:
    """Numbers for sources, in order of first mention."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def cite(self, sources: Iterable[Source]) -> Mention:
        named = distinct(sources)
        numbers = [self._numbers.setdefault(source, len(self._numbers) + 1) for source in named]
        return Mention.of(numbers, named)

    def notes(self) -> tuple[str, ...]:
        return tuple(
            SourceNote.of(number, str(source), source) for source, number in self._numbers.items()
        )


def city_words(city: City) -> str:
    inside = f" (in {city.parent.name})" if city.parent else ""
    return f"{city.name} {city.name_zh}{inside}"


def percent_words(percent: float | None, decimals: int = 1) -> str:
    """A percentage without its sign, blank where there is none."""
    return "" if percent is None else f"{percent:,.{decimals}f}"


def range_words(interval: PercentInterval, decimals: int) -> str:
    """Lowest and highest percentage, once where they look the same."""
    low, high = (percent_words(end, decimals) for end in interval)
    if not high:
        return f"at least {low}"
    return low if low == high else f"{low} to {high}"


def growth_words(record: TradeRecord) -> str:
    return percent_words(record.growth, record.growth_decimals)


def mark(*records: TradeRecord) -> str:
    """What is to be known of the records that a figure rests on; `mark_notes` explains it."""
    marks = dict.fromkeys(f" {record.status}" for record in records if record.status in STATUSES)
    star = "*" if any(record.is_derived for record in records) else ""
    return "".join(marks) + star


def mark_notes(records: Iterable[TradeRecord]) -> tuple[str, ...]:
    marked = tuple(records)
    marks = dict.fromkeys(record.status for record in marked if record.status in STATUSES)
    derived = dict.fromkeys(DERIVED[record.flow] for record in marked if record.is_derived)
    return (
        *(f"{status}: {STATUSES[status]}" for status in marks),
        *(f"*: {what}" for what in derived),
    )


DERIVED = {
    Flow.TOTAL: "export plus import of one source, which prints no total",
    Flow.BALANCE: "export less import of one source, which prints no balance",
}


def scope_words(product: Product | tuple[Product, ...] | None, partner: Partner | None) -> str:
    products = (product,) if isinstance(product, Product) else product or ()
    goods = " or ".join(each.name for each in products) or "all goods"
    return f"{goods}, {partner.name if partner else 'world'}"


def counted(number: int, one: str, many: str) -> str:
    """A number with the noun in its proper form."""
    return f"{number} {one if number == 1 else many}"


def least_words(least: int | None, currency: Currency) -> tuple[str, ...]:
    return () if least is None else (f"Only cities of at least {least:,} {currency}.",)


def left_out(shown: Sized, ranked: int, excluded: Mapping[City, str]) -> str:
    text = f"{len(shown)} of {counted(ranked, 'ranked city', 'ranked cities')} shown"
    if not excluded:
        return f"{text}."
    return f"{text}; {counted(len(excluded), 'city is', 'cities are')} not ranked, see `excluded`."


def nearest_words(
    nearest: Mapping[Period, int], what: str = "that can be ranked"
) -> tuple[str, ...]:
    if not nearest:
        return ()
    spans = [f"{period} ({counted(n, 'city', 'cities')})" for period, n in nearest.items()]
    return (f"Nearest periods {what}: {', '.join(spans)}.",)


def near_words(answer: object, one: str = "city", many: str = "cities") -> tuple[str, ...]:
    """The near products, partners and questions that an answer names, with how much answers."""
    things = tuple(
        f"Nearest {kind} with figures: "
        f"{', '.join(f'{thing.name} ({number})' for thing, number in near.items())}."
        for kind in ("products", "partners")
        if (near := getattr(answer, f"near_{kind}", {}))
    )
    near_questions: Mapping[str, int] = getattr(answer, "near_questions", {})
    questions = "; ".join(
        f"with {words}: {counted(number, one, many)}" for words, number in near_questions.items()
    )
    return (*things, f"W{questions[1:]}.") if questions else things


def conversion_words(conversion: Conversion, cited: Citations) -> str:
    rate = conversion.rate
    text = (
        f"c: converted at 1 {rate.currency} = {rate.cny_per_unit:f} CNY, average of {rate.year} "
        f"{cited.cite(conversion.sources)}"
    )
    others = [
        f"{other.cny_per_unit:f} {cited.cite([other.source])}" for other in conversion.alternatives
    ]
    return f"{text}, preferred to {', '.join(others)}." if others else f"{text}."


def about_words(amount: int, currency: Currency) -> str:
    """An amount that nobody printed, to two digits."""
    unit = 10 ** max(0, len(str(abs(amount))) - 2)
    rounded = round(amount / unit) * unit
    scale = Scale.for_amount(rounded)
    digits = 10 ** max(0, len(str(abs(rounded))) - 2)
    return f"about {scale.show(rounded, digits)} {scale.word}{currency}"


UNSTATED_CURRENCY = "No amount: the source printed the rate alone and does not state its currency."


def amount_words(record: TradeRecord, scale: Scale | None = None) -> str:
    """An amount in the scale of the table, or with its currency in a scale of its own."""
    if record.value is None or record.currency is None:
        return "-" if record.value_dash else ""
    if scale is not None:
        return scale.show(record.value, record.rounded_to)
    scale = Scale.for_amount(record.value)
    return f"{scale.show(record.value, record.rounded_to)} {scale.word}{record.currency}"


def measured_words(record: TradeRecord, measure: str) -> str:
    if measure == "value":
        return amount_words(record)
    if measure == "growth":
        return f"{growth_words(record)} %"
    return f"{percent_words(record.share, record.share_decimals)} % of {record.share_of}"


def gap_words(difference: Difference, measure: str) -> str:
    """How far a record is from the preferred one, with its sign; blank where they are equal."""
    gap, record = difference.gap, difference.record
    if not gap:
        return ""
    if measure != "value":
        return f"{gap:+,g} percentage points"
    scale = Scale.for_amount(int(gap))
    sign = "+" if gap > 0 else ""
    amount = f"{sign}{scale.show(int(gap), record.rounded_to)} {scale.word}{record.currency}"
    percent = difference.gap_percent
    return amount if percent is None else f"{amount} ({percent:+,.2f} %)"


def agreement_words(difference: Difference, *, disputed: bool) -> str:
    """Whether a record agrees with the preferred one, and if it is disputed, with it alone."""
    if not difference.explained_by_rounding:
        return "no"
    words = "by rounding" if difference.gap else "yes"
    return f"{words}, not with all" if disputed else words
