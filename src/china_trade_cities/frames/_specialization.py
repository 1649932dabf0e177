"""The question how much the cities trade that specialise in something: `by_specialization`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import narwhals.stable.v2 as nw

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.evidence import Industry
from china_trade_cities._model.period import PeriodLike
from china_trade_cities._model.record import City
from china_trade_cities._model.vocabulary import SpecializationKind, SpecializationKindName
from china_trade_cities._queries.specialization import by_specialization as specialized
from china_trade_cities.exceptions import IncomparableRecordsError
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._engine import joined, small_frame
from china_trade_cities.frames._match import cities_by_name
from china_trade_cities.frames._rows import Waive, ask
from china_trade_cities.frames._totals import ranked, totals

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoFrameT


def by_specialization(
    frame: IntoFrameT,
    industry: Industry | str,
    *,
    kind: SpecializationKind | SpecializationKindName | None = None,
    flow: str | None = None,
    period: PeriodLike | None = None,
    product: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    basis: str | None = None,
    columns: Columns | None = None,
    waive: Waive = (),
    dataset: Dataset | None = None,
) -> IntoFrameT:
    """What the cities trade that specialise in an industry, or any industry below it.

    Which cities these are says `china_trade_cities.by_specialization`; what they trade, the
    table. The distinct names in the city column are resolved as `match_cities` does; those of a
    lazy frame are read for that. Rows of one city under several names are added up, under the
    first of them in order.

    Args:
        frame: The table, one observation a row.
        industry: Id, name or alias, English or Chinese, or an ISIC Rev.4 code.
        kind: Only this kind of evidence; None for every kind.
        flow: The value that the flow column must have; None for any.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: The value that the product column must have; ``""`` for rows without a product,
            which are of all goods; None for any.
        partner: The same of the partner; ``""`` is the world.
        currency: The value that the currency column must have; None for any.
        basis: The value that the basis column must have; None for any.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: Columns that may mix what should not be mixed, by what they hold: ``flow``,
            ``product``, ``partner``, ``currency``, ``basis``, ``period``; with ``city``, names
            that mean no city, or more than one, are left out.
        dataset: What to ask about industries and cities; None for the newest bundled vintage.

    Returns:
        A frame of the same type with the columns ``rank`` (1, 1, 3), the city and the amount
        under their own names, and ``kind``, the strongest evidence that the city specialises:
        largest amount first, then by city.

    Raises:
        IndustryNotFoundError: Nothing has this name or code.
        InvalidArgumentError: An argument or a column is not what it has to be.
        IncomparableRecordsError: Rows must not be added up, or names do not mean one city.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame({"city": ["Ningde", "常州", "Sanya"], "value": [3, 4, 5]})
        >>> for row in frames.by_specialization(table, "lithium batteries").rows():
        ...     print(row)
        (1, '常州', 4, 'pillar')
        (2, 'Ningde', 3, 'national-cluster')
    """
    kinds = {
        found.city: found.strongest.value
        for found in specialized(industry, kind=kind, dataset=dataset)
    }
    question = ask(
        frame,
        columns,
        waive,
        spans={"period": period},
        chosen=(flow, product, partner, currency, basis),
    )
    named = question.named(("city",)).rows
    cities = cities_by_name(named, dataset, "city")
    lost = [name for name, found in cities.items() if name.strip() and len(found) != 1]
    if lost and "city" not in question.waived:
        raise IncomparableRecordsError(
            {"city": lost}, {"city": "names that mean no city, or several: see frames.unmatched"}
        )
    chosen = {
        name: found[0] for name, found in cities.items() if len(found) == 1 and found[0] in kinds
    }
    # Of several names of one city, all rows are of the first in order.
    shown: dict[City, str] = {}
    for name, city in chosen.items():
        shown.setdefault(city, name)
    sums = totals(question)
    evidence = small_frame(
        sums,
        {
            "city": list(chosen),
            "shown": [shown[city] for city in chosen.values()],
            "kind": [kinds[city] for city in chosen.values()],
        },
    )
    of_names = joined(sums, evidence, "city").drop("city")
    of_cities = of_names.group_by("shown", "kind").agg(nw.col("value").sum())
    amounts = of_cities.rename({"shown": "city"})
    return cast("IntoFrameT", ranked(question, amounts, "value", None, "city", "value", "kind"))
