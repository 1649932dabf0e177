"""What to ask instead of a question without an answer: the same with a word exchanged, or two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sized
from itertools import chain, islice
from typing import Any, TypeAlias, cast

from attrs import evolve, frozen

from china_trade_cities._dataset.index import Index, Selection, with_ancestors
from china_trade_cities._dataset.spans import nearest, nearest_first
from china_trade_cities._display.results import NOTHING, LazyMapping
from china_trade_cities._model.record import City, Partner, Product, TradeRecord
from china_trade_cities._model.vocabulary import Flow, Span

# Finds what answers a selection: cities, points of a series, product groups.
Answer: TypeAlias = "Callable[[Selection], Sized]"

_MOST = 5
_MOST_OF_TWO_WORDS = 3
_PARTS = ("product", "partner")


def near(
    index: Index,
    selection: Selection,
    found: Sized,
    answer: Answer,
    *,
    cities: Collection[City] | None = None,
    flows: tuple[Flow, ...] = tuple(Flow),
    spans: Mapping[Span, Answer] | None = None,
) -> dict[str, Any]:
    """The fields of a result that name questions with an answer, where nothing was `found`.

    `near_products`, `near_partners` and `nearest` (periods) exchange that one word;
    `near_questions` exchanges the flow, or leaves a word out, or exchanges two words where no
    single one helps. All are put to `answer`; the number of each is how much that finds.

    `cities` are those named, None for all; `flows` those that may be asked for. A series has
    `spans` instead of periods: the answer by each other kind of span.
    """
    if found:
        return {}
    asked = _Question(selection, answer)
    around = _Around(index, asked, cities, flows, spans)

    def things(part: str) -> LazyMapping[Any, int]:
        if getattr(selection, part) is None:
            return NOTHING
        return LazyMapping(lambda: around.things(part, asked))

    hints: dict[str, Any] = {f"near_{part}s": things(part) for part in _PARTS}
    hints["near_questions"] = LazyMapping(around.questions)
    if spans is None:
        hints["nearest"] = nearest(index, selection, found, answer)
    return hints


@frozen
class _Question:
    selection: Selection
    answer: Answer
    words: str = ""  # the arguments that differ from what was asked, as they are written

    def with_words(self, words: str, **parts: Any) -> _Question:
        return evolve(self, selection=self.selection._replace(**parts), words=words)

    def __len__(self) -> int:
        return len(self.answer(self.selection))


@frozen
class _Around:
    """The questions around one."""

    index: Index
    asked: _Question
    cities: Collection[City] | None
    flows: tuple[Flow, ...]
    spans: Mapping[Span, Answer] | None

    def questions(self) -> dict[str, int]:
        one = {
            question.words: number
            for question in chain(self._wider(), self._other_flows())
            if (number := len(question))
        }
        if one or any(self._other_times()) or any(self.things(p, self.asked) for p in _PARTS):
            return one
        own = dict(islice(self._of_other_flow_and_time(), _MOST_OF_TWO_WORDS))
        return own or dict(islice(self._of_other_things(), _MOST_OF_TWO_WORDS))

    def _wider(self) -> Iterator[_Question]:
        """Without the product, and without the partner, of a question for both."""
        if self.asked.selection.product and self.asked.selection.partner:
            for part in _PARTS:
                yield self.asked.with_words(f"{part}=None", **{part: None})

    def _other_flows(self) -> Iterator[_Question]:
        for flow in self.flows:
            if flow is not self.asked.selection.flow:
                yield self.asked.with_words(f'flow="{flow}"', flow=flow)

    def _other_times(self, *, of_anything: bool = False) -> Iterator[_Question]:
        """The question for other periods, nearest first: those in which its subject occurs."""
        if self.spans is None:
            of = self.asked.selection
            index = self.index
            periods = index.periods if of_anything else index.periods_of(of.product, of.partner)
            for period in nearest_first(periods, self.asked.selection.period):
                yield self.asked.with_words(f'period="{period}"', period=period)
        else:
            for span, answer in self.spans.items():
                yield _Question(self.asked.selection, answer, f'span="{span}"')

    def _of_other_flow_and_time(self) -> Iterator[tuple[str, int]]:
        for other in self._other_times():
            occurring = {
                record.flow
                for record in self._records(other.selection)
                if record.product == other.selection.product
                and record.partner == other.selection.partner
            }
            for flow in self.flows:
                question = other.with_words(f'flow="{flow}", {other.words}', flow=flow)
                if flow in occurring and (number := len(question)):
                    yield question.words, number

    def _of_other_things(self) -> Iterator[tuple[str, int]]:
        times = self._other_times(of_anything=True)
        for question in chain(self._other_flows(), times):
            for part in _PARTS:
                for thing, number in self.things(part, question).items():
                    yield f'{part}="{thing.id}", {question.words}', number

    def things(self, part: str, question: _Question) -> dict[Any, int]:
        """Other products, or partners, for which a question has an answer.

        What belongs to the one asked for comes first, then what has most.
        """
        selection = question.selection
        asked = getattr(selection, part)
        if asked is None:
            return {}
        numbers = {
            thing: number
            for thing in self._occurring(part, selection) - {asked}
            if (number := len(question.answer(selection._replace(**{part: thing}))))
        }
        order = sorted(numbers, key=lambda one: (_distance(asked, one), -numbers[one], one.id))
        return {one: numbers[one] for one in order[:_MOST]}

    def _occurring(self, part: str, selection: Selection) -> set[Any]:
        """What any figure is of, whatever its flow: only of this is it worth asking."""
        other = "partner" if part == "product" else "product"
        return {
            getattr(record, part)
            for record in self._records(selection)
            if getattr(record, other) == getattr(selection, other)
        } - {None}

    def _records(self, selection: Selection) -> Iterable[TradeRecord]:
        """All that the cities have in the period, or, for a series, in any."""
        if self.spans is None:
            records: Iterable[TradeRecord] = self.index.records_in(selection.period)
        else:
            records = chain.from_iterable(map(self.index.records_of, self.cities or ()))
        return (r for r in records if self.cities is None or r.city in self.cities)


def _distance(asked: Product | Partner, other: Product | Partner) -> int:
    """How far two products, or two partners, are from each other."""
    if isinstance(asked, Partner):
        return int(asked.kind is not cast("Partner", other).kind)
    wider, others = list(with_ancestors(asked)), list(with_ancestors(cast("Product", other)))
    if asked in others or other in wider:
        return 0
    return 1 if asked.parent is not None and asked.parent in others else 2
