"""Writing down cases, calendars and rulebooks for tests, in the words the tests need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.calendar import Calendar, NamedDay, Notice
from rules.rule_table import RULES
from rules.rulebook import (
    Basis,
    Colour,
    DayKind,
    Fee,
    Item,
    Material,
    Mode,
    PostAuthority,
    Region,
    Rulebook,
    RuleSettings,
    StaffMember,
    Stage,
)
from tests.oracle.book import Almanac, Book, DayState, ItemFacts, PostFacts, StaffFacts, StageFacts, Term

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A local wall-clock time, e.g. "2018-10-15 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@dataclass
class CaseLog:
    """The events of one case in the order they are written; ids are e1, e2, …"""

    zone: ZoneInfo = SHANGHAI
    events: list[dict[str, Any]] = field(default_factory=list)

    def add(self, event: str, when: str, recorded: str | None = None, /, **data: Any) -> "CaseLog":
        """Add `case.<event>` at a local time, recorded at once unless said otherwise."""
        self.events.append(
            {
                "specversion": "1.0",
                "id": f"e{len(self.events) + 1}",
                "source": "s",
                "type": f"case.{event}",
                "subject": "case-1",
                "time": at(when, self.zone).isoformat(),
                "recordedtime": at(recorded or when, self.zone).isoformat(),
                "data": data,
            }
        )
        return self


@dataclass(frozen=True)
class Days:
    """A calendar in plain sets: the days that notices name, by the notice's year, and the statutory days off.

    A year in `notices` is announced. `real` and `almanac` are the same calendar for the engine and for the oracle.
    """

    notices: Mapping[int, Mapping[date, bool]]
    statutory: frozenset[date] = frozenset()

    def real(self) -> Calendar:
        notices = [
            Notice(year, tuple(NamedDay(day.toordinal(), off, "放假") for day, off in days.items()))
            for year, days in self.notices.items()
        ]
        years = {day.year for day in self.statutory}
        statutory = {
            year: frozenset(day.toordinal() for day in self.statutory if day.year == year) for year in years
        }
        return Calendar(notices, statutory)

    def almanac(self) -> Almanac:
        return Almanac(self._state, lambda day: day in self.statutory)

    def _state(self, day: date) -> DayState:
        naming = [year for year, days in self.notices.items() if day in days]
        if naming:
            return "off" if self.notices[max(naming)][day] else "working"
        if not self.notices.get(day.year):
            return "unannounced"
        return "working" if day.weekday() < 5 else "off"


def span(first: str, last: str) -> list[date]:
    """All dates from first to last, both inclusive."""
    begin, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    return [date.fromordinal(day) for day in range(begin, end + 1)]


def notice(off: Iterable[date], make_up: Sequence[str] = ()) -> dict[date, bool]:
    """A year's notice: days off, and weekend days that are worked."""
    return dict.fromkeys(off, True) | {date.fromisoformat(day): False for day in make_up}


def rulebook_of(book: Book) -> Rulebook:
    """The engine's rulebook that says what `book` says."""
    items: dict[str, list[Item]] = {}
    for facts in sorted(book.items, key=lambda each: each.valid_from):
        items.setdefault(facts.code, []).append(_item(facts))
    return Rulebook(
        name="test",
        version="1",
        valid_from=1,
        zone=book.zone.key,
        office_hours=tuple(
            (begin.hour * 60 + begin.minute, end.hour * 60 + end.minute) for begin, end in book.office_hours
        ),
        natural_days_roll=book.roll,
        go_live=book.go_live.toordinal() if book.go_live else None,
        keep_closed_days=36_500,  # what leaves, and when, is tests/core/test_closed_cases.py
        rules={rule_id: _settings(rule_id, book) for rule_id in RULES},
        items={code: tuple(versions) for code, versions in items.items()},
        rulebook_hash="test",
        basis={term.code: _basis(term) for term in book.bases},
        regions={code: Region(code, code, book.parents.get(code), "county") for code in _regions(book)},
        staff={
            who: tuple(_member(row) for row in book.staff if row.staff_id == who) for who in _people(book)
        },
        posts=tuple(_post(row) for row in book.posts),
    )


def _regions(book: Book) -> set[str]:
    return {*book.parents, *book.parents.values()}


def _people(book: Book) -> set[str]:
    return {row.staff_id for row in book.staff}


def _basis(term: Term) -> Basis:
    return Basis(term.code, term.code, term.valid_from.toordinal(), term.valid_to.toordinal())


def _member(row: StaffFacts) -> StaffMember:
    begin, end = row.valid_from.toordinal(), row.valid_to.toordinal()
    return StaffMember(row.staff_id, row.staff_id, "D", "regular", row.post, ("handler",), begin, end)


def _post(row: PostFacts) -> PostAuthority:
    begin, end = row.valid_from.toordinal(), row.valid_to.toordinal()
    return PostAuthority(row.post, row.item, row.stage, row.region, begin, end)


def _settings(rule_id: str, book: Book) -> RuleSettings:
    plain = RULES[rule_id].defaults()
    given = {name.split(".")[1]: value for name, value in book.parameters.items() if name.startswith(rule_id)}
    parameters = {**plain.parameters, **given}
    if rule_id == "T-11":
        parameters["approver_levels"] = book.approver_levels
    modes = {
        degree: Mode.CONFIRM if (rule_id, degree) in book.confirm else Mode.AUTOMATIC
        for degree in plain.modes
    }
    colours = {
        degree: Colour(book.colours.get((rule_id, degree), colour))
        for degree, colour in plain.colours.items()
    }
    enabled = book.enabled(rule_id)
    return RuleSettings(enabled, colours, modes, parameters)


def _item(facts: ItemFacts) -> Item:
    return Item(
        item_code=facts.code,
        version=facts.valid_from.isoformat(),
        valid_from=facts.valid_from.toordinal(),
        valid_to=facts.valid_to.toordinal(),
        name=facts.code,
        dept_code="D",
        region_code=facts.region,
        project_type=facts.project_type,
        day_kind=DayKind.NATURAL if facts.natural else DayKind.WORKING,
        promise_days=facts.promise,
        legal_days=facts.legal,
        joint=facts.joint,
        stages={stage.code: _stage(stage, place) for place, stage in enumerate(facts.stages)},
        free=facts.free,
        hearing_required=facts.hearing,
        notice_required=facts.notice,
        third_party=facts.third_party,
        certificate=facts.certificate,
        lower_review_days=facts.lower_review_days,
        separation=facts.separation,
        materials={
            each.code: Material(each.code, each.code, each.required, each.shareable, "")
            for each in facts.materials
        },
        fees=tuple(Fee(each.code, each.standard, each.amount) for each in facts.fees),
    )


def _stage(facts: StageFacts, place: int) -> Stage:
    return Stage(
        stage_code=facts.code,
        name=facts.code,
        position=place,
        role=facts.role,
        required=facts.required,
        statutory=facts.statutory,
        after=facts.after,
        limit_days=facts.limit_days,
    )
