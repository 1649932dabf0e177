"""The question which cities specialise in an industry: `by_specialization`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.conflicts import publisher_of
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._dataset.index import grouped
from china_trade_cities._dataset.preference import TIER_ORDER
from china_trade_cities._display.columns import CITY, EVIDENCE, Columns
from china_trade_cities._display.dicts import city_dict, evidence_dict
from china_trade_cities._display.results import CitedList
from china_trade_cities._display.view import View
from china_trade_cities._display.words import Citations, city_words, counted
from china_trade_cities._model.evidence import Industry, IndustrySpecialization
from china_trade_cities._model.record import City, Source, distinct
from china_trade_cities._model.vocabulary import (
    SpecializationKind,
    SpecializationKindName,
    Tier,
    parse_word,
)

_STRENGTH = {kind: order for order, kind in enumerate(SpecializationKind)}


@frozen(kw_only=True, repr=False)
class SpecializedCity:
    """A city, and the evidence that it specialises in what was asked for.

    Attributes:
        city: The city.
        evidence: What sources say, strongest first, then by tier of the source, then newest,
            then by source id.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for evidence in ctc.by_specialization("shipbuilding")[0].evidence[:1]:
        ...     print(evidence.city.name, evidence.kind, evidence.year, evidence.label)
        Qingdao national-cluster 2024 ships and offshore engineering equipment
    """

    city: City
    evidence: tuple[IndustrySpecialization, ...]

    @property
    def strongest(self) -> SpecializationKind:
        """The strongest kind of evidence."""
        return self.evidence[0].kind

    @property
    def tier(self) -> Tier:
        """The best tier of a source that gives the strongest evidence."""
        return self.evidence[0].source.tier

    @property
    def industries(self) -> tuple[Industry, ...]:
        """The industries that the evidence speaks of, each once."""
        return tuple(dict.fromkeys(item.industry for item in self.evidence))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who says so, each once."""
        return distinct(item.source for item in self.evidence)

    @property
    def independent_sources(self) -> int:
        """How many publishers say so independently of one another.

        A publisher counts once, whatever its pages: the name is what stands before the first
        comma, bracket, "on", "via" or "quoting" ("Xinhua, read on jc001.cn" is Xinhua). A
        secondary source does not count for a statement (city, industry and kind) that a better
        one makes too, for it may repeat it. A source that names no publisher counts by itself.
        """
        return _independent(self.evidence)

    def __repr__(self) -> str:
        return f"<SpecializedCity {self.city.id}: {self.strongest}, evidence: {len(self.evidence)}>"


@frozen(kw_only=True, repr=False)
class SpecializedCities(CitedList[SpecializedCity]):
    """Cities that sources say specialise; one that is not listed is not thereby excluded.

    A sequence of `SpecializedCity`; a slice of it is a `SpecializedCities` too. The statements
    are a sample of what is published: nobody lists all cities of an industry.

    Attributes:
        entries: The cities, by strength of evidence, tier and number of publishers.

    Examples:
        >>> import china_trade_cities as ctc
        >>> found = ctc.by_specialization("rare earths")
        >>> [(city.city.name, city.tier.value) for city in found]
        [('Baotou', 'press'), ('Ganzhou', 'secondary')]
        >>> found.statements, found.independent_sources
        (3, 3)
    """

    entries: tuple[SpecializedCity, ...]

    @property
    def statements(self) -> int:
        """How many pieces of evidence there are."""
        return sum(len(city.evidence) for city in self)

    @property
    def independent_sources(self) -> int:
        """How many publishers make them, counted as for one city."""
        return _independent(item for city in self for item in city.evidence)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per piece of evidence with plain values.

        ``independent_sources`` is that of the city.
        """
        return [
            {
                **city_dict(item.city),
                **evidence_dict(item),
                "publisher": item.source.publisher,
                "url": item.source.url,
                "independent_sources": publishers,
            }
            for city in self
            for publishers in (city.independent_sources,)
            for item in city.evidence
        ]

    def _columns(self) -> Columns:
        return (*CITY, *EVIDENCE, "publisher", "url", "independent_sources")

    def _view(self) -> View:
        cited = Citations()
        rows = [
            (
                city_words(city.city),
                city.strongest.value,
                city.tier.value,
                str(city.independent_sources),
                _some_of(city.industries),
                cited.cite(city.sources),
            )
            for city in self
        ]
        tiers = [
            f"{tier} {cited.cite(sources)}"
            for tier in Tier
            if (sources := [source for source in self.sources if source.tier is tier])
        ]
        return View(
            f"{counted(len(self), 'city', 'cities')} by strength of evidence, from "
            f"{sample_words(self)}; a city that is not listed is not thereby excluded",
            ("city", "strongest evidence", "tier", ">publishers", "industries", "source"),
            rows,
            (*((f"Sources by tier: {', '.join(tiers)}.",) if tiers else ()), *cited.notes()),
        )


def sample_words(found: SpecializedCities) -> str:
    """How many statements and publishers an answer rests on."""
    publishers = counted(
        found.independent_sources, "independent publisher", "independent publishers"
    )
    return f"{counted(found.statements, 'statement', 'statements')} of {publishers}"


def _independent(evidence: Iterable[IndustrySpecialization]) -> int:
    """How many publishers make these statements, by the rule of `independent_sources`."""
    items = tuple(evidence)
    better = {_statement(item) for item in items if item.source.tier is not Tier.SECONDARY}
    return len(
        {
            publisher_of(item.source)
            for item in items
            if item.source.tier is not Tier.SECONDARY or _statement(item) not in better
        }
    )


def _statement(item: IndustrySpecialization) -> tuple[City, Industry, SpecializationKind]:
    return item.city, item.industry, item.kind


def _some_of(industries: Sequence[Industry]) -> str:
    """The first three names, and how many more there are: a line stays short enough to read."""
    names = [industry.name for industry in industries[:3]]
    more = len(industries) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def by_specialization(
    industry: Industry | str,
    *,
    kind: SpecializationKind | SpecializationKindName | None = None,
    dataset: Dataset | None = None,
) -> SpecializedCities:
    """The cities that specialise in an industry or any industry below it.

    Args:
        industry: Id, name or alias, English or Chinese (``"electronics"``, ``"ICs"``,
            ``"芯片"``), or an ISIC Rev.4 code (``"26"``).
        kind: Only this kind of evidence; None for every kind.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        Cities by strength of their strongest evidence (national cluster, pillar industry, main
        export, reputation, emerging), then tier of its best source, then number of independent
        publishers, then city id. They are a sample: one that is not listed is not thereby
        excluded.

    Raises:
        IndustryNotFoundError: Nothing has this name or code.
        AmbiguousNameError: Several industries share the name.
        InvalidArgumentError: An argument has a value that is not allowed.

    Examples:
        >>> import china_trade_cities as ctc
        >>> [found.city.name for found in ctc.by_specialization("芯片", kind="reputation")]
        ['Chengdu', "Xi'an", 'Hangzhou', 'Shanghai']
    """
    data = dataset_or_bundled(dataset)
    wanted = None if kind is None else parse_word(SpecializationKind, kind, "kind")
    branch = frozenset(data.industries_for(industry))
    evidence = grouped(
        (
            item
            for item in data.specializations
            if item.industry in branch and wanted in (None, item.kind)
        ),
        lambda item: item.city,
    )
    found = [
        SpecializedCity(city=city, evidence=by_strength(items)) for city, items in evidence.items()
    ]
    found.sort(
        key=lambda city: (
            _STRENGTH[city.strongest],
            TIER_ORDER[city.tier],
            -city.independent_sources,
            city.city.id,
        )
    )
    return SpecializedCities(entries=tuple(found))


def by_strength(items: Iterable[IndustrySpecialization]) -> tuple[IndustrySpecialization, ...]:
    """Evidence, strongest first, then by tier, newest, and by source id and industry id."""

    def order(item: IndustrySpecialization) -> tuple[int, int, int, str, str]:
        return (
            _STRENGTH[item.kind],
            TIER_ORDER[item.source.tier],
            -(item.year or 0),
            item.source.id,
            item.industry.id,
        )

    return tuple(sorted(items, key=order))
