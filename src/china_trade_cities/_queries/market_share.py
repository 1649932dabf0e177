"""The question which part of the nation's trade a city has: `market_share`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from china_trade_cities._dataset.bundled import asked
from china_trade_cities._dataset.dataset import index_of
from china_trade_cities._dataset.spans import nearest
from china_trade_cities._model.vocabulary import Denominator, Measure, TiesName
from china_trade_cities._queries.denominators import (
    NO_REFERENCE,
    check_additive,
    nation,
    not_apart,
    share,
    share_range,
)
from china_trade_cities._queries.places import first, places, rated
from china_trade_cities._queries.ranking import candidates, reasons
from china_trade_cities._queries.results import NOTHING, LazyMapping
from china_trade_cities._queries.share_ranking import CityShare, ShareRanking
from china_trade_cities._queries.top import check_count, keep_ties

if TYPE_CHECKING:
    from china_trade_cities._dataset.dataset import (
        BasisLike,
        CurrencyLike,
        Dataset,
        FlowLike,
        PartnerLike,
        ProductLike,
    )
    from china_trade_cities._dataset.index import Selection
    from china_trade_cities._model.period import PeriodLike
    from china_trade_cities._model.record import City, TradeRecord
    from china_trade_cities._queries.denominators import Whole
    from china_trade_cities._queries.ranking import Candidates, CitiesLike


def market_share(
    n: int = 10,
    *,
    flow: FlowLike = "total",
    period: PeriodLike | None = None,
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    cities: CitiesLike | None = None,
    ties: TiesName = "first",
    dataset: Dataset | None = None,
) -> ShareRanking:
    """The cities with the largest part of the nation's trade.

    share = 100 x amount of the city / amount of the nation, in percent. Both are published, for
    the same period, flow, product, partner, currency and basis; the nation's is the national row
    of `Dataset.reference_records`. Its range follows from the rounding of both: the lowest city
    over the highest nation, and the reverse.

    Shares can be added: a city that lies inside another counted one is left out, and so are Hong
    Kong and Macao, which are no part of the national figure.

    Args:
        n: How many cities to return.
        flow: ``total``, ``export``, ``import``, ``re-export``, ``domestic-export``. A balance has
            no shares.
        period: The months; None for the reference year of the dataset.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted: customs convert
            month by month, so that a city at the average rate of the year is no exact part of
            their national figure.
        basis: How trade is assigned to a city.
        cities: Names of the cities, or of a province or region; None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            city id, ``all`` keeps them.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The ranking, largest share first. Without a national figure it is empty, each city is
        excluded with that reason, and `ShareRanking.nearest` names spans that have one.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for entry in ctc.market_share(3):
        ...     print(entry.rank, entry.city.name, f"{entry.share:.2f} %")
        1 Shenzhen 10.27 %
        2 Shanghai 9.73 %
        3 Beijing 8.23 %
    """
    count = check_count(n)
    all_ties = keep_ties(ties)
    data = asked(dataset)
    selection = check_additive(
        data.select(
            period=period,
            flow=flow,
            product=product,
            partner=partner,
            currency=currency,
            basis=basis,
        )
    )
    wanted = candidates(data, cities)
    whole, counted, known = _counted(data, selection, wanted)
    ranked = places({city: rated(records[0]) for city, records in counted.items()})
    entries: list[CityShare] = []
    covered = None
    if whole is not None:
        covered = sum(share(records[0], whole) for records in counted.values())
        for rank, city, _, rank_range in first(ranked, count, keep_ties=all_ties):
            record, *alternatives = counted[city]
            entries.append(
                CityShare(
                    rank=rank,
                    city=city,
                    share=share(record, whole),
                    share_range=share_range(record, whole),
                    record=record,
                    rank_range=rank_range,
                    alternatives=tuple(alternatives),
                )
            )
    return ShareRanking(
        entries=tuple(entries),
        national=whole.record if whole else None,
        covered=covered,
        ranked=len(counted),
        excluded=LazyMapping(lambda: reasons(data, selection, Measure.VALUE, wanted, known)),
        nearest=NOTHING
        if counted
        else nearest(data, selection, lambda other: len(_counted(data, other, wanted)[1])),
        **selection.arguments(),
    )


def _counted(
    dataset: Dataset, selection: Selection, wanted: Candidates
) -> tuple[Whole | None, dict[City, tuple[TradeRecord, ...]], dict[City, str]]:
    """The nation, the records of cities that have a share of it, and why others have none."""
    able = {
        city: records
        for city, records in index_of(dataset).comparable(selection, Measure.VALUE).items()
        if wanted.may_rank(city)
    }
    known = dict.fromkeys(able, "") | not_apart(able, Denominator.NATION)
    whole = nation(dataset, selection)
    if whole is None:
        known = {city: reason or NO_REFERENCE for city, reason in known.items()}
    return whole, {city: able[city] for city, reason in known.items() if not reason}, known
