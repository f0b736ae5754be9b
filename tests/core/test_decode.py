"""The border: every record is an event or a dead letter with one listed reason and the place of the fault."""

import json
from typing import Any

import pytest

from rules.case_events import Accepted, MaterialReceived
from rules.decode import DAY_MS, MAX_BYTES, decode
from rules.dossier import Dossier, encode, fold, restore
from rules.events import Event
from rules.privacy import Border
from rules.registry import DATA_OF
from rules.strictness import Rejected

STAMP = 1_767_578_402_000  # 2026-01-05T10:00:02+08:00
GOOD: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "approval/430100",
    "type": "case.accepted",
    "subject": "430100-2026-000123",
    "time": "2026-01-05T10:00:00+08:00",
    "recordedtime": "2026-01-05T10:00:02+08:00",
    "data": {"item_code": "430100-0001", "dept_code": "430100-ZJ", "voucher_no": "SL-77"},
}


def record(data: Any = None, /, without: str = "", **envelope: Any) -> bytes:
    """The good record with some fields other than they were; `data` is merged where it is an object."""
    body = {**GOOD, **envelope}
    if data is not None:
        body["data"] = {**GOOD["data"], **data} if isinstance(data, dict) else data
    body.pop(without, None)
    return json.dumps(body, ensure_ascii=False).encode()


BAD: list[tuple[bytes, str, str]] = [
    (b"", "not_json", ""),
    (b"{", "not_json", ""),
    (record() + b"x", "not_json", ""),
    (b'{"id": NaN}', "not_json", ""),
    (b"\xff\xfe", "bad_encoding", ""),
    (record().replace(b"SL-77", b"SL-\xff"), "bad_encoding", ""),
    (record({"voucher_no": "a\0b"}), "bad_text", "/data/voucher_no"),
    (record(id="e\0"), "bad_text", "/id"),
    (json.dumps({**GOOD, "subject": "\ud800"}).encode(), "bad_text", "/subject"),
    (record()[:-1] + b', "id": "e-1"}', "duplicate_key", "/id"),
    (record()[:-2] + b', "voucher_no": "SL-77"}}', "duplicate_key", "/data/voucher_no"),
    (b"[]", "not_object", ""),
    (b'"text"', "not_object", ""),
    (b"null", "not_object", ""),
    (record({"note": [[]] * 3}, id="x" * 257), "too_long", "/id"),
    (record(source="x" * 257), "too_long", "/source"),
    (record(subject="案" * 257), "too_long", "/subject"),
    (record(without="id"), "missing_field", "/id"),
    (record(without="data"), "missing_field", "/data"),
    (record(type="case.decided"), "missing_field", "/data/result"),
    (record(id=""), "empty_field", "/id"),
    (record(subject=" "), "empty_field", "/subject"),
    (record({"item_code": " "}), "empty_field", "/data/item_code"),
    (record(id=7), "wrong_type", "/id"),
    (record([]), "wrong_type", "/data"),
    (record({"promise_days": "7"}), "wrong_type", "/data/promise_days"),
    (record({"joint": "yes"}), "wrong_type", "/data/joint"),
    (record({"item_code": None}), "wrong_type", "/data/item_code"),
    (record({"promise_days": 0}), "wrong_value", "/data/promise_days"),
    (record({"legal_days": 2.5}), "wrong_value", "/data/legal_days"),
    (record({"project_type": "slow"}), "wrong_value", "/data/project_type"),
    (record(specversion="0.3"), "bad_specversion", "/specversion"),
    (record(type="case.unheard_of"), "unknown_type", "/type"),
    (record(time="yesterday"), "bad_time", "/time"),
    (record(time="2026-02-30T10:00:00+08:00"), "bad_time", "/time"),
    (record(time="0001-01-01T00:00:00+08:00"), "bad_time", "/time"),
    (record(time="2026-01-05T10:00:00"), "no_offset", "/time"),
    (record(recordedtime="2026-01-05T10:00:02"), "no_offset", "/recordedtime"),
]
"""Bad records, the reason each is refused for, and the place of the fault."""


def read(raw: bytes, stamp: int = STAMP) -> Event:
    return decode(raw, Border(), stamp)


def fault(raw: bytes, stamp: int = STAMP) -> tuple[str, str]:
    with pytest.raises(Rejected) as rejected:
        read(raw, stamp)
    return rejected.value.reason, rejected.value.path


def test_a_good_record_becomes_a_typed_event_in_milliseconds() -> None:
    event = read(record())

    assert (event.subject, event.source, event.id) == ("430100-2026-000123", "approval/430100", "e-1")
    assert (event.time, event.recorded) == (1_767_578_400_000, STAMP)
    assert event.data == Accepted(item_code="430100-0001", dept_code="430100-ZJ", voucher_no="SL-77")
    assert event.unknown == ()


@pytest.mark.parametrize(("raw", "reason", "path"), BAD)
def test_a_bad_record_has_one_reason_and_the_place_of_the_fault(raw: bytes, reason: str, path: str) -> None:
    assert fault(raw) == (reason, path)


def test_a_record_may_have_one_mebibyte_and_not_a_byte_more() -> None:
    room = MAX_BYTES - len(record({"voucher_no": ""}))

    assert read(record({"voucher_no": "x" * room})).type == "case.accepted"
    assert fault(record({"voucher_no": "x" * (room + 1)})) == ("too_large", "")


def test_objects_may_nest_64_deep_and_brackets_in_texts_do_not_count() -> None:
    deep: Any = {}
    for _ in range(61):
        deep = {"d": deep}

    assert read(record({"extra": deep})).type == "case.accepted"
    assert fault(record({"extra": {"d": {"d": deep}}})) == ("too_deep", "")
    assert read(record({"voucher_no": "[" * 200})).type == "case.accepted"


def test_an_event_may_lie_24_hours_ahead_of_its_recording_and_not_longer() -> None:
    ahead = "2026-01-06T10:00:02+08:00"

    assert read(record(time=ahead)).time == STAMP + DAY_MS
    assert fault(record(time="2026-01-06T10:00:02.001+08:00")) == ("future_time", "/time")


def test_a_recording_may_lie_24_hours_ahead_of_the_brokers_stamp_and_not_longer() -> None:
    assert read(record(), stamp=STAMP - DAY_MS).recorded == STAMP
    assert fault(record(), stamp=STAMP - DAY_MS - 1) == ("future_time", "/recordedtime")


def test_without_recordedtime_the_record_timestamp_stands_in() -> None:
    assert read(record(without="recordedtime"), stamp=STAMP + 5).recorded == STAMP + 5


def test_unknown_fields_are_dropped_and_named_wherever_they_stand() -> None:
    raw = record(
        {"materials": [{"code": "M1", "status": "complete", "shelf": 3}], "colour": "blue"},
        type="case.material_received",
        trace="x",
    )

    event = read(raw)

    assert isinstance(event.data, MaterialReceived)
    assert set(event.unknown) == {
        "/trace",
        "/data/item_code",
        "/data/voucher_no",
        "/data/colour",
        "/data/materials/shelf",
    }


def test_null_in_an_optional_field_is_the_same_as_no_field() -> None:
    assert read(record({"promise_days": None})) == read(record())


def test_an_empty_optional_text_is_a_fact() -> None:
    event = read(record({"voucher_no": ""}))

    assert isinstance(event.data, Accepted)
    assert event.data.voucher_no == ""
    assert event.digest != read(record({"voucher_no": None})).digest


def test_the_digest_covers_what_is_known_and_not_when_it_was_recorded_or_how_it_was_written() -> None:
    same = json.dumps(dict(reversed(GOOD.items())), indent=2).encode()
    later = record(recordedtime="2026-01-05T18:00:00+08:00")
    elsewhere = record(time="2026-01-05T02:00:00Z")

    assert {read(raw).digest for raw in (same, record({"zone": 9}), later, elsewhere)} == {
        read(record()).digest
    }
    assert read(record({"voucher_no": "SL-78"})).digest != read(record()).digest
    assert read(record(time="2026-01-05T10:00:01+08:00")).digest != read(record()).digest


@pytest.mark.parametrize("kind", ["hearing", "coffee break"])
def test_an_unlisted_special_procedure_is_a_fact_and_no_dead_letter(kind: str) -> None:
    assert read(record({"kind": kind}, type="case.special_started")).type == "case.special_started"


def test_a_correction_that_corrects_nothing_is_refused() -> None:
    said = {"corrects": "e-0", "reason": "写错", "approver_id": "u1"}

    assert fault(record(said, type="case.corrected")) == ("missing_field", "/data/replacement")
    assert read(record({**said, "void": True}, type="case.corrected")).type == "case.corrected"


def test_a_service_number_given_as_a_whole_number_is_taken_as_its_text() -> None:
    rating = {"service_number": 3, "assess_number": 1, "level": 2, "channel": 4}
    as_text = {**rating, "service_number": "3"}

    assert (
        read(record(rating, type="rating.submitted")).digest
        == read(record(as_text, type="rating.submitted")).digest
    )
    assert fault(record({**rating, "level": 6}, type="rating.submitted")) == ("wrong_value", "/data/level")


def test_a_fraction_of_a_second_is_cut_and_never_rounded_up() -> None:
    for fraction in ("999", "9999999", "999999999"):
        event = read(record(time=f"2026-01-04T23:59:59.{fraction}+08:00"))
        assert event.time == 1_767_542_399_999


def test_the_instants_inside_data_are_cut_as_well() -> None:
    last = "2026-01-04T23:59:59.9999999+08:00"
    promised = {"code": "M1", "status": "deferred", "promised_at": last}

    data: Any = read(record({"materials": [promised]}, type="case.material_received")).data

    assert data.materials[0].promised_at.isoformat() == "2026-01-04T23:59:59.999999+08:00"


def test_ids_and_texts_that_hold_a_long_fraction_stay_as_they_are() -> None:
    stamped = "2026-01-04T23:59:59.1234567"

    event = read(record({"window_no": stamped}, id=stamped, subject=f"c {stamped}"))

    assert (event.id, event.subject, event.data.window_no) == (stamped, f"c {stamped}", stamped)


HUGE = 10**20
NEVER = ("0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("kind", "data", "reason", "path"),
    [
        ("case.accepted", {"promise_days": HUGE}, "wrong_value", "/data/promise_days"),
        ("case.extension_approved", {"days": HUGE}, "wrong_value", "/data/days"),
        ("case.fee_charged", {"fee_code": "F", "amount": -HUGE}, "wrong_value", "/data/amount"),
        ("source.counted", {"date": "d", "events": HUGE}, "wrong_value", "/data/events"),
        (
            "case.corrected",
            {"corrects": "e", "reason": "r", "approver_id": "a", "replacement": {"promise_days": HUGE}},
            "wrong_value",
            "/data/replacement",
        ),
        *(
            case
            for instant in NEVER
            for case in (
                ("case.extension_approved", {"days": 1, "asked_at": instant}, "bad_time", "/data/asked_at"),
                (
                    "case.material_received",
                    {"materials": [{"code": "M"}, {"code": "N", "promised_at": instant}]},
                    "bad_time",
                    "/data/materials/1/promised_at",
                ),
                (
                    "case.corrected",
                    {"corrects": "e", "reason": "r", "approver_id": "a", "new_time": instant},
                    "bad_time",
                    "/data/new_time",
                ),
            )
        ),
    ],
)
def test_what_no_state_could_keep_is_refused_at_the_border(
    kind: str, data: dict[str, Any], reason: str, path: str
) -> None:
    assert fault(record(data, type=kind)) == (reason, path)


def test_whatever_is_taken_can_be_written_into_the_state() -> None:
    oddities: tuple[Any, ...] = (2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), 0.5, "x", True, *NEVER)
    for kind, data_type in DATA_OF.items():
        for name in data_type.__struct_fields__:
            for odd in (*oddities, *([each] for each in oddities), *({"a": each} for each in oddities)):
                try:
                    event = read(json.dumps({**GOOD, "type": kind, "data": {**FILLED, name: odd}}).encode())
                except Rejected:
                    continue
                dossier = Dossier("s")
                fold(dossier, event, b"")
                assert restore(encode(dossier)).find("approval/430100", "e-1") is not None


FILLED: dict[str, Any] = {
    "item_code": "I",
    "stage_code": "S",
    "result": "approved",
    "complete": True,
    "items": ["m"],
    "days": 1,
    "kind": "normal",
    "reason_code": "r",
    "fee_code": "F",
    "amount": 1,
    "staff_ids": ["u"],
    "lead_dept": "D",
    "branches": [],
    "branch_no": "1",
    "opinion": "agree",
    "reason": "r",
    "corrects": "e",
    "approver_id": "a",
    "void": True,
    "service_number": "1",
    "assess_number": 1,
    "level": 1,
    "channel": 1,
    "actor_id": "u",
    "card_id": "c",
    "ticket_id": "t",
    "lead_id": "l",
    "alert_id": "a",
    "month": "2026-01",
    "sample_id": "s",
    "decision": "grant",
    "cause_code": "c",
    "date": "2026-01-05",
    "events": 1,
    "decided_by": "u",
    "finding_id": "f",
    "rule_id": "R",
    "scope": "s",
    "holds": True,
    "as_of": "2026-01-05T10:00:00Z",
    "evidence": [],
}
