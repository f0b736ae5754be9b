"""What a person fills in, what is wrong with it, and the event it becomes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from rules.decode import decode
from rules.labels import GRADES, telling
from rules.privacy import Border
from streams.citizen.links import Form, ServiceLink
from streams.privacy import Key, cleanse_json
from streams.sending import Letter

MAX_TEXT = 2_000
MAX_NUMBER = 128
MOST_LABELS = 16
TOPIC = "rating-events"

QR_CODE, MOBILE = 3, 2
"""The channels of domain 5.3 that links come from."""

Fields = Mapping[str, Sequence[str]]


class Said(NamedTuple):
    """A filled-in form. `level` None: no grade chosen. Empty texts are nothing said."""

    level: int | None
    labels: tuple[str, ...] = ()
    text: str = ""
    case_no: str = ""
    receipt_no: str = ""
    unverified: bool = False

    @property
    def gave_numbers(self) -> bool:
        """Whether anything of case and receipt number was given, and is to be compared."""
        return bool(self.case_no or self.receipt_no) and not self.unverified


NOTHING_SAID = Said(None)


def read(fields: Fields) -> Said:
    """What the fields of a form say; what no page of ours can have sent is not taken."""
    level = _level(_first(fields, "level"))
    return Said(
        level,
        telling(tuple(dict.fromkeys(fields.get("label", ())))[:MOST_LABELS], level),
        _printable(_first(fields, "text")),
        _printable(_first(fields, "case_no"))[:MAX_NUMBER],
        _printable(_first(fields, "receipt_no"))[:MAX_NUMBER],
        bool(_first(fields, "unverified")),
    )


def mistakes(said: Said) -> list[str]:
    """Names of the sentences (streams.citizen.wording) that say what is to be mended."""
    found = []
    if said.level is None:
        found.append("no_grade")
    if len(said.text) > MAX_TEXT:
        found.append("text_too_long")
    return found


def rating_id(subject: str, service_number: str, assess_number: int) -> str:
    """The event's id, from what is rated alone: sent twice, over whichever link, it is one event."""
    name = "\x1f".join((subject, service_number, str(assess_number))).encode()
    return f"r-{hashlib.sha256(name).hexdigest()[:32]}"


def letter(key: Key, link: ServiceLink, form: Form, said: Said, channel: int, now: int) -> Letter:
    """The rating as it goes to Kafka, without personal data; `now` in ms UTC.

    The rating's time is when its form was shown, so that a form sent twice is one event.
    """
    event = {
        "specversion": "1.0",
        "id": rating_id(link.case_no, link.service_number, form.assess_number),
        "source": f"citizen/{link.region_code or key.fingerprint[:8]}",
        "type": "rating.submitted",
        "subject": link.case_no,
        "time": _rfc3339(form.shown_at),
        "recordedtime": _rfc3339(now),
        "data": {name: value for name, value in _data(link, form, said, channel).items() if value},
    }
    value = cleanse_json(key, json.dumps(event, ensure_ascii=False).encode())
    decode(value, Border(), now)
    return Letter(TOPIC, link.case_no, value, now)


def _data(link: ServiceLink, form: Form, said: Said, channel: int) -> dict[str, Any]:
    return {
        "service_number": link.service_number,
        "assess_number": form.assess_number,
        "level": said.level,
        "labels": list(said.labels),
        "text": said.text,
        "channel": channel,
        "dept_code": link.dept_code,
        "item_code": link.item_code,
        "window_no": link.window_no,
        "staff_id": link.staff_id,
        "region_code": link.region_code,
        "service_time": None if link.service_time is None else _rfc3339(link.service_time),
        "unverified": said.unverified,
    }


def _rfc3339(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds")


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _level(text: str) -> int | None:
    return next((level for level in GRADES if str(level) == text), None)


def _printable(text: str) -> str:
    """Without control characters but line breaks, ends of lines as one character, no blanks around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if each >= " " or each == "\n").strip()
