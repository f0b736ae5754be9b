"""A theme of materials: receipts, supplements, refusals, promises of what is missing."""

from hypothesis import strategies as st

from tests.oracle.book import MaterialFacts
from tests.rules.random_books import WINDOW
from tests.rules.themes.parts import BLANK_OR_TEXT, CLOSED, CODES, Theme, fixed, one, some

_MATERIAL = one("m1", "m1", "m2", "m3")
_ASKED = st.lists(_MATERIAL, max_size=2)
_LINE = fixed(
    code=_MATERIAL,
    status=one("complete", "complete", "complete", "missing", "failed", "deferred", "deferred"),
    promised_at=one(None, 3, 10, 20, 20).map(lambda n: None if n is None else f"{WINDOW[n]}T10:00:00+08:00"),
)
_REASON = one(None, "", "  ", "12345", " 12345 ", "123456", "long enough", "long enough")
_RIGHTS = one(None, True, True, False, "", " ", "text")


@st.composite
def _guide(draw: st.DrawFn) -> tuple[MaterialFacts, ...]:
    codes = draw(some(["m1", "m2", "m3"], 3))
    return tuple(MaterialFacts(code, draw(st.booleans()), draw(one(False, False, True))) for code in codes)


MATERIALS = Theme(
    {
        "submitted": fixed(item_code=CODES),
        "material_received": fixed(
            materials=st.none() | st.lists(_LINE, max_size=3, unique_by=lambda line: line["code"])
        ),
        "supplement_notified": fixed(items=_ASKED),
        "supplement_received": fixed(items=st.none() | _ASKED, complete=one(True, True, False)),
        "accepted": fixed(item_code=CODES, voucher_no=st.just("v")),
        "not_accepted": fixed(
            reason=_REASON,
            voucher_no=BLANK_OR_TEXT,
            rights_notice=_RIGHTS,
            referred_to=one(None, None, "", "x"),
        ),
        "decided": fixed(
            result=one("approved", "approved", "refused"), reason=_REASON, rights_notice=_RIGHTS
        ),
        "closed": CLOSED,
    },
    [
        (
            "submitted",
            "material_received",
            "supplement_notified",
            "supplement_received",
            "supplement_notified",
        ),
        ("submitted", "material_received", "not_accepted"),
        ("submitted", "material_received", "material_received"),
        ("material_received", "accepted", "decided"),
        ("submitted", "material_received", "accepted", "closed"),
        ("submitted", "closed"),
    ],
    often=("material_received", "material_received", "supplement_notified", "supplement_received"),
    features={"materials": _guide()},
    parameters={"B-03.warn_days": [1, 0, 3], "P-06.min_length": [6, 1]},
)
