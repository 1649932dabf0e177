"""`market_share`: the part of a city in the trade of the nation or a province."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support.factories import GAOMI, LAST_YEAR, LINYI, MACAO, TOYS, WEIFANG, amount
from tests.support.factories import city as make_city
from tests.support.nations import CHINA, NO_REFERENCE, SHANDONG, TERRITORY, national, world


def test_a_share_is_the_citys_part_of_the_national_row() -> None:
    """Not of the provinces' row, nor of the cities' sum."""
    dataset = world(amount(250, city=LINYI), amount(500, city=WEIFANG), nation=[national(2_000)])
    shares = ctc.market_share(dataset=dataset)
    assert [(entry.city, entry.share) for entry in shares] == [(WEIFANG, 25.0), (LINYI, 12.5)]
    assert shares.covered == 37.5
    assert shares.denominator == dataset.reference_records[0]
    assert ctc.market_share(1, dataset=dataset).covered == 37.5
    assert shares[:1].ranked == 2
    assert repr(shares[0]) == "<CityShare 1: weifang 25.00 %>"
    assert shares.excluded[MACAO] == "no figure"


def test_shares_of_2024_are_those_of_the_customs_bulletin() -> None:
    """Shenzhen's 4.50 of 43.85 trillion yuan."""
    (entry,) = ctc.market_share(1)
    assert entry.share == pytest.approx(100 * 4_504_824_120_000 / 43_846_792_580_000)
    assert entry.is_certain
    assert [source.id for source in ctc.market_share(1).sources] == ["gacc-location-2024-12"]


def test_a_share_has_the_range_that_rounding_allows() -> None:
    """45 to 55 of 950 to 1050; "over" has no upper end, whoever says it."""
    city_record = amount(50, city=LINYI, rounded_to=10)
    (entry,) = ctc.market_share(
        dataset=world(city_record, nation=[national(1_000, rounded_to=100)])
    )
    assert entry.share_range == (100 * 45 / 1_050, 100 * 55 / 950)
    over = ctc.Status.AT_LEAST
    (entry,) = ctc.market_share(dataset=world(city_record, nation=[national(1_000, status=over)]))
    assert entry.share_range == (0.0, 5.5)
    dataset = world(amount(50, city=LINYI, status=over), nation=[national(1_000)])
    (entry,) = ctc.market_share(dataset=dataset)
    assert entry.share_range == (5.0, None)
    assert "at least 5.00" in str(ctc.market_share(dataset=dataset))
    (entry,) = ctc.market_share(dataset=world(city_record, nation=[national(40, rounded_to=100)]))
    assert entry.share_range[1] is None


def test_shares_can_be_added() -> None:
    """A city inside a counted one is left out, and so is what is not part of the nation."""
    records = (amount(500, city=WEIFANG), amount(100, city=GAOMI), amount(9, city=MACAO))
    dataset = world(*records, nation=[national(1_000)])
    shares = ctc.market_share(cities=["Gaomi", "Weifang", "Macao"], dataset=dataset)
    assert [entry.city for entry in shares] == [WEIFANG]
    assert shares.excluded == {GAOMI: "lies inside Weifang, which is counted", MACAO: TERRITORY}
    alone = ctc.market_share(cities="Gaomi", dataset=dataset)
    assert [entry.share for entry in alone] == [10.0]


def test_without_a_national_figure_there_is_no_share() -> None:
    """Every city says so, whatever else the reference table holds; the nearest spans are named."""
    records = (amount(5, city=LINYI), amount(4, city=LINYI, period=LAST_YEAR))
    elsewhere = [
        national(10, flow=ctc.Flow.EXPORT),
        national(10, product=TOYS),
        national(10, currency=ctc.Currency.USD),
        national(10, basis=ctc.Basis.UNSPECIFIED),
        national(0, period=ctc.Period(year=2022)),
        national(10, period=LAST_YEAR),
    ]
    dataset = world(*records, nation=elsewhere)
    shares = ctc.market_share(dataset=dataset)
    assert (len(shares), shares.ranked, shares.denominator, shares.covered) == (0, 0, None, None)
    assert shares.excluded[LINYI] == NO_REFERENCE
    assert dict(shares.nearest) == {LAST_YEAR: 1}
    assert shares.sources == ()
    assert "Nearest periods that can be ranked: 2023 (1 city)." in str(shares)
    assert ctc.market_share(period=2022, dataset=dataset).denominator is None


def test_a_share_may_be_of_a_province() -> None:
    """Of its printed row, for the cities in it alone; rows and sources say whose share it is."""
    elsewhere = make_city(id="elsewhere", name="Elsewhere", province="Hebei", province_zh="河北省")
    records = (amount(300, city=LINYI), amount(600, city=WEIFANG), amount(900, city=elsewhere))
    dataset = world(*records, nation=[national(9_000)]).with_cities([elsewhere])
    shares = ctc.market_share(of="Shandong", dataset=dataset)
    assert [(entry.city, entry.share) for entry in shares] == [(WEIFANG, 50.0), (LINYI, 25.0)]
    assert (shares.of, shares.covered) == (SHANDONG, 75.0)
    assert shares.denominator in dataset.reference_records
    assert (shares.denominator.city, shares.denominator.value) == (SHANDONG, 1_200)
    assert elsewhere not in shares.excluded
    named = ctc.market_share(of=SHANDONG, cities=["Elsewhere", "Linyi"], dataset=dataset)
    assert [entry.city for entry in named] == [LINYI]
    assert named.excluded == {elsewhere: "lies outside Shandong"}
    row = shares.to_dicts()[0]
    assert (row["share_of"], row["of"], row["denominator"]) == ("province", "370000", 1_200)
    row = ctc.market_share(of="nation", dataset=dataset).to_dicts()[0]
    assert (row["share_of"], row["of"], row["denominator"]) == ("national", "china", 9_000)
    assert str(shares).startswith("Share of Shandong's total trade, 2024")
    assert "100 % is that of Shandong" in str(shares)


@pytest.mark.parametrize("name", ["Guangdong", "广东", "广东省", "440000", "44", "guangdong "])
def test_a_province_is_called_as_elsewhere(name: str) -> None:
    """Its name in both languages, or its code, mean it as in `cities`."""
    shares = ctc.market_share(1, of=name)
    assert (shares.of and shares.of.name, shares[0].city.id) == ("Guangdong", "shenzhen")


def test_a_province_is_meant_where_a_city_has_its_name() -> None:
    """Jilin is a city too, and no province."""
    of = ctc.market_share(of="Jilin").of
    assert of is not None
    assert of.level is ctc.Level.PROVINCE


def test_without_a_figure_of_the_province_there_is_no_share() -> None:
    """Every city says so, and the spans that have one are named."""
    shares = ctc.market_share(of="Guangdong", period=2023)
    assert (len(shares), shares.denominator) == (0, None)
    reason = "no figure of Guangdong for this period, flow, product, partner, currency and basis"
    assert shares.excluded[ctc.city("Shenzhen")] == reason
    assert next(iter(shares.nearest)) == ctc.Period(year=2024)


@pytest.mark.parametrize("of", ["Beijing", "Ruritania", "", "provinces", 5, None])
def test_a_whole_that_is_none_is_refused(of: object) -> None:
    """A city has no cities in it; the error lists the provinces that have a figure."""
    with pytest.raises(InvalidArgumentError, match="'nation', or one of the provinces Hebei, "):
        ctc.market_share(of=of)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_nation_has_its_own_names() -> None:
    """As in tables: China and 全国."""
    dataset = world(amount(1, city=LINYI), nation=[national(4)])
    for name in ("nation", "China", "全国", CHINA):
        assert ctc.market_share(of=name, dataset=dataset).of == CHINA
