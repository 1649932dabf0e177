"""For your own tests: a valid object of every model, and a small dataset to ask.

A factory makes a valid object; you give only the fields that matter to the test. The rest is the
same every time, so that figures made apart belong together. `make_dataset` adds all that its
entries refer to. Every factory raises what its model raises: `InvalidFieldError` for a field that
holds what it cannot hold, `TypeError` for one that the model lacks.

Nothing here needs an extra. `china_trade_cities.testing.strategies` holds strategies for
Hypothesis, which the extra ``testing`` installs.

Examples:
    >>> import china_trade_cities as ctc
    >>> linyi = make_city(id="linyi", name="Linyi", name_zh="临沂")
    >>> dataset = make_dataset(make_record(city=linyi, value=5_000_000, growth=7.5))
    >>> ctc.growth_leaders(dataset=dataset)[0].growth
    7.5
"""

from __future__ import annotations

from china_trade_cities.testing._factories import (
    make_city,
    make_dataset,
    make_exchange_rate,
    make_fact,
    make_industry,
    make_info,
    make_partner,
    make_period,
    make_product,
    make_published_rank,
    make_ranking_scope,
    make_record,
    make_source,
    make_specialization,
)
from china_trade_cities.testing._small import small_dataset

__all__ = [
    "make_city",
    "make_dataset",
    "make_exchange_rate",
    "make_fact",
    "make_industry",
    "make_info",
    "make_partner",
    "make_period",
    "make_product",
    "make_published_rank",
    "make_ranking_scope",
    "make_record",
    "make_source",
    "make_specialization",
    "small_dataset",
]
