"""What a person orders at the desk: refused before anybody is asked where it could not be done by anyone."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from streams.exits import Misuse


class Move(StrEnum):
    """What can be done with a card."""

    CONFIRM = "confirm"
    REJECT = "reject"
    ANSWER = "answer"
    APPEAL = "appeal"
    GRANT = "grant"
    DENY = "deny"
    SEND_BACK = "send-back"
    REFER_UP = "refer-up"
    REVOKE = "revoke"
    REFER = "refer"
    ISSUE_MANUAL = "issue-manual"

    @property
    def in_events(self) -> str:
        """The move's name in events and in `rules.desk`."""
        return self.value.replace("-", "_")


DECISIONS = frozenset({Move.GRANT, Move.DENY, Move.SEND_BACK, Move.REFER_UP})


@dataclass(frozen=True, slots=True)
class DeskOrder:
    """A move with what was given for it on the command line; None, False or empty where an option was not."""

    move: Move
    card: str | None
    actor: str
    reason: str | None
    case: str | None
    reinstate: bool
    rule: str | None
    colour: str | None
    evidence: list[str] | None
    person: str | None
    dept: str | None
    wait: float
    found_by: str | None = None
    exemption: str | None = None

    @property
    def by_hand(self) -> dict[str, Any]:
        """What only a card issued by hand is told, by the fields of its event."""
        return {
            "rule_id": self.rule,
            "colour": self.colour,
            "found_by": self.found_by,
            "evidence": self.evidence or None,
            "staff_id": self.person,
            "dept_code": self.dept,
        }


def kind_and_data(order: DeskOrder) -> tuple[str, dict[str, Any]]:
    """The kind and the data of the event that carries out the order. Raises Misuse with all that is wrong with it."""
    if wrong := list(_mistakes(order)):
        raise Misuse(wrong)
    data: dict[str, Any] = {"actor_id": order.actor, "reason": order.reason}
    if order.move is Move.ISSUE_MANUAL:
        return "card_issue_manual", {**data, **order.by_hand}
    data["card_id"] = order.card
    if order.move in DECISIONS:
        return "card_appeal_decide", {**data, "decision": order.move.in_events}
    if order.move is Move.REVOKE:
        data["reinstate"] = order.reinstate
        if order.exemption is not None:
            data["exemption"] = order.exemption
    return f"card_{order.move.in_events}", data


def evidence_of_files(paths: Sequence[Path]) -> list[str]:
    """Files as evidence: name and SHA-256 of each. Raises Misuse where one cannot be read."""
    return [f"{path.name}#sha256:{_digest(path)}" for path in paths]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Misuse(f"--evidence-file {path}: found {error.strerror}, expected a file to read") from None


def _mistakes(order: DeskOrder) -> Iterator[str]:
    from rules.desk import REASON_NEEDED
    from rules.rule_table import RULES
    from rules.rulebook import GROUNDS, Colour

    if not order.actor.strip():
        yield "found no --actor, expected the staff id of who acts."
    yield from _wrong_target(order)
    yield from _out_of_place(order)
    if order.move.in_events in REASON_NEEDED and not (order.reason or "").strip():
        yield f"found no --reason, expected one: {order.move} needs to say why."
    if order.colour is not None and order.colour not in set(Colour):
        yield f"found --colour {order.colour!r}, expected {', '.join(Colour)}."
    if order.rule is not None and order.rule not in RULES:
        yield f"found --rule {order.rule!r}, expected the id of a rule, such as P-08."
    yield from _wrong_evidence(order)
    if order.exemption is not None and order.exemption not in GROUNDS:
        yield f"found --exemption {order.exemption!r}, expected {', '.join(GROUNDS)}."
    if not order.wait >= 0:
        yield f"found --wait {order.wait:g}, expected seconds, 0 or more."


def _wrong_evidence(order: DeskOrder) -> Iterator[str]:
    from rules.manual import FOUND_BY, HASH, is_hashed

    if order.found_by is not None and order.found_by not in FOUND_BY:
        yield f"found --found-by {order.found_by!r}, expected {', '.join(FOUND_BY)}."
    if order.found_by is not None and not order.evidence:
        yield "found --found-by without evidence, expected --evidence or --evidence-file with what proves it."
    for each in order.evidence or ():
        if HASH in each and not is_hashed(each):
            yield f"found --evidence {each!r}, expected REFERENCE{HASH} and 64 hex digits."


def _wrong_target(order: DeskOrder) -> Iterator[str]:
    if order.case is not None and not order.case.strip():
        yield "found a blank --case, expected a case number."
    if order.move is not Move.ISSUE_MANUAL:
        if not (order.card or "").strip():
            yield f"found no card id, expected one, as in `liangpai act {order.move} T-04-… --actor …`."
    elif order.card is not None or order.case is None or order.rule is None:
        yield "issue-manual makes a new card: expected --case and --rule, and no card id."


def _out_of_place(order: DeskOrder) -> Iterator[str]:
    """Options that say nothing to this move."""
    if order.reinstate and order.move is not Move.REVOKE:
        yield f"found --reinstate with {order.move}, expected it with revoke only."
    if order.exemption is not None and order.move is not Move.REVOKE:
        yield f"found --exemption with {order.move}, expected it with revoke only."
    if order.move is Move.ISSUE_MANUAL:
        return
    options = {
        "--rule": order.rule,
        "--colour": order.colour,
        "--found-by": order.found_by,
        "--evidence": order.evidence or None,
        "--person": order.person,
        "--dept": order.dept,
    }
    for option in (name for name, given in options.items() if given is not None):
        yield f"found {option} with {order.move}, expected it with issue-manual only."
