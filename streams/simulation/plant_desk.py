"""What happens to cards at the desk, planted: each builds a case with a violation and says what people make of it."""

from streams.simulation import watch
from streams.simulation.case import Case
from streams.simulation.clean import clean
from streams.simulation.desk import BY_HAND, NOTHING
from streams.simulation.plant_procedure import (
    asked_again_after_acceptance,
    statutory_stage_missing,
    voucher_missing,
)
from streams.simulation.plant_time import cure_missed, law_broken, promise_broken
from streams.simulation.plant_waiting import never_delivered
from streams.simulation.steps import begin, finish, hurry


def card_not_answered(case: Case) -> None:
    """E-01 red: nobody answers the yellow card of T-04."""
    case.plans["T-04"] = ()
    promise_broken(case)


def card_answered_too_late(case: Case) -> None:
    """E-01 red: the card of T-04 is answered on the seventh working day, which does not take it back."""
    case.plans["T-04"] = (*[NOTHING] * 6, "answer")
    promise_broken(case)


def unanswered_card_revoked(case: Case) -> None:
    """The card of T-04 is revoked after E-01 came, which goes with it."""
    case.plans["T-04"] = (*[NOTHING] * 6, "revoke")
    promise_broken(case)


def red_card_taken_back(case: Case) -> None:
    """The red card of T-05 is revoked so that the yellow one of T-04, answered long ago, stands again."""
    case.plans["T-05"] = ("reinstate",)
    law_broken(case)


def card_confirmed(case: Case) -> None:
    """P-15 waits, is confirmed, and answered."""
    case.plans["P-15"] = ("confirm", "answer")
    asked_again_after_acceptance(case)


def card_confirmed_and_not_answered(case: Case) -> None:
    """P-15 waits, is confirmed, and never answered: E-01."""
    case.plans["P-15"] = ("confirm",)
    asked_again_after_acceptance(case)


def card_rejected(case: Case) -> None:
    """P-15 waits, and is rejected."""
    case.plans["P-15"] = ("reject",)
    asked_again_after_acceptance(case)


def red_card_confirmed(case: Case) -> None:
    """The red card of P-01 is confirmed, supersedes the yellow one, and is told to discipline inspection."""
    case.plans["P-01"] = ("confirm", "refer", "answer")
    statutory_stage_missing(case)


def cure_confirmed(case: Case) -> None:
    """T-06 is confirmed, and supersedes T-04."""
    case.plans["T-06"] = ("confirm", "answer")
    cure_missed(case)


def appeal_granted(case: Case) -> None:
    """An appeal is granted: the card is revoked."""
    _appealed(case, "appeal", "grant")


def appeal_denied(case: Case) -> None:
    """An answered card is appealed, and stands."""
    _appealed(case, "answer", "appeal", "deny")


def appeal_sent_back(case: Case) -> None:
    """An appeal is sent back: the card is issued again, and answered."""
    _appealed(case, "appeal", "send_back", "answer")


def appeal_referred_up(case: Case) -> None:
    """An appeal goes one level up, where it has not been decided yet."""
    _appealed(case, "appeal", "refer_up")


def _appealed(case: Case, *moves: str) -> None:
    case.plans["T-04"] = moves
    promise_broken(case)


def card_revoked(case: Case) -> None:
    """E-05: a filed exemption covers the item, and the supervisor revokes the card of T-04; so T-06 never comes."""
    case.plans["T-04"] = ("answer", "revoke")
    begin(case)
    case.go(case.days.after(watch.promise_date(case), watch.CURE_DAYS + 1))
    hurry(case)
    finish(case)
    case.facts = [fact for fact in case.facts if fact.rule_id != "T-06"]


def muted(case: Case) -> None:
    """T-09 on an item for which a deviation is accepted: muted."""
    never_delivered(case)


def muted_for_a_while(case: Case) -> None:
    """P-16 on an item for which a deviation was accepted until some days ago: muted, then back."""
    voucher_missing(case)


def issued_by_hand(case: Case) -> None:
    """A supervisor issues a card for what was seen on site, and another one confirms it."""
    case.plans[BY_HAND] = ("P-17", "confirm", "answer")
    clean(case)
