"""What became of the ratings of a case and the tickets that cards, ratings, complaints and findings asked for."""

from collections.abc import Iterator

from rules.labels import GRADES, LABELS
from rules.ratings import RatingRecord
from rules.tickets import Clock, Ticket
from rules.zone import iso_date
from streams.card_words import reason_words
from streams.explaining import Explained, TicketRevision
from streams.explanation_parts import Part, Teller, heading, table
from streams.ticket_words import (
    CAUSES,
    CHANNELS,
    CLASSES,
    DEADLINES,
    FINDINGS,
    KINDS,
    RESPONSIBILITIES,
    STATES,
    WORTH,
    word,
)


def rating_parts(teller: Teller) -> Iterator[Part]:
    """The ratings and what each is worth; nothing where there are none."""
    rated = teller.told.dossier.rated
    if not rated:
        return
    yield heading(teller.say("评价", "Ratings"))
    made = table(
        teller,
        ("服务", "第几次", "等级", "渠道", "标签", "评价时间", "是否计入", "编号"),
        ("service", "number", "grade", "channel", "labels", "rated at", "counts", "rating"),
        (2, 5),
    )
    for record in rated:
        made.add_row(*_rating_cells(teller, record))
    yield made


def _rating_cells(teller: Teller, record: RatingRecord) -> tuple[str, ...]:
    grade = GRADES.get(record.level or 0)
    labels = (f"{each} {teller.word(LABELS.get(each, ('', '')))}".strip() for each in record.labels)
    channel = CHANNELS.get(record.channel or 0)
    return (
        record.service_number,
        str(record.assess_number),
        f"{record.level} {teller.word(grade)}" if grade else "—",
        teller.word(channel) if channel else "—",
        teller.say("；", "; ").join(labels),
        _wall(record.rated_at),
        word(WORTH, record.status, teller.lang),
        record.rating_id,
    )


def ticket_list(teller: Teller) -> Iterator[Part]:
    """The tickets of a case in short; nothing where there are none."""
    tickets = teller.told.dossier.tickets
    if not tickets:
        return
    yield heading(teller.say("整改单（一事一调查）", "Tickets: one matter, one investigation"))
    made = table(
        teller,
        ("工单号", "事由", "状态", "责任人", "整改期限", "逾期"),
        ("ticket", "about", "state", "responsible", "rectify by", "overdue"),
        (0, 4),
    )
    for ticket in tickets:
        made.add_row(*_ticket_cells(teller, ticket))
    yield made


def _ticket_cells(teller: Teller, ticket: Ticket) -> tuple[str, ...]:
    record = ticket.record
    return (
        record.ticket_id,
        _about(teller, ticket),
        word(STATES, record.state, teller.lang),
        _responsible(teller, ticket),
        _wall(record.rectify_due),
        teller.say("、", ", ").join(word(DEADLINES, name, teller.lang) for name in record.overdue) or "—",
    )


def ticket_parts(told: Explained, ticket: Ticket, lang: int) -> Iterator[Part]:
    """The whole page about one ticket."""
    teller = Teller(told, lang)
    yield from _head(teller, ticket)
    yield heading(teller.say("各项期限（工作日）", "Its deadlines, in working days"))
    yield from _deadlines(teller, ticket)
    yield heading(teller.say("办理情况", "What was found and done"))
    yield from _found(teller, ticket)
    yield heading(teller.say("这张单的经过", "What became of the ticket"))
    yield from _history(teller, told.tickets[ticket.record.ticket_id])
    yield from rating_parts(teller)


def _head(teller: Teller, ticket: Ticket) -> Iterator[Part]:
    record, names = ticket.record, teller.names
    state = word(STATES, record.state, teller.lang)
    yield heading(
        teller.say(f"整改单（{state}）：{record.ticket_id}", f"Ticket ({state}): {record.ticket_id}")
    )
    dept = names.department(record.dept_code) if record.dept_code else teller.say("没有记录", "not on record")
    yield teller.say(
        f"第{record.revision}版；事由：{_about(teller, ticket)}（{record.subject}）；分级：{record.level or '—'}，"
        f"{word(CLASSES, record.handling_class)}。",
        f"Revision {record.revision}; about: {_about(teller, ticket)} ({record.subject}); level {record.level or '—'}, "
        f"{word(CLASSES, record.handling_class, 1)}.",
    )
    yield teller.say(
        f"责任部门：{dept}；责任人：{_responsible(teller, ticket)}。",
        f"Responsible: department {dept}; person {_responsible(teller, ticket)}.",
    )
    if record.historical:
        yield teller.say(
            "启用之前的事项，只作历史记录。", "About a time before the system went live: history only."
        )


def _about(teller: Teller, ticket: Ticket) -> str:
    record = ticket.record
    what = record.card_id or record.rating_key or ""
    return f"{word(KINDS, record.kind, teller.lang)} {what}".strip()


def _responsible(teller: Teller, ticket: Ticket) -> str:
    staff_id = ticket.record.responsible.staff_id
    return teller.names.staff(staff_id) if staff_id else teller.say("尚无责任人", "nobody yet")


def _deadlines(teller: Teller, ticket: Ticket) -> Iterator[Part]:
    made = table(
        teller,
        ("期限", "轮次", "起算日（不计）", "工作日数", "不计的时段", "到期（此刻起逾期）", "结果"),
        (
            "deadline",
            "round",
            "counted from (not included)",
            "working days",
            "not counted",
            "too late from",
            "outcome",
        ),
        (0, 5),
    )
    for clock in ticket.clocks:
        made.add_row(
            word(DEADLINES, clock.name, teller.lang),
            str(clock.round),
            iso_date(clock.day),
            str(clock.days),
            _paused(teller, clock),
            teller.when(clock.due),
            _outcome(teller, clock),
        )
    yield made


def _paused(teller: Teller, clock: Clock) -> str:
    spans = (f"{teller.when(stopped)} – {teller.when(went_on)}" for stopped, went_on in clock.pauses)
    return "\n".join(spans) or "—"


def _outcome(teller: Teller, clock: Clock) -> str:
    if clock.missed:
        return teller.say("逾期", "missed")
    if clock.stopped is None:
        return teller.say("在办", "running")
    return teller.say(f"{teller.when(clock.stopped)}终止", f"ended {teller.when(clock.stopped)}")


def _found(teller: Teller, ticket: Ticket) -> Iterator[Part]:
    record, lang = ticket.record, teller.lang
    made = table(
        teller,
        ("核实", "责任", "原因", "措施", "回访"),
        ("finding", "responsibility", "cause", "measure", "follow-up"),
    )
    made.add_row(
        word(FINDINGS, record.finding, lang),
        word(RESPONSIBILITIES, record.responsibility, lang),
        word(CAUSES, record.cause_code, lang),
        record.measure or "—",
        record.follow_up or "—",
    )
    yield made


def _history(teller: Teller, history: list[TicketRevision]) -> Iterator[Part]:
    made = table(
        teller,
        ("版次", "时间", "状态", "责任人", "缘由"),
        ("revision", "at", "state", "responsible", "reason"),
        (0, 1),
    )
    for at, record in history:
        staff_id = record.responsible.staff_id
        made.add_row(
            str(record.revision),
            teller.when(at),
            word(STATES, record.state, teller.lang),
            teller.names.staff(staff_id) if staff_id else "—",
            teller.word(reason_words(record.reason, teller.names.staff)),
        )
    yield made


def _wall(text: str | None) -> str:
    return text[:16].replace("T", " ") if text else "—"
