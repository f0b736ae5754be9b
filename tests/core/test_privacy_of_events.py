"""What a citizen's data become at a border: pseudonyms and stars, never clear text."""

import json

import pytest

from rules.decode import decode
from rules.privacy import Border, mask
from tests.core.test_decode import STAMP, record

BORDER = Border(pseudonym=lambda text: f"<{len(text)}>")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678联系", "电话***********联系"),
        ("0731-88881234转", "*************转"),
        ("证件43010219900101123X", "证件******************"),
        ("证件430102900101123。", "证件***************。"),
        ("文号2026000012345678901234", "文号2026000012345678901234"),
        ("金额12345", "金额12345"),
    ],
)
def test_telephone_and_certificate_numbers_are_starred_and_other_numbers_are_not(
    text: str, masked: str
) -> None:
    assert mask(text) == masked


def test_identifiers_become_pseudonyms_before_the_event_is_anything_else() -> None:
    event = decode(record({"applicant_hash": "430102199001011234"}, type="case.submitted"), BORDER, STAMP)

    assert event.data.applicant_hash == "<18>"  # type: ignore[attr-defined]


def test_a_reason_is_masked_and_its_length_kept() -> None:
    raw = record({"result": "refused", "reason": "请拨13812345678"}, type="case.decided")

    assert decode(raw, BORDER, STAMP).data.reason == "请拨***********"  # type: ignore[attr-defined]


def test_a_replacement_is_no_way_around_the_border() -> None:
    said = {
        "corrects": "e-0",
        "reason": "改",
        "approver_id": "u1",
        "replacement": {
            "item_code": "I",
            "applicant_hash": "430102199001011234",
            "applicant_name": "张三",
            "reason": "13812345678",
        },
    }

    event = decode(record(said, type="case.corrected"), BORDER, STAMP)

    assert event.data.replacement == {  # type: ignore[attr-defined]
        "item_code": "I",
        "applicant_hash": "<18>",
        "reason": "***********",
    }
    assert "张三" not in json.dumps(str(event), ensure_ascii=False)
