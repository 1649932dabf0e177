"""`profile`: all that is known of a city, on one page."""

from __future__ import annotations

import china_trade_cities as ctc
from tests.support.factories import CERAMICS, GAZETTE, HERALD, JAPAN, SPRING, TOYS, WEIFANG
from tests.support.values import MINE


def test_a_profile_has_the_headline_figures_with_rank() -> None:
    """Total, export and import as published, the balance derived where none was printed."""
    page = ctc.profile("深圳")
    assert [
        (figure.flow.value, figure.value, figure.growth, figure.rank, figure.record.is_derived)
        for figure in page.figures
    ] == [
        ("total", 4_504_824_120_000, 16.4, 1, False),
        ("export", 2_812_215_990_000, 14.6, 1, False),
        ("import", 1_692_608_130_000, 19.6, 3, False),
        ("balance", 1_119_607_860_000, None, 1, True),
    ]
    assert [figure.period for figure in page.year_to_date] > [page.period]
    assert page.figures[3].record.parts[0].flow is ctc.Flow.EXPORT
    assert [source.id for source in page.figures[3].sources] == ["gacc-location-2024-12"]


def test_a_profile_prefers_a_published_balance() -> None:
    """Hong Kong prints its balance: it is taken as it stands, in Hong Kong dollars."""
    page = ctc.profile("Hong Kong")
    balance = page.figures[-1]
    assert (balance.flow, balance.currency, balance.record.is_derived) == ("balance", "HKD", False)
    assert balance.value == balance.record.value


def test_a_profile_of_a_span_keeps_to_that_span() -> None:
    """With `period` every product line and partner is of those months."""
    page = ctc.profile("Guangzhou", period="2023-01/2023-09")
    assert {str(record.period) for record in (*page.products, *page.partners)} == {
        "2023-01/2023-09"
    }
    assert {record.partner.id: record.growth for record in page.partners if record.partner}[
        "africa"
    ] == 32.4


def test_a_profile_shows_the_newest_figure_of_each_line(vintage: ctc.Dataset) -> None:
    """Without `period` no line has a newer record than the one shown."""
    page = ctc.profile("Shanghai")
    shown = {(record.flow, record.product): record.period for record in page.products}
    for record in vintage.records_for(city="Shanghai", partner=None):
        if record.product is not None:
            newest = shown[record.flow, record.product]
            assert record.period.last_month <= newest.last_month


def test_a_profile_is_blank_where_nothing_is_published() -> None:
    """A city without any figure has an empty page that says so, not an error."""
    page = ctc.profile("Ngari")
    for part in ("figures", "year_to_date", "products", "partners", "specializations"):
        assert getattr(page, part) == ()
    for part in ("published_ranks", "facts", "conflicts", "sources"):
        assert getattr(page, part) == ()
    assert str(page).splitlines()[-1] == "This dataset has no figure, statement or rank of it."


def test_a_profile_cites_everybody_in_it() -> None:
    """The sources are those of all parts, each once."""
    page = ctc.profile("Ningbo")
    cited = set(page.sources)
    assert len(cited) == len(page.sources)
    assert {item.source for item in page.specializations} <= cited
    assert {source for rank in page.published_ranks for source in rank.sources} <= cited
    assert {fact.source for fact in page.facts} <= cited
    assert {source for record in page.partners for source in record.sources} <= cited


def test_a_profile_marks_doubtful_headlines() -> None:
    """A headline that is "over" or unreliable says so in the table, the notes and the dicts."""
    wuxi = ctc.profile("Wuxi", period=2025)
    assert " L " in str(wuxi)
    assert "L: at least" in str(wuxi)
    assert wuxi.to_dict()["figures"][0]["status"] == "L"
    suzhou = ctc.profile("Suzhou", period="2021-01/2021-08")
    assert "U: unreliable" in str(suzhou)


def test_a_profile_falls_back_to_the_newest_there_is() -> None:
    """A city without a figure of the reference year shows its newest figures to date."""
    page = ctc.profile("Quanzhou")
    assert page.figures == ()
    assert page.year_to_date
    assert max(entry.period for entry in page.year_to_date).year == 2024


def test_a_profile_shows_official_flows_beside_a_newer_total() -> None:
    """A total that the press has for later months does not hide exports and imports."""
    page = ctc.profile("Ningbo")
    shown = {(str(entry.period), entry.flow.value) for entry in page.year_to_date}
    assert ("2025", "total") in shown
    assert {("2025-01/2025-07", flow) for flow in ("total", "export", "import")} <= shown


def test_a_hand_made_profile() -> None:
    """Every part of the page comes from the tables that were given."""
    page = ctc.profile("潍坊市", dataset=MINE)
    assert (page.city, page.period) == (WEIFANG, ctc.Period(year=2024))
    assert [(figure.flow.value, figure.value, figure.rank) for figure in page.figures] == [
        ("total", 1_500, 1),
        ("export", 900, 1),
        ("import", 600, 1),
        ("balance", 300, 1),
    ]
    assert [figure.growth for figure in page.figures] == [10.5, None, None, None]
    assert [figure.record.is_derived for figure in page.figures] == [False, False, False, True]
    assert [(figure.period, figure.value) for figure in page.year_to_date] == [(SPRING, 300)]
    assert [record.product for record in page.products] == [TOYS]
    assert [record.partner for record in page.partners] == [JAPAN]
    assert [item.industry for item in page.specializations] == [CERAMICS]
    assert page.published_ranks == MINE.published_ranks
    assert page.facts == MINE.facts
    assert page.sources == (GAZETTE, HERALD)


def test_a_hand_made_profile_in_its_own_currency() -> None:
    """Macao's figures are in patacas; what is not published is blank."""
    page = ctc.profile("Macao", dataset=MINE)
    assert [(figure.value, figure.currency.value) for figure in page.figures] == [(700, "MOP")]
    assert page.figures[0].rank == 1
    blank = (page.year_to_date, page.products, page.partners, page.specializations, page.facts)
    assert set(blank) == {()}
