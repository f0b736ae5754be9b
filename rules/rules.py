"""The rules that are built: for each its function, the events that can change it, and those it needs at all.

Adding a rule is one function with its specification, one row here, one row in `rules.rule_table`, and the tests of
its boundaries.
"""

from collections.abc import Callable, Mapping
from itertools import product
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
from rules.rule_table import RULES as SPECS
from rules.time_rules import t01, t03, t04, t05, t07, t09, t10, t11
from rules.verdict import Verdict
from rules.view import KIND_BITS, CaseView

Kinds = frozenset[type[Data]]


class Rule(NamedTuple):
    """A rule's function, and when it has to be asked again.

    `needs`: without an event of these kinds it has no verdict. `reads`: the events that can make its verdict graver,
    or move the moment it waits for. `clock`: which of the case's clocks it looks at, so that what moves it counts as
    read. `end`: it looks at when the case first ended; `delay`: at how late an event was recorded. What could only
    clear a card need not be named: a rule that has a card is judged with every event.
    """

    judge: Callable[[CaseView], list[Verdict]]
    needs: Kinds
    reads: Kinds = frozenset()
    clock: Kinds = frozenset()
    end: bool = False
    delay: bool = False


OPENING: Kinds = frozenset({MaterialReceived, SupplementReceived})
STARTS: Kinds = OPENING | {Submitted, Accepted, SupplementNotified, NotAccepted, Decided, Closed}
"""What moves the start of the limits, and with it the item and its version."""

CLOCKS: Kinds = STARTS | {SpecialStarted, SpecialEnded, ExtensionApproved}
"""What moves a limit."""

STARTED = OPENING | {Accepted}
"""Without any of these no limit runs."""

RULES: Mapping[str, Rule] = {
    "T-01": Rule(t01, OPENING, clock=STARTS),
    "T-03": Rule(t03, STARTED, clock=CLOCKS, end=True),
    "T-04": Rule(t04, STARTED, clock=CLOCKS, end=True),
    "T-05": Rule(t05, STARTED, clock=CLOCKS, end=True),
    "T-07": Rule(
        t07, frozenset({StageEntered}), frozenset({StageEntered, StageLeft, Closed}), clock=CLOCKS, end=True
    ),
    "T-09": Rule(t09, frozenset({Decided}), frozenset({Decided, Delivered, ReadyNotified, Closed})),
    "T-10": Rule(t10, frozenset({SpecialStarted}), frozenset({Closed}), clock=CLOCKS, end=True),
    "T-11": Rule(t11, frozenset({ExtensionApproved}), clock=CLOCKS),
    "P-01": Rule(p01, frozenset({Decided}), frozenset({Decided}), clock=STARTS),
    "P-02": Rule(p02, frozenset({StageEntered}), frozenset({StageEntered}), clock=STARTS),
    "P-11": Rule(
        p11, frozenset({SpecialStarted, Suspended}), frozenset({Accepted, SpecialStarted, Suspended})
    ),
    "P-13": Rule(p13, frozenset(CASE_DATA), frozenset({Accepted, Decided}), delay=True),
    "P-15": Rule(p15, frozenset({SupplementNotified}), frozenset({Accepted, SupplementNotified})),
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
    return kind is Corrected or _moves(kind, CLOCKS, accepted)


def rules_reading(kind: type[Data], accepted: bool, ended: bool, delay: int) -> tuple[str, ...]:
    """The rules an event of this kind can change; all of them for a kind that no plan was made for.

    `accepted`: the case is, and not by silence. `ended`: it had been decided or closed before this event happened.
    `delay`: how long after it happened it was recorded, in ms.
    """
    return _PLANS.get((kind, accepted, ended, delay > NO_DELAY), ALL)


NO_DELAY = SPECS["P-13"].parameters["lag_hours"].minimum * 3_600_000
"""In ms: no rulebook calls an event late that was recorded within it."""


def _moves(kind: type[Data], clock: Kinds, accepted: bool) -> bool:
    return kind in clock and not (accepted and kind in _ENDS)


def _concerns(rule: Rule, kind: type[Data], accepted: bool, ended: bool, late: bool) -> bool:
    first_end = rule.end and kind in _ENDS and not ended
    return kind in rule.reads or first_end or (rule.delay and late) or _moves(kind, rule.clock, accepted)


_ENDS: Kinds = frozenset({Decided, Closed})

_PLANS: Mapping[tuple[type[Data], bool, bool, bool], tuple[str, ...]] = {
    (kind, accepted, ended, late): tuple(
        rule_id for rule_id, rule in RULES.items() if _concerns(rule, kind, accepted, ended, late)
    )
    for kind in CASE_DATA
    if kind is not Corrected
    for accepted, ended, late in product((False, True), repeat=3)
}
