"""The columns of answers of the command line that are no result of a question."""

from __future__ import annotations

COLUMNS: dict[str, tuple[str, ...]] = {
    answer: tuple(columns.split(","))
    for answer, columns in {
        "city": "city,name,name_zh,province,level,parent,code,un_locode,aliases",
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
    }.items()
}
