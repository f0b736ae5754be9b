"""Makes the rulebook's values of checked tables; nothing here can fail any more."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rules.rulebook import (
    GUIDE_ELEMENTS,
    Absence,
    Basis,
    DayKind,
    Deviation,
    Duty,
    Exemption,
    Fee,
    Item,
    Material,
    PostAuthority,
    Region,
    Rulebook,
    StaffMember,
    Stage,
    Unit,
)
from streams.rulebook_folder.alert_build import alert_tables
from streams.rulebook_folder.head import Head
from streams.rulebook_folder.tables import Entry, Table

Value = TypeVar("Value")
VersionKey = tuple[str, str]
VERSION = ("item_code", "version")


def build_rulebook(head: Head, tables: Mapping[str, Table], rulebook_hash: str) -> Rulebook:
    """The rulebook that head and tables describe."""
    rows = {name: table.entries for name, table in tables.items()}
    return Rulebook(
        name=head.name,
        version=head.version,
        valid_from=head.valid_from,
        zone=head.zone,
        office_hours=head.office_hours,
        natural_days_roll=head.natural_days_roll,
        go_live=head.go_live,
        keep_closed_days=head.keep_closed_days,
        rules=head.rules,
        items=_items(rows),
        rulebook_hash=rulebook_hash,
        basis={row["basis_id"]: Basis(**row.values) for row in rows.get("basis", ())},
        regions={row["region_code"]: Region(**row.values) for row in rows.get("regions", ())},
        units={row["dept_code"]: Unit(**row.values) for row in rows.get("units", ())},
        staff=_staff(rows.get("staff", [])),
        posts=tuple(PostAuthority(**row.values) for row in rows.get("posts", ())),
        duties=tuple(Duty(**row.values) for row in rows.get("duty", ())),
        absences=tuple(_absence(row) for row in rows.get("absences", ())),
        deviations=tuple(Deviation(**row.values) for row in rows.get("deviations", ())),
        exemptions=tuple(Exemption(**row.values) for row in rows.get("exemptions", ())),
        assessment=head.assessment,
        tickets=head.tickets,
        privacy=head.privacy,
        letterhead=head.letterhead,
        catch_all=head.catch_all,
        **alert_tables(rows),
    )


def _absence(row: Entry) -> Absence:
    return Absence(row["staff_id"], row["valid_from"], row["valid_to"], row["deputy_id"])


def _items(rows: Mapping[str, list[Entry]]) -> dict[str, tuple[Item, ...]]:
    stages = _of_version(rows.get("stages", []), lambda values: Stage(**values))
    materials = _of_version(rows.get("materials", []), lambda values: Material(**values))
    fees = _of_version(rows.get("fees", []), lambda values: Fee(**values))
    guides = _of_version(rows.get("guide", []), _guide)
    items: dict[str, list[Item]] = {}
    for row in sorted(rows["items"], key=lambda entry: int(entry["valid_from"])):
        key = (row["item_code"], row["version"])
        of_item = {**row.values, "day_kind": DayKind(row["day_kind"])}
        flow = sorted(stages.get(key, []), key=lambda stage: stage.position)
        item = Item(
            **of_item,
            stages={stage.stage_code: stage for stage in flow},
            materials={material.material_code: material for material in materials.get(key, [])},
            fees=tuple(fees.get(key, ())),
            guide=next(iter(guides.get(key, ())), None),
        )
        items.setdefault(item.item_code, []).append(item)
    return {code: tuple(versions) for code, versions in items.items()}


def _of_version(
    entries: list[Entry], build: Callable[[dict[str, Any]], Value]
) -> dict[VersionKey, list[Value]]:
    """Rows that belong to an item version, by it; `build` is given the other columns."""
    grouped: dict[VersionKey, list[Value]] = {}
    for entry in entries:
        values = {name: value for name, value in entry.values.items() if name not in VERSION}
        grouped.setdefault((entry["item_code"], entry["version"]), []).append(build(values))
    return grouped


def _guide(values: dict[str, Any]) -> dict[str, str]:
    return {element: values[element] for element in GUIDE_ELEMENTS if values[element]}


def _staff(entries: list[Entry]) -> dict[str, tuple[StaffMember, ...]]:
    members: dict[str, list[StaffMember]] = {}
    for entry in sorted(entries, key=lambda each: int(each["valid_from"])):
        members.setdefault(entry["staff_id"], []).append(StaffMember(**entry.values))
    return {staff_id: tuple(rows) for staff_id, rows in members.items()}
