"""What themes are made of: the shape of one, and the data of events that many have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.rules.random_books import STAGES, WINDOW, Choices, Fields

Data = st.SearchStrategy[dict[str, Any]]

BLANK_OR_TEXT = st.sampled_from([None, "", "  ", "x", "x", "x"])
EARLY = ("submitted", "material_received", "supplement_notified", "supplement_received", "accepted")


@dataclass(frozen=True)
class Theme:
    """The kinds of events with their data, how a story may open, and what happens more often than the rest.

    `features` are drawn for each item, `registers` for the rulebook, `parameters` besides the common ones.
    """

    data: Mapping[str, Data]
    openings: Sequence[tuple[str, ...]]
    often: tuple[str, ...] = ()
    features: Fields = field(default_factory=dict)
    registers: Fields = field(default_factory=dict)
    parameters: Choices = field(default_factory=dict)


def fixed(**fields: st.SearchStrategy[Any]) -> Data:
    """An event's data; what is drawn as None is absent."""
    return st.fixed_dictionaries(fields).map(lambda data: {k: v for k, v in data.items() if v is not None})


def one(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def some(values: Sequence[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


CODES = one("I", "I", "I", "J", "X")
STAGE = fixed(stage_code=one(*STAGES, *STAGES, "Z"))
MOMENTS = st.sampled_from(WINDOW[:40]).map(lambda day: f"{day}T10:00:00+08:00")
WAIT = one("hearing", "other")
KINDS = one("hearing", "testing", "coffee")

PAUSES: Mapping[str, Data] = {
    "special_started": fixed(
        kind=KINDS,
        days=one(None, 1, 2, 3, 3, 7),
        approver_id=BLANK_OR_TEXT,
        notice_written=one(True, True, True, False, None),
    ),
    "special_ended": fixed(kind=KINDS),
    "extension_approved": fixed(
        days=one(1, 3, 3, 12),
        asked_at=st.none() | MOMENTS,
        reason=BLANK_OR_TEXT,
        told_at=st.none() | MOMENTS | MOMENTS,
        approver_level=one(None, "head", "clerk"),
    ),
    "suspended": fixed(reason_code=WAIT, approver_id=BLANK_OR_TEXT, notice_no=BLANK_OR_TEXT),
    "resumed": fixed(reason_code=WAIT),
}
ACCEPTED = fixed(
    item_code=CODES,
    voucher_no=BLANK_OR_TEXT,
    promise_days=one(None, None, 1, 2, 4, 9),
    legal_days=one(None, None, 2, 5),
    joint=one(None, None, True, False),
    project_type=one(None, None, "instant", "promised"),
)
ANY_CLOSE = one("normal", "normal", "normal", "withdrawn", "voided", "returned", "refused", "transferred")
CLOSED = fixed(kind=ANY_CLOSE, applicant_confirmed=one(None, True, False))


def validity(first: int, last: int) -> st.SearchStrategy[tuple[date, date]]:
    """From and until when a row of a register holds, both inclusive; the ends lie between two days of the window."""
    days = st.sampled_from(WINDOW[first:last])
    return (
        st.just((date.min, date.max))
        | st.tuples(st.just(date.min), days)
        | st.tuples(days, st.just(date.max))
    )
