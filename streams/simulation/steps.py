"""The steps cases are made of: each writes its events and notes what ought to be found about them."""

from collections.abc import Collection, Mapping

from streams.simulation import watch
from streams.simulation.case import Case, Happening
from streams.simulation.days import DAY, HOUR, written
from streams.simulation.hours import staff_second
from streams.simulation.people import Person
from streams.simulation.profiles import Step

_NOBODY: frozenset[str] = frozenset()
_AS_IS: Mapping[str, object] = {}
_REASON = "案情复杂，需进一步核实"
REFUSAL = "现有材料证明不符合法定条件"


def submit(case: Case, late: int = 0, item_code: str = "") -> Happening:
    """The citizen applies."""
    kind = "enterprise" if case.happens(0.4) else "person"
    data = {"item_code": item_code or case.item.code, "channel": case.channel, "applicant_type": kind}
    data["applicant_hash"] = f"{case.chance.getrandbits(128):032x}"
    return case.write("submitted", None, data, late)


def reach_desk(case: Case) -> None:
    """What is sent out of office hours waits for the next working day, but for some weekend service.

    Whatever came online is looked at first.
    """
    if case.channel != "online":
        case.wait(180, 600)
        return
    if case.days.works(case.today) and 9 * HOUR <= case.now % DAY < 17 * HOUR:
        case.wait(300, 3000)
    elif case.now % DAY < 9 * HOUR and (case.days.works(case.today) or case.happens(0.1)):
        case.now = max(case.today * DAY + staff_second(case.chance), case.now + 300)
    else:
        case.go(case.days.after(case.today, 1))
    pre_review(case)


def pre_review(case: Case) -> Happening:
    """An application sent online has its first look, now."""
    looked = case.write("pre_reviewed", case.person("handle"), {"result": "pass"})
    case.wait()
    return looked


def receive(case: Case, **changed: object) -> int:
    """Materials are received, complete but for what `changed` says of each code; the date is returned.

    A changed material is a status, or a date (ordinal) for which a deferred one is promised; None leaves it out.
    """
    materials = [
        _line(code, said) for code, said in {"M1": "complete", "M2": "complete", **changed}.items() if said
    ]
    data = {"materials": materials, "receipt_no": f"SJ-{case.case_no}"}
    received = case.write("material_received", case.person("handle"), data)
    case.opener = case.ref(received)
    return case.today


def _line(code: str, said: object) -> dict[str, object]:
    if isinstance(said, int):
        return {"code": code, "status": "deferred", "promised_at": written(said * DAY + 17 * HOUR)}
    return {"code": code, "status": said}


def arrive(case: Case, late: int = 0) -> int:
    """Application and receipt of complete materials; the date of receipt."""
    submit(case, late)
    reach_desk(case)
    return receive(case)


def ask_for_more(case: Case, *codes: str, round_no: int = 1) -> Happening:
    """The applicant is told in writing what is missing."""
    number = f"BZ-{case.case_no}-{round_no}"
    data = {"items": list(codes), "notice_no": number, "written": True, "round": round_no}
    return case.write("supplement_notified", case.person("handle"), data)


def supplement(case: Case, *codes: str) -> int:
    """All that was missing comes in; the date, on which a new round opens."""
    data = {"items": list(codes), "complete": True}
    case.opener = case.ref(case.write("supplement_received", case.person("handle"), data))
    return case.today


def refuse_to_accept(case: Case, **changed: object) -> Happening:
    """The application is turned away, with reason, voucher, notice of rights and where to go instead."""
    data: dict[str, object] = {"reason": "申请事项不属于本机关职权范围", "rights_notice": True}
    data |= {"voucher_no": f"BS-{case.case_no}", "referred_to": "430100-SC"} | changed
    kept = {name: value for name, value in data.items() if value is not None}
    return case.write("not_accepted", case.person("handle"), kept)


def accept(case: Case, opened: int, *, voucher: bool = True, item_code: str = "", **limits: int) -> Happening:
    """Acceptance now, of materials that lie on the desk since the date `opened`; `limits` override the catalogue's."""
    watch.answered(case, opened, case.now)
    kind = "instant" if case.item.profile.instant else "promised"
    data: dict[str, object] = {"item_code": item_code or case.item.code, "project_type": kind, **limits}
    if voucher:
        data["voucher_no"] = f"SL-{case.case_no}"
    else:
        watch.voucher_missing(case, case.today)
    case.promise = limits.get("promise_days", case.promise)
    case.legal = limits.get("legal_days", case.legal)
    case.start = case.start or case.today
    return case.write("accepted", case.person("handle"), data)


def begin(case: Case) -> None:
    """Application, receipt and acceptance, all in time; a lower office's review is forwarded the same day."""
    begin_unforwarded(case)
    if case.item.profile.lower_review:
        forward(case)


def begin_unforwarded(case: Case) -> None:
    """Application, receipt and acceptance, all in time."""
    opened = arrive(case)
    case.go(case.some_day(case.today if case.item.profile.instant else case.days.after(opened, 3), 2))
    accept(case, opened)


def forward(case: Case) -> None:
    """The lower office hands its review to the upper one, now."""
    days = case.item.profile.lower_review or watch.LOWER_REVIEW_LIMIT
    case.wait()
    watch.forwarded(case, days, case.now)
    case.write("forwarded", case.person("handle"), {"to_dept": "430000-ZW"})


def enter(case: Case, step: Step, late: int = 0, by: Person | None = None, post: str = "") -> Happening:
    """The case enters a stage; `post` where somebody acts in another's place."""
    entered = case.write("stage_entered", by or case.person(step.role), _of_stage(step, post), late)
    case.entries[step.code] = case.ref(entered)
    return entered


def leave(case: Case, step: Step, entered: int, by: Person | None = None, post: str = "") -> Happening:
    """The case leaves a stage that it entered on the date `entered`."""
    watch.stage(case, step, entered, case.now)
    said = _of_stage(step, post) | {"opinion": "同意"}
    return case.write("stage_left", by or case.person(step.role), said)


def _of_stage(step: Step, post: str) -> dict[str, str]:
    return {"stage_code": step.code, "role": step.role} | ({"staff_post": post} if post else {})


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
        if step.code == "site":
            check_on_site(case, 2)
        leave(case, step, day)


def check_on_site(case: Case, people: int) -> Happening:
    """The substance of the application is checked by so many people."""
    first = case.person("handle")
    there = [first, *(who for who in case.office.people["handle"] if who is not first)][:people]
    checked = case.write(
        "substance_checked", first, {"staff_ids": [who.staff_id for who in there], "result": "属实"}
    )
    case.wait()
    return checked


def decide(
    case: Case,
    approved: bool = True,
    by: Person | None = None,
    approver: Person | None = None,
    changed: Mapping[str, object] = _AS_IS,
) -> Happening:
    """The decision now, after all that has to be observed before it; a `changed` field that is None is left out."""
    observe(case)
    case.wait()
    watch.ended(case, case.now)
    case.decided_on = case.today
    signs = by or case.person("approve")
    data: dict[str, object] = {"result": "approved" if approved else "refused"}
    data |= {"basis_ids": [f"B-{case.item.code}"], "approver_id": (approver or signs).staff_id}
    data["doc_no"] = f"XK-{case.case_no}"
    if not approved:
        data |= {"reason": REFUSAL, "rights_notice": True}
    kept = {name: value for name, value in {**data, **changed}.items() if value is not None}
    decided = case.write("decided", signs, kept)
    watch.paused(case, decided)
    return decided


def observe(case: Case) -> None:
    """Hearing, public notice, and word to those whose interests are touched, where the item asks for them."""
    profile = case.item.profile
    number = {"notice_no": f"GG-{case.case_no}"}
    for asked, event in (
        (profile.third_party, "third_party_notified"),
        (profile.notice, "public_notice"),
        (profile.hearing, "hearing_held"),
    ):
        if asked and event not in case.left_out:
            case.wait()
            case.write(event, case.person("handle"), number)


def certify(case: Case) -> None:
    """The certificate, today or on the next working day, where the item has one."""
    if case.item.certificate:
        case.go(case.some_day(case.days.after(case.today, 1), 1))
        issue_certificate(case)


def issue_certificate(case: Case) -> None:
    """The certificate, now."""
    case.write("certificate_issued", case.person("handle"), {"way": "electronic"})


def hand_over(case: Case) -> None:
    """Delivery now."""
    case.wait()
    watch.delivered(case, case.decided_on, case.now)
    event = "ready_notified" if case.happens(0.2) else "delivered"
    way = "electronic" if case.channel == "online" else "window"
    case.write(event, case.person("handle"), {"way": way})


def close(case: Case, kind: str = "normal", confirmed: bool = True) -> Happening:
    """The file is closed, now; withdrawing is what the applicant confirms."""
    case.wait()
    undecided = bool(case.start) and not case.decided_on
    if undecided:
        watch.ended(case, case.now)
    data: dict[str, object] = {"kind": kind}
    if kind in ("withdrawn", "returned", "voided") and confirmed:
        data["applicant_confirmed"] = True
    closed = case.write("closed", case.person("handle"), data)
    if undecided:
        watch.paused(case, closed)
    return closed


def finish(case: Case, approved: bool = True) -> None:
    """Decision now; certificate, delivery and closing in good time."""
    decide(case, approved)
    complete(case, approved)


def complete(case: Case, approved: bool = True) -> None:
    """After the decision: certificate, delivery and closing in good time."""
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
    case.pauses.append([case.today, None])
    return case.write("special_started", case.person("handle"), data | changed)


def end_procedure(case: Case, kind: str) -> Happening:
    """The special procedure of this kind ends now."""
    case.pauses[-1][1] = case.today
    return case.write("special_ended", case.person("handle"), {"kind": kind})


def ask(case: Case, kind: str) -> Happening:
    """Somebody enquires or complains; `kind` is enquiry or complaint."""
    case.wait()
    said = {"about": "delay"} if kind == "complaint" else {}
    return case.write(f"{kind}_opened", None, {"dept_code": case.item.dept, **said})


def reply(case: Case, asked: Happening) -> None:
    """And is answered, now."""
    watch.replied(case, asked, case.now)
    case.write(asked.event.replace("opened", "answered"), case.person("handle"))


def calm_day(case: Case) -> int:
    """The last day on which the case can be decided before its promise begins to warn; today for an instant item."""
    if case.item.profile.instant:
        return case.today
    return case.days.last_working(watch.warning_moment(case), case.today)
