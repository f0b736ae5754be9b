"""Violations of procedure, planted: stages, pauses, records. Each function builds one case in time but out of order."""

from streams.simulation.case import WHOLE, Case
from streams.simulation.days import HOUR
from streams.simulation.profiles import predecessors
from streams.simulation.steps import (
    accept,
    arrive,
    ask_for_more,
    begin,
    check_on_site,
    close,
    complete,
    decide,
    end_procedure,
    enter,
    finish,
    hurry,
    leave,
    start_procedure,
    walk,
)


def last_stage_missing(case: Case) -> None:
    """P-01 yellow: decided without the last required stage."""
    _decide_without(case, case.item.steps[-1].code)


def middle_stage_missing(case: Case) -> None:
    """P-01 yellow with P-02: the second stage is left out, so the one after it is entered too early."""
    _decide_without(case, case.item.steps[1].code)


def statutory_stage_missing(case: Case) -> None:
    """P-01 yellow, its red proposed, with P-02: the public notice that the law prescribes is left out."""
    _decide_without(case, next(step.code for step in case.item.steps if step.statutory))


def _decide_without(case: Case, code: str) -> None:
    begin(case)
    optional = {step.code for step in case.item.steps if not step.required}
    hurry(case, optional | {code})
    finish(case)
    decision = next(each for each in case.happenings if each.event == "decided")
    stage = f"stage {code}"
    case.expect("P-01", "yellow", decision, occasion=stage)
    if any(step.statutory and step.code == code for step in case.item.steps):
        case.expect("P-01", "red", decision, proposed=True, occasion=f"{stage} red", group=stage)
    _expect_early_entries(case, code)


def _expect_early_entries(case: Case, code: str) -> None:
    """Whatever comes directly after a required stage that was never left is entered too early."""
    profile = case.item.profile
    following = {
        step.code
        for place, group in enumerate(profile.flow)
        for step in group
        if code in predecessors(profile, place)
    }
    for each in case.happenings:
        if each.event == "stage_entered" and each.data["stage_code"] in following:
            case.expect("P-02", "yellow", each)


def stages_reversed(case: Case) -> None:
    """P-02 yellow: the second stage is entered while the first is still at work."""
    begin(case)
    first, second = case.item.steps[:2]
    day = case.today
    case.wait()
    enter(case, first)
    case.wait()
    case.expect("P-02", "yellow", enter(case, second))
    case.wait()
    leave(case, first, day)
    case.wait()
    leave(case, second, day)
    walk(case, day, {first.code, second.code})
    finish(case)


def pause_of_no_kind(case: Case) -> None:
    """P-11 yellow: a special procedure the law does not know; its days count as any others."""
    _paused(case, "site_visit", 3)


def procedure_not_told(case: Case) -> None:
    """P-11 yellow: a hearing nobody was told of in writing; its days count as any others."""
    _paused(case, "hearing", 5, notice_written=False)


def _paused(case: Case, kind: str, days: int, **changed: object) -> None:
    begin(case)
    case.wait()
    case.expect("P-11", "yellow", start_procedure(case, kind, days, **changed))
    case.wait(1800, 3600)
    end_procedure(case, kind)
    hurry(case)
    finish(case)


def procedure_without_approver(case: Case) -> None:
    """P-11 yellow: nobody approved the inspection; its days are excluded all the same."""
    begin(case)
    case.wait()
    started = case.today
    case.expect("P-11", "yellow", start_procedure(case, "inspection", 8, approver_id=""))
    case.go(case.days.after(started, 2))
    end_procedure(case, "inspection")
    case.excluded += case.days.between(started, case.today)
    case.go(case.days.after(case.today, 2))
    hurry(case)
    finish(case)


def suspended_at_will(case: Case) -> None:
    """P-11 yellow: suspended for a reason the law does not know."""
    _suspended(case, "leader_absent", case.office.leader.staff_id)


def suspended_without_approver(case: Case) -> None:
    """P-11 yellow: a listed reason, but nobody approved."""
    _suspended(case, "expert_review", "")


def _suspended(case: Case, reason: str, approver: str) -> None:
    begin(case)
    case.wait()
    data = {"reason_code": reason, "approver_id": approver, "notice_no": f"GQ-{case.case_no}"}
    case.expect("P-11", "yellow", case.write("suspended", case.person("handle"), data))
    begun = case.today
    case.go(case.days.after(begun, 1))
    case.pauses.append([begun, case.today])
    case.write("resumed", case.person("handle"), {"reason_code": reason})
    case.go(case.days.after(case.today, 1))
    hurry(case)
    finish(case)


def application_entered_later(case: Case) -> None:
    """P-13 warning: the application was written into the system more than a day after it was made."""
    opened = arrive(case, late=25 * HOUR + case.chance.randrange(40 * HOUR))
    case.wait()
    accept(case, opened)
    hurry(case)
    finish(case)
    _expect_late(case, "submitted")


def stage_entered_later(case: Case) -> None:
    """P-13 warning: the entry into the first stage was made up for afterwards."""
    begin(case)
    first = case.item.steps[0]
    case.wait()
    entered = case.today
    enter(case, first, late=25 * HOUR + case.chance.randrange(40 * HOUR))
    case.wait()
    leave(case, first, entered)
    walk(case, case.today, {first.code})
    finish(case)
    _expect_late(case, "stage_entered")


def _expect_late(case: Case, kind: str) -> None:
    late = next(each for each in case.happenings if each.event == kind)
    case.expect("P-13", "warning", late._replace(time=late.recorded), occasion=WHOLE)


def asked_again_after_acceptance(case: Case) -> None:
    """P-15 proposed: more materials are asked for although the case was accepted."""
    begin(case)
    case.wait()
    case.expect("P-15", "yellow", ask_for_more(case, "M3"), proposed=True)
    hurry(case)
    finish(case)


def voucher_missing(case: Case) -> None:
    """P-16 warning: accepted without a voucher number."""
    opened = arrive(case)
    case.wait()
    accept(case, opened, voucher=False)
    hurry(case)
    finish(case)


def paused_most_of_the_time(case: Case) -> None:
    """The share of P-11: a valid procedure takes six of the seven working days until the decision. A lead, no card."""
    begin(case)
    case.wait()
    started = case.today
    start_procedure(case, "appraisal", 9)
    case.go(case.days.after(started, 6))
    end_procedure(case, "appraisal")
    case.excluded += case.days.between(started, case.today)
    case.go(case.days.after(case.today, 1))
    hurry(case)
    finish(case)


def public_notice_left_out(case: Case) -> None:
    """P-12 proposed: the item asks for a public notice, and there was none."""
    _unobserved(case, "public_notice", "P-12", "yellow", "notice")


def hearing_left_out(case: Case) -> None:
    """P-12 red proposed: the item asks for a hearing, and there was none."""
    _unobserved(case, "hearing_held", "P-12", "red", "hearing")


def third_party_not_told(case: Case) -> None:
    """P-18 proposed: those whose interests are touched were not told."""
    _unobserved(case, "third_party_notified", "P-18", "yellow", WHOLE)


def _unobserved(case: Case, event: str, rule: str, colour: str, occasion: str) -> None:
    begin(case)
    case.left_out.add(event)
    walk(case, case.today, {step.code for step in case.item.steps if not step.required})
    case.expect(rule, colour, decide(case), proposed=True, occasion=occasion)
    complete(case)


def checked_alone(case: Case) -> None:
    """P-17 proposed: one person went to check."""
    begin(case)
    case.wait()
    case.expect("P-17", "yellow", check_on_site(case, 1), proposed=True)
    hurry(case)
    finish(case)


def withdrawn_at_the_last(case: Case) -> None:
    """P-14 proposed: withdrawn in the last fifth of the promise, and the applicant has not said so."""
    _ended_at_the_last(case, "withdrawn")


def voided_at_the_last(case: Case) -> None:
    """P-14 proposed: voided in the last fifth of the promise, and the applicant has not said so."""
    _ended_at_the_last(case, "voided")


def _ended_at_the_last(case: Case, kind: str) -> None:
    begin(case)
    used = case.promise * 4 // 5 + 1
    case.go(case.days.after(case.start, used))
    case.expect("P-14", "yellow", close(case, kind, confirmed=False), proposed=True, occasion=WHOLE)
