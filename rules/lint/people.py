"""Posts, stages and roles that no person stands behind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from rules.entitlement import ADJUDICATOR, ADMINISTRATOR, DISCIPLINE, HR, LEADER, LIAISON, SUPERVISOR
from rules.lint.finding import Finding, of_stage
from rules.rulebook import Item, PostAuthority, Rulebook, StaffMember

ROLES = frozenset({"handler", "reviewer", "approver"}) | {
    SUPERVISOR, ADJUDICATOR, LEADER, LIAISON, HR, DISCIPLINE, ADMINISTRATOR,
}  # fmt: skip
"""The roles of staff.csv that mean something to the program."""


def posts_unheld(rulebook: Rulebook) -> Iterator[Finding]:
    """Posts with authority that nobody in the staff register holds in the same time, or to its end.

    What ended before the rulebook holds is history. Without a staff register nothing is said.
    """
    holders: dict[str, list[StaffMember]] = defaultdict(list)
    for rows in rulebook.staff.values():
        for member in rows:
            holders[member.post].append(member)
    for row in rulebook.posts if rulebook.staff else ():
        first = max(row.valid_from, rulebook.valid_from)
        ends = [each.valid_to for each in holders[row.post] if _meet(each, first, row.valid_to)]
        if first <= row.valid_to and max(ends, default=0) < row.valid_to:
            since = f" from {date.fromordinal(max(ends) + 1)} on" if ends else ""
            sentence = f"post {row.post} is held by nobody in the staff register{since}"
            key = (row.post, row.item_code, row.stage_code, row.region_code, row.valid_from)
            yield Finding("post_unheld", "posts", key, "post", sentence)


def stages_unauthorised(rulebook: Rulebook) -> Iterator[Finding]:
    """Stages no post may handle while their item is in force, where posts.csv says who may do what."""
    by_stage: dict[tuple[str, str], list[PostAuthority]] = defaultdict(list)
    for row in rulebook.posts:
        by_stage[row.item_code, row.stage_code].append(row)
    items = (item for versions in rulebook.items.values() for item in versions)
    for item in items if rulebook.posts else ():
        regions = frozenset(rulebook.region_and_parents(item.region_code))
        for code, stage in item.stages.items():
            rows = (row for i in (item.item_code, "") for s in (code, "") for row in by_stage.get((i, s), ()))
            if not _covered(rows, item, regions):
                sentence = f"has stage {code}, which no post in posts may handle: P-03 would find every entry"
                yield of_stage(item, stage, "stage_unauthorised", "stage_code", sentence)


def roles_unknown(rulebook: Rulebook) -> Iterator[Finding]:
    """Roles of staff that mean nothing to the program."""
    for rows in rulebook.staff.values():
        for member in rows:
            for role in member.roles:
                if role not in ROLES:
                    known = ", ".join(sorted(ROLES))
                    sentence = f'staff {member.staff_id} has the role "{role}", which is none of {known}'
                    key = (member.staff_id, member.valid_from)
                    yield Finding("role_unknown", "staff", key, "roles", sentence)


def _meet(row: StaffMember | PostAuthority, first: int, last: int) -> bool:
    """Whether a row is valid on any day from `first` to `last`."""
    return row.valid_from <= last and first <= row.valid_to


def _covered(rows: Iterable[PostAuthority], item: Item, regions: frozenset[str]) -> bool:
    """Whether one of the rows holds where and when the item does; an item of no region may be handled in any."""
    return any(
        (not row.region_code or not item.region_code or row.region_code in regions)
        and _meet(row, item.valid_from, item.valid_to)
        for row in rows
    )
