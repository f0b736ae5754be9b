"""The steps cases are made of: each writes its events and notes what ought to be found about them."""

from collections.abc import Collection

from streams.simulation import watch
from streams.simulation.case import Case, Happening
from streams.simulation.city import Step
from streams.simulation.days import DAY, HOUR, written
from streams.simulation.hours import staff_second

_NOBODY: frozenset[str] = frozenset()
_REASON = "案情复杂，需进一步核实"


def submit(case: Case, late: int = 0) -> Happening:
    """The citizen applies."""
    kind = "enterprise" if case.happens(0.4) else "person"
    data = {"item_code": case.item.code, "channel": case.channel, "applicant_type": kind}
    data["applicant_hash"] = f"{case.chance.getrandbits(128):032x}"
    return case.write("submitted", None, data, late)


def reach_desk(case: Case) -> None:
    """What is sent out of office hours waits for the next working day, but for some weekend service."""
    if case.channel != "online":
        case.wait(180, 600)
    elif case.days.works(case.today) and 9 * HOUR <= case.now % DAY < 17 * HOUR:
        case.wait(300, 3000)
    elif case.now % DAY < 9 * HOUR and (case.days.works(case.today) or case.happens(0.1)):
        case.now = max(case.today * DAY + staff_second(case.chance), case.now + 300)
    else:
        case.go(case.days.after(case.today, 1))


def receive(case: Case, complete: bool = True) -> int:
    """Materials are received; the date is returned."""
    status = "complete" if complete else "missing"
    materials = [{"code": "M1", "status": "complete"}, {"code": "M2", "status": status}]
    data = {"materials": materials, "receipt_no": f"SJ-{case.case_no}"}
    case.write("material_received", case.person("handle"), data)
    return case.today


def arrive(case: Case, late: int = 0) -> int:
    """Application and receipt of complete materials; the date of receipt."""
    submit(case, late)
    reach_desk(case)
    return receive(case)


def ask_for_more(case: Case) -> Happening:
    """The applicant is told what is missing."""
    data = {"items": ["M2"], "notice_no": f"BZ-{case.case_no}", "written": True, "round": 1}
    return case.write("supplement_notified", case.person("handle"), data)


def supplement(case: Case) -> int:
    """All that was missing comes in; the date, on which a new round opens."""
    case.write("supplement_received", case.person("handle"), {"items": ["M2"], "complete": True})
    return case.today


def accept(case: Case, opened: int, voucher: bool = True, promise: int | None = None) -> None:
    """Acceptance now, of materials that lie on the desk since the date `opened`."""
    watch.answered(case, opened, case.now)
    kind = "instant" if case.item.profile.instant else "promised"
    data: dict[str, object] = {"item_code": case.item.code, "project_type": kind}
    if voucher:
        data["voucher_no"] = f"SL-{case.case_no}"
    else:
        watch.voucher_missing(case, case.today)
    if promise is not None:
        case.promise = data["promise_days"] = promise
    case.write("accepted", case.person("handle"), data)
    case.start = case.start or case.today


def begin(case: Case) -> None:
    """Application, receipt and acceptance, all in time."""
    opened = arrive(case)
    case.go(case.some_day(case.today if case.item.profile.instant else case.days.after(opened, 3), 2))
    accept(case, opened)


def enter(case: Case, step: Step, late: int = 0) -> Happening:
    """The case enters a stage."""
    return case.write(
        "stage_entered", case.person(step.role), {"stage_code": step.code, "role": step.role}, late
    )


def leave(case: Case, step: Step, entered: int) -> Happening:
    """The case leaves a stage that it entered on the date `entered`."""
    watch.stage(case, step, entered, case.now)
    data = {"stage_code": step.code, "role": step.role, "opinion": "同意"}
    return case.write("stage_left", case.person(step.role), data)


def hurry(case: Case, without: Collection[str] = _NOBODY) -> None:
    """All stages within today, but for those named."""
    walk(case, case.today, without)


def walk(case: Case, by_day: int, without: Collection[str] = _NOBODY) -> None:
    """All stages one after the other until `by_day`, each left before it warns, but for those named."""
    for group in case.item.profile.flow:
        steps = [step for step in group if step.code not in without]
        if steps:
            _pass_group(case, steps, by_day)


def _pass_group(case: Case, steps: list[Step], by_day: int) -> None:
    entered = {}
    for step in steps:
        case.wait()
        enter(case, step)
        entered[step.code] = case.today
    for step in steps:
        day = entered[step.code]
        calm = case.days.last_working(watch.stage_warning(case, step, day), day)
        case.go(case.some_day(min(by_day, calm), 3))
        leave(case, step, day)


def decide(case: Case, approved: bool = True) -> None:
    """The decision, now."""
    case.wait()
    watch.ended(case, case.now)
    case.decided_on = case.today
    approver = case.person("approve")
    data: dict[str, object] = {"result": "approved" if approved else "refused"}
    data |= {"basis_ids": [f"B-{case.item.code}"], "approver_id": approver.staff_id}
    data["doc_no"] = f"XK-{case.case_no}"
    if not approved:
        data |= {"reason": "现有材料证明不符合法定条件", "rights_notice": True}
    case.write("decided", approver, data)


def certify(case: Case) -> None:
    """The certificate, today or on the next working day, where the item has one."""
    if case.item.certificate:
        case.go(case.some_day(case.days.after(case.today, 1), 1))
        case.write("certificate_issued", case.person("handle"), {"way": "electronic"})


def hand_over(case: Case) -> None:
    """Delivery now."""
    case.wait()
    watch.delivered(case, case.decided_on, case.now)
    event = "ready_notified" if case.happens(0.2) else "delivered"
    way = "electronic" if case.channel == "online" else "window"
    case.write(event, case.person("handle"), {"way": way})


def close(case: Case, kind: str = "normal") -> None:
    """The file is closed, now."""
    case.wait()
    data: dict[str, object] = {"kind": kind}
    if kind == "withdrawn":
        data["applicant_confirmed"] = True
    case.write("closed", case.person("handle"), data)


def finish(case: Case, approved: bool = True) -> None:
    """Decision now; certificate, delivery and closing in good time."""
    decide(case, approved)
    if approved:
        certify(case)
    case.go(case.some_day(case.days.after(case.decided_on, 4), 3))
    hand_over(case)
    close(case, "normal" if approved else "refused")


def extend(case: Case, days: int, reason: str = _REASON, adds: int | None = None) -> Happening:
    """An extension asked for, approved and told now; `adds`: what the law lets it add, if not all its days."""
    leader = case.office.leader
    data: dict[str, object] = {"days": days, "reason": reason}
    data |= {"asked_at": written(case.now - 60), "told_at": written(case.now)}
    data |= {"approver_id": leader.staff_id, "approver_level": "organ_head"}
    case.extension += days if adds is None else adds
    return case.write("extension_approved", leader, data)


def start_procedure(case: Case, kind: str, days: int, **changed: object) -> Happening:
    """A special procedure starts now, approved and told in writing unless `changed` says otherwise."""
    data: dict[str, object] = {"kind": kind, "days": days, "approver_id": case.office.leader.staff_id}
    data |= {"notice_no": f"TB-{case.case_no}", "notice_written": True}
    return case.write("special_started", case.person("handle"), data | changed)


def end_procedure(case: Case, kind: str) -> Happening:
    """The special procedure of this kind ends now."""
    return case.write("special_ended", case.person("handle"), {"kind": kind})


def calm_day(case: Case) -> int:
    """The last day on which the case can be decided before its promise begins to warn."""
    return case.days.last_working(watch.warning_moment(case), case.today)
