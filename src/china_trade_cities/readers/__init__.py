"""Official customs tables as people save them: what they say as typed records.

`read_customs_location` reads table (8) of the monthly bulletin of China Customs,
`read_customs_hangzhou` the table of Zhejiang by city, both as a page or as CSV;
`read_customs_table` reads whichever of the two a file is.
`read_customs_query` reads what the query site of China Customs exports, row by row.

Pages need the extra ``readers``, `CustomsQuery.to_arrow` the extra ``arrow``; all else needs
nothing but the package itself.
"""

from __future__ import annotations

from china_trade_cities.readers._query import CustomsQuery, CustomsQueryRow, read_customs_query
from china_trade_cities.readers._read import (
    read_customs_hangzhou,
    read_customs_location,
    read_customs_table,
)
from china_trade_cities.readers._table import CustomsFigure, CustomsPlace, CustomsTable

__all__ = [
    "CustomsFigure",
    "CustomsPlace",
    "CustomsQuery",
    "CustomsQueryRow",
    "CustomsTable",
    "read_customs_hangzhou",
    "read_customs_location",
    "read_customs_query",
    "read_customs_table",
]
