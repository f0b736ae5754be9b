"""Violations in how people deal with an application, planted: who acts, what is asked, refused and charged."""

from streams.simulation.case import Case, Happening
from streams.simulation.people import Person, post_of
from streams.simulation.profiles import Step
from streams.simulation.steps import (
    REFUSAL,
    accept,
    arrive,
    ask_for_more,
    begin,
    close,
    complete,
    decide,
    enter,
    finish,
    hurry,
    leave,
    reach_desk,
    receive,
    refuse_to_accept,
    submit,
    supplement,
    walk,
)


def stage_by_the_wrong_post(case: Case) -> None:
    """P-03 red proposed: a handler signs the stage that only an approver may."""
    begin(case)
    last = case.item.steps[-1]
    hurry(case, {last.code})
    stranger = case.others("handle")
    entered = _pass(case, last, stranger)
    case.expect(
        "P-03", "red", entered, proposed=True, occasion=f"staff {stranger.staff_id} stage {last.code}"
    )
    finish(case)


def decided_without_authority(case: Case) -> None:
    """P-03 red proposed: the liaison officer decides."""
    begin(case)
    hurry(case)
    liaison, approver = case.office.liaison, case.person("approve")
    decided = decide(case, by=liaison, approver=approver)
    case.expect("P-03", "red", decided, proposed=True, occasion=f"staff {liaison.staff_id} decision")
    complete(case)


def handled_and_reviewed_by_one(case: Case) -> None:
    """P-04 proposed: one reviewer, standing in for a handler, handles what he reviews."""
    begin(case)
    first, second = case.item.steps[:2]
    one = case.others("review")
    _pass(case, first, one, post_of(one.dept, "handle"))
    _in_one_hand(case, one, _pass(case, second, one))
    walk(case, case.today, {first.code, second.code})
    finish(case)


def approved_by_the_handler(case: Case) -> None:
    """P-04 proposed: whoever handled the case also approves the decision."""
    begin(case)
    first = case.item.steps[0]
    one = case.others("handle")
    _pass(case, first, one)
    walk(case, case.today, {first.code})
    _in_one_hand(case, one, decide(case, approver=one))
    complete(case)


def _pass(case: Case, step: Step, by: Person, post: str = "") -> Happening:
    case.wait()
    day = case.today
    entered = enter(case, step, by=by, post=post)
    case.wait()
    leave(case, step, day, by=by, post=post)
    return entered


def _in_one_hand(case: Case, one: Person, second: Happening) -> None:
    case.expect("P-04", "yellow", second, proposed=True, occasion=f"staff {one.staff_id}")


def told_twice(case: Case) -> None:
    """P-05 proposed: the second notice asks for what the first could have."""
    _short_of(case, "M2", "M3")
    ask_for_more(case, "M2")
    case.go(case.days.after(case.today, 1))
    supplement(case, "M2")
    case.go(case.days.after(case.today, 1))
    case.expect("P-05", "yellow", ask_for_more(case, "M3", round_no=2), proposed=True)
    case.go(case.days.after(case.today, 1))
    _accepted(case, supplement(case, "M3"))


def asked_outside_the_guide(case: Case) -> None:
    """P-08 proposed: a material is asked for that the catalogue does not know."""
    _short_of(case, "M2")
    case.expect("P-08", "yellow", ask_for_more(case, "M2", "M9"), proposed=True)
    case.go(case.days.after(case.today, 1))
    _accepted(case, supplement(case, "M2", "M9"))


def asked_for_what_was_there(case: Case) -> None:
    """P-09 proposed: a material is asked for again that was complete."""
    _asked_needlessly(case, "M1")


def asked_for_what_is_shared(case: Case) -> None:
    """P-09 proposed: a material is asked for that the office can obtain by sharing."""
    _asked_needlessly(case, "M4")


def _asked_needlessly(case: Case, code: str) -> None:
    _short_of(case, "M2")
    case.expect("P-09", "yellow", ask_for_more(case, "M2", code), proposed=True)
    case.go(case.days.after(case.today, 1))
    _accepted(case, supplement(case, "M2", code))


def _short_of(case: Case, *codes: str) -> None:
    submit(case)
    reach_desk(case)
    receive(case, **dict.fromkeys(codes, "missing"))
    case.go(case.some_day(case.days.after(case.today, 2), 2))


def _accepted(case: Case, opened: int) -> None:
    case.wait()
    accept(case, opened)
    hurry(case)
    finish(case)


def turned_away_without_reason(case: Case) -> None:
    """P-06 yellow: not accepted, the reason two characters long."""
    _turned_away(case, reason="不符")


def turned_away_without_voucher(case: Case) -> None:
    """P-06 yellow: not accepted, and nothing in writing."""
    _turned_away(case, voucher_no=None)


def turned_away_without_rights(case: Case) -> None:
    """P-06 yellow: not accepted, and nobody said where to appeal."""
    _turned_away(case, rights_notice=False)


def _turned_away(case: Case, **changed: object) -> None:
    arrive(case)
    case.wait()
    case.expect("P-06", "yellow", refuse_to_accept(case, **changed))
    close(case, "refused")


def refused_without_reason(case: Case) -> None:
    """P-06 yellow: refused, the reason not given."""
    _refused(case, reason=None)


def refused_without_rights(case: Case) -> None:
    """P-06 yellow: refused, and nobody said where to appeal."""
    _refused(case, rights_notice=None)


def refused_in_two_words(case: Case) -> None:
    """P-06 yellow: refused, the reason a word too short."""
    _refused(case, reason=REFUSAL[:4])


def _refused(case: Case, **changed: object) -> None:
    begin(case)
    hurry(case)
    case.expect("P-06", "yellow", decide(case, approved=False, changed=changed))
    complete(case, approved=False)


def returned_without_reason(case: Case) -> None:
    """P-06 yellow: sent back soon after acceptance, and nothing on record says why."""
    begin(case)
    case.expect("P-06", "yellow", close(case, "returned", confirmed=False))


def turned_away_though_complete(case: Case) -> None:
    """P-07 red proposed: everything the catalogue requires was there."""
    _turned_away_wrongly(case, "red")


def turned_away_though_nothing_was_missing(case: Case) -> None:
    """P-07 proposed: all that was handed in was in order, though not all that is required was."""
    _turned_away_wrongly(case, "yellow", M2=None)


def _turned_away_wrongly(case: Case, colour: str, **changed: object) -> None:
    submit(case)
    reach_desk(case)
    receive(case, **changed)
    case.wait()
    case.expect("P-07", colour, refuse_to_accept(case, referred_to=None), proposed=True)
    close(case, "refused")


def fee_on_a_free_item(case: Case) -> None:
    """P-10 red proposed: money is taken for what is free."""
    _charged(case, f"F-{case.item.code}", 20)


def fee_too_high(case: Case) -> None:
    """P-10 red proposed: more is taken than the standard says."""
    _charged(case, f"F-{case.item.code}", 50.5)


def fee_of_no_standard(case: Case) -> None:
    """P-10 red proposed: a fee nobody ever set."""
    _charged(case, "F-TEA", 50)


def _charged(case: Case, code: str, amount: float) -> None:
    begin(case)
    case.wait()
    charged = case.write("fee_charged", case.person("handle"), {"fee_code": code, "amount": amount})
    case.expect("P-10", "red", charged, proposed=True)
    hurry(case)
    finish(case)
