"""A theme of endings: decisions and closes, and what must come before them; fees; checks; unlisted items."""

from hypothesis import strategies as st

from tests.oracle.book import FeeFacts, Term
from tests.rules.themes.parts import ACCEPTED, CLOSED, CODES, PAUSES, Theme, fixed, one, some, validity


@st.composite
def _standards(draw: st.DrawFn) -> tuple[FeeFacts, ...]:
    rows = draw(some([("f", "s1", "10"), ("f", "s2", "12.50"), ("g", "s1", "10.00")], 3))
    return tuple(FeeFacts(*row) for row in rows)


@st.composite
def _bases(draw: st.DrawFn) -> tuple[Term, ...]:
    codes = draw(some(["b1", "b2"], 2))
    return tuple(Term(code, *draw(validity(5, 28))) for code in codes)


ENDINGS = Theme(
    {
        "submitted": fixed(item_code=CODES),
        "material_received": fixed(),
        "accepted": ACCEPTED,
        "special_started": PAUSES["special_started"],
        "extension_approved": PAUSES["extension_approved"],
        "fee_charged": fixed(
            fee_code=one("f", "f", "g", "h"),
            amount=one(10, 10.0, 12.5, 0.1, 12),
            standard_id=one(None, "", "s1", "s2"),
        ),
        "public_notice": fixed(),
        "hearing_held": fixed(),
        "third_party_notified": fixed(),
        "substance_checked": fixed(staff_ids=st.lists(one("u1", "u2", "u3", "", " ", "u1 "), max_size=3)),
        "decided": fixed(
            result=one("approved", "refused"),
            basis_ids=st.none() | st.lists(one("b1", "b2", "b3"), max_size=2),
        ),
        "closed": CLOSED,
    },
    [
        ("accepted", "decided"),
        ("accepted", "closed"),
        ("accepted", "fee_charged"),
        ("accepted", "special_started", "closed"),
        ("accepted", "hearing_held", "decided"),
        ("submitted", "material_received"),
    ],
    often=("closed", "fee_charged"),
    features={
        "hearing": one(None, True, False),
        "notice": one(None, True, False),
        "third_party": one(None, True, False),
        "free": one(None, True, False),
        "fees": _standards(),
    },
    registers={"bases": _bases()},
    parameters={"P-14.last_percent": [20, 50, 100], "P-17.min_staff": [2, 1, 3]},
)
