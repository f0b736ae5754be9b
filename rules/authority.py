"""When a person may not do what: from the registers of posts, staff and regions of one rulebook.

Answers are kept with the rulebook they come from, because the same people do the same things all day.
"""

from collections.abc import Iterable, Sequence

from rules.rulebook import FOREVER, PostAuthority, Rulebook

MOST_KEPT = 20_000

Act = tuple[str, str | None, str, str | None, str | None]
"""What somebody did: person, post as the event names it, item, stage (None: a decision), region (None: unknown)."""

DaySpan = tuple[int, int]
"""The first and the last of some days, as ordinals."""


def denied(book: Rulebook, act: Act) -> Sequence[DaySpan]:
    """The days on which the person's post has no row in force for the item, the stage (a decision: any) and the region.

    The post is the event's, else the staff register's of the day; on days on which neither says one nobody can tell. A
    row for a region holds in those below it too, and where the region is not known.
    """
    spans = book.denials.get(act)
    if spans is None:
        if len(book.denials) >= MOST_KEPT:
            book.denials.clear()
        spans = book.denials[act] = _denied(book, act)
    return spans


def post_of(book: Rulebook, act: Act, day: int) -> str | None:
    """The post in which it was done: the event's, else the register's of that day."""
    return next((post for post, first, last in _posts(book, act) if first <= day <= last), None)


def _posts(book: Rulebook, act: Act) -> list[tuple[str, int, int]]:
    """The posts with the first and last day on which the person holds them."""
    staff_id, post, *_ = act
    if post and post.strip():
        return [(post, 1, FOREVER)]
    return [(row.post, row.valid_from, row.valid_to) for row in book.staff.get(staff_id, ()) if row.post]


def _denied(book: Rulebook, act: Act) -> tuple[DaySpan, ...]:
    _, _, item_code, stage, region = act
    regions = None if region is None else {"", *book.region_and_parents(region)}
    found: list[DaySpan] = []
    for post, first, last in _posts(book, act):
        rows = [
            row
            for row in book.authority(post, item_code)
            if (stage is None or row.stage_code in ("", stage))
            and (regions is None or row.region_code in regions)
        ]
        found += _gaps(first, last, rows)
    return tuple(found)


def _gaps(first: int, last: int, rows: Iterable[PostAuthority]) -> list[DaySpan]:
    """The days of [first, last] on which no row is in force, as spans with both ends in them."""
    gaps: list[DaySpan] = []
    for row in sorted(rows, key=lambda each: each.valid_from):
        if row.valid_from > last:
            break
        if row.valid_from > first:
            gaps.append((first, row.valid_from - 1))
        first = max(first, row.valid_to + 1)
    if first <= last:
        gaps.append((first, last))
    return gaps
