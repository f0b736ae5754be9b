"""What people do with cards: which action leads from which state to which (contracts 1.3, 4; domain E-01, E-05).

The table is the whole of it: what is not in it is refused as illegal. What the data alone do to a card comes on top
(`rules.cards.BY_DATA`).
"""

from collections.abc import Mapping

from rules.cards import CardState
from rules.events import Data
from rules.service_events import (
    CardAnswer,
    CardAppeal,
    CardAppealDecide,
    CardConfirm,
    CardIssueManual,
    CardRefer,
    CardReject,
    CardRevoke,
)

PROPOSED, ISSUED, ANSWERED = CardState.PROPOSED, CardState.ISSUED, CardState.ANSWERED
APPEALED, STANDS = CardState.APPEALED, CardState.STANDS
REVOKED, REJECTED = CardState.REVOKED, CardState.REJECTED

MOVES: Mapping[str, Mapping[CardState, CardState]] = {
    "confirm": {PROPOSED: ISSUED},
    "reject": {PROPOSED: REJECTED},
    "answer": {ISSUED: ANSWERED},
    "appeal": {ISSUED: APPEALED, ANSWERED: APPEALED},
    "grant": {APPEALED: REVOKED},
    "deny": {APPEALED: STANDS},
    "send_back": {APPEALED: ISSUED},
    "refer_up": {APPEALED: APPEALED},
    "revoke": {ISSUED: REVOKED, ANSWERED: REVOKED, APPEALED: REVOKED, STANDS: REVOKED},
    "refer": {ISSUED: ISSUED, ANSWERED: ANSWERED, STANDS: STANDS},
}
"""Move → the state it starts from → the state it leads to. A referral leaves the card as it is and is told."""

NAMES: Mapping[str, tuple[str, str]] = {
    "confirm": ("确认发牌", "confirmed"),
    "reject": ("不予发牌", "rejected"),
    "answer": ("回复", "answered"),
    "appeal": ("申诉", "appealed"),
    "grant": ("申诉成立，撤销", "appeal granted, revoked"),
    "deny": ("申诉不成立，维持", "appeal denied, stands"),
    "send_back": ("退回，重新发牌", "sent back, issued again"),
    "refer_up": ("上报上级复核", "referred up"),
    "revoke": ("撤销", "revoked"),
    "refer": ("移送纪检监察", "referred to discipline inspection"),
    "issue_manual": ("人工发牌", "issued by hand"),
}

REASON_NEEDED = frozenset(NAMES) - {"confirm"}
"""The moves of which a person would ask why."""

_MOVE_OF: Mapping[type[Data], str] = {
    CardConfirm: "confirm",
    CardReject: "reject",
    CardAnswer: "answer",
    CardAppeal: "appeal",
    CardRevoke: "revoke",
    CardRefer: "refer",
    CardIssueManual: "issue_manual",
}


def move_of(action: Data) -> str | None:
    """The move an action makes; None for actions on other things than cards."""
    if isinstance(action, CardAppealDecide):
        return action.decision
    return _MOVE_OF.get(type(action))


def target_of(action: Data) -> str | None:
    """The id of what an action is about, whatever its kind; None for a card issued by hand, which is new."""
    for name in ("card_id", "ticket_id", "lead_id", "alert_id", "month", "sample_id"):
        if name in action.__struct_fields__:
            return str(getattr(action, name))
    return None
