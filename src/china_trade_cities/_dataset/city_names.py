"""How the name of a city is read, alone or with its province, its country and its kind of unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from china_trade_cities._dataset.names import (
    APOSTROPHES,
    NameIndex,
    Tiers,
    fold,
    simplified,
    without_accents,
)
from china_trade_cities._dataset.unit_kinds import Stem, stems
from china_trade_cities._model.record import City

Fits: TypeAlias = Callable[[City], bool]

_COUNTRY = frozenset(
    {"china", "cn", "chn", "prc", "prchina", "peoplesrepublicofchina", "中国", "中华人民共和国"}
)
# English names of provinces beside those that the tables use.
_OTHER_NAMES = {"Tibet": ("Xizang",), "Inner Mongolia": ("Nei Mongol", "Neimenggu", "内蒙")}
# The one character that stands for each, by the first two digits of its code (GB/T 2260).
_CHARACTERS = {
    "京": "11",
    "津": "12",
    "冀": "13",
    "晋": "14",
    "蒙": "15",
    "辽": "21",
    "吉": "22",
    "黑": "23",
    "沪": "31",
    "苏": "32",
    "浙": "33",
    "皖": "34",
    "闽": "35",
    "赣": "36",
    "鲁": "37",
    "豫": "41",
    "鄂": "42",
    "湘": "43",
    "粤": "44",
    "桂": "45",
    "琼": "46",
    "渝": "50",
    "川": "51",
    "蜀": "51",
    "贵": "52",
    "黔": "52",
    "云": "53",
    "滇": "53",
    "藏": "54",
    "陕": "61",
    "秦": "61",
    "甘": "62",
    "陇": "62",
    "青": "63",
    "宁": "64",
    "新": "65",
    "港": "81",
    "澳": "82",
}

_HAN = "\u3400-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|(?:[^\W_{_HAN}]|['&])+")
_BETWEEN_WORDS = re.compile(r"[\s\-\u2010-\u2014\u2212_.,:;/|()\[\]、·•\"“”「」《》【】]*")
_BRACKETS = re.compile(r"(.+)[(（](.+)[)）]\s*")
_CODE = re.compile(r"(\d{4}|\d{6}|\d{12})(?:\.0+)?")
_OF_PROVINCE = re.compile(r"(\d\d)(?:\d{2}|\d{4}|\d{10})?(?:\.0+)?")
_NEGATIVE = re.compile(r"\s*[-\u2010-\u2014\u2212]\s*\d")
_LONGEST = 60  # words, of which each Chinese character is one
# Where a syllable of pinyin begins: at a consonant, or pair of them, before a vowel.
_SYLLABLE = re.compile(r"(?:[zcs]h|(?<![zcs])h|[b-df-gj-np-tv-z])(?=[aeiouv])")


class CityNames:
    """The cities of a dataset, and their provinces, by all their names.

    The whole name is read first, then the name without the word for a kind of unit, then without
    the place around it. Of what it may mean, id or code outweigh Chinese name and alias, and these
    outweigh English name and pinyin: of cities that share a name, the one that has it for its id
    is the usual reading.
    """

    def __init__(self, cities: Iterable[City]) -> None:
        self._cities = tuple(cities)
        self._names = NameIndex(self._cities, self._tiers)

    def find(self, name: str, provinces: Sequence[str] = ()) -> tuple[City, ...]:
        """All cities that a name or code may mean, in order of their ids; usually one.

        Args:
            name: The name.
            provinces: English names of provinces, if it is known to lie in one of them.
        """
        if _NEGATIVE.match(name):
            return ()
        fits = _lies_in(provinces) if provinces else None
        # Most names are just names, and this is quicker than reading word by word.
        found: Iterable[City] = () if _has_apostrophe(name) else self._names.find(name)
        if fits:
            found = [city for city in found if fits(city)]
        return _ordered(found or self._coded(name, fits) or self._spelled(name, fits))

    def homonyms(self, name: str, city: City) -> tuple[City, ...]:
        """The other cities that share a name which is usually read as this city."""
        if city not in self._shared:
            return ()
        return _ordered(self._spelled(name, lambda other: other is not city))

    def provinces(self, name: str) -> tuple[str, ...]:
        """English names of the provinces that a name or code means; usually one."""
        plain = simplified(without_accents(name, blank=""))
        of_unit = _OF_PROVINCE.fullmatch(plain)
        code = of_unit[1] if of_unit else _CHARACTERS.get(plain, "")
        if code:
            in_order = {city.province: None for city in self._cities if _begins(city, code)}
            return tuple(in_order)
        return self._read_province(words(simplified(name)))

    def suggest_provinces(self, name: str) -> tuple[str, ...]:
        """Up to three names of provinces that are spelled alike."""
        return self._provinces.suggest(name)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to three names of cities that may be meant, those of another kind of unit first."""
        same_stem = (
            _official_name(city)
            for stem in stems("".join(words(simplified(name))))
            for city in self._exact(stem.name, None)
        )
        meant: dict[tuple[City, ...], str] = {}  # no city by two of its names
        for near in (*same_stem, *self._names.suggest(name)):
            meant.setdefault(self._names.find(near), near)
        return tuple(meant.values())[:3]

    # --- the tables ---------------------------------------------------------------------------

    def _tiers(self, city: City) -> Tiers:
        # A province's name is no reading of a city elsewhere: Hainan is not in Qinghai.
        shared = [name for name in (city.name, city.pinyin) if not self._is_elsewhere(name, city)]
        codes = [city.id, city.code, city.un_locode, *city.other_un_locodes]
        return codes, [city.name_zh, *city.aliases], shared

    def _is_elsewhere(self, name: str | None, city: City) -> bool:
        """Whether a name is that of a province in which the city does not lie."""
        if name is None:
            return False
        return self._keys_of_provinces.get(fold(name), city.province) != city.province

    @cached_property
    def _keys_of_provinces(self) -> dict[str, str]:
        return {
            fold(name): city.province
            for city in self._cities
            for name in (city.province, city.province_zh.removesuffix("省"))
        }

    @cached_property
    def _named_like_a_province(self) -> dict[str, tuple[City, ...]]:
        """Cities by the names that mean a province elsewhere."""
        return {
            fold(name): (city,)
            for city in self._cities
            for name in (city.name, city.pinyin, *(stem.name for stem in stems(city.name_zh)))
            if name and self._is_elsewhere(name, city)
        }

    @cached_property
    def _shared(self) -> frozenset[City]:
        """The cities that share an English name."""
        by_name: dict[str, list[City]] = {}
        for city in self._cities:
            by_name.setdefault(fold(city.name), []).append(city)
        return frozenset(city for cities in by_name.values() if len(cities) > 1 for city in cities)

    @cached_property
    def _provinces(self) -> NameIndex[str]:
        """English names of provinces, by all their names."""
        cities = {city.province: city for city in self._cities}

        def tiers(province: str) -> Tiers:
            city = cities[province]
            # Without kind and peoples; but 内蒙古 is named after no people of 内.
            short = [stem.name for stem in stems(city.province_zh) if len(stem.name) > 1]
            other = _OTHER_NAMES.get(province, ())
            return ([province, city.province_zh, *short, city.iso3166_2, *other],)

        return NameIndex(cities, tiers)

    @cached_property
    def _beginnings_of_provinces(self) -> tuple[str, ...]:
        """What every name of a province begins with."""
        return tuple(
            "".join(words(name))
            for city in self._cities
            for name in (city.province, city.province_zh[:2], *_OTHER_NAMES.get(city.province, ()))
        )

    @cached_property
    def _beginnings_of_parents(self) -> tuple[str, ...]:
        """What names of units begin with of which others are a part."""
        parents = {city.parent for city in self._cities if city.parent}
        return tuple(
            "".join(words(name)).replace("'", "")
            for city in parents
            for name in (city.name, city.name_zh, *city.aliases)
        )

    @cached_property
    def _chinese_provinces(self) -> dict[str, str]:
        return {city.province: city.province_zh for city in self._cities}

    # --- reading ------------------------------------------------------------------------------

    def _spelled(self, name: str, fits: Fits | None) -> Sequence[City]:
        """The cities that a name means as it is spelled, else in simplified characters."""
        if twice := _BRACKETS.fullmatch(name):  # Guangzhou (Canton)
            meant = self._spelled(twice[2], None)
            if found := self._spelled(twice[1], _both(fits, _is_among(meant))) if meant else ():
                return found
        found = self._read(words(name), fits)
        plain = simplified(name)
        return found or (self._read(words(plain), fits) if plain != name else ())

    def _read(
        self, parts: Sequence[str], fits: Fits | None, around: frozenset[str] = frozenset()
    ) -> Sequence[City]:
        """The cities that words mean; `fits` narrows them, `around` was taken off them."""
        found = self._called("".join(parts), fits)
        if found or len(parts) < 2:
            return found
        scripts: dict[object, list[str]] = {}
        for part in parts:
            scripts.setdefault((part.isascii(), part.isdecimal()), []).append(part)
        if len(scripts) > 1:  # as this library prints it: Shenzhen 深圳
            one, *others = sorted(scripts.values(), key=_may_be_shared)
            found = self._read(one, fits, around)
            for other in others:
                found = self._read(other, _is_among(found), around) if found else ()
        return found or next(filter(None, self._without_place_around(parts, fits, around)), ())

    def _without_place_around(
        self, parts: Sequence[str], fits: Fits | None, around: frozenset[str]
    ) -> Iterator[Sequence[City]]:
        """What words mean if the first or last of them name country, province or prefecture.

        Each of these is taken off once.
        """
        for place, rest in _apart(parts):
            kind, lies_there = self._place(place)
            if kind and kind not in around:
                yield self._read(rest, _both(fits, lies_there), around | {kind})

    def _place(self, parts: Sequence[str]) -> tuple[str, Fits | None]:
        """What kind of place words name, if any, and whether a city lies there."""
        start = int(len(parts) > 1 and parts[0] == "in")  # Yiwu 义乌 (in Jinhua), as we print it
        name = "".join(parts[start:]).replace("'", "")
        if name in _COUNTRY:
            return "country", None
        begins_province = name.startswith(self._beginnings_of_provinces)
        if begins_province and (provinces := self._provinces_called(name)):
            return "province", _lies_in(provinces)
        begins_parent = name.startswith(self._beginnings_of_parents)
        if begins_parent and (parents := self._called(name, None)):
            return "prefecture", _is_part_of(parents)
        return "", None

    def _read_province(self, parts: Sequence[str]) -> tuple[str, ...]:
        """The provinces that words mean, with the country around them or in two scripts."""
        if found := self._provinces_called("".join(parts)):
            return found
        for around, rest in _apart(parts):
            name, found = "".join(around), self._provinces_called("".join(rest))
            if found and (name in _COUNTRY or self._provinces_called(name) == found):
                return found
        return ()

    def _provinces_called(self, name: str) -> tuple[str, ...]:
        if found := next(self._provinces.readings(name), ()):
            return found
        for stem in stems(name):
            for provinces in self._provinces.readings(stem.name):
                if stem.fits([self._chinese_provinces[provinces[0]]]):
                    return provinces
        return ()

    def _called(self, name: str, fits: Fits | None) -> Sequence[City]:
        """The cities of this name, with or without the word for the kind of unit that they are."""
        found = self._exact(name, fits)
        if found:
            return found
        for stem in stems(name):
            found = self._exact(stem.name, _both(fits, _is_of_kind(stem)))
            if found:
                return found
        return ()

    def _exact(self, name: str, fits: Fits | None) -> Sequence[City]:
        """The cities of this very name, by the weightiest tier of names that has one that fits."""
        key = name.replace("'", "")
        tiers = [*self._names.readings(key)]
        if fits is not None:
            tiers.append(self._named_like_a_province.get(key, ()))
        for tier in tiers:
            found = [
                city
                for city in tier
                if (fits is None or fits(city)) and ("'" not in name or _is_split(city, name))
            ]
            if found:
                return found
        return ()

    def _coded(self, name: str, fits: Fits | None) -> Sequence[City]:
        """The cities of a GB/T 2260 code of 4, 6 or 12 digits."""
        code = _CODE.fullmatch(without_accents(name, blank=""))
        if code is None or code[1][6:].strip("0"):
            return ()
        six = f"{code[1][:6]:0<6}"
        return self._exact(six, fits) or self._municipality(six, fits)

    def _municipality(self, code: str, fits: Fits | None) -> Sequence[City]:
        """The municipality of which a code means all districts (01) or counties (02)."""
        if code[2:] not in {"0100", "0200"}:
            return ()
        return self._exact(f"{code[:2]}0000", fits)


def words(name: str) -> list[str]:
    """The words of a name in the form in which names are compared; a Chinese character is one.

    Apostrophes stay, since they say where syllables end. Empty if the name is longer than any, or
    has characters that stand neither in words nor between them.
    """
    plain = without_accents(name, blank=" ").casefold()
    for mark in APOSTROPHES:
        plain = plain.replace(mark, "'")
    found = [word for word in _WORD.findall(plain) if word != "the"]
    is_name = len(found) <= _LONGEST and _BETWEEN_WORDS.fullmatch(_WORD.sub("", plain))
    return found if is_name else []


def _apart(parts: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The first or last words and the rest, most words first."""
    for length in range(len(parts) - 1, 0, -1):
        yield parts[:length], parts[length:]
        yield parts[-length:], parts[:-length]


def _may_be_shared(parts: Sequence[str]) -> bool:
    """Whether words are in Latin letters: Chinese names and codes are of one city each."""
    return parts[0].isascii() and not parts[0].isdecimal()


def _has_apostrophe(name: str) -> bool:
    return any(mark in name for mark in APOSTROPHES)


def _chinese_names(city: City) -> tuple[str, ...]:
    return (city.name_zh, *(alias for alias in city.aliases if not alias.isascii()))


def _official_name(city: City) -> str:
    """The Chinese name with the word for the kind of unit, where there is one."""
    official = (
        name for name in _chinese_names(city) if any(s.name == city.name_zh for s in stems(name))
    )
    return next(official, city.name_zh)


def _is_split(city: City, name: str) -> bool:
    """Whether the apostrophes of a name stand where syllables of the city's own begin."""
    splits = _splits(name)
    spellings = ("".join(words(own)) for own in (city.name, city.pinyin, *city.aliases) if own)
    return any(
        splits <= {0, len(plain), *_splits(own), *(m.start() for m in _SYLLABLE.finditer(plain))}
        for own in spellings
        if (plain := own.replace("'", "")) == name.replace("'", "")
    )


def _splits(name: str) -> set[int]:
    """After how many letters the apostrophes of a name stand."""
    parts = name.split("'")
    return {sum(map(len, parts[:number])) for number in range(1, len(parts))}


def _ordered(cities: Iterable[City]) -> tuple[City, ...]:
    return tuple(sorted(cities, key=lambda city: city.id))


def _begins(city: City, code: str) -> bool:
    return bool(city.code) and str(city.code).startswith(code)


def _lies_in(provinces: Sequence[str]) -> Fits:
    return lambda city: city.province in provinces


def _is_part_of(parents: Sequence[City]) -> Fits:
    return lambda city: city.parent in parents


def _is_among(cities: Sequence[City]) -> Fits:
    return lambda city: city in cities


def _is_of_kind(stem: Stem) -> Fits:
    return lambda city: stem.fits(_chinese_names(city))


def _both(first: Fits | None, second: Fits | None) -> Fits | None:
    if first is None or second is None:
        return first or second
    return lambda city: first(city) and second(city)
