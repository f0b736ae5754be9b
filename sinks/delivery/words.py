"""An alert in words, for receivers that people read: a line, and a few lines. Chinese first, as on cards."""

from collections.abc import Iterator, Mapping, Sequence

from sinks.delivery.message import Message, Told

_NOTICES: Mapping[str, tuple[str, str]] = {
    "new": ("提醒", "alert"),
    "changed": ("变更提醒", "changed"),
    "reminder": ("再次提醒", "reminder"),
    "escalated": ("逾期未签收，上报", "not acknowledged in time, passed up"),
    "closed": ("已了结", "over"),
    "withdrawn": ("已撤回", "withdrawn"),
}
_COLOURS: Mapping[str, tuple[str, str]] = {
    "warning": ("预警", "warning"),
    "yellow": ("黄牌", "yellow card"),
    "red": ("红牌", "red card"),
}
_KINDS: Mapping[str, tuple[str, str]] = {
    "card": ("牌", "card"),
    "ticket": ("整改单", "ticket"),
    "lead": ("线索", "lead"),
    "referral": ("移送", "referral"),
    "data": ("数据异常", "missing data"),
    "delivery": ("送达失败", "not delivered"),
}


def headline(message: Message) -> str:
    """One line: what it is, which rule, which case."""
    told = message.told
    zh = f"{_zh(_NOTICES, told.notice)}·{_what(told, 0)}"
    rule = f" {told.rule_id}" if told.rule_id else ""
    return f"【亮牌】{zh}{rule} {message.case}"


def short(message: Message) -> str:
    """A text message: the headline and until when to acknowledge."""
    due = message.told.ack_due
    return headline(message) + (f"，请于 {_wall(due)} 前签收" if due else "")


def lines(message: Message) -> list[str]:
    """All that is told, a line each, Chinese and English."""
    told = message.told
    return [
        f"{told.title}",
        f"{_zh(_NOTICES, told.notice)} / {_en(_NOTICES, told.notice)}: {_what(told, 0)} / {_what(told, 1)}",
        *_lines(told, message.case),
    ]


def _lines(told: Told, case: str) -> Iterator[str]:
    yield f"事项 / Case: {case}"
    if told.rule_id:
        yield f"规则 / Rule: {told.rule_id}"
    if told.dept_code:
        yield f"部门 / Department: {told.dept_code}"
    if told.ack_due:
        yield f"签收期限 / Acknowledge before: {_wall(told.ack_due)}"
    yield f"编号 / Id: {told.alert_id} r{told.revision}"
    yield f"送达原因 / Why you: {told.reason}"
    if told.link:
        yield told.link


def digest(messages: Sequence[Message]) -> str:
    """Many alerts in one text, those of one group together, in order of coming."""
    groups: dict[str, list[Message]] = {}
    for message in messages:
        groups.setdefault(message.told.group, []).append(message)
    parts = ["\n".join("\n".join(lines(one)) + "\n" for one in group) for group in groups.values()]
    return "\n――――――――\n\n".join(parts)


def digest_headline(messages: Sequence[Message]) -> str:
    """The subject of a digest."""
    cases = len({message.case for message in messages})
    return f"【亮牌】提醒 {len(messages)} 条，涉及 {cases} 件 / {len(messages)} alerts about {cases} cases"


def cut(text: str, most_bytes: int) -> str:
    """The text in so many bytes of UTF-8 at most; what was cut off ends in an ellipsis."""
    raw = text.encode()
    if len(raw) <= most_bytes:
        return text
    return raw[: most_bytes - 3].decode(errors="ignore") + "…"


def _what(told: Told, language: int) -> str:
    if told.kind == "card" and told.colour is not None and told.colour in _COLOURS:
        return _COLOURS[told.colour][language]
    return _KINDS.get(told.kind, (told.kind, told.kind))[language]


def _zh(table: Mapping[str, tuple[str, str]], key: str) -> str:
    return table.get(key, (key, key))[0]


def _en(table: Mapping[str, tuple[str, str]], key: str) -> str:
    return table.get(key, (key, key))[1]


def _wall(instant: str) -> str:
    """2026-01-05 10:00, as the instant stands."""
    return instant[:16].replace("T", " ")
