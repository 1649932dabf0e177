"""A small dataset with something in every table, whose answers can be checked by hand."""

from __future__ import annotations

from functools import cache

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import (
    Currency,
    Flow,
    Level,
    Region,
    ShareOf,
    SpecializationKind,
    Tier,
)
from china_trade_cities.testing._factories import (
    make_city,
    make_exchange_rate,
    make_fact,
    make_industry,
    make_info,
    make_partner,
    make_product,
    make_published_rank,
    make_ranking_scope,
    make_record,
    make_source,
    make_specialization,
)


@cache
def small_dataset() -> Dataset:
    """Four cities, with figures that can be checked by hand; the same object at every call.

    It holds what makes figures hard: Gaomi is a county-level city in Weifang, Macao publishes in
    its own currency, two sources disagree on Weifang in 2024, there are figures of a product and
    of a partner, and of a first quarter.

    =======  ========  =====  =====  =======
    Total    currency  2023   2024   Q1 2025
    =======  ========  =====  =====  =======
    Weifang  CNY       1,000  1,500  300
    Linyi    CNY       800    1,000
    Gaomi    CNY              400
    Macao    MOP              700
    =======  ========  =====  =====  =======

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.testing import small_dataset
        >>> small = small_dataset()
        >>> [(entry.city.name, entry.value) for entry in ctc.top_n(dataset=small)]
        [('Weifang', 1500), ('Linyi', 1000)]
        >>> small.conflicts()[0].records[1].value
        1700
    """
    gazette = make_source()
    herald = make_source(id="herald", title="Herald", publisher="Herald Press", tier=Tier.PRESS)
    linyi = make_city(
        id="linyi", name="Linyi", name_zh="临沂", province="Shandong", province_zh="山东省"
    )
    weifang = make_city(
        id="weifang",
        name="Weifang",
        name_zh="潍坊",
        province="Shandong",
        province_zh="山东省",
        region=Region.EASTERN,
        aliases=("Weihsien",),
    )
    gaomi = make_city(
        id="gaomi",
        name="Gaomi",
        name_zh="高密",
        province="Shandong",
        province_zh="山东省",
        level=Level.COUNTY,
        parent=weifang,
    )
    macao = make_city(
        id="macao",
        name="Macao",
        name_zh="澳门",
        province="Macao",
        province_zh="澳门特别行政区",
        level=Level.SPECIAL_ADMINISTRATIVE_REGION,
        iso3166_2="CN-MO",
    )
    toys = make_product(name_zh="玩具", aliases=("playthings",))
    japan = make_partner(name_zh="日本", iso3166_1="JP")
    manufacturing = make_industry(id="manufacturing", name="Manufacturing")
    ceramics = make_industry(
        name_zh="陶瓷", isic=("2393",), parent=manufacturing, aliases=("pottery",)
    )
    last_year, spring = Period(year=2023), Period(year=2025, months=3)
    export = Flow.EXPORT
    return Dataset(
        info=make_info(title="Four cities"),
        cities=(gaomi, linyi, macao, weifang),
        records=(
            make_record(value=800, city=linyi, period=last_year),
            make_record(value=1_000, city=weifang, period=last_year),
            make_record(value=1_000, city=linyi, growth=20.0),
            make_record(value=1_500, city=weifang, growth=10.5),
            make_record(
                value=1_700, city=weifang, source=herald, rounded_to=100, unit_multiplier=2
            ),
            make_record(value=400, city=gaomi, growth=30.0),
            make_record(value=700, city=macao, currency=Currency.MOP),
            make_record(value=600, city=linyi, flow=export),
            make_record(value=900, city=weifang, flow=export),
            make_record(
                value=90,
                city=weifang,
                flow=export,
                product=toys,
                share=10.0,
                share_of=ShareOf.CITY_EXPORT,
            ),
            make_record(value=50, city=weifang, flow=export, partner=japan),
            make_record(value=600, city=weifang, flow=Flow.IMPORT),
            make_record(value=300, city=weifang, period=spring, growth=-1.5),
        ),
        specializations=(
            make_specialization(city=linyi, industry=manufacturing),
            make_specialization(
                city=weifang,
                industry=ceramics,
                kind=SpecializationKind.NATIONAL_CLUSTER,
                source=herald,
            ),
        ),
        industries=(manufacturing, ceramics),
        products=(toys,),
        partners=(japan,),
        sources=(gazette, herald),
        ranking_scopes=(make_ranking_scope(),),
        published_ranks=(make_published_rank(city=weifang),),
        facts=(make_fact(city=weifang),),
        exchange_rates=(make_exchange_rate(),),
    )
