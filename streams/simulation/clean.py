"""Cases in which all is well: the plain way, and everything out of the ordinary that is still lawful."""

from collections.abc import Callable

from streams.simulation import watch
from streams.simulation.case import Case, Happening
from streams.simulation.steps import (
    accept,
    ask_for_more,
    calm_day,
    close,
    end_procedure,
    extend,
    finish,
    reach_desk,
    receive,
    start_procedure,
    submit,
    supplement,
    walk,
)

_NOT_ACCEPTED, _SUPPLEMENTED = 0.01, 0.06  # shares of cases, the second counted with the first
_KINDS = ("hearing", "inspection", "testing", "appraisal", "expert_review")


def clean(case: Case) -> None:
    """One case without anything to find."""
    roll = case.chance.random()
    opened = _to_the_desk(case, complete=roll >= _SUPPLEMENTED)
    if roll < _NOT_ACCEPTED:
        _not_accepted(case)
        return
    if roll < _SUPPLEMENTED:
        opened = _second_round(case)
    _accept_in_time(case, opened)
    _on_the_way(case)


def _to_the_desk(case: Case, complete: bool) -> int:
    submit(case)
    reach_desk(case)
    if case.channel == "online" and case.happens(0.2):
        case.write("pre_reviewed", case.person("handle"), {"result": "pass"})
        case.wait()
    return receive(case, complete)


def _not_accepted(case: Case) -> None:
    case.go(case.some_day(case.days.after(case.today, 2), 2))
    data: dict[str, object] = {"reason": "申请事项不属于本机关职权范围", "rights_notice": True}
    data |= {"voucher_no": f"BS-{case.case_no}", "referred_to": "430100-SC"}
    case.write("not_accepted", case.person("handle"), data)
    close(case, "refused")


def _second_round(case: Case) -> int:
    """Told once what is missing, brought within some days."""
    case.go(case.some_day(case.days.after(case.today, 2), 2))
    ask_for_more(case)
    case.go(case.days.after(case.today, 1 + int(case.chance.random() * 6)))
    return supplement(case)


def _accept_in_time(case: Case, opened: int) -> None:
    """Within three working days; now and then with a promise of the case's own."""
    instant = case.item.profile.instant
    case.go(case.some_day(case.today if instant else case.days.after(opened, 3), 2))
    own = case.promise + 2
    lawful = not instant and own <= case.legal
    accept(case, opened, promise=own if lawful and case.happens(0.05) else None)


def _on_the_way(case: Case) -> None:
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
    watch.ended(case, case.now)


def _special_procedure(case: Case) -> None:
    """A valid procedure before the first stage, ended before its told end is near: its days do not count."""
    if case.promise < 5:
        _decide_in_time(case)
        return
    kind = _KINDS[int(case.chance.random() * len(_KINDS))]
    case.wait()
    begun, started, days = case.now, case.today, 6 + int(case.chance.random() * 8)
    start_procedure(case, kind, days)
    case.go(case.some_day(case.days.after(started, 2), 2))
    if case.today - started > days - 4:  # a holiday lies between, and natural days ran on
        case.now = begun + 1800
    watch.procedure(case, started, days, case.now)
    end_procedure(case, kind)
    case.excluded += case.days.between(started, case.today, case.natural)
    _decide_in_time(case)


def _extension(case: Case) -> None:
    """Asked for and told in time, with reasons."""
    if case.promise >= 5:
        case.wait()
        extend(case, days=1 + int(case.chance.random() * 10))
    _decide_in_time(case)


def _mistaken_fee(case: Case) -> None:
    """A fee written to the wrong case, and voided the same day."""
    _correct(case, _charge(case, 20), void=True)
    _decide_in_time(case)


def _reworded_receipt(case: Case) -> None:
    """A receipt number corrected: the whole data is replaced, nothing else changes."""
    receipt = next(each for each in case.happenings if each.event == "material_received")
    _correct(case, receipt, replacement={**receipt.data, "receipt_no": f"SJ-{case.case_no}-1"})
    _decide_in_time(case)


def _fee(case: Case) -> None:
    if case.item.fee:
        _charge(case, 50)
    _decide_in_time(case)


def _charge(case: Case, amount: int) -> Happening:
    case.wait()
    data = {"fee_code": f"F-{case.item.code}", "amount": amount, "standard_id": f"S-{case.item.code}"}
    return case.write("fee_charged", case.person("handle"), data)


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
    (0.01, _mistaken_fee),
    (0.01, _reworded_receipt),
    (0.05, _fee),
)
