"""The columns of the rows of each answer, and what they hold where it is not text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Columns: TypeAlias = tuple[str, ...]
Kind: TypeAlias = Literal["Int64", "Float64", "Boolean", "String"]

CITY = ("city", "name", "name_zh")
QUESTION = ("period", "flow", "product", "partner")
PLACE = ("rank", "best_rank", "worst_rank", "certain")
RANK = (*PLACE, "ranked", "coverage")
CITED = ("source", "publisher", "url", "corroborated_by")
RECORD = (
    *CITY,
    *QUESTION,
    "value",
    "currency",
    "rounded_to",
    "growth",
    "share",
    "share_of",
    "status",
    "basis",
    "derived",
    *CITED,
)
BASE = ("base_period", "base_value", "base_source", "base_status")
CONVERTED = ("converted", "original_value", "original_currency", "rate", "rate_source")
POINTS = ("points", "points_low", "points_high")
EVIDENCE = ("industry", "kind", "year", "label", "source", "tier")

_KINDS: Mapping[Kind, str] = {
    "Int64": "rank best_rank worst_rank ranked value rounded_to original_value base_value "
    "denominator change counted k cities records periods year independent_sources "
    "conflict corroboration",
    "Float64": "coverage growth share share_low share_high points points_low points_high "
    "growth_of_all hhi hhi_low hhi_high hhi_fraction national_hhi_low national_hhi_high top_share "
    "gap gap_percent",
    "Boolean": "certain derived converted is_small_base preferred explained_by_rounding "
    "only_when_named full_year",
}
_KIND_OF: Mapping[str, Kind] = {
    name: kind for kind, names in _KINDS.items() for name in names.split()
}


def kind_of(column: str) -> Kind:
    """What a column holds, in every answer that has it."""
    return _KIND_OF.get(column, "String")
