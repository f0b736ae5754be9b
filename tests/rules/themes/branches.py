"""A theme of composite cases: the lead's clock and those of the branches."""

from typing import Any

from hypothesis import strategies as st

from tests.rules.themes.parts import ACCEPTED, BLANK_OR_TEXT, CLOSED, CODES, PAUSES, Theme, fixed, one

_NUMBERS = ["1", "2", "3"]


@st.composite
def _branches(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for number in _NUMBERS[: draw(st.integers(1, 3))]:
        before = _NUMBERS[: _NUMBERS.index(number)]
        after = draw(one(None, before, before[-1:]))
        given = {"days": draw(one(None, 1, 2, 4)), "after": after, "dept_code": draw(one(None, "E"))}
        made.append(
            {"branch_no": number} | {name: value for name, value in given.items() if value is not None}
        )
    return made


BRANCHES = Theme(
    {
        "submitted": fixed(item_code=CODES),
        "material_received": fixed(),
        "accepted": ACCEPTED,
        "composite_created": fixed(lead_dept=st.just("L"), branches=_branches()),
        "branch_dispatched": fixed(branch_no=one("1", "1", "2", "3", "9")),
        "branch_opinion": fixed(
            branch_no=one("1", "1", "2", "3", "9"),
            opinion=one("agree", "agree_with_conditions", "disagree", "other"),
            reason=BLANK_OR_TEXT,
        ),
        "special_started": PAUSES["special_started"],
        "extension_approved": PAUSES["extension_approved"],
        "decided": fixed(result=one("approved", "refused")),
        "closed": CLOSED,
    },
    [
        ("accepted", "composite_created", "branch_dispatched"),
        ("accepted", "composite_created", "branch_dispatched", "branch_dispatched", "branch_opinion"),
        ("accepted", "composite_created"),
        ("submitted", "material_received", "composite_created"),
    ],
    often=("branch_dispatched", "branch_dispatched", "branch_opinion"),
    parameters={"C-03.N": [1, 2]},
)
