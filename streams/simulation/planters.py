"""The register of planters: what each needs of an item, and how many of a thousand cases it gets."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from streams.simulation import plant_procedure as procedure
from streams.simulation import plant_time as time
from streams.simulation.case import Case
from streams.simulation.city import City, Item
from streams.simulation.clean import clean
from streams.simulation.hours import dice

PER_THOUSAND = 4
"""Cases of each planter in every thousand."""


class Planter(NamedTuple):
    """Builds a case with one violation and all it brings with it, of an item that `fits`."""

    build: Callable[[Case], None]
    fits: Callable[[Item], bool]

    @property
    def name(self) -> str:
        """The planter's name in the truth."""
        return self.build.__name__


def _any(_item: Item) -> bool:
    return True


def _long(item: Item) -> bool:
    """Room for ten counting days and more before the promise warns, in working days."""
    return item.profile.promise >= 12 and not item.profile.natural and not item.profile.joint


def _gap(item: Item) -> bool:
    return item.legal_days - item.profile.promise >= 4


def _short_law(item: Item) -> bool:
    return item.legal_days <= 10


def _staged(item: Item) -> bool:
    return bool(item.steps)


def _tight_stage(item: Item) -> bool:
    return _long(item) and item.steps[0].limit <= 3


def _serial(item: Item) -> bool:
    return item.serial


def _two_stages(item: Item) -> bool:
    return len(item.steps) > 1


def _three_in_a_row(item: Item) -> bool:
    return item.profile.name == "full"


def _statutory(item: Item) -> bool:
    return any(step.statutory for step in item.steps)


CLEAN = Planter(clean, _any)

PLANTERS: tuple[Planter, ...] = (
    Planter(time.answered_at_the_last, _any),
    Planter(time.answered_too_late, _long),
    Planter(time.never_answered, _long),
    Planter(time.second_round_too_late, _long),
    Planter(time.close_to_the_promise, _any),
    Planter(time.promise_broken, _gap),
    Planter(time.law_broken, _short_law),
    Planter(time.never_decided, _short_law),
    Planter(time.slow_stage, _tight_stage),
    Planter(time.overdue_stage, _tight_stage),
    Planter(time.delivered_late, _any),
    Planter(time.never_delivered, _any),
    Planter(time.procedure_close_to_its_end, _long),
    Planter(time.procedure_overrun, _long),
    Planter(time.procedure_far_overrun, _long),
    Planter(time.extended_after_the_limit, _short_law),
    Planter(time.extended_too_far, _long),
    Planter(time.extended_without_reason, _long),
    Planter(time.extended_twice, _long),
    Planter(procedure.last_stage_missing, _two_stages),
    Planter(procedure.middle_stage_missing, _three_in_a_row),
    Planter(procedure.statutory_stage_missing, _statutory),
    Planter(procedure.stages_reversed, _serial),
    Planter(procedure.pause_of_no_kind, _any),
    Planter(procedure.procedure_not_told, _any),
    Planter(procedure.procedure_without_approver, _long),
    Planter(procedure.suspended_at_will, _long),
    Planter(procedure.suspended_without_approver, _long),
    Planter(procedure.application_entered_later, _any),
    Planter(procedure.stage_entered_later, _staged),
    Planter(procedure.asked_again_after_acceptance, _any),
    Planter(procedure.voucher_missing, _any),
)


@lru_cache(maxsize=8)
def plan_of(seed: int, block: int) -> tuple[Planter, ...]:
    """Who builds each of the thousand cases of a block: every planter its share, shuffled."""
    planters = [planter for planter in PLANTERS for _ in range(PER_THOUSAND)]
    planters += [CLEAN] * (1000 - len(planters))
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
            fitting = [item for item in self._city.items if planter.fits(item)]
            menu = tuple(item for item in fitting for _ in range(item.profile.weight))
            self._menus[planter] = menu
        return menu[int(roll * len(menu))]
