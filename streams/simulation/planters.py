"""The register of planters: what each needs of an item, and how many of a thousand cases it gets."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from streams.simulation import composite, plant_basis, plant_conduct, plant_desk, plant_ratings
from streams.simulation import plant_procedure as procedure
from streams.simulation import plant_time as time
from streams.simulation import plant_waiting as waiting
from streams.simulation.case import Case
from streams.simulation.city import City, Item
from streams.simulation.clean import clean
from streams.simulation.hours import dice
from streams.simulation.people import REGION, SUPERVISION
from streams.simulation.plant_basis import CATALOGUE

VIOLATIONS = 100
"""Cases of a thousand in which something is planted, if nothing else is asked for."""


class Planter(NamedTuple):
    """Builds a case with one violation and all it brings with it, of an item that `fits`."""

    build: Callable[[Case], None]
    fits: Callable[[Item], bool]
    special: str = ""

    @property
    def name(self) -> str:
        """The planter's name in the truth."""
        return self.build.__name__

    def takes(self, item: Item) -> bool:
        """Whether it plants in this item: what is special is for one planter alone."""
        return item.special == self.special and self.fits(item)


def _any(_item: Item) -> bool:
    return True


def _long(item: Item) -> bool:
    """Room for ten counting days and more before the promise warns, in working days."""
    profile = item.profile
    return profile.promise >= 12 and not (profile.natural or profile.joint or profile.lower_review)


def _gap(item: Item) -> bool:
    return item.legal_days - item.profile.promise >= 4


def _wide_gap(item: Item) -> bool:
    return item.legal_days - item.profile.promise >= 8 and not item.profile.natural


def _short_law(item: Item) -> bool:
    return item.legal_days <= 10


def _tight_stage(item: Item) -> bool:
    return _long(item) and item.steps[0].limit <= 3


def _serial(item: Item) -> bool:
    return item.serial


def _two_stages(item: Item) -> bool:
    return len(item.steps) > 1


def _approved_last(item: Item) -> bool:
    return len(item.steps) > 1 and item.steps[-1].role == "approve"


def _three_in_a_row(item: Item) -> bool:
    return item.profile.name == "full"


def _statutory(item: Item) -> bool:
    return any(step.statutory for step in item.steps)


def _joint(item: Item) -> bool:
    return item.profile.joint


def _lower(item: Item) -> bool:
    return item.profile.lower_review is not None


def _instant(item: Item) -> bool:
    return item.profile.instant


def _promised(item: Item) -> bool:
    return not item.profile.instant


def _certificate(item: Item) -> bool:
    return item.certificate


def _free(item: Item) -> bool:
    return not item.fee


def _paid(item: Item) -> bool:
    return item.fee


def _unheard(item: Item) -> bool:
    return not item.profile.hearing


def _heard(item: Item) -> bool:
    return item.profile.hearing


def _noticed(item: Item) -> bool:
    return item.profile.notice


def _third_party(item: Item) -> bool:
    return item.profile.third_party


def _supervised(item: Item) -> bool:
    """Somebody of another department supervises whoever handles it."""
    return item.dept != f"{REGION}-{SUPERVISION}"


def _and_supervised(fits: Callable[[Item], bool]) -> Callable[[Item], bool]:
    return lambda item: _supervised(item) and fits(item)


CLEAN = Planter(clean, _any)

_TIME = (
    Planter(time.answered_at_the_last, _any),
    Planter(time.answered_too_late, _long),
    Planter(time.never_answered, _long),
    Planter(time.second_round_too_late, _long),
    Planter(waiting.first_look_slow, _any),
    Planter(waiting.first_look_late, _any),
    Planter(waiting.first_look_very_late, _any),
    Planter(waiting.application_overlooked, _long),
    Planter(waiting.application_forgotten, _long),
    Planter(time.close_to_the_promise, _any),
    Planter(time.promise_broken, _gap),
    Planter(time.law_broken, _short_law),
    Planter(time.never_decided, _short_law),
    Planter(time.cure_missed, _wide_gap),
    Planter(time.slow_stage, _tight_stage),
    Planter(time.overdue_stage, _tight_stage),
    Planter(waiting.forwarded_late, _lower),
    Planter(waiting.forwarded_far_too_late, _lower),
    Planter(waiting.delivered_late, _any),
    Planter(waiting.never_delivered, _any),
    Planter(time.procedure_close_to_its_end, _long),
    Planter(time.procedure_overrun, _long),
    Planter(time.procedure_far_overrun, _long),
    Planter(time.extended_after_the_limit, _short_law),
    Planter(time.extended_too_far, _long),
    Planter(time.extended_without_reason, _long),
    Planter(time.extended_twice, _long),
    Planter(waiting.instant_put_off, _instant),
    Planter(waiting.certificate_late, _certificate),
    Planter(waiting.certificate_never, _certificate),
    Planter(waiting.enquiry_answered_at_the_last, _any),
    Planter(waiting.enquiry_answered_late, _any),
    Planter(waiting.complaint_answered_far_too_late, _any),
    Planter(waiting.complaint_never_answered, _any),
    Planter(waiting.hearing_late, _lower),
    Planter(waiting.hearing_never_held, _unheard),
)
_PROCEDURE = (
    Planter(procedure.last_stage_missing, _two_stages),
    Planter(procedure.middle_stage_missing, _three_in_a_row),
    Planter(procedure.statutory_stage_missing, _statutory),
    Planter(procedure.stages_reversed, _serial),
    Planter(procedure.pause_of_no_kind, _any),
    Planter(procedure.procedure_not_told, _any),
    Planter(procedure.procedure_without_approver, _long),
    Planter(procedure.suspended_at_will, _long),
    Planter(procedure.suspended_without_approver, _long),
    Planter(procedure.paused_most_of_the_time, _long),
    Planter(procedure.application_entered_later, _any),
    Planter(procedure.stage_entered_later, _any),
    Planter(procedure.asked_again_after_acceptance, _any),
    Planter(procedure.voucher_missing, _any),
    Planter(procedure.public_notice_left_out, _noticed),
    Planter(procedure.hearing_left_out, _heard),
    Planter(procedure.third_party_not_told, _third_party),
    Planter(procedure.checked_alone, _any),
    Planter(procedure.withdrawn_at_the_last, _long),
    Planter(procedure.voided_at_the_last, _long),
)
_CONDUCT = (
    Planter(plant_conduct.stage_by_the_wrong_post, _approved_last),
    Planter(plant_conduct.decided_without_authority, _any),
    Planter(plant_conduct.handled_and_reviewed_by_one, _three_in_a_row),
    Planter(plant_conduct.approved_by_the_handler, _approved_last),
    Planter(plant_conduct.told_twice, _long),
    Planter(plant_conduct.asked_outside_the_guide, _long),
    Planter(plant_conduct.asked_for_what_was_there, _long),
    Planter(plant_conduct.asked_for_what_is_shared, _long),
    Planter(plant_conduct.turned_away_without_reason, _any),
    Planter(plant_conduct.turned_away_without_voucher, _any),
    Planter(plant_conduct.turned_away_without_rights, _any),
    Planter(plant_conduct.refused_without_reason, _any),
    Planter(plant_conduct.refused_without_rights, _any),
    Planter(plant_conduct.refused_in_two_words, _any),
    Planter(plant_conduct.returned_without_reason, _any),
    Planter(plant_conduct.turned_away_though_complete, _any),
    Planter(plant_conduct.turned_away_though_nothing_was_missing, _any),
    Planter(plant_conduct.fee_on_a_free_item, _free),
    Planter(plant_conduct.fee_too_high, _paid),
    Planter(plant_conduct.fee_of_no_standard, _paid),
)
_BASIS = (
    Planter(plant_basis.decided_without_basis, _any),
    Planter(plant_basis.decided_on_unknown_basis, _any),
    Planter(plant_basis.decided_on_basis_no_longer_in_force, _any),
    Planter(plant_basis.approved_though_missing, _any),
    Planter(plant_basis.approved_though_failed, _any),
    Planter(plant_basis.deferred_to_the_last, _any),
    Planter(plant_basis.deferred_too_long, _any),
    Planter(plant_basis.deferred_for_ever, _any),
    Planter(plant_basis.item_unlisted, _any),
    Planter(plant_basis.item_cancelled, _any, "cancelled"),
    Planter(plant_basis.promise_above_the_law, _long),
    *(Planter(plant_basis.catalogue_out_of_order, _any, special) for special in CATALOGUE),
)
_COMPOSITE = (
    Planter(composite.whole_close_to_its_limit, _joint),
    Planter(composite.whole_promise_broken, _joint),
    Planter(composite.whole_law_broken, _joint),
    Planter(composite.branch_late, _joint),
    Planter(composite.branch_silent, _joint),
    Planter(composite.dispatched_late, _joint),
    Planter(composite.never_dispatched, _joint),
    Planter(composite.opinion_of_no_kind, _joint),
    Planter(composite.disagreement_without_reason, _joint),
)
_DESK = (
    Planter(plant_desk.card_not_answered, _gap),
    Planter(plant_desk.card_answered_too_late, _gap),
    Planter(plant_desk.unanswered_card_revoked, _gap),
    Planter(plant_desk.red_card_taken_back, _wide_gap),
    Planter(plant_desk.card_confirmed, _any),
    Planter(plant_desk.card_confirmed_and_not_answered, _any),
    Planter(plant_desk.card_rejected, _any),
    Planter(plant_desk.red_card_confirmed, _statutory),
    Planter(plant_desk.cure_confirmed, _wide_gap),
    Planter(plant_desk.appeal_granted, _wide_gap),
    Planter(plant_desk.appeal_denied, _wide_gap),
    Planter(plant_desk.appeal_sent_back, _wide_gap),
    Planter(plant_desk.appeal_referred_up, _wide_gap),
    Planter(plant_desk.card_revoked, _any, "exempted"),
    Planter(plant_desk.muted, _any, "muted"),
    Planter(plant_desk.muted_for_a_while, _any, "muted_for_a_while"),
    Planter(plant_desk.issued_by_hand, _promised),
)
RATINGS = (
    Planter(plant_ratings.unhappy_about_a_broken_promise, _and_supervised(_gap)),
    Planter(plant_ratings.unhappy_about_the_legal_limit, _and_supervised(_short_law)),
    Planter(plant_ratings.unhappy_about_extra_materials, _and_supervised(_long)),
    Planter(plant_ratings.unhappy_about_the_same_proof_twice, _and_supervised(_long)),
    Planter(plant_ratings.unhappy_though_in_time, _supervised),
    Planter(plant_ratings.unhappy_without_reason, _supervised),
    Planter(plant_ratings.unhappy_and_soon_content, _supervised),
    Planter(plant_ratings.unhappy_weeks_later, _supervised),
    Planter(plant_ratings.rater_contacted_at_the_last, _supervised),
    Planter(plant_ratings.rater_contacted_late, _supervised),
    Planter(plant_ratings.rater_never_contacted, _supervised),
    Planter(plant_ratings.rectified_on_the_last_day, _supervised),
    Planter(plant_ratings.rectified_late, _supervised),
    Planter(plant_ratings.rectified_far_too_late, _supervised),
    Planter(plant_ratings.rater_not_satisfied, _supervised),
    Planter(plant_ratings.rater_still_not_satisfied, _supervised),
    Planter(plant_ratings.feedback_false, _supervised),
    Planter(plant_ratings.rated_badly_again, _supervised),
    Planter(plant_ratings.rating_appeal_granted, _supervised),
    Planter(plant_ratings.rating_appeal_denied, _supervised),
    Planter(plant_ratings.forced_to_rate, _supervised),
)
PLANTERS: tuple[Planter, ...] = _TIME + _PROCEDURE + _CONDUCT + _BASIS + _COMPOSITE + _DESK + RATINGS


@lru_cache(maxsize=8)
def plan_of(seed: int, block: int, violations: int) -> tuple[Planter, ...]:
    """Who builds each of the thousand cases of a block: so many of them by planters, who take turns, shuffled."""
    turns = range(block * violations, (block + 1) * violations)
    planters = [PLANTERS[turn % len(PLANTERS)] for turn in turns]
    planters += [CLEAN] * (1000 - violations)
    dice(seed, "plan", block).shuffle(planters)
    return tuple(planters)


class Choice:
    """Which item a case is about: as often as citizens ask for it, among those that fit."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._menus: dict[Planter, tuple[Item, ...]] = {}

    def item(self, planter: Planter, roll: float) -> Item:
        """The item for a roll between 0 and 1."""
        menu = self._menus.get(planter)
        if menu is None:
            fitting = [item for item in self._city.items if planter.takes(item)]
            menu = tuple(item for item in fitting for _ in range(item.profile.weight))
            self._menus[planter] = menu
        return menu[int(roll * len(menu))]
