"""Rules over a whole dataset, and `check`, which applies them all."""

from __future__ import annotations

from collections.abc import Iterable

from china_trade_cities._checks import amounts, sources, tables
from china_trade_cities._checks.figures import Figures
from china_trade_cities._checks.findings import Finding, Rule, Severity
from china_trade_cities._dataset.dataset import Dataset

_ERRORS = (
    tables.names_are_unique,
    tables.figures_are_unique,
    tables.references_are_known,
    tables.places_lie_in_china,
    tables.codes_are_well_formed,
    tables.province_has_one_code,
    tables.county_lies_in_its_prefecture,
    amounts.growth_leaves_something,
    sources.no_source_corroborates_itself,
)
_ODDITIES = (
    amounts.total_is_sum,
    amounts.balance_is_difference,
    amounts.growth_adds_up,
    amounts.span_holds_its_parts,
    amounts.months_make_to_date,
    amounts.growth_from_levels,
    amounts.base_is_not_revised,
    amounts.neighbours_in_time,
    amounts.part_not_above_whole,
    amounts.part_within_its_city,
    amounts.share_of_its_base,
    amounts.nation_is_sum,
    amounts.province_holds_its_cities,
    sources.published_after_its_period,
    sources.currency_of_its_place,
    sources.bulletin_of_one_month,
    sources.source_of_one_city,
    sources.sources_agree,
    sources.rates_are_steady,
    sources.every_source_is_used,
    sources.every_industry_is_reached,
)

RULES = tuple(
    Rule(severity, (find.__doc__ or find.__name__).splitlines()[0], find)
    for severity, rules in ((Severity.ERROR, _ERRORS), (Severity.ODDITY, _ODDITIES))
    for find in rules
)


def check(dataset: Dataset, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """What breaks the rules: errors first, then by rule and key.

    A key is named once by a rule, whatever else is the matter with the same figures.
    """
    figures = Figures(dataset)
    found: dict[tuple[str, str], Finding] = {}
    for rule in rules:
        for key, message in rule.find(figures):
            found.setdefault(
                (rule.name, key),
                Finding(rule=rule.name, severity=rule.severity, key=key, message=message),
            )
    return tuple(found[name] for name in sorted(found, key=lambda n: (found[n].severity, n)))
