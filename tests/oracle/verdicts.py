"""What each rule finds violated at an instant, before one card outranks another."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tests.oracle.book import Almanac, Book, ItemFacts
from tests.oracle.days import Deadline, Ruler, add_days, midnight_after, working_deadline
from tests.oracle.facts import Case, Fact
from tests.oracle.limits import Limits


@dataclass(frozen=True)
class Verdict:
    """One thing that is true: `occasion` names the opening event, the stage, or the case ("").

    `group` is the occasion of its class where that is another. Rules whose arithmetic has one line only say no more
    of it than the due date.
    """

    rule: str
    occasion: str
    colour: str
    violated_at: datetime
    due: date | None = None
    start: date | None = None
    limit: int | None = None
    excluded: int = 0
    extension: int = 0
    provisional: bool = False
    group: str = field(default="", compare=False)


@dataclass(frozen=True)
class Bench:
    """Everything a rule may look at."""

    case: Case
    book: Book
    almanac: Almanac
    until: datetime
    start: date | None
    item: ItemFacts | None
    limits: Limits | None

    def come(self, moment: datetime) -> bool:
        """A moment that equals the instant of judging has come."""
        return moment <= self.until

    def midnight(self, day: date) -> datetime:
        return midnight_after(day, self.book)

    def warning(self, deadline: Deadline, rule: str) -> datetime:
        return deadline.warning_moment(self.book.parameter(f"{rule}.warn_days"), self.book)

    def working_days(self, begin: Fact, limit: int) -> Deadline:
        return working_deadline(self.case.day(begin.time), limit, self.almanac)

    @property
    def ruler(self) -> Ruler:
        """Working days where the item is unknown."""
        return Ruler(self.book, self.almanac, self.item is not None and self.item.natural)

    @property
    def composite(self) -> Fact | None:
        """What makes the case the master of branches."""
        return self.case.first("case.composite_created")

    def of(self, deadline: Deadline, rule: str, occasion: str, colour: str, at: datetime) -> Verdict:
        return Verdict(
            rule,
            occasion,
            colour,
            at,
            deadline.due,
            deadline.start,
            deadline.limit,
            len(deadline.excluded),
            deadline.extension,
            deadline.provisional,
        )


def case_limits(bench: Bench) -> Iterator[Verdict]:
    """T-03, T-04, T-05: open at the warning moment, at the promise's end, at the legal end.

    For the master of a composite case the three are one card of the lead's, C-01.
    """
    if bench.limits is None:
        return
    found = list(_warned(bench)) + list(_exceeded(bench, bench.limits.legal, "T-05", "red"))
    if bench.limits.promise:
        found += _exceeded(bench, bench.limits.promise, "T-04", "yellow")
    for verdict in found:
        if bench.composite is None:
            yield verdict
        else:
            yield Verdict(
                "C-01", "", verdict.colour, verdict.violated_at, verdict.due, provisional=verdict.provisional
            )


def _warned(bench: Bench) -> Iterator[Verdict]:
    promise = bench.limits.promise if bench.limits else None
    if promise:
        moment = bench.warning(promise, "T-03")
        if bench.come(moment) and not bench.case.ended_before(moment):
            yield bench.of(promise, "T-03", "", "warning", moment)


def _exceeded(bench: Bench, deadline: Deadline, rule: str, colour: str) -> Iterator[Verdict]:
    """Grace is a parameter, so in working days whatever the item's day kind."""
    end = add_days(deadline.due, bench.book.parameter(f"{rule}.grace"), bench.almanac.works)
    unsure = deadline.provisional or bench.almanac.any_unannounced(deadline.due, end)
    moment = bench.midnight(end)
    if bench.come(moment) and not bench.case.ended_before(moment):
        yield replace(bench.of(deadline, rule, "", colour, moment), provisional=unsure)


def delivery(bench: Bench) -> Iterator[Verdict]:
    """T-09: ten working days from the first decision to the hand-over."""
    decision = bench.case.first("case.decided")
    if decision is None:
        return
    deadline = bench.working_days(decision, bench.book.parameter("T-09.N"))
    moment = bench.midnight(deadline.due)
    handed = bench.case.all("case.delivered", "case.ready_notified")
    stopped = any(each.time < moment for each in handed) or bench.case.dropped_before(moment)
    if bench.come(moment) and not stopped:
        yield bench.of(deadline, "T-09", "", "yellow", moment)


def voucher(bench: Bench) -> Iterator[Verdict]:
    """P-16: a working day after the acceptance and still no number of the voucher."""
    acceptance = bench.case.first("case.accepted")
    if acceptance is None or acceptance.has("voucher_no"):
        return
    deadline = bench.working_days(acceptance, bench.book.parameter("P-16.N"))
    moment = bench.midnight(deadline.due)
    if bench.come(moment):
        yield bench.of(deadline, "P-16", "", "warning", moment)


def late_records(bench: Bench) -> Iterator[Verdict]:
    """P-13: recorded more than a day late, or acceptance and decision written in one go."""
    lag = timedelta(hours=bench.book.parameter("P-13.lag_hours"))
    moments = [fact.recorded for fact in bench.case.facts if fact.recorded - fact.time > lag]
    accepted, decided = bench.case.first("case.accepted"), bench.case.first("case.decided")
    if accepted and decided:
        together = timedelta(minutes=bench.book.parameter("P-13.bulk_minutes"))
        apart = abs(decided.time - accepted.time) >= timedelta(hours=24)
        if apart and abs(decided.recorded - accepted.recorded) <= together:
            moments.append(max(accepted.recorded, decided.recorded))
    if moments:
        yield Verdict("P-13", "", "warning", min(moments))
