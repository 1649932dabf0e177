"""Questions about what cities specialise in: `by_specialization`, `specialization_index`."""

from __future__ import annotations

from typing import cast

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.evidence import Industry
from china_trade_cities._model.period import PeriodLike
from china_trade_cities._model.record import City
from china_trade_cities._model.validators import check_count, check_flag
from china_trade_cities._model.vocabulary import SpecializationKind, SpecializationKindName
from china_trade_cities._queries.specialization import by_specialization as specialized
from china_trade_cities.exceptions import IncomparableRecordsError
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._engine import joined, small_frame, where
from china_trade_cities.frames._match import cities_by_name
from china_trade_cities.frames._rows import Waive, ask, check_parts_of_whole
from china_trade_cities.frames._totals import (
    above_zero,
    at_least,
    beside_sum,
    ranked,
    ratio,
    real,
    totals,
)
from china_trade_cities.frames._values import called


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

    Which cities these are says `china_trade_cities.by_specialization`, from a sample of
    statements: a city that is left out is not thereby excluded. What they trade says the table.
    The distinct names in the city column are resolved as `match_cities` does; those of a lazy
    frame are read for that. Rows of one city under several names are added up, under the first
    of them in order.

    Args:
        frame: The table, one observation a row.
        industry: Id, name or alias, English or Chinese, or an ISIC Rev.4 code.
        kind: Only this kind of evidence; None for every kind.
        flow: Value of the flow column; None for any.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: Value of the product column; ``""`` for rows without one (all goods); None for any.
        partner: Value of the partner column; ``""`` for rows without one (the world); None for any.
        currency: Value of the currency column; None for any.
        basis: Value of the basis column; None for any.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: What may pass that is refused, by what the column holds: ``flow``, ``product``,
            ``partner``, ``partner2``, ``customs``, ``transport``, ``currency``, ``basis``;
            ``period`` also leaves out what is no month, or adds it where no period is asked for;
            ``city`` leaves out rows without a city and names that mean none, or more than one.
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
        >>> table = pl.DataFrame({"city": ["Ningde", "枣庄", "Sanya"], "value": [3, 4, 5]})
        >>> for row in frames.by_specialization(table, "lithium batteries").rows():
        ...     print(row)
        (1, '枣庄', 4, 'pillar')
        (2, 'Ningde', 3, 'national-cluster')
    """
    kinds = {
        found.city: found.strongest.value
        for found in specialized(industry, kind=kind, dataset=dataset)
    }
    values = (flow, product, partner, currency, basis)
    question = ask(frame, columns, waive, values, {"period": period})
    named = question.named(("city",)).rows
    cities = cities_by_name(named, dataset, "city")
    lost = [name for name, found in cities.items() if name.strip() and len(found) != 1]
    if lost and "city" not in question.waived:
        reason = "names that mean no city, or several: see frames.unmatched"
        raise IncomparableRecordsError({"city": lost}, {"city": reason})
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


def specialization_index(
    frame: IntoFrameT,
    n: int | None = None,
    *,
    symmetric: bool = False,
    flow: str | None = None,
    period: PeriodLike | None = None,
    product: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    basis: str | None = None,
    columns: Columns | None = None,
    waive: Waive = (),
) -> IntoFrameT:
    """In what each city trades more than all cities do: Balassa's index, or location quotient.

    index = (amount of the city in the product / amount of the city in all products) /
    (amount of all cities in the product / amount of all cities in all products). With exports it
    is revealed comparative advantage (B. Balassa, "Trade Liberalisation and 'Revealed'
    Comparative Advantage", Manchester School 33, 1965): above 1 the city specialises.
    The symmetric variant is (index - 1) / (index + 1), from -1 to 1, neutral at 0
    (K. Laursen, "Revealed comparative advantage and the alternatives as measures of international
    specialization", Eurasian Business Review 5, 2015).

    Args:
        frame: The table, one observation a row, of single products.
        n: How many rows to return; None for all.
        symmetric: Return the symmetric variant.
        flow: Value of the flow column; None for any. A balance has no shares.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: Return the rows of this product only, out of all; None for every product.
        partner: Value of the partner column; ``""`` for rows without one (the world); None for any.
        currency: Value of the currency column; None for any.
        basis: Value of the basis column; None for any.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: What may pass that is refused, by what the column holds: ``flow``, ``product``,
            ``partner``, ``partner2``, ``customs``, ``transport``, ``currency``, ``basis``;
            ``period`` also leaves out what is no month, or adds it where no period is asked for;
            ``city`` leaves out rows without a city.

    Returns:
        A frame of the same type with the columns ``rank`` (1, 1, 3), the city, the product and
        the amount under their own names, and ``index``: highest index first, then by city and
        product. Combinations without rows, and those with an amount below zero, or of
        a city, a product or a table whose amount is not above zero, are left out.

    Raises:
        InvalidArgumentError: An argument or a column is not what it has to be.
        IncomparableRecordsError: Rows must not be added up.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame(
        ...     {
        ...         "city": ["Ningbo", "Ningbo", "Suzhou", "Suzhou"],
        ...         "hs": ["85", "61", "85", "61"],
        ...         "value": [10, 30, 50, 10],
        ...     }
        ... )
        >>> frames.specialization_index(table, product="61").rows()
        [(1, 'Ningbo', '61', 30, 1.875), (2, 'Suzhou', '61', 10, 0.4166666666666667)]
    """
    count = None if n is None else check_count(n)
    is_symmetric = check_flag(symmetric, "symmetric")
    check_parts_of_whole(flow)
    chosen = (flow, None, partner, currency, basis)
    question = ask(frame, columns, waive, chosen, {"period": period}, by=("product",))
    names = ("city", "product")
    # Nulls never match in a join: what has no name is blank.
    cells = totals(question.named(names), names)
    by_city = cells.group_by("city").agg(of_city=nw.col("value").sum())
    by_product = cells.group_by("product").agg(of_product=nw.col("value").sum())
    parts = beside_sum(cells, "of_all")
    if product is not None:
        wanted = called(
            "product", str(question.columns.product), question.types["product"], product
        )
        parts = parts.filter(nw.col("product") == wanted)
    parts = joined(joined(parts, by_city, "city"), by_product, "product")
    parts = where(
        parts,
        at_least(question, "value", 0),
        *(above_zero(question, name) for name in ("of_city", "of_product", "of_all")),
    )
    factors = (real(question, parts, of) for of in ("value", "of_all", "of_city", "of_product"))
    indexed = ratio(parts, *factors).rename({"ratio": "index"})
    if is_symmetric:
        indexed = indexed.with_columns(index=(nw.col("index") - 1.0) / (nw.col("index") + 1.0))
    shown = (*names, "value", "index")
    return cast("IntoFrameT", ranked(question, indexed, "index", count, *shown, names=names))
