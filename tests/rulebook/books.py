"""Small rulebooks for tests, as texts by file name, and as workbooks."""

import csv
import io
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from openpyxl import Workbook

from rules.rulebook import GUIDE_ELEMENTS

Target = TypeVar("Target", Path, io.BytesIO)

HEAD = """\
name = "test city"
version = "1"
valid_from = "2026-01-01"
zone = "Asia/Shanghai"
office_hours = ["09:00-12:00", "13:00-17:00"]
"""
ITEM_COLUMNS = (
    "item_code,version,valid_from,valid_to,name,dept_code,region_code,project_type,day_kind,promise_days,"
    "legal_days,joint,free,hearing_required,notice_required,third_party,min_minutes"
)
ITEMS = f"""\
{ITEM_COLUMNS}
0001,1,2026-01-01,2026-06-30,施工许可,ZJ,430100,promised,working,7,10,false,true,,,,
0001,2,2026-07-01,,施工许可,ZJ,430100,promised,,5,10,,,,,,
0002,1,2026-01-01,,护照签发,GA,430100,instant,natural,1,,,false,,,,
"""
ROUTE_COLUMNS = (
    "route,parent,kinds,stages,colours,rules,depts,regions,items,"
    "receivers,ack_hours,repeat_hours,urgent,group,go_on"
)
FULL: Mapping[str, str] = {
    "rulebook.toml": HEAD,
    "items.csv": ITEMS,
    "stages.csv": (
        "item_code,version,stage_code,name,position,role,required,statutory,after,limit_days\n"
        "0001,1,S1,受理,1,handle,true,false,,1\n"
        "0001,1,S2,审查,2,review,true,false,S1,3\n"
        "0001,1,S3,公示,3,review,yes,是,S1,\n"
        "0001,1,S4,决定,4,approve,1,0,S2;S3,2\n"
    ),
    "materials.csv": (
        "item_code,version,material_code,name,required,shareable,wording\n"
        '0001,1,M1,施工合同,true,false,"原件一份,\n加盖公章"\n'
    ),
    "fees.csv": "item_code,version,fee_code,standard_id,amount\n0002,1,F1,STD-1,120.00\n",
    "basis.csv": "basis_id,name,valid_from,valid_to\nXK,行政许可法,2004-07-01,\n",
    "regions.csv": ("region_code,name,parent,level\n430000,示例省,,province\n430100,示例市,430000,city\n"),
    "units.csv": (
        "dept_code,name,region_code,parent,kind,leader_id\nZJ,住建局,430100,,部门,u1\nGA,公安局,430100,,部门,\n"
    ),
    "staff.csv": (
        "staff_id,name,dept_code,staff_type,post,roles,valid_from,valid_to\n"
        "u1,甲,ZJ,在编,审批岗,approver;leader,2020-01-01,2026-03-31\n"
        "u1,甲,GA,在编,审批岗,approver,2026-04-01,\n"
        "u2,乙,ZJ,编外,受理岗,handler,,\n"
    ),
    "posts.csv": (
        "post,item_code,stage_code,region_code,valid_from,valid_to\n受理岗,0001,S1,430100,,\n审批岗,,S4,,,\n"
    ),
    "duty.csv": (
        "dept_code,staff_id,deputy_id,weekdays,valid_from,valid_to,takes\n"
        "ZJ,u2,u1,1-5,2026-01-01,,tickets;alerts\n"
        "ZJ,u1,,6;7,2026-01-01,,alerts\n"
    ),
    "absences.csv": "staff_id,valid_from,valid_to,deputy_id\nu2,2026-02-03,2026-02-05,u1\nu1,2026-07-01,,\n",
    "deviations.csv": "rule_id,scope,reason,owner,expires\nT-09,item:0002,邮政停运,u1,2026-12-31\n",
    "exemptions.csv": (
        "ground,scope,filed_at,filed_by,nature,purpose,process,attitude\n"
        "process,item:0001,2026-02-01,u1,改革探索,方便群众,集体研究,及时纠正\n"
    ),
    "guide.csv": "item_code,version,basic_information,materials\n0001,1,施工许可,施工合同\n",
    "receivers.csv": (
        "receiver,name,unit,dept_code,office_hours,above\n"
        "supervision,监督办,supervision,GA,true,\n"
        "heads,部门负责人,department,,是,supervision\n"
    ),
    "routes.csv": (
        f"{ROUTE_COLUMNS}\n"
        "cards,,card,,,,,,,supervision,14,,,,\n"
        "red,cards,,issued,red,T-*;P-01,ZJ,430000,0001,supervision;heads,7,7,true,dept;day,\n"
    ),
    "silences.csv": (
        "silence,scope,receivers,kinds,rules,reason,owner,expires\n"
        "s1,item:0002,heads,card;ticket,T-09,搬迁,u1,2026-12-31\n"
    ),
    "outages.csv": (
        "outage,scope,sources,reason,owner,starts_at,ends_at\n"
        "o1,dept:ZJ,approval/430100,系统升级,u1,2026-05-01T00:00:00+08:00,2026-05-02T00:00:00+08:00\n"
    ),
    "sources.csv": "source,name,dept_code,region_code,floor\napproval/430100,审批系统,ZJ,430100,2.5\n",
}

GUIDE_COLUMNS = ",".join(("item_code", "version", *GUIDE_ELEMENTS))


def guide_row(item: str, version: str, **elements: str) -> str:
    """A row of guide.csv that says something of every element, or what is given."""
    return ",".join([item, version, *(elements.get(element, f"见{element}") for element in GUIDE_ELEMENTS)])


CLEAN: Mapping[str, str] = {
    **FULL,
    "posts.csv": "post,item_code,stage_code,region_code,valid_from,valid_to\n受理岗,0001,S1,430100,,\n审批岗,,,,,\n",
    "guide.csv": "\n".join(
        [GUIDE_COLUMNS, guide_row("0001", "1"), guide_row("0001", "2"), guide_row("0002", "1"), ""]
    ),
}
"""The full rulebook with nothing odd in it."""


def encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    """Texts as UTF-8."""
    return {name: text.encode() for name, text in files.items()}


def changed(**files: str) -> dict[str, str]:
    """The full rulebook with some files replaced; names without ending (`rulebook` for the head)."""
    return {**FULL, **_named(files)}


def clean_but(**files: str) -> dict[str, str]:
    """The rulebook with nothing odd in it with some files replaced, named as for `changed`."""
    return {**CLEAN, **_named(files)}


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def workbook(files: Mapping[str, str], path: Target, *, typed: bool = False) -> Target:
    """The same content as one .xlsx; `typed` writes numbers as numbers, as a person's Excel would."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, text in files.items():
        sheet = book.create_sheet(name.split(".", maxsplit=1)[0])
        rows = _head_rows(text) if name.endswith(".toml") else list(csv.reader(io.StringIO(text)))
        for row in rows:
            sheet.append([int(cell) if typed and _plain_number(cell) else cell or None for cell in row])
    book.save(path)
    return path


def _named(files: Mapping[str, str]) -> dict[str, str]:
    return {_file_name(name): text for name, text in files.items()}


def _file_name(name: str) -> str:
    return "rulebook.toml" if name == "rulebook" else f"{name}.csv"


def _plain_number(cell: object) -> bool:
    return isinstance(cell, str) and cell.isdigit() and str(int(cell)) == cell


def _head_rows(text: str) -> list[list[Any]]:
    return [["key", "value"], *([key, value] for key, value in _dotted("", tomllib.loads(text)))]


def _dotted(prefix: str, tree: Mapping[str, Any]) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, value in tree.items():
        if isinstance(value, dict):
            rows += _dotted(f"{prefix}{key}.", value)
        else:
            rows.append((prefix + key, str(value) if isinstance(value, list) else value))
    return rows
