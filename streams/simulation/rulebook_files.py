"""The simulated city's rulebook, as the folder an office would write (contracts 3)."""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from streams.exits import Misuse
from streams.simulation.city import City, Item
from streams.simulation.days import date_of
from streams.simulation.desk import MUTED
from streams.simulation.people import REGION, WORK, Office, Person, post_of, readers
from streams.simulation.profiles import predecessors
from streams.simulation.route_files import RECEIVERS, above, routes

SINCE = "2004-07-01"  # the day 行政许可法 came into force
VERSION = "1"
OLD_BASIS = "B-OLD"
"""A basis that is no longer in force."""

MUTED_UNTIL = 10
"""A deviation expires so many days before the city's last day."""

_TOML = f"""\
name = "simulated-city"
version = "{VERSION}"
valid_from = "{SINCE}"
zone = "Asia/Shanghai"
office_hours = ["09:00-12:00", "13:00-17:00"]

# Every rule has its defaults; what is named here is what people ask about first.
[rules.T-01]
N = 5
warn_days = 1

[rules.T-03]
warn_days = 2

[rules.T-10]
warn_days = 2
red_after = 1

# Off unless an office asks for it, as this one does.
[rules.T-12]
enabled = true
"""

Row = tuple[object, ...]


def write_rulebook(folder: Path, city: City, today: int) -> None:
    """Write the folder, over an earlier one of ours; `today` is the city's last day (ordinal).

    Misuse if something else is in it.
    """
    tables = {f"{name}.csv": _csv(rows) for name, rows in _tables(city, today).items()}
    files = {"rulebook.toml": _TOML} | tables
    if folder.exists() and not folder.is_dir():
        raise Misuse(f"found a file at {folder}, expected a folder for the rulebook: name another one")
    strange = (
        sorted(path.name for path in folder.iterdir() if path.name not in files) if folder.exists() else []
    )
    if strange:
        raise Misuse(f"found {strange[0]} in {folder}, expected a new or empty folder for the rulebook")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def _csv(rows: Iterable[Row]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _tables(city: City, today: int) -> dict[str, list[Row]]:
    return {
        "items": _items(city),
        "stages": _stages(city),
        "materials": _materials(city),
        "fees": _fees(city),
        "basis": _basis(city),
        "regions": _regions(),
        "units": _units(city),
        "staff": _staff(city),
        "posts": _posts(city),
        "duty": _duty(city),
        "guide": _guide(city),
        "deviations": _deviations(city, today),
        "exemptions": _exemptions(city),
        "receivers": RECEIVERS,
        "routes": list(routes()),
    }


def _head(*lines: str) -> Row:
    return tuple(" ".join(lines).split())


def _items(city: City) -> list[Row]:
    head = _head(
        "item_code version valid_from valid_to name dept_code region_code project_type day_kind promise_days",
        "legal_days joint free hearing_required notice_required third_party min_minutes certificate",
        "lower_review_days separation",
    )
    return [head, *(_item(item) for item in city.items)]


def _item(item: Item) -> Row:
    profile = item.profile
    kind, days = "instant" if profile.instant else "promised", "natural" if profile.natural else "working"
    until = SINCE if item.special == "cancelled" else ""
    identity = (item.code, VERSION, SINCE, until, item.name, item.dept, REGION, kind, days)
    promise = "" if item.special == "promise_missing" else profile.promise
    limits = (promise, profile.legal or "", _flag(profile.joint), _flag(not item.fee))
    observed = (_flag(profile.hearing), _flag(profile.notice), _flag(profile.third_party), "")
    apart = "handle;review;approve" if item.separated else ""
    return (*identity, *limits, *observed, _flag(item.certificate), profile.lower_review or "", apart)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _stages(city: City) -> list[Row]:
    head = _head("item_code version stage_code name position role required statutory after limit_days")
    return [head, *(row for item in city.items for row in _flow(item))]


def _flow(item: Item) -> Iterable[Row]:
    for place, group in enumerate(item.profile.flow):
        after = ";".join(predecessors(item.profile, place))
        for step in group:
            named = (item.code, VERSION, step.code, step.name, place + 1, step.role)
            yield (*named, _flag(step.required), _flag(step.statutory), after, step.limit)


_MATERIALS = (
    ("M1", "申请表", "true", "false", "申请表原件一份"),
    ("M2", "证明文件", "true", "false", "证明文件复印件一份"),
    ("M3", "补充说明", "false", "false", "申请人认为需要说明的情况一份"),
    ("M4", "营业执照", "false", "true", "营业执照，由本机关通过共享取得"),
)


def _materials(city: City) -> list[Row]:
    head = _head("item_code version material_code name required shareable wording")
    return [head, *((item.code, VERSION, *row) for item in city.items for row in _MATERIALS)]


def _fees(city: City) -> list[Row]:
    head = _head("item_code version fee_code standard_id amount")
    paid = (item for item in city.items if item.fee and item.special != "fees_missing")
    return [head, *((item.code, VERSION, f"F-{item.code}", f"S-{item.code}", "50") for item in paid)]


def _basis(city: City) -> list[Row]:
    rows: list[Row] = [_head("basis_id name valid_from valid_to")]
    rows += [(f"B-{item.code}", f"{item.name}管理办法", SINCE, "") for item in city.items]
    return [*rows, (OLD_BASIS, "已废止的暂行规定", "1996-01-01", SINCE)]


def _regions() -> list[Row]:
    return [
        _head("region_code name parent level"),
        ("430000", "湖南省", "", "province"),
        (REGION, "长沙市", "430000", "city"),
    ]


def _units(city: City) -> list[Row]:
    head = _head("dept_code name region_code parent kind leader_id")
    return [head, *(_unit(office) for office in city.offices.values()), *above()]


def _unit(office: Office) -> Row:
    return (office.code, office.name, REGION, "", office.kind, office.leader.staff_id)


def _staff(city: City) -> list[Row]:
    head = _head("staff_id name dept_code staff_type post roles valid_from valid_to")
    everyone = (
        who for office in city.offices.values() for people in office.people.values() for who in people
    )
    reads = {who.staff_id: role for role, who in readers(city.offices).items()}
    return [head, *(_member(who, reads.get(who.staff_id)) for who in everyone)]


def _member(who: Person, reads: str | None) -> Row:
    role = reads or WORK.get(who.role, who.role)
    return (who.staff_id, who.name, who.dept, who.employment, who.post, role, SINCE, "")


def _posts(city: City) -> list[Row]:
    """A post may do the stages of its role in the items of its department; approvers decide on all of them."""
    head = _head("post item_code stage_code region_code valid_from valid_to")
    return [head, *(row for item in city.items for row in _authority(item))]


def _authority(item: Item) -> Iterable[Row]:
    for step in item.steps:
        yield (post_of(item.dept, step.role), item.code, step.code, REGION, SINCE, "")
    if all(step.role != "approve" for step in item.steps):
        yield (post_of(item.dept, "approve"), item.code, "", REGION, SINCE, "")


def _duty(city: City) -> list[Row]:
    """Two people take turns in each department, each the other's deputy."""
    rows: list[Row] = [_head("dept_code staff_id deputy_id weekdays valid_from valid_to takes")]
    for office in city.offices.values():
        first, second, *_ = (who.staff_id for who in office.people["handle"])
        rows.append((office.code, first, second, "1-3", SINCE, "", "tickets;alerts"))
        rows.append((office.code, second, first, "4-7", SINCE, "", "tickets;alerts"))
    return rows


_GUIDE = {
    "basic_information": "事项名称：{name}；实施主体：{dept}",
    "division_of_authority": "由市级主管部门负责实施",
    "what_is_exercised": "行政许可或公共服务",
    "process": "申请、受理、审查、决定、送达",
    "legal_basis": "{name}管理办法",
    "flow_chart": "见政务服务网流程图",
    "conditions_of_acceptance": "申请人具备主体资格，材料齐全，符合法定形式",
    "materials": "申请表；证明文件",
    "fees": "按公示的标准执行",
    "rights_and_duties": "申请人有权陈述、申辩，依法申请行政复议或者提起行政诉讼，并对材料真实性负责",
    "where_to_ask": "政务服务大厅咨询台",
    "supervision_and_complaints": "电话12345",
    "sample_result": "见政务服务网样本",
    "common_questions": "问：何时办结？答：在承诺期限内办结",
}


def _guide(city: City) -> list[Row]:
    rows: list[Row] = [("item_code", "version", *_GUIDE)]
    for item in city.items:
        if item.special != "guide_missing":
            texts = (text.format(name=item.name, dept=item.dept) for text in _GUIDE.values())
            rows.append((item.code, VERSION, *texts))
    return rows


def _deviations(city: City, today: int) -> list[Row]:
    """One for ever, one that has expired by the city's last day."""
    until = {"muted": "2099-12-31", "muted_for_a_while": date_of(today - MUTED_UNTIL)}
    rows: list[Row] = [_head("rule_id scope reason owner expires")]
    for item in city.items:
        if item.special in until:
            reason = "系统改造期间，经批准备案"
            rows.append(
                (MUTED[item.special], f"item:{item.code}", reason, "行政审批服务局", until[item.special])
            )
    return rows


def _exemptions(city: City) -> list[Row]:
    rows: list[Row] = [_head("ground scope filed_at filed_by nature purpose process attitude")]
    exempted = (item for item in city.items if item.special == "exempted")
    said = ("改革试点中的探索", "为方便群众先行先试", "经集体研究并公示", "发现偏差及时纠正")
    return rows + [("nature", f"item:{item.code}", SINCE, "行政审批服务局", *said) for item in exempted]
