"""Alerts of the person's receivers: what is to be acknowledged first, by its due time; and acknowledging it."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request, Response

from dashboards.console.models import Asked, Block, Choice, Deed, Fact, Grid, Line, Sentence, Texts
from rules.alerts import OVER, Addressee, AlertKind, AlertRecord, AlertState
from rules.entitlement import SUPERVISOR
from streams.card_words import COLOURS, rule_name
from streams.console.console import Console
from streams.console.lists import PAGE, chosen, given, one_page, scope_hint, where, where_choices
from streams.console.thing import Kind, Row, Shown, add_thing
from streams.console.visit import Visit, visit_of

KEYS = {"after": "place", "before": "opened_at", "after_id": "id"}
KINDS: dict[str, Texts] = {
    AlertKind.CARD: ("牌", "card"),
    AlertKind.TICKET: ("整改单", "ticket"),
    AlertKind.LEAD: ("线索", "lead"),
    AlertKind.REFERRAL: ("移送", "referral"),
    AlertKind.DATA: ("数据异常", "missing data"),
}
STATES: dict[str, Texts] = {
    AlertState.HELD: ("未送达", "not told yet"),
    AlertState.OPEN: ("待签收", "told"),
    AlertState.ACKNOWLEDGED: ("已签收", "acknowledged"),
    AlertState.ESCALATED: ("逾期未签收，已升级", "not acknowledged in time, escalated"),
    AlertState.CLOSED: ("已了结", "closed"),
    AlertState.WITHDRAWN: ("已撤回", "withdrawn"),
}
RESULTS: dict[str, Texts] = {
    "read": ("已阅", "read"), "taken_on": ("已接办", "taken on"), "done": ("已办结", "done"),
}  # fmt: skip
_LISTS = {
    AlertKind.CARD: "cards",
    AlertKind.TICKET: "tickets",
    AlertKind.LEAD: "leads",
    AlertKind.DATA: "leads",
}
_HEADS = (
    ("类型", "kind"), ("提醒", "alert"), ("签收期限", "acknowledge until"), ("等级", "colour"), ("事由", "about"),
    ("办件", "case"), ("单位", "unit"), ("发出时间", "told since"), ("状态", "state"),
)  # fmt: skip
_TOLD = (
    ("接收单位", "receiver"), ("送达", "told"), ("签收期限", "acknowledge until"), ("签收", "acknowledged"),
    ("签收人", "by"), ("结果", "result"), ("逾期", "overdue"),
)  # fmt: skip
_record = msgspec.json.Decoder(AlertRecord).decode


def add_alerts(router: APIRouter, console: Console) -> None:
    """The list, and each alert."""

    @router.get("/console/alerts")
    async def alerts(request: Request) -> Response:
        visit = await visit_of(console, request, "alerts")
        asked = given(visit, "kind", "subject", "waiting", *KEYS) | where(visit)
        minute = console.clock() // 60_000 * 60_000
        late = {"late_at": visit.viewer.office.zone.iso(minute)} if visit.asked("late") else {}
        rows = await console.shelf.lately(
            "alerts_page", limit=PAGE + 1, told_to=_told_to(visit), **asked, **late
        )
        page = one_page(visit, rows, KEYS)
        return visit.page(
            "list.html", visit.say("提醒", "Alerts"), "alerts", hint=_hint(visit), choices=_choices(visit),
            here="/console/alerts", heads=[visit.viewer.word(head) for head in _HEADS], first=page.first,
            next=page.next, lines=[_line(visit, row) for row in page.rows], pick=False, batch="",
        )  # fmt: skip

    add_thing(router, console, ALERTS)


def _told_to(visit: Visit) -> str:
    """Whose alerts are listed: a supervisor may ask for all, but what only discipline inspection was told."""
    if visit.asked("all") and visit.viewer.has(SUPERVISOR):
        return "*"
    # Nobody's receiver is named by an empty text.
    return "\n".join(sorted(visit.viewer.receivers())) or "-"


def _hint(visit: Visit) -> str:
    if visit.asked("all") and visit.viewer.has(SUPERVISOR):
        return scope_hint(visit)
    return visit.say(
        "范围：送达您的单位、由您签收的提醒；先列待签收的，按期限排列。",
        "Scope: alerts told to your unit that you acknowledge; what waits comes first, by its due time.",
    )


def _line(visit: Visit, row: Any) -> Line:
    viewer = visit.viewer
    due = datetime.fromisoformat(row["my_due"]) if row["my_due"] else None
    late = due is not None and due.timestamp() * 1000 <= viewer.office.now
    rule = f"{row['rule_id']} {viewer.word(rule_name(row['rule_id']))}" if row["rule_id"] else "—"
    cells = (
        viewer.word(KINDS.get(row["kind"], (row["kind"],) * 2)), str(row["id"]),
        viewer.when(row["my_due"]) + (visit.say("（已逾期）", " (overdue)") if late else ""),
        viewer.word(COLOURS[row["colour"]]) if row["colour"] else "—", rule, str(row["subject"]),
        viewer.unit(row["dept_code"]), viewer.when(row["opened_at"]),
        viewer.word(STATES.get(row["state"], (row["state"],) * 2)),
    )  # fmt: skip
    return Line(f"/console/alerts/{row['id']}", cells, "overdue" if late else "")


def _choices(visit: Visit) -> list[Choice]:
    say, word = visit.say, visit.viewer.word
    found = [
        chosen(visit, "waiting", say("签收", "Acknowledgement"), {"1": say("待签收", "awaited")}),
        chosen(visit, "late", say("期限", "Due time"), {"1": say("已逾期", "overdue")}),
        chosen(visit, "kind", say("类型", "Kind"), {name: word(texts) for name, texts in KINDS.items()}),
        chosen(visit, "subject", say("办件编号（开头）", "Case number (begins with)")),
    ]
    if visit.viewer.has(SUPERVISOR):
        found.append(
            chosen(visit, "all", say("范围", "Which"), {"1": say("全部单位的提醒", "those of all units")})
        )
    return [*found, *where_choices(visit)]


def _entries(visit: Visit, alert: AlertRecord) -> list[Addressee]:
    """Who was told, as far as this person may know it: their own receivers; supervisors all but discipline's."""
    mine, all_of_it = visit.viewer.receivers(), visit.viewer.has(SUPERVISOR)
    return [
        each
        for each in alert.receivers
        if each.told_at is not None
        and (f"{each.unit}/{each.dept_code}" in mine or (all_of_it and each.unit != "discipline"))
    ]


async def _theirs(visit: Visit, record: Row) -> bool:
    return "alerts" in visit.viewer.places and bool(_entries(visit, _record(str(record["data"]))))


async def _shown(visit: Visit, record: Row) -> Shown:
    """What the alert is about, and who was told; whoever has yet to acknowledge may."""
    alert, viewer, say = _record(str(record["data"])), visit.viewer, visit.say
    facts = [
        Fact(say("状态", "State"), viewer.word(STATES[alert.state])),
        Fact(say("提醒", "Alert"), alert.alert_id),
        Fact(say("类型", "Kind"), viewer.word(KINDS[alert.kind])),
        Fact(say("关于", "About"), alert.about_id, _about(alert)),
        Fact(say("办件", "Case"), alert.subject, f"/console/cases/{quote(alert.subject, safe='')}"),
        Fact(say("单位", "Unit"), viewer.unit(alert.dept_code)),
        Fact(say("发出时间", "Since"), viewer.when(alert.opened_at)),
    ]
    entries = _entries(visit, alert)
    rows = tuple(_told(visit, each) for each in entries)
    why = dict.fromkeys(each.reason for each in entries)  # names of routes stand behind both languages
    blocks: list[Block] = [
        Grid(tuple(viewer.word(head) for head in _TOLD), rows),
        *(Sentence(each) for each in why),
    ]
    deeds = [_ack(visit, alert)] if alert.state not in OVER and _open(visit, alert) else []
    return Shown(visit.half(alert.title), facts, blocks, None, deeds)


def _about(alert: AlertRecord) -> str:
    """The page of what it is about; a referral is of a card, or of a lead, which has no colour."""
    place = _LISTS.get(alert.kind) or ("cards" if alert.colour else "leads")
    return f"/console/{place}/{quote(alert.about_id, safe='')}"


def _told(visit: Visit, each: Addressee) -> tuple[str, ...]:
    viewer, say = visit.viewer, visit.say
    receiver = viewer.office.register.receivers.get(each.receiver.partition("/")[0])
    name = receiver.name if receiver else each.receiver
    result = viewer.word(RESULTS[each.result]) if each.result in RESULTS else "—"
    return (
        f"{name} {viewer.unit(each.dept_code)}" if each.dept_code else name, viewer.when(each.told_at),
        viewer.when(each.ack_due), viewer.when(each.acknowledged_at), viewer.person(each.acknowledged_by), result,
        say("是", "yes") if each.overdue else say("否", "no"),
    )  # fmt: skip


def _open(visit: Visit, alert: AlertRecord) -> list[Addressee]:
    """The person's receivers that could still say more than they did."""
    mine = visit.viewer.receivers()
    return [
        each
        for each in alert.receivers
        if each.told_at is not None and f"{each.unit}/{each.dept_code}" in mine and each.result != "done"
    ]


def _ack(visit: Visit, alert: AlertRecord) -> Deed:
    """The form: each result says more than the one before; which receiver is asked where the person has several."""
    mine = _open(visit, alert)
    names = {each.receiver: (each.receiver, each.receiver) for each in mine}
    several = (
        Asked("receiver", "select", ("接收单位（不选：全部）", "Receiver (none: all)"), options=names),
    )
    return Deed(
        "ack", ("签收", "Acknowledge"), "desk.alert_ack",
        (
            *(several if len(mine) > 1 else ()),
            Asked("result", "select", ("进展", "How far it got"), True, RESULTS),
            Asked("reason", "textarea", ("办理情况（可不填）", "What was done (may be empty)")),
        ),
    )  # fmt: skip


def _deed(visit: Visit, record: Row, move: str) -> Deed | None:
    return _ack(visit, _record(str(record["data"]))) if move == "ack" else None


ALERTS = Kind("alerts", "alert", "alert", "alert_id", _shown, _deed, _theirs)
