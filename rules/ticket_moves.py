"""The life cycle of a ticket (整改单) as a table: which move leads from which state to which (contracts 4, domain C).

The table is the whole of it: what is not in it is refused as illegal. An action makes one of the moves of its kind,
by what it says: an appeal that is granted is another move than one that is denied. There is no move by which a unit
gives a ticket back (不准退单).
"""

from collections.abc import Mapping
from typing import NamedTuple

from rules.entitlement import ADJUDICATOR, SUPERVISOR
from rules.events import Data
from rules.service_events import (
    TicketAppeal,
    TicketAppealDecide,
    TicketAssign,
    TicketClassify,
    TicketClose,
    TicketContact,
    TicketExtend,
    TicketFollowUp,
    TicketHandOver,
    TicketOpenContact,
    TicketReview,
    TicketSubmit,
    TicketVerify,
)
from rules.tickets import TicketState

OPENED, ASSIGNED, VERIFYING = TicketState.OPENED, TicketState.ASSIGNED, TicketState.VERIFYING
APPEALED, RECTIFYING, SUBMITTED = TicketState.APPEALED, TicketState.RECTIFYING, TicketState.SUBMITTED
FOLLOW_UP, REOPENED, CLOSED = TicketState.FOLLOW_UP, TicketState.REOPENED, TicketState.CLOSED

UNIT = "unit"
"""The person who answers for the ticket, the head of the unit, or who leads or speaks for it."""
UNIT_OR_SUPERVISOR = "unit or supervisor"


class Move(NamedTuple):
    """A move: its names, who makes it (a role, or UNIT), from which states to which, whether a reason is asked."""

    zh: str
    en: str
    who: str
    leads: Mapping[TicketState, TicketState]
    reason: bool = True


def _stays(*states: TicketState) -> dict[TicketState, TicketState]:
    return {state: state for state in states}


_IN_WORK = (ASSIGNED, VERIFYING, APPEALED, RECTIFYING, REOPENED)

MOVES: Mapping[str, Move] = {
    "assign": Move(
        "派单",
        "assigned",
        SUPERVISOR,
        {OPENED: ASSIGNED, ASSIGNED: ASSIGNED, VERIFYING: ASSIGNED},
    ),
    "contact": Move(
        "已联系评价人", "contacted", UNIT, {**_stays(*_IN_WORK), ASSIGNED: VERIFYING}, reason=False
    ),
    "contact_in_vain": Move("联系未果", "tried to contact in vain", UNIT, _stays(*_IN_WORK), reason=False),
    "verify": Move("核实属实", "found true", UNIT, {ASSIGNED: RECTIFYING, VERIFYING: RECTIFYING}),
    "verify_clear": Move(
        "核实不属实或者无具体内容",
        "found untrue, or nothing to go by",
        UNIT,
        {ASSIGNED: SUBMITTED, VERIFYING: SUBMITTED},
    ),
    "appeal": Move("申诉", "appealed", UNIT, {ASSIGNED: APPEALED, VERIFYING: APPEALED, RECTIFYING: APPEALED}),
    "grant": Move("申诉成立", "appeal granted", ADJUDICATOR, {APPEALED: CLOSED}),
    "grant_first": Move(
        "申诉拟成立，待第二人复核",
        "appeal granted, if a second reviewer agrees",
        ADJUDICATOR,
        _stays(APPEALED),
    ),
    "deny": Move("申诉不成立", "appeal denied", ADJUDICATOR, {APPEALED: RECTIFYING}),
    "send_back": Move("退回补充核实", "sent back to be verified", ADJUDICATOR, {APPEALED: VERIFYING}),
    "refer_up": Move("上报上级复核", "referred up", ADJUDICATOR, _stays(APPEALED)),
    "classify": Move("定类", "classified", UNIT, _stays(VERIFYING, RECTIFYING, REOPENED), reason=False),
    "extend": Move("批准延期", "extended", SUPERVISOR, _stays(ASSIGNED, VERIFYING, RECTIFYING, REOPENED)),
    "submit": Move("整改反馈", "submitted", UNIT, {RECTIFYING: SUBMITTED, REOPENED: SUBMITTED}, reason=False),
    "accept": Move(
        "审核通过，待回访", "accepted, to be followed up", SUPERVISOR, {SUBMITTED: FOLLOW_UP}, reason=False
    ),
    "accept_finally": Move(
        "审核通过，办结", "accepted and closed", SUPERVISOR, {SUBMITTED: CLOSED}, reason=False
    ),
    "return": Move("审核退回", "returned by the review", SUPERVISOR, {SUBMITTED: RECTIFYING}),
    "satisfied": Move("回访满意", "satisfied", SUPERVISOR, {FOLLOW_UP: CLOSED}, reason=False),
    "no_answer": Move("回访未答", "no answer", SUPERVISOR, _stays(FOLLOW_UP), reason=False),
    "no_answer_finally": Move(
        "多次回访未答，办结", "no answer, closed", SUPERVISOR, {FOLLOW_UP: CLOSED}, reason=False
    ),
    "not_satisfied": Move("回访不满意，重办", "not satisfied, reopened", SUPERVISOR, {FOLLOW_UP: REOPENED}),
    "false_feedback": Move(
        "反馈不实，重办", "the feedback is false, reopened", SUPERVISOR, {FOLLOW_UP: REOPENED}
    ),
    "join": Move(
        "并入系统性问题整改单",
        "joined to a systemic ticket",
        SUPERVISOR,
        {RECTIFYING: CLOSED, REOPENED: CLOSED},
    ),
    "open_contact": Move("查看联系方式", "opened the contact", UNIT, _stays(*_IN_WORK, SUBMITTED, FOLLOW_UP)),
    "hand_over": Move(
        "移交", "handed over", UNIT_OR_SUPERVISOR, _stays(*_IN_WORK, OPENED, SUBMITTED, FOLLOW_UP)
    ),
}
"""Every move of a ticket. Who reviews (accepts or returns) may be another role where a level of handling says so."""

ACTION_OF: Mapping[type[Data], str] = {
    TicketAssign: "assign",
    TicketContact: "contact",
    TicketVerify: "verify",
    TicketAppeal: "appeal",
    TicketAppealDecide: "appeal_decide",
    TicketClassify: "classify",
    TicketExtend: "extend",
    TicketSubmit: "submit",
    TicketReview: "review",
    TicketFollowUp: "follow_up",
    TicketClose: "close",
    TicketHandOver: "hand_over",
    TicketOpenContact: "open_contact",
}
"""The actions on tickets by the name in their type (`desk.ticket_<name>`)."""

MOVES_OF: Mapping[str, tuple[str, ...]] = {
    "assign": ("assign",),
    "contact": ("contact", "contact_in_vain"),
    "verify": ("verify", "verify_clear"),
    "appeal": ("appeal",),
    "appeal_decide": ("grant", "grant_first", "deny", "send_back", "refer_up"),
    "classify": ("classify",),
    "extend": ("extend",),
    "submit": ("submit",),
    "review": ("accept", "accept_finally", "return"),
    "follow_up": ("satisfied", "no_answer", "no_answer_finally", "not_satisfied", "false_feedback"),
    "close": ("join",),
    "hand_over": ("hand_over",),
    "open_contact": ("open_contact",),
}
"""Action → the moves it may make; which one is decided by what it says. All of an action start from the same states."""

ACTION_NAMES: Mapping[str, tuple[str, str]] = {
    "assign": ("派单", "assigned"),
    "contact": ("联系评价人", "contact with the rater"),
    "verify": ("核实", "verified"),
    "appeal": ("工单申诉", "appealed the ticket"),
    "appeal_decide": ("工单申诉审核", "decided on the ticket's appeal"),
    "classify": ("定类", "classified"),
    "extend": ("批准延期", "extended"),
    "submit": ("整改反馈", "submitted"),
    "review": ("审核", "reviewed"),
    "follow_up": ("回访", "followed up"),
    "close": ("并案办结", "joined and closed"),
    "hand_over": ("移交", "handed over"),
    "open_contact": ("查看联系方式", "opened the contact"),
}
"""What an action is called in Chinese and English, whatever move it made."""


def ticket_move_of(action: Data) -> str | None:
    """The name of an action on a ticket; None for actions on other things."""
    return ACTION_OF.get(type(action))


def starts_from(action: str) -> frozenset[TicketState]:
    """The states in which the action is possible."""
    return frozenset(state for move in MOVES_OF[action] for state in MOVES[move].leads)
