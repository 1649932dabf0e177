"""`city`: the city that a name, code or id means."""

from __future__ import annotations

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import CityLike, Dataset
from china_trade_cities._model.record import City


def city(query: CityLike, *, dataset: Dataset | None = None) -> City:
    """The city that a name, code or id means.

    Args:
        query: Id, English or Chinese name (simplified or traditional characters), pinyin, alias,
            GB/T 2260 code (4, 6 or 12 digits) or UN/LOCODE, or a `City`. A name may have the word
            for the kind of unit that the city is (深圳市, Shenzhen City, 恩施州), and its province
            or country (广东省深圳市, "Shenzhen, Guangdong"). Case, accents, spaces and hyphens do
            not matter, nor do apostrophes that split the pinyin rightly. There is no fuzzy match.
        dataset: Where to look; None for the newest bundled vintage.

    Raises:
        CityNotFoundError: Nothing has this name; `suggestions` holds what is spelled alike.
        AmbiguousCityError: Several cities share the name; `candidates` holds them.
        InvalidArgumentError: The query is not text, or blank.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.city("深圳").name, ctc.city("Canton").name, ctc.city("CNSHA").name
        ('Shenzhen', 'Guangzhou', 'Shanghai')
        >>> ctc.city("廣東省東莞市").name, ctc.city("Suzhou, Anhui").name_zh
        ('Dongguan', '宿州')
        >>> ctc.city("Shenzen")
        Traceback (most recent call last):
        ...
        china_trade_cities.exceptions.CityNotFoundError: no city is called 'Shenzen' in this \
dataset; did you mean Shenzhen? Dataset.cities lists all
    """
    return dataset_or_bundled(dataset).city(query)
