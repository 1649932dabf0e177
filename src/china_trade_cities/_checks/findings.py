"""What a check of a whole dataset finds: `Finding`, and the `Rule` that found it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from attrs import field, frozen

from china_trade_cities._checks.figures import Figures
from china_trade_cities._model.validators import is_a, slug, text

Found: TypeAlias = tuple[str, str]
"""What a rule yields: the key that names the figures, and what is the matter with them."""


class Severity(StrEnum):
    """How much a finding weighs.

    An `ERROR` means that the tables are wrong. An `ODDITY` is what a reader must look at: it may
    be a slip of the tables, or what the publisher printed.
    """

    ERROR = "error"
    ODDITY = "oddity"


@frozen(kw_only=True)
class Finding:
    """A place where a rule does not hold.

    Attributes:
        rule: Name of the rule.
        severity: Error, or oddity to look at.
        key: Names the figures, the same in every run: ids joined with ``|``.
        message: What is the matter, with the numbers.
    """

    rule: str = field(validator=slug)
    severity: Severity = field(validator=is_a(Severity))
    key: str = field(validator=text)
    message: str = field(validator=text)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two findings the same: rule, key and message."""
        return self.rule, self.key, self.message


class Rule(NamedTuple):
    """A statement that holds in a valid dataset.

    Attributes:
        severity: What it means if it does not hold.
        sentence: The rule in words.
        find: Yields key and message wherever it does not hold.
    """

    severity: Severity
    sentence: str
    find: Callable[[Figures], Iterator[Found]]

    @property
    def name(self) -> str:
        """The rule's slug, made from the name of its function."""
        return self.find.__name__.replace("_", "-")
