"""Records as they lie on Kafka, with only what a test is about given."""

from typing import Any

import msgspec

from sinks.records import Record
from sinks.shaping import Shaper

STAMP = 1_767_578_400_000  # 2026-01-05T10:00:00+08:00
SUBJECT = "430100-2026-000123"
AT = "2026-01-05T10:00:00.000+08:00"


def as_it_is(raw: bytes) -> bytes:
    """A border that finds nothing personal: any JSON value passes."""
    msgspec.json.decode(raw)
    return raw


SHAPER = Shaper(as_it_is)


def json_of(value: object) -> bytes:
    return msgspec.json.encode(value)


def event(number: int, subject: str = SUBJECT, **data: Any) -> dict[str, Any]:
    """An input event, id `e-<number>`."""
    return {
        "specversion": "1.0",
        "id": f"e-{number}",
        "source": "approval/430100",
        "type": "case.accepted",
        "subject": subject,
        "time": AT,
        "recordedtime": "2026-01-05T10:00:02.500+08:00",
        "data": {"item_code": "430100-0001", "dept_code": "430100-ZJ", "staff_id": "u17", **data},
    }


def arrival(
    number: int, subject: str = SUBJECT, topic: str = "case-events", value: bytes | None = None
) -> Record:
    """The event at offset `number` of partition 3."""
    body = json_of(event(number, subject)) if value is None else value
    return Record(topic, 3, number, subject.encode(), body, STAMP + number)


def card_record(
    card_id: str = "T-04-1", revision: int = 1, state: str = "issued", **more: Any
) -> dict[str, Any]:
    """The whole record of a yellow card for exceeding the promise."""
    return {
        "card_id": card_id,
        "revision": revision,
        "state": state,
        "colour": "yellow",
        "rule_id": "T-04",
        "rule_class": "limit",
        "case_no": SUBJECT,
        "occasion": "case",
        "item_code": "430100-0001",
        "dept_code": "430100-ZJ",
        "region_code": "430100",
        "stage_code": None,
        "responsible": {"staff_id": "u17", "post": "window", "role": "handle", "dept_code": "430100-ZJ"},
        "start_date": "2025-12-24",
        "limit_days": 7,
        "excluded_days": 0,
        "extension_days": 0,
        "due_date": "2026-01-04",
        "due_at": "2026-01-05T00:00:00.000+08:00",
        "violated_at": "2026-01-05T00:00:00.000+08:00",
        "issued_at": AT,
        "provisional": False,
        "evidence": ["approval/430100 e-1"],
        "arithmetic": "12-24 + 7 个工作日 = 01-04",
        "basis": "X",
        "answer_due": "2026-01-12",
        "appeal_due": "2026-01-14",
        "mode": "automatic",
        "historical": False,
        "superseded_by": None,
        "subject": SUBJECT,
        "rulebook_hash": "abc",
        "reason": "due",
        **more,
    }


def card_arrival(offset: int = 0, stamp: int = STAMP, **card: Any) -> Record:
    """A revision of a card as the worker writes it."""
    data = card_record(**card)
    body = output(f"card.{data['state']}", f"{data['card_id']}/{data['revision']}", data)
    return Record("cards", 3, offset, SUBJECT.encode(), body, stamp)


def output(kind: str, event_id: str, data: dict[str, Any]) -> bytes:
    """An output event."""
    return json_of(
        {
            "specversion": "1.0",
            "id": event_id,
            "source": "liangpai",
            "type": kind,
            "subject": SUBJECT,
            "time": AT,
            "data": data,
        }
    )


def case_state(revision: int, status: str = "open", offset: int = 0) -> Record:
    """Where the case stands, as the worker writes it."""
    data = {
        "case_no": SUBJECT,
        "item_code": "430100-0001",
        "dept_code": "430100-ZJ",
        "region_code": None,
        "status": status,
        "start_date": "2025-12-24",
        "deemed": False,
        "promise_due_date": "2026-01-04",
        "legal_due_date": "2026-01-22",
        "provisional": False,
        "decided_at": None,
        "closed_at": None,
        "last_event_at": AT,
        "revision": revision,
        "standing": {"warning": 0, "yellow": 1, "red": 0},
    }
    body = output("case.state", f"{SUBJECT}/{revision}", data)
    return Record("case-states", 3, offset, SUBJECT.encode(), body, STAMP)


def dead_letter(sealed: bool, original: str = "c2VhbGVk") -> Record:
    """A record that was not JSON."""
    data = {
        "reason": "not_json",
        "path": "",
        "original": original,
        "sealed": sealed,
        "topic": "case-events",
        "partition": 3,
        "offset": 8,
    }
    body = output("dead-letter.recorded", "dead/case-events/3/8", data)
    return Record("dead-letters", 3, 0, b"", body, STAMP)


def action_outcome(outcome: str = "refused", reason: str | None = "not_yours", **more: Any) -> Record:
    """What became of a desk action, as the worker writes it."""
    data = {
        "action_id": "d-1",
        "action_source": "desk",
        "action_type": "desk.card_answer",
        "actor_id": "u17",
        "target_id": "T-04-1",
        "outcome": outcome,
        "reason": reason,
        "decided_at": AT,
        "card_revision": 1,
        "card_state": "issued",
        **more,
    }
    body = output(f"action.{outcome}", f"{data['action_source']} {data['action_id']}", data)
    return Record("action-outcomes", 3, 0, SUBJECT.encode(), body, STAMP)
