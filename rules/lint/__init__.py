"""What is odd in a rulebook that can be loaded all the same: pure functions from a rulebook to findings.

A check is one function; adding one means writing it and naming it in `CHECKS` (what one item version says) or in
`CHECKS_OF_ALL` (what tables say of each other).
"""

from collections.abc import Callable, Iterable

from rules.lint.dead_rules import dead_rules
from rules.lint.exemptions import exemptions_incomplete
from rules.lint.finding import Finding
from rules.lint.flow import stage_before_predecessor, stage_unreachable
from rules.lint.guide import guide_elements_empty, guides_missing
from rules.lint.limits import (
    promise_above_default,
    promise_above_legal,
    promise_missing,
    stages_above_promise,
)
from rules.lint.people import posts_unheld, roles_unknown, stages_unauthorised
from rules.lint.wording import CATCH_ALL, catch_all_wording
from rules.rulebook import Item, Rulebook

__all__ = [
    "CATCH_ALL",
    "Finding",
    "dead_rules",
    "lint",
    "promise_above_default",
    "promise_above_legal",
    "promise_missing",
    "stages_above_promise",
]

CHECKS: tuple[Callable[[Item], Iterable[Finding]], ...] = (
    promise_missing,
    promise_above_legal,
    promise_above_default,
    stages_above_promise,
    stage_unreachable,
    stage_before_predecessor,
    guide_elements_empty,
)
CHECKS_OF_ALL: tuple[Callable[[Rulebook], Iterable[Finding]], ...] = (
    guides_missing,
    catch_all_wording,
    posts_unheld,
    stages_unauthorised,
    roles_unknown,
    exemptions_incomplete,
)


def lint(rulebook: Rulebook) -> list[Finding]:
    """All findings: item by item in the order of the catalogue, then those of the tables together."""
    items = (item for versions in rulebook.items.values() for item in versions)
    of_items = [finding for item in items for check in CHECKS for finding in check(item)]
    return of_items + [finding for check in CHECKS_OF_ALL for finding in check(rulebook)]
