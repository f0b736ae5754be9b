"""Who is asking, whether they may send this, and the event as it may be written: the door's one check for all."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from starlette.requests import Request

from rules.case_events import Corrected
from rules.decode import decode
from rules.events import Event
from rules.privacy import Border, SealedContact, needs_no_guard
from rules.registry import TOPIC_OF
from rules.service_events import RatingSubmitted
from rules.strictness import Rejected
from streams.contacts import Contacts, contact_in
from streams.intake.door import Door
from streams.intake.problems import Fault, Problem
from streams.intake.sources import Source
from streams.intake.sources_file import Holder
from streams.privacy import Key, Uncleansed, cleanse_json
from streams.sending import Letter, key_letter

OUT_OF_SCOPE = frozenset({"wrong_source", "type_not_allowed", "department_not_allowed"})

_OPEN = Border()
"""Checking alone needs no key: what is written is cleansed of its own."""


class Entry(NamedTuple):
    """An event that may be written: who it is, its record, and that of the key of a contact sealed in it."""

    id: str
    letters: tuple[Letter, ...]


def sender(door: Door, request: Request) -> Holder:
    """Whose bearer token the request carries. Raises Problem 401 where it is nobody's or expired, 429 too often."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unknown("没有令牌 / no bearer token", "")
    holder = door.sources.of(token.strip())
    if holder is None:
        raise _unknown("令牌无效 / the token is not valid", ', error="invalid_token"')
    if not holder.token.valid(datetime.now(UTC)):
        door.counts.refuse(holder.name, "expired_token")
        raise _unknown("令牌已过期 / the token has expired", ', error="invalid_token"')
    _not_too_often(door, holder)
    return holder


def admit(
    door: Door,
    holder: Holder,
    raws: Sequence[bytes],
    *,
    batch: bool,
    told: Callable[[int, Fault], Fault] = lambda _, fault: fault,
) -> list[Entry]:
    """Every event checked and without personal data, in order; all of them or none.

    Raises Problem naming all that are wrong: 422 where one is no event that is taken, 403 where one is not this
    source's to send. `batch`: faults carry their index. `told`: an event's fault as its sender is told it.
    """
    door.buckets.take(holder.name, holder.source, len(raws))
    stamp = time.time_ns() // 1_000_000
    entries: list[Entry] = []
    faults: list[Fault] = []
    border = door.key.border()
    for index, raw in enumerate(raws):
        found = _entry(door.key, border, holder.source, raw, stamp)
        if isinstance(found, Entry):
            entries.append(found)
        else:
            faults.append(told(index, found)._replace(at=index if batch else None))
    if faults:
        raise refused(door, holder, faults)
    return entries


async def hand_over(door: Door, holder: Holder, entries: Sequence[Entry]) -> None:
    """Write them; returns once Kafka has confirmed all. Raises Unavailable."""
    with door.metrics.confirm_seconds.time():
        await door.send([letter for entry in entries for letter in entry.letters])
    door.counts.accept(holder.name, len(entries))


def fault_of(error: Rejected) -> Fault:
    """Why the decoder does not take an event, in words."""
    return Fault(error.reason, error.path, detail=_WORDS.get(error.reason, ""))


def _entry(key: Key, border: Border, source: Source, raw: bytes, stamp: int) -> Entry | Fault:
    try:
        event = decode(raw, _OPEN, stamp)
        if fault := _out_of_scope(source, event):
            return fault
        value, sealed = (raw, None) if _is_clean(event, raw, border) else _cleansed(key, event, raw)
    except Rejected as error:
        return fault_of(error)
    except Uncleansed:
        return Fault("not_json")
    letter = Letter(TOPIC_OF[event.type], event.subject, value, stamp)
    if sealed is None:
        return Entry(event.id, (letter,))
    return Entry(event.id, (key_letter(sealed, event.subject, stamp), letter))


def _is_clean(event: Event, raw: bytes, border: Border) -> bool:
    """Whether the bytes hold nothing personal, told from what was read: most events need no second look."""
    if event.unknown or not needs_no_guard(event.data, border):
        return False
    return not isinstance(event.data, RatingSubmitted) or contact_in(raw) is None


def _cleansed(key: Key, event: Event, raw: bytes) -> tuple[bytes, SealedContact | None]:
    """The bytes without personal data, a contact that the rater left sealed in its place."""
    said = contact_in(raw) if isinstance(event.data, RatingSubmitted) else None
    sealed = None if said is None else Contacts(key).seal(said)
    return cleanse_json(key, raw, sealed.text if sealed else None), sealed


def _out_of_scope(source: Source, event: Event) -> Fault | None:
    if event.source != source.source:
        return Fault("wrong_source", "/source", detail=f"应为 / expected {source.source}")
    if not source.may_say(event.type):
        return Fault("type_not_allowed", "/type", detail=f"允许 / allowed: {', '.join(source.types)}")
    if source.everywhere:
        return None
    if not source.may_speak_for(event.data.dept_code):
        return _other_department(source, "/data/dept_code")
    if isinstance(event.data, Corrected) and (said := event.data.replacement) is not None:
        return _replaced_department(source, said)
    return None


def _replaced_department(source: Source, said: dict[str, Any]) -> Fault | None:
    """A correction does not move an event to a department that its source may not speak for."""
    dept = said.get("dept_code")
    if source.may_speak_for(dept if isinstance(dept, str) else None):
        return None
    return _other_department(source, "/data/replacement/dept_code")


def _other_department(source: Source, pointer: str) -> Fault:
    allowed = ", ".join(source.departments)
    return Fault("department_not_allowed", pointer, detail=f"允许 / allowed: {allowed}")


def refused(door: Door, holder: Holder, faults: Sequence[Fault]) -> Problem:
    """Nothing is taken, and why: 403 where all are events, only not this source's to send; else 422."""
    for fault in faults:
        door.counts.refuse(holder.name, fault.reason)
    nothing = "全部未接收 / nothing of this request was taken"
    if all(fault.reason in OUT_OF_SCOPE for fault in faults):
        return Problem(
            403, "out-of-scope", "超出该来源的权限 / Not this source's to send", nothing, errors=faults
        )
    return Problem(
        422, "invalid-event", "事件不符合要求 / Not an event that is taken", nothing, errors=faults
    )


def _not_too_often(door: Door, holder: Holder) -> None:
    if seconds := door.buckets.wait(holder.name, holder.source):
        door.counts.refuse(holder.name, "too_many")
        raise Problem(
            429,
            "too-many",
            "发送过快 / Too many events",
            f"每秒至多 {holder.source.rate:g} 条 / at most {holder.source.rate:g} events a second",
            headers={"Retry-After": str(seconds)},
        )


def _unknown(detail: str, error: str) -> Problem:
    return Problem(
        401,
        "unauthorized",
        "需要有效的来源令牌 / A valid token of a source is needed",
        detail,
        headers={"WWW-Authenticate": f'Bearer realm="liangpai"{error}'},
    )


_WORDS = {
    "missing_field": "缺少必填字段 / a required field is missing",
    "empty_field": "必填字段为空 / a required field is blank",
    "wrong_type": "类型不符 / of another type than expected",
    "wrong_value": "取值不在允许范围 / outside the values that are taken",
    "no_offset": "时间没有时区 / a time without an offset",
    "bad_time": "不是 RFC 3339 时间 / no RFC 3339 time",
    "future_time": "时间超前 24 小时以上 / more than 24 hours ahead",
    "too_long": "超过 256 字 / over 256 characters",
    "too_large": "超过 1 MiB / over 1 MiB",
    "too_deep": "嵌套超过 64 层 / nested over 64 levels",
    "not_json": "不是 JSON / no JSON",
    "not_object": "不是 JSON 对象 / no JSON object",
    "bad_encoding": "不是 UTF-8 / no UTF-8",
    "bad_text": "含有 NUL 或残缺的代理字符 / NUL or a lone surrogate",
    "duplicate_key": "键重复 / a key twice",
    "unknown_type": "未知的事件类型 / an unknown event type",
    "bad_specversion": "应为 1.0 / expected 1.0",
}
