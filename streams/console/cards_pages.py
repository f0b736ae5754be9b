"""The list of cards, and confirming several at once."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Choice, Line
from rules.cards import CardState
from rules.entitlement import SUPERVISOR
from rules.rule_table import RULES
from streams.card_words import COLOURS, STATES, rule_name
from streams.console.acting import Draft, Result, acted, changed, new_id
from streams.console.console import Console
from streams.console.deeds import card_deed
from streams.console.lists import PAGE, chosen, given, one_page, scope_hint, where, where_choices
from streams.console.period import instants_of, period_choices, shortcuts
from streams.console.visit import Visit, all_fields_of, form_of, local, visit_of
from streams.intake.problems import Problem

KEYS = {"before": "violated_at", "before_id": "card_id"}
CARD_HEADS = (
    ("等级", "colour"), ("牌号", "card"), ("规则", "rule"), ("状态", "state"), ("办件", "case"), ("单位", "unit"),
    ("责任人", "person"), ("违规时刻", "since"), ("到期日", "due"),
)  # fmt: skip
_COLOURS = ("red", "yellow", "warning")


def add_cards(router: APIRouter, console: Console) -> None:
    """The list, and the confirmation of several."""

    @router.get("/console/cards")
    async def cards(request: Request) -> Response:
        return await _listed(await visit_of(console, request, "cards"))

    @router.post("/console/confirm")
    async def confirm(request: Request) -> Response:
        visit, fields = await form_of(console, request)
        named = (await all_fields_of(request)).get("card", [])[:PAGE]
        results = await asyncio.gather(*(_confirmed(visit, each, fields.get("batch", "")) for each in named))
        heads = (visit.say("牌号", "card"), visit.say("结果", "outcome"))
        lines = [_outcome(each, result) for each, result in zip(named, results, strict=True)]
        return visit.page(
            "bulk.html", visit.say("办理结果", "Outcomes"), "cards", heads=heads, lines=lines,
            back=local(fields.get("back", "")),
        )  # fmt: skip


async def _listed(visit: Visit) -> Response:
    asked = given(visit, "rule_id", "colour", "state", "subject", *KEYS) | where(visit)
    rows = await visit.console.shelf.lately(
        "cards_page", limit=PAGE + 1, **visit.viewer.scope(), **asked, **instants_of(visit)
    )
    page = one_page(visit, rows, KEYS)
    pick = visit.asked("state") == CardState.PROPOSED and SUPERVISOR in visit.viewer.member.roles
    return visit.page(
        "list.html", visit.say("牌", "Cards"), "cards", hint=scope_hint(visit), choices=_choices(visit),
        here="/console/cards", heads=[visit.viewer.word(head) for head in CARD_HEADS], first=page.first, next=page.next,
        lines=[card_line(visit, row) for row in page.rows], pick=pick and bool(page.rows), batch=new_id(),
        periods=shortcuts(visit),
    )  # fmt: skip


def card_line(visit: Visit, row: Any) -> Line:
    """A card as a row of a list."""
    viewer = visit.viewer
    cells = (
        viewer.word(COLOURS[row["colour"]]), row["card_id"],
        f"{row['rule_id']} {viewer.word(rule_name(row['rule_id']))}", viewer.word(STATES[CardState(row["state"])]),
        row["case_no"] or row["subject"], viewer.unit(row["dept_code"]), viewer.person(row["responsible_staff_id"]),
        viewer.when(row["violated_at"]), row["due_date"] or "—",
    )  # fmt: skip
    return Line(
        f"/console/cards/{row['card_id']}",
        cells,
        row["colour"],
        id=row["card_id"],
        revision=int(row["revision"]),
    )


def _choices(visit: Visit) -> list[Choice]:
    word, say = visit.viewer.word, visit.say
    rules = {rule_id: f"{rule_id} {word(rule_name(rule_id))}" for rule_id in RULES}
    states = {"standing": say("有效（计入考核）", "standing (counts)")} | {
        state.value: word(words) for state, words in STATES.items()
    }
    found = [
        chosen(visit, "rule_id", say("规则", "Rule"), rules),
        chosen(visit, "colour", say("等级", "Colour"), {name: word(COLOURS[name]) for name in _COLOURS}),
        chosen(visit, "state", say("状态", "State"), states),
        chosen(visit, "subject", say("办件编号（开头）", "Case number (begins with)")),
    ]
    return [*found, *period_choices(visit, ("违规日期自", "Since")), *where_choices(visit)]


async def _confirmed(visit: Visit, named: str, batch: str) -> Result:
    """Confirm one of several, as it was when the list was opened. Raises Problem 404 for another's card."""
    card_id, _, revision = named.partition(" ")
    rows = await visit.console.shelf.rows("card", card_id=card_id)
    if not rows or not visit.viewer.may_see(rows[-1]["dept_code"], rows[-1]["responsible_staff_id"]):
        raise Problem(404, "no-such-card", "没有这张牌 / No such card")
    draft = Draft("confirm", f"{batch or new_id()}.{card_id}", {})
    if str(rows[-1]["revision"]) != revision:
        return changed(visit, draft)
    result = await acted(visit, card_deed("confirm"), rows[-1]["subject"], {"card_id": card_id}, draft)
    if result.revision:
        await visit.console.shelf.caught_up("card", result.revision, card_id=card_id)
    return result


def _outcome(named: str, result: Result) -> Line:
    card_id = named.partition(" ")[0]
    return Line(f"/console/cards/{card_id}", (card_id, " ".join(result.said.sentences)), at=0)
