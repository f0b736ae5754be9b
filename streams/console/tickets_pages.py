"""The work list: tickets on which somebody has something to do, what falls due first before the others."""

from typing import Any

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Choice, Line
from streams.console.console import Console
from streams.console.lists import PAGE, chosen, given, one_page, scope_hint, where, where_choices
from streams.console.period import instants_of, period_choices, shortcuts
from streams.console.visit import Visit, visit_of
from streams.ticket_words import DEADLINES, KINDS, STATES, word

KEYS = {"after": "place", "after_id": "id"}
TICKET_HEADS = (
    ("类型", "kind"), ("编号", "ticket"), ("状态", "state"), ("下一期限", "due next"), ("曾经超期", "was overdue"),
    ("办件", "case"), ("单位", "unit"), ("责任人", "person"),
)  # fmt: skip


def add_tickets(router: APIRouter, console: Console) -> None:
    """The list."""

    @router.get("/console/tickets")
    async def tickets(request: Request) -> Response:
        visit = await visit_of(console, request, "tickets")
        asked = given(visit, "kind", "state", "overdue", "subject", *KEYS) | where(visit, item=False)
        if visit.asked("mine"):
            asked["responsible"] = visit.viewer.staff_id
        rows = await console.shelf.lately(
            "open_tickets", limit=PAGE + 1, **visit.viewer.scope(), **asked, **instants_of(visit)
        )
        page = one_page(visit, rows, KEYS)
        return visit.page(
            "list.html", visit.say("工单", "Tickets"), "tickets", hint=scope_hint(visit), choices=_choices(visit),
            here="/console/tickets", heads=[visit.viewer.word(head) for head in TICKET_HEADS], first=page.first,
            next=page.next, lines=[ticket_line(visit, row) for row in page.rows], pick=False, batch="",
            periods=shortcuts(visit),
        )  # fmt: skip


def ticket_line(visit: Visit, row: Any) -> Line:
    """A ticket as a row of a list."""
    viewer = visit.viewer
    overdue = visit.say("、", ", ").join(word(DEADLINES, name, viewer.lang) for name in row["overdue"])
    cells = (
        word(KINDS, row["kind"], viewer.lang), str(row["id"]), word(STATES, row["state"], viewer.lang),
        viewer.when(row["next_due"]), overdue or "—", str(row["subject"]), viewer.unit(row["dept_code"]),
        viewer.person(row["responsible_staff_id"]),
    )  # fmt: skip
    return Line(f"/console/tickets/{row['id']}", cells, "overdue" if row["overdue"] else "")


def _choices(visit: Visit) -> list[Choice]:
    say, lang = visit.say, visit.viewer.lang
    states = {name: texts[lang] for name, texts in STATES.items()}
    found = [
        chosen(visit, "mine", say("责任人", "Person"), {"1": say("本人", "myself")}),
        chosen(visit, "kind", say("类型", "Kind"), {name: texts[lang] for name, texts in KINDS.items()}),
        chosen(visit, "state", say("状态", "State"), states),
        chosen(visit, "overdue", say("期限", "Deadlines"), {"1": say("曾经超期", "once overdue")}),
        chosen(visit, "subject", say("办件编号（开头）", "Case number (begins with)")),
    ]
    return [*found, *period_choices(visit, ("立单日期自", "Opened from")), *where_choices(visit, item=False)]
