"""Lines of events for the tests of reading, and the order they should come in by the plainest sort there is."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOPIC_OF = {
    "case.accepted": "case-events",
    "rating.submitted": "rating-events",
    "desk.card_confirm": "desk-actions",
    "source.counted": "office-events",
    "finding.opened": "findings",
}


def instant(ms: int) -> str:
    """RFC 3339 with an offset of eight hours."""
    moment = EPOCH + timedelta(milliseconds=ms)
    return (moment + timedelta(hours=8)).replace(tzinfo=None).isoformat(timespec="milliseconds") + "+08:00"


def event(ms: int, kind: str = "case.accepted", subject: str = "c-1", **more: object) -> bytes:
    """An event recorded at `ms`, that happened an hour before."""
    body: dict[str, object] = {
        "specversion": "1.0",
        "id": f"e-{ms}",
        "source": "s",
        "type": kind,
        "subject": subject,
        "time": instant(ms - 3_600_000),
        "recordedtime": instant(ms),
        "data": {"item_code": "i"},
    }
    return json.dumps(body | more, ensure_ascii=False).encode()


def write(path: Path, lines: Sequence[bytes], end: bytes = b"\n") -> Path:
    """The lines as a file."""
    path.write_bytes(b"".join(line + end for line in lines))
    return path
