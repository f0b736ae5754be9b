"""What may be done with cards and tickets, as forms: the type of the desk action, and what it asks for."""

from collections.abc import Mapping
from typing import Any

from dashboards.console.models import Asked, Deed, Texts
from rules.desk import NAMES as CARD_NAMES
from rules.office import Office
from rules.ticket_moves import ACTION_NAMES
from rules.ticket_terms import terms_of
from streams.card_words import GROUNDS
from streams.ticket_words import CAUSES, CLASSES, FINDINGS, RESPONSIBILITIES

_ENGLISH: Mapping[str, str] = {
    "confirm": "Confirm the card", "reject": "Reject the card", "answer": "Answer", "appeal": "Appeal",
    "grant": "Grant the appeal, revoke", "deny": "Deny the appeal, uphold", "send_back": "Send back, issue again",
    "refer_up": "Refer to the level above", "revoke": "Revoke", "refer": "Refer to discipline inspection",
    "assign": "Assign", "contact": "Record the contact with the rater", "verify": "Record what is true",
    "appeal_decide": "Decide on the appeal", "classify": "Classify", "extend": "Extend",
    "submit": "Submit what was done",
    "review": "Review", "follow_up": "Record the follow-up", "close": "Join to a systemic ticket and close",
    "hand_over": "Hand over", "open_contact": "See how to reach the rater",
}  # fmt: skip
_REASON: Texts = ("理由", "Reason")
_DECISIONS: Mapping[str, Texts] = {
    "grant": ("申诉成立", "granted"), "deny": ("申诉不成立", "denied"),
    "send_back": ("退回补充核实", "sent back to be verified"), "refer_up": ("上报上级复核", "referred up"),
}  # fmt: skip
_CONTACTS: Mapping[str, Texts] = {
    "reached": ("已联系上", "reached"), "unreachable": ("联系不上", "could not be reached"),
    "anonymous": ("匿名，无法联系", "anonymous"),
}  # fmt: skip
_APPEAL_GROUNDS: Mapping[str, Texts] = {
    "mistaken": ("误评", "mistaken"), "malicious": ("恶意差评", "malicious"), "duplicate": ("重复评价", "duplicate"),
    "brushed": ("刷评", "brushed"),
}  # fmt: skip
_REVIEWS: Mapping[str, Texts] = {"accepted": ("通过", "accepted"), "returned": ("退回", "returned")}
_FOLLOW_UPS: Mapping[str, Texts] = {
    "satisfied": ("满意", "satisfied"), "not_satisfied": ("不满意", "not satisfied"),
    "no_answer": ("未答", "no answer"), "false_feedback": ("反馈不实", "the feedback is false"),
}  # fmt: skip


def _reason(label: Texts = _REASON, *, required: bool = True) -> Asked:
    return Asked("reason", "textarea", label, required)


_CARD_ASKS: Mapping[str, tuple[Asked, ...]] = {
    "confirm": (_reason(("说明（可不填）", "Remark (may be empty)"), required=False),),
    "answer": (_reason(("回复内容：原因和整改情况", "Your answer: why, and what was done")),),
    "appeal": (_reason(("申诉理由", "Why the card is wrong")),),
    "revoke": (
        _reason(),
        Asked("exemption", "select", ("容错免责备案的情形", "Ground of a filed exemption"), options=GROUNDS),
        Asked("reinstate", "checkbox", ("恢复被这张牌替代的牌", "What it superseded stands again")),
    ),
}
_APPEAL_DECISIONS = frozenset({"grant", "deny", "send_back", "refer_up"})


def card_deed(move: str) -> Deed:
    """A move of cards (`rules.desk.MOVES`) as a form."""
    decides = move in _APPEAL_DECISIONS
    kind = "card_appeal_decide" if decides else f"card_{move}"
    title = CARD_NAMES[move][0], _ENGLISH[move]
    asks = _CARD_ASKS.get(move, (_reason(),))
    return Deed(move, title, f"desk.{kind}", asks, {"decision": move} if decides else {})


def ticket_deed(action: str, dept_code: str | None, office: Office) -> Deed:
    """An action on tickets (`rules.ticket_moves.ACTION_OF`) as a form, with the people and units of the registers."""
    title = ACTION_NAMES[action][0], _ENGLISH[action]
    return Deed(action, title, f"desk.ticket_{action}", _ticket_asks(action, dept_code, office))


def _ticket_asks(action: str, dept_code: str | None, office: Office) -> tuple[Asked, ...]:
    plain: Mapping[str, tuple[Asked, ...]] = {
        "contact": (
            Asked("result", "select", ("联系结果", "Outcome"), True, _CONTACTS),
            _reason(("说明", "Remark"), required=False),
        ),
        "verify": (
            Asked("finding", "select", ("核实结论", "Finding"), True, FINDINGS),
            Asked("responsibility", "select", ("责任认定", "Responsibility"), False, RESPONSIBILITIES),
            _reason(("核实情况", "What was found")),
        ),
        "appeal": (
            Asked("ground", "select", ("申诉事由", "Ground"), True, _APPEAL_GROUNDS),
            Asked("evidence", "lines", ("证据（每行一项）", "Evidence, one a line"), True),
            _reason(),
        ),
        "appeal_decide": (Asked("decision", "select", ("审核决定", "Decision"), True, _DECISIONS), _reason()),
        "extend": (Asked("days", "number", ("延长工作日数", "Working days more"), True), _reason()),
        "submit": (
            Asked("measure", "textarea", ("整改措施", "Measure"), True),
            Asked("result", "textarea", ("整改结果", "Result")),
        ),
        "review": (
            Asked("result", "select", ("审核结果", "Outcome"), True, _REVIEWS),
            _reason(("理由（退回时必填）", "Reason (needed to return it)"), required=False),
        ),
        "follow_up": (
            Asked("result", "select", ("回访结果", "Outcome"), True, _FOLLOW_UPS),
            _reason(("理由（不满意、反馈不实时必填）", "Reason (needed to reopen it)"), required=False),
        ),
        "close": (Asked("joined_to", "text", ("系统性问题整改单编号", "Id of the systemic ticket"), True), _reason()),
        "open_contact": (_reason(("查看理由", "What you need it for")),),
    }  # fmt: skip
    return plain[action] if action in plain else _asks_of_registers(action, dept_code, office)


def _asks_of_registers(action: str, dept_code: str | None, office: Office) -> tuple[Asked, ...]:
    """The forms whose choices stand in the rulebook."""
    people = people_of(dept_code, office)
    if action == "classify":
        causes = {code: CAUSES.get(code, (code, code)) for code in terms_of(office.register).cause_codes}
        return (
            Asked("cause_code", "select", ("原因分类", "Cause"), True, causes),
            Asked("complexity", "select", ("问题类别", "Class"), False, CLASSES),
            Asked("responsibility", "select", ("责任认定", "Responsibility"), False, RESPONSIBILITIES),
        )
    if action == "hand_over":
        return Asked("to_staff_id", "select", ("移交给", "To"), True, people), _reason()
    return (
        Asked(
            "to_dept",
            "select",
            ("派往单位（不变可不选）", "To unit (empty: as it is)"),
            False,
            units_of(office),
        ),
        Asked("assignee_id", "text", ("责任人工号（可不填）", "Staff id of who answers (may be empty)")),
        _reason(),
    )


def units_of(office: Office) -> dict[str, Texts]:
    """Every unit of the register."""
    return {code: (unit.name, unit.name) for code, unit in office.register.units.items()}


def people_of(dept_code: str | None, office: Office) -> dict[str, Texts]:
    """Everybody of a department on the day."""
    found = {}
    for staff_id in office.register.staff:
        member = office.register.member(staff_id, office.day)
        if member is not None and member.dept_code == dept_code:
            found[staff_id] = (f"{member.name}（{staff_id}）", f"{member.name} ({staff_id})")
    return found


def data_of(deed: Deed, fields: Mapping[str, str]) -> dict[str, Any]:
    """The action's data from a form: what was left empty is left out."""
    said = {asked.name: _value(asked, fields.get(asked.name, "")) for asked in deed.asks}
    return {**deed.fixed, **{name: value for name, value in said.items() if value not in (None, "", [])}}


def _value(asked: Asked, text: str) -> Any:
    if asked.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if asked.kind == "checkbox":
        return bool(text) or None
    if asked.kind == "number" and text.isascii() and text.isdecimal():
        return int(text[:9])
    return text
