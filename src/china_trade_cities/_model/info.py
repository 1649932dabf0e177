"""`DatasetInfo`: what a dataset is, and on what terms."""

from __future__ import annotations

from attrs import field, frozen

from china_trade_cities._model.period import Period
from china_trade_cities._model.validators import is_a, optional_text, text, tuple_of


@frozen(kw_only=True, repr=False)
class DatasetInfo:
    """What a dataset is: its version, its reference year and its terms.

    Attributes:
        version: Version of the data (``2026.1``), apart from the version of the code.
        title: Its title.
        description: What it holds, in a paragraph.
        created: ISO 8601 time at which the vintage was made.
        reference_period: The year that queries use where none is asked for: the newest full
            year that the official table covers for all its cities.
        licenses: Terms of the data.
        credits: Whom the data comes from.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> info = ctc.load_dataset("2026.1").info
        >>> info.version, str(info.reference_period), info.licenses
        ('2026.1', '2024', ('CC-BY-4.0',))
    """

    version: str = field(validator=text)
    title: str = field(validator=text)
    description: str | None = field(default=None, validator=optional_text)
    created: str | None = field(default=None, validator=optional_text)
    reference_period: Period = field(validator=is_a(Period))
    licenses: tuple[str, ...] = field(default=(), validator=tuple_of(str))
    credits: tuple[str, ...] = field(default=(), validator=tuple_of(str))

    def __repr__(self) -> str:
        return f"<DatasetInfo {self.version}: {self.title}>"
