"""Personal data is hashed or dropped at a border, and nothing else is touched."""

import json
from pathlib import Path
from typing import Any

import pytest

from streams.exits import Misuse
from streams.privacy import Key, Uncleansed, cleanse_json, cleanse_or_seal

KEY = Key.of(b"k" * 32)
OTHER = Key.of(b"o" * 32)


def event(**data: Any) -> bytes:
    return json.dumps({"id": "e1", "subject": "c1", "data": data}, ensure_ascii=False).encode()


def cleansed(**data: Any) -> Any:
    return json.loads(cleanse_json(KEY, event(**data)))["data"]


def test_equal_identifiers_stay_equal_and_cannot_be_read() -> None:
    first, second = cleansed(applicant_hash="430102199001011234"), cleansed(phone_hash="430102199001011234")

    assert first["applicant_hash"] == second["phone_hash"]
    assert "430102" not in first["applicant_hash"]


def test_another_key_gives_another_pseudonym() -> None:
    assert KEY.pseudonym("x") != OTHER.pseudonym("x")


def test_a_second_border_changes_nothing() -> None:
    once = cleanse_json(KEY, event(applicant_hash="a", reason="电话13812345678", phone="13812345678"))

    assert cleanse_json(KEY, once) is once


@pytest.mark.parametrize(
    "raw",
    [
        event(item_code="430100-0001", days=7),
        event(contact_ref="r-1"),
        event(reason="材料不全"),
        event(reason="文号 20230101123456789012345"),
        b'{ "a" : 1.50, "big": 123456789012345678901234567890 }',
        b"not json at all",
        b"\xff\xfe",
        b"",
    ],
)
def test_what_holds_nothing_personal_comes_back_byte_for_byte(raw: bytes) -> None:
    assert cleanse_json(KEY, raw) == raw


@pytest.mark.parametrize("raw", [b'{"phone": ', b'{"phone": ' + b"[" * 5000 + b"]" * 5000 + b"}"])
def test_what_cannot_be_cleansed_is_refused_and_at_file_intake_sealed(raw: bytes) -> None:
    with pytest.raises(Uncleansed):
        cleanse_json(KEY, raw)

    assert KEY.unseal(cleanse_or_seal(KEY, raw).decode()) == raw


def test_clear_fields_are_dropped_at_any_depth() -> None:
    assert cleansed(name="张三", materials=[{"code": "m1", "phone": "13812345678"}], contact_ref="r") == {
        "materials": [{"code": "m1"}],
        "contact_ref": "r",
    }


def test_a_field_name_written_with_escapes_is_found_too() -> None:
    assert json.loads(cleanse_json(KEY, b'{"data": {"ph\\u006fne": "13812345678", "a": 1}}')) == {
        "data": {"a": 1}
    }


def test_an_identifier_that_is_a_number_or_an_object_is_not_kept_in_clear() -> None:
    data = cleansed(applicant_hash=13812345678, device_hash={"imei": "1"}, ip_hash=["10.0.0.1"])

    assert data["applicant_hash"] == KEY.pseudonym("13812345678")
    assert data["device_hash"] is None
    assert data["ip_hash"] == [KEY.pseudonym("10.0.0.1")]


def test_numbers_in_texts_are_starred_and_keep_their_length() -> None:
    assert cleansed(text="请致电13812345678或0731-84567890") == {"text": f"请致电{'*' * 11}或{'*' * 13}"}


def test_doubled_keys_and_numbers_stay_as_written() -> None:
    raw = b'{"a":1.50,"a":2,"data":{"name":"x","b":1e3}}'

    assert cleanse_json(KEY, raw) == b'{"a":1.50,"a":2,"data":{"b":1e3}}'


def test_a_lone_surrogate_is_left_for_the_dead_letters() -> None:
    assert cleanse_json(KEY, b'{"a":"\\ud800","name":"x"}') == b'{"a":"\\ud800"}'


def test_what_is_sealed_opens_with_the_same_key_only() -> None:
    sealed = KEY.seal("张三".encode())

    assert KEY.unseal(sealed) == "张三".encode()
    with pytest.raises(Misuse, match="give that key's file"):
        OTHER.unseal(sealed)


def test_sealing_twice_gives_the_same_text() -> None:
    assert KEY.seal(b"x") == KEY.seal(b"x")


def test_a_damaged_seal_is_refused() -> None:
    sealed = KEY.seal(b"x" * 20)
    damaged = sealed[:-8] + ("AAAA" if sealed[-8:-4] != "AAAA" else "BBBB") + sealed[-4:]

    with pytest.raises(Misuse, match="damaged"):
        KEY.unseal(damaged)


def test_a_made_key_is_kept_and_read_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "key"
    made = Key.make(file)

    assert Key.make(file).fingerprint == Key.load(file).fingerprint == made.fingerprint
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [None, b"short"])
def test_a_missing_or_short_key_is_misuse(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(Misuse, match=str(file)):
        Key.load(file)


def test_the_key_is_never_printed() -> None:
    assert "_pseudonyms" not in repr(KEY)
    assert str(b"k" * 32) not in repr(KEY)
