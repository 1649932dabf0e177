"""Rules on keys, references, codes and places. What breaks one of them is an error."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, permutations
from re import compile as pattern

from china_trade_cities._checks.figures import Figures, key_of
from china_trade_cities._checks.findings import Found
from china_trade_cities._dataset.growing import field_of, referred_by, tables_of
from china_trade_cities._dataset.index import names_in
from china_trade_cities._dataset.names import fold
from china_trade_cities._model.evidence import Industry
from china_trade_cities._model.record import Partner, Product, TradeRecord
from china_trade_cities._model.vocabulary import Level

_GB_T_2260 = pattern(r"[1-9][0-9]{5}")
_ISO_3166_2 = pattern(r"CN-[A-Z]{2}")
_ISO_3166_1 = pattern(r"[A-Z]{2}")
_UN_LOCODE = pattern(r"(CN|HK|MO)[A-Z2-9]{3}")
# Divisions of ISIC Rev.4 are 01 to 99; chapters of the Harmonized System 01 to 97.
_ISIC = pattern(r"(0[1-9]|[1-9][0-9])([0-9]{1,2})?")
_HS = pattern(r"(0[1-9]|[1-8][0-9]|9[0-7])([0-9]{2}){0,2}")

LATITUDES = (3.0, 54.0)
LONGITUDES = (73.0, 136.0)
"""The box that holds China, its southern islands included (WGS 84 degrees)."""


def names_are_unique(figures: Figures) -> Iterator[Found]:
    """Places share no id, code, Chinese name or alias; products, partners, industries no name."""
    dataset = figures.dataset
    places = (*dataset.cities, *dataset.reference_areas)
    columns: dict[str, Iterable[str | None]] = {
        "places|id": (place.id for place in places),
        "places|code": (place.code for place in places),
        "places|name_zh": (place.name_zh for place in places),
        "cities|alias": chain.from_iterable(
            {fold(name) for name in (city.name_zh, *city.aliases)} for city in dataset.cities
        ),
        "cities|un_locode": chain.from_iterable(
            {city.un_locode, *city.other_un_locodes} for city in dataset.cities
        ),
        **{
            f"{table}|name": chain.from_iterable(
                {fold(name) for name in _names(entry)} for entry in entries
            )
            for table, entries in (
                ("products", dataset.products),
                ("partners", dataset.partners),
                ("industries", dataset.industries),
            )
        },
    }
    for column, values in columns.items():
        for value, number in Counter(value for value in values if value is not None).items():
            if number > 1:
                yield f"{column}|{value}", f"stands {number} times"


def _names(entry: Product | Partner | Industry) -> Iterator[str]:
    """All that finds a product, partner or industry, codes of goods and branches apart."""
    yield from (entry.id, *names_in(entry))
    if isinstance(entry, Partner) and entry.iso3166_1:
        yield entry.iso3166_1


def figures_are_unique(figures: Figures) -> Iterator[Found]:
    """No source prints the same figure twice."""
    for group in figures.repeated:
        seen = Counter(
            (key_of(record), record.value, record.currency, record.basis, record.share_of)
            for record in group
        )
        for (key, value, *_), number in seen.items():
            if number > 1:
                yield key, f"{value} stands {number} times"


def references_are_known(figures: Figures) -> Iterator[Found]:
    """Everything that a row refers to is in its table."""
    tables = tables_of(figures.dataset)
    known = {(name, entry.id) for name in tables for entry in tables[name] if hasattr(entry, "id")}
    for row in chain.from_iterable(tables.values()):
        unknown = [entry for entry in referred_by(row) if (field_of(entry), entry.id) not in known]
        if unknown:
            key = key_of(row) if isinstance(row, TradeRecord) else repr(row)
            yield key, f"in no table: {', '.join(map(repr, unknown))}"


def places_lie_in_china(figures: Figures) -> Iterator[Found]:
    """Coordinates are inside the box that holds China, and come in pairs."""
    for city in figures.dataset.cities:
        latitude, longitude = city.latitude, city.longitude
        if latitude is None and longitude is None:
            continue
        if (
            latitude is None
            or longitude is None
            or not LATITUDES[0] <= latitude <= LATITUDES[1]
            or not LONGITUDES[0] <= longitude <= LONGITUDES[1]
        ):
            yield city.id, f"latitude {latitude}, longitude {longitude}"


def codes_are_well_formed(figures: Figures) -> Iterator[Found]:
    """Codes are written as GB/T 2260, ISO 3166, UN/LOCODE, ISIC and HS write them."""
    dataset = figures.dataset
    checked = (
        *(
            (place.id, code, form)
            for place in (*dataset.cities, *dataset.reference_areas)
            for code, form in (
                (place.code, _GB_T_2260),
                (place.iso3166_2, _ISO_3166_2),
                *((code, _UN_LOCODE) for code in (place.un_locode, *place.other_un_locodes)),
            )
        ),
        *((partner.id, partner.iso3166_1, _ISO_3166_1) for partner in dataset.partners),
        *((item.id, code, _HS) for item in dataset.products for code in item.codes),
        *((branch.id, code, _ISIC) for branch in dataset.industries for code in branch.isic),
    )
    for key, code, form in checked:
        if code is not None and not form.fullmatch(code):
            yield f"{key}|{code}", f"the code must look like {form.pattern}"


def province_has_one_code(figures: Figures) -> Iterator[Found]:
    """All places of a province share its names, ISO 3166-2 code, region and first two digits."""
    shared: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for place in (*figures.dataset.cities, *figures.dataset.reference_areas):
        if place.level is Level.NATION:
            continue
        known = {
            "province": place.province,
            "province_zh": place.province_zh,
            "iso3166_2": place.iso3166_2,
            "code": place.code and place.code[:2],
        }
        present = {column: value for column, value in known.items() if value}
        for (column, value), (other, name) in permutations(present.items(), 2):
            shared[column, value, other].add(name)
        if place.region:
            shared["province_zh", place.province_zh, "region"].add(place.region)
    for (column, value, other), found in shared.items():
        if len(found) > 1:
            yield f"{column}|{value}|{other}", " and ".join(sorted(found))


def county_lies_in_its_prefecture(figures: Figures) -> Iterator[Found]:
    """A city lies in one of the same province that is no county-level city itself."""
    for city in figures.dataset.cities:
        parent = city.parent
        if parent is None:
            continue
        if (
            not city.is_county_level
            or parent.is_county_level
            or parent.province_zh != city.province_zh
        ):
            yield city.id, f"{city.level} in {parent.id}, {parent.level} of {parent.province}"
