"""The simulated city's rulebook, as the folder an office would write (contracts 3)."""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from streams.exits import Misuse
from streams.simulation.city import POSTS, REGION, City, Item, Office, predecessors

SINCE = "2004-07-01"  # the day 行政许可法 came into force
VERSION = "1"

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
"""

Row = tuple[object, ...]


def write_rulebook(folder: Path, city: City) -> None:
    """Write the folder, over an earlier one of ours. Misuse if something else is in it."""
    files = {"rulebook.toml": _TOML} | {f"{name}.csv": _csv(rows) for name, rows in _tables(city).items()}
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


def _tables(city: City) -> dict[str, list[Row]]:
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
    }


def _items(city: City) -> list[Row]:
    head = (
        "item_code version valid_from valid_to name dept_code region_code project_type day_kind promise_days"
    )
    head += " legal_days joint free hearing_required notice_required third_party min_minutes certificate"
    return [tuple(head.split()), *(_item(item) for item in city.items)]


def _item(item: Item) -> Row:
    profile = item.profile
    kind, days = "instant" if profile.instant else "promised", "natural" if profile.natural else "working"
    identity = (item.code, VERSION, SINCE, "", item.name, item.dept, REGION, kind, days)
    limits = (profile.promise, profile.legal or "", _flag(profile.joint), _flag(not item.fee))
    return (*identity, *limits, "", "", "", "", _flag(item.certificate))


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _stages(city: City) -> list[Row]:
    head = "item_code version stage_code name position role required statutory after limit_days"
    return [tuple(head.split()), *(row for item in city.items for row in _flow(item))]


def _flow(item: Item) -> Iterable[Row]:
    for place, group in enumerate(item.profile.flow):
        after = ";".join(predecessors(item.profile, place))
        for step in group:
            named = (item.code, VERSION, step.code, step.name, place + 1, step.role)
            yield (*named, _flag(step.required), _flag(step.statutory), after, step.limit)


def _materials(city: City) -> list[Row]:
    rows: list[Row] = [("item_code", "version", "material_code", "name", "required", "shareable", "wording")]
    for item in city.items:
        rows.append((item.code, VERSION, "M1", "申请表", "true", "false", "申请表原件一份"))
        rows.append((item.code, VERSION, "M2", "证明文件", "true", "false", "证明文件复印件一份"))
    return rows


def _fees(city: City) -> list[Row]:
    rows: list[Row] = [("item_code", "version", "fee_code", "standard_id", "amount")]
    rows += [
        (item.code, VERSION, f"F-{item.code}", f"S-{item.code}", "50") for item in city.items if item.fee
    ]
    return rows


def _basis(city: City) -> list[Row]:
    rows: list[Row] = [("basis_id", "name", "valid_from", "valid_to")]
    return rows + [(f"B-{item.code}", f"{item.name}管理办法", SINCE, "") for item in city.items]


def _regions() -> list[Row]:
    return [
        ("region_code", "name", "parent", "level"),
        ("430000", "湖南省", "", "province"),
        (REGION, "长沙市", "430000", "city"),
    ]


def _units(city: City) -> list[Row]:
    head: Row = ("dept_code", "name", "region_code", "parent", "kind", "leader_id")
    return [head, *(_unit(office) for office in city.offices.values())]


def _unit(office: Office) -> Row:
    return (office.code, office.name, REGION, "", office.kind, office.leader.staff_id)


def _staff(city: City) -> list[Row]:
    rows: list[Row] = [
        ("staff_id", "name", "dept_code", "staff_type", "post", "roles", "valid_from", "valid_to")
    ]
    for office in city.offices.values():
        everyone = [person for post in POSTS for person in office.people[post]] + [office.leader]
        rows += [
            (who.staff_id, who.name, who.dept, "civil_servant", who.post, who.post, SINCE, "")
            for who in everyone
        ]
    return rows


def _posts(city: City) -> list[Row]:
    """Each post may do the stages of its role, in every item."""
    roles = {(step.role, step.code) for item in city.items for step in item.steps}
    head: Row = ("post", "item_code", "stage_code", "region_code", "valid_from", "valid_to")
    return [head, *((role, "", code, REGION, SINCE, "") for role, code in sorted(roles))]


def _duty(city: City) -> list[Row]:
    rows: list[Row] = [("dept_code", "staff_id", "deputy_id", "weekdays", "valid_from", "valid_to", "takes")]
    for office in city.offices.values():
        first, second = office.people["handle"]
        rows.append((office.code, first.staff_id, second.staff_id, "1-5", SINCE, "", "tickets;alerts"))
    return rows
