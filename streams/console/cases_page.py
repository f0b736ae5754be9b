"""The list behind what was accepted and what ended: cases of a period by their day."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Choice, Line
from rules.zone import iso_date
from streams.console.console import Console
from streams.console.lists import PAGE, chosen, given, one_page, scope_hint, where, where_choices
from streams.console.period import SINCE, UNTIL, day_of, period_choices, shortcuts
from streams.console.visit import Visit, visit_of
from streams.explanation_case import STATUSES

KEYS = {"before": "day_of", "before_id": "case_no"}
_WHAT = {"accepted": ("受理", "accepted"), "ended": ("办结", "ended")}
_HEADS = (
    ("日期", "day"), ("办件", "case"), ("事项", "item"), ("单位", "unit"), ("状态", "state"), ("受理日", "accepted"),
    ("决定或办结", "decided or closed"), ("承诺到期日", "promise due"),
    ("有效的牌（预警/黄/红）", "cards that stand (warning/yellow/red)"),
)  # fmt: skip


def add_days(router: APIRouter, console: Console) -> None:
    """The list; today where the address names no day."""

    @router.get("/console/cases")
    async def cases(request: Request) -> Response:
        visit = await visit_of(console, request, "due")
        span = _span(visit)
        asked = given(visit, "subject", *KEYS) | where(visit) | span
        rows = await console.shelf.lately(
            "cases_page", limit=PAGE + 1, what=_what(visit), zone=visit.viewer.office.zone.name,
            **visit.viewer.scope(), **asked,
        )  # fmt: skip
        page = one_page(visit, rows, KEYS)
        return visit.page(
            "list.html", visit.say("受理和办结的办件", "Cases accepted and ended"), "due", hint=scope_hint(visit),
            choices=_choices(visit, span), here="/console/cases", heads=[visit.viewer.word(head) for head in _HEADS],
            first=page.first, next=page.next, lines=[_line(visit, row) for row in page.rows], pick=False, batch="",
            periods=shortcuts(visit, span["first_day"], span["last_day"]),
        )  # fmt: skip


def _what(visit: Visit) -> str:
    return "ended" if visit.asked("what") == "ended" else "accepted"


def _span(visit: Visit) -> dict[str, str]:
    """Whole days, both named; what is no day is today."""
    first, last = (day_of(visit, name) for name in (SINCE, UNTIL))
    today = iso_date(visit.viewer.office.day)
    return {
        "first_day": first.isoformat() if first else today,
        "last_day": last.isoformat() if last else today,
    }


def _line(visit: Visit, row: Any) -> Line:
    viewer = visit.viewer
    cells = (
        str(row["day_of"]), str(row["case_no"]),
        viewer.names.item_name(row["item_code"]) if row["item_code"] else "—", viewer.unit(row["dept_code"]),
        viewer.word(STATUSES.get(row["status"], (row["status"],) * 2)), str(row["start_date"]),
        viewer.when(row["ended"]), str(row["promise_due_date"] or "—"),
        f"{row['standing_warning']} / {row['standing_yellow']} / {row['standing_red']}",
    )  # fmt: skip
    return Line(f"/console/cases/{quote(str(row['case_no']), safe='')}", cells)


def _choices(visit: Visit, span: dict[str, str]) -> list[Choice]:
    say = visit.say
    named = tuple((name, visit.viewer.word(texts)) for name, texts in _WHAT.items())
    return [
        Choice("what", say("范围", "Which"), _what(visit), named),
        *period_choices(visit, ("自", "From"), span["first_day"], span["last_day"]),
        chosen(visit, "subject", say("办件编号（开头）", "Case number (begins with)")),
        *where_choices(visit),
    ]
