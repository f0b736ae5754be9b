"""An office with registers, cases written down, and the pages that explain them."""

import io
import json
from collections.abc import Mapping

from rich.console import Console

from rules.court import Court
from rules.lane import Record
from rules.privacy import Border
from streams.explaining import Explained, explain_records
from streams.explanation_text import show
from streams.rulebook_folder import load_files
from tests.rulebook.books import ITEM_COLUMNS, encoded
from tests.rules.engine import milliseconds, recorded
from tests.rules.writing import CaseLog, at

CASE = "case-1"
FILES: Mapping[str, str] = {
    "rulebook.toml": """\
name = "示例市规则库"
version = "3"
valid_from = "2020-01-01"
zone = "Asia/Shanghai"
office_hours = ["09:00-12:00", "13:00-17:00"]
""",
    "items.csv": f"""\
{ITEM_COLUMNS}
0001,1,2020-01-01,,施工许可,ZJ,430100,promised,working,7,10,false,true,,,,
0002,1,2020-01-01,,临时占道,ZJ,430100,promised,natural,5,10,false,,,,,
""",
    "stages.csv": (
        "item_code,version,stage_code,name,position,role,required,statutory,after,limit_days\n"
        "0001,1,S1,审查,1,handle,true,false,,2\n"
        "0001,1,S2,决定,2,approve,true,false,S1,\n"
    ),
    "materials.csv": (
        "item_code,version,material_code,name,required,shareable,wording\n0001,1,M1,施工合同,true,false,\n"
    ),
    "units.csv": "dept_code,name,region_code,parent,kind,leader_id\nZJ,住建局,,,部门,u9\nJC,监察室,,,部门,\n",
    "staff.csv": (
        "staff_id,name,dept_code,staff_type,post,roles,valid_from,valid_to\n"
        "u1,张三,ZJ,在编,审批岗,handler,2020-01-01,\n"
        "u9,李四,ZJ,在编,局长,leader,2020-01-01,\n"
        "s1,王五,JC,在编,监察岗,supervisor,2020-01-01,\n"
    ),
    "exemptions.csv": (
        "ground,scope,filed_at,filed_by\n"
        f"process,case:{CASE},2026-09-01,s1\n"
        "nature,case:other,2026-09-01,s1\n"
    ),
}


def told(log: CaseLog, until: str, card: str | None = None, **changes: str) -> Explained:
    """The case as judged at a local time; `card` is the rule whose card is asked for, `changes` replace files."""
    changed = {
        "rulebook.toml" if name == "rulebook" else f"{name}.csv": text for name, text in changes.items()
    }
    files = {**FILES, **changed}
    loaded = load_files("示例市", encoded(files))
    court = Court([loaded.rulebook], loaded.calendar, Border())
    records = sorted((_record(event) for event in log.events), key=lambda record: record.stamp)
    found = explain_records(court, records, CASE, milliseconds(at(until)))
    if card is None:
        return found
    (asked,) = (
        history[-1].record for history in found.revisions.values() if history[-1].record.rule_id == card
    )
    return found._replace(card=asked)


def page(found: Explained, lang: str = "zh") -> str:
    """The page as printed, wide enough that no cell is broken."""
    out = io.StringIO()
    show(found, Console(file=out, width=1000), lang)
    return out.getvalue()


def rows(text: str) -> list[tuple[str, ...]]:
    """The cells of all tables."""
    lines = [line for line in text.splitlines() if line.startswith("│")]
    return [tuple(cell.strip() for cell in line.strip("│").split("│")) for line in lines]


def act(log: CaseLog, action: str, when: str, **data: str | list[str]) -> None:
    """Add `desk.<action>` at a local time."""
    moment = at(when).isoformat()
    head = {"specversion": "1.0", "id": f"d{len(log.events) + 1}", "source": "desk", "subject": CASE}
    log.events.append(
        {**head, "type": f"desk.{action}", "time": moment, "recordedtime": moment, "data": data}
    )


def _record(event: Mapping[str, object]) -> Record:
    topic = "desk-actions" if str(event["type"]).startswith("desk.") else "case-events"
    return Record(topic, -1, 1, None, json.dumps(event).encode(), recorded(event))


def accepted() -> CaseLog:
    """Item 0001 accepted on Thursday 2026-09-24 by u1."""
    data = {"item_code": "0001", "dept_code": "ZJ", "staff_id": "u1", "voucher_no": "SL-1"}
    return CaseLog().add("accepted", "2026-09-24 10:00", **data)
