"""An explanation as sentences and tables, in Chinese or English: what an office shows when a card is disputed."""

from collections.abc import Iterator
from typing import Any

import msgspec
from rich.console import Console, ConsoleRenderable
from rich.table import Table

from rules.cards import CardRecord
from rules.court import Finding
from rules.dossier import Fact
from rules.outputs import case_state_of
from rules.rule_table import RULES
from rules.trace import DayLine, day_lines
from rules.verdict import Status, Verdict
from rules.zone import iso_date
from streams.explaining import Explained, status_name

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def show(told: Explained, console: Console, lang: str) -> None:
    """Print the explanation of a card, or of the whole case where no card was asked for."""
    for part in _card_parts(told, told.card, lang) if told.card else _case_parts(told, lang):
        console.print(part, highlight=False)


def as_json(told: Explained) -> dict[str, Any]:
    """The same as plain values: timeline, verdicts with their days, cards with all revisions."""
    return {
        "case_no": told.dossier.subject,
        "judged_at": told.view.zone.iso(told.now),
        "card_id": told.card.card_id if told.card else None,
        "rulebook_hash": told.view.rulebook.rulebook_hash,
        "summary": _summary_json(told),
        "timeline": [_fact_json(told, fact) for fact in told.view.facts],
        "verdicts": [_verdict_json(told, finding) for finding in told.findings],
        "cards": [msgspec.to_builtins(history) for history in told.revisions.values()],
    }


def _card_parts(told: Explained, card: CardRecord, lang: str) -> Iterator[ConsoleRenderable | str]:
    zh = lang == "zh"
    spec = RULES[card.rule_id]
    name = spec.name_zh if zh else spec.name_en
    yield f"{card.card_id}  {card.rule_id} {name}  [{card.colour}]  {card.state}".replace("[", "\\[")
    yield _pick(
        zh, f"办件 {card.case_no}，事项 {card.item_code}", f"Case {card.case_no}, item {card.item_code}"
    )
    who = card.responsible
    yield _pick(
        zh,
        f"责任：部门 {who.dept_code or '—'}，人员 {who.staff_id or '—'}，岗位 {who.post or '—'}",
        f"Responsible: department {who.dept_code or '—'}, person {who.staff_id or '—'}, post {who.post or '—'}",
    )
    finding = _finding_of(told, card)
    verdict = finding.verdict if finding else None
    text = (verdict.zh if zh else verdict.en) if verdict and verdict.zh else card.arithmetic
    yield _pick(zh, f"理由：{text}", f"Why: {text}")
    basis = spec.basis_zh if zh else spec.basis_en
    yield _pick(zh, f"依据：{basis}", f"Basis: {basis}")
    yield _pick(
        zh,
        f"规则库 {told.view.rulebook.name} {told.view.rulebook.version}，校验值 {card.rulebook_hash[:16]}",
        f"Rulebook {told.view.rulebook.name} {told.view.rulebook.version}, hash {card.rulebook_hash[:16]}",
    )
    if verdict is not None and verdict.count.start is not None:
        yield _days_table(told, verdict, zh)
    yield _facts_table(told, [fact for fact in told.view.facts if fact.id in card.evidence], zh)
    yield _history_table(told.revisions[card.card_id], zh)


def _case_parts(told: Explained, lang: str) -> Iterator[ConsoleRenderable | str]:
    zh = lang == "zh"
    summary = told.dossier.summary
    if summary is not None:
        yield _pick(zh, f"办件 {told.dossier.subject}", f"Case {told.dossier.subject}")
        start, promise, legal = map(_date, (summary.start, summary.promise_due, summary.legal_due))
        yield _pick(
            zh,
            f"事项 {summary.item_code}，部门 {summary.dept_code}，状态 {summary.status}，"
            f"起算日 {start}{'（视为受理）' if summary.deemed else ''}，承诺到期 {promise}，法定到期 {legal}",
            f"Item {summary.item_code}, department {summary.dept_code}, {summary.status}, start {start}"
            f"{' (deemed accepted)' if summary.deemed else ''}, promise due {promise}, legal due {legal}",
        )
    yield _facts_table(told, told.view.facts, zh)
    yield _verdicts_table(told, zh)
    for rule_id in ("T-04", "T-05"):
        for finding in told.findings:
            if finding.rule_id == rule_id and finding.verdict.count.start is not None:
                yield _days_table(told, finding.verdict, zh, rule_id)
    for history in told.revisions.values():
        yield _history_table(history, zh)


def _date(day: int | None) -> str:
    return "—" if day is None else iso_date(day)


def _finding_of(told: Explained, card: CardRecord) -> Finding | None:
    for finding in told.findings:
        if (finding.rule_id, finding.verdict.occasion) == (card.rule_id, card.occasion):
            return finding
    return None


def _facts_table(told: Explained, facts: list[Fact], zh: bool) -> Table:
    table = _table(
        zh, ("时间", "事件", "编号", "录入时间", "内容"), ("time", "event", "id", "recorded", "data")
    )
    table.title = _pick(zh, "事实", "Facts")
    for fact in facts:
        happened, recorded = _when(told, fact.time), _when(told, fact.recorded)
        table.add_row(happened, fact.type, fact.ref, recorded, _data_text(fact))
    return table


def _verdicts_table(told: Explained, zh: bool) -> Table:
    table = _table(
        zh,
        ("规则", "名称", "对象", "结论", "时刻", "说明"),
        ("rule", "name", "occasion", "verdict", "moment", "why"),
    )
    table.title = _pick(zh, "各规则结论", "Verdict of every rule")
    for rule_id, verdict in told.findings:
        name = RULES[rule_id].name_zh if zh else RULES[rule_id].name_en
        status = status_name(verdict.status)[0 if zh else 1]
        at = _when(told, verdict.at) if verdict.at else ""
        table.add_row(rule_id, name, verdict.occasion, status, at, verdict.zh if zh else verdict.en)
    return table


def _days_table(told: Explained, verdict: Verdict, zh: bool, rule_id: str = "") -> Table:
    table = _table(zh, ("日期", "星期", "第几天", "说明"), ("date", "day", "number", "why"))
    table.title = _pick(zh, f"逐日计数 {rule_id}", f"Day by day {rule_id}")
    start = verdict.count.start or 0
    table.add_row(*_day_cells(start, "0", _pick(zh, "起算日，不计入", "start, not counted"), zh))
    for line in _lines(told, verdict):
        number = "—" if line.number is None else str(line.number)
        table.add_row(*_day_cells(line.day, number, line.zh if zh else line.en, zh))
    return table


def _history_table(history: list[CardRecord], zh: bool) -> Table:
    heads = (
        ("版次", "状态", "颜色", "成立时刻", "缘由"),
        ("revision", "state", "colour", "violated at", "reason"),
    )
    table = _table(zh, *heads)
    table.title = history[-1].card_id
    for record in history:
        reason = record.reason
        violated = record.violated_at[:19].replace("T", " ")
        table.add_row(str(record.revision), record.state, record.colour, violated, reason)
    return table


def _day_cells(day: int, number: str, why: str, zh: bool) -> tuple[str, str, str, str]:
    return iso_date(day), WEEKDAYS[0 if zh else 1][(day - 1) % 7], number, why


def _lines(told: Explained, verdict: Verdict) -> list[DayLine]:
    return day_lines(told.view.calendar, verdict.count.kind, verdict.count)


def _data_text(fact: Fact) -> str:
    said = msgspec.to_builtins(fact.data, builtin_types=())
    return ", ".join(f"{name}={value}" for name, value in said.items() if name != "#")


def _summary_json(told: Explained) -> dict[str, Any]:
    """The case as the case-states topic has it."""
    state = case_state_of(told.dossier, told.view.zone)
    return msgspec.to_builtins(state) if state is not None else {}


def _fact_json(told: Explained, fact: Fact) -> dict[str, Any]:
    iso = told.view.zone.iso
    said = msgspec.to_builtins(fact.data)
    said.pop("#", None)
    return {
        "time": iso(fact.time),
        "recordedtime": iso(fact.recorded),
        "type": fact.type,
        "source": fact.source,
        "id": fact.id,
        "data": said,
    }


def _verdict_json(told: Explained, finding: Finding) -> dict[str, Any]:
    verdict = finding.verdict
    days = [
        {"date": iso_date(line.day), "number": line.number, "zh": line.zh, "en": line.en}
        for line in _lines(told, verdict)
    ]
    return {
        "rule_id": finding.rule_id,
        "occasion": verdict.occasion,
        "status": verdict.status,
        "degree": verdict.degree if verdict.status is Status.VIOLATED else None,
        "at": told.view.zone.iso(verdict.at) if verdict.at else None,
        "due_date": iso_date(verdict.count.due) if verdict.count.due else None,
        "zh": verdict.zh,
        "en": verdict.en,
        "days": days,
    }


def _table(zh: bool, heads_zh: tuple[str, ...], heads_en: tuple[str, ...]) -> Table:
    table = Table(title_justify="left", show_lines=False)
    for head in heads_zh if zh else heads_en:
        table.add_column(head, overflow="fold", no_wrap=head in _WHOLE)
    return table


_WHOLE = frozenset(
    {"时间", "录入时间", "时刻", "成立时刻", "time", "recorded", "moment", "violated at", "规则", "rule"}
)
"""Columns that are no use when broken."""


def _when(told: Explained, instant: int) -> str:
    return told.view.zone.local(instant).strftime("%Y-%m-%d %H:%M:%S")


def _pick(zh: bool, in_chinese: str, in_english: str) -> str:
    return in_chinese if zh else in_english
