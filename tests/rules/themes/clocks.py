"""Themes of clocks: limits and stages; reviews and certificates; questions and hearings."""

from hypothesis import strategies as st

from tests.rules.random_books import WINDOW
from tests.rules.themes.parts import ACCEPTED, BLANK_OR_TEXT, CLOSED, CODES, PAUSES, STAGE, Theme, fixed, one

LIMITS = Theme(
    {
        "submitted": fixed(item_code=CODES),
        "material_received": fixed(),
        "supplement_notified": fixed(items=st.just(["m"])),
        "supplement_received": fixed(complete=one(True, True, False)),
        "accepted": ACCEPTED,
        "not_accepted": fixed(),
        "stage_entered": STAGE,
        "stage_left": STAGE,
        **PAUSES,
        "decided": fixed(result=one("approved", "refused")),
        "delivered": fixed(),
        "ready_notified": fixed(),
        "closed": fixed(kind=one("normal", "normal", "withdrawn", "voided")),
    },
    [
        ("accepted",),
        ("accepted", "special_started"),
        ("accepted", "stage_entered", "stage_left", "stage_entered", "stage_left"),
        ("accepted", "stage_entered", "stage_entered", "decided"),
        ("submitted", "material_received"),
        ("submitted", "material_received", "supplement_notified", "supplement_received"),
        (),
    ],
    often=(
        "accepted",
        "accepted",
        "special_started",
        "special_started",
        "extension_approved",
        "stage_entered",
        "stage_left",
    ),
)
"""Starts, limits, stages, pauses, extensions, delivery."""

REVIEWS = Theme(
    {
        "submitted": fixed(item_code=CODES, channel=one("online", "online", "online", "window", None)),
        "pre_reviewed": fixed(result=one("pass", "fail")),
        "material_received": fixed(),
        "supplement_notified": fixed(items=st.just(["m"])),
        "supplement_received": fixed(complete=st.booleans()),
        "accepted": ACCEPTED,
        "not_accepted": fixed(),
        "special_started": PAUSES["special_started"],
        "special_ended": PAUSES["special_ended"],
        "extension_approved": PAUSES["extension_approved"],
        "forwarded": fixed(to_dept=BLANK_OR_TEXT),
        "decided": fixed(result=one("approved", "approved", "refused")),
        "certificate_issued": fixed(),
        "closed": CLOSED,
    },
    [
        ("submitted",),
        ("submitted", "material_received"),
        ("submitted", "accepted"),
        ("accepted",),
        ("accepted", "special_started"),
        ("accepted", "decided", "closed"),
    ],
    features={
        "lower_review_days": one(None, 1, 2, 4),
        "certificate": one(None, False, True, True, True),
        "project_type": one(None, "instant", "promised"),
    },
    registers={"go_live": st.none() | st.sampled_from(WINDOW[:30])},
    parameters={
        "T-02.N": [2, 1, 4],
        "T-02.yellow_after": [3, 0, 1],
        "T-02.red_after": [5, 1, 3],
        "T-06.cure_days": [5, 1, 2],
        "T-08.red_after": [20, 2, 6],
        "T-13.N": [3, 1],
    },
)
"""Pre-review, cure, forwarding, instant cases, certificates."""

QUESTIONS = Theme(
    {
        "accepted": ACCEPTED,
        "enquiry_opened": fixed(due_days=one(None, 1, 2, 3), dept_code=one(None, "E")),
        "enquiry_answered": fixed(),
        "complaint_opened": fixed(due_days=one(None, 1, 2, 3), about=one(None, "fee", "retaliation")),
        "complaint_answered": fixed(),
        "hearing_requested": fixed(),
        "hearing_held": fixed(),
        "closed": CLOSED,
    },
    [
        ("enquiry_opened",),
        ("enquiry_opened", "enquiry_opened", "enquiry_answered"),
        ("complaint_opened", "enquiry_opened", "complaint_answered"),
        ("hearing_requested", "hearing_requested", "hearing_held"),
        ("accepted", "hearing_requested"),
    ],
    parameters={
        "T-14.due_days": [5, 2],
        "T-14.warn_days": [2, 0, 1],
        "T-14.yellow_after": [1, 0, 2],
        "T-14.red_after": [2, 1, 4],
        "T-15.N": [20, 1, 3],
    },
)
"""Enquiries, complaints, hearings asked for."""
