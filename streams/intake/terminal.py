"""What rating terminals send (评价器, 自助终端, provincial rating systems) → `rating.submitted` events.

The field names are those seen in public systems of several provinces; two of their conventions are each other's
opposite and a source's profile says which is meant. Times without an offset are read in the rulebook's zone.
"""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from streams.importing.times import NoTime, TimeReader
from streams.intake.problems import Fault
from streams.intake.sources import PROJECT_TYPES, Source
from streams.privacy import Key

TYPE = "rating.submitted"
LEVELS = ("satisfaction", "evaluateLevel", "alternate")
"""Three names of the same grade, 5 very satisfied … 1 very unsatisfied."""

_TRUE, _FALSE = frozenset({"1", "true", "y", "yes", "是"}), frozenset({"0", "false", "n", "no", "否"})
_BETWEEN_LABELS = re.compile(r"[,，;；、\s]+")
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_DAY = re.compile(r"\d{4}[-/]?\d\d[-/]?\d\d", re.ASCII)
_BAD = (1, 2)
"""Grades after which the unit calls the rater; of all others no way to reach anybody is kept."""

_NTH = re.compile(r"\d{1,3}", re.ASCII)
_FORMS = ("iso", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M")

Said = Mapping[str, Any]


class Wrong(Exception):
    """A field cannot be read; carries what is said about it."""

    def __init__(self, reason: str, pointer: str, detail: str) -> None:
        super().__init__(pointer)
        self.fault = Fault(reason, pointer, detail=detail)


class Reading(NamedTuple):
    """The event, and by the pointers into it the fields it was read from, so that a fault names what was sent."""

    event: dict[str, Any]
    origins: dict[str, str]

    def as_sent(self, fault: Fault) -> Fault:
        """The fault, pointing at the field the terminal sent."""
        return fault._replace(pointer=self.origins.get(fault.pointer, fault.pointer))


def encode(event: dict[str, Any]) -> bytes:
    """The event as JSON, the same bytes for the same event; what cannot be UTF-8 is left for decoding to refuse."""
    text = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="surrogatepass")


def rating_of(said: Said, source: Source, zone: ZoneInfo, key: Key) -> Reading:
    """The rating in one terminal's record. Raises Wrong with the field that cannot be read.

    Its id is made from what it says, so that a record sent twice is one event and a changed one is another.
    """
    level = _level(said)
    data = {name: value for name, value in _data(said, source, zone, key, level) if value is not None}
    service = str(data["service_number"])
    case = _text(said, "projectNo")
    if case is None and _NTH.fullmatch(service):
        raise Wrong(
            "missing_field", "/projectNo",
            "serviceNumber 是第几次服务，须有办件编号 / the n-th service of a case needs the case's number",
        )  # fmt: skip
    event = {
        "specversion": "1.0",
        "source": source.source,
        "type": TYPE,
        "subject": case or f"service:{service}",
        "time": _instant(said, "assessTime", zone, required=True),
        "data": data,
    }
    event["id"] = f"rating-{sha256(encode(event)).hexdigest()[:32]}"
    _leave_contact(said, data)
    return Reading(event, {**_ORIGINS, "/data/level": f"/{level}"})


def _data(said: Said, source: Source, zone: ZoneInfo, key: Key, level: str) -> Iterator[tuple[str, Any]]:
    yield "service_number", _required(said, "serviceNumber")
    yield "assess_number", _whole(said, "assessNumber")
    yield "level", _whole(said, level)
    yield "channel", _channel(said, source)
    yield "labels", _labels(said)
    yield "text", _text(said, "writingEvaluation")
    yield "is_default", _yes_or_no(said, "isDefault")
    yield "service_time", _instant(said, "serviceTime", zone, required=False)
    yield "item_code", _text(said, "taskCode")
    yield "dept_code", _text(said, "proDepartCode")
    yield "window_no", _text(said, "winname")
    yield "staff_id", _text(said, "winusername") or _text(said, "proManager")
    yield "project_type", _project_type(said, source)
    yield from _evaluator(said, key)


def _evaluator(said: Said, key: Key) -> Iterator[tuple[str, Any]]:
    """Who rated: pseudonyms only, and whether they gave their name or certificate. The name itself goes no further."""
    certificate = _text(said, "certKey") or _text(said, "certKeyGOV")
    mobile = _text(said, "mobile")
    yield "evaluator_hash", key.pseudonym(certificate) if certificate else None
    yield "phone_hash", key.pseudonym(mobile) if mobile else None
    yield "real_name", True if certificate or _text(said, "userName") else None


def _leave_contact(said: Said, data: dict[str, Any]) -> None:
    """The telephone of whoever rated badly, which the border seals: somebody has to call. No part of the event's id."""
    mobile = _text(said, "mobile")
    if mobile is not None and data["level"] in _BAD:
        data["contact"] = mobile


def _level(said: Said) -> str:
    """The name under which the grade was sent; where there are several they must say the same."""
    given = [name for name in LEVELS if _text(said, name) is not None]
    if not given:
        raise Wrong("missing_field", f"/{LEVELS[0]}", f"应有其一 / expected one of {', '.join(LEVELS)}")
    for other in given[1:]:
        if _text(said, other) != _text(said, given[0]):
            raise Wrong("wrong_value", f"/{other}", f"与 {given[0]} 不一致 / differs from {given[0]}")
    return given[0]


def _channel(said: Said, source: Source) -> int:
    mapped = source.channels.get(_required(said, "pf"))
    return _whole(said, "pf") if mapped is None else mapped


def _project_type(said: Said, source: Source) -> str | None:
    """即办件 or 承诺件, as the source numbers them."""
    text = _text(said, "projectType")
    if text is None:
        return None
    numbering = PROJECT_TYPES[source.project_type]
    if text not in numbering:
        raise Wrong("wrong_value", "/projectType", f"应为 / expected {', '.join(numbering)}")
    return numbering[text]


def _labels(said: Said) -> list[str] | None:
    """Separated by commas, of whichever keyboard; or a list."""
    found = said.get("evalDetail")
    if isinstance(found, list):
        if not all(isinstance(each, str | int) and not isinstance(each, bool) for each in found):
            raise Wrong("wrong_type", "/evalDetail", "应为标签代码 / expected codes of labels")
        return [str(each).strip() for each in found] or None
    text = _text(said, "evalDetail")
    return None if text is None else [label for label in _BETWEEN_LABELS.split(text) if label] or None


def _instant(said: Said, name: str, zone: ZoneInfo, *, required: bool) -> str | None:
    """RFC 3339 with an offset. A day without a time of day is taken where it need not be exact."""
    text = _required(said, name) if required else _text(said, name)
    if text is None:
        return None
    if required and _DAY.fullmatch(text):
        raise Wrong("bad_time", f"/{name}", "缺少时刻 / found a day, expected a time of day too")
    reader = TimeReader(zone, _forms(text))
    try:
        return reader.text(reader.read(text))
    except (NoTime, ValueError, OverflowError):
        expected = "应为如 2026-01-05 10:00:00 / expected a time such as 2026-01-05 10:00:00"
        raise Wrong("bad_time", f"/{name}", expected) from None


def _forms(text: str) -> tuple[str, ...]:
    """Digits alone are told apart by how many they are."""
    if text.isascii() and text.isdecimal():
        return {14: ("%Y%m%d%H%M%S",), 13: ("unix_ms",), 8: ("%Y%m%d",)}.get(len(text), ("iso",))
    return _FORMS


def _yes_or_no(said: Said, name: str) -> bool | None:
    text = _text(said, name)
    if text is None:
        return None
    if text.lower() not in _TRUE | _FALSE:
        raise Wrong("wrong_value", f"/{name}", "应为 1 或 0 / expected 1 or 0")
    return text.lower() in _TRUE


def _whole(said: Said, name: str) -> int:
    text = _required(said, name)
    if not _WHOLE.fullmatch(text):
        raise Wrong("wrong_value", f"/{name}", "应为整数 / expected a whole number")
    return int(text)


def _required(said: Said, name: str) -> str:
    text = _text(said, name)
    if text is None:
        raise Wrong("missing_field", f"/{name}", "缺少必填字段 / a required field is missing")
    return text


def _text(said: Said, name: str) -> str | None:
    """What a field says, numbers and booleans as their texts, without blanks around; None where it says nothing."""
    found = said.get(name)
    if isinstance(found, bool):
        return "1" if found else "0"
    if isinstance(found, list | dict | float):
        raise Wrong("wrong_type", f"/{name}", "应为文本或整数 / expected a text or a whole number")
    return (str(found).strip() or None) if found is not None else None


_ORIGINS = {
    "/subject": "/projectNo",
    "/time": "/assessTime",
    "/data/service_number": "/serviceNumber",
    "/data/assess_number": "/assessNumber",
    "/data/channel": "/pf",
    "/data/labels": "/evalDetail",
    "/data/text": "/writingEvaluation",
    "/data/is_default": "/isDefault",
    "/data/service_time": "/serviceTime",
    "/data/item_code": "/taskCode",
    "/data/dept_code": "/proDepartCode",
    "/data/window_no": "/winname",
    "/data/staff_id": "/winusername",
    "/data/contact": "/mobile",
}
