"""Cards in the words of an office: colours, states, what to do now, and the reason of each revision."""

import re
from collections.abc import Callable, Mapping

from rules.cards import CardRecord, CardState
from rules.desk import NAMES as MOVES
from rules.desk import move_of
from rules.dossier import Action
from rules.rule_table import RULES
from streams.action_words import refusal_in_words
from streams.event_words import EVENTS, Texts

COLOURS: Mapping[str, Texts] = {
    "warning": ("预警", "warning"),
    "yellow": ("黄牌", "yellow card"),
    "red": ("红牌", "red card"),
    "lead": ("线索", "lead"),
}

STATES: Mapping[CardState, Texts] = {
    CardState.PROPOSED: ("待确认", "waits for confirmation"),
    CardState.ISSUED: ("已发出", "issued"),
    CardState.REJECTED: ("不予发牌", "rejected"),
    CardState.ANSWERED: ("已回复", "answered"),
    CardState.APPEALED: ("申诉中", "under appeal"),
    CardState.STANDS: ("申诉后维持", "upheld on appeal"),
    CardState.REVOKED: ("已撤销", "revoked"),
    CardState.SUPERSEDED: ("已被更高等级的牌替代", "superseded by a graver card"),
    CardState.WITHDRAWN: ("已撤回", "withdrawn"),
    CardState.MUTED: ("静默", "muted"),
}

GROUNDS: Mapping[str, Texts] = {
    "nature": ("问题性质", "its nature"),
    "purpose": ("动机目的", "its purpose"),
    "process": ("决策过程", "the process"),
    "attitude": ("纠错态度", "the attitude"),
}
"""What an exemption (容错免责) may rest on."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?$")


def rule_name(rule_id: str) -> Texts:
    """The rule's name; its id where there is no such rule."""
    spec = RULES.get(rule_id)
    return (spec.name_zh, spec.name_en) if spec else (rule_id, rule_id)


def action_name(action: Action) -> Texts:
    """What a person did at the desk."""
    move = move_of(action.fact.data)
    return MOVES[move] if move else (action.fact.type, action.fact.type)


def outcome_words(action: Action) -> Texts:
    """What became of it."""
    if action.outcome == "done":
        return "已办理", "done"
    if not action.outcome:
        return "等待处理", "waiting"
    zh, en = refusal_in_words(action.reason)
    return f"未予办理：{zh}", f"refused: {en}"


def what_to_do(card: CardRecord) -> Texts:
    """What the office does about the card now."""
    if card.historical and card.state is CardState.ISSUED:
        return (
            "所涉时刻早于系统启用之日，只作历史记录，不要求回复，不计入考核。",
            "It is about a time before the system went live: kept as history, no answer is asked.",
        )
    if card.state is CardState.ISSUED:
        return _issued(card)
    if card.state is CardState.ANSWERED and card.appeal_due:
        until = _wall(card.appeal_due)
        return (
            f"已经回复。不服的，可以在{until}之前申诉。",
            f"It was answered. An appeal is possible before {until}.",
        )
    if card.state is CardState.SUPERSEDED:
        by = card.superseded_by or "—"
        return (
            f"同一事由已有等级更高的牌（{by}），这张牌不再单独计算，也不必单独回复。",
            f"A graver card of the same occasion ({by}) stands in its place; this one counts no more.",
        )
    return _TO_DO[card.state]


_UNANSWERED: Texts = ("逾期不回复的，按规则E-01处理。", "Without an answer rule E-01 applies.")


def _issued(card: CardRecord) -> Texts:
    if card.answer_due is None:
        return (
            "这是提醒，不要求回复，不扣分；请抓紧办理。",
            "This is a reminder: no answer is asked. Please see to the case.",
        )
    answer, appeal = _wall(card.answer_due), _wall(card.appeal_due or card.answer_due)
    late = ("", "") if card.rule_id == "E-01" else _UNANSWERED
    return (
        f"请在{answer}之前回复，说明原因和整改情况；不服的，可以在{appeal}之前申诉。{late[0]}",
        f"Please answer before {answer}: why, and what was done. An appeal is possible before {appeal}. {late[1]}",
    )


_TO_DO: Mapping[CardState, Texts] = {
    CardState.PROPOSED: (
        "这张牌要由监察人员确认；确认之前不生效，不计入考核，也不要求回复。",
        "A supervisor has to confirm it; until then it has no effect and no answer is asked.",
    ),
    CardState.ANSWERED: ("已经回复。", "It was answered."),
    CardState.REJECTED: (
        "监察人员决定不发这张牌，不计入考核。",
        "A supervisor decided not to issue it; it does not count.",
    ),
    CardState.APPEALED: (
        "正在处理申诉，由没有经手过这张牌的复核人员决定。",
        "The appeal is being decided, by someone who had no hand in the card.",
    ),
    CardState.STANDS: (
        "申诉不成立，这张牌维持，计入考核。",
        "The appeal was denied; the card stands and counts.",
    ),
    CardState.REVOKED: ("这张牌已经撤销，不计入考核。", "The card was revoked and does not count."),
    CardState.WITHDRAWN: (
        "按照后来收到的情况，违反规则的事实不再成立，这张牌已经撤回，不计入考核，不必处理。",
        "By what became known later the rule was not broken: the card was withdrawn and does not count.",
    ),
    CardState.MUTED: (
        "这张牌在已备案的偏离范围之内，备案有效期间不计入考核，不要求回复；到期后恢复。",
        "An accepted deviation covers the card: until it expires the card does not count and no answer is asked.",
    ),
}


def reason_words(reason: str, staff: Callable[[str], str]) -> Texts:
    """The reason of a revision in each language; reasons are written as `zh / en: cause`. `staff` names a person."""
    said, colon, cause = reason.partition(": ")
    if not colon:
        return _cause(reason, staff)
    (zh, en), (cause_zh, cause_en) = _both(said), _cause(cause, staff)
    return f"{zh}：{cause_zh}", f"{en}: {cause_en}"


def _cause(cause: str, staff: Callable[[str], str]) -> Texts:
    """The event, the moment or the person that brought the revision about."""
    kind, _, rest = cause.partition(" ")
    if kind in EVENTS:
        source, _, event_id = rest.rpartition(" ")
        zh, en = EVENTS[kind]
        return f"{zh}（事件{event_id}，来源{source}）", f"{en} (event {event_id} from {source})"
    head, colon, said = cause.partition(": ")
    if " / " in head and colon:
        (zh, en), (said_zh, said_en) = _both(head), _cause(said, staff)
        return f"{zh}，{said_zh}", f"{en}, {said_en}"
    return _moment(cause) if not colon else (f"{staff(head)}：{said}", f"{staff(head)}: {said}")


def _moment(cause: str) -> Texts:
    """What was due; the instant stands at the end of both languages."""
    zh, en = _both(cause)
    found = _INSTANT.search(cause)
    return (f"{zh} {found.group()}", en) if found and not _INSTANT.search(zh) else (zh, en)


def _both(text: str) -> Texts:
    """Texts that hold both languages have ` / ` between them."""
    zh, slash, en = text.partition(" / ")
    return (zh, en) if slash else (text, text)


def said_on(card: CardRecord) -> Texts:
    """The check by hand as it stands on the card."""
    return _both(card.arithmetic)


def _wall(instant: str) -> str:
    return instant[:16].replace("T", " ")
