"""A contact is sealed with a key of its own at the first border; without that key it opens for nobody."""

import json
from typing import Any

import pytest

from rules.decode import decode
from rules.privacy import Border, is_sealed_contact
from rules.strictness import Rejected
from streams.contacts import Contacts, contact_in, file_border
from streams.exits import Misuse
from streams.privacy import Key
from tests.core.test_decode import STAMP

KEY, OTHER = Key.of(b"k" * 32), Key.of(b"o" * 32)
SAID = "张三 13812345678"
SEALING = KEY.border()._replace(contact=Contacts(KEY).seal)


def raw(event_type: str = "rating.submitted", **data: Any) -> bytes:
    said = {"service_number": "1", "assess_number": 1, "level": 1, "channel": 4} | data
    event = {
        "specversion": "1.0", "id": "e", "source": "s", "type": event_type, "subject": "c",
        "time": "2026-01-05T10:00:00+08:00", "data": said,
    }  # fmt: skip
    return json.dumps(event, ensure_ascii=False).encode()


def test_what_was_sealed_opens_with_its_own_wrapped_key_and_no_other() -> None:
    contacts = Contacts(KEY)
    first, second = contacts.seal(SAID), contacts.seal(SAID)

    assert contacts.open(first.text, first.wrapped) == SAID
    assert first.text != second.text
    with pytest.raises(Misuse):
        contacts.open(first.text, second.wrapped)
    with pytest.raises(Misuse):
        Contacts(OTHER).open(first.text, first.wrapped)


def test_the_deployments_key_alone_opens_nothing() -> None:
    sealed = Contacts(KEY).seal(SAID)

    with pytest.raises(Misuse):
        Contacts(KEY).open(sealed.text, b"\0" * 60)


def test_file_intake_writes_no_contact_in_clear_and_gives_the_key_along() -> None:
    value, sealed = file_border(KEY)(raw(contact=SAID, phone="13812345678"))

    assert "13812345678" not in value.decode()
    assert sealed is not None
    assert json.loads(value)["data"]["contact"] == sealed.text
    assert Contacts(KEY).open(sealed.text, sealed.wrapped) == SAID


def test_a_contact_written_with_escapes_is_found_too() -> None:
    value, sealed = file_border(KEY)(raw(contact=SAID).replace(b'"contact"', b'"c\\u006fntact"'))

    assert sealed is not None
    assert "13812345678" not in value.decode()


@pytest.mark.parametrize(
    "line",
    [
        raw("case.closed", contact=SAID),
        raw(contact=""),
        raw(contact=["a"]),
        b'{"contact":"x"}',
        b'["contact"]',
    ],
)
def test_only_a_ratings_own_contact_is_one(line: bytes) -> None:
    assert contact_in(line) is None
    assert SAID not in file_border(KEY)(line).value.decode()


def test_what_a_source_puts_on_kafka_itself_is_sealed_by_whoever_reads_it_first() -> None:
    event = decode(raw(contact=SAID), SEALING, STAMP)

    assert event.contact_key is not None
    assert event.data.contact == f"c1:{event.contact_key[0]}:" + event.data.contact.split(":")[2]  # type: ignore[attr-defined]
    assert Contacts(KEY).open(event.data.contact, event.contact_key[1]) == SAID  # type: ignore[attr-defined]


def test_a_second_border_changes_nothing() -> None:
    sealed = Contacts(KEY).seal(SAID)
    event = decode(raw(contact=sealed.text), SEALING, STAMP)

    assert (event.data.contact, event.contact_key) == (sealed.text, None)  # type: ignore[attr-defined]


def test_without_somebody_to_seal_it_a_contact_in_clear_is_dropped() -> None:
    assert decode(raw(contact=SAID), Border(), STAMP).data.contact is None  # type: ignore[attr-defined]


def test_the_contact_is_no_part_of_the_content_by_which_duplicates_are_told() -> None:
    digests = {
        decode(raw(**said), SEALING, STAMP).digest for said in ({}, {"contact": SAID}, {"contact": "other"})
    }

    assert len(digests) == 1


def test_a_correction_is_no_way_around_it() -> None:
    said = raw("case.corrected", corrects="e", reason="改", approver_id="u", replacement={"contact": SAID})

    assert decode(said, SEALING, STAMP).data.replacement == {}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("length", "taken"), [(512, True), (513, False)])
def test_a_contact_has_512_characters_at_most(length: int, taken: bool) -> None:
    line = raw(contact="号" * length)
    if taken:
        assert is_sealed_contact(decode(line, SEALING, STAMP).data.contact)  # type: ignore[attr-defined]
        return
    with pytest.raises(Rejected, match="wrong_value at /data/contact"):
        decode(line, SEALING, STAMP)
