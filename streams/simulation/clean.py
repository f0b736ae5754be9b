"""Cases in which all is well: the plain way, and everything out of the ordinary that is still lawful."""

from collections.abc import Callable

from streams.simulation import watch
from streams.simulation.case import Case, Happening
from streams.simulation.composite import in_good_order
from streams.simulation.days import DAY
from streams.simulation.steps import (
    accept,
    ask,
    ask_for_more,
    calm_day,
    close,
    end_procedure,
    extend,
    finish,
    forward,
    reach_desk,
    receive,
    refuse_to_accept,
    reply,
    start_procedure,
    submit,
    supplement,
    walk,
)

_NOT_ACCEPTED, _SUPPLEMENTED, _DEFERRED = 0.01, 0.06, 0.08  # shares of cases, each counted with those before
_KINDS = ("hearing", "inspection", "testing", "appraisal", "expert_review")


def clean(case: Case) -> None:
    """One case without anything to find."""
    roll = case.chance.random()
    submit(case)
    reach_desk(case)
    if roll < _NOT_ACCEPTED:
        receive(case)
        _not_accepted(case)
        return
    if roll < _SUPPLEMENTED:
        opened = _second_round(case)
    elif roll < _DEFERRED and not case.item.profile.instant:
        opened = _one_deferred(case)
    else:
        opened = receive(case)
    _accept_in_time(case, opened)
    _on_the_way(case)


def _not_accepted(case: Case) -> None:
    case.go(case.some_day(case.days.after(case.today, 2), 2))
    refuse_to_accept(case)
    close(case, "refused")


def _second_round(case: Case) -> int:
    """Told once what is missing, brought within some days."""
    receive(case, M2="missing")
    case.go(case.some_day(case.days.after(case.today, 2), 2))
    ask_for_more(case, "M2")
    case.go(case.days.after(case.today, 1 + int(case.chance.random() * 6)))
    return supplement(case, "M2")


def _one_deferred(case: Case) -> int:
    """One material is promised for later and brought well before."""
    opened = receive(case, M2=case.days.after(case.today, 10))
    case.go(case.some_day(case.days.after(opened, 2), 2))
    again = {"materials": [{"code": "M2", "status": "complete"}], "receipt_no": f"SJ-{case.case_no}-2"}
    case.write("material_received", case.person("handle"), again)
    return opened


def _accept_in_time(case: Case, opened: int) -> None:
    """Within three working days; now and then with a promise of the case's own."""
    instant = case.item.profile.instant
    case.go(case.some_day(case.today if instant else case.days.after(opened, 3), 2))
    own = case.promise + 2
    lawful = not instant and own <= case.legal
    if lawful and case.happens(0.05):
        accept(case, opened, promise_days=own)
    else:
        accept(case, opened)
    if case.item.profile.lower_review:
        case.go(case.some_day(case.days.after(case.today, 2), 2))
        forward(case)


def _on_the_way(case: Case) -> None:
    if case.item.profile.joint and case.happens(0.5):
        in_good_order(case)
        return
    roll = case.chance.random()
    for share, special in _SPECIALS:
        if roll < share:
            special(case)
            return
        roll -= share
    _decide_in_time(case)


def _decide_in_time(case: Case, approved: bool = True) -> None:
    by_day = case.some_day(calm_day(case), min(case.promise, 8))
    walk(case, by_day, _left_out(case))
    case.go(case.some_day(by_day, 2))
    finish(case, approved)


def _left_out(case: Case) -> set[str]:
    return {step.code for step in case.item.steps if not step.required and case.happens(0.5)}


def _refuse(case: Case) -> None:
    _decide_in_time(case, approved=False)


def _withdraw(case: Case) -> None:
    """The applicant changes his mind; the case ends without a decision."""
    case.go(case.some_day(calm_day(case), 2))
    close(case, "withdrawn")


def _special_procedure(case: Case) -> None:
    """A valid procedure before the first stage, ended before its told end is near: its days do not count.

    The case takes at least as long again, so that it does not stand still most of its time.
    """
    if case.promise < 5:
        _decide_in_time(case)
        return
    kind = _KINDS[int(case.chance.random() * len(_KINDS))]
    case.wait()
    begun_at, started, days = case.now, case.today, 6 + int(case.chance.random() * 8)
    begun = start_procedure(case, kind, days)
    case.go(case.some_day(case.days.after(started, 2), 2))
    if case.today - started > days - 4:  # a holiday lies between, and natural days ran on
        case.now = begun_at + 1800
    watch.procedure(case, begun, case.now)
    end_procedure(case, kind)
    lost = case.days.between(started, case.today, case.natural)
    case.excluded += lost
    again = case.days.after(case.today, lost, case.natural)
    case.go(again if case.days.works(again) else case.days.after(again, 1))
    _decide_in_time(case)


def _extension(case: Case) -> None:
    """Asked for and told in time, with reasons."""
    if case.promise >= 5:
        case.wait()
        extend(case, days=1 + int(case.chance.random() * 10))
    _decide_in_time(case)


def _fee_taken_twice(case: Case) -> None:
    """A fee written down twice, the second voided the same day."""
    if case.item.fee:
        _charge(case)
        _correct(case, _charge(case), void=True)
    _decide_in_time(case)


def _reworded_receipt(case: Case) -> None:
    """A receipt number corrected: the whole data is replaced, nothing else changes."""
    receipt = next(each for each in case.happenings if each.event == "material_received")
    _correct(case, receipt, replacement={**receipt.data, "receipt_no": f"SJ-{case.case_no}-1"})
    _decide_in_time(case)


def _fee(case: Case) -> None:
    if case.item.fee:
        _charge(case)
    _decide_in_time(case)


def _charge(case: Case) -> Happening:
    case.wait()
    data = {"fee_code": f"F-{case.item.code}", "amount": 50, "standard_id": f"S-{case.item.code}"}
    return case.write("fee_charged", case.person("handle"), data)


def _enquiry(case: Case) -> None:
    """Somebody asks how it stands, and is told within the day."""
    asked = ask(case, "complaint" if case.happens(0.2) else "enquiry")
    case.wait(600, 3 * 3600 if case.now % DAY < 12 * 3600 else 1200)
    reply(case, asked)
    _decide_in_time(case)


def _correct(case: Case, mistake: Happening, **change: object) -> None:
    case.wait()
    approver = case.person("approve")
    data = {
        "corrects": f"{case.case_no}-{mistake.name}",
        "reason": "录入错误",
        "approver_id": approver.staff_id,
    }
    case.write("corrected", approver, {**data, **change})


_SPECIALS: tuple[tuple[float, Callable[[Case], None]], ...] = (
    (0.03, _refuse),
    (0.02, _withdraw),
    (0.06, _special_procedure),
    (0.04, _extension),
    (0.02, _fee_taken_twice),
    (0.01, _reworded_receipt),
    (0.05, _fee),
    (0.02, _enquiry),
)
