"""Most events hold nothing personal; the door must tell so exactly as the slow look at the bytes would."""

import json
from typing import Any

import pytest

from rules.decode import decode
from rules.privacy import PSEUDONYM_FIELDS, TEXT_FIELDS, TEXT_LISTS, Border, needs_no_guard
from rules.registry import DATA_OF
from streams.privacy import CLEAR_FIELDS, Key, cleanse_json
from tests.core.test_decode import STAMP

KEY = Key.of(b"k" * 32)
SEALED_AT_THE_BORDER = {"contact"}


def raw_of(event_type: str, **data: Any) -> bytes:
    event = {
        "specversion": "1.0", "id": "e", "source": "s", "type": event_type, "subject": "c",
        "time": "2026-01-05T10:00:00+08:00", "data": data,
    }  # fmt: skip
    return json.dumps(event, ensure_ascii=False).encode()


def told_clean(raw: bytes) -> bool:
    event = decode(raw, Border(), STAMP)
    return not event.unknown and needs_no_guard(event.data, KEY.border())


@pytest.mark.parametrize(
    "raw",
    [
        raw_of("case.accepted", item_code="1", staff_id="u17"),
        raw_of("case.decided", result="approved", reason="材料齐全，文号 2026000012345678901234"),
        raw_of("case.submitted", item_code="1", applicant_hash=KEY.pseudonym("430102199001011234")),
        raw_of("case.submitted", item_code="1", applicant_hash=""),
    ],
)
def test_an_event_without_personal_data_is_told_at_a_glance_and_stays_as_it_is(raw: bytes) -> None:
    assert told_clean(raw)
    assert cleanse_json(KEY, raw) == raw


@pytest.mark.parametrize(
    "raw",
    [
        raw_of("case.decided", result="approved", reason="请拨13812345678"),
        raw_of("case.decided", result="approved", reason="请拨１３８１２３４５６７８"),
        raw_of("case.decided", result="approved", reason="x").replace(b'"x"', b'"138\\u00312345678"'),
        raw_of("case.submitted", item_code="1", applicant_hash="430102199001011234"),
        raw_of("case.submitted", item_code="1", applicant_name="张三"),
        raw_of("case.material_received", materials=[{"code": "m1", "status": "complete", "phone": "1"}]),
        raw_of("case.accepted", item_code="1").replace(b'"subject"', b'"mobile":"13812345678","subject"'),
        raw_of("rating.submitted", service_number="1", assess_number=1, level=1, channel=4, labels=["13812345678"]),
        raw_of("case.corrected", corrects="e", reason="改", approver_id="u", replacement={"item_code": "2"}),
    ],
)  # fmt: skip
def test_whatever_may_hold_some_is_looked_at_again(raw: bytes) -> None:
    assert not told_clean(raw)


def test_no_field_that_is_read_is_dropped_at_a_border() -> None:
    read = {name for kind in DATA_OF.values() for name in kind.__struct_fields__}

    assert read & CLEAR_FIELDS <= SEALED_AT_THE_BORDER
    assert read >= PSEUDONYM_FIELDS | TEXT_FIELDS | TEXT_LISTS
