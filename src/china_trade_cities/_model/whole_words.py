"""What tables call a whole, in one place for all who read tables."""

# Whatever the table holds, added up.
TOTALS = frozenset({"总值", "总计", "合计"})
# The nation among its provinces or cities.
NATION = frozenset({"全国"})
