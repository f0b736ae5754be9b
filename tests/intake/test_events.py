"""`POST /events`: three modes, all or nothing, a clear answer to everything bad, nothing personal on Kafka."""

import json
from typing import Any

import httpx
import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

from tests.intake.place import BATCHED, JSON, STRUCTURED, Place, event

ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "time")


def sdk_event(sent: dict[str, Any]) -> CloudEvent:
    """The event as the SDK has it, which wants its time as an instant."""
    from datetime import datetime

    attributes = {name: value for name, value in sent.items() if name != "data"}
    attributes |= {"time": datetime.fromisoformat(sent["time"]), "datacontenttype": "application/json"}
    return CloudEvent(attributes, sent["data"])


@pytest.mark.parametrize(("mode", "make"), [("structured", to_structured_event), ("binary", to_binary_event)])
def test_what_the_sdk_sends_is_confirmed_and_on_the_topic(place: Place, mode: str, make: Any) -> None:
    sent = event(f"sdk-{mode}", subject=f"案件 {mode}/1", opinion="同意 😀 𠮷")

    message = make(sdk_event(sent))
    answer = place.post("/events", bytes(message.body), message.headers)

    assert (answer.status, answer.body["accepted"]) == (202, 1)
    assert answer.body["events"] == [{"id": sent["id"], "outcome": "accepted"}]
    (written,) = place.written("case-events", sent["subject"])
    assert {name: written[name] for name in ATTRIBUTES} == {name: sent[name] for name in ATTRIBUTES}
    assert written["recordedtime"] == sent["recordedtime"]
    assert written["data"] == sent["data"]


def test_a_batch_of_the_sdks_events_is_confirmed_whole_each_in_its_place(place: Place) -> None:
    sent = [event(f"b-{number}", subject=f"batch-{number % 3}") for number in range(30)]
    parts = [bytes(to_structured_event(sdk_event(each)).body) for each in sent]

    answer = place.post("/events", b"[" + b",".join(parts) + b"]", BATCHED)

    assert (answer.status, answer.body["accepted"]) == (202, 30)
    for number in range(3):
        ids = [each["id"] for each in place.written("case-events", f"batch-{number}")]
        assert ids == [each["id"] for each in sent[number::3]]


def test_events_go_to_the_topic_of_their_type_and_the_partition_of_their_subject(place: Place) -> None:
    said = {"service_number": 7, "assess_number": 1, "level": 5, "channel": 3}
    sent = event("r-1", subject="service:7") | {"type": "rating.submitted", "data": said}

    assert place.post("/events", sent, STRUCTURED).status == 202

    (written,) = place.written("rating-events", "service:7")
    assert written["data"]["level"] == 5


def test_one_bad_event_refuses_the_batch_and_every_fault_is_named(place: Place) -> None:
    sent = [event(f"x-{number}", subject="refused") for number in range(4)]
    del sent[1]["data"]["item_code"]
    sent[3]["time"] = "2026-01-05T10:00:00"

    answer = place.post("/events", sent, BATCHED)

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    named = [(each["index"], each["reason"], each["pointer"]) for each in answer.body["errors"]]
    assert named == [(1, "missing_field", "/data/item_code"), (3, "no_offset", "/time")]
    assert place.written("case-events", "refused") == []


def rated(**data: Any) -> dict[str, Any]:
    said = {"service_number": "1", "assess_number": 1, "level": 1, "channel": 4}
    return event("bad", subject="bad") | {"type": "rating.submitted", "data": said | data}


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (rated(level=0), ("wrong_value", "/data/level")),
        (rated(level=6), ("wrong_value", "/data/level")),
        (rated(channel=11), ("wrong_value", "/data/channel")),
        (rated(level="1"), ("wrong_type", "/data/level")),
        (event("bad", subject="bad", item_code=" "), ("empty_field", "/data/item_code")),
        (event("bad", subject="b" * 257), ("too_long", "/subject")),
        (event("bad", subject="bad") | {"type": "case.unheard"}, ("unknown_type", "/type")),
        (event("bad", subject="bad") | {"time": "yesterday"}, ("bad_time", "/time")),
        (event("bad", subject="bad") | {"specversion": "0.3"}, ("bad_specversion", "/specversion")),
        (event("bad", subject="bad", opinion="a\0b"), ("bad_text", "/data/opinion")),
        (event("bad", source="other", subject="bad"), ("wrong_source", "/source")),
    ],
)
def test_what_is_no_event_of_this_source_is_refused_with_its_field(
    place: Place, sent: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = place.post("/events", sent, STRUCTURED)

    assert answer.status == (403 if fault[0] == "wrong_source" else 422)
    assert answer.reasons == [fault]
    assert place.written("case-events", "bad") == place.written("rating-events", "bad") == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", STRUCTURED, 422),
        (b"\xff\xfe", STRUCTURED, 422),
        (b"[" * 100_000, BATCHED, 400),
        (b"[]", BATCHED, 400),
        (b"{}", BATCHED, 400),
        (b"{}", JSON, 415),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", STRUCTURED | {"Content-Encoding": "gzip"}, 415),
        (b"{}", {"Content-Type": "application/cloudevents+json; charset=gbk"}, 415),
        (b" " * (8 << 20) + b"{}", STRUCTURED, 413),
        (b'{"a":1,"a":2}', STRUCTURED, 422),
        (b"[" * 70 + b"]" * 70, STRUCTURED, 422),
        (b"x", {**JSON, "ce-specversion": "1.0"}, 400),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_never_a_crash(
    place: Place, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = place.post("/events", body, headers)

    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["status"] == status


def test_an_event_over_one_mebibyte_is_too_large_though_the_body_is_not(place: Place) -> None:
    answer = place.post("/events", event("large", subject="bad", opinion="长" * (1 << 19)), STRUCTURED)

    assert (answer.status, answer.reasons[0][0]) == (422, "too_large")


def test_an_event_just_under_one_mebibyte_arrives_whole(place: Place) -> None:
    sent = event("big", subject="big")
    sent["data"]["opinion"] = "x" * ((1 << 20) - len(json.dumps(sent)) - 100)

    assert place.post("/events", sent, STRUCTURED).status == 202

    (written,) = place.written("case-events", "big")
    assert written["data"]["opinion"] == sent["data"]["opinion"]


def test_long_sql_html_and_rare_texts_arrive_unchanged(place: Place) -> None:
    text = "'; DROP TABLE cards; -- <script>alert(1)</script> 😀 𠮷𪚥 " + "文" * 33_000
    assert len(text.encode()) > 99_000

    assert place.post("/events", event("t-1", subject="texts", opinion=text), STRUCTURED).status == 202

    (written,) = place.written("case-events", "texts")
    assert written["data"]["opinion"] == text


def test_nothing_personal_reaches_kafka(place: Place) -> None:
    sent = event(
        "p-1", subject="personal", applicant_hash="430102199001011234", name="张三", phone="13812345678",
        opinion="请致电13812345678", contact={"name": "李四", "phone": "13912345678"},
    )  # fmt: skip

    assert place.post("/events", sent, STRUCTURED).status == 202

    (raw,) = [value for value in place.values("case-events") if b'"personal"' in value]
    for secret in ("430102199001011234", "13812345678", "13912345678", "张三", "李四"):
        assert secret not in raw.decode()
    written = json.loads(raw)["data"]
    assert written["applicant_hash"] == place.key.pseudonym("430102199001011234")
    assert written["opinion"] == f"请致电{'*' * 11}"


def test_the_same_request_again_says_the_same_and_changes_no_content(place: Place) -> None:
    sent = event("again", subject="replayed")

    answers = [place.post("/events", sent, STRUCTURED) for _ in range(2)]

    assert [answer.status for answer in answers] == [202, 202]
    assert answers[0].body == answers[1].body
    written = place.written("case-events", "replayed")
    assert all(each == written[0] for each in written), "the worker tells a duplicate by equal content"


def test_attributes_in_headers_may_say_nothing_twice(place: Place) -> None:
    headers = [("ce-specversion", "1.0"), ("ce-id", "a"), ("ce-id", "b"), ("ce-source", "city/full")]
    headers += [("ce-type", "case.accepted"), ("ce-subject", "bad"), ("ce-time", "2026-01-05T10:00:00Z")]
    headers += [("Content-Type", "application/json"), ("Authorization", f"Bearer {place.tokens['full']}")]

    answer = httpx.post(place.url + "/events", content=b'{"item_code": "1"}', headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (422, "duplicate_key")
