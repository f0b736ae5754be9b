"""What is due next: open cases by the day on which their promise ends."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Choice, Line
from streams.console.console import Console
from streams.console.lists import PAGE, chosen, given, one_page, scope_hint, where, where_choices
from streams.console.period import SINCE, UNTIL, day_of, period_choices, shortcuts
from streams.console.visit import Visit, visit_of

KEYS = {"after": "promise_due_date", "after_id": "case_no"}
_HEADS = (
    ("承诺到期日", "promise due"), ("办件", "case"), ("事项", "item"), ("单位", "unit"), ("受理日", "accepted"),
    ("法定到期日", "legal limit due"), ("有效的牌（预警/黄/红）", "cards that stand (warning/yellow/red)"),
)  # fmt: skip


def add_due(router: APIRouter, console: Console) -> None:
    """The list; what is late already is left out unless it is asked for."""

    @router.get("/console/due")
    async def due(request: Request) -> Response:
        visit = await visit_of(console, request, "due")
        asked = given(visit, "subject", *KEYS) | where(visit)
        rows = await console.shelf.lately(
            "due_next", limit=PAGE + 1, **visit.viewer.scope(), **asked, **_span(visit)
        )
        page = one_page(visit, rows, KEYS)
        return visit.page(
            "list.html", visit.say("即将到期", "Due next"), "due", hint=scope_hint(visit), choices=_choices(visit),
            here="/console/due", heads=[visit.viewer.word(head) for head in _HEADS], first=page.first,
            next=page.next, lines=[_line(visit, row) for row in page.rows], pick=False, batch="",
            periods=shortcuts(visit),
        )  # fmt: skip


def _span(visit: Visit) -> dict[str, str]:
    """The days that are asked for: of what is late those before today, else those from today on."""
    today = date.fromordinal(visit.viewer.office.day)
    first, last = day_of(visit, SINCE), day_of(visit, UNTIL)
    if visit.asked("late"):
        last = min(last or today, today - timedelta(days=1))
    elif first is None:
        first = today
    named = {"since": first, "until": last}
    return {name: day.isoformat() for name, day in named.items() if day is not None}


def _line(visit: Visit, row: Any) -> Line:
    viewer = visit.viewer
    late = date.fromisoformat(row["promise_due_date"]).toordinal() < viewer.office.day
    cells = (
        str(row["promise_due_date"]) + (visit.say("（暂定）", " (provisional)") if row["provisional"] else ""),
        str(row["case_no"]), viewer.names.item_name(row["item_code"]) if row["item_code"] else "—",
        viewer.unit(row["dept_code"]), str(row["start_date"] or "—"), str(row["legal_due_date"] or "—"),
        f"{row['standing_warning']} / {row['standing_yellow']} / {row['standing_red']}",
    )  # fmt: skip
    return Line(f"/console/cases/{quote(str(row['case_no']), safe='')}", cells, "overdue" if late else "")


def _choices(visit: Visit) -> list[Choice]:
    say = visit.say
    found = [
        chosen(visit, "late", say("范围", "Which"), {"1": say("已超承诺期限", "past the promise")}),
        chosen(visit, "subject", say("办件编号（开头）", "Case number (begins with)")),
    ]
    return [*found, *period_choices(visit, ("到期日期自", "Due from")), *where_choices(visit)]
