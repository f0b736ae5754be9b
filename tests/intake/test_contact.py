"""Whoever left a telephone number with a bad rating is called by the unit, and the number is nowhere in clear."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.tickets import TicketKind, ticket_id_of
from streams.topics import TOPICS
from tests.intake.place import STRUCTURED, Place, act, asked_until_decided, event, rating
from tests.worker.running import Worker

CASE = "430100-2026-009077"
NUMBER = "13812345678"
TICKET = ticket_id_of(TicketKind.BAD_RATING, (CASE, "rating", "1"))
OPEN = {
    "type": "desk.ticket_open_contact", "subject": CASE, "action_id": "open-1",
    "data": {"ticket_id": TICKET, "reason": "联系评价人核实"},
}  # fmt: skip


def key_records(place: Place, key_id: str) -> list[bytes | None]:
    return [value for key, value in place.records("contact-keys") if key == key_id.encode()]


def test_only_the_unit_of_the_open_ticket_reads_the_number_until_the_ticket_ends(
    place: Place, worker: Worker
) -> None:
    now = datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M:%S")
    said = rating(
        CASE, mobile=NUMBER, userName="张三", winusername="u04", proDepartCode="430100-ZJ", assessTime=now
    )
    assert place.post("/ratings", said).status == 202

    (written,) = place.written("rating-events", CASE)
    key_id = written["data"]["contact"].split(":")[1]
    assert len(key_records(place, key_id)) == 1

    opened = asked_until_decided(place, "u06", act(place, "u06", OPEN))
    refused = asked_until_decided(place, "u90", act(place, "u90", OPEN))
    assert (opened.body["outcome"], opened.body["contact"]) == ("done", NUMBER)
    assert (refused.body["reason"], refused.body["contact"]) == ("not_yours", None)
    assert "contact handed out" in place.log

    void = event("void", subject=CASE) | {
        "type": "rating.invalidated",
        "data": {
            "service_number": "1", "assess_number": 1, "kind": "mistaken", "decided_by": "u91", "reason": "误评",
        },
    }  # fmt: skip
    at = datetime.now(ZoneInfo("UTC")).isoformat()
    assert place.post("/events", void | {"time": at, "recordedtime": at}, STRUCTURED).status == 202
    ends = time.monotonic() + 60
    while key_records(place, key_id)[-1] is not None:
        assert time.monotonic() < ends, "the key was not destroyed"
        time.sleep(0.2)

    again = act(place, "u06", OPEN)
    assert (again.body["outcome"], again.body["contact"]) == ("done", None)
    for topic in TOPICS:
        if topic.partitions is None:
            assert not any(NUMBER.encode() in value for value in place.values(topic.name))
