"""The rules that are built: for each its function, the events that can change it, and those it needs at all.

Adding a rule is one function with its specification, one row here, one row in `rules.rule_table`, and the tests of
its boundaries.
"""

from collections.abc import Callable, Mapping
from itertools import product
from typing import NamedTuple

from rules.acceptance_rules import REVIEWS, t01, t02
from rules.answer_rules import t14
from rules.authority_rules import p03, p04, p17
from rules.basis_rules import b01, b04, p12, p18
from rules.case_events import (
    CASE_DATA,
    Accepted,
    BranchDispatched,
    BranchOpinion,
    CertificateIssued,
    Closed,
    ComplaintAnswered,
    ComplaintOpened,
    CompositeCreated,
    Corrected,
    Decided,
    Delivered,
    EnquiryAnswered,
    EnquiryOpened,
    ExtensionApproved,
    FeeCharged,
    Forwarded,
    HearingHeld,
    HearingRequested,
    MaterialReceived,
    NotAccepted,
    ReadyNotified,
    Resumed,
    SpecialEnded,
    SpecialStarted,
    StageEntered,
    StageLeft,
    Submitted,
    SubstanceChecked,
    SupplementNotified,
    SupplementReceived,
    Suspended,
)
from rules.composite_rules import c01, c02, c03, c04
from rules.configuration_rules import b05, b06
from rules.deferral_rules import b03
from rules.delivery_rules import t09, t13
from rules.events import Data
from rules.fee_rules import p10
from rules.limit_rules import t03, t04, t05, t06, t12
from rules.lint.dead_rules import dead_rules
from rules.material_rules import b02, p05, p07, p08, p09
from rules.pause_rules import p11
from rules.procedure_rules import p01, p02, p13, p15, p16
from rules.rating_rules import r07
from rules.reason_rules import p06, p14
from rules.rule_table import RULES as SPECS
from rules.rulebook import Rulebook
from rules.special_rules import t10, t11, t15
from rules.stage_rules import t07, t08
from rules.verdict import Verdict
from rules.view import CaseView

Kinds = frozenset[type[Data]]


class Rule(NamedTuple):
    """A rule's function, and when it has to be asked again.

    `needs`: without an event of these kinds it has no verdict. `reads`: the events that can make its verdict graver,
    or move the moment it waits for. `clock`: which of the case's clocks it looks at, so that what moves it counts as
    read. `end`: it looks at when the case first ended; `delay`: at how late an event was recorded. What could only
    clear a card need not be named: a rule that has a card is judged with every event.

    `stops`: events after which nothing comes that it waits for, whichever others there are: without a card it need not
    be asked what to wait for then. `started`: it has no verdict before the limits have a start.
    """

    judge: Callable[[CaseView], list[Verdict]]
    needs: Kinds
    reads: Kinds = frozenset()
    clock: Kinds = frozenset()
    end: bool = False
    delay: bool = False
    stops: Kinds = frozenset()
    started: bool = False


class Plan(NamedTuple):
    """The rules to ask after an event, and those of the others that wait for nothing any more (`Rule.stops`).

    `same_clocks`: the event moved no clock of the case. `standing`: rules with a card or a lead are asked as well,
    because it may change what stands there; if not, then of these only those of `over`, whose cards it may clear.
    """

    asked: tuple[str, ...]
    over: frozenset[str] = frozenset()
    same_clocks: bool = False
    standing: bool = True


OPENING: Kinds = frozenset({MaterialReceived, SupplementReceived})
STARTS: Kinds = OPENING | {Submitted, Accepted, SupplementNotified, NotAccepted, Decided, Closed}
"""What moves the start of the limits, and with it the item and its version."""

CLOCKS: Kinds = STARTS | {SpecialStarted, SpecialEnded, ExtensionApproved, CompositeCreated}
"""What moves a limit."""

STARTED = OPENING | {Accepted}
"""Without any of these no limit runs."""

ENDS: Kinds = frozenset({Decided, Closed})
"""What stops the limits."""

ANSWERING: Kinds = frozenset({EnquiryOpened, EnquiryAnswered, ComplaintOpened, ComplaintAnswered})

HANDED: Kinds = frozenset({Delivered, ReadyNotified})
STAGES: Kinds = frozenset({StageEntered, StageLeft})
AFTER_DECISION: Kinds = HANDED | {CertificateIssued}
"""Events that nobody looks at but the rules that name them."""

HANDLING: Kinds = frozenset({StageEntered, StageLeft, Decided})
REFUSALS: Kinds = frozenset({NotAccepted, Decided, Closed})
PAUSES: Kinds = frozenset({SpecialStarted, Suspended})
COMPOSITE: Kinds = frozenset({CompositeCreated})
BRANCHES: Kinds = frozenset({CompositeCreated, BranchDispatched, BranchOpinion})

RULES: Mapping[str, Rule] = {
    "T-01": Rule(t01, OPENING, OPENING | {SupplementNotified, NotAccepted}, stops=ENDS | {Accepted}),
    "T-02": Rule(t02, frozenset({Submitted}), frozenset({Submitted}), stops=REVIEWS),
    "T-03": Rule(t03, STARTED, clock=CLOCKS, stops=ENDS, started=True),
    "T-04": Rule(t04, STARTED, clock=CLOCKS, stops=ENDS, started=True),
    "T-05": Rule(t05, STARTED, clock=CLOCKS, stops=ENDS, started=True),
    "T-06": Rule(t06, STARTED, stops=ENDS, started=True),
    "T-07": Rule(
        t07,
        frozenset({StageEntered}),
        frozenset({StageEntered, StageLeft}),
        clock=CLOCKS,
        end=True,
        stops=frozenset({Closed}),
    ),
    "T-08": Rule(t08, STARTED, clock=CLOCKS, stops=ENDS | {Forwarded}, started=True),
    "T-09": Rule(t09, frozenset({Decided}), frozenset({Decided, Closed}), stops=HANDED),
    "T-10": Rule(t10, frozenset({SpecialStarted}), frozenset({Closed}), clock=CLOCKS, end=True),
    "T-11": Rule(t11, frozenset({ExtensionApproved}), clock=CLOCKS, started=True),
    "T-12": Rule(t12, frozenset({Accepted}), frozenset({Accepted}), clock=STARTS, stops=ENDS),
    "T-13": Rule(
        t13,
        frozenset({Closed}),
        frozenset({Decided, Closed}),
        clock=STARTS,
        stops=frozenset({CertificateIssued}),
    ),
    "T-14": Rule(t14, frozenset({EnquiryOpened, ComplaintOpened}), ANSWERING),
    "T-15": Rule(t15, frozenset({HearingRequested}), frozenset({HearingRequested, HearingHeld, Closed})),
    "P-01": Rule(p01, frozenset({Decided}), frozenset({Decided}), clock=STARTS),
    "P-02": Rule(
        p02, frozenset({StageEntered}), frozenset({StageEntered}), clock=STARTS, stops=frozenset({StageLeft})
    ),
    "P-03": Rule(p03, HANDLING, HANDLING, clock=STARTS),
    "P-04": Rule(p04, frozenset({StageEntered, StageLeft}), HANDLING, clock=STARTS),
    "P-05": Rule(p05, frozenset({SupplementNotified}), frozenset({SupplementNotified})),
    "P-06": Rule(p06, REFUSALS, REFUSALS),
    "P-07": Rule(p07, frozenset({NotAccepted}), clock=STARTS),
    "P-08": Rule(p08, frozenset({SupplementNotified}), clock=STARTS),
    "P-09": Rule(p09, frozenset({SupplementNotified}), clock=STARTS),
    "P-10": Rule(p10, frozenset({FeeCharged}), frozenset({FeeCharged}), clock=STARTS),
    "P-11": Rule(p11, PAUSES, PAUSES | {Accepted, SpecialEnded, Resumed}, clock=STARTS, end=True),
    "P-12": Rule(p12, frozenset({Decided}), frozenset({Decided}), clock=STARTS),
    "P-13": Rule(p13, frozenset(CASE_DATA), frozenset({Accepted, Decided}), delay=True),
    "P-14": Rule(p14, frozenset({Closed}), frozenset({Closed}), clock=CLOCKS, started=True),
    "P-15": Rule(p15, frozenset({SupplementNotified}), frozenset({Accepted, SupplementNotified})),
    "P-16": Rule(p16, frozenset({Accepted}), frozenset({Accepted})),
    "P-17": Rule(p17, frozenset({SubstanceChecked}), frozenset({SubstanceChecked})),
    "P-18": Rule(p18, frozenset({Decided}), frozenset({Decided}), clock=STARTS),
    "B-01": Rule(b01, frozenset({Decided}), frozenset({Decided})),
    "B-02": Rule(b02, frozenset({Decided}), frozenset({Decided}), clock=STARTS),
    "B-03": Rule(b03, frozenset({MaterialReceived}), OPENING | {Closed}),
    "B-04": Rule(b04, STARTED, clock=STARTS, started=True),
    "B-05": Rule(b05, STARTED, COMPOSITE, clock=STARTS, started=True),
    "B-06": Rule(b06, STARTED, clock=STARTS, started=True),
    "R-07": Rule(r07, frozenset({ComplaintOpened}), frozenset({ComplaintOpened})),
    "C-01": Rule(c01, COMPOSITE, clock=CLOCKS, end=True),
    "C-02": Rule(c02, COMPOSITE, BRANCHES, clock=STARTS, end=True),
    "C-03": Rule(c03, COMPOSITE, BRANCHES, clock=STARTS, end=True),
    "C-04": Rule(c04, frozenset({BranchOpinion}), BRANCHES),
}


LEADING = frozenset({"T-05", "C-01", "C-02", "C-03"})
"""Rules whose moments may change what others find: a silent branch has consented, T-06 gives way to T-05."""

ALL = tuple(RULES)
WHOLE = Plan(ALL)


Judges = tuple[tuple[str, Callable[[CaseView], list[Verdict]]], ...]
"""Rules by id, with their functions."""


def applicable(rule_ids: tuple[str, ...], case: CaseView) -> Judges:
    """Those of the rules that are switched on and can have a verdict on the case, by what is in it and the rulebook.

    Remembered with the rulebook, because few differ.
    """
    plans = case.rulebook.plans
    # hashing the ids of all rules would take longer than the rest
    name = None if rule_ids is ALL else rule_ids, case.kinds, case.start is not None, case.thorough
    judges: Judges | None = plans.get(name)
    if judges is None:
        if len(plans) >= MOST_KEPT:
            plans.clear()
        able = _able(case.rulebook, case.thorough)
        judges = plans[name] = tuple(
            (rule_id, RULES[rule_id].judge)
            for rule_id in rule_ids
            if rule_id in able and _has_needs(RULES[rule_id], case)
        )
    return judges


MOST_KEPT = 20_000


def _able(rulebook: Rulebook, thorough: bool) -> frozenset[str]:
    """The rules switched on, without those that can never fire under the rulebook unless all shall be shown."""
    return rulebook.enabled if thorough else rulebook.enabled.difference(dead_rules(rulebook))


def _has_needs(rule: Rule, case: CaseView) -> bool:
    return case.has(rule.needs) and (case.start is not None or not rule.started)


def plan_after(kind: type[Data], accepted: bool, ended: bool, delay: int, last: bool) -> Plan:
    """The rules an event of this kind can change; all of them for a kind that no plan was made for.

    `accepted`: the case is, and not by silence. `ended`: it had been decided or closed before this event happened.
    `delay`: how long after it happened it was recorded, in ms. `last`: it happened last of all, and after what stands
    on cards had become true.
    """
    return _PLANS.get((kind, accepted, ended, delay > NO_DELAY, last), WHOLE)


NO_DELAY = SPECS["P-13"].parameters["lag_hours"].minimum * 3_600_000
"""In ms: no rulebook calls an event late that was recorded within it."""


def _moves(kind: type[Data], clock: Kinds, accepted: bool) -> bool:
    """Whether an event of this kind can move a clock that these move; ends move none once the case is accepted."""
    return kind in clock and not (accepted and kind in ENDS)


def _concerns(rule: Rule, kind: type[Data], accepted: bool, ended: bool, late: bool) -> bool:
    first_end = rule.end and kind in ENDS and kind not in rule.stops and not ended
    return kind in rule.reads or first_end or (rule.delay and late) or _moves(kind, rule.clock, accepted)


def _plan(kind: type[Data], accepted: bool, ended: bool, late: bool, last: bool) -> Plan:
    asked = tuple(each for each, rule in RULES.items() if _concerns(rule, kind, accepted, ended, late))
    over = frozenset(each for each, rule in RULES.items() if kind in rule.stops and each not in asked)
    # cards name who had the stage when they became true: a stage that changes hands later is nothing to them
    standing = kind not in AFTER_DECISION and not (last and kind in STAGES)
    return Plan(asked, over, not _moves(kind, CLOCKS, accepted), standing)


_PLANS: Mapping[tuple[type[Data], bool, bool, bool, bool], Plan] = {
    (kind, accepted, ended, late, last): _plan(kind, accepted, ended, late, last)
    for kind in CASE_DATA
    if kind is not Corrected
    for accepted, ended, late, last in product((False, True), repeat=4)
}
