"""Cities, records, rankings and whole datasets as plain values and JSON, and back.

In the shape of `cattrs.preconf`: `make_converter` makes a strict converter, `configure_converter`
teaches one of your own every public class; `to_dict`, `from_dict`, `to_json` and `from_json` need
no converter at all. All give the same documents.

**What a document looks like.** An object is written with all its fields, under their names. A
period is its text (``"2023-01/2023-11"``), a word of a closed list is the word, a `decimal.Decimal`
is text, a tuple is a list.

**References are ids.** A city, source, product, partner, industry or ranking scope that is part of
something else is written as its id, and looked up in a dataset when the document is read:
`dataset`, or the newest bundled vintage, as everywhere in this package. Documents of figures and
results therefore hold no copies of cities and sources, and are read with the dataset that they
were made from. A document of a whole `Dataset` holds all its tables and refers to itself alone.

**Nothing is guessed.** What is not exactly of the type of a field is refused: no ``"7"`` for 7, no
7.0 for 7, no text for a list. So are unknown fields, and fields that contradict each other. Fields
that have a default may be left out. All that is wrong with a document is reported at once, in
`DatasetError.problems`, each with `path`, `value` and what is `allowed`.

Examples:
    >>> import china_trade_cities as ctc
    >>> from china_trade_cities import serialization
    >>> ranking = ctc.top_n(3)
    >>> text = serialization.to_json(ranking)
    >>> serialization.from_json(ctc.Ranking, text) == ranking
    True
    >>> serialization.to_dict(ranking)["entries"][0]["record"]["source"]
    'gacc-location-2024-12'
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin

import attrs
import cattrs
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError
from cattrs.preconf import json as json_preconf

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._problem import Problem
from china_trade_cities._tables.limits import listed
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError
from china_trade_cities.serialization._documents import HELD, Shapes, held_by
from china_trade_cities.serialization._json_schema import collection, schema_of
from china_trade_cities.serialization._public_types import public_classes
from china_trade_cities.serialization._shapes import PLAIN, Plain, Shape, is_list, is_object, member
from china_trade_cities.serialization._strict import of_subclass, strict_shape

if TYPE_CHECKING:
    from cattrs.preconf.json import JsonConverter

__all__ = [
    "configure_converter",
    "from_dict",
    "from_json",
    "json_schema",
    "make_converter",
    "problems_of",
    "to_dict",
    "to_json",
]

T = TypeVar("T")

_ALLOWED = "a public class of this package, or list[...] or tuple[..., ...] of one"


# --- documents ----------------------------------------------------------------------------


def to_dict(value: object) -> Any:
    """An object of a public class as plain values.

    Args:
        value: The object, or a list or tuple of such objects.

    Returns:
        A dict of plain values; a list for lists, tuples and `SpecializedCities`; text for a
        `Period` and for a member of an enum.

    Raises:
        InvalidArgumentError: It is no object of a public class.
        DatasetError: A dataset refers to things that its tables do not hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> serialization.to_dict(ctc.load_dataset("2026.1").partner("ASEAN"))["kind"]
        'bloc'
        >>> serialization.to_dict(ctc.Period.parse("2024Q1"))
        '2024-01/2024-03'
    """
    return _written(value, Shapes(held_by(None)))


def _written(value: object, shapes: Shapes) -> Any:
    if is_list(value):
        return [_written(item, shapes) for item in cast("list[object]", value)]
    if type(value) not in public_classes():
        allowed = "an object of a public class of this package, or a list or tuple of them"
        raise InvalidArgumentError("value", value, allowed)
    return shapes.of(type(value)).write(value)


def from_dict(kind: type[T], data: object, *, dataset: Dataset | None = None) -> T:
    """The object that plain values stand for.

    Args:
        kind: Its class; or `list` or `tuple` of one, as in ``tuple[ctc.TradeRecord, ...]``.
        data: The plain values, as `to_dict` gives them.
        dataset: What the ids refer to; None is the newest bundled vintage.

    Raises:
        DatasetError: The data is not what it should be; `problems` lists all that is wrong.
        InvalidArgumentError: `kind` is no public class, or `dataset` no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> data = {"city": "ningbo", "period": "2024", "flow": "export", "value": 7.9}
        >>> serialization.from_dict(ctc.TradeRecord, data)
        Traceback (most recent call last):
          ...
        china_trade_cities.exceptions.DatasetError: 2 problems in the document
          $.value: cannot be 7.9: allowed is a whole number (int), or None
          $.source: is missing: TradeRecord needs it
    """
    made: T = _read(_shape(kind, dataset), data)
    return made


def to_json(value: object, *, indent: int | None = None) -> str:
    r"""An object of a public class as JSON text.

    Args:
        value: The object, or a list or tuple of such objects.
        indent: Spaces by which nested lines are indented; None for a single line.

    Raises:
        InvalidArgumentError: It is no object of a public class.
        DatasetError: A dataset refers to things that its tables do not hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> serialization.to_json(ctc.load_dataset("2026.1").ranking_scopes[0], indent=1)
        '{\n "id": "anhui-total-growth",\n "name": "Cities of Anhui by growth of total trade"\n}'
    """
    return json.dumps(to_dict(value), ensure_ascii=False, allow_nan=False, indent=indent)


def from_json(kind: type[T], text: str | bytes, *, dataset: Dataset | None = None) -> T:
    """The object that JSON text stands for.

    Args:
        kind: Its class; or `list` or `tuple` of one, as in ``tuple[ctc.TradeRecord, ...]``.
        text: The text, or its bytes in UTF-8.
        dataset: What the ids refer to; None is the newest bundled vintage.

    Raises:
        DatasetError: The text is not JSON, or not what it should be; `problems` lists all that is
            wrong. A key that stands twice in an object is a problem too.
        InvalidArgumentError: `kind` is no public class, `text` no text, or `dataset` no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> serialization.from_json(ctc.Partner, '{"id": "mars", "name": "Mars", "kind": "planet"}')
        Traceback (most recent call last):
          ...
        china_trade_cities.exceptions.DatasetError: 1 problem in the document
          $.kind: cannot be 'planet': allowed is 'economy', 'bloc', 'region'
    """
    if not isinstance(text, str | bytes):
        raise InvalidArgumentError("text", text, "text (str), or its bytes in UTF-8")
    shape = _shape(kind, dataset)
    data, twice = _parsed(text)
    if twice:
        raise DatasetError(listed(chain(twice, shape.problems(data, "$"))))
    made: T = _read(shape, data)
    return made


def _shape(kind: Any, dataset: Dataset | None) -> Shape:
    _check_kind(kind)
    return Shapes(held_by(dataset)).of(kind)


def _check_kind(kind: Any) -> None:
    parts: tuple[Any, ...] = (kind,)
    if get_origin(kind) in (list, tuple):
        parts = get_args(kind)
        if get_origin(kind) is tuple and parts[1:] == (...,):
            parts = parts[:1]
    some = len(parts) == 1 or (parts and get_origin(kind) is tuple)
    if not some or any(part not in public_classes() for part in parts):
        raise InvalidArgumentError("kind", kind, _ALLOWED)


def _read(shape: Shape, data: object) -> Any:
    """What a shape reads; all its problems together if it cannot."""
    try:
        return shape.read(data)
    except Exception:
        problems = listed(shape.problems(data, "$"))
        if not problems:  # something else is wrong: with us, or with the dataset
            raise
    raise DatasetError(problems)


def _parsed(text: str | bytes) -> tuple[Any, list[Problem]]:
    """What JSON text holds, and the keys that stand twice in one object."""
    doubled: dict[int, list[tuple[str, Any]]] = {}

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            doubled[id(found)] = pairs
        return found

    try:
        data = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg}, at character {error.colno}"
        raise DatasetError([Problem(path="$", line=error.lineno, message=message)]) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, endless digits, too deep
        raise DatasetError([Problem(path="$", message=f"not JSON: {error}")]) from None
    return data, list(listed(_twice(data, doubled))) if doubled else []


def _twice(data: Any, doubled: dict[int, list[tuple[str, Any]]]) -> Iterator[Problem]:
    """The keys that stand twice, in the order of the document.

    Args:
        data: What the text holds.
        doubled: All members of the objects with such keys, by what `id` says of the object.
    """
    waiting = [("$", data)]
    while waiting:
        path, value = waiting.pop()
        inside: list[tuple[str, Any]] = []
        if is_object(value):
            pairs = doubled.get(id(value), list(value.items()))
            inside = [(member(path, key), item) for key, item in pairs]
            for key, times in Counter(key for key, _ in pairs).items():
                if times > 1:
                    message = f"an object holds {key!r} {times} times"
                    yield Problem(path=path, value=key, allowed="once", message=message)
        elif is_list(value):
            inside = [(f"{path}[{place}]", item) for place, item in enumerate(value)]
        waiting += reversed(inside)


# --- converters ---------------------------------------------------------------------------


def make_converter(*, dataset: Dataset | None = None) -> JsonConverter:
    """A cattrs converter that knows every public class, and guesses nothing in yours either.

    Beyond `configure_converter`, it refuses unknown fields of your own classes, and what is not
    exactly what a field asks for: text or an object for a list, set or other collection, pairs for
    an object, a number or truth value for an equal one of another type, in unions, `Literal` and
    enums too. A field of type `Any` takes anything, and types of which cattrs knows nothing are
    refused by it.

    Args:
        dataset: What ids refer to; None is the newest bundled vintage.

    Raises:
        InvalidArgumentError: `dataset` is no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> converter = serialization.make_converter()
        >>> converter.loads('"2024-05"', ctc.Period)
        Period.parse('2024-05')
    """
    converter = json_preconf.make_converter(forbid_extra_keys=True)
    shapes = Shapes(held_by(dataset))
    for plain in PLAIN:
        converter.register_structure_hook(plain, _plain_hook(plain))

    def shape(hint: Any) -> Any:
        return strict_shape(hint, lambda part: _converted(converter, part))

    def is_guessed(hint: Any) -> bool:
        return shape(hint) is not None

    def hook(hint: Any) -> Callable[[Any, Any], Any]:
        return _hook(shape(hint))

    converter.register_structure_hook_factory(is_guessed, hook)
    _teach(converter, shapes)
    return converter


def configure_converter(converter: cattrs.Converter, *, dataset: Dataset | None = None) -> None:
    """Teach a converter every public class, and nothing else.

    Objects of this package are written in full by it, as by `to_dict`; what is inside them is
    written as there, whatever else the converter knows. Where a field of your own class is a city,
    source, product, partner, industry or ranking scope, its id will do when it is read.

    What is wrong with an object of this package is raised as a `DatasetError`; cattrs puts it
    among the errors of your own class, of which `problems_of` makes one list.

    Args:
        converter: A plain `cattrs.Converter`, or one of `cattrs.preconf`.
        dataset: What ids refer to; None is the newest bundled vintage.

    Raises:
        InvalidArgumentError: `dataset` is no dataset, or `converter` no converter.

    Examples:
        >>> import attrs
        >>> import cattrs
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> fields = {"city": attrs.field(type=ctc.City), "months": attrs.field(type=ctc.Period)}
        >>> Order = attrs.make_class("Order", fields)
        >>> converter = cattrs.Converter()
        >>> serialization.configure_converter(converter)
        >>> converter.structure({"city": "ningbo", "months": "2024-05"}, Order)
        Order(city=<City ningbo>, months=Period.parse('2024-05'))
    """
    if not isinstance(converter, cattrs.BaseConverter):
        raise InvalidArgumentError("converter", converter, "a cattrs.Converter")
    _teach(converter, Shapes(held_by(dataset)))


def _teach(converter: cattrs.BaseConverter, shapes: Shapes) -> None:
    for kind in public_classes():
        shape = shapes.of(kind)
        reference = shapes.inside(kind) if kind in HELD else None
        converter.register_structure_hook(kind, _hook(shape, reference))
        converter.register_unstructure_hook(kind, shape.write)


def _hook(shape: Shape, reference: Shape | None = None) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        by_id = reference is not None and type(value) is str
        return _read(reference if by_id else shape, value)  # type: ignore[arg-type]

    return structure


def _plain_hook(plain: type) -> Callable[[Any, Any], Any]:
    """How plain values are read; cattrs asks for those of subclasses, such as enums, too."""
    shape = Plain(plain)

    @cache
    def of(kind: type[Any]) -> Any:
        return of_subclass(kind, shape)

    def structure(value: Any, kind: Any) -> Any:
        is_own = isinstance(kind, type) and kind is not plain and issubclass(kind, plain)
        return _read(of(kind) if is_own else shape, value)

    return structure


def _converted(converter: cattrs.Converter, hint: Any) -> Shape:
    """The shape of whatever a converter structures; it is only for reading."""
    return cast("Shape", _Converted(converter, hint))


class _Converted:
    def __init__(self, converter: cattrs.Converter, hint: Any) -> None:
        self._converter = converter
        self._hint = hint

    def read(self, value: Any) -> Any:
        return self._converter.structure(value, self._hint)

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        try:
            self.read(value)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a problem of the value
            yield from _walk(error, path)


def problems_of(error: Exception) -> tuple[Problem, ...]:
    """Everything that a converter found wrong, as one list.

    Args:
        error: What ``structure`` raised: an error of cattrs for a class of your own, or a
            `DatasetError` for one of this package.

    Examples:
        >>> import attrs
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> fields = {"city": attrs.field(type=ctc.City), "pieces": attrs.field(type=int)}
        >>> Order = attrs.make_class("Order", fields)
        >>> data = [{"city": "ningbo", "pieces": 7.9}, {"city": "taipe"}]
        >>> try:
        ...     serialization.make_converter().structure(data, list[Order])
        ... except ctc.exceptions.DatasetError as error:
        ...     for problem in serialization.problems_of(error):
        ...         print(problem)
        $[0].pieces: cannot be 7.9: allowed is a whole number (int)
        $[1].city: cannot be 'taipe': allowed is the id of a City of the dataset...
        $[1].pieces: is missing
    """
    return tuple(_walk(error, "$"))


def _walk(error: BaseException, path: str) -> Iterator[Problem]:
    if isinstance(error, DatasetError):
        for found in error.problems:
            yield attrs.evolve(found, path=path + (found.path or "$").removeprefix("$"))
    elif isinstance(error, cattrs.ClassValidationError | cattrs.IterableValidationError):
        noted, others = error.group_exceptions()
        for inner, note in noted:
            if isinstance(note, AttributeValidationNote):
                yield from _walk(inner, f"{path}.{note.name}")
            else:
                yield from _walk(inner, f"{path}[{note.index!r}]")
        for other in others:
            yield from _walk(other, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        allowed = f"the fields of {error.cl.__name__}"
        for name in sorted(error.extra_fields):
            message = f"is not known: allowed are {allowed}"
            yield Problem(path=f"{path}.{name}", allowed=allowed, message=message)
    elif isinstance(error, KeyError):
        yield Problem(path=path, message="is missing")
    else:
        yield Problem(path=path, message=str(error) or type(error).__name__)


# --- JSON Schema --------------------------------------------------------------------------


def json_schema(kind: Any = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the documents of a public class.

    It says of each field what a schema can say: type, words, pattern, range, whether it may be
    left out. It cannot say whether the dataset holds an id, nor that fields contradict each other.
    The whole collection is shipped as ``schema.json`` in the package.

    Args:
        kind: The class; or `list` or `tuple` of one, as in ``list[ctc.TradeRecord]``; None for a
            collection of all classes, under ``$defs``.

    Raises:
        InvalidArgumentError: `kind` is no public class.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> schema = serialization.json_schema(ctc.ExchangeRate)
        >>> schema["$ref"], sorted(schema["$defs"])
        ('#/$defs/ExchangeRate', ['Currency', 'ExchangeRate'])
        >>> schema["$defs"]["ExchangeRate"]["properties"]["year"]
        {'type': 'integer', 'minimum': 1000, 'description': 'The calendar year.'}
    """
    if kind is None:
        return collection()
    _check_kind(kind)
    return schema_of(kind)
