"""Who is told of what in the simulated city: offices above the departments, receivers of alerts, and routes to them.

Only a red card asks for an acknowledgement: nobody in the simulated city gives one.
"""

from collections.abc import Iterator

from streams.simulation.people import REGION, SUPERVISION

_ABOVE = (("DC", "督查室"), ("JW", "纪委监委"), ("ZB", "组织部"), ("RK", "人事科"))
"""They handle no cases, so no staff of theirs is in the register."""

Row = tuple[object, ...]

RECEIVERS: list[Row] = [
    ("receiver", "name", "unit", "dept_code", "office_hours", "above"),
    ("supervision", "效能监督办公室", "supervision", f"{REGION}-{SUPERVISION}", "true", "inspection"),
    ("inspection", "督查室", "inspection", f"{REGION}-DC", "true", ""),
    ("discipline", "纪委监委", "discipline", f"{REGION}-JW", "true", ""),
    ("organisation", "组织部", "organisation", f"{REGION}-ZB", "true", ""),
    ("heads", "部门负责人", "department", "", "true", "supervision"),
    ("hr", "人事科", "hr", f"{REGION}-RK", "true", ""),
]
_COLUMNS = (
    *("route", "parent", "kinds", "stages", "colours", "rules", "depts", "regions", "items"),
    *("receivers", "ack_hours", "repeat_hours", "urgent", "group", "go_on"),
)


def routes() -> Iterator[Row]:
    """Rows of `routes.csv`, its head first."""
    yield _COLUMNS
    yield _route("referrals", kinds="referral", receivers="discipline")
    yield _route("data", kinds="data", receivers="supervision")
    yield _route("cards", kinds="card", receivers="supervision")
    personnel = {"receivers": "organisation;hr", "group": "dept;day", "go_on": "true"}
    yield _route("personnel", parent="cards", stages="issued", colours="red", **personnel)
    for colour, told in (
        ("red", {"receivers": "supervision;inspection;heads", "ack_hours": 14, "urgent": "true"}),
        ("yellow", {"receivers": "supervision;heads", "group": "dept"}),
        ("warning", {"receivers": "heads", "group": "dept;day"}),
    ):
        yield _route(colour, parent="cards", stages="issued", colours=colour, **told)
    yield _route("tickets", kinds="ticket", receivers="heads", group="dept;day")
    yield _route("overdue", parent="tickets", stages="overdue", receivers="supervision;heads")
    yield _route("leads", kinds="lead", receivers="supervision", group="day")


def _route(name: str, **said: object) -> Row:
    row: dict[str, object] = {"route": name, "ack_hours": 0} | said
    return tuple(row.get(column, "") for column in _COLUMNS)


def above() -> Iterator[Row]:
    """Rows of `units.csv` for the offices that are told."""
    return ((f"{REGION}-{code}", name, REGION, "", "oversight", "") for code, name in _ABOVE)
