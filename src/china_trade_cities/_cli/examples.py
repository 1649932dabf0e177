"""Examples of every subcommand, for its help and for the reference page; all of them are run."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("which city in China has the most trade?", ""), ("the same as JSON", "--format json")),
    "top-n": (
        ("the leading exporters of 2024", "top-n --flow export --period 2024"),
        ("was Shanghai or Shenzhen first?", "top-n --period 2023-01/2023-11 -n 2"),
        ("cities of one province as CSV", "top-n --city Zhejiang --format csv"),
        ("with dollars converted to yuan", "top-n --period 2021 --convert-to CNY"),
        ("a chart beside the table", "top-n -n 15 --plot top.svg"),
        ("the references of the answer for LaTeX", "top-n --cite bibtex"),
        ("what is known about the cities without a figure", "top-n --period 2025 --missing"),
    ),
    "growth-leaders": (
        ("who grows fastest above 100 billion yuan", "growth-leaders --min-value 100000000000"),
        ("computed from levels", "growth-leaders --method computed --period 2025-01/2025-07"),
        ("a chart beside the table", "growth-leaders --plot growth.png"),
    ),
    "market-share": (
        ("whose share of the nation's exports is largest", "market-share --flow export"),
        ("of the exports of Guangdong", "market-share --flow export --of Guangdong"),
    ),
    "contribution": (
        ("who adds most to the nation's growth", "contribution --period 2025-01/2025-07"),
        (
            "to the growth of all ranked cities together",
            "contribution --period 2025-01/2025-07 --of cities",
        ),
    ),
    "product-contribution": (
        (
            "which goods add most to the growth of Shanghai's exports",
            "product-contribution Shanghai --period 2023-01/2023-11",
        ),
    ),
    "concentration": (
        ("what share of all exports do ten cities have?", "concentration -k 10 --flow export"),
        ("even if many cities have no figure", "concentration --period 2025 --min-coverage 0"),
    ),
    "compare": (
        ("two ports side by side", "compare Ningbo Qingdao"),
        ("Hong Kong's dollars as yuan", "compare Shenzhen 'Hong Kong' --convert-to CNY"),
    ),
    "time-series": (
        ("total trade year by year", "time-series 苏州"),
        ("exports month by month", "time-series Ningbo --flow export --span month"),
        ("from one month to another", "time-series Suzhou --span month --period 2024-01/2025-07"),
        (
            "of what sources call by several names",
            "time-series Shanghai --flow export --product cars --product NEV",
        ),
    ),
    "profile": (
        ("all that is published about a city", "profile Yiwu"),
        ("by UN/LOCODE, for one year", "profile CNSHA --period 2024"),
    ),
    "city": (("a name, its province and its codes", "city CNSHA"),),
    "by-specialization": (
        ("who makes lithium batteries?", "by-specialization 'lithium batteries'"),
        (
            "who makes chips, and is on a national list?",
            "by-specialization 芯片 --kind national-cluster",
        ),
    ),
    "published-ranks": (("ranks that others gave Shenzhen", "published-ranks Shenzhen"),),
    "sources": (
        ("all official sources", "sources --tier official"),
        ("one source, for a LaTeX document", "sources gacc-location-2024-12 --cite bibtex"),
        ("for Zotero or pandoc", "sources gacc-location-2024-12 --cite csl-json"),
    ),
    "coverage": (("which figures there are for a city", "coverage --city Suzhou"),),
    "conflicts": (("where sources disagree about a city", "conflicts --city Yiwu"),),
    "corroborations": (("where they agree", "corroborations --city Beijing"),),
    "comparable-periods": (
        ("spans for which exports can be ranked", "comparable-periods --flow export"),
    ),
    "diff": (("what your own tables add to a vintage or change in it", "diff 2026.1 my-tables"),),
    "validate": (
        ("check the bundled data", "validate"),
        ("check a folder of your own", "validate my-tables"),
    ),
    "import": (
        ("what a saved page of the customs would add", "import 2025-07.html"),
        ("add it to a folder of your own", "import 2025-07.html --into my-data"),
    ),
    "info": (("what the data is, and on what terms", "info"),),
}


def shown(program: str, name: str) -> str:
    """The examples of a subcommand as they stand below its help."""
    lines = [
        line
        for what, arguments in EXAMPLES[name]
        for line in (f"  # {what}", f"  {program} {arguments}".rstrip())
    ]
    return "\n".join(["examples:", *lines])
