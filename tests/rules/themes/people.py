"""A theme of people: who may do what, and what must not be in one hand."""

from datetime import timedelta

from hypothesis import strategies as st

from tests.oracle.book import PostFacts, StaffFacts
from tests.rules.random_books import STAGES, WINDOW
from tests.rules.themes.parts import ACCEPTED, CLOSED, CODES, Theme, fixed, one, validity

_WHO = one(None, "", "u1", "u1", "u2", "u3")
_POST = one(None, None, None, "p1", "p2", "")
_PLACE = one(None, None, "R", "R2", "P", "Q")
_STAGE_ACT = fixed(
    stage_code=one(*STAGES, *STAGES, "Z"),
    role=one(None, None, "handle", "review", "approve"),
    staff_id=_WHO,
    staff_post=_POST,
    region_code=_PLACE,
)


@st.composite
def _posts(draw: st.DrawFn) -> tuple[PostFacts, ...]:
    return tuple(
        PostFacts(
            draw(one("p1", "p1", "p2")),
            draw(one("", "", "I", "J", "X")),
            draw(one("", "", *STAGES)),
            draw(one("", "", "R", "P", "Q")),
            *draw(validity(3, 25)),
        )
        for _ in range(draw(st.integers(0, 4)))
    )


@st.composite
def _staff(draw: st.DrawFn) -> tuple[StaffFacts, ...]:
    """u1 changes post on a day, u2 joins or leaves, u3 is in no register."""
    change = draw(st.sampled_from(WINDOW[3:25]))
    return (
        StaffFacts("u1", draw(one("p1", "p2")), valid_to=change - timedelta(days=1)),
        StaffFacts("u1", draw(one("p1", "p2", "p3")), valid_from=change),
        StaffFacts("u2", draw(one("p1", "p2")), *draw(validity(3, 25))),
    )


PEOPLE = Theme(
    {
        "submitted": fixed(item_code=CODES),
        "accepted": ACCEPTED,
        "stage_entered": _STAGE_ACT,
        "stage_left": _STAGE_ACT,
        "decided": fixed(
            result=one("approved", "refused"),
            staff_id=_WHO,
            staff_post=_POST,
            region_code=_PLACE,
            approver_id=one(None, None, "u1", "u2"),
        ),
        "closed": CLOSED,
    },
    [
        ("accepted", "stage_entered", "stage_left"),
        ("accepted", "stage_entered", "stage_entered", "decided"),
        ("submitted", "stage_entered", "decided"),
    ],
    often=("stage_entered", "stage_left", "decided"),
    features={
        "separation": one(
            (),
            ("handle", "review"),
            ("review", "approve"),
            ("handle", "review", "approve"),
            ("handle", "approve"),
        )
    },
    registers={
        "posts": _posts(),
        "staff": _staff(),
        "parents": one({}, {"R": "P", "R2": "P"}, {"R": "R2", "R2": "P"}),
    },
)
