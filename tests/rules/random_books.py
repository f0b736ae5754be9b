"""Hypothesis strategies: calendars with random days off, and rulebooks with what a theme's rules need."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.book import CONFIRMED_FIRST, Book, ItemFacts, StageFacts
from tests.rules.writing import Days

FIRST_DAY = date(2026, 12, 18)
WINDOW = [FIRST_DAY + timedelta(days=n) for n in range(60)]
ZONES = ["Asia/Shanghai", "Asia/Shanghai", "Asia/Shanghai", "Europe/Amsterdam", "America/Havana"]
STAGES = ("A", "B", "C")
ROLES = ("handle", "review", "approve")

Fields = Mapping[str, st.SearchStrategy[Any]]
Choices = Mapping[str, Sequence[Any]]


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
        made.append(StageFacts(code, required, draw(st.booleans()), after, limit, ROLES[place]))
    return tuple(made)


@st.composite
def items(
    draw: st.DrawFn, code: str, features: Fields, valid_from: date = date.min, valid_to: date = date.max
) -> ItemFacts:
    """An item as the limits need it, with the features of a theme besides."""
    return ItemFacts(
        code,
        valid_from,
        valid_to,
        natural=draw(st.booleans()),
        promise=draw(st.sampled_from([None, 1, 2, 3, 5])),
        legal=draw(st.sampled_from([None, 1, 3, 6, 8])),
        joint=draw(st.sampled_from([False, False, True])),
        stages=draw(stages()),
        **{name: draw(feature) for name, feature in features.items()},
    )


@st.composite
def catalogues(draw: st.DrawFn, features: Fields) -> tuple[ItemFacts, ...]:
    """Item I, perhaps with a second version in the middle, and item J that is cancelled at some day."""
    change = draw(st.sampled_from(WINDOW[1:30]))
    versions = [draw(items("I", features))]
    if draw(st.booleans()):
        versions = [
            draw(items("I", features, valid_to=change - timedelta(days=1))),
            draw(items("I", features, valid_from=change)),
        ]
    return (*versions, draw(items("J", features, valid_to=draw(st.sampled_from(WINDOW[:30])))))


PARAMETERS: Choices = {
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
OFFICE_HOURS = [
    ((time(9), time(12)), (time(13), time(17))),
    ((time(8, 30), time(11)), (time(14), time(16))),
]
CONFIRMED_TOO = [frozenset[tuple[str, str]](), frozenset({("T-05", "red")}), frozenset({("T-04", "yellow")})]
SWITCHED_OFF = [
    frozenset[str](),
    frozenset[str](),
    frozenset({"T-01"}),
    frozenset({"T-04"}),
    frozenset({"T-05"}),
]


@st.composite
def books(draw: st.DrawFn, features: Fields, registers: Fields, parameters: Choices) -> Book:
    """A rulebook whose items have the features, with the registers and parameters besides the common ones."""
    choices = {**PARAMETERS, **parameters}
    return Book(
        draw(catalogues(features)),
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        office_hours=draw(st.sampled_from(OFFICE_HOURS)),
        roll=draw(st.booleans()),
        parameters={name: draw(st.sampled_from(values)) for name, values in choices.items()},
        approver_levels=draw(st.sampled_from([None, None, ("head",)])),
        confirm=CONFIRMED_FIRST | draw(st.sampled_from(CONFIRMED_TOO)),
        disabled=draw(st.sampled_from(SWITCHED_OFF)),
        also=frozenset({"T-12"}),
        **{name: draw(register) for name, register in registers.items()},
    )
