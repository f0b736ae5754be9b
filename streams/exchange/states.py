"""The states a case has in exchange tables, and which ones it must have passed between two of them."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

NEW = -1
"""A case that the snapshot before did not have."""

UNREAD = -2
"""A case whose state in the snapshot before could not be read: what followed from it is not known."""

STATES: Mapping[int, tuple[str, str]] = {
    0: ("暂存", "draft"),
    1: ("受理", "accepted"),
    2: ("不予受理", "not accepted"),
    3: ("补正补齐", "to be supplemented"),
    4: ("业务办结", "decided by the department"),
    5: ("统一办结", "closed at the joint window"),
    6: ("办结", "closed"),
    7: ("作废办结", "voided"),
    8: ("退窗", "returned at the window"),
    9: ("网上提交", "submitted online"),
    10: ("预审通过", "pre-review passed"),
    11: ("预审不通过", "pre-review failed"),
    20: ("并联草稿或分发", "composite: drafted or dispatched"),
    21: ("并联草稿或分发", "composite: drafted or dispatched"),
    22: ("并联草稿或分发", "composite: drafted or dispatched"),
    23: ("并联草稿或分发", "composite: drafted or dispatched"),
    24: ("并联草稿或分发", "composite: drafted or dispatched"),
}
"""Codes with their names, Chinese and English."""

COMPOSITE = (20, 21, 22, 23, 24)
UNACCEPTED = (NEW, 0, 9, 10, 11, 3, *COMPOSITE)
"""States in which nothing has been accepted yet."""


class Way(NamedTuple):
    """From any of `before` to `after` a case enters the states `entered`, in this order; the last is `after`."""

    before: tuple[int, ...]
    after: int
    entered: tuple[int, ...]


def _ways() -> Iterable[Way]:
    yield Way((NEW,), 0, (0,))
    yield from (Way((NEW, 0, 9, 10, *COMPOSITE), code, (code,)) for code in COMPOSITE)
    yield Way((NEW, 0, 11, 3, *COMPOSITE), 9, (9,))
    for reviewed in (10, 11):
        yield Way((NEW, 0), reviewed, (9, reviewed))
        yield Way((9, *COMPOSITE), reviewed, (reviewed,))
    yield Way((11,), 10, (10,))
    yield from (Way(UNACCEPTED, outcome, (outcome,)) for outcome in (1, 2, 3))
    yield Way((1,), 4, (4,))
    yield Way(UNACCEPTED, 4, (1, 4))
    for end in (5, 6):
        yield Way((4,), end, (end,))
        yield Way((1,), end, (4, end))
        yield Way(UNACCEPTED, end, (1, 4, end))
    yield Way((5,), 6, (6,))
    yield Way((*UNACCEPTED, 1, 4), 7, (7,))
    yield Way((NEW, 9, 10, 3, 1, 4), 8, (8,))


WAYS: tuple[Way, ...] = tuple(_ways())
"""Every known change. States between that a case must have passed are entered too; others are not guessed."""

_ENTERED = {(before, way.after): way.entered for way in WAYS for before in way.before if before != way.after}


def entered(before: int, after: int, own: Mapping[str, list[int]]) -> tuple[int, ...] | None:
    """The states entered on the way from one to the other; None where the change is not known.

    `own` are the ways a mapping adds or says otherwise, by "BEFORE-AFTER" ("new" for a case not seen before).
    """
    said = own.get(f"{state_name(before)}-{after}")
    return _ENTERED.get((before, after)) if said is None else tuple(said)


def state_name(state: int) -> str:
    """The code as text; "new" where there was none, "unread" where it could not be read."""
    return {NEW: "new", UNREAD: "unread"}.get(state, str(state))


def known_after(before: int) -> list[int]:
    """The states that may follow, for a person."""
    return sorted(after for at, after in _ENTERED if at == before)
