"""Records as they lie on Kafka, with only what a test is about given."""

from typing import Any

import msgspec

from rules.tickets import TicketKind, ticket_id_of
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
    body = output(f"card.{data['state']}", f"{data['card_id']}/{data['revision']}", data, data["subject"])
    return Record("cards", 3, offset, data["subject"].encode(), body, stamp)


def output(kind: str, event_id: str, data: dict[str, Any], subject: str = SUBJECT) -> bytes:
    """An output event."""
    return json_of(
        {
            "specversion": "1.0",
            "id": event_id,
            "source": "liangpai",
            "type": kind,
            "subject": subject,
            "time": AT,
            "data": data,
        }
    )


def case_state(
    revision: int, status: str = "open", offset: int = 0, subject: str = SUBJECT, **more: Any
) -> Record:
    """Where the case stands, as the worker writes it."""
    data = {
        "case_no": subject,
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
        **more,
    }
    body = output("case.state", f"{subject}/{revision}", data, subject)
    return Record("case-states", 3, offset, subject.encode(), body, STAMP)


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
        "target_revision": 1,
        "target_state": "issued",
        **more,
    }
    body = output(f"action.{outcome}", f"{data['action_source']} {data['action_id']}", data)
    return Record("action-outcomes", 3, 0, SUBJECT.encode(), body, STAMP)


def rating_record(service: str = "s1", subject: str = SUBJECT, **more: Any) -> dict[str, Any]:
    """The whole record of a bad rating that counts, real-name, at a window."""
    return {
        "rating_id": f"rating-{subject}-{service}-{more.get('assess_number', 1)}",
        "revision": 1,
        "status": "valid",
        "subject": subject,
        "service_number": service,
        "assess_number": 1,
        "level": 2,
        "channel": 4,
        "labels": ["209"],
        "label_faults": [],
        "label_list": "1",
        "is_default": False,
        "target": None,
        "item_code": "430100-0001",
        "dept_code": "430100-ZJ",
        "region_code": "430100",
        "window_no": "3",
        "staff_id": "u17",
        "platform_code": None,
        "real_name": True,
        "unverified": False,
        "text": "办事太慢",
        "service_time": AT,
        "rated_at": AT,
        "late": False,
        "counts": True,
        "bad": True,
        "historical": False,
        "duplicate_of": None,
        "invalid_kind": None,
        "marks": [],
        "event": "rating/430100 r-1",
        "evidence": ["r-1"],
        "rulebook_hash": "abc",
        "reason": "found",
        **more,
    }


def rating_arrival(service: str = "s1", subject: str = SUBJECT, **rating: Any) -> Record:
    """A revision of a rating as the worker writes it."""
    data = rating_record(service, subject, **rating)
    body = output("rating.counted", f"{data['rating_id']}/{data['revision']}", data, subject)
    return Record("ratings", 3, 0, subject.encode(), body, STAMP)


def ticket_record(ticket_id: str, subject: str = SUBJECT, **more: Any) -> dict[str, Any]:
    """The whole record of a ticket that was just assigned."""
    return {
        "ticket_id": ticket_id,
        "revision": 1,
        "kind": "bad_rating",
        "state": "assigned",
        "subject": subject,
        "card_id": None,
        "rating_key": "s1/1",
        "rule_id": "R-01",
        "dept_code": "430100-ZJ",
        "region_code": "430100",
        "responsible": {"staff_id": "u18", "post": "chief", "role": None, "dept_code": "430100-ZJ"},
        "level": "general",
        "real_name": True,
        "opened_at": AT,
        "assigned_at": AT,
        "contacted_at": None,
        "submitted_at": None,
        "closed_at": None,
        "contact_due": "2026-01-07T00:00:00.000+08:00",
        "rectify_due": "2026-01-13T00:00:00.000+08:00",
        "review_due": None,
        "follow_up_due": None,
        "overdue": [],
        "class": "simple",
        "cause_code": None,
        "finding": None,
        "responsibility": None,
        "measure": None,
        "result": None,
        "contacted": None,
        "follow_up": None,
        "joined_to": None,
        "round": 1,
        "history": [],
        "historical": False,
        "rulebook_hash": "abc",
        "reason": "opened",
        **more,
    }


def rating_ticket(service: str = "s1", subject: str = SUBJECT, **more: Any) -> Record:
    """The ticket of a bad rating of this service."""
    ticket_id = ticket_id_of(TicketKind.BAD_RATING, (subject, "rating", service))
    return ticket_arrival(ticket_id, subject, rating_key=f"{service}/1", **more)


def ticket_arrival(ticket_id: str, subject: str = SUBJECT, **ticket: Any) -> Record:
    """A revision of a ticket as the worker writes it."""
    data = ticket_record(ticket_id, subject, **ticket)
    body = output(f"ticket.{data['state']}", f"{ticket_id}/{data['revision']}", data, subject)
    return Record("tickets", 3, 0, subject.encode(), body, STAMP)


def lead_arrival(lead_id: str = "B-05-1", revision: int = 1, state: str = "open", **more: Any) -> Record:
    """A revision of a lead as the worker writes it."""
    data = {
        "lead_id": lead_id,
        "revision": revision,
        "kind": "configuration",
        "state": state,
        "rule_id": "B-05",
        "sentence": "承诺期限大于法定期限 / promise above the legal limit",
        "evidence": ["e-1"],
        "scope": "item:430100-0001",
        "subject": "item:430100-0001",
        "item_code": "430100-0001",
        "dept_code": "430100-ZJ",
        "region_code": "430100",
        "found_at": AT,
        "rulebook_hash": "abc",
        "reason": "found",
        "decided_by": None,
        **more,
    }
    body = output(f"lead.{state}", f"{lead_id}/{revision}", data)
    return Record("leads", 3, 0, SUBJECT.encode(), body, STAMP)
