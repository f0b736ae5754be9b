"""What a clock that ran too long must be found to have done: plain walks over days, one clock at a time.

Each function is told when the clock began and the instant that stopped it (None: nothing ever did), and notes
the facts on the case. Violations begin at the first instant after the due date, warnings at their own moment.
"""

from streams.simulation.case import Case
from streams.simulation.city import Step
from streams.simulation.days import DAY
from streams.simulation.truth import Fact

ANSWER_DAYS, DELIVERY_DAYS, VOUCHER_DAYS = 5, 10, 1


def answered(case: Case, opened: int, stopped: int | None) -> None:
    """T-01: materials lie on the desk since the date `opened`; too long, and they are accepted since."""
    due = case.days.after(opened, ANSWER_DAYS)
    warning = case.days.warning(opened, due, ANSWER_DAYS, 1)
    occasion = f"round {opened}"
    case.note("T-01", "warning", occasion, warning, stopped)
    if case.note("T-01", "yellow", occasion, _after(due), stopped) and not case.start:
        case.start = opened


def ended(case: Case, stopped: int | None) -> None:
    """T-03, T-04, T-05: the case is decided, or closed without a decision."""
    promise_due = promise_date(case)
    legal_due = legal_date(case)
    case.note("T-03", "warning", "case", warning_moment(case), stopped)
    case.note("T-04", "yellow", "case", _after(promise_due), stopped)
    if case.days.announced(case.start, legal_due):
        case.note("T-05", "red", "case", _after(legal_due), stopped)


def promise_date(case: Case) -> int:
    """The due date of the promise as things stand."""
    return case.days.due(case.start, case.promise + case.excluded + case.extension, case.natural)


def legal_date(case: Case) -> int:
    """The due date of the legal limit as things stand."""
    return case.days.due(case.start, case.legal + case.excluded + case.extension, case.natural)


def warning_moment(case: Case) -> int:
    """The instant at which the promise begins to warn."""
    return case.days.warning(case.start, promise_date(case), case.promise, 2, case.natural)


def stage_warning(case: Case, step: Step, entered: int) -> int:
    """The instant at which a stage entered on the date `entered` begins to warn."""
    due = case.days.due(entered, step.limit, case.natural)
    return case.days.warning(entered, due, step.limit, 1, case.natural)


def stage(case: Case, step: Step, entered: int, stopped: int) -> None:
    """T-07: one visit to a stage. Called only where the promise is still kept and no procedure runs."""
    due = case.days.due(entered, step.limit, case.natural)
    occasion = f"{step.code} {entered}"
    case.note("T-07", "warning", occasion, stage_warning(case, step, entered), stopped)
    case.note("T-07", "yellow", occasion, _after(due), stopped)


def procedure(case: Case, started: int, days: int, stopped: int) -> None:
    """T-10: a valid special procedure of three days or more."""
    told = case.days.after(started, days, case.natural)
    occasion = f"procedure {started}"
    case.note("T-10", "warning", occasion, case.days.warning(started, told, days, 2, case.natural), stopped)
    case.note("T-10", "yellow", occasion, _after(told), stopped)
    red = case.days.after(told, 1, case.natural)
    if case.days.announced(started, red):
        case.note("T-10", "red", occasion, _after(red), stopped)


def delivered(case: Case, decided: int, stopped: int | None) -> None:
    """T-09: the decision of the date `decided` has to reach the applicant."""
    case.note("T-09", "yellow", "case", _after(case.days.after(decided, DELIVERY_DAYS)), stopped)


def voucher_missing(case: Case, accepted: int) -> None:
    """P-16: acceptance without a voucher number."""
    moment = _after(case.days.after(accepted, VOUCHER_DAYS))
    case.facts.append(Fact("P-16", "warning", "case", moment, moment))


def _after(due: int) -> int:
    return (due + 1) * DAY
