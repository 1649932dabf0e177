"""Official customs tables as people save them: what they say as typed records.

`read_customs_location` reads table (8) of the monthly bulletin of China Customs,
`read_customs_hangzhou` the table of Zhejiang by city, both as a page or as CSV.
"""

from __future__ import annotations

from china_trade_cities.readers._customs import read_customs_hangzhou, read_customs_location
from china_trade_cities.readers._customs_table import CustomsFigure, CustomsPlace, CustomsTable

__all__ = [
    "CustomsFigure",
    "CustomsPlace",
    "CustomsTable",
    "read_customs_hangzhou",
    "read_customs_location",
]
