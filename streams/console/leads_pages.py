"""Leads: what a supervisor should look into, confirm or dismiss; nobody else's to see, those concerned least of all."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Asked, Choice, Deed, Fact, Line, Sentence, Texts
from rules.entitlement import SUPERVISOR
from rules.leads import ITEM, LeadState
from rules.rule_table import RULES
from streams.card_words import reason_words, rule_name
from streams.console.console import Console
from streams.console.lists import PAGE, chosen, given, one_page, scope_hint, where, where_choices
from streams.console.period import instants_of, period_choices, shortcuts
from streams.console.reading import was_referred
from streams.console.thing import Kind, Row, Shown, add_thing
from streams.console.visit import Visit, visit_of

KEYS = {"before": "found_at", "before_id": "id"}
STATES: dict[str, Texts] = {
    LeadState.OPEN: ("待核查", "to be looked into"),
    LeadState.CONFIRMED: ("经核查属实", "confirmed"),
    LeadState.DISMISSED: ("经核查排除", "dismissed"),
}
KINDS: dict[str, Texts] = {
    "authenticity": ("数据真实性", "authenticity of data"),
    "configuration": ("事项配置", "configuration of items"),
    "proposal": ("研究建议", "proposal to the office"),
}
_REASON = Asked("reason", "textarea", ("核查情况", "What was found"), required=True)
_DEEDS = {
    "confirm": Deed("confirm", ("核查属实", "Confirm"), "desk.lead_confirm", (_REASON,)),
    "dismiss": Deed("dismiss", ("核查排除", "Dismiss"), "desk.lead_dismiss", (_REASON,)),
}
_HEADS = (
    ("规则", "rule"), ("编号", "lead"), ("状态", "state"), ("线索", "what was found"), ("所涉", "about"),
    ("单位", "unit"), ("发现时间", "found at"),
)  # fmt: skip


def add_leads(router: APIRouter, console: Console) -> None:
    """The list, and each lead."""

    @router.get("/console/leads")
    async def leads(request: Request) -> Response:
        visit = await visit_of(console, request, "leads")
        asked = given(visit, "rule_id", "kind", "state", "subject", *KEYS) | where(visit)
        rows = await console.shelf.lately("leads_page", limit=PAGE + 1, **asked, **instants_of(visit))
        page = one_page(visit, rows, KEYS)
        return visit.page(
            "list.html", visit.say("线索", "Leads"), "leads", hint=scope_hint(visit), choices=_choices(visit),
            here="/console/leads", heads=[visit.viewer.word(head) for head in _HEADS], first=page.first,
            next=page.next, lines=[_line(visit, row) for row in page.rows], pick=False, batch="",
            periods=shortcuts(visit),
        )  # fmt: skip

    add_thing(router, console, LEADS)


def is_supervisor(visit: Visit) -> bool:
    """Whether leads are theirs to see, and to decide on."""
    return visit.viewer.has(SUPERVISOR)


async def _theirs(visit: Visit, record: Row) -> bool:
    return is_supervisor(visit) or await was_referred(visit, str(record["subject"]), str(record["id"]))


async def _shown(visit: Visit, record: Row) -> Shown:
    """The lead in its own sentence, the events it rests on, and what may be done while it is open."""
    viewer, say = visit.viewer, visit.say
    heading = f"{record['rule_id']} {viewer.word(rule_name(record['rule_id']))}"
    about, link = _about(record)
    facts = [
        Fact(say("状态", "State"), viewer.word(STATES[record["state"]])),
        Fact(say("编号", "Lead"), str(record["id"])),
        Fact(say("类型", "Kind"), viewer.word(KINDS.get(record["kind"], (record["kind"],) * 2))),
        Fact(say("所涉", "About"), about, link),
        Fact(say("单位", "Unit"), viewer.unit(record["dept_code"])),
        Fact(say("发现时间", "Found at"), viewer.when(record["found_at"])),
        Fact(say("依据的事件", "Events it rests on"), say("、", ", ").join(record["evidence"]) or "—"),
    ]
    blocks = [
        Sentence(visit.half(record["sentence"])),
        Sentence(viewer.word(reason_words(record["reason"], viewer.names.staff))),
    ]
    deeds = list(_DEEDS.values()) if record["state"] == LeadState.OPEN and is_supervisor(visit) else []
    return Shown(say("线索：", "Lead: ") + heading, facts, blocks, None, deeds)


def _deed(_visit: Visit, _record: Row, move: str) -> Deed | None:
    return _DEEDS.get(move)


LEADS = Kind("leads", "lead", "lead", "lead_id", _shown, _deed, _theirs)


def _line(visit: Visit, row: Any) -> Line:
    viewer = visit.viewer
    cells = (
        f"{row['rule_id']} {viewer.word(rule_name(row['rule_id']))}", str(row["id"]),
        viewer.word(STATES[row["state"]]), visit.half(row["sentence"]), _about(row)[0],
        viewer.unit(row["dept_code"]), viewer.when(row["found_at"]),
    )  # fmt: skip
    return Line(f"/console/leads/{row['id']}", cells)


def _about(record: Row) -> tuple[str, str]:
    """The case or item it is about, and the case's page."""
    subject = str(record["subject"])
    if subject.startswith(ITEM):
        return subject.removeprefix(ITEM), ""
    return subject, f"/console/cases/{quote(subject, safe='')}"


def _choices(visit: Visit) -> list[Choice]:
    word, say = visit.viewer.word, visit.say
    rules = {rule_id: f"{rule_id} {word(rule_name(rule_id))}" for rule_id in RULES}
    return [
        chosen(visit, "state", say("状态", "State"), {name: word(texts) for name, texts in STATES.items()}),
        chosen(visit, "kind", say("类型", "Kind"), {name: word(texts) for name, texts in KINDS.items()}),
        chosen(visit, "rule_id", say("规则", "Rule"), rules),
        chosen(visit, "subject", say("办件编号（开头）", "Case number (begins with)")),
        *period_choices(visit, ("发现日期自", "Found from")),
        *where_choices(visit),
    ]
