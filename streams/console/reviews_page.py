"""What waits for an adjudicator: appeals of cards and tickets, and objections to scores they may decide on."""

import asyncio
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Line, Listing
from rules.assessment.periods import month_of
from rules.cards import CardState
from rules.month_desk import refusal_to_decide
from rules.tickets import TicketState
from streams.console.cards_pages import CARD_HEADS, card_line
from streams.console.console import Console
from streams.console.lists import PAGE
from streams.console.months import Months
from streams.console.tickets_pages import TICKET_HEADS, ticket_line
from streams.console.visit import Visit, visit_of

_SCORE_HEADS = (
    ("月份", "month"),
    ("得分", "score"),
    ("提出人", "by"),
    ("提出时间", "made at"),
    ("理由", "why"),
)


def add_reviews(router: APIRouter, console: Console) -> None:
    """The page: three lists, each with the way to all of its kind."""
    months = Months(lambda: console.shelf, console.clock)

    @router.get("/console/reviews")
    async def reviews(request: Request) -> Response:
        visit = await visit_of(console, request, "reviews")
        scope = visit.viewer.scope()
        cards, tickets, objections = await asyncio.gather(
            console.shelf.lately("cards_page", limit=PAGE, state=CardState.APPEALED, **scope),
            console.shelf.lately("open_tickets", limit=PAGE, state=TicketState.APPEALED, **scope),
            _objections(visit, months),
        )
        word, own = visit.viewer.word, visit.viewer.member.dept_code
        return visit.page(
            "told.html", visit.say("复核", "Reviews"), "reviews", facts=[], blocks=[],
            lists=[
                Listing(
                    visit.say("牌的申诉（本单位的除外）", "Appeals of cards (not your unit's)"),
                    [word(head) for head in CARD_HEADS],
                    [card_line(visit, row) for row in cards if row["dept_code"] != own],
                ),
                Listing(
                    visit.say("工单的申诉与复核", "Appeals and second reviews of tickets"),
                    [word(head) for head in TICKET_HEADS],
                    [ticket_line(visit, row) for row in tickets if row["dept_code"] != own],
                ),
                Listing(
                    visit.say("考核得分的异议", "Objections to scores"),
                    [word(head) for head in _SCORE_HEADS],
                    objections,
                ),
            ],
        )  # fmt: skip


async def _objections(visit: Visit, months: Months) -> list[Line]:
    """Those that the worker would let this person decide on now."""
    viewer, lines = visit.viewer, []
    for name, record in (await months.records()).items():
        month = month_of(name)
        for each in record.open_objections if month is not None else ():
            assert month is not None  # noqa: S101 - said in the line above
            if refusal_to_decide(record, month, each.objection_id, viewer.office, viewer.member) is None:
                cells = (name, each.scope, viewer.person(each.actor_id), viewer.when(each.at), each.reason)
                lines.append(Line(f"/console/assessment/{name}/{quote(each.scope, safe=':')}", cells))
    return lines
