"""督办单, 整改建议书 and 差评整改单: what is to be done by when, and room for what was done."""

from collections.abc import Mapping, Sequence

from rules.cards import CardRecord
from rules.labels import GRADES, LABELS
from rules.ratings import RatingRecord
from rules.tickets import TicketRecord
from streams.card_words import COLOURS
from streams.documents.facts import (
    UNKNOWN,
    Facts,
    card_rows,
    grounds,
    rows_of,
    rule_name,
    shortened,
    small_print,
)
from streams.documents.letters import found_by_hand, issued_on
from streams.documents.notice import Box, Notice, Row, Section
from streams.documents.numbers import minute_in_words, until_in_words
from streams.ticket_words import (
    CAUSES,
    CHANNELS,
    CLASSES,
    FINDINGS,
    KINDS,
    RESPONSIBILITIES,
    STATES,
    word,
)

SIGNED = "签名：　　　　　　　　　　年　　月　　日"
SEALED = "负责人签名（盖章）：　　　　　　　　　　年　　月　　日"
ADVICE = (
    "立即纠正：对上述事项依法依规办理；已经办结的，补正缺漏。",
    "查明原因：区分制度、流程、系统、人员等原因，分清责任，形成调查结论。",
    "举一反三：检查同类事项，完善制度和流程，防止再次发生。",
)
"""What is recommended where the supervisor says nothing of their own."""


def supervision_form(facts: Facts, advice: Sequence[str]) -> Notice:
    """督办单: from a card or a ticket."""
    due = due_of(facts)
    told = f"请于{until_in_words(due)}办结并反馈。" if due else "请抓紧办理并及时反馈。"
    rows = [*_matter(facts), ("督办要求", "\n".join([*advice, told]))]
    boxes = [Box("承办情况", SIGNED, 42), Box("承办单位意见", SEALED, 30), Box("督办机关意见", SEALED, 30)]
    return _notice(facts, ["现将下列事项交你单位办理，请按要求办结并填写承办情况："], rows, boxes=boxes)


def rectification_letter(facts: Facts, advice: Sequence[str]) -> Notice:
    """整改建议书: from a card or a ticket."""
    due, said = due_of(facts), list(advice or ADVICE)
    numbered = [f"（{_ordinal(number)}）{text}" for number, text in enumerate(said, start=1)]
    back = f"请于{until_in_words(due)}书面反馈整改情况。" if due else "请及时书面反馈整改情况。"
    return _notice(
        facts,
        ["经政务服务电子监察，发现你单位在办理下列事项中存在问题。现提出整改建议，请研究落实："],
        _matter(facts, brief=True),
        sections=[
            Section("一、发现的问题", _problem(facts)),
            Section("二、整改建议", numbered),
            Section("三、反馈要求", [f"{back}对本建议有异议的，可以在反馈时一并说明理由。"]),
        ],
    )


def rating_form(facts: Facts, _advice: Sequence[str]) -> Notice:
    """差评整改单: from a ticket about a bad rating. Who rated does not stand on it."""
    ticket = _ticket(facts)
    rows = [*_rated(facts.found.rating, facts), *_ticket_rows(facts, ticket)]
    boxes = [
        Box("核实情况", SIGNED, 30),
        Box("整改措施", SIGNED, 36),
        Box("审核意见", SEALED, 24),
        Box("回访情况", SIGNED, 24),
    ]
    opening = (
        "下列评价已按规定转为整改工单，请按时联系、核实、整改并反馈。不得退单，不得查问、泄露评价人信息："
    )
    return _notice(facts, [opening], rows, boxes=boxes)


def due_of(facts: Facts) -> str | None:
    """When what is asked for is due: of a ticket the rectification, of a card the answer."""
    ticket, card = facts.found.ticket, facts.found.card
    if ticket is not None:
        return ticket.rectify_due or ticket.verify_due
    return card.answer_due if card else None


def _notice(
    facts: Facts,
    opening: list[str],
    rows: list[Row],
    *,
    sections: Sequence[Section] = (),
    boxes: Sequence[Box] = (),
) -> Notice:
    return Notice(
        kind=facts.kind,
        number=facts.number,
        heading=facts.letterhead.heading,
        addressee=facts.department,
        opening=opening,
        rows=rows,
        sections=list(sections),
        boxes=list(boxes),
        office=facts.letterhead.name,
        issued=issued_on(facts),
        seal=facts.letterhead.seal,
        notes=small_print(facts),
    )


def _matter(facts: Facts, brief: bool = False) -> list[Row]:
    """What the form is about; the check by hand where no section tells it (not `brief`)."""
    ticket, card = facts.found.ticket, facts.found.card
    rows: list[Row] = []
    if ticket is not None:
        rows += [("事由", word(KINDS, ticket.kind)), *_ticket_rows(facts, ticket)]
    if facts.found.rating is not None:
        rows += _rated(facts.found.rating, facts)
    if card is not None:
        known = {name for name, _ in rows} | {"责任单位" if ticket else ""}
        rows += [row for row in card_rows(facts, card) if row[0] not in known]
        if not brief:
            rows.append(("事实和计算", found_by_hand(card)))
    return rows


def _problem(facts: Facts) -> list[str]:
    card, rating = facts.found.card, facts.found.rating
    said = [] if card is None else [*_of_card(card), *grounds(card, facts.register)]
    if rating is not None:
        said.append(f"办事群众对第{rating.service_number}次服务评价为“{_grade(rating)}”：{_labels(rating)}。")
    return said or [f"见工单{facts.record_id}。"]


def _of_card(card: CardRecord) -> list[str]:
    colour = COLOURS[card.colour][0]
    name = rule_name(card.rule_id)
    return [f"办件{card.case_no}触发监察规则{card.rule_id}（{name}），已发出{colour}。{found_by_hand(card)}"]


def _rated(rating: RatingRecord | None, facts: Facts) -> list[Row]:
    """What was rated and how; nothing about who rated."""
    if rating is None:
        return []
    return [
        ("评价对象", f"{rating.subject}，第{rating.service_number}次服务"),
        ("事项", facts.item(rating.item_code)),
        ("评价等级", f"{_grade(rating)}{'（追评）' if rating.assess_number == 2 else ''}"),
        ("评价标签", _labels(rating)),
        ("评价内容", shortened(rating.text) or UNKNOWN),
        ("评价时间", minute_in_words(rating.rated_at)),
        ("评价渠道", CHANNELS.get(rating.channel or 0, (UNKNOWN, UNKNOWN))[0]),
    ]


def _ticket_rows(facts: Facts, ticket: TicketRecord) -> list[Row]:
    rows = rows_of(ticket, facts)
    dates: Mapping[str, str | None] = {
        "联系期限": ticket.contact_due,
        "核实期限": ticket.verify_due,
        "整改期限": ticket.rectify_due,
    }
    rows += [(name, until_in_words(due)) for name, due in dates.items() if due]
    rows.append(("状态", f"{word(STATES, ticket.state)}，{word(CLASSES, ticket.handling_class)}"))
    found = {
        "核实结论": word(FINDINGS, ticket.finding) if ticket.finding else "",
        "原因分类": word(CAUSES, ticket.cause_code) if ticket.cause_code else "",
        "责任认定": word(RESPONSIBILITIES, ticket.responsibility) if ticket.responsibility else "",
        "已报措施": shortened(ticket.measure),
    }
    return [*rows, *((name, said) for name, said in found.items() if said)]


def _grade(rating: RatingRecord) -> str:
    return GRADES.get(rating.level or 0, (UNKNOWN, ""))[0]


def _labels(rating: RatingRecord) -> str:
    """The labels by code and name; those the list does not know by their code."""
    said = [f"{each} {LABELS[each][0]}" if each in LABELS else each for each in rating.labels]
    return shortened("；".join(said)) or UNKNOWN


def _ordinal(number: int) -> str:
    digits = "一二三四五六七八九十"
    return digits[number - 1] if number <= len(digits) else str(number)


def _ticket(facts: Facts) -> TicketRecord:
    ticket = facts.found.ticket
    if ticket is None:
        raise ValueError(f"{facts.record_id} is no ticket")
    return ticket
