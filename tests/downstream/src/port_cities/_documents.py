"""Figures of ports as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cattrs.errors import ClassValidationError, IterableValidationError
from cattrs.preconf.json import JsonConverter
from cattrs.preconf.json import make_converter as make_json_converter

from china_trade_cities import serialization
from port_cities._figures import PortFigure

if TYPE_CHECKING:
    from collections.abc import Iterable

    import china_trade_cities as ctc


def make_converter(dataset: ctc.Dataset | None = None) -> JsonConverter:
    """A converter that knows figures of ports; ids in documents are those of the dataset."""
    converter = make_json_converter(forbid_extra_keys=True)
    serialization.configure_converter(converter, dataset=dataset)
    return converter


_WRITER = make_converter()  # what is written does not depend on a dataset


def to_json(figures: Iterable[PortFigure]) -> str:
    """Figures with their cities and sources in full."""
    return _WRITER.dumps(list(figures), unstructure_as=list[PortFigure])


def from_json(text: str, dataset: ctc.Dataset | None = None) -> list[PortFigure]:
    """Figures whose cities and sources are given in full or as ids of the dataset.

    Raises:
        ValueError: With all that is wrong, a line each.
    """
    try:
        return make_converter(dataset).loads(text, list[PortFigure])
    except (ClassValidationError, IterableValidationError) as error:
        problems = serialization.problems_of(error)
        raise ValueError("\n".join(map(str, problems))) from error
