"""Both suites of algorithms are what their standards say, and what was written with one is read with the other."""

import hashlib
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from rules.privacy import SEALED, is_sealed_contact
from sinks.settings import Settings
from streams.contacts import Contacts
from streams.exits import Misuse
from streams.feeds.access import faults, sealed
from streams.privacy import Key
from streams.suites import AES, SM, SUITES, Sm4Gcm, Suite

SECRET = b"k" * 32
TODAY, SM_KEY = Key.of(SECRET), Key.of(SECRET, SM)
BOTH = pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_examples_of_gb_t_32905(text: bytes, digest: str) -> None:
    assert SM.digest(text).hex() == digest


def test_sm4_gcm_gives_the_example_of_rfc_8998() -> None:
    nonce = bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex("".join(letter * 16 for letter in "abcdefea"))
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    box = Sm4Gcm(bytes.fromhex("0123456789abcdeffedcba9876543210"))

    made = box.encrypt(nonce, plain, associated)

    assert made.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert box.decrypt(nonce, made, associated) == plain
    with pytest.raises(InvalidTag):
        box.decrypt(nonce, made, associated[:-1])


@given(st.binary(max_size=100), st.binary(max_size=200))
def test_the_keyed_hash_of_sm3_is_made_as_rfc_2104_says(key: bytes, data: bytes) -> None:
    padded = (SM.digest(key) if len(key) > 64 else key).ljust(64, b"\0")
    inner = SM.digest(bytes(each ^ 0x36 for each in padded) + data)

    assert SM.mac(key, data) == SM.digest(bytes(each ^ 0x5C for each in padded) + inner)


def test_what_release_0_1_wrote_is_written_and_read_still() -> None:
    seal = "s1:4601:u+ky2w3rZZNTU7d4gWsnV1Fb+jmbpSXQ0DHSdGBXTExjCA=="

    assert TODAY.fingerprint == "46018e2d3dd3c4c7"
    assert TODAY.pseudonym("430102199001011234") == "p1:4601:3030276bffa704520164720f063b2ed2"
    assert TODAY.seal("原文".encode()) == seal
    assert (
        TODAY.secret_for("evidence").hex()
        == "d193ca35b02224b0cb0c947b4c81622405973ea840a44371568400e3c4a2966f"
    )
    for key in (TODAY, SM_KEY):
        assert key.unseal(seal) == "原文".encode()
        assert Contacts(key).open(
            "c1:866ca166ea63d0f3ce2dcfc3:fchfAFmWkD7RnONa5d3w/uyav9VKSuY+lzUsJ0DXikhgu9JK",
            bytes.fromhex(
                "c64e13a1d5b004b630516876de260b57af27d3cc65492def0e32388d5949f9b6"
                "0a12d3a540d7bcc67d9ea2616a258becd70b5a7798efb70c037767bf"
            ),
        ) == "call 138"  # fmt: skip


def test_each_seal_and_pseudonym_names_its_suite() -> None:
    assert [TODAY.seal(b"x")[:3], SM_KEY.seal(b"x")[:3]] == ["s1:", "s2:"]
    assert all(key.seal(b"x").encode().startswith(SEALED) for key in (TODAY, SM_KEY))
    assert [TODAY.pseudonym("u")[:3], SM_KEY.pseudonym("u")[:3]] == ["p1:", "p2:"]
    assert SM_KEY.pseudonym("u").split(":")[2] != TODAY.pseudonym("u").split(":")[2]


def test_a_pseudonym_of_either_suite_passes_a_border_of_the_other() -> None:
    for key in (TODAY, SM_KEY):
        assert [key.pseudonym(each.pseudonym("u")) for each in (TODAY, SM_KEY)] == [
            TODAY.pseudonym("u"),
            SM_KEY.pseudonym("u"),
        ]


@BOTH
@given(data=st.binary(max_size=300))
def test_what_one_suite_seals_a_key_of_any_suite_opens(suite: Suite, data: bytes) -> None:
    text = Key.of(SECRET, suite).seal(data)

    assert TODAY.unseal(text) == SM_KEY.unseal(text) == data


@BOTH
def test_another_key_opens_neither_nor_does_a_damaged_seal_open(suite: Suite) -> None:
    text = Key.of(SECRET, suite).seal(b"a record")
    damaged = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]

    with pytest.raises(Misuse, match="sealed with the key"):
        Key.of(b"o" * 32, suite).unseal(text)
    for wrong in (damaged, text[:8] + "AAAA"):
        with pytest.raises(Misuse, match="damaged"):
            TODAY.unseal(wrong)


def test_a_mark_cannot_be_exchanged_for_the_other() -> None:
    for text in (TODAY.seal(b"a record"), SM_KEY.seal(b"a record")):
        other = text.replace("s1:", "s2:") if text.startswith("s1:") else text.replace("s2:", "s1:")
        with pytest.raises(Misuse):
            TODAY.unseal(other)


@BOTH
def test_a_contact_of_either_suite_is_opened_by_both(suite: Suite) -> None:
    made = Contacts(Key.of(SECRET, suite)).seal("电话 13800000000")

    assert made.text.startswith(f"c{suite.mark}:")
    assert is_sealed_contact(made.text)
    for key in (TODAY, SM_KEY):
        assert Contacts(key).open(made.text, made.wrapped) == "电话 13800000000"


def test_the_log_of_looks_is_followed_over_a_change_of_suite_and_a_change_in_it_is_found() -> None:
    secret, entries, seal = TODAY.secret_for("access"), [], ""
    for number, suite in enumerate((AES, SM, AES), 1):
        entry = {"chain": "c", "number": number, "previous": seal, "what": "dossier"}
        seal = sealed(secret, entry, suite)
        entries.append(entry | {"seal": seal})

    assert list(faults(secret, entries)) == []
    assert str(entries[1]["seal"]).startswith("sm3:")
    assert len(list(faults(secret, [entries[0], entries[1] | {"what": "nothing"}, entries[2]]))) == 1


def test_processes_of_different_suites_have_different_fingerprints() -> None:
    assert TODAY.fingerprint != SM_KEY.fingerprint
    assert set(TODAY.fingerprints) == set(SM_KEY.fingerprints) == {TODAY.fingerprint, SM_KEY.fingerprint}


@pytest.mark.parametrize(("said", "suite"), [("", AES), ("AES", AES), ("sm", SM)])
def test_the_setting_says_which_suite_is_used(
    said: str, suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file := tmp_path / "key").write_bytes(SECRET)
    monkeypatch.setenv("LIANGPAI_SUITE", said)

    assert Key.load(file).suite is suite
    assert Settings.read({}).suite == "AES"
    assert hashlib.sha256(b"").digest() == AES.digest(b"")
