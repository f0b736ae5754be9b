"""Hypothesis strategies: calendars with random days off, rulebooks, and cases of up to fourteen events."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.book import CONFIRMED_FIRST, Book, ItemFacts, StageFacts
from tests.oracle.cards import standing_cards
from tests.rules.writing import Days

Event = dict[str, Any]
Data = st.SearchStrategy[dict[str, Any]]

FIRST_DAY = date(2026, 12, 18)
WINDOW = [FIRST_DAY + timedelta(days=n) for n in range(60)]
ZONES = ["Asia/Shanghai", "Asia/Shanghai", "Asia/Shanghai", "Europe/Amsterdam", "America/Havana"]
CLOCKS = ["00:00:00", "00:00:01", "09:00:00", "10:00:00", "12:59:59", "13:00:00", "17:00:00", "23:59:59"]
LAGS = [timedelta(0)] * 6 + [
    timedelta(seconds=2),
    timedelta(hours=24),
    timedelta(hours=24, seconds=1),
    timedelta(days=4),
    timedelta(hours=-1),
    timedelta(hours=-24),
]
STAGES = ("A", "B", "C")
KINDS = ["hearing", "testing", "coffee"]
BLANK_OR_TEXT = st.sampled_from([None, "", "  ", "x", "x", "x"])


@st.composite
def calendars(draw: st.DrawFn) -> Days:
    """2026 and perhaps 2027 announced; weekdays off, weekends worked, named now and then by the other year."""
    named = st.dictionaries(st.sampled_from(WINDOW), st.booleans(), min_size=1, max_size=12)
    notices = {2026: draw(named)}
    if draw(st.booleans()):
        notices[2027] = draw(named)
    statutory = draw(st.frozensets(st.sampled_from([day for day in WINDOW if day.year == 2027]), max_size=5))
    return Days(notices, statutory)


@st.composite
def stages(draw: st.DrawFn) -> tuple[StageFacts, ...]:
    made = []
    for place, code in enumerate(STAGES[: draw(st.sampled_from([3, 2, 1, 0]))]):
        after = draw(st.sampled_from([STAGES[:place], STAGES[:place], ()]))
        limit = draw(st.sampled_from([2, 3, 1, None]))
        required = draw(st.sampled_from([True, True, False]))
        made.append(StageFacts(code, required, draw(st.booleans()), after, limit))
    return tuple(made)


@st.composite
def items(draw: st.DrawFn, code: str, valid_from: date = date.min, valid_to: date = date.max) -> ItemFacts:
    return ItemFacts(
        code,
        valid_from,
        valid_to,
        natural=draw(st.booleans()),
        promise=draw(st.sampled_from([None, 1, 2, 3, 5])),
        legal=draw(st.sampled_from([None, 1, 3, 6, 8])),
        joint=draw(st.sampled_from([False, False, True])),
        stages=draw(stages()),
    )


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[ItemFacts, ...]:
    """Item I, perhaps with a second version in the middle, and item J that is cancelled at some day."""
    change = draw(st.sampled_from(WINDOW[1:30]))
    versions = [draw(items("I"))]
    if draw(st.booleans()):
        versions = [
            draw(items("I", valid_to=change - timedelta(days=1))),
            draw(items("I", valid_from=change)),
        ]
    return (*versions, draw(items("J", valid_to=draw(st.sampled_from(WINDOW[:30])))))


@st.composite
def books(draw: st.DrawFn) -> Book:
    choices = {
        "T-01.N": [5, 5, 1, 2],
        "T-01.warn_days": [1, 0, 3],
        "T-03.warn_days": [2, 0, 1],
        "T-04.grace": [0, 0, 1],
        "T-05.grace": [0, 0, 2],
        "T-07.warn_days": [1, 0, 2],
        "T-09.N": [10, 2],
        "T-10.warn_days": [2, 0, 1],
        "T-10.red_after": [1, 2],
        "T-11.max_ext": [10, 2],
        "P-02.tolerance_seconds": [60, 0],
        "P-16.N": [1, 2],
    }
    confirm = draw(
        st.sampled_from([frozenset(), frozenset({("T-05", "red")}), frozenset({("T-04", "yellow")})])
    )
    return Book(
        draw(catalogues()),
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        office_hours=draw(
            st.sampled_from(
                [((time(9), time(12)), (time(13), time(17))), ((time(8, 30), time(11)), (time(14), time(16)))]
            )
        ),
        roll=draw(st.booleans()),
        parameters={name: draw(st.sampled_from(values)) for name, values in choices.items()},
        approver_levels=draw(st.sampled_from([None, None, ("head",)])),
        confirm=CONFIRMED_FIRST | confirm,
        disabled=draw(st.sampled_from([frozenset[str](), frozenset({"T-01"}), frozenset({"T-04"})])),
    )


def _fixed(**fields: st.SearchStrategy[Any]) -> Data:
    return st.fixed_dictionaries(fields).map(lambda data: {k: v for k, v in data.items() if v is not None})


_CODES = st.sampled_from(["I", "I", "I", "J", "X"])
_STAGE = _fixed(stage_code=st.sampled_from([*STAGES, *STAGES, "Z"]))
_MOMENTS = st.sampled_from(WINDOW[:40]).map(lambda day: f"{day}T10:00:00+08:00")
_WAIT = st.sampled_from(["hearing", "other"])

DATA: dict[str, Data] = {
    "submitted": _fixed(item_code=_CODES),
    "material_received": _fixed(),
    "supplement_notified": _fixed(items=st.just(["m"])),
    "supplement_received": _fixed(complete=st.sampled_from([True, True, False])),
    "accepted": _fixed(
        item_code=_CODES,
        voucher_no=BLANK_OR_TEXT,
        promise_days=st.sampled_from([None, None, 1, 2, 4, 9]),
        legal_days=st.sampled_from([None, None, 2, 5]),
        joint=st.sampled_from([None, None, True, False]),
    ),
    "not_accepted": _fixed(),
    "stage_entered": _STAGE,
    "stage_left": _STAGE,
    "special_started": _fixed(
        kind=st.sampled_from(KINDS),
        days=st.sampled_from([None, 1, 2, 3, 3, 7]),
        approver_id=BLANK_OR_TEXT,
        notice_written=st.sampled_from([True, True, True, False, None]),
    ),
    "special_ended": _fixed(kind=st.sampled_from(KINDS)),
    "extension_approved": _fixed(
        days=st.sampled_from([1, 3, 3, 12]),
        asked_at=st.none() | _MOMENTS,
        reason=BLANK_OR_TEXT,
        told_at=st.none() | _MOMENTS | _MOMENTS,
        approver_level=st.sampled_from([None, "head", "clerk"]),
    ),
    "suspended": _fixed(reason_code=_WAIT, approver_id=BLANK_OR_TEXT, notice_no=BLANK_OR_TEXT),
    "resumed": _fixed(reason_code=_WAIT),
    "decided": _fixed(result=st.sampled_from(["approved", "refused"])),
    "delivered": _fixed(),
    "ready_notified": _fixed(),
    "closed": _fixed(kind=st.sampled_from(["normal", "normal", "withdrawn", "voided"])),
}
EARLY = ("submitted", "material_received", "supplement_notified", "supplement_received", "accepted")
OPENINGS: list[tuple[str, ...]] = [
    ("accepted",),
    ("accepted", "special_started"),
    ("accepted", "stage_entered", "stage_left", "stage_entered", "stage_left"),
    ("accepted", "stage_entered", "stage_entered", "decided"),
    ("submitted", "material_received"),
    ("submitted", "material_received", "supplement_notified", "supplement_received"),
    (),
]
OFTEN = (
    "accepted",
    "accepted",
    "special_started",
    "special_started",
    "extension_approved",
    "stage_entered",
    "stage_left",
)


@st.composite
def moments(draw: st.DrawFn, zone: ZoneInfo, last: int) -> datetime:
    """A time in the window, mostly at the edges of days and of office hours."""
    day = WINDOW[draw(st.integers(0, last))]
    clock = time.fromisoformat(draw(st.sampled_from(CLOCKS)))
    return datetime.combine(day, clock, tzinfo=zone)


@st.composite
def plain_events(draw: st.DrawFn, zone: ZoneInfo, number: int, kind: str | None = None) -> Event:
    kind = kind or draw(st.sampled_from([*DATA, *OFTEN]))
    when = draw(moments(zone, 12 if kind in EARLY else 28))
    return _event(draw, number, f"case.{kind}", when, draw(DATA[kind]))


@st.composite
def corrections(draw: st.DrawFn, zone: ZoneInfo, number: int, target: Event) -> Event:
    """A correction that voids, moves or replaces its target; corrections are voided or moved only."""
    data: dict[str, Any] = {"corrects": target["id"], "reason": "r", "approver_id": "a"}
    kind = str(target["type"]).removeprefix("case.")
    ways = ["void", "move", "move"] + (["replace", "both"] if kind in DATA else [])
    way = draw(st.sampled_from(ways))
    if way == "void":
        data["void"] = True
    if way in ("move", "both"):
        data["new_time"] = draw(moments(zone, 20)).isoformat()
    if way in ("replace", "both"):
        data["replacement"] = draw(DATA[kind])
    made = _event(draw, number, "case.corrected", draw(moments(zone, 45)), data)
    return {**made, "source": target["source"]}


def _event(draw: st.DrawFn, number: int, kind: str, when: datetime, data: dict[str, Any]) -> Event:
    recorded = when.astimezone(UTC) + draw(st.sampled_from(LAGS))
    return {
        "specversion": "1.0",
        "id": f"e{draw(st.integers(0, 9))}-{number}",
        "source": draw(st.sampled_from(["s", "t"])),
        "type": kind,
        "subject": "case-1",
        "time": when.isoformat(),
        "recordedtime": recorded.isoformat(),
        "data": data,
    }


@dataclass(frozen=True)
class Story:
    """One case under one rulebook and calendar, looked at at one instant."""

    events: tuple[Event, ...]
    book: Book
    days: Days
    until: datetime


@st.composite
def stories(draw: st.DrawFn, largest: int = 14) -> Story:
    book, days = draw(books()), draw(calendars())
    count = draw(st.integers(1, largest))
    corrected = draw(st.sampled_from([0, 0, 1, 3]))
    opening = draw(st.sampled_from(OPENINGS))
    events = [draw(plain_events(book.zone, number, kind)) for number, kind in enumerate(opening)]
    events += [draw(plain_events(book.zone, number)) for number in range(len(opening), count)]
    for number in range(corrected):
        target = draw(st.sampled_from(events))
        events.append(draw(corrections(book.zone, largest + number, target)))
    until = draw(st.sampled_from(_instants(events, book, days)) | moments(book.zone, 50))
    return Story(tuple(events), book, days, until)


def _instants(events: list[Event], book: Book, days: Days) -> list[datetime]:
    """Instants worth a look: where something is written down, happens, or comes true; and just before."""
    last = datetime.combine(WINDOW[-1] + timedelta(days=40), time(12), tzinfo=UTC)
    verdicts = [card.verdict for card in standing_cards(events, book, days.almanac(), last)]
    found = {verdict.violated_at for verdict in verdicts} | {last}
    for event in events:
        found |= {_utc(event["time"]), _utc(event["recordedtime"])}
    edges: list[Callable[[datetime], datetime]] = [
        lambda each: each,
        lambda each: each - timedelta(milliseconds=1),
        lambda each: each + timedelta(days=1),
    ]
    return sorted({edge(each) for each in found for edge in edges}, reverse=True)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
