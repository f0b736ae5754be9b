"""A city with a letterhead, and the records of one card, one ticket and one rating."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdf

from streams.rulebook_folder import LoadedRulebook, load_files

RULEBOOK: Mapping[str, str] = {
    "rulebook.toml": """\
name = "示例市政务服务监察规则"
version = "3"
valid_from = "2020-01-01"

[office]
name = "示例市行政审批服务局"
document_prefix = "示审监"
contact = "联系电话：0730-12345678"
""",
    "items.csv": (
        "item_code,version,valid_from,valid_to,name,dept_code,region_code,project_type,day_kind,promise_days,"
        "legal_days,joint,free,hearing_required,notice_required,third_party,min_minutes\n"
        "0001,1,2020-01-01,,建筑工程施工许可证核发,ZJ,430100,promised,working,7,10,false,,,,,\n"
    ),
    "units.csv": (
        "dept_code,name,region_code,parent,kind,leader_id\n"
        "ZJ,示例市住房和城乡建设局,,,部门,u9\nJC,示例市政务服务监察室,,,部门,\n"
    ),
    "staff.csv": (
        "staff_id,name,dept_code,staff_type,post,roles,valid_from,valid_to\n"
        "u17,张晓明,ZJ,在编,窗口首席,handler,2020-01-01,\n"
        "u9,李建国,ZJ,在编,局长,leader,2020-01-01,\n"
        "s1,王芳,JC,在编,监察员,supervisor,2020-01-01,\n"
    ),
}

CARD: Mapping[str, Any] = {
    "card_id": "T-04-1f0c9d2b7a6e5d43",
    "revision": 2,
    "state": "issued",
    "colour": "yellow",
    "rule_id": "T-04",
    "rule_class": "limit",
    "case_no": "430100-2026-000123",
    "occasion": "case",
    "item_code": "0001",
    "dept_code": "ZJ",
    "region_code": "430100",
    "stage_code": None,
    "responsible": {"staff_id": "u17", "post": "窗口首席", "role": None, "dept_code": "ZJ"},
    "start_date": "2026-09-24",
    "limit_days": 7,
    "excluded_days": 0,
    "extension_days": 0,
    "due_date": "2026-10-12",
    "due_at": "2026-10-13T00:00:00.000+08:00",
    "violated_at": "2026-10-13T00:00:00.000+08:00",
    "issued_at": "2026-10-13T00:00:00.000+08:00",
    "provisional": False,
    "evidence": ["e-000002"],
    "arithmetic": (
        "2026-09-24受理（当日不计），承诺期限7个工作日，到期日2026-10-12，自2026-10-13 00:00起为超期。 / "
        "Accepted on 2026-09-24 (that day not counted) + promise of 7 working days = due 2026-10-12."
    ),
    "basis": "《优化营商环境条例》第三十六条 / Regulation on Optimizing the Business Environment, art. 36",
    "answer_due": "2026-10-21T00:00:00.000+08:00",
    "appeal_due": "2026-10-21T00:00:00.000+08:00",
    "mode": "automatic",
    "historical": False,
    "superseded_by": None,
    "subject": "430100-2026-000123",
    "rulebook_hash": "b23eb63a848c850ec9bd2c62e124cf394259f5eb155a884a27375a23a1f2c720",
    "reason": "",
}

RATING: Mapping[str, Any] = {
    "rating_id": "rating-1",
    "revision": 1,
    "status": "valid",
    "subject": "430100-2026-000123",
    "service_number": "3",
    "assess_number": 1,
    "level": 1,
    "channel": 4,
    "labels": ["110", "115", "999"],
    "label_faults": ["unknown 999"],
    "label_list": "2",
    "is_default": False,
    "target": None,
    "item_code": "0001",
    "dept_code": "ZJ",
    "region_code": "430100",
    "window_no": "12",
    "staff_id": "u17",
    "platform_code": None,
    "real_name": True,
    "unverified": False,
    "text": "跑了三趟，还是没有办好。",
    "contact_ref": "contact-77",
    "service_time": None,
    "rated_at": "2026-10-14T15:05:00.000+08:00",
    "late": False,
    "counts": True,
    "bad": True,
    "historical": False,
    "duplicate_of": None,
    "duplicate_reason": None,
    "invalid_kind": None,
    "marks": [],
    "evaluator_hash": "hash-of-the-evaluator",
    "phone_hash": "hash-of-the-phone",
    "device_hash": None,
    "ip_hash": None,
    "account_hash": None,
    "event": "terminal r-1",
    "evidence": ["r-1"],
    "rulebook_hash": "b23eb63a",
    "reason": "",
}

TICKET: Mapping[str, Any] = {
    "ticket_id": "R-8a1c0ffee0123456",
    "revision": 3,
    "kind": "bad_rating",
    "state": "rectifying",
    "subject": "430100-2026-000123",
    "card_id": None,
    "rating_key": "3/1",
    "rule_id": None,
    "dept_code": "ZJ",
    "region_code": "430100",
    "responsible": {"staff_id": "u9", "post": "局长", "role": "leader", "dept_code": "ZJ"},
    "level": "grave",
    "real_name": True,
    "opened_at": "2026-10-14T15:05:00.120+08:00",
    "assigned_at": "2026-10-14T15:05:00.120+08:00",
    "contacted_at": "2026-10-15T09:00:00.000+08:00",
    "submitted_at": None,
    "closed_at": None,
    "contact_due": "2026-10-16T00:00:00.000+08:00",
    "verify_due": "2026-10-21T00:00:00.000+08:00",
    "appeal_due": None,
    "appeal_decide_due": None,
    "rectify_due": "2026-10-22T00:00:00.000+08:00",
    "review_due": None,
    "follow_up_due": None,
    "overdue": [],
    "class": "simple",
    "cause_code": "process",
    "finding": "confirmed",
    "responsibility": "direct",
    "measure": None,
    "result": None,
    "contacted": "reached",
    "follow_up": None,
    "appeal_ground": None,
    "joined_to": None,
    "round": 1,
    "extension_days": 0,
    "confirmed_by": [],
    "history": ["a-1"],
    "historical": False,
    "rulebook_hash": "b23eb63a",
    "reason": "",
}

INVESTIGATION = {
    **TICKET,
    "ticket_id": "I-77aa0ffee0123456",
    "kind": "investigation",
    "card_id": CARD["card_id"],
    "rating_key": None,
    "contact_due": None,
}


def loaded(**changes: str) -> LoadedRulebook:
    """The city's rulebook; `changes` replace files, named without their ending but for `rulebook`."""
    named = {
        ("rulebook.toml" if name == "rulebook" else f"{name}.csv"): text for name, text in changes.items()
    }
    return load_files("示例市", {name: text.encode() for name, text in {**RULEBOOK, **named}.items()})


def folder(at: Path) -> Path:
    """The rulebook as a folder."""
    at.mkdir()
    for name, text in RULEBOOK.items():
        (at / name).write_text(text, encoding="utf-8")
    return at


def outputs(at: Path, *records: Mapping[str, Any]) -> Path:
    """A file of outputs with these records."""
    lines = [json.dumps(_event(record), ensure_ascii=False) for record in records]
    at.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return at


def everything(at: Path) -> Path:
    """A file with the card (and its first revision), both tickets and the rating."""
    before = {**CARD, "revision": 1, "colour": "warning", "answer_due": None, "appeal_due": None}
    return outputs(at, CARD, before, RATING, TICKET, INVESTIGATION)


def text_of(pdf: bytes) -> str:
    """What can be read in a PDF, without spaces and line breaks."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages).replace("\u200b", "")


def _event(record: Mapping[str, Any]) -> dict[str, Any]:
    family = "ticket" if "ticket_id" in record else "rating" if "rating_id" in record else "card"
    return {
        "id": f"{record[f'{family}_id']}/{record['revision']}",
        "type": f"{family}.{record.get('state', 'counted')}",
        "subject": record["subject"],
        "time": "2026-10-14T00:00:00.000+08:00",
        "data": dict(record),
        "specversion": "1.0",
        "source": "liangpai",
    }
