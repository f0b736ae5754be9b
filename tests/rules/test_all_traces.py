"""Order, absence and response: on every trace up to length 6 the engine says what the definition says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.case_events import (
    Accepted,
    CertificateIssued,
    Closed,
    ComplaintAnswered,
    ComplaintOpened,
    Corrected,
    Decided,
    Delivered,
    EnquiryAnswered,
    EnquiryOpened,
    HearingHeld,
    HearingRequested,
    PreReviewed,
    PublicNotice,
    ReadyNotified,
    SpecialEnded,
    SpecialStarted,
    StageEntered,
    StageLeft,
    Submitted,
    ThirdPartyNotified,
)
from rules.court import Court
from rules.dossier import Dossier
from rules.fact import Fact
from rules.privacy import Border
from rules.rule_table import RULES
from tests.oracle.book import Book, ItemFacts, StageFacts
from tests.oracle.definitions import (
    FLOW,
    Found,
    absence,
    answers,
    certificate,
    delivery,
    dwelling,
    hearings,
    order,
    procedures,
    reviews,
    unheard,
    untold,
    vouchers,
)
from tests.oracle.traces import DAY, VIOLATED, Trace, all_traces
from tests.rules.engine import milliseconds
from tests.rules.writing import Days, rulebook_of, span

LONGEST = 6
MONDAY = datetime(2027, 3, 1, 1, tzinfo=UTC)
ALL_WORKED = Days({2027: dict.fromkeys(span("2027-02-20", "2027-04-20"), False)})


@dataclass(frozen=True)
class Family:
    """A rule on all traces over an alphabet.

    `before` has happened when the trace begins; `expected` says by definition what is found on which occasion.
    """

    rule: str
    alphabet: Mapping[str, Any]
    expected: Callable[[Trace], Found]
    item: ItemFacts = field(default_factory=lambda: ItemFacts("I", promise=30, legal=40))
    parameters: Mapping[str, int] = field(default_factory=dict)
    before: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return self.rule + ("" if all(stage.required for stage in self.item.stages) else " B optional")


class Engine:
    """The engine with one rule switched on; a fact is made once for each day, place and symbol."""

    def __init__(self, family: Family) -> None:
        others = frozenset(RULES) - {family.rule}
        book = Book((family.item,), parameters=family.parameters, also=frozenset(RULES), disabled=others)
        self._court = Court((rulebook_of(book),), ALL_WORKED.real(), Border())
        self._alphabet = family.alphabet
        self._before = [
            _fact(-1, place, data) for place, data in enumerate(family.before, -len(family.before))
        ]
        self._made: dict[tuple[int, int, str], Fact] = {}

    def look(self, trace: Trace) -> tuple[Found, set[tuple[str, str]]]:
        """The verdicts, satisfied ones too, and the cards as (occasion, degree)."""
        dossier = Dossier("case-1", facts=self._facts(trace))
        now = milliseconds(MONDAY + timedelta(days=trace.count(DAY), hours=8))
        found = self._court.findings(dossier, now)
        self._court.judge(dossier, now, "trace")
        cards = {(card.record.occasion, str(card.record.colour)) for card in dossier.cards}
        return {
            each.verdict.occasion: (str(each.verdict.status), each.verdict.degree) for each in found
        }, cards

    def _facts(self, trace: Trace) -> list[Fact]:
        day, facts = 0, [*self._before]
        for place, symbol in enumerate(trace):
            if symbol == DAY:
                day += 1
                continue
            name = (day, place, symbol)
            if name not in self._made:
                self._made[name] = _fact(day, place, self._alphabet[symbol])
            facts.append(self._made[name])
        return facts


def _fact(day: int, place: int, data: Any) -> Fact:
    time = milliseconds(MONDAY + timedelta(days=day, minutes=2 * place))
    return Fact(time, "s", f"e{place}", time, b"", data)


LIMITS = (StageFacts("B", limit_days=2), StageFacts("C", limit_days=3))
VISITS = {f"enter {code}": StageEntered(stage_code=code) for code in "ABC"}
LEAVES = {f"leave {code}": StageLeft(stage_code=code) for code in "ABC"}
DECISIONS = {"approved": Decided(result="approved"), "refused": Decided(result="refused")}
CLOSES = {kind: Closed(kind=kind) for kind in ("normal", "returned", "voided")}
ACCEPTED = Accepted(item_code="I", voucher_no="v")
VOUCHER = Corrected(
    corrects="e0", reason="r", approver_id="a", replacement={"item_code": "I", "voucher_no": "v"}
)


def _procedure_symbols() -> dict[str, Any]:
    told: dict[str, Any] = {"notice_written": True, "approver_id": "a"}
    return {
        "start hearing": SpecialStarted(kind="hearing", days=2, **told),
        "end hearing": SpecialEnded(kind="hearing"),
        "start testing": SpecialStarted(kind="testing", days=3, **told),
        "end testing": SpecialEnded(kind="testing"),
        "voided": CLOSES["voided"],
        DAY: None,
    }


def _query_symbols() -> dict[str, Any]:
    return {
        "enquiry opened": EnquiryOpened(),
        "enquiry answered": EnquiryAnswered(),
        "complaint opened": ComplaintOpened(due_days=2),
        "complaint answered": ComplaintAnswered(),
        DAY: None,
    }


OPTIONAL_B = (FLOW[0], replace(FLOW[1], required=False), FLOW[2])
FAMILIES = [
    Family("P-02", VISITS | LEAVES, order({"A", "B", "C"}), ItemFacts("I", stages=FLOW), before=(ACCEPTED,)),
    Family("P-02", VISITS | LEAVES, order({"A", "C"}), ItemFacts("I", stages=OPTIONAL_B), before=(ACCEPTED,)),
    Family("P-01", LEAVES | DECISIONS, absence, ItemFacts("I", stages=FLOW), before=(ACCEPTED,)),
    Family(
        "P-12",
        DECISIONS | {"held": HearingHeld(), "public": PublicNotice(), "asked": HearingRequested()},
        unheard,
        ItemFacts("I", hearing=True, notice=True),
        before=(ACCEPTED,),
    ),
    Family(
        "P-18",
        DECISIONS | {"told": ThirdPartyNotified(), "public": PublicNotice()},
        untold,
        ItemFacts("I", third_party=True),
        before=(ACCEPTED,),
    ),
    Family(
        "T-02",
        {
            "online": Submitted(item_code="I", channel="online"),
            "window": Submitted(item_code="I", channel="window"),
            "reviewed": PreReviewed(result="fail"),
            "accepted": ACCEPTED,
            DAY: None,
        },
        reviews,
        parameters={"T-02.N": 1, "T-02.yellow_after": 1, "T-02.red_after": 2},
    ),
    Family(
        "T-07",
        {f"{way} {code}": (VISITS | LEAVES)[f"{way} {code}"] for way in ("enter", "leave") for code in "BC"}
        | {"closed": CLOSES["normal"], DAY: None},
        dwelling,
        ItemFacts("I", stages=LIMITS, promise=30),
        before=(ACCEPTED,),
    ),
    Family(
        "T-09",
        DECISIONS
        | {"delivered": Delivered(), "ready": ReadyNotified(), "voided": CLOSES["voided"], DAY: None},
        delivery,
        parameters={"T-09.N": 2},
    ),
    Family("T-10", _procedure_symbols(), procedures, parameters={"T-10.warn_days": 1}),
    Family(
        "T-13",
        DECISIONS
        | {"normal": CLOSES["normal"], "returned": CLOSES["returned"]}
        | {"certificate": CertificateIssued(), DAY: None},
        certificate,
        ItemFacts("I", certificate=True),
        parameters={"T-13.N": 2},
        before=(ACCEPTED,),
    ),
    Family("T-14", _query_symbols(), answers, parameters={"T-14.due_days": 2, "T-14.warn_days": 1}),
    Family(
        "T-15",
        {"asked": HearingRequested(), "held": HearingHeld(), "voided": CLOSES["voided"], DAY: None},
        hearings,
        parameters={"T-15.N": 2},
    ),
    Family(
        "P-16",
        {"accepted": Accepted(item_code="I"), "with voucher": ACCEPTED, "corrected": VOUCHER, DAY: None},
        vouchers,
    ),
]


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_a_rule_finds_on_every_trace_what_its_definition_finds(family: Family) -> None:
    engine, broken = Engine(family), 0

    for trace in all_traces(tuple(family.alphabet), LONGEST):
        expected = family.expected(trace)
        violated = {
            (occasion, degree) for occasion, (status, degree) in expected.items() if status == VIOLATED
        }

        assert engine.look(trace) == (expected, violated), trace
        broken += bool(violated)

    assert broken, "no trace of this family breaks the rule: it would prove nothing"
