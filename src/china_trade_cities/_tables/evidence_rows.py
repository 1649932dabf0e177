"""How a row of the published layout becomes an industry, a specialisation, a rank or a fact."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    Industry,
    IndustrySpecialization,
    PublishedRank,
    RankingScope,
)
from china_trade_cities._model.period import Period
from china_trade_cities._model.validators import slug, text
from china_trade_cities._model.vocabulary import Currency, SpecializationKind, parse_word
from china_trade_cities._tables.layout import Row, decimals, integer, required_integer, text_list
from china_trade_cities._tables.rows import References


def _decimal(cell: str, column: str) -> Decimal:
    decimals(cell, column)
    return Decimal(cell)


def industry_from(row: Row, refs: References) -> Industry:
    """A row of ``industries``."""
    key, name, name_zh, isic, parent, aliases = row
    return Industry(
        id=key,
        name=name,
        name_zh=name_zh or None,
        isic=text_list(isic),
        parent=refs.industry(parent, "parent") if parent else None,
        aliases=text_list(aliases),
    )


def specialization_from(row: Row, refs: References) -> IndustrySpecialization:
    """A row of ``specializations``."""
    city, industry, kind, year, source, label, note = row
    return IndustrySpecialization(
        city=refs.city(city),
        industry=refs.industry(industry),
        kind=parse_word(SpecializationKind, kind, "kind"),
        year=integer(year, "year"),
        source=refs.source(source),
        label=label or None,
        note=note or None,
    )


def scope_from(row: Row, _: References) -> RankingScope:
    """A row of ``ranking_scopes``."""
    key, name = row
    return RankingScope(id=key, name=name)


def published_rank_from(row: Row, refs: References) -> PublishedRank:
    """A row of ``published_ranks``."""
    city, period, scope, rank, score, source, corroborated_by, note = row
    return PublishedRank(
        city=refs.city(city),
        period=Period.parse(period),
        scope=refs.scope(scope),
        rank=required_integer(rank, "rank"),
        score=_decimal(score, "score") if score else None,
        source=refs.source(source),
        corroborated_by=tuple(
            refs.source(key, "corroborated_by") for key in text_list(corroborated_by)
        ),
        note=note or None,
    )


def city_fact_from(row: Row, refs: References) -> CityFact:
    """A row of ``city_facts``."""
    city, attribute, value, unit, year, source, note = row
    return CityFact(
        city=refs.city(city),
        attribute=attribute,
        value=value,
        unit=unit or None,
        year=integer(year, "year"),
        source=refs.source(source),
        note=note or None,
    )


def exchange_rate_from(row: Row, refs: References) -> ExchangeRate:
    """A row of ``exchange_rates``."""
    year, currency, cny_per_unit, source, note = row
    return ExchangeRate(
        year=required_integer(year, "year"),
        currency=parse_word(Currency, currency, "currency"),
        cny_per_unit=_decimal(cny_per_unit, "cny_per_unit"),
        source=refs.source(source),
        note=note or None,
    )


MAKERS: dict[str, Callable[[Row, References], Any]] = {
    "industries": industry_from,
    "specializations": specialization_from,
    "ranking_scopes": scope_from,
    "published_ranks": published_rank_from,
    "city_facts": city_fact_from,
    "exchange_rates": exchange_rate_from,
}


@frozen(kw_only=True)
class KnownFinding:
    """A finding that was looked at and stays, because it is what was published.

    It speaks of the figures as they were then: with other numbers it is another finding.

    Attributes:
        rule: Name of the rule.
        key: Names the figures.
        what: What is the matter, with the numbers.
        why: Why it stays.
    """

    rule: str = field(validator=slug)
    key: str = field(validator=text)
    what: str = field(validator=text)
    why: str = field(validator=text)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same as a finding: rule, key and what is the matter."""
        return self.rule, self.key, self.what


def known_finding_from(row: list[str], _: object) -> KnownFinding:
    """A row of ``known_findings``."""
    rule, key, what, why = row
    return KnownFinding(rule=rule, key=key, what=what, why=why)
