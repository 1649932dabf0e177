"""The vintages that ship with the package."""

from __future__ import annotations

from china_trade_cities._dataset.dataset import Dataset, lazy_dataset
from china_trade_cities._model.period import Period
from china_trade_cities._model.validators import plain
from china_trade_cities._tables.lazy import BundledTables
from china_trade_cities._tables.vintages import BUNDLED, reader
from china_trade_cities.exceptions import InvalidArgumentError, VersionNotFoundError

_loaded: dict[str, Dataset] = {}


def load_dataset(version: str | None = None) -> Dataset:
    """The bundled dataset of one vintage.

    It is immutable and the same object at every call. Its tables are read when they are first
    touched, so that this call itself costs little.

    Args:
        version: Version of the data, such as ``"2026.1"``; None for the newest one.

    Raises:
        VersionNotFoundError: No such vintage is bundled; the error lists those that are.
        InvalidArgumentError: The version is not text.

    Examples:
        >>> import china_trade_cities as ctc
        >>> dataset = ctc.load_dataset("2026.1")
        >>> dataset.info.version, dataset.info.reference_period
        ('2026.1', Period.parse('2024'))
    """
    wanted = plain(list(BUNDLED)[-1] if version is None else version)
    if wanted is None:
        raise InvalidArgumentError("version", version, "text such as '2026.1', or None")
    if wanted not in BUNDLED:
        raise VersionNotFoundError(wanted, tuple(BUNDLED))
    if wanted not in _loaded:
        # Of two threads that load at once, the first to get here decides for both.
        _loaded.setdefault(wanted, _load(wanted))
    return _loaded[wanted]


def available_versions() -> tuple[str, ...]:
    """Versions of the bundled data, oldest first.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.available_versions()
        ('2026.1',)
    """
    return tuple(BUNDLED)


def dataset_or_bundled(dataset: Dataset | None) -> Dataset:
    """The dataset that was given, or the newest bundled vintage."""
    if dataset is None:
        return load_dataset()
    if not isinstance(dataset, Dataset):
        raise InvalidArgumentError("dataset", dataset, "a Dataset, or None for the bundled one")
    return dataset


def _load(version: str) -> Dataset:
    recipe = (load_dataset, (version,))
    read = reader(version)
    tables = BundledTables(lambda name: read(name).decode(), recipe, Period(year=BUNDLED[version]))
    return lazy_dataset(tables)
