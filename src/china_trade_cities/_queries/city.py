"""`city`: the city that a name, code or id means."""

from __future__ import annotations

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import CityLike, Dataset
from china_trade_cities._model.record import City


def city(query: CityLike, *, dataset: Dataset | None = None) -> City:
    """The city that a name, code or id means.

    Args:
        query: Id, English or Chinese name with or without 市, pinyin, GB/T 2260 code, UN/LOCODE,
            alias or `City`. Case, accents, spaces, apostrophes and hyphens do not matter. There
            is no fuzzy match.
        dataset: Where to look; None for the newest bundled vintage.

    Raises:
        CityNotFoundError: Nothing has this name; `suggestions` holds what is spelled alike.
        AmbiguousCityError: Several cities share the name; `candidates` holds them.
        InvalidArgumentError: The query is not text, or blank.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.city("深圳").name, ctc.city("Canton").name, ctc.city("CNSHA").name
        ('Shenzhen', 'Guangzhou', 'Shanghai')
        >>> ctc.city("Shenzen")
        Traceback (most recent call last):
        ...
        china_trade_cities.exceptions.CityNotFoundError: no city is called 'Shenzen' in this \
dataset; did you mean Shenzhen? Dataset.cities lists all
    """
    return dataset_or_bundled(dataset).city(query)
