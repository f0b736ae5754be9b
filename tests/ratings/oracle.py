"""What ratings are by the definition, worked out the slow and plain way from the events as they were written.

Nothing here is taken from the engine: instants are datetimes, days are counted one by one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Event = Mapping[str, Any]
SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE_AFTER, BAD_UP_TO = 5, 2


@dataclass(frozen=True)
class Expected:
    """One rating: its event, what it is worth, and whether it needs a ticket; `of` names a duplicate's original."""

    event: str
    status: str
    counts: bool
    late: bool
    needs_ticket: bool
    of: str = ""


@dataclass(frozen=True)
class Around:
    """What is known beside the ratings: whether there is a case, and when it was closed."""

    known: bool
    closed: datetime | None
    works: Callable[[date], bool]


def expected(events: Iterable[Event], around: Around) -> set[Expected]:
    """Every rating and every duplicate of one subject that is a case."""
    told = sorted(events, key=_order)
    keys = {_key(event) for event in told}
    return {each for key in keys for each in _of_key([event for event in told if _key(event) == key], around)}


def _of_key(told: list[Event], around: Around) -> list[Expected]:
    given = [event for event in told if event["type"] == "rating.submitted"]
    silences = [event for event in told if event["type"] == "rating.defaulted"]
    if not given and not silences:
        return []
    stands = (given or silences)[0]
    others = [Expected(_name(each), "duplicate", False, False, False, of=_name(stands)) for each in given[1:]]
    return [_standing(stands, told, around), *others]


def _standing(stands: Event, told: list[Event], around: Around) -> Expected:
    status, late = _status(stands, told, around), _late(stands, around)
    level = stands["data"].get("level")
    bad = level is not None and level <= BAD_UP_TO
    needs_ticket = bad and status in ("valid", "late", "unmatched")
    return Expected(_name(stands), status, status == "valid", late, needs_ticket)


def _status(stands: Event, told: list[Event], around: Around) -> str:
    served = _served(stands)
    if _is_out(stands, told):
        return "invalid"
    if _nobody_rated(stands):
        return "default"
    if stands["data"].get("unverified"):
        return "unverified"
    if served is not None and served > _time(stands):
        return "before_service"
    if _late(stands, around):
        return "late"
    return "valid" if around.known else "unmatched"


def _is_out(stands: Event, told: list[Event]) -> bool:
    out = False
    for event in told:
        if event["type"] == "rating.restored":
            out = False
        if event["type"] == "rating.invalidated" and _has_effect(
            event["data"], stands["data"].get("staff_id")
        ):
            out = True
    return out


def _has_effect(decision: Mapping[str, Any], rated: str | None) -> bool:
    if decision["decided_by"] == rated:
        return False
    second = decision.get("second_reviewer")
    return decision["kind"] != "malicious" or (bool(second) and second not in (decision["decided_by"], rated))


def _nobody_rated(stands: Event) -> bool:
    data = stands["data"]
    return stands["type"] == "rating.defaulted" or data["channel"] == 7 or bool(data.get("is_default"))


def _late(stands: Event, around: Around) -> bool:
    since = _served(stands) or around.closed
    if _nobody_rated(stands) or since is None or stands["data"].get("assess_number") == 2:
        return False
    day, left = since.astimezone(SHANGHAI).date(), LATE_AFTER
    while left:
        day += timedelta(days=1)
        left -= around.works(day)
    return _time(stands).astimezone(SHANGHAI).date() > day


def _served(event: Event) -> datetime | None:
    text = event["data"].get("service_time")
    return datetime.fromisoformat(text) if text else None


def _time(event: Event) -> datetime:
    return datetime.fromisoformat(event["time"])


def _order(event: Event) -> tuple[datetime, str, str]:
    return _time(event), event["source"], event["id"]


def _key(event: Event) -> tuple[str, int]:
    return str(event["data"]["service_number"]), event["data"].get("assess_number", 1)


def _name(event: Event) -> str:
    return f"{event['source']} {event['id']}"
