"""The rules that are built: for each its function, the events that can change it, and those it needs at all.

Adding a rule is one function with its specification, one row here, one row in `rules.rule_table`, and the tests of
its boundaries.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from rules.case_events import (
    CASE_DATA,
    Accepted,
    Closed,
    Corrected,
    Decided,
    Delivered,
    ExtensionApproved,
    MaterialReceived,
    NotAccepted,
    ReadyNotified,
    SpecialEnded,
    SpecialStarted,
    StageEntered,
    StageLeft,
    Submitted,
    SupplementNotified,
    SupplementReceived,
    Suspended,
)
from rules.events import Data
from rules.procedure_rules import p01, p02, p11, p13, p15, p16
from rules.time_rules import t01, t03, t04, t05, t07, t09, t10, t11
from rules.verdict import Verdict
from rules.view import KIND_BITS, CaseView

Kinds = frozenset[type[Data]]


class Rule(NamedTuple):
    """A rule's function; `reads`: the events that can change its verdict; `needs`: without any, it has none."""

    judge: Callable[[CaseView], list[Verdict]]
    reads: Kinds
    needs: Kinds


OPENING: Kinds = frozenset({MaterialReceived, SupplementReceived})
STARTS: Kinds = OPENING | {Submitted, Accepted, SupplementNotified, NotAccepted, Decided, Closed}
"""What moves the start of the limits, and with it the item and its version."""

CLOCKS: Kinds = STARTS | {SpecialStarted, SpecialEnded, ExtensionApproved}
"""What moves a limit."""

RULES: Mapping[str, Rule] = {
    "T-01": Rule(t01, STARTS, OPENING),
    "T-03": Rule(t03, CLOCKS, OPENING | {Accepted}),
    "T-04": Rule(t04, CLOCKS, OPENING | {Accepted}),
    "T-05": Rule(t05, CLOCKS, OPENING | {Accepted}),
    "T-07": Rule(t07, CLOCKS | {StageEntered, StageLeft}, frozenset({StageEntered})),
    "T-09": Rule(t09, frozenset({Decided, Delivered, ReadyNotified, Closed}), frozenset({Decided})),
    "T-10": Rule(t10, CLOCKS, frozenset({SpecialStarted})),
    "T-11": Rule(t11, CLOCKS, frozenset({ExtensionApproved})),
    "P-01": Rule(p01, STARTS | {StageLeft}, frozenset({Decided})),
    "P-02": Rule(p02, STARTS | {StageEntered, StageLeft}, frozenset({StageEntered})),
    "P-11": Rule(
        p11, frozenset({Accepted, SpecialStarted, Suspended}), frozenset({SpecialStarted, Suspended})
    ),
    "P-13": Rule(p13, frozenset(CASE_DATA), frozenset(CASE_DATA)),
    "P-15": Rule(p15, frozenset({Accepted, SupplementNotified}), frozenset({SupplementNotified})),
    "P-16": Rule(p16, frozenset({Accepted}), frozenset({Accepted})),
}


ALL = tuple(RULES)


def applicable(rule_ids: tuple[str, ...], kinds: int) -> tuple[str, ...]:
    """Those of the rules that have what they need among the kinds present (bits); remembered, because few differ."""
    plan = _APPLICABLE.get((rule_ids, kinds))
    if plan is None:
        plan = tuple(rule_id for rule_id in rule_ids if _NEEDED[rule_id] & kinds)
        _APPLICABLE[rule_ids, kinds] = plan
    return plan


_NEEDED = {rule_id: sum(KIND_BITS[kind] for kind in rule.needs) for rule_id, rule in RULES.items()}
_APPLICABLE: dict[tuple[tuple[str, ...], int], tuple[str, ...]] = {}


def moves_clocks(kind: type[Data], accepted: bool) -> bool:
    """Whether an event of this kind can move a clock of a case; ends move none once the case is accepted."""
    if accepted and kind in _ENDS:
        return False
    return kind in CLOCKS or kind is Corrected


_ENDS: Kinds = frozenset({Decided, Closed})


def rules_reading(kind: type[Data]) -> tuple[str, ...]:
    """The rules an event of this kind can change; all of them for a kind that no plan was made for."""
    return _PLANS.get(kind, ALL)


_PLANS: Mapping[type[Data], tuple[str, ...]] = {
    kind: tuple(rule_id for rule_id, rule in RULES.items() if kind in rule.reads)
    for kind in CASE_DATA
    if kind is not Corrected
}
