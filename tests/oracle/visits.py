"""Rules about a round, a stage visit, a procedure, an extension: each an occasion of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from tests.oracle.days import Deadline, add_days
from tests.oracle.facts import Fact
from tests.oracle.limits import KINDS, Procedure, procedures
from tests.oracle.start import rounds
from tests.oracle.verdicts import Bench, Verdict


def acceptance_rounds(bench: Bench) -> Iterator[Verdict]:
    """T-01: a round unanswered at its warning moment, and at its midnight."""
    for each in rounds(bench.case, bench.book, bench.almanac, bench.until):
        warning = bench.warning(each.deadline, "T-01")
        for colour, moment in (("warning", warning), ("yellow", each.midnight)):
            if bench.come(moment) and not each.answered_before(moment, bench.case):
                yield bench.of(each.deadline, "T-01", each.opening.name, colour, moment)


def stage_visits(bench: Bench) -> Iterator[Verdict]:
    """T-07: a visit longer than its stage allows, while the promise is not yet exceeded."""
    for entry, leave in bench.case.pairs("case.stage_entered", "case.stage_left", "stage_code"):
        stage = bench.item.stage(entry.data["stage_code"]) if bench.item else None
        if stage is not None and stage.limit_days is not None:
            yield from _visit(bench, entry, leave, stage.limit_days)


def _visit(bench: Bench, entry: Fact, leave: Fact | None, limit: int) -> Iterator[Verdict]:
    deadline = _stage_deadline(bench, bench.case.day(entry.time), limit)
    ends = [fact.time for fact in bench.case.all("case.closed")] + ([leave.time] if leave else [])
    midnight = bench.midnight(deadline.due)
    for colour, moment in (("warning", bench.warning(deadline, "T-07")), ("yellow", midnight)):
        over = any(end < moment for end in ends) or _promise_exceeded(bench, moment)
        if bench.come(moment) and not over:
            yield bench.of(deadline, "T-07", entry.name, colour, moment)


def _promise_exceeded(bench: Bench, moment: datetime) -> bool:
    """Whether the case was open when the promise ended, and that was at or before this moment."""
    promise = bench.limits.promise if bench.limits else None
    if promise is None:
        return False
    end = bench.midnight(promise.due)
    return end <= moment and not bench.case.ended_before(end)


def _stage_deadline(bench: Bench, entered: date, limit: int) -> Deadline:
    """Days excluded for the promise are no counting days of a stage."""
    promise = bench.limits.promise if bench.limits else None
    excluded = promise.excluded if promise else frozenset()
    ruler = bench.ruler

    def counts(day: date) -> bool:
        return ruler.counts(day) and day not in excluded

    due, unsure = ruler.due(entered, limit, counts)
    unrolled = add_days(entered, limit, counts)
    skipped = frozenset(day for day in excluded if entered < day <= unrolled)
    return Deadline(entered, limit, due, counts, unsure, skipped)


def special_procedures(bench: Bench) -> Iterator[Verdict]:
    """T-10: a valid procedure still open past its told end; the red one more counting day later."""
    for procedure in procedures(bench.case, bench.ruler):
        yield from _procedure(bench, procedure)


def _procedure(bench: Bench, procedure: Procedure) -> Iterator[Verdict]:
    told, name = procedure.deadline, procedure.opening.name
    warning = bench.warning(told, "T-10")
    last = add_days(told.due, bench.book.parameter("T-10.red_after"), told.counts)
    unsure = told.provisional or bench.ruler.unsure_between(told.due, last)
    if _open(procedure, warning) and bench.come(warning) and not bench.case.ended_before(warning):
        yield bench.of(told, "T-10", name, "warning", warning)
    for colour, day, doubt in (("yellow", told.due, told.provisional), ("red", last, unsure)):
        moment = bench.midnight(day)
        if _open(procedure, moment) and bench.come(moment) and not bench.case.dropped_before(moment):
            yield replace(bench.of(told, "T-10", name, colour, moment), provisional=doubt)


def _open(procedure: Procedure, moment: datetime) -> bool:
    return procedure.ended is None or procedure.ended >= moment


def extensions(bench: Bench) -> Iterator[Verdict]:
    """T-11: an extension that counts for no limit, or asks for more days than there may be."""
    if bench.limits is None:
        return
    for fact in bench.case.all("case.extension_approved"):
        idle = fact.name not in bench.limits.used
        if idle or fact.data["days"] > bench.limits.longest_extension:
            yield Verdict("T-11", fact.name, "yellow", fact.time)


def missing_stages(bench: Bench) -> Iterator[Verdict]:
    """P-01: decided while a required stage had no leave; red besides where the law demands the stage."""
    decision = bench.case.first("case.decided")
    if decision is None or bench.item is None:
        return
    for stage in bench.item.stages:
        if stage.required and not _left_by(bench, stage.code, decision.time):
            yield Verdict("P-01", stage.code, "yellow", decision.time)
            if stage.statutory:
                yield Verdict("P-01", stage.code, "red", decision.time)


def early_entries(bench: Bench) -> Iterator[Verdict]:
    """P-02: entered before a required predecessor was left, give or take a minute."""
    tolerance = timedelta(seconds=bench.book.parameter("P-02.tolerance_seconds"))
    for entry in bench.case.all("case.stage_entered"):
        stage = bench.item.stage(entry.data["stage_code"]) if bench.item else None
        before = [bench.item.stage(code) for code in stage.after] if stage and bench.item else []
        missing = [each for each in before if each and each.required]
        if any(not _left_by(bench, each.code, entry.time + tolerance) for each in missing):
            yield Verdict("P-02", entry.name, "yellow", entry.time)


def _left_by(bench: Bench, code: str, moment: datetime) -> bool:
    leaves = bench.case.all("case.stage_left")
    return any(fact.data["stage_code"] == code and fact.time <= moment for fact in leaves)


def after_acceptance(bench: Bench) -> Iterator[Verdict]:
    """P-11 and P-15: pauses that the law does not know, and supplements asked for too late."""
    acceptance = bench.case.first("case.accepted")
    if acceptance is None:
        return
    for fact in bench.case.facts:
        if fact.order > acceptance.order:
            if _is_unlawful_pause(fact):
                yield Verdict("P-11", fact.name, "yellow", fact.time)
            if fact.type == "case.supplement_notified":
                yield Verdict("P-15", fact.name, "yellow", fact.time)


def _is_unlawful_pause(fact: Fact) -> bool:
    if fact.type == "case.special_started":
        told = fact.data.get("days") is not None and fact.data.get("notice_written") is True
        return not (fact.data["kind"] in KINDS and told and fact.has("approver_id"))
    if fact.type == "case.suspended":
        lawful = fact.data["reason_code"] in KINDS
        return not (lawful and fact.has("approver_id") and fact.has("notice_no"))
    return False
