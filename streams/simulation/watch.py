"""What a clock that ran too long must be found to have done: plain walks over days, one clock at a time.

Each function is told when the clock began and the instant that stopped it (None: nothing ever did), and notes
the facts on the case. Violations begin at the first instant after the due date, warnings at their own moment.
"""

from streams.simulation.case import WHOLE, Case, Happening
from streams.simulation.days import DAY
from streams.simulation.profiles import Step
from streams.simulation.truth import NEVER, Fact

ANSWER_DAYS, DELIVERY_DAYS, VOUCHER_DAYS, CURE_DAYS = 5, 10, 1, 5
PRE_REVIEW_DAYS = (("warning", 2), ("yellow", 5), ("red", 7))
LOWER_REVIEW_LIMIT, CERTIFICATE_DAYS, HEARING_DAYS, QUERY_DAYS = 20, 3, 20, 5
PAUSED_PERCENT = 50


def pre_reviewed(case: Case, submitted: Happening, stopped: int | None, receipt: str = "") -> None:
    """T-02: an application sent online waits for a first look; `receipt` names the receipt that came meanwhile."""
    occasion, day = case.ref(submitted), submitted.time // DAY
    for colour, days in PRE_REVIEW_DAYS:
        due = case.days.after(day, days)
        if colour != "red" or case.days.announced(day, due):
            case.note("T-02", colour, occasion, after(due), stopped, group=receipt)


def answered(case: Case, opened: int, stopped: int | None) -> None:
    """T-01: materials lie on the desk since the date `opened`; too long, and they are accepted since."""
    due = case.days.after(opened, ANSWER_DAYS)
    warning = case.days.warning(opened, due, ANSWER_DAYS, 1)
    case.note("T-01", "warning", case.opener, warning, stopped)
    if case.note("T-01", "yellow", case.opener, after(due), stopped) and not case.start:
        case.start = opened


def ended(case: Case, stopped: int | None) -> None:
    """T-03 to T-06: the case is decided, or closed without a decision; T-12 of an instant item."""
    promise_due, legal_due = promise_date(case), legal_date(case)
    firm = case.days.announced(case.start, legal_due)
    if case.composite:
        _lead_ended(case, stopped, firm)
        return
    case.note("T-03", "warning", WHOLE, warning_moment(case), stopped)
    case.note("T-04", "yellow", WHOLE, after(promise_due), stopped)
    if firm:
        case.note("T-05", "red", WHOLE, after(legal_due), stopped)
    _cured(case, promise_due, after(legal_due), stopped)
    if case.item.profile.instant:
        case.note("T-12", "yellow", WHOLE, after(case.start), stopped)


def _lead_ended(case: Case, stopped: int | None, firm: bool) -> None:
    """C-01: the limits of a composite case as a whole, one card whose colour rises."""
    case.note("C-01", "warning", WHOLE, warning_moment(case), stopped)
    case.note("C-01", "yellow", WHOLE, after(promise_date(case)), stopped)
    if firm:
        case.note("C-01", "red", WHOLE, after(legal_date(case)), stopped)


def _cured(case: Case, promise_due: int, law_broken: int, stopped: int | None) -> None:
    """T-06: a broken promise not made good within five working days; no longer once the legal limit has passed.

    That holds also where the legal limit is provisional, and T-05 shows no card of it yet.
    """
    due = case.days.after(promise_due, CURE_DAYS)
    moment = after(due)
    until = NEVER if stopped is not None and stopped < law_broken else law_broken
    if moment < until and (stopped is None or stopped >= moment) and case.days.announced(case.start, due):
        case.facts.append(Fact("T-06", "red", WHOLE, moment, moment, proposed=True, until=until))


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
    occasion = case.entries[step.code]
    case.note("T-07", "warning", occasion, stage_warning(case, step, entered), stopped)
    case.note("T-07", "yellow", occasion, after(due), stopped)


def procedure(case: Case, begun: Happening, stopped: int) -> None:
    """T-10: a valid special procedure of three days or more."""
    started, days, occasion = begun.time // DAY, begun.data["days"], case.ref(begun)
    told = case.days.after(started, days, case.natural)
    case.note("T-10", "warning", occasion, case.days.warning(started, told, days, 2, case.natural), stopped)
    case.note("T-10", "yellow", occasion, after(told), stopped)
    red = case.days.after(told, 1, case.natural)
    if case.days.announced(started, red):
        case.note("T-10", "red", occasion, after(red), stopped)


def delivered(case: Case, decided: int, stopped: int | None) -> None:
    """T-09: the decision of the date `decided` has to reach the applicant."""
    case.note("T-09", "yellow", WHOLE, after(case.days.after(decided, DELIVERY_DAYS)), stopped)


def certified(case: Case, closed: int, stopped: int | None) -> None:
    """T-13: the certificate after the normal close of the date `closed`."""
    case.note("T-13", "yellow", WHOLE, after(case.days.after(closed, CERTIFICATE_DAYS)), stopped)


def forwarded(case: Case, days: int, stopped: int | None) -> None:
    """T-08: the lower office's review, from the start of the limits until it forwards."""
    case.note("T-08", "yellow", WHOLE, after(case.days.after(case.start, days)), stopped)
    last = case.days.after(case.start, LOWER_REVIEW_LIMIT)
    if case.days.announced(case.start, last):
        case.note("T-08", "red", WHOLE, after(last), stopped)


def replied(case: Case, opened: Happening, stopped: int | None) -> None:
    """T-14: an enquiry or complaint waits for its answer."""
    day, occasion = opened.time // DAY, case.ref(opened)
    due = case.days.after(day, QUERY_DAYS)
    case.note("T-14", "warning", occasion, case.days.warning(day, due, QUERY_DAYS, 2), stopped)
    case.note("T-14", "yellow", occasion, after(case.days.after(due, 1)), stopped)
    last = case.days.after(due, 2)
    if case.days.announced(day, last):
        case.note("T-14", "red", occasion, after(last), stopped)


def heard(case: Case, requested: Happening, stopped: int | None) -> None:
    """T-15: a hearing that was asked for."""
    due = case.days.after(requested.time // DAY, HEARING_DAYS)
    case.note("T-15", "yellow", case.ref(requested), after(due), stopped)


def voucher_missing(case: Case, accepted: int) -> None:
    """P-16: acceptance without a voucher number."""
    moment = after(case.days.after(accepted, VOUCHER_DAYS))
    case.facts.append(Fact("P-16", "warning", WHOLE, moment, moment))


def supplied(case: Case, code: str, received: int, promised: int, stopped: int | None) -> None:
    """B-03: a deferred material promised for a date some working days after its receipt."""
    occasion = f"material {code}"
    warning = case.days.warning(received, promised, case.days.between(received, promised), 1)
    case.note("B-03", "warning", occasion, warning, stopped)
    case.note("B-03", "yellow", occasion, after(promised), stopped)


def paused(case: Case, end: Happening) -> None:
    """The share of P-11: more than half of a case's counting days it stood still, known when it ends."""
    last, still = end.time // DAY, set[int]()
    for begun, resumed in case.pauses:
        if begun is not None:
            still.update(range(begun + 1, min(resumed or last, last) + 1))
    whole = case.days.between(case.start, last, case.natural)
    lost = sum(day > case.start and case.days.counts(day, case.natural) for day in still)
    if lost * 100 > whole * PAUSED_PERCENT:
        case.suspect("P-11", f"case:{case.case_no}", end)


def after(due: int) -> int:
    """The first instant after a due date."""
    return (due + 1) * DAY
