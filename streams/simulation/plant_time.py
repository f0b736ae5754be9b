"""Violations of the limits, planted: acceptance, promise, law, stages, procedures, extensions. One case each."""

from streams.simulation import watch
from streams.simulation.case import Case
from streams.simulation.days import DAY, HOUR
from streams.simulation.steps import (
    accept,
    arrive,
    ask_for_more,
    begin,
    end_procedure,
    enter,
    extend,
    finish,
    hurry,
    leave,
    reach_desk,
    receive,
    start_procedure,
    submit,
    supplement,
    walk,
)


def answered_at_the_last(case: Case) -> None:
    """T-01 warning: accepted on the fourth or fifth working day after receipt."""
    opened = arrive(case)
    case.go(case.days.after(opened, 4 + case.happens(0.5)))
    accept(case, opened)
    hurry(case)
    finish(case)


def answered_too_late(case: Case) -> None:
    """T-01 yellow: accepted after the fifth working day, so deemed accepted on the day of receipt."""
    opened = arrive(case)
    case.go(case.days.after(opened, 6 + case.happens(0.5)))
    accept(case, opened)
    hurry(case)
    finish(case)


def never_answered(case: Case) -> None:
    """T-01 yellow and then every limit: received, and nothing ever done."""
    opened = arrive(case)
    watch.answered(case, opened, None)
    watch.ended(case, None)


def second_round_too_late(case: Case) -> None:
    """T-01 yellow in the second round: the supplement was complete, and acceptance came a week later."""
    submit(case)
    reach_desk(case)
    receive(case, M2="missing")
    case.go(case.days.after(case.today, 1))
    ask_for_more(case, "M2")
    case.go(case.days.after(case.today, 2))
    opened = supplement(case, "M2")
    case.go(case.days.after(opened, 6))
    accept(case, opened)
    hurry(case)
    finish(case)


def close_to_the_promise(case: Case) -> None:
    """T-03 warning: decided between the warning and the due date."""
    begin(case)
    warned, due = watch.warning_moment(case), watch.promise_date(case)
    late = warned // DAY if case.days.works(warned // DAY) and case.happens(0.5) else due
    case.now = late * DAY + 14 * HOUR + case.now % HOUR
    hurry(case)
    finish(case)


def promise_broken(case: Case) -> None:
    """T-04 yellow: decided after the promise, before the legal limit."""
    begin(case)
    case.go(case.days.after(watch.promise_date(case), 1))
    hurry(case)
    finish(case)


def law_broken(case: Case) -> None:
    """T-05 red: decided after the legal limit."""
    begin(case)
    case.go(case.days.after(watch.legal_date(case), 1 + case.happens(0.5)))
    hurry(case)
    finish(case)


def never_decided(case: Case) -> None:
    """T-03, T-04, T-05 as time goes by: accepted, and nothing ever decided."""
    begin(case)
    watch.ended(case, None)


def cure_missed(case: Case) -> None:
    """T-06 red proposed: decided six or seven working days after the promise, before the legal limit."""
    begin(case)
    case.go(case.days.after(watch.promise_date(case), watch.CURE_DAYS + 1 + case.happens(0.5)))
    hurry(case)
    finish(case)


def slow_stage(case: Case) -> None:
    """T-07 warning: the first stage is left on its last day."""
    _dwell(case, late=False)


def overdue_stage(case: Case) -> None:
    """T-07 yellow: the first stage is left after its limit, the promise kept."""
    _dwell(case, late=True)


def _dwell(case: Case, late: bool) -> None:
    begin(case)
    first = case.item.steps[0]
    case.wait()
    entered = case.today
    enter(case, first)
    case.go(case.days.after(entered, first.limit + late))
    leave(case, first, entered)
    walk(case, case.today, {first.code})
    finish(case)


def procedure_close_to_its_end(case: Case) -> None:
    """T-10 warning: the procedure ends on the day told."""
    _procedure(case, beyond=0)


def procedure_overrun(case: Case) -> None:
    """T-10 yellow: it ends one working day after the day told."""
    _procedure(case, beyond=1)


def procedure_far_overrun(case: Case) -> None:
    """T-10 red: it ends two or three working days after."""
    _procedure(case, beyond=2 + case.happens(0.5))


def _procedure(case: Case, beyond: int) -> None:
    begin(case)
    case.wait()
    started, days = case.today, 3 + case.chance.randrange(2)
    begun = start_procedure(case, "testing", days)
    told = case.days.after(started, days)
    case.go(case.days.after(told, beyond))
    watch.procedure(case, begun, case.now)
    end_procedure(case, "testing")
    case.excluded += case.days.between(started, told)
    case.go(case.days.after(case.today, days + beyond))
    hurry(case)
    finish(case)


def extended_after_the_limit(case: Case) -> None:
    """T-11 yellow with T-05: the extension is asked for when every limit has passed."""
    begin(case)
    case.go(case.days.after(watch.legal_date(case), 1))
    case.expect("T-11", "yellow", extend(case, 5, adds=0))
    hurry(case)
    finish(case)


def extended_too_far(case: Case) -> None:
    """T-11 yellow: fifteen days where the law allows ten."""
    _extended(case, 15, 10)


def extended_without_reason(case: Case) -> None:
    """T-11 yellow: no reasons were given, so it adds nothing."""
    _extended(case, 5, 0, reason="")


def _extended(case: Case, days: int, adds: int, **changed: str) -> None:
    begin(case)
    case.wait()
    case.expect("T-11", "yellow", extend(case, days, adds=adds, **changed))
    case.go(case.days.after(case.today, 1))
    hurry(case)
    finish(case)


def extended_twice(case: Case) -> None:
    """T-11 yellow: a second extension adds nothing."""
    begin(case)
    case.wait()
    extend(case, 5)
    case.go(case.days.after(case.today, 1))
    case.expect("T-11", "yellow", extend(case, 5, adds=0))
    hurry(case)
    finish(case)
