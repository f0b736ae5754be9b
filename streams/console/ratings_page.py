"""The list of ratings: what each is worth, and the ticket of a bad one; never who rated."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Choice, Line
from rules.labels import GRADES, LABELS
from streams.console.console import Console
from streams.console.lists import PAGE, chosen, given, one_page, scope_hint, where, where_choices
from streams.console.period import instants_of, period_choices, shortcuts
from streams.console.visit import Visit, visit_of
from streams.ticket_words import WORTH, word

KEYS = {"before": "rated_at", "before_id": "rating_id"}
_HEADS = (
    ("等级", "grade"), ("办件", "case"), ("服务", "service"), ("评价时间", "rated at"), ("标签", "labels"),
    ("是否计入", "counts"), ("单位", "unit"), ("整改单", "ticket"),
)  # fmt: skip


def add_ratings(router: APIRouter, console: Console) -> None:
    """The list."""

    @router.get("/console/ratings")
    async def ratings(request: Request) -> Response:
        visit = await visit_of(console, request, "ratings")
        asked = given(visit, "level", "status", "subject", *KEYS) | where(visit)
        rows = await console.shelf.lately(
            "ratings_page", limit=PAGE + 1, **visit.viewer.scope(), **asked, **instants_of(visit)
        )
        page = one_page(visit, rows, KEYS)
        return visit.page(
            "list.html", visit.say("评价", "Ratings"), "ratings", hint=scope_hint(visit), choices=_choices(visit),
            here="/console/ratings", heads=[visit.viewer.word(head) for head in _HEADS], first=page.first,
            next=page.next, lines=[_line(visit, row) for row in page.rows], pick=False, batch="",
            periods=shortcuts(visit),
        )  # fmt: skip


def _line(visit: Visit, row: Any) -> Line:
    viewer = visit.viewer
    grade = GRADES.get(int(row["level"] or 0))
    labels = visit.say("；", "; ").join(viewer.word(LABELS.get(each, (each, each))) for each in row["labels"])
    cells = (
        f"{row['level']} {viewer.word(grade)}" if grade else "—", str(row["subject"]),
        f"{row['service_number']} / {row['assess_number']}", viewer.when(row["rated_at"]), labels or "—",
        word(WORTH, row["status"], viewer.lang), viewer.unit(row["dept_code"]),
        str(row["ticket_id"]) if row["bad"] else "—",
    )  # fmt: skip
    ticket, case = (
        f"/console/tickets/{row['ticket_id']}",
        f"/console/cases/{quote(str(row['subject']), safe='')}",
    )
    return Line(ticket if row["ticket_id"] and row["bad"] else case, cells, "overdue" if row["bad"] else "")


def _choices(visit: Visit) -> list[Choice]:
    say, lang = visit.say, visit.viewer.lang
    grades = {str(level): f"{level} {texts[lang]}" for level, texts in sorted(GRADES.items(), reverse=True)}
    found = [
        chosen(visit, "level", say("等级", "Grade"), grades),
        chosen(
            visit, "status", say("是否计入", "Counts"), {name: texts[lang] for name, texts in WORTH.items()}
        ),
        chosen(visit, "subject", say("办件编号（开头）", "Case number (begins with)")),
    ]
    return [*found, *period_choices(visit, ("评价日期自", "Rated from")), *where_choices(visit)]
