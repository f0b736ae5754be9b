"""What each rule says of a trace, by its definition in the catalogue of rules, with the days the tests give it."""

from collections.abc import Callable, Mapping

from tests.oracle.book import StageFacts
from tests.oracle.traces import (
    SATISFIED,
    VIOLATED,
    Formula,
    Trace,
    both,
    day_of,
    first,
    is_now,
    match_of,
    never_yet,
    places,
    response,
)

FLOW = (
    StageFacts("A"),
    StageFacts("B", after=("A",), statutory=True),
    StageFacts("C", after=("A", "B")),
)

Found = Mapping[str, tuple[str, str]]
"""Occasion → (status, degree)."""


def ref(place: int) -> str:
    return f"s e{place}"


def order(required: set[str]) -> Callable[[Trace], Found]:
    """P-02: an entry is early where a required predecessor was never left before it."""

    def expected(trace: Trace) -> Found:
        found = {}
        for stage in FLOW:
            needed = [code for code in stage.after if code in required]
            early = [
                both(is_now(f"enter {stage.code}"), never_yet(is_now(f"leave {code}"))) for code in needed
            ]
            for place in places(trace, is_now(f"enter {stage.code}")) if needed else ():
                wrong = any(formula(trace, place) for formula in early)
                found[ref(place)] = (VIOLATED, "yellow") if wrong else (SATISFIED, "")
        return found

    return expected


def absence(trace: Trace) -> Found:
    """P-01: at the first decision a required stage had never been left; the statutory B is red besides."""
    found = {}
    for place in places(trace, first(_decided)):
        for code in "ABC":
            missing = never_yet(is_now(f"leave {code}"))(trace, place)
            found[f"stage {code}"] = (VIOLATED, "yellow") if missing else (SATISFIED, "")
            if missing and code == "B":
                found["stage B red"] = (VIOLATED, "red")
    return found


def _decided(trace: Trace, place: int) -> bool:
    return trace[place] in ("approved", "refused")


def unheard(trace: Trace) -> Found:
    """P-12: at the first decision no hearing had been held, or no public notice given."""
    decided = places(trace, first(_decided))
    if not decided:
        return {}
    return {
        "hearing": _absent(trace, decided[0], "held", "red"),
        "notice": _absent(trace, decided[0], "public", "yellow"),
    }


def untold(trace: Trace) -> Found:
    """P-18: at the first decision nobody had told the third parties."""
    decided = places(trace, first(_decided))
    return {"case": _absent(trace, decided[0], "told", "yellow")} if decided else {}


def _absent(trace: Trace, place: int, symbol: str, degree: str) -> tuple[str, str]:
    return (VIOLATED, degree) if never_yet(is_now(symbol))(trace, place) else (SATISFIED, "")


def reviews(trace: Trace) -> Found:
    """T-02: the first submission, if online, is looked at within a day; yellow one day past, red two."""
    submitted = places(trace, first(one_of("online", "window")))
    if not submitted or trace[submitted[0]] == "window":
        return {}
    stops = places(trace, one_of("reviewed", "accepted"))
    day = day_of(trace, submitted[0]) + 2
    steps = [("warning", day, stops), ("yellow", day + 1, stops), ("red", day + 2, stops)]
    return {ref(submitted[0]): response(trace, steps)}


def one_of(*symbols: str) -> Formula:
    return lambda trace, place: trace[place] in symbols


def dwelling(trace: Trace) -> Found:
    """T-07: a visit is left within its stage's days, B two and C three, warned of with a day left."""
    found = {}
    for stage, days in (("B", 2), ("C", 3)):
        for place in places(trace, is_now(f"enter {stage}")):
            leave = match_of(trace, place, f"leave {stage}")
            stops = ([] if leave is None else [leave]) + places(trace, is_now("closed"))
            entered = day_of(trace, place)
            moments = [("warning", entered + days - 1, stops), ("yellow", entered + days + 1, stops)]
            found[ref(place)] = response(trace, moments)
    return found


def delivery(trace: Trace) -> Found:
    """T-09: two days from the first decision to the hand-over."""
    decided = places(trace, first(_decided))
    if not decided:
        return {}
    stops = places(trace, one_of("delivered", "ready", "voided"))
    return {"case": response(trace, [("yellow", day_of(trace, decided[0]) + 3, stops)])}


def procedures(trace: Trace) -> Found:
    """T-10: a hearing told to take two days, a testing of one day more; open past that, and a day more."""
    found = {}
    for kind, days in (("hearing", 2), ("testing", 3)):
        for place in places(trace, is_now(f"start {kind}")):
            end = match_of(trace, place, f"end {kind}")
            ended = [] if end is None else [end]
            over = ended + places(trace, is_now("voided"))
            told = day_of(trace, place) + days
            moments = [("warning", told - 1, over), ("yellow", told + 1, over), ("red", told + 2, over)]
            found[ref(place)] = response(trace, moments)
    return found


def certificate(trace: Trace) -> Found:
    """T-13: two days from the first normal close of an approved case to the certificate."""
    approved = places(trace, both(first(_decided), is_now("approved")))
    closed = places(trace, first(is_now("normal")))
    if not approved or not closed:
        return {}
    moment = day_of(trace, closed[0]) + 3
    return {"case": response(trace, [("yellow", moment, places(trace, is_now("certificate")))])}


def answers(trace: Trace) -> Found:
    """T-14: due in two days, warned of a day before; yellow a day past due, red two."""
    found = {}
    for kind in ("enquiry", "complaint"):
        for place in places(trace, is_now(f"{kind} opened")):
            answer = match_of(trace, place, f"{kind} answered")
            stops = [] if answer is None else [answer]
            due = day_of(trace, place) + 2
            found[ref(place)] = response(
                trace, [("warning", due - 1, stops), ("yellow", due + 2, stops), ("red", due + 3, stops)]
            )
    return found


def hearings(trace: Trace) -> Found:
    """T-15: held within two days of being asked for."""
    found = {}
    for place in places(trace, is_now("asked")):
        held = match_of(trace, place, "held")
        stops = ([] if held is None else [held]) + places(trace, is_now("voided"))
        found[ref(place)] = response(trace, [("yellow", day_of(trace, place) + 3, stops)])
    return found


def vouchers(trace: Trace) -> Found:
    """P-16: the first acceptance names its voucher, or a correction does, whenever it comes."""
    found = {}
    for place in places(trace, first(one_of("accepted", "with voucher"))):
        named = trace[place] == "with voucher" or (place == 0 and "corrected" in trace)
        found["case"] = (
            (SATISFIED, "") if named else response(trace, [("warning", day_of(trace, place) + 2, [])])
        )
    return found
