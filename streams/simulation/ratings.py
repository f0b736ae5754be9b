"""How citizens rate (好差评): most are content, many say nothing, and now and then a rating is out of the ordinary.

Nearly all bad ratings are planted (`plant_ratings`). Shares are of cases that were closed; where nothing public gives
them they are the simulator's own.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from streams.simulation.case import RATING, Case, Happening
from streams.simulation.days import DAY, HOUR, written
from streams.simulation.hours import citizen_second, staff_second

SILENT_DAYS = 7
"""Natural days after which nobody having rated is taken for a rating (the Guangdong trial of 2019)."""

_ACTIVE, _SILENT = 0.8, 0.95  # shares of cases: rated by somebody; that and rated by default
_GRADES = ((0.93, 5), (0.98, 4), (1.0, 3))
_LABELS: Mapping[int, Sequence[str]] = {
    5: ("510", "513", "514", "515", "517"),
    4: ("406", "408", "410", "411", "413"),
    3: ("307", "309", "310", "311", "314"),
    2: ("207", "208", "213", "214"),
    1: ("111", "113", "114", "115"),
}
"""Labels that no clock can confirm or deny, by grade."""

_RETIRED: Mapping[int, str] = {5: "501", 4: "401", 3: "301"}
_CHANNELS: Mapping[str, Sequence[int]] = {
    "online": (1, 1, 2, 2, 2, 2, 3, 6),
    "window": (3, 3, 4, 4, 4, 4, 5, 6),
    "self_service": (3, 5, 5, 8),
}
"""Channel of the case → codes of channels of the rating, as often as they are used."""

_SERVICES = 0.02  # share of cases beside which somebody rates a service that has no case


def rate(case: Case) -> None:
    """What the citizen says of the service, if it was planted nowhere else."""
    closed = next((each for each in reversed(case.happenings) if each.event == "closed"), None)
    if closed is None:
        return
    roll = case.chance.random()
    if roll < _ACTIVE:
        _speak(case, closed)
    elif roll < _SILENT:
        at = (closed.time // DAY + SILENT_DAYS + 1) * DAY + int(case.chance.random() * HOUR)
        say(case, "defaulted", at, {"service_number": "1", "silent_days": SILENT_DAYS})


def submit(
    case: Case, closed: Happening, at: int, level: int, labels: Sequence[str] = (), **more: object
) -> Happening:
    """A rating of what ended with `closed`, given at the instant `at`."""
    data: dict[str, object] = {"service_number": "1", "assess_number": 1, "level": level}
    data["channel"] = case.one_of(_CHANNELS[case.channel])
    data["labels"] = list(labels or (some_label(case.chance, level),))
    data["service_time"] = written(closed.time)
    data |= {name: closed.data[name] for name in ("dept_code", "staff_id") if name in closed.data}
    data["evaluator_hash"] = f"{case.chance.getrandbits(128):032x}"
    return say(case, "submitted", at, data | more)


def say(case: Case, event: str, at: int, data: Mapping[str, object]) -> Happening:
    """Write `rating.<event>` down, some seconds after it happened."""
    recorded = at + 1 + int(case.chance.random() * 90)
    said = Happening(recorded, at, f"r{len(case.ratings) + 1:02d}", event, dict(data), RATING)
    case.ratings.append(said)
    return said


def some_label(chance: Random, level: int) -> str:
    """A label of the grade."""
    labels = _LABELS[level]
    return labels[int(chance.random() * len(labels))]


def soon_after(case: Case, instant: int, most: int = 3) -> int:
    """A moment at which a citizen rates, within so many days."""
    days = int(case.chance.random() * (most + 1))
    if not days:
        return instant + 60 + int(case.chance.random() * 3 * HOUR)
    return (instant // DAY + days) * DAY + citizen_second(case.chance)


def service_of(case: Case) -> tuple[str, Happening]:
    """A rating of a service that has no case: the subject, and the event."""
    at = case.now + int(case.chance.random() * DAY)
    data: dict[str, object] = {"service_number": f"{case.case_no}-fw", "assess_number": 1}
    level = _grade(case.chance)
    data |= {"level": level, "channel": 4, "labels": [some_label(case.chance, level)]}
    data |= {"target": "body", "dept_code": case.item.dept, "service_time": written(at - HOUR)}
    return f"service:{data['service_number']}", Happening(at + 5, at, "r01", "submitted", data, RATING)


def has_service(case: Case) -> bool:
    """Whether somebody rates a service without a case beside this one."""
    return case.happens(_SERVICES)


def _grade(chance: Random) -> int:
    roll = chance.random()
    return next(level for share, level in _GRADES if roll < share)


def _speak(case: Case, closed: Happening) -> None:
    level, roll = _grade(case.chance), case.chance.random()
    for share, odd in _ODD:
        if roll < share:
            odd(case, closed, level)
            return
        roll -= share
    submit(case, closed, soon_after(case, closed.time), level)


def _late(case: Case, closed: Happening, level: int) -> None:
    """Six to eight working days after the service: kept, and not counted."""
    day = case.days.after(closed.time // DAY, 6 + int(case.chance.random() * 3))
    submit(case, closed, day * DAY + citizen_second(case.chance), level)


def _twice(case: Case, closed: Happening, level: int) -> None:
    """The same service rated a second time, as if it were the first: a duplicate."""
    first = submit(case, closed, soon_after(case, closed.time), level)
    say(case, "submitted", first.time + 60 + int(case.chance.random() * HOUR), first.data)


def _followed(case: Case, closed: Happening, level: int) -> None:
    """A content second rating (追评)."""
    first = submit(case, closed, soon_after(case, closed.time, 1), level)
    submit(case, closed, soon_after(case, first.time, 2), 5, assess_number=2)


def _unverified(case: Case, closed: Happening, level: int) -> None:
    """From the code that hangs in the hall, without a receipt."""
    submit(case, closed, soon_after(case, closed.time), level, channel=3, unverified=True)


def _brushed(case: Case, closed: Happening, _level: int) -> None:
    """Praise from the office's own device, found out and invalidated."""
    praise = submit(case, closed, closed.time + 120, 5, device_hash=f"{0xB0:032x}")
    day = case.days.after(praise.time // DAY, 2)
    said: dict[str, object] = {"service_number": "1", "assess_number": 1, "kind": "brushed"}
    said |= {
        "decided_by": case.one_of(case.city.supervisors).staff_id,
        "reason": "同一设备集中好评，予以剔除",
    }
    say(case, "invalidated", day * DAY + staff_second(case.chance), said)


def _of_the_old_list(case: Case, closed: Happening, level: int) -> None:
    """A terminal that still sends labels of the first list."""
    submit(case, closed, soon_after(case, closed.time), level, (_RETIRED[level],), channel=5)


_ODD: tuple[tuple[float, Callable[[Case, Happening, int], None]], ...] = (
    (0.006, _late),
    (0.008, _twice),
    (0.006, _followed),
    (0.006, _unverified),
    (0.005, _brushed),
    (0.01, _of_the_old_list),
)
