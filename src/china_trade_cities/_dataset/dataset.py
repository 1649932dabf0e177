"""`Dataset`: the tables of one vintage, and how figures, cities and industries are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from attrs import Factory, evolve, field, fields, frozen

from china_trade_cities._dataset.index import Index, Selection, TableLoader, with_ancestors
from china_trade_cities._extras import later
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
from china_trade_cities._model.validators import (
    check_flag,
    entries_of,
    is_a,
    plain,
    reject,
    tuple_of,
)
from china_trade_cities._model.vocabulary import (
    Basis,
    BasisName,
    Currency,
    CurrencyName,
    Flow,
    FlowName,
    Measure,
    MeasureName,
    parse_word,
)
from china_trade_cities.exceptions import (
    AmbiguousCityError,
    AmbiguousNameError,
    CityNotFoundError,
    IndustryNotFoundError,
    InvalidArgumentError,
    NameNotFoundError,
    PartnerNotFoundError,
    ProductNotFoundError,
    ScopeNotFoundError,
    SourceNotFoundError,
)

if TYPE_CHECKING:
    from china_trade_cities._dataset.conflicts import Conflicts, Corroborations
    from china_trade_cities._dataset.coverage import Coverage
    from china_trade_cities._dataset.names import HasId
    from china_trade_cities._dataset.spans import ComparablePeriods
    from china_trade_cities._display.records import Records
    from china_trade_cities._model.evidence import (
        CityFact,
        ExchangeRate,
        Industry,
        IndustrySpecialization,
        PublishedRank,
        RankingScope,
    )
    from china_trade_cities._model.info import DatasetInfo
else:
    Conflicts, Corroborations = later(
        "china_trade_cities._dataset.conflicts", "Conflicts", "Corroborations"
    )
    Coverage = later("china_trade_cities._dataset.coverage", "Coverage")
    Records = later("china_trade_cities._display.records", "Records")
    ComparablePeriods = later("china_trade_cities._dataset.spans", "ComparablePeriods")
    CityFact, ExchangeRate, Industry, IndustrySpecialization, PublishedRank, RankingScope = later(
        "china_trade_cities._model.evidence",
        "CityFact",
        "ExchangeRate",
        "Industry",
        "IndustrySpecialization",
        "PublishedRank",
        "RankingScope",
    )
    DatasetInfo = later("china_trade_cities._model.info", "DatasetInfo")

CityLike: TypeAlias = City | str
ProductLike: TypeAlias = Product | str
PartnerLike: TypeAlias = Partner | str
FlowLike: TypeAlias = Flow | FlowName
CurrencyLike: TypeAlias = Currency | CurrencyName
BasisLike: TypeAlias = Basis | BasisName
MeasureLike: TypeAlias = Measure | MeasureName

E = TypeVar("E", bound="HasId")


@frozen(kw_only=True, repr=False)
class Dataset:
    """The tables of one vintage, immutable.

    `load_dataset` gives a bundled one, whose tables are read when they are first touched. Your own
    is made from objects: ``Dataset(info=..., cities=..., records=..., sources=...)``.

    Attributes:
        info: Version, reference year and terms.
        cities: Cities in order of their GB/T 2260 codes.
        reference_areas: The nation and provinces that customs print beside the cities.
        records: Trade figures of cities, by period, then in the order of the tables.
        reference_records: Trade figures of the reference areas.
        specializations: Evidence of what cities specialise in.
        industries: The tree of industries.
        products: Product groups.
        partners: Trading partners.
        sources: Everybody who is cited.
        ranking_scopes: What published ranks are among.
        published_ranks: Ranks that others published.
        facts: Other published facts about cities.
        exchange_rates: Annual average exchange rates.

    Examples:
        >>> import china_trade_cities as ctc
        >>> dataset = ctc.load_dataset("2026.1")
        >>> len(dataset.cities), len(dataset.sources), len(dataset.specializations)
        (381, 1205, 1662)
    """

    info: DatasetInfo
    cities: tuple[City, ...] = ()
    reference_areas: tuple[City, ...] = ()
    records: tuple[TradeRecord, ...] = ()
    reference_records: tuple[TradeRecord, ...] = ()
    specializations: tuple[IndustrySpecialization, ...] = ()
    industries: tuple[Industry, ...] = ()
    products: tuple[Product, ...] = ()
    partners: tuple[Partner, ...] = ()
    sources: tuple[Source, ...] = ()
    ranking_scopes: tuple[RankingScope, ...] = ()
    published_ranks: tuple[PublishedRank, ...] = ()
    facts: tuple[CityFact, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()
    _index: Index = field(default=Factory(Index, takes_self=True), init=False, eq=False)
    _loader: TableLoader | None = field(default=None, init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        from china_trade_cities._dataset.growing import KIND_OF_FIELD
        from china_trade_cities._model.info import DatasetInfo

        info, *tables = (attribute for attribute in fields(Dataset) if attribute.init)
        is_a(DatasetInfo)(self, info, self.info)
        for attribute in tables:
            table = getattr(self, attribute.name)
            kind = KIND_OF_FIELD[attribute.name]
            tuple_of(kind)(self, attribute, table)
            if kind is TradeRecord:
                made = next((record for record in table if record.is_derived), None)
                if made is not None:
                    reject(self, attribute, made, _PRINTED)
            ids = [entry.id for entry in table if hasattr(entry, "id")]
            if len(set(ids)) < len(ids):
                twice = sorted({key for key in ids if ids.count(key) > 1})
                reject(self, attribute, twice, "entries with distinct ids")

    if not TYPE_CHECKING:  # to a type checker the tables are always there

        def __getattr__(self, name: str) -> Any:
            # Python asks here only for a slot that is still empty: a field not yet read.
            if name not in _FIELDS:
                raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
            value = self._loader.info() if name == "info" else self._loader.table(name)
            object.__setattr__(self, name, value)
            return value

    @property
    def reference_period(self) -> Period:
        """The year that queries use if none is given."""
        return (self._loader or self.info).reference_period

    # --- growing --------------------------------------------------------------------------

    def with_records(self, records: Iterable[TradeRecord]) -> Dataset:
        """The same dataset with further figures, and with all that these refer to.

        Figures that are there already are not added again. Figures that disagree stand side by
        side; one is preferred by rule, and `conflicts` lists them.

        Args:
            records: The figures, of cities or reference areas.

        Raises:
            DatasetError: A city, product, partner or source has the id of another one.
            InvalidArgumentError: Something is no `TradeRecord`, or one that was not printed.

        Examples:
            >>> import attrs
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> record = dataset.preferred("Wuhan", period=2024)
            >>> source = ctc.Source(id="my-notes", title="My notes", tier=ctc.Tier.SECONDARY)
            >>> mine = attrs.evolve(record, value=400_000_000_000, source=source)
            >>> grown = dataset.with_records([mine])
            >>> len(grown.records) - len(dataset.records), grown.source("my-notes").title
            (1, 'My notes')
            >>> [len(each.conflicts()) for each in (dataset, grown)]
            [22, 23]
        """
        return self._with("records", TradeRecord, records)

    def with_cities(self, cities: Iterable[City]) -> Dataset:
        """The same dataset with further cities, which can then be asked for by name.

        Args:
            cities: The cities, or reference areas.

        Raises:
            DatasetError: Another city has the same id.
            InvalidArgumentError: Something is no `City`.

        Examples:
            >>> import attrs
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> town = ctc.City(id="my-town", name="My Town", name_zh="我镇",
            ...     province="Jiangsu", province_zh="江苏省",
            ...     level=ctc.Level.COUNTY, parent=dataset.city("Suzhou, Jiangsu"))
            >>> dataset.with_cities([town]).city("我镇").parent.name
            'Suzhou'
        """
        return self._with("cities", City, cities)

    def merge(self, other: Dataset) -> Dataset:
        """All that stands in either of two datasets.

        What is equal in both stands there once. Version, reference year and terms are those of
        this one. Its version shows what came in: the parts of the other's version that it has not
        itself; where it has them all and something is new nevertheless, ``+local``.

        Args:
            other: The other dataset.

        Raises:
            DatasetError: One id stands for different entries in the two; `problems` lists them.
            InvalidArgumentError: The other one is no `Dataset`.

        Examples:
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> merged = dataset.merge(dataset)
            >>> merged.info.version, merged.records == dataset.records
            ('2026.1', True)
        """
        if not isinstance(other, Dataset):
            raise InvalidArgumentError("other", other, "a Dataset")
        from china_trade_cities._dataset.growing import grown, merged_version, tables_of

        theirs = [entry for table in tables_of(other).values() for entry in table]
        before = tables_of(self)
        tables = grown(before, theirs)
        is_larger = sum(map(len, tables.values())) > sum(map(len, before.values()))
        version = merged_version(self.info.version, other.info.version, is_larger=is_larger)
        return _grown(self.info, version, tables)

    def _with(self, argument: str, kind: type, entries: Iterable[object]) -> Dataset:
        added = entries_of(entries)
        if added is None:
            raise InvalidArgumentError(argument, entries, f"instances of {kind.__name__}")
        for entry in added:
            if not isinstance(entry, kind):
                raise InvalidArgumentError(argument, entry, f"instances of {kind.__name__}")
            if isinstance(entry, TradeRecord) and entry.is_derived:
                raise InvalidArgumentError(argument, entry, _PRINTED)
        return with_entries(self, added, f"{self.info.version.removesuffix('+local')}+local")

    # --- finding one entry ----------------------------------------------------------------

    def city(self, query: CityLike) -> City:
        """The city that a name, code or id means.

        Args:
            query: Id, English or Chinese name (simplified or traditional characters), pinyin,
                alias, GB/T 2260 code (4, 6 or 12 digits) or UN/LOCODE, or a `City`. A name may have
                the word for the kind of unit that the city is (深圳市, Shenzhen City, 恩施州), and
                its province or country (广东省深圳市, "Shenzhen, Guangdong"). Case, accents, spaces
                and hyphens do not matter, nor do apostrophes that split the pinyin rightly. There
                is no fuzzy match.

        Raises:
            CityNotFoundError: Nothing has this name; `suggestions` holds what is spelled alike.
            AmbiguousCityError: Several cities share the name; `candidates` holds them.
            InvalidArgumentError: The query is not text, or blank.

        Examples:
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> [dataset.city(name).id for name in ("Xi'an", "苏州市", "440100", "CNSGH")]
            ['xian', 'suzhou', 'guangzhou', 'shanghai']
        """
        if isinstance(query, City):
            found = self._index.city_names.find(query.id)
            if [city.id for city in found] != [query.id]:
                raise CityNotFoundError(query.id)
            return found[0]
        name = _name(query, "city")
        found = self._index.city_names.find(name)
        if len(found) > 1:
            raise AmbiguousCityError(name, found)
        if not found:
            raise CityNotFoundError(name, self._index.city_names.suggest(name))
        return found[0]

    def product(self, query: ProductLike) -> Product:
        """The product group that an id, name, alias or HS code means.

        Args:
            query: Id, English or Chinese name, alias, HS code (``870380``, ``8703.80``,
                ``HS 8542``) or `Product`. A code finds the group that is given by it, none that
                is wider or narrower.

        Raises:
            ProductNotFoundError: Nothing has this name; `suggestions` holds what is near.
            AmbiguousNameError: Several product groups share it.
            InvalidArgumentError: The query is not text, or blank.

        Examples:
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> [dataset.product(name).id for name in ("芯片", "solar panels", "HS 8703.80")]
            ['integrated-circuits', 'solar-cells', 'battery-electric-passenger-cars']
            >>> try:
            ...     dataset.product("sofas")
            ... except ctc.exceptions.ProductNotFoundError as error:
            ...     error.suggestions
            ('Furniture and parts',)
        """
        return _only(self._index, Product, query, "products")

    def partner(self, query: PartnerLike) -> Partner:
        """The trading partner that an id, name, alias or ISO 3166-1 code means.

        Args:
            query: Id, English or Chinese name, alias, ISO 3166-1 code of two or three letters, or
                `Partner`.

        Raises:
            PartnerNotFoundError: Nothing has this name; `suggestions` holds what is near, such as
                a bloc of which it is a member.
            AmbiguousNameError: Several partners share it.
            InvalidArgumentError: The query is not text, or blank.

        Examples:
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> [dataset.partner(name).id for name in ("EU", "一带一路", "USA", "Viet Nam")]
            ['european-union', 'belt-and-road', 'united-states', 'vietnam']
            >>> try:
            ...     dataset.partner("Indonesia")
            ... except ctc.exceptions.PartnerNotFoundError as error:
            ...     error.suggestions
            ('ASEAN', 'BRICS', 'RCEP members')
        """
        return _only(self._index, Partner, query, "partners")

    def source(self, source_id: str) -> Source:
        """The source with this id.

        Raises:
            SourceNotFoundError: There is none.
            InvalidArgumentError: The id is not text, or blank.

        Examples:
            >>> import china_trade_cities as ctc
            >>> ctc.load_dataset("2026.1").source("goodcan-trade-cities-2023").title
            'Which city in China has the most trade?'
        """
        return _only(self._index, Source, source_id, "sources")

    def ranking_scope(self, query: RankingScope | str) -> RankingScope:
        """The scope of published ranks that an id or name means.

        Raises:
            ScopeNotFoundError: Nothing has this name.
            InvalidArgumentError: The query is not text, or blank.

        Examples:
            >>> import china_trade_cities as ctc
            >>> ctc.load_dataset("2026.1").ranking_scope("mainland-total-trade").name
            'Mainland cities by total trade (by the press or a customs office)'
        """
        from china_trade_cities._model.evidence import RankingScope

        return _only(self._index, RankingScope, query, "ranking_scopes")

    def industries_for(self, query: Industry | str) -> tuple[Industry, ...]:
        """An industry and all below it, by id, name, alias or ISIC Rev.4 code.

        An ISIC code selects the industries mapped to it or to a part of it ("26" also finds
        "2610"), and all below them.

        Raises:
            IndustryNotFoundError: Nothing has this name or code.
            AmbiguousNameError: Several industries share the name.
            InvalidArgumentError: The query is not text, or blank.

        Examples:
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> [industry.id for industry in dataset.industries_for("computers")]
            ['computers', 'notebook-computers', 'microcomputers', 'tablet-computers']
        """
        from china_trade_cities._model.evidence import Industry

        name = _name(query.id if isinstance(query, Industry) else query, "industry")
        if name.strip().isdecimal():
            branches = [
                industry
                for industry in self.industries
                if any(code.startswith(name.strip()) for code in industry.isic)
            ]
            if not branches or len(name.strip()) == 1:
                raise IndustryNotFoundError(name)
        else:
            branches = [_only(self._index, Industry, name, "industries")]
        return tuple(
            industry
            for industry in self.industries
            if any(branch in with_ancestors(industry) for branch in branches)
        )

    # --- finding figures ------------------------------------------------------------------

    def records_for(
        self,
        *,
        city: CityLike | None = None,
        period: PeriodLike | None = None,
        flow: FlowLike | None = None,
        product: ProductLike | Literal["any"] | None = "any",
        partner: PartnerLike | Literal["any"] | None = "any",
        currency: CurrencyLike | None = None,
        basis: BasisLike | None = None,
    ) -> Records:
        """All records that agree with what is given, in the order of the tables.

        Args:
            city: Only this city; None for every city.
            period: Only exactly these months; None for every period.
            flow: Only this flow; None for every flow.
            product: Only this product; None for figures of all goods; ``"any"`` for both.
            partner: Only this partner; None for figures of the world; ``"any"`` for both.
            currency: Only amounts in this currency; None for every record.
            basis: Only this statistical basis; None for every basis.

        Raises:
            CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
                A name is unknown or ambiguous.
            InvalidPeriodError: The period cannot be read.
            InvalidArgumentError: A word is not one of those allowed.

        Examples:
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> for record in dataset.records_for(
            ...     city="Suzhou", period="2023-01/2023-11", product="mobile phones"
            ... ):
            ...     print(record.flow, record.value, record.growth, record.source.publisher)
            export 189650000000 67.9 Goodcan Trading
        """
        from china_trade_cities._display.records import Records

        wanted_city = None if city is None else self.city(city)
        wanted: dict[str, object] = {}
        if wanted_city is not None:
            wanted["city"] = wanted_city
        if flow is not None:
            wanted["flow"] = parse_word(Flow, flow, "flow")
        if plain(product) != "any":
            wanted["product"] = None if product is None else self.product(product)
        if plain(partner) != "any":
            wanted["partner"] = None if partner is None else self.partner(partner)
        if currency is not None:
            wanted["currency"] = parse_word(Currency, currency, "currency")
        if basis is not None:
            wanted["basis"] = parse_word(Basis, basis, "basis")
        candidates: Iterable[TradeRecord]
        if period is not None:
            candidates = self._index.records_in(Period.parse(period))
        elif wanted_city is not None:
            candidates = self._index.records_of(wanted_city)
        else:
            candidates = self.records
        return Records(
            entries=tuple(
                record
                for record in candidates
                if all(getattr(record, name) == value for name, value in wanted.items())
            )
        )

    def preferred(
        self,
        city: CityLike,
        *,
        period: PeriodLike | None = None,
        flow: FlowLike = "total",
        product: ProductLike | None = None,
        partner: PartnerLike | None = None,
        currency: CurrencyLike = "CNY",
        basis: BasisLike = "location",
        measure: MeasureLike = "value",
        derived: bool = False,
    ) -> TradeRecord | None:
        """The record that queries use for one figure, or None where there is none.

        Among records that carry the measure, the first by status, tier of the source, printed
        before derived, finer rounding, later publication, source id.

        Args:
            city: The city.
            period: The months; None for the reference year.
            flow: Direction of trade.
            product: Product group; None for all goods.
            partner: Trading partner; None for the world.
            currency: Currency of the amount.
            basis: Statistical basis.
            measure: What the record must carry: ``value``, ``growth`` or ``share``.
            derived: Whether a total or balance may follow from exports and imports of one source
                (`TradeRecord.parts`), as in all questions; else it is printed.

        Raises:
            CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
                A name is unknown or ambiguous.
            InvalidPeriodError: The period cannot be read.
            InvalidArgumentError: A word is not one of those allowed.

        Examples:
            >>> import china_trade_cities as ctc
            >>> dataset = ctc.load_dataset("2026.1")
            >>> record = dataset.preferred("Ningbo", flow="export", period="2024-12")
            >>> record.value, record.source.id
            (85246210000, 'gacc-location-2024-12')
        """
        selection = selection_of(self, period, flow, product, partner, currency, basis)
        wanted = parse_word(Measure, measure, "measure")
        may_follow = check_flag(derived, "derived")
        found = self._index.comparable(selection, wanted).get(self.city(city), ())
        return next((record for record in found if may_follow or not record.is_derived), None)

    def periods(self) -> tuple[Period, ...]:
        """All periods for which there is a figure of a city, in order.

        Examples:
            >>> import china_trade_cities as ctc
            >>> [str(period) for period in ctc.load_dataset("2026.1").periods()[:2]]
            ['2008-01/2008-03', '2009']
        """
        return self._index.periods

    def conflicts(self) -> Conflicts:
        """Figures on which sources disagree by more than rounding, by city and period.

        A figure is one amount, growth rate or share of one city, period, flow, product, partner,
        currency and basis. It is a conflict where the intervals of any two of its records do not
        meet, also if both are of one source. Each `Conflict` has the preferred record, the others,
        and for each of them the gap (`Conflict.differences`).

        Examples:
            >>> import china_trade_cities as ctc
            >>> conflict = ctc.load_dataset("2026.1").conflicts()[0]
            >>> conflict.preferred.city.id, conflict.measure.value, len(conflict.others)
            ('beijing', 'value', 2)
            >>> [difference.gap for difference in conflict.differences]
            [-730000000, -5860000000]
        """
        from china_trade_cities._dataset.conflicts import find_conflicts

        return self._index.remember("conflicts", lambda: find_conflicts(self.records))

    def corroborations(self) -> Corroborations:
        """Figures that several sources print and agree on, by city and period.

        Where they print different numbers, rounding explains it: 3.64 trillion is 3,644.55 billion.
        Where others repeat a source, there is one record alone (`TradeRecord.corroborated_by`).

        Examples:
            >>> import china_trade_cities as ctc
            >>> found = ctc.load_dataset("2026.1").corroborations()
            >>> len(found), sum(any(gap.gap for gap in figure.differences) for figure in found)
            (416, 148)
        """
        from china_trade_cities._dataset.conflicts import find_corroborations

        return self._index.remember("corroborations", lambda: find_corroborations(self.records))

    def coverage(self) -> Coverage:
        """Which amounts there are: cities x years x flows, by currency and basis.

        It prints as one line for each city with a column for each year, and below them how many
        cities have the whole year. `comparable_periods` says the same of every span.

        Examples:
            >>> import china_trade_cities as ctc
            >>> row = ctc.load_dataset("2026.1").coverage()[0]
            >>> row.city.id, row.year, row.flow.value, row.currency.value, row.full_year
            ('ankang', 2023, 'export', 'CNY', True)
        """
        from china_trade_cities._dataset.coverage import coverage_of

        return self._index.remember("coverage", lambda: coverage_of(self.records))

    def comparable_periods(
        self,
        flow: FlowLike = "total",
        product: ProductLike | None = None,
        partner: PartnerLike | None = None,
        currency: CurrencyLike = "CNY",
        basis: BasisLike = "location",
    ) -> ComparablePeriods:
        """The spans for which amounts can be ranked, and how many cities in each.

        Args:
            flow: Direction of trade.
            product: Product group; None for all goods.
            partner: Trading partner; None for the world.
            currency: Currency of the amounts.
            basis: Statistical basis.

        Returns:
            The spans with at least one city, most cities first, then the later end, then the
            longer span.

        Raises:
            ProductNotFoundError, PartnerNotFoundError: A name means nothing.
            InvalidArgumentError: A word is not one of those allowed.

        Examples:
            >>> import china_trade_cities as ctc
            >>> spans = ctc.load_dataset("2026.1").comparable_periods()
            >>> [(str(span.period), span.cities) for span in spans[:2]]
            [('2023', 294), ('2024-01/2024-05', 139)]
        """
        from china_trade_cities._dataset.spans import comparable_periods

        selection = selection_of(self, None, flow, product, partner, currency, basis)
        return comparable_periods(self._index, selection)

    # --- being a value --------------------------------------------------------------------

    def __hash__(self) -> int:
        return hash(self.info)

    def __repr__(self) -> str:
        return f"<Dataset {self.info.version}: {self.info.title}>"

    def __reduce__(self) -> tuple[Any, ...]:
        if self._loader is not None:
            return self._loader.recipe()
        return (_from_tables, ({name: getattr(self, name) for name in _FIELDS},))


_PRINTED = "figures that were printed, not derived"
_FIELDS = tuple(attribute.name for attribute in fields(Dataset) if attribute.init)


def _from_tables(tables: dict[str, Any]) -> Dataset:
    return Dataset(**tables)


def lazy_dataset(loader: TableLoader) -> Dataset:
    """A dataset whose tables `loader` reads when they are first touched."""
    dataset = Dataset.__new__(Dataset)
    fill = object.__setattr__
    fill(dataset, "_loader", loader)
    fill(dataset, "_index", Index(dataset, loader))
    return dataset


def with_entries(dataset: Dataset, added: Iterable[object], version: str) -> Dataset:
    """A dataset with further entries of any table, all that they refer to, and a new version."""
    from china_trade_cities._dataset.growing import grown, tables_of

    return _grown(dataset.info, version, grown(tables_of(dataset), added))


def _grown(info: DatasetInfo, version: str, tables: dict[str, tuple[Any, ...]]) -> Dataset:
    from china_trade_cities._dataset.growing import reference_period

    reference = reference_period(tables["records"], info.reference_period)
    return Dataset(info=evolve(info, version=version, reference_period=reference), **tables)


def index_of(dataset: Dataset) -> Index:
    """The indexes of a dataset, for the queries of this package."""
    return dataset._index  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def selection_of(  # noqa: PLR0917 - the parts of a selection, in their order
    dataset: Dataset,
    period: PeriodLike | None = None,
    flow: FlowLike = "total",
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
) -> Selection:
    return Selection(
        period=dataset.reference_period if period is None else Period.parse(period),
        flow=parse_word(Flow, flow, "flow"),
        product=None if product is None else dataset.product(product),
        partner=None if partner is None else dataset.partner(partner),
        currency=parse_word(Currency, currency, "currency"),
        basis=parse_word(Basis, basis, "basis"),
    )


def _name(query: object, argument: str) -> str:
    name = plain(query)
    if name is None or not name.strip():
        raise InvalidArgumentError(argument, query, _ALLOWED[argument])
    return name


_ALLOWED = {
    "city": "the name, id or code of a city, as text",
    "product": "the name, id or HS code of a product, as text",
    "partner": "the name, id or ISO code of a partner, as text",
    "industry": "the name, id or ISIC code of an industry, as text",
    "scope": "the id or name of a ranking scope, as text",
    "source": "the id of a source, as text",
}


_ARGUMENT: dict[str, tuple[str, type[NameNotFoundError]]] = {
    "products": ("product", ProductNotFoundError),
    "partners": ("partner", PartnerNotFoundError),
    "industries": ("industry", IndustryNotFoundError),
    "ranking_scopes": ("scope", ScopeNotFoundError),
    "sources": ("source", SourceNotFoundError),
}


def _only(index: Index, kind: type[E], query: object, table: str) -> E:
    """The one entry of a table that a query means: a name, or an entry, which stands for its id."""
    argument, not_found = _ARGUMENT[table]
    name = _name(query.id if isinstance(query, kind) else query, argument)
    found: tuple[E, ...] = index.find(table, name)
    if len(found) > 1:
        raise AmbiguousNameError(name, sorted(item.id for item in found))
    if not found:
        from china_trade_cities._dataset.suggestions import suggestions

        raise not_found(name, suggestions(index, table, name))
    return found[0]
