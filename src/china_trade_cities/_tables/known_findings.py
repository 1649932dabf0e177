"""`KnownFinding`: a row of the table of findings that stay."""

from __future__ import annotations

from attrs import field, frozen

from china_trade_cities._model.validators import slug, text


@frozen(kw_only=True)
class KnownFinding:
    """A finding that was looked at and stays, because it is what was published.

    It speaks of the figures as they were then: with other numbers it is another finding.

    Attributes:
        rule: Name of the rule.
        key: Names the figures.
        what: What is the matter, with the numbers.
        why: Why it stays.
    """

    rule: str = field(validator=slug)
    key: str = field(validator=text)
    what: str = field(validator=text)
    why: str = field(validator=text)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same as a finding: rule, key and what is the matter."""
        return self.rule, self.key, self.what
