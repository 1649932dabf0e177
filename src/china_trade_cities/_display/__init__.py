"""How an answer looks: as text, HTML, rich tables, flat dicts and dataframes."""
