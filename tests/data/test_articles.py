"""Two general articles on trading and industrial cities, statement by statement.

Whoever has read the articles finds in the library everything that they say in figures, ranks and
specialities, with the article among its sources; and nothing that they do not say. What they say
stands, copied by hand, in the tables of the folder ``articles``; the package is held against them.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest

import china_trade_cities as ctc
from tests.support.cases import table
from tests.support.factories import VINTAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


# "Which city in China has the most trade?" and "Top Industrial Cities in China!"
TRADE = "goodcan-trade-cities-2023"
INDUSTRY = "ddpch-industrial-cities"
ARTICLES = (TRADE, INDUSTRY)

TO_SEPTEMBER = "2023-01/2023-09"
TO_NOVEMBER = "2023-01/2023-11"

BILLION = 1_000_000_000

# --- what the articles say -------------------------------------------------------------------

BY_NAME = {"trade": TRADE, "industry": INDUSTRY}
UNITS = {"billion": BILLION, "trillion": 1_000 * BILLION}


class Figure(NamedTuple):
    """A figure in the words of an article: amounts in yuan, growth and shares in percent."""

    city: str
    period: str
    flow: ctc.Flow
    product: str | None
    partner: str | None
    value: int | None
    rounded_to: int
    growth: float | None
    share: float | None
    share_of: ctc.ShareOf | None

    def __str__(self) -> str:
        """What it is about, for the name of a test."""
        about = (self.city, self.flow.value, self.product, self.partner, self.period)
        return " ".join(part for part in about if part)


def amount(words: str) -> tuple[int | None, int]:
    """An amount such as 3.51 trillion, and the unit that it is rounded to."""
    if not words:
        return None, 1
    number, unit = words.split()
    decimals = len(number.partition(".")[2])
    return int(Decimal(number) * UNITS[unit]), UNITS[unit] // 10**decimals


def figure(row: dict[str, str]) -> Figure:
    return Figure(
        row["city"],
        row["period"],
        ctc.Flow(row["flow"]),
        row["product"] or None,
        row["partner"] or None,
        *amount(row["yuan"]),
        growth=float(row["growth"]) if row["growth"] else None,
        share=float(row["share"]) if row["share"] else None,
        share_of=ctc.ShareOf(row["share_of"]) if row["share"] else None,
    )


class Rank(NamedTuple):
    """A rank in the words of an article, and the source that is quoted for it first."""

    city: str
    period: str
    scope: str
    rank: int
    quoted: str


class Speciality(NamedTuple):
    """An industry that an article names for a city, in its own words as the label."""

    article: str
    city: str
    industry: str
    kind: ctc.SpecializationKind
    year: int | None
    label: str

    def __str__(self) -> str:
        """What it is about, for the name of a test."""
        article = self.article.partition("-")[0]
        return f"{article} {self.city} {self.kind} {self.year} {self.label}"


class Fact(NamedTuple):
    city: str
    attribute: str
    value: str
    unit: str
    year: int | None


def number(cell: str) -> int | None:
    return int(cell) if cell else None


def specialities(row: dict[str, str]) -> list[Speciality]:
    """The industry of a row for each of its cities."""
    kind, year = ctc.SpecializationKind(row["kind"]), number(row["year"])
    return [
        Speciality(BY_NAME[row["article"]], city, row["industry"], kind, year, row["words"])
        for city in row["cities"].split(";")
    ]


# With what fits no field and must stand in the note.
NOTED = [(figure(row), row["note"]) for row in table(__file__, "articles/figures.csv")]
FIGURES = [figure for figure, _ in NOTED]
NOTED_RANKS = [
    (Rank(row["city"], row["period"], row["scope"], int(row["rank"]), row["quoted"]), row["note"])
    for row in table(__file__, "articles/ranks.csv")
]
STATEMENTS = [
    (specialities(row), row["note"]) for row in table(__file__, "articles/specialities.csv")
]
SPECIALITIES = [each for statement, _ in STATEMENTS for each in statement]
FACTS = [
    Fact(row["city"], row["attribute"], row["value"], row["unit"], number(row["year"]))
    for row in table(__file__, "articles/facts.csv")
]

# --- what the library says -------------------------------------------------------------------


def cites(sources: Iterable[ctc.Source], *articles: str) -> bool:
    return any(source.id in articles for source in sources)


def figure_of(record: ctc.TradeRecord) -> Figure:
    return Figure(
        city=record.city.id,
        period=str(record.period),
        flow=record.flow,
        product=record.product.id if record.product else None,
        partner=record.partner.id if record.partner else None,
        value=record.value,
        rounded_to=record.rounded_to,
        growth=record.growth,
        share=record.share,
        share_of=record.share_of,
    )


def record_for(figure: Figure) -> ctc.TradeRecord:
    """The one record of what the figure is about that cites the article."""
    (record,) = (
        record
        for record in VINTAGE.records_for(
            city=figure.city,
            period=figure.period,
            flow=figure.flow,
            product=figure.product,
            partner=figure.partner,
        )
        if cites(record.sources, TRADE)
    )
    return record


def rank_of(published: ctc.PublishedRank) -> Rank:
    return Rank(
        published.city.id,
        str(published.period),
        published.scope.id,
        published.rank,
        published.source.id,
    )


def speciality_of(evidence: ctc.IndustrySpecialization) -> Speciality:
    return Speciality(
        evidence.source.id,
        evidence.city.id,
        evidence.industry.id,
        evidence.kind,
        evidence.year,
        evidence.label or "",
    )


def fact_of(fact: ctc.CityFact) -> Fact:
    return Fact(fact.city.id, fact.attribute, fact.value, fact.unit or "", fact.year)


def evidence_for(
    industry: str, kind: ctc.SpecializationKind
) -> Iterator[ctc.IndustrySpecialization]:
    """All evidence of the articles for an industry itself, leaving out those below it."""
    for city in ctc.by_specialization(industry, kind=kind, dataset=VINTAGE):
        for evidence in city.evidence:
            if evidence.industry.id == industry and cites([evidence.source], *ARTICLES):
                yield evidence


each_figure = pytest.mark.parametrize("figure", FIGURES, ids=map(str, FIGURES))
each_speciality = pytest.mark.parametrize("said", SPECIALITIES, ids=map(str, SPECIALITIES))
each_fact = pytest.mark.parametrize("said", FACTS, ids=[f"{f.city} {f.attribute}" for f in FACTS])

# --- figures ---------------------------------------------------------------------------------


@each_figure
def test_figure_is_found_as_printed(figure: Figure) -> None:
    """Amount, rounding, growth and share are the article's own, and the article is a source."""
    record = record_for(figure)
    assert figure_of(record) == figure
    assert cites(record.sources, TRADE)
    assert record.currency is (None if figure.value is None else ctc.Currency.CNY)
    assert record.status is ctc.Status.NORMAL
    assert record.basis is ctc.Basis.LOCATION


@each_figure
def test_figure_stands_on_the_page_of_its_city(figure: Figure) -> None:
    page = ctc.profile(figure.city, period=figure.period, dataset=VINTAGE)
    if figure.product:
        assert record_for(figure) in page.products
    elif figure.partner == "belt-and-road":
        # Another source that prints the amount too comes first: see below.
        assert record_for(figure) not in page.partners
    elif figure.partner:
        assert record_for(figure) in page.partners
    else:
        (shown,) = (shown for shown in page.figures if shown.flow is figure.flow)
        assert (shown.value, shown.growth) == (figure.value, figure.growth)
    assert cites(page.sources, TRADE)


@pytest.mark.parametrize(
    ("figure", "words"), [pytest.param(*case, id=case[1]) for case in NOTED if case[1]]
)
def test_what_fits_no_field_stands_in_the_note(figure: Figure, words: str) -> None:
    """A contribution to growth, a record high, a doubt about wording: the note has it."""
    assert words in (record_for(figure).note or "")


def test_shanghai_trades_more_and_shenzhen_grows_faster() -> None:
    """By the article's own figures Shanghai is first by amount, Shenzhen ahead by growth."""
    two = ("Shenzhen", "Shanghai")
    by_amount = ctc.top_n(period=TO_NOVEMBER, cities=two, dataset=VINTAGE)
    assert [(entry.rank, entry.city.id, entry.value) for entry in by_amount] == [
        (1, "shanghai", 3_860 * BILLION),
        (2, "shenzhen", 3_510 * BILLION),
    ]
    by_growth = ctc.growth_leaders(period=TO_NOVEMBER, cities=two, dataset=VINTAGE)
    assert [(leader.city.id, leader.growth) for leader in by_growth] == [
        ("shenzhen", 6.3),
        ("shanghai", 1.2),
    ]
    assert cites(by_amount.sources, TRADE)
    assert cites(by_growth.sources, TRADE)


@pytest.mark.parametrize(
    ("product", "leader", "growth"),
    [("mobile phones", "suzhou", 67.9), ("auto parts", "suzhou", 20.5)],
)
def test_product_lines_are_ranked_by_growth(product: str, leader: str, growth: float) -> None:
    """A growth rate of a product line, with or without an amount, answers by its usual name."""
    leaders = ctc.growth_leaders(
        flow="export", period=TO_NOVEMBER, product=product, cities=leader, dataset=VINTAGE
    )
    assert [(entry.city.id, entry.growth) for entry in leaders] == [(leader, growth)]
    assert cites(leaders.sources, TRADE)


@pytest.mark.parametrize(("partner", "growth"), [("africa", 32.4), ("middle-east", 19.4)])
def test_growth_of_guangzhou_with_partners(partner: str, growth: float) -> None:
    leaders = ctc.growth_leaders(
        partner=partner, period=TO_SEPTEMBER, cities="Guangzhou", dataset=VINTAGE
    )
    assert [(entry.growth, entry.record.source.id) for entry in leaders] == [(growth, TRADE)]


def test_growth_of_guangzhou_with_the_belt_and_road_is_disputed() -> None:
    """A press report prints 11.5 and is preferred; the article's 16.4 stays visible beside it."""
    (leader,) = ctc.growth_leaders(
        partner="belt-and-road", period=TO_SEPTEMBER, cities="Guangzhou", dataset=VINTAGE
    )
    assert (leader.growth, leader.record.source.id) == (11.5, "cns-guangzhou-2023-10-19")
    assert [(other.growth, other.source.id) for other in leader.alternatives] == [(16.4, TRADE)]
    (conflict,) = (
        conflict
        for conflict in VINTAGE.conflicts()
        if conflict.preferred == leader.record and conflict.measure is ctc.Measure.GROWTH
    )
    assert conflict.others == leader.alternatives


# --- Ningbo's 60.4 billion -------------------------------------------------------------------

NINGBO_HIGH_TECH = 60_400_000_000


def test_ningbo_high_tech_exports_are_no_exports_of_all_goods() -> None:
    """60.4 billion is never what Ningbo exports of all goods, in any period or from any source."""
    of_all_goods = VINTAGE.records_for(city="Ningbo", flow="export", product=None)
    assert of_all_goods
    assert NINGBO_HIGH_TECH not in {record.value for record in of_all_goods}
    assert not any(cites(record.sources, *ARTICLES) for record in of_all_goods)


@pytest.mark.parametrize("currency", list(ctc.Currency))
@pytest.mark.parametrize("basis", list(ctc.Basis))
def test_no_ranking_of_all_exports_uses_the_high_tech_figure(
    currency: ctc.Currency, basis: ctc.Basis
) -> None:
    """Ningbo, without a figure of all exports to November 2023, is left out with the reason."""
    ningbo = VINTAGE.city("Ningbo")
    cities = len(VINTAGE.cities)
    largest = ctc.top_n(
        cities, flow="export", period=TO_NOVEMBER, currency=currency, basis=basis, dataset=VINTAGE
    )
    fastest = ctc.growth_leaders(
        cities, flow="export", period=TO_NOVEMBER, currency=currency, basis=basis, dataset=VINTAGE
    )
    assert ningbo not in {entry.city for entry in largest}
    assert ningbo not in {leader.city for leader in fastest}
    assert ningbo in largest.excluded
    assert ningbo in fastest.excluded
    assert NINGBO_HIGH_TECH not in {entry.value for entry in largest}


def test_ningbo_page_shows_the_figure_as_high_tech_only() -> None:
    page = ctc.profile("Ningbo", period=TO_NOVEMBER, dataset=VINTAGE)
    assert page.figures == ()
    assert [
        (record.product.id if record.product else None, record.value, record.growth)
        for record in page.products
    ] == [("high-tech", NINGBO_HIGH_TECH, 9.1)]


def test_ningbo_is_ranked_by_high_tech_exports_when_asked() -> None:
    (entry,) = ctc.top_n(
        flow="export",
        period=TO_NOVEMBER,
        product="high-tech products",
        cities="Ningbo",
        dataset=VINTAGE,
    )
    assert (entry.value, entry.record.source.id) == (NINGBO_HIGH_TECH, TRADE)


# --- ranks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "note"), NOTED_RANKS, ids=[f"{said.city} {said.period}" for said, _ in NOTED_RANKS]
)
def test_rank_stands_on_the_page_of_its_city(said: Rank, note: str) -> None:
    """The first five of 2022, and both claims to first place, with the article as a source."""
    (published,) = (
        published
        for published in ctc.profile(said.city, dataset=VINTAGE).published_ranks
        if (published.scope.id, str(published.period)) == (said.scope, said.period)
    )
    assert rank_of(published) == said
    assert cites(published.sources, TRADE)
    assert note in (published.note or "")


def test_top_five_of_2022_are_five() -> None:
    first = [
        rank_of(published)
        for published in VINTAGE.published_ranks
        if published.scope.id == "gacc-magazine-top100-competitiveness"
        if str(published.period) == "2022"
        if published.rank <= 5
    ]
    said = [rank for rank, _ in NOTED_RANKS if rank.period == "2022"]
    assert sorted(first, key=lambda rank: rank.rank) == said


def test_the_news_agency_means_growth() -> None:
    """Xinhua says that Shenzhen's growth was first among the ten largest: a claim of its own."""
    (published,) = (
        published
        for published in VINTAGE.published_ranks
        if published.scope.id == "mainland-top10-total-growth"
        and str(published.period) == TO_NOVEMBER
    )
    assert (published.city.id, published.rank) == ("shenzhen", 1)
    assert published.source.id == "xinhua-finance-shenzhen-2023-12-29"
    assert not cites(published.sources, *ARTICLES)


def test_a_claim_to_first_place_ranks_nothing() -> None:
    """One city is first by amount, whatever is claimed for the other."""
    ranking = ctc.top_n(len(VINTAGE.cities), period=TO_NOVEMBER, dataset=VINTAGE)
    assert [entry.city.id for entry in ranking if entry.rank == 1] == ["shanghai"]


# --- specialities ----------------------------------------------------------------------------


@each_speciality
def test_speciality_is_found_by_its_industry(said: Speciality) -> None:
    """Asking who specialises in the industry finds the city, with the article's own words."""
    found = [speciality_of(evidence) for evidence in evidence_for(said.industry, said.kind)]
    assert found.count(said) == 1


@each_speciality
def test_speciality_stands_on_the_page_of_its_city(said: Speciality) -> None:
    page = ctc.profile(said.city, dataset=VINTAGE)
    assert [speciality_of(evidence) for evidence in page.specializations].count(said) == 1
    assert cites(page.sources, said.article)


@pytest.mark.parametrize("words", sorted({note for _, note in STATEMENTS if note}))
def test_growth_without_a_figure_stands_in_the_note(words: str) -> None:
    """Where the article speaks of growing or leading exports without a figure, the note says so."""
    said = {each for statement, note in STATEMENTS if note == words for each in statement}
    noted = {
        speciality_of(evidence)
        for city in {each.city for each in said}
        for evidence in ctc.profile(city, dataset=VINTAGE).specializations
        if evidence.source.id == TRADE and words in (evidence.note or "")
    }
    assert noted == said


EMERGENCES = [
    statement for statement, _ in STATEMENTS if statement[0].kind is ctc.SpecializationKind.EMERGING
]


@pytest.mark.parametrize("statement", EMERGENCES, ids=[str(said[0]) for said in EMERGENCES])
def test_emerging_industries_are_those_of_the_statement(statement: list[Speciality]) -> None:
    """Each industry emerges in exactly the cities that the article names, in these words."""
    first = statement[0]
    found = [speciality_of(evidence) for evidence in evidence_for(first.industry, first.kind)]
    alike = [said for said in found if first == said._replace(city=first.city)]
    assert Counter(alike) == Counter(statement)


@pytest.mark.parametrize(
    ("words", "cities"),
    [
        ("ICs", {"shanghai"}),
        ("steel", {"shanghai"}),
        ("electronics", {"shenzhen", "ningbo", "guangzhou", "shanghai"}),
        ("financial services", {"shanghai", "hong-kong", "qingdao"}),
        ("textiles", {"qingdao", "tianjin"}),
        ("petrochemicals", {"shanghai", "qingdao", "guangzhou"}),
    ],
)
def test_industries_are_asked_for_in_plain_words(words: str, cities: set[str]) -> None:
    """The cities that the articles name for an industry, or a branch of it, are all found."""
    found = {
        entry.city.id
        for entry in ctc.by_specialization(words, kind="reputation", dataset=VINTAGE)
        if cites(entry.sources, *ARTICLES)
    }
    assert found == cities


# --- facts -----------------------------------------------------------------------------------


@each_fact
def test_fact_stands_on_the_page_of_its_city(said: Fact) -> None:
    page = ctc.profile(said.city, dataset=VINTAGE)
    (fact,) = (fact for fact in page.facts if fact.attribute == said.attribute)
    assert fact_of(fact) == said
    assert fact.source.id == INDUSTRY
    assert cites(page.sources, INDUSTRY)


# --- nothing else ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("article", "title", "publisher"),
    [
        (TRADE, "Which city in China has the most trade?", "Goodcan Trading"),
        (INDUSTRY, "Top Industrial Cities in China!", "ddpch.com"),
    ],
)
def test_article_is_a_source_that_can_be_read(article: str, title: str, publisher: str) -> None:
    """Each article has its title, publisher and address, and counts as second hand."""
    source = VINTAGE.source(article)
    assert (source.title, source.publisher) == (title, publisher)
    assert source.tier is ctc.Tier.SECONDARY
    assert source.url is not None
    assert source.url.startswith("https://")


def test_the_articles_are_cited_for_nothing_else() -> None:
    """All that cites either article stands in the tables of the articles, each once."""
    figures = [
        figure_of(record)
        for record in (*VINTAGE.records, *VINTAGE.reference_records)
        if cites(record.sources, *ARTICLES)
    ]
    ranks = [
        rank_of(published)
        for published in VINTAGE.published_ranks
        if cites(published.sources, *ARTICLES)
    ]
    evidence = [
        speciality_of(evidence)
        for evidence in VINTAGE.specializations
        if cites([evidence.source], *ARTICLES)
    ]
    facts = [fact_of(fact) for fact in VINTAGE.facts if cites([fact.source], *ARTICLES)]
    assert Counter(figures) == Counter(FIGURES)
    assert Counter(ranks) == Counter(rank for rank, _ in NOTED_RANKS)
    assert Counter(evidence) == Counter(SPECIALITIES)
    assert Counter(facts) == Counter(FACTS)
    assert not any(cites([rate.source], *ARTICLES) for rate in VINTAGE.exchange_rates)
    assert not any(
        city.population_source and cites([city.population_source], *ARTICLES)
        for city in VINTAGE.cities
    )


def test_each_article_is_cited_for_its_own_kind_of_statement() -> None:
    """Figures and ranks are of the article on trade, facts of the one on industry."""
    assert not any(cites(record.sources, INDUSTRY) for record in VINTAGE.records)
    assert not any(cites(published.sources, INDUSTRY) for published in VINTAGE.published_ranks)
    assert not any(cites([fact.source], TRADE) for fact in VINTAGE.facts)
