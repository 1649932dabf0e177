"""Each rule fires on a small dataset that breaks it, and is silent on one that does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import china_trade_cities as ctc
import factories as make
from china_trade_cities._checks.audit import audit
from china_trade_cities._checks.findings import Finding, Severity
from china_trade_cities._checks.rules import RULES, check
from china_trade_cities._tables.known_findings import KnownFinding
from china_trade_cities._tables.vintages import reader
from china_trade_cities.exceptions import InvalidFieldError

if TYPE_CHECKING:
    from collections.abc import Sequence

RULE = {rule.name: rule for rule in RULES}
EXPORT, IMPORT, TOTAL = ctc.Flow.EXPORT, ctc.Flow.IMPORT, ctc.Flow.TOTAL
BALANCE = ctc.Flow.BALANCE
MAY = ctc.Period(year=2024, month=5, months=1)
JUNE = ctc.Period(year=2024, month=6, months=1)
JULY = ctc.Period(year=2024, month=7, months=1)
TO_MAY = ctc.Period(year=2024, months=5)
TO_JUNE = ctc.Period(year=2024, months=6)


def amount(value: int, flow: ctc.Flow = TOTAL, **changes: Any) -> ctc.TradeRecord:
    """An amount of Linyi in yuan."""
    return make.amount(value, **({"flow": flow, "city": make.LINYI} | changes))


def dash(flow: ctc.Flow, **changes: Any) -> ctc.TradeRecord:
    """A dash in place of an amount of Linyi in yuan."""
    printed: dict[str, Any] = {"city": make.LINYI, "currency": ctc.Currency.CNY}
    return make.record(**(printed | {"flow": flow, "value_dash": True} | changes))


def growth(value: int, percent: float, flow: ctc.Flow) -> ctc.TradeRecord:
    """An amount with its growth."""
    return amount(value, flow, growth=percent, rounded_to=1)


def keys(rule: str, **tables: Any) -> list[str]:
    """What a rule finds in the small world with some of its tables replaced."""
    return [finding.key for finding in check(make.dataset(**tables), [RULE[rule]])]


def of_records(rule: str, *records: ctc.TradeRecord) -> list[str]:
    """What a rule finds among some records."""
    return keys(rule, records=records)


HUBEI = make.city(
    id="420000", name="Hubei", name_zh="湖北省", province="Hubei", province_zh="湖北省",
    level=ctc.Level.PROVINCE, iso3166_2="CN-HB", code="420000",
)  # fmt: skip
CHINA = make.city(
    id="china", name="China", name_zh="全国", province="China", province_zh="全国",
    level=ctc.Level.NATION,
)  # fmt: skip
WUHAN = make.city(
    id="wuhan", name="Wuhan", name_zh="武汉", province="Hubei", province_zh="湖北省",
    iso3166_2="CN-HB", code="420100",
)  # fmt: skip
YICHANG = make.city(
    id="yichang", name="Yichang", name_zh="宜昌", province="Hubei", province_zh="湖北省",
    iso3166_2="CN-HB", code="420500",
)  # fmt: skip
KAIFENG = make.city(id="kaifeng", name="Kaifeng", name_zh="开封")
CHONGQING = make.city(
    id="chongqing", name="Chongqing", name_zh="重庆", province="Chongqing",
    province_zh="重庆市", level=ctc.Level.MUNICIPALITY, iso3166_2="CN-CQ", code="500000",
)  # fmt: skip


def customs(nation: int, province: int, wuhan: int, chongqing: int = 20) -> dict[str, Any]:
    """A customs table of a nation of one province and one municipality."""
    return {
        "cities": (WUHAN, CHONGQING),
        "reference_areas": (CHINA, HUBEI),
        "records": (amount(wuhan, city=WUHAN), amount(chongqing, city=CHONGQING)),
        "reference_records": (amount(nation, city=CHINA), amount(province, city=HUBEI)),
    }


WIDER = make.make(ctc.Product, id="goods", name="Goods")
NARROWER = make.make(ctc.Product, id="toys", name="Toys", parent=WIDER)
OLD = make.source(id="old", published="2024-05")
SEEN = make.source(id="seen", seen_at="2024-05-31")
YEARLY = make.source(id="yearly", published="2024")


def shared(value: int, share: float, share_of: ctc.ShareOf, **changes: Any) -> ctc.TradeRecord:
    """An amount with its share of something."""
    rounded: dict[str, Any] = {"share": share, "share_of": share_of, "rounded_to": 1}
    return amount(value, **(rounded | changes))


def many_cities(*months: ctc.Period, **changes: Any) -> tuple[ctc.TradeRecord, ...]:
    """A table of a number of cities, with the months they have figures for."""
    return tuple(
        amount(100, city=make.city(id=f"city-{number}"), period=month, **changes)
        for number, month in enumerate(months)
    )


def rate(year: int, price: str) -> ctc.ExchangeRate:
    """A price of a dollar."""
    return make.make(ctc.ExchangeRate, year=year, cny_per_unit=Decimal(price))


def places(**changes: Any) -> dict[str, Any]:
    """A dataset of one city."""
    return {"cities": (make.city(**changes),)}


SHARED_PARTS: Sequence[tuple[dict[str, Any], str]] = [
    ({"product": make.TOYS}, "wuhan|2024|total|toys||gazette"),
    ({"partner": make.JAPAN}, "wuhan|2024|total||japan|gazette"),
]

# Rule, a dataset that breaks it, the key of the finding, what it says.
BROKEN: Sequence[tuple[str, dict[str, Any], str, str]] = [
    ("names-are-unique", {"cities": (make.LINYI, make.city(name_zh="临沂"))},
     "places|name_zh|临沂",
     "stands 2 times"),
    ("figures-are-unique", {"records": (amount(5), amount(5))}, "linyi|2024|total|||gazette",
     "5 stands 2 times"),
    ("references-are-known", {"sources": (), "records": (amount(5),), "facts": ()},
     "linyi|2024|total|||gazette",
     "in no table: <Source gazette>"),
    ("places-lie-in-china", places(latitude=39.9, longitude=-116.4), "anyang",
     "latitude 39.9, longitude -116.4"),
    ("places-lie-in-china", places(latitude=399.0 / 10), "anyang",
     "latitude 39.9, longitude None"),
    ("places-lie-in-china", places(latitude=2.0, longitude=116.4), "anyang",
     "latitude 2.0, longitude 116.4"),
    ("places-lie-in-china", places(longitude=116.4), "anyang",
     "latitude None, longitude 116.4"),
    ("codes-are-well-formed", places(code="41050"), "anyang|41050",
     "the code must look like [1-9][0-9]{5}"),
    ("codes-are-well-formed", places(other_un_locodes=("CNAY1",)), "anyang|CNAY1",
     "the code must look like (CN|HK|MO)[A-Z2-9]{3}"),
    ("province-has-one-code",
     {"cities": (make.city(code="410500"), make.city(id="x", name_zh="某", code="420600"))},
     "province|Henan|code",
     "41 and 42"),
    ("county-lies-in-its-prefecture",
     {"cities": (make.city(level=ctc.Level.COUNTY, parent=make.LINYI),)}, "anyang",
     "county in linyi, prefecture of Shandong"),
    ("total-is-sum", {"records": (amount(100), amount(60, EXPORT), amount(30, IMPORT))},
     "linyi|2024|||gazette",
     "total 100 CNY, but export 60 CNY and import 30 CNY"),
    ("balance-is-difference",
     {"records": (amount(40, BALANCE), amount(60, EXPORT), amount(30, IMPORT))},
     "linyi|2024|||gazette",
     "balance 40 CNY, but export 60 CNY and import 30 CNY"),
    ("growth-adds-up",
     {"records": (growth(200, 10.0, TOTAL), growth(100, -10.0, EXPORT), growth(100, 10.0, IMPORT))},
     "linyi|2024|||gazette",
     "growth does not fit together: total 10.0 %, export -10.0 %, import 10.0 %"),
    ("span-holds-its-parts", {"records": (amount(60, period=MAY), amount(50, period=TO_MAY))},
     "linyi|2024-05|total|||gazette|2024-01/2024-05|gazette",
     "60 CNY in 2024-05, but 50 CNY in 2024-01/2024-05, which holds it"),
    ("months-make-to-date",
     {"records": (amount(100, period=TO_MAY), amount(120, period=TO_JUNE),
                  amount(60, period=JUNE))},
     "linyi|2024-06|total|||gazette",
     "60 CNY, but the figure to date went from 100 CNY to 120 CNY"),
    ("growth-from-levels",
     {"records": (amount(100, growth=50.0), amount(100, period=make.LAST_YEAR))},
     "linyi|2024|total|||gazette",
     "growth 50.0 % to 100 CNY, but 100 CNY was published for the year before"),
    ("base-is-not-revised",
     {"records": (amount(103, growth=2.0), amount(100, period=make.LAST_YEAR))}, "gazette|total",
     ("revised base: 1 of 1 rates are not those of the levels, most of all for linyi in 2024, "
     "by 0.93 % at least")),
    ("neighbours-in-time",
     {"records": (amount(100, period=MAY), amount(1000, period=JUNE))},
     "linyi|2024-05|total|||gazette",
     "100 CNY is 100 a month, around it 1,000"),
    ("part-not-above-whole", {"records": (amount(100), amount(101, EXPORT))},
     "linyi|2024|export|||gazette|linyi|2024|total|||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-not-above-whole", {"records": (amount(100), amount(101, partner=make.JAPAN))},
     "linyi|2024|total||japan|gazette|linyi|2024|total|||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-not-above-whole",
     {"records": (amount(100, product=WIDER), amount(101, product=NARROWER))},
     "linyi|2024|total|toys||gazette|linyi|2024|total|goods||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-not-above-whole",
     {"records": (amount(100, EXPORT), amount(101, ctc.Flow.RE_EXPORT))},
     "linyi|2024|re-export|||gazette|linyi|2024|export|||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("share-of-its-base",
     {"records": (amount(100, EXPORT),
                  shared(30, 20.0, ctc.ShareOf.CITY_EXPORT, flow=EXPORT, product=make.TOYS))},
     "linyi|2024|export|toys||gazette",
     "share 20.0 % of city-export, but 30 CNY of 100 CNY"),
    ("share-of-its-base",
     customs(120, 100, 90) | {"records": (shared(90, 70.0, ctc.ShareOf.PROVINCE, city=WUHAN),)},
     "wuhan|2024|total|||gazette",
     "share 70.0 % of province, but 90 CNY of 100 CNY"),
    ("share-of-its-base",
     customs(120, 100, 90) | {"records": (shared(90, 70.0, ctc.ShareOf.NATIONAL, city=WUHAN),)},
     "wuhan|2024|total|||gazette",
     "share 70.0 % of national, but 90 CNY of 120 CNY"),
    ("nation-is-sum", customs(150, 100, 90), "china|2024|total|||gazette",
     "150 CNY, but its 2 parts make 120"),
    ("province-holds-its-cities", customs(120, 100, 110), "420000|2024|total|||gazette",
     "100 CNY, but its 1 cities make 110"),
    ("published-after-its-period", {"records": (amount(5, period=TO_JUNE, source=OLD),)},
     "linyi|2024-01/2024-06|total|||old",
     "the period ends in 2024-06, the source is of 2024-05"),
    ("published-after-its-period", {"records": (amount(5, period=TO_JUNE, source=SEEN),)},
     "linyi|2024-01/2024-06|total|||seen",
     "the period ends in 2024-06, the source is of 2024-05-31"),
    ("currency-of-its-place", {"records": (amount(5, currency=ctc.Currency.USD),)},
     "linyi|2024|total|||gazette",
     "USD for linyi"),
    ("growth-leaves-something", {"records": (make.record(city=make.LINYI, growth=-100.1),)},
     "linyi|2024|total|||gazette",
     "growth -100.1 %"),
    ("part-within-its-city",
     {"records": (amount(100), amount(180, EXPORT, period=make.LAST_YEAR))},
     "linyi|2023|export|||gazette",
     "180 CNY, a month more than 1.25 times the city's whole trade"),
    ("bulletin-of-one-month", {"records": many_cities(*[MAY] * 20, JUNE)},
     "city-20|2024-06|total|||gazette",
     "the other figures of this table end in 2024-05"),
    ("source-of-one-city",
     {"records": (amount(5), amount(6, EXPORT), amount(7, IMPORT), amount(8, city=make.WEIFANG))},
     "weifang|2024|total|||gazette",
     "the other 3 figures of this source are of linyi"),
    ("sources-agree", {"records": (amount(5), amount(7, source=make.HERALD))},
     "linyi|2024|total|||gazette|value|herald",
     ("<TradeRecord linyi total 2024: 5 CNY, gazette> against <TradeRecord linyi total 2024: 7 "
     "CNY, herald>")),
    ("nobody-corroborates-himself",
     {"records": (amount(5, corroborated_by=(make.HERALD, make.GAZETTE)),)},
     "linyi|2024|total|||gazette",
     "gazette stands behind itself"),
    ("rates-are-steady",
     {"exchange_rates": (rate(2023, "7.08"), rate(2024, "71.9"), rate(2025, "7.2"))},
     "2024|USD|gazette",
     "71.9, beside it 7.08 and 7.2"),
    ("every-source-is-used", {"sources": (make.GAZETTE, make.HERALD, OLD)}, "old",
     "nothing refers to this source"),
    ("every-industry-is-reached",
     {"industries": (make.MANUFACTURING, make.CERAMICS, make.make(ctc.Industry, id="toys"))},
     "toys",
     "no city is said to specialise in it, or in anything below it"),
    ("names-are-unique",
     {"cities": (make.LINYI, make.city(aliases=("Lin Yi", "临沂")))}, "cities|alias|临沂",
     "stands 2 times"),
    ("names-are-unique",
     {"cities": (make.LINYI, make.city(un_locode="CNAYN"),
                 make.city(id="x", name_zh="某", other_un_locodes=("CNAYN",)))},
     "cities|un_locode|CNAYN",
     "stands 2 times"),
    ("province-has-one-code",
     {"cities": (make.LINYI, make.city(province="Shangdong", province_zh="山东省"))},
     "province_zh|山东省|province",
     "Shandong and Shangdong"),
    ("province-has-one-code",
     {"cities": (make.WEIFANG, make.city(province="Shandong", province_zh="山东省",
                                         region=ctc.Region.WESTERN))},
     "province_zh|山东省|region",
     "eastern and western"),
    ("names-are-unique",
     {"reference_areas": (make.city(id="linyi", level=ctc.Level.PROVINCE),)},
     "places|id|linyi",
     "stands 2 times"),
    ("names-are-unique",
     {"cities": (make.city(code="410500"), make.city(id="x", name_zh="某", code="410500"))},
     "places|code|410500",
     "stands 2 times"),
    ("names-are-unique",
     {"partners": (make.JAPAN, make.make(ctc.Partner, id="nippon", iso3166_1="JP"))},
     "partners|iso3166_1|JP",
     "stands 2 times"),
    ("references-are-known", {"sources": (), "industries": ()},
     "<IndustrySpecialization linyi manufacturing: pillar>",
     "in no table: <Industry manufacturing>, <Source gazette>"),
    ("places-lie-in-china",
     {"cities": (make.LINYI, make.city(latitude=54.01, longitude=116.4))}, "anyang",
     "latitude 54.01, longitude 116.4"),
    ("places-lie-in-china", places(latitude=39.9, longitude=136.01), "anyang",
     "latitude 39.9, longitude 136.01"),
    ("province-has-one-code",
     {"cities": (WUHAN,), "reference_areas": (CHINA, attrs.evolve(HUBEI, iso3166_2="CN-XX"))},
     "province|Hubei|iso3166_2",
     "CN-HB and CN-XX"),
    ("county-lies-in-its-prefecture", {"cities": (make.LINYI, make.city(parent=KAIFENG))},
     "anyang",
     "prefecture in kaifeng, prefecture of Henan"),
    ("county-lies-in-its-prefecture",
     {"cities": (make.city(level=ctc.Level.COUNTY,
                           parent=attrs.evolve(KAIFENG, level=ctc.Level.COUNTY)),)},
     "anyang",
     "county in kaifeng, county of Henan"),
    ("bulletin-of-one-month", {"records": many_cities(*[MAY] * 19, JUNE)},
     "city-19|2024-06|total|||gazette",
     "the other figures of this table end in 2024-05"),
    ("bulletin-of-one-month", {"records": many_cities(*[MAY] * 15, *[TO_MAY] * 5, JUNE)},
     "city-20|2024-06|total|||gazette",
     "the other figures of this table end in 2024-05"),
    ("bulletin-of-one-month",
     {"records": (amount(5, source=OLD),
                  *many_cities(*[MAY] * 10, *[JUNE] * 10, source=make.HERALD),
                  *many_cities(*[MAY] * 20, JUNE))},
     "city-20|2024-06|total|||gazette",
     "the other figures of this table end in 2024-05"),
    ("source-of-one-city",
     {"records": (amount(9, source=make.HERALD), amount(5), amount(6, EXPORT), amount(7, IMPORT),
                  amount(8, city=make.WEIFANG))},
     "weifang|2024|total|||gazette",
     "the other 3 figures of this source are of linyi"),
    ("span-holds-its-parts",
     {"records": (amount(-5, BALANCE), amount(60, period=MAY), amount(50, period=TO_MAY))},
     "linyi|2024-05|total|||gazette|2024-01/2024-05|gazette",
     "60 CNY in 2024-05, but 50 CNY in 2024-01/2024-05, which holds it"),
    ("span-holds-its-parts",
     {"records": (amount(60, period=MAY), amount(50, period=TO_MAY), amount(70, period=TO_JUNE))},
     "linyi|2024-05|total|||gazette|2024-01/2024-05|gazette",
     "60 CNY in 2024-05, but 50 CNY in 2024-01/2024-05, which holds it"),
    ("months-make-to-date",
     {"records": (amount(-5, BALANCE), amount(20, period=MAY), amount(100, period=TO_MAY),
                  amount(120, period=TO_JUNE), amount(27, period=JUNE))},
     "linyi|2024-06|total|||gazette",
     "27 CNY, but the figure to date went from 100 CNY to 120 CNY"),
    ("base-is-not-revised",
     {"records": (
         amount(103, growth=2.0), amount(100, period=make.LAST_YEAR),
         amount(110, growth=2.0, city=WUHAN), amount(100, period=make.LAST_YEAR, city=WUHAN),
         amount(102, growth=2.0, city=KAIFENG), amount(100, period=make.LAST_YEAR, city=KAIFENG),
         amount(225, growth=12.0, growth_decimals=0, city=CHONGQING),  # 225 / 1.125 is 200
         amount(200, period=make.LAST_YEAR, city=CHONGQING))},
     "gazette|total",
     ("revised base: 2 of 4 rates are not those of the levels, most of all for wuhan in 2024, "
     "by 7.8 % at least")),
    ("neighbours-in-time",
     {"records": (amount(-5, BALANCE), amount(100, period=MAY), amount(1_200, period=JUNE),
                  amount(120, period=JULY))},
     "linyi|2024-06|total|||gazette",
     "1,200 CNY is 1,200 a month, around it 100 and 120"),
    ("neighbours-in-time",
     {"records": (amount(6_000, period=TO_JUNE), amount(100, period=MAY))},
     "linyi|2024-05|total|||gazette",
     "100 CNY is 100 a month, around it 1,000"),
    ("part-not-above-whole", {"records": (amount(100), amount(101, IMPORT))},
     "linyi|2024|import|||gazette|linyi|2024|total|||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-not-above-whole",
     {"records": (amount(100, EXPORT), amount(101, ctc.Flow.DOMESTIC_EXPORT))},
     "linyi|2024|domestic-export|||gazette|linyi|2024|export|||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-not-above-whole",
     {"records": (amount(100, product=WIDER),
                  amount(101, product=WIDER, partner=make.JAPAN))},
     "linyi|2024|total|goods|japan|gazette|linyi|2024|total|goods||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-not-above-whole",
     {"records": (amount(100, partner=make.JAPAN),
                  amount(101, product=WIDER, partner=make.JAPAN))},
     "linyi|2024|total|goods|japan|gazette|linyi|2024|total||japan|gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-not-above-whole",
     {"records": (amount(-9, BALANCE), amount(100, EXPORT, product=WIDER),
                  amount(101, EXPORT, product=NARROWER))},
     "linyi|2024|export|toys||gazette|linyi|2024|export|goods||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-within-its-city",
     {"records": (amount(60, period=make.LAST_YEAR), amount(100), amount(126, EXPORT))},
     "linyi|2024|export|||gazette",
     "126 CNY, a month more than 1.25 times the city's whole trade"),
    ("growth-leaves-something",
     {"records": (make.record(city=make.LINYI, growth=-100.1, flow=IMPORT),)},
     "linyi|2024|import|||gazette",
     "growth -100.1 %"),
    ("growth-adds-up",
     {"records": (growth(200, 10.0, TOTAL), amount(100, EXPORT), growth(100, -10.0, EXPORT),
                  growth(100, 10.0, IMPORT))},
     "linyi|2024|||gazette",
     "growth does not fit together: total 10.0 %, export -10.0 %, import 10.0 %"),
    ("total-is-sum", {"records": (amount(100), dash(EXPORT), amount(30, IMPORT))},
     "linyi|2024|||gazette",
     "total 100 CNY, but export - and import 30 CNY"),
    ("span-holds-its-parts",
     {"records": (amount(9, period=JULY), amount(60, period=MAY), amount(50, period=TO_MAY),
                  amount(70, period=TO_JUNE))},
     "linyi|2024-05|total|||gazette|2024-01/2024-05|gazette",
     "60 CNY in 2024-05, but 50 CNY in 2024-01/2024-05, which holds it"),
    ("base-is-not-revised",
     {"records": (
         amount(103, growth=2.0), amount(100, period=make.LAST_YEAR),
         amount(103, growth=2.0, city=WUHAN), amount(100, period=make.LAST_YEAR, city=WUHAN))},
     "gazette|total",
     ("revised base: 2 of 2 rates are not those of the levels, most of all for linyi in 2024, "
      "by 0.93 % at least")),
    ("neighbours-in-time", {"records": (amount(3, period=MAY), amount(0, period=JUNE))},
     "linyi|2024-05|total|||gazette",
     "3 CNY is 3 a month, around it 0"),
    ("part-not-above-whole",
     {"records": (amount(900), amount(100, product=WIDER), amount(101, EXPORT, product=WIDER))},
     "linyi|2024|export|goods||gazette|linyi|2024|total|goods||gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-not-above-whole",
     {"records": (amount(900), amount(100, partner=make.JAPAN),
                  amount(101, EXPORT, partner=make.JAPAN))},
     "linyi|2024|export||japan|gazette|linyi|2024|total||japan|gazette",
     "101 CNY is above its whole, 100 CNY"),
    ("part-within-its-city",
     {"records": (amount(100), amount(180, product=WIDER, period=make.LAST_YEAR))},
     "linyi|2023|total|goods||gazette",
     "180 CNY, a month more than 1.25 times the city's whole trade"),
    ("part-within-its-city",
     {"records": (amount(100), amount(180, partner=make.JAPAN, period=make.LAST_YEAR))},
     "linyi|2023|total||japan|gazette",
     "180 CNY, a month more than 1.25 times the city's whole trade"),
    ("share-of-its-base",
     {"records": (amount(150, EXPORT, source=make.HERALD), amount(100, EXPORT),
                  amount(50, product=make.TOYS),
                  shared(30, 20.0, ctc.ShareOf.CITY_EXPORT, flow=EXPORT, product=make.TOYS))},
     "linyi|2024|export|toys||gazette",
     "share 20.0 % of city-export, but 30 CNY of 100 CNY"),
    ("share-of-its-base",
     {"records": (shared(100, 30.0, ctc.ShareOf.PARENT_CITY),
                  shared(30, 30.2, ctc.ShareOf.CITY_TOTAL, flow=EXPORT))},
     "linyi|2024|export|||gazette",
     "share 30.2 % of city-total, but 30 CNY of 100 CNY"),
    ("share-of-its-base",
     {"records": (amount(1, EXPORT),
                  shared(1, 60.0, ctc.ShareOf.CITY_EXPORT, flow=EXPORT, product=make.TOYS))},
     "linyi|2024|export|toys||gazette",
     "share 60.0 % of city-export, but 1 CNY of 1 CNY"),
    *(("share-of-its-base",
       {"cities": (WUHAN,), "reference_areas": (HUBEI,),
        "records": (shared(50, 20.0, ctc.ShareOf.PROVINCE, city=WUHAN, **part),),
        "reference_records": (amount(250, city=HUBEI), amount(100, city=HUBEI, **part))},
       key,
       "share 20.0 % of province, but 50 CNY of 100 CNY")
      for part, key in SHARED_PARTS),
    ("nation-is-sum",
     customs(150, 100, 90) | {
         "reference_records": (amount(70, EXPORT, city=CHINA), amount(50, EXPORT, city=HUBEI),
                               amount(150, city=CHINA), amount(100, city=HUBEI)),
         "records": (amount(5, EXPORT, city=WUHAN), dash(TOTAL, city=CHONGQING))},
     "china|2024|total|||gazette",
     "150 CNY, but its 2 parts make 100"),
    ("province-holds-its-cities",
     customs(120, 100, 110) | {
         "cities": (WUHAN, CHONGQING, YICHANG),
         "records": (amount(110, city=WUHAN), dash(TOTAL, city=YICHANG))},
     "420000|2024|total|||gazette",
     "100 CNY, but its 2 cities make 110"),
]  # fmt: skip

# What the small world breaks: two sources disagree on Weifang, and its growth is not the ratio.
UNSOUND = ("sources-agree", "growth-from-levels", "base-is-not-revised")

# Rule, and a dataset that comes close to breaking it.
SOUND: Sequence[tuple[str, dict[str, Any]]] = [
    *((rule.name, {}) for rule in RULES if rule.name not in UNSOUND),
    ("places-lie-in-china", places(latitude=39.9, longitude=116.4)),
    ("places-lie-in-china", places(latitude=3.0, longitude=73.0)),
    ("places-lie-in-china", places(latitude=54.0, longitude=136.0)),
    ("county-lies-in-its-prefecture",
     {"cities": (make.city(level=ctc.Level.COUNTY, parent=KAIFENG),)}),
    ("codes-are-well-formed",
     places(code="410500", iso3166_2="CN-HA", un_locode="CNAYN", other_un_locodes=("CNAY2",))),
    ("codes-are-well-formed",
     {"products": (make.make(ctc.Product, codes=("9706", "01")),),
      "industries": (make.make(ctc.Industry, isic=("26", "2610")),)}),
    ("total-is-sum", {"records": (amount(100, rounded_to=10), amount(60, EXPORT, rounded_to=10),
                                  amount(31, IMPORT))}),
    ("total-is-sum", {"records": (amount(100, rounded_to=10), amount(65, EXPORT),
                                  amount(30, IMPORT))}),
    ("total-is-sum", {"records": (amount(100, rounded_to=10), amount(65, EXPORT),
                                  amount(40, IMPORT))}),
    ("balance-is-difference", {"records": (amount(40, BALANCE, rounded_to=10),
                                           amount(60, EXPORT), amount(15, IMPORT))}),
    ("balance-is-difference", {"records": (amount(40, BALANCE, rounded_to=10),
                                           amount(60, EXPORT), amount(25, IMPORT))}),
    ("span-holds-its-parts", {"records": (amount(50, period=MAY), amount(50, period=TO_MAY))}),
    ("span-holds-its-parts", {"records": (
        amount(60, period=MAY), amount(40, period=MAY, source=make.HERALD),
        amount(50, period=TO_MAY))}),
    ("span-holds-its-parts", {"records": (
        amount(60, period=MAY), amount(50, period=TO_MAY),
        amount(70, period=TO_MAY, source=make.HERALD))}),
    ("months-make-to-date", {"records": (amount(100, period=TO_MAY), amount(120, period=TO_JUNE),
                                         amount(26, period=JUNE))}),
    ("months-make-to-date", {"records": (amount(100, period=TO_MAY), amount(120, period=TO_JUNE),
                                         amount(14, period=JUNE))}),
    ("months-make-to-date", {"records": (
        amount(100, period=TO_MAY), amount(170, period=TO_MAY, source=make.HERALD),
        amount(190, period=TO_JUNE), amount(20, period=JUNE))}),
    ("months-make-to-date", {"records": (
        amount(100, period=ctc.Period(year=2024, months=4)), amount(120, period=TO_JUNE),
        amount(80, period=ctc.Period(year=2024, month=5, months=2)))}),
    ("neighbours-in-time", {"records": (amount(100, period=MAY), amount(500, period=JUNE))}),
    ("neighbours-in-time", {"records": (amount(600, period=TO_JUNE), amount(100, period=JULY))}),
    ("neighbours-in-time", {"records": (amount(20, period=MAY),
                                        amount(0, period=JUNE, rounded_to=10))}),
    ("part-not-above-whole", {"records": (amount(100), amount(100, EXPORT))}),
    ("part-not-above-whole", {"records": (
        amount(100), amount(120, source=make.HERALD), amount(110, EXPORT))}),
    ("part-within-its-city", {"records": (amount(100, period=MAY), amount(125, EXPORT, period=MAY),
                                          amount(20, EXPORT, product=make.TOYS))}),
    ("part-within-its-city", {"records": (
        amount(100), amount(60, period=make.LAST_YEAR), amount(120, EXPORT))}),
    ("province-holds-its-cities", customs(120, 100, 100)),
    ("growth-adds-up", {"records": (growth(200, 10.0, TOTAL), growth(100, 10.0, EXPORT),
                                    amount(100, IMPORT))}),
    ("growth-adds-up", {"records": (growth(100, 0.0, TOTAL), growth(100, 0.0, EXPORT),
                                    growth(0, -100.0, IMPORT))}),
    ("span-holds-its-parts", {"records": (amount(-60, BALANCE, period=MAY),
                                          amount(-90, BALANCE, period=TO_MAY))}),
    ("growth-from-levels", {"records": (
        amount(100, growth=50.0, status=ctc.Status.AT_LEAST), amount(62, period=make.LAST_YEAR))}),
    ("base-is-not-revised", {"records": (
        amount(102, growth=2.0), amount(100, period=make.LAST_YEAR))}),
    ("neighbours-in-time", {"records": (
        amount(100, period=MAY), amount(1000, period=JUNE), amount(-5, BALANCE),
        amount(4_900, period=ctc.Period(year=2024, month=7, months=1)))[1:]}),
    ("part-not-above-whole", {"records": (amount(-500, BALANCE, partner=make.JAPAN),
                                          amount(-5, BALANCE))}),
    ("share-of-its-base", {"records": (
        amount(100, EXPORT),
        shared(30, 30.0, ctc.ShareOf.CITY_EXPORT, flow=EXPORT, product=make.TOYS),
        shared(30, 30.0, ctc.ShareOf.PARENT_CITY),
        shared(30, 30.0, ctc.ShareOf.PROVINCE, flow=EXPORT),
        shared(30, 30.0, ctc.ShareOf.CITY_TOTAL, flow=BALANCE))}),
    ("share-of-its-base", {"records": (
        amount(1, EXPORT),
        shared(1, 100.0, ctc.ShareOf.CITY_EXPORT, flow=EXPORT, product=make.TOYS))}),
    ("share-of-its-base", {"records": (
        amount(100, EXPORT),
        dash(EXPORT, product=make.TOYS, share=5.0, share_of=ctc.ShareOf.CITY_EXPORT,
             status=ctc.Status.AT_LEAST, rounded_to=10))}),
    ("nation-is-sum", customs(120, 100, 90)),
    ("nation-is-sum", customs(150, 100, 90) | {"records": (amount(90, city=WUHAN),)}),
    ("province-holds-its-cities", customs(120, 100, 90)),
    ("published-after-its-period", {"records": (
        amount(5, period=TO_MAY, source=OLD), amount(5, period=TO_JUNE, source=YEARLY))}),
    ("currency-of-its-place", {"records": (
        amount(5, currency=ctc.Currency.USD), amount(6, EXPORT, currency=ctc.Currency.USD))}),
    ("growth-leaves-something", {"records": (
        make.record(growth=-100.0), make.record(flow=BALANCE, growth=-300.0))}),
    ("part-within-its-city", {"records": (
        amount(100), amount(120, EXPORT, period=make.LAST_YEAR), amount(9, city=make.WEIFANG))}),
    ("bulletin-of-one-month", {"records": many_cities(*[MAY] * 20, *[JUNE] * 20)}),
    ("bulletin-of-one-month", {"records": many_cities(*[MAY] * 18, *[JUNE] * 2)}),
    ("source-of-one-city", {"records": (amount(5), amount(8, city=make.WEIFANG))}),
    ("rates-are-steady", {"exchange_rates": (rate(2023, "6"), rate(2024, "9"))}),
    ("every-source-is-used",
     {"sources": (make.GAZETTE, make.HERALD, OLD),
      "facts": (make.make(ctc.CityFact, source=OLD),)}),
    ("rates-are-steady", {"exchange_rates": (rate(2020, "6.9"), rate(2024, "71.9"))}),
    ("figures-are-unique", {"records": (
        amount(5), amount(5, basis=ctc.Basis.CUSTOMS_DISTRICT),
        shared(5, 1.0, ctc.ShareOf.NATIONAL), shared(5, 9.0, ctc.ShareOf.PROVINCE))}),
    ("every-industry-is-reached", {"specializations": ()}),
    ("sources-agree", {"records": (
        amount(1_510, rounded_to=10), amount(1_500, source=make.HERALD, rounded_to=100))}),
]  # fmt: skip


def numbered(cases: Sequence[tuple[Any, ...]]) -> list[str]:
    """A name for each case: its rule and number."""
    return [f"{case[0]}-{number}" for number, case in enumerate(cases)]


@pytest.mark.parametrize(("rule", "tables", "key", "message"), BROKEN, ids=numbered(BROKEN))
def test_a_rule_fires(rule: str, tables: dict[str, Any], key: str, message: str) -> None:
    """What is broken is found, once, under a key that names it, with the numbers."""
    found = check(make.dataset(**tables), [RULE[rule]])
    assert [finding.message for finding in found if finding.key == key] == [message]


@pytest.mark.parametrize(("rule", "tables"), SOUND, ids=numbered(SOUND))
def test_a_rule_is_silent(rule: str, tables: dict[str, Any]) -> None:
    """What is sound is left alone, however close to the limit."""
    assert keys(rule, **tables) == []


def test_every_rule_is_tried() -> None:
    """No rule without a dataset that breaks it, and each says in a sentence what holds."""
    assert {case[0] for case in BROKEN} == set(RULE)
    assert all(rule.sentence.endswith(".") for rule in RULES)


def test_the_page_on_checks_lists_every_rule() -> None:
    """Each rule stands in docs/checks.md, with its sentence, errors apart from findings."""
    page = (Path(__file__).parents[1] / "docs" / "checks.md").read_text(encoding="utf-8")
    errors, findings = page.split("## Findings")
    for part, severity in ((errors, Severity.ERROR), (findings, Severity.FINDING)):
        listed = [line for line in part.splitlines() if line.startswith("| `")]
        assert listed == [
            f"| `{rule.name}` | {rule.sentence} |" for rule in RULES if rule.severity is severity
        ]


def test_findings_are_in_order_and_errors_first() -> None:
    """Errors come first, then rules and keys in alphabetical order; nothing is named twice."""
    found = check(make.dataset(records=(amount(5), amount(5), amount(6, EXPORT)), sources=()))
    names = [(finding.severity, finding.rule, finding.key) for finding in found]
    assert names == sorted(set(names))
    assert names[0][0] is Severity.ERROR


FINDING: dict[str, Any] = {
    "rule": "total-is-sum",
    "severity": Severity.FINDING,
    "key": "linyi|2024",
    "message": "5 is not 6",
}
KNOWN: dict[str, Any] = {
    "rule": "total-is-sum",
    "key": "linyi|2024",
    "what": "5 is not 6",
    "why": "As printed.",
}


@pytest.mark.parametrize(
    ("kind", "fields"), [(Finding, FINDING), (KnownFinding, KNOWN)], ids=["new", "known"]
)
def test_a_finding_is_given_whole_and_by_name(kind: type[Any], fields: dict[str, Any]) -> None:
    """What is blank, of another type or left out is refused, each field by itself."""
    made = kind(**fields)
    assert made.identity == ("total-is-sum", "linyi|2024", "5 is not 6")
    assert made == kind(**fields)
    for field in fields:
        for wrong in (None, " ", 5):
            with pytest.raises(InvalidFieldError) as caught:
                kind(**(fields | {field: wrong}))
            assert (caught.value.model, caught.value.field) == (kind.__name__, field)
        with pytest.raises(TypeError, match=field):
            kind(**{name: value for name, value in fields.items() if name != field})
    with pytest.raises(InvalidFieldError, match="rule"):
        kind(**(fields | {"rule": "Total Is Sum"}))
    with pytest.raises(TypeError, match="positional"):
        kind(*fields.values())


@pytest.mark.thorough
def test_the_bundled_findings_are_the_known_ones() -> None:
    """No problem, no error, and no finding that is not listed, nor listed but gone."""
    report = audit(reader("2026.1"))
    assert report.is_sound
    assert (report.problems, report.errors, report.unlisted, report.vanished) == ((), (), (), ())
    assert {found.identity for found in report.findings} == {
        known.identity for known in report.known
    }
