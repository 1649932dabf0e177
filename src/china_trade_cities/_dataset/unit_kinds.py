"""The words for kinds of administrative units, as GB/T 2260 has them, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

# The words that follow the names of units of each kind, folded as names are; pinyin too.
_WORDS_OF = {
    "省": ("省", "province", "prov", "sheng"),
    "自治区": ("自治区", "autonomousregion", "ar", "zizhiqu"),
    "特别行政区": ("特别行政区", "特区", "specialadministrativeregion", "sar"),
    "市": ("市", "city", "prefecturelevelcity", "countylevelcity", "municipality", "shi"),
    "地区": ("地区", "prefecture", "diqu"),
    "盟": ("盟", "league", "meng"),
    "自治州": ("自治州", "州", "autonomousprefecture", "prefecture", "zizhizhou", "zhou"),
    "县": ("县", "county", "xian"),
    "自治县": ("自治县", "县", "autonomouscounty", "county", "zizhixian"),
    "林区": ("林区", "forestrydistrict", "forestdistrict", "linqu"),
}

# The peoples that autonomous units are named after, in their names in English (GB/T 3304).
_PEOPLES = {
    "白": ("bai",),
    "布依": ("bouyei", "buyei", "buyi"),
    "朝鲜": ("korean",),
    "藏": ("tibetan", "zang"),
    "傣": ("dai",),
    "侗": ("dong",),
    "哈尼": ("hani",),
    "哈萨克": ("kazakh", "kazak"),
    "回": ("hui",),
    "景颇": ("jingpo", "jingpho"),
    "柯尔克孜": ("kirgiz", "kirghiz", "kyrgyz"),
    "黎": ("li",),
    "傈僳": ("lisu",),
    "蒙古": ("mongol", "mongolian"),
    "苗": ("miao",),
    "羌": ("qiang",),
    "土家": ("tujia",),
    "维吾尔": ("uygur", "uyghur", "uighur"),
    "彝": ("yi",),
    "壮": ("zhuang",),
}


def _longest_first(meaning: Mapping[str, str | set[str]]) -> tuple[str, ...]:
    return tuple(sorted(meaning, key=len, reverse=True))


_KINDS: dict[str, set[str]] = {}
for _kind, _words in _WORDS_OF.items():
    for _word in _words:
        _KINDS.setdefault(_word, set()).add(_kind)
_KIND_WORDS = _longest_first(_KINDS)

_PEOPLE = {
    **{word: people for people, words in _PEOPLES.items() for word in words},
    **{f"{people}族": people for people in _PEOPLES},
    **{people: people for people in _PEOPLES if len(people) > 1},
}
_PEOPLE_WORDS = _longest_first(_PEOPLE)


_AUTONOMOUS = frozenset({"自治区", "自治州", "自治县"})
_MOST_PEOPLES = 4  # of which one unit is


class Stem(NamedTuple):
    """A name without the word for its kind of unit and the peoples that it names."""

    name: str
    kinds: frozenset[str]
    peoples: tuple[str, ...] = ()

    def fits(self, names: Iterable[str]) -> bool:
        """Whether a unit with these Chinese names is of the kind, and named after the peoples."""
        own = tuple(names)
        return not self.kinds.isdisjoint(kinds_of(own)) and all(
            any(people in name for name in own) for people in self.peoples
        )


def stems(name: str) -> Iterator[Stem]:
    """What is left of a folded name without its kind, then also without one people or more."""
    for word in ("cityof", "municipalityof"):
        if name.startswith(word):
            yield Stem(name.removeprefix(word), frozenset({"市"}))
    for word in _endings(name, _KIND_WORDS):
        stem = Stem(name.removesuffix(word), frozenset(_KINDS[word]))
        yield stem
        yield from _without_peoples(stem)
    yield from _without_peoples(Stem(name, _AUTONOMOUS))  # Guangxi Zhuang, 大理白族


def _without_peoples(stem: Stem) -> Iterator[Stem]:
    if len(stem.peoples) == _MOST_PEOPLES:
        return
    for word in _endings(stem.name, _PEOPLE_WORDS):
        rest = stem.name.removesuffix(word).removesuffix("and").removesuffix("&")
        shorter = Stem(rest, stem.kinds, (*stem.peoples, _PEOPLE[word]))
        yield shorter
        yield from _without_peoples(shorter)


def _endings(name: str, words: tuple[str, ...]) -> list[str]:
    """Those of the words that a name ends in, with something before them."""
    if not name.endswith(words):  # as most do not
        return []
    return [word for word in words if name.endswith(word) and name != word]


def kinds_of(names: Iterable[str]) -> set[str]:
    """The kinds of unit that Chinese names of a unit state, the first of them being its own.

    That of a former unit of the same name is among them: Tongren was 铜仁地区. That of an earlier
    unit of another name is not: Huangshan was 徽州地区.
    """
    own = tuple(names)
    found = {kind for name in own for kind in _WORDS_OF if _is_named_as(kind, name, own)}
    return found or {"市"}  # a city of somebody's own, of which there is just the name


def _is_named_as(kind: str, name: str, own: tuple[str, ...]) -> bool:
    """Whether a name is one of the unit's own with the word for this kind."""
    if not name.endswith(kind):
        return False
    stem = Stem(name.removesuffix(kind), frozenset({kind}))
    return name == own[0] or any(each.name in own for each in (stem, *_without_peoples(stem)))
