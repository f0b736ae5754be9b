"""Texts of citizens pass as they are, whatever they hold, but for what could name somebody."""

import json
from typing import Any

import msgspec
import pytest

from rules.decode import decode
from rules.fact import Fact
from rules.privacy import Border
from rules.ratings import RatingStatus
from rules.strictness import Rejected
from tests.ratings.telling import event, fact, moment, only

BORDER = Border(pseudonym=lambda text: f"<{len(text)}>")
WHEN = "2018-10-08 10:00"
GIVEN = {"assess_number": 1, "level": 1, "channel": 4}


def told(**data: Any) -> Fact:
    """A rating as it is behind a border with a key."""
    return fact(event("submitted", WHEN, **(GIVEN | data)), BORDER)


def fault(kind: str, /, **data: Any) -> tuple[str, str]:
    """Why an event is none: the reason of its dead letter and the path."""
    raw = json.dumps(event(kind, WHEN, **data)).encode()
    with pytest.raises(Rejected) as refused:
        decode(raw, BORDER, moment(WHEN))
    return refused.value.reason, refused.value.path


@pytest.mark.parametrize(
    "text",
    [
        "服务态度很差" * 17_000,
        "'; DROP TABLE ratings; --",
        "\" OR 1=1 -- \\'; SELECT * FROM staff",
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "{{7*7}} ${jndi:ldap://x} %s %n =cmd|'/c calc'!A1",
        "👍🏽👨‍👩‍👧‍👦🇨🇳 ❤️",
        "𠮷野家 𬱖 㐀 䶮 𰻝",
        "\u202eabc\u200b\ufeff\r\n\t｡",
        "e\u0301 é",
        " ",
        "",
    ],
    ids=[
        "100 kB",
        "sql",
        "sql2",
        "html",
        "templates",
        "emoji",
        "rare",
        "controls",
        "forms",
        "blank",
        "empty",
    ],
)
def test_a_text_is_kept_letter_for_letter(text: str) -> None:
    record = only([told(text=text)])

    assert (record.text, record.status) == (text, RatingStatus.VALID)
    assert json.loads(msgspec.json.encode(record))["text"] == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("窗口张三收钱，我电话13812345678", "窗口张三收钱，我电话***********"),
        ("回我 138-1234-5678 谢谢", "回我 ************* 谢谢"),
        ("电话１３８１２３４５６７８", "电话***********"),
        ("座机0731-88881234", "座机*************"),
        ("座机０７３１－８８８８１２３４", "座机*************"),
        ("身份证43010219900101123x！", "身份证******************！"),
        ("等了13812分钟", "等了13812分钟"),
        ("<b>13812345678</b>", "<b>***********</b>"),
        ("👍13812345678👍", "👍***********👍"),
    ],
)
def test_telephone_and_certificate_numbers_in_a_text_are_starred(text: str, kept: str) -> None:
    assert only([told(text=text)]).text == kept


def test_a_number_written_where_a_label_belongs_is_starred_too() -> None:
    record = only([told(labels=["110", "打13812345678", 115, "13812345678"])])

    assert record.labels == ("110", "打***********", "115", "***********")


def test_who_rated_is_a_pseudonym_and_a_name_is_not_kept() -> None:
    said = {"evaluator_hash": "430102199001011234", "phone_hash": "13812345678", "ip_hash": "10.0.0.1"}
    record = only(
        [told(**said, device_hash="ab", account_hash="z", contact={"phone": "139"}, userName="张三")]
    )

    assert (record.evaluator_hash, record.phone_hash, record.ip_hash) == ("<18>", "<11>", "<8>")
    assert (record.device_hash, record.account_hash) == ("<2>", "<1>")
    written = msgspec.json.encode(record).decode()
    assert not any(clear in written for clear in ("4301", "138", "139", "10.0", "张三"))


def test_the_reason_of_a_decision_is_masked() -> None:
    said = {"assess_number": 1, "kind": "mistaken", "decided_by": "u1", "reason": "已电13812345678核实"}

    decision = fact(event("invalidated", WHEN, **said), BORDER)

    assert decision.data.reason == "已电***********核实"


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"level": 0}, ("wrong_value", "/data/level")),
        ({"level": 6}, ("wrong_value", "/data/level")),
        ({"level": 1.5}, ("wrong_value", "/data/level")),
        ({"level": "1"}, ("wrong_type", "/data/level")),
        ({"level": None}, ("wrong_type", "/data/level")),
        ({"channel": 0}, ("wrong_value", "/data/channel")),
        ({"channel": 11}, ("wrong_value", "/data/channel")),
        ({"assess_number": 0}, ("wrong_value", "/data/assess_number")),
        ({"assess_number": 3}, ("wrong_value", "/data/assess_number")),
        ({"service_number": " "}, ("empty_field", "/data/service_number")),
        ({"target": "window"}, ("wrong_value", "/data/target")),
        ({"service_time": "2018-10-08T10:00:00"}, ("no_offset", "/data/service_time")),
        ({"service_time": "0001-01-01T00:00:00Z"}, ("bad_time", "/data/service_time")),
        ({"unverified": "yes"}, ("wrong_type", "/data/unverified")),
        ({"text": "a\0b"}, ("bad_text", "/data/text")),
        ({"text": "\ud83d"}, ("bad_text", "/data/text")),
        ({"text": "x" * (1 << 20)}, ("too_large", "")),
    ],
)
def test_what_is_no_rating_says_which_field_and_why(data: dict[str, Any], where: tuple[str, str]) -> None:
    assert fault("submitted", **(GIVEN | data)) == where


def test_channels_and_levels_at_the_ends_of_their_ranges_are_ratings() -> None:
    for level, channel, assess_number in ((1, 1, 1), (5, 10, 2), (3, 8, 1)):
        record = only([told(level=level, channel=channel, assess_number=assess_number)])
        assert (record.level, record.channel, record.counts) == (level, channel, True)


def test_a_decision_of_an_unknown_kind_is_none() -> None:
    said = {"assess_number": 1, "decided_by": "u1", "reason": "r"}

    assert fault("invalidated", kind="unkind", **said) == ("wrong_value", "/data/kind")
