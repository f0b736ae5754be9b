"""Clocks of their own: review, cure, forwarding, instant cases, certificates, questions, hearings, promises."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from tests.oracle.days import Deadline, add_days, first_instant
from tests.oracle.facts import Fact
from tests.oracle.materials import RECEIVED, SUPPLEMENT, covers, lines, names
from tests.oracle.verdicts import Bench, Verdict


def pre_review(bench: Bench) -> Iterator[Verdict]:
    """T-02: the online submission nobody looked at, of the same group as the first receipt's T-01."""
    submitted, receipt = bench.case.first("case.submitted"), bench.case.first("case.material_received")
    if submitted is None or submitted.data.get("channel") != "online":
        return
    answers = ("pre_reviewed", "accepted", "not_accepted", "supplement_notified", "decided", "closed")
    stops = bench.case.all(*(f"case.{kind}" for kind in answers))
    begun, days = bench.case.day(submitted.time), bench.book.parameter("T-02.N")
    due = add_days(begun, days, bench.almanac.works)
    for colour, more in (("warning", 0), ("yellow", _parameter(bench, "T-02.yellow_after"))):
        yield from _past(bench, "T-02", submitted.name, colour, (begun, days + more), stops, due, receipt)
    red = (begun, days + _parameter(bench, "T-02.red_after"))
    yield from _past(bench, "T-02", submitted.name, "red", red, stops, due, receipt)


def _parameter(bench: Bench, name: str) -> int:
    return bench.book.parameter(name)


def _past(
    bench: Bench,
    rule: str,
    occasion: str,
    colour: str,
    span: tuple[date, int],
    stops: Iterable[Fact],
    due: date | None = None,
    group: Fact | None = None,
) -> Iterator[Verdict]:
    """True from midnight after the working days of `span` (day, number) on, unless something stopped it before."""
    last = add_days(*span, bench.almanac.works)
    moment = bench.midnight(last)
    if bench.come(moment) and not any(each.time < moment for each in stops):
        unsure = bench.almanac.any_unannounced(span[0], last)
        yield Verdict(
            rule,
            occasion,
            colour,
            moment,
            due or last,
            provisional=unsure,
            group=group.name if group else "",
        )


def cure(bench: Bench) -> Iterator[Verdict]:
    """T-06: the promise exceeded and still nothing, some working days on; not once the legal limit is exceeded."""
    limits, book = bench.limits, bench.book
    if limits is None or limits.promise is None or not book.enabled("T-04") or bench.composite:
        return
    end = add_days(limits.promise.due, book.parameter("T-04.grace"), bench.almanac.works)
    exceeded = bench.midnight(end)
    historical = book.go_live is not None and exceeded < first_instant(book.go_live, book)
    legal_end = add_days(limits.legal.due, book.parameter("T-05.grace"), bench.almanac.works)
    illegal = book.enabled("T-05") and _open_at(bench, legal_end)
    last = add_days(end, book.parameter("T-06.cure_days"), bench.almanac.works)
    if _open_at(bench, last) and _open_at(bench, end) and not historical and not illegal:
        unsure = limits.promise.provisional or bench.almanac.any_unannounced(limits.promise.due, last)
        yield Verdict("T-06", "", "red", bench.midnight(last), last, provisional=unsure)


def _open_at(bench: Bench, last: date) -> bool:
    """Whether midnight after that day has come, and the case had not ended before."""
    moment = bench.midnight(last)
    return bench.come(moment) and not bench.case.ended_before(moment)


def forwarding(bench: Bench) -> Iterator[Verdict]:
    """T-08: not forwarded within the lower review's days, then twenty; days excluded for the legal limit apart."""
    item, start = bench.item, bench.start
    if item is None or item.lower_review_days is None or start is None or bench.limits is None:
        return
    stops = bench.case.all("case.forwarded", "case.decided", "case.closed")
    excluded, ruler = bench.limits.legal.excluded, bench.ruler
    due, unsure = ruler.due(
        start, item.lower_review_days, lambda day: ruler.counts(day) and day not in excluded
    )
    red = add_days(
        start,
        bench.book.parameter("T-08.red_after"),
        lambda day: bench.almanac.works(day) and day not in excluded,
    )
    red_unsure = bench.almanac.any_unannounced(start, red)
    for colour, last, doubt in (("yellow", due, unsure), ("red", red, red_unsure)):
        moment = bench.midnight(last)
        if bench.come(moment) and not any(each.time < moment for each in stops):
            yield Verdict("T-08", "", colour, moment, due, provisional=doubt)


def instant_cases(bench: Bench) -> Iterator[Verdict]:
    """T-12: an instant case that outlived the day of its acceptance."""
    accepted = bench.case.first("case.accepted")
    if accepted is None:
        return
    kind = accepted.data.get("project_type") or (bench.item.project_type if bench.item else None)
    day = bench.case.day(accepted.time)
    if kind == "instant" and _open_at(bench, day):
        yield Verdict("T-12", "", "yellow", bench.midnight(day), day)


def certificates(bench: Bench) -> Iterator[Verdict]:
    """T-13: approved and normally closed, but no certificate some working days later."""
    decided = bench.case.first("case.decided")
    closed = next((each for each in bench.case.all("case.closed") if each.data["kind"] == "normal"), None)
    if not (bench.item and bench.item.certificate and decided and closed):
        return
    if decided.data["result"] == "approved":
        span = (bench.case.day(closed.time), bench.book.parameter("T-13.N"))
        yield from _past(bench, "T-13", "", "yellow", span, bench.case.all("case.certificate_issued"))


def questions(bench: Bench) -> Iterator[Verdict]:
    """T-14: an enquiry or complaint without its answer; nothing else ends the wait."""
    for kind in ("enquiry", "complaint"):
        opened = f"case.{kind}_opened"
        for opening, answer in bench.case.pairs(opened, f"case.{kind}_answered", None):
            days = opening.data.get("due_days") or bench.book.parameter("T-14.due_days")
            yield from _question(bench, opening, [answer] if answer else [], days)


def _question(bench: Bench, opening: Fact, stops: list[Fact], days: int) -> Iterator[Verdict]:
    begun = bench.case.day(opening.time)
    deadline = bench.working_days(opening, days)
    warning = warning_day(bench, deadline, bench.book.parameter("T-14.warn_days"))
    if bench.come(warning) and not any(each.time < warning for each in stops):
        yield Verdict(
            "T-14", opening.name, "warning", warning, deadline.due, provisional=deadline.provisional
        )
    for colour in ("yellow", "red"):
        span = (begun, days + bench.book.parameter(f"T-14.{colour}_after"))
        yield from _past(bench, "T-14", opening.name, colour, span, stops, deadline.due)


def warning_day(bench: Bench, deadline: Deadline, warn_days: int) -> datetime:
    """The warning moment by days, also of a limit of one day (the hours are for listed rules only)."""
    left = min(warn_days, deadline.limit - 1)
    day = deadline.due
    while left > 0 or not bench.almanac.works(day):
        left -= bench.almanac.works(day)
        day = date.fromordinal(day.toordinal() - 1)
    return first_instant(max(day, add_days(deadline.start, 1, bench.almanac.works)), bench.book)


def hearings(bench: Bench) -> Iterator[Verdict]:
    """T-15: a hearing asked for and not held in time."""
    dropped = [each for each in bench.case.all("case.closed") if each.data["kind"] in ("withdrawn", "voided")]
    for request, held in bench.case.pairs("case.hearing_requested", "case.hearing_held", None):
        span = (bench.case.day(request.time), bench.book.parameter("T-15.N"))
        yield from _past(bench, "T-15", request.name, "yellow", span, dropped + ([held] if held else []))


def deferred_materials(bench: Bench) -> Iterator[Verdict]:
    """B-03: a material promised for a day and not supplied by its end."""
    last = {
        code: (fact, promised)
        for fact, code, status, promised in lines(bench.case)
        if status == "deferred" and promised is not None
    }
    for code, (receipt, promised) in last.items():
        yield from _deferral(bench, code, receipt, bench.case.day(promised))


def _deferral(bench: Bench, code: str, receipt: Fact, due: date) -> Iterator[Verdict]:
    gone = ("withdrawn", "voided", "returned")
    stops = [each for each in bench.case.all("case.closed") if each.data["kind"] in gone]
    stops += [each for each in bench.case.all(RECEIVED, SUPPLEMENT) if _supplies(each, code, receipt)]
    begun = bench.case.day(receipt.time)
    day, left = due, bench.book.parameter("B-03.warn_days")
    while left > 0 or not bench.almanac.works(day):
        left -= bench.almanac.works(day)
        day = date.fromordinal(day.toordinal() - 1)
    warned = first_instant(max(day, add_days(begun, 1, bench.almanac.works)), bench.book)
    unsure = bench.almanac.any_unannounced(begun, due)
    for colour, moment, doubt in (("warning", warned, unsure), ("yellow", bench.midnight(due), False)):
        if bench.come(moment) and not any(each.time < moment for each in stops):
            yield Verdict("B-03", f"material {code}", colour, moment, due, provisional=doubt)


def _supplies(fact: Fact, code: str, receipt: Fact) -> bool:
    if fact.order <= receipt.order:
        return False
    if fact.type == SUPPLEMENT:
        return names(fact, code) or (fact.data["complete"] and covers(fact, code))
    return any(
        line["code"] == code and line.get("status") == "complete" for line in fact.data.get("materials") or []
    )
