"""The columns of each answer of the command line as CSV, also where it has no rows.

They are the keys of the answer's `to_dicts`; a test holds the two together.
"""

from __future__ import annotations

_CITY = "city,name,name_zh"
_QUESTION = "period,flow,product,partner"
_RANK = "rank,best_rank,worst_rank,certain"
_RANKS = f"{_RANK},ranked,coverage"
_CITED = "source,publisher,url,corroborated_by"
_RECORD = (
    f"{_CITY},{_QUESTION},value,currency,rounded_to,growth,share,share_of,status,basis,derived,"
    f"{_CITED}"
)
_GAP = "measure,preferred,gap,gap_percent,explained_by_rounding"
_BASE = "base_period,base_value,base_source,base_status"
_COMPARED = (
    f"{_CITY},{_QUESTION},value,currency,basis,derived,growth,{_RANKS},"
    "share,share_low,share_high,missing,sources"
)
_CONVERTED = "converted,original_value,original_currency,rate,rate_source"

COLUMNS: dict[str, tuple[str, ...]] = {
    answer: tuple(columns.split(","))
    for answer, columns in {
        "top": f"{_RANKS},{_RECORD}",
        "top converted": f"{_RANKS},{_RECORD},{_CONVERTED}",
        "growth": f"{_RANKS},{_RECORD},method,{_BASE},is_small_base",
        "share": f"{_RANKS},{_RECORD},share_low,share_high,national_value,national_source",
        "contribution": (f"{_RANKS},{_RECORD},points,points_low,points_high,of,change,{_BASE}"),
        "products": (f"{_RECORD},points,points_low,points_high,growth_of_all,method,{_BASE}"),
        "concentration": (
            f"{_QUESTION},currency,basis,of,denominator,counted,coverage,hhi,hhi_low,hhi_high,"
            "hhi_fraction,national_hhi_low,national_hhi_high,k,top_share,top,sources"
        ),
        "compare": _COMPARED,
        "compare converted": f"{_COMPARED},{_CONVERTED}",
        "series": f"{_RECORD},growth_source",
        "series converted": f"{_RECORD},{_CONVERTED},growth_source",
        "ranks": f"{_CITY},period,scope,rank,score,{_CITED}",
        "periods": "period,cities",
        "coverage": (
            f"{_CITY},only_when_named,year,flow,currency,basis,periods,records,full_year,to_date,"
            "products,partners"
        ),
        "conflicts": f"conflict,{_GAP},{_RECORD}",
        "corroborations": f"corroboration,{_GAP},{_RECORD}",
        "specialization": (
            f"{_CITY},industry,kind,year,label,source,tier,publisher,url,independent_sources"
        ),
        "city": (
            "flow,period,value,currency,derived,rounded_to,status,basis,growth,"
            f"{_RANK},ranked,sources"
        ),
        "sources": "id,publisher,title,published,tier,url",
        "info": (
            "package,data,title,created,reference_period,licenses,credits,cities,records,"
            "specializations,sources,periods"
        ),
        "validate": "kind,file,line,column,rule,key,why,message",
        "import": (
            "kind,file,line,column,city,period,flow,value,growth,source,old_value,old_growth,"
            "old_source,message"
        ),
        "diff": "kind,table,key,field,old,new",
    }.items()
}
