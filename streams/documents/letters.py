"""黄牌通知书 and 红牌通知书: what was found, by which law, until when to answer, until when to appeal."""

from collections.abc import Sequence
from datetime import date

from rules.cards import CardRecord
from streams.card_words import COLOURS
from streams.documents.facts import Facts, card_rows, chinese, grounds, rule_name, shortened, small_print
from streams.documents.notice import Notice, Section
from streams.documents.numbers import day_of, until_in_words

UNANSWERED = "逾期不回复的，按监察规则E-01处理。"


def card_letter(facts: Facts, _advice: Sequence[str]) -> Notice:
    """The notice of a yellow or red card."""
    card = facts.found.card
    if card is None:
        raise ValueError(f"{facts.record_id} is no card")
    return Notice(
        kind=facts.kind,
        number=facts.number,
        heading=facts.letterhead.heading,
        addressee=facts.department,
        opening=[_opening(card)],
        rows=card_rows(facts, card),
        sections=[
            Section("一、事实和计算", [found_by_hand(card)]),
            Section("二、依据", grounds(card, facts.register)),
            Section("三、办理要求", [_answer(card)]),
            Section("四、申诉权利", [_appeal(card)]),
        ],
        office=facts.letterhead.name,
        issued=issued_on(facts),
        seal=facts.letterhead.seal,
        notes=small_print(facts),
    )


def issued_on(facts: Facts) -> date:
    """The date the document bears."""
    return day_of(facts.begun)


def found_by_hand(card: CardRecord) -> str:
    """The check by hand as it stands on the card."""
    said = shortened(chinese(card.arithmetic))
    checked = "" if card.mode == "manual" else "以上日期可对照日历逐日核对。"
    events = f"所依据的记录：{'、'.join(card.evidence)}。" if card.evidence else ""
    return f"{said}。{checked}{shortened(events)}"


def _opening(card: CardRecord) -> str:
    colour = COLOURS[card.colour][0]
    confirmed = {"confirmed": "并经监察人员确认，", "manual": "由监察人员发现并经另一人确认，"}.get(
        card.mode, ""
    )
    return (
        f"经政务服务电子监察，{confirmed}你单位办理的办件{card.case_no}触发监察规则{card.rule_id}"
        f"（{rule_name(card.rule_id)}），现予以{colour}警示，有关事项通知如下："
    )


def _answer(card: CardRecord) -> str:
    if card.answer_due is None:
        return "请抓紧办理，不要求书面回复。"
    late = "" if card.rule_id == "E-01" else UNANSWERED
    return f"请于{until_in_words(card.answer_due)}书面回复，说明原因和整改情况。{late}"


def _appeal(card: CardRecord) -> str:
    if card.appeal_due is None:
        return "对本通知有异议的，可以向本机关提出。"
    return (
        f"对本通知不服的，可以在{until_in_words(card.appeal_due)}提出申诉，说明理由并附证据。"
        "申诉由没有经手过这张牌、也不属于你单位的复核人员决定。申诉成立的，撤销这张牌，不计入考核。"
    )
