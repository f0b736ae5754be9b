"""The catalogue of counted facts: what a month is counted in, each fact with its meaning, and its values.

The counting itself is SQL over the archive, one file a query in `sinks/queries/assessment_*.sql`; each column that is
named here adds to this catalogue's fact of the same name. All else (reports, exports, the console) reads facts by
these names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec


class Counted(NamedTuple):
    """One counted fact in words: Chinese name for tables, and what exactly is counted."""

    zh: str
    meaning: str


CATALOGUE: Mapping[str, Counted] = {
    "accepted": Counted(
        "受理件数", "cases whose limits start on a day of the month (deemed acceptances among them)"
    ),
    "ended": Counted("办结件数", "cases first decided or closed on a day of the month"),
    "settled": Counted(
        "应按时件数", "cases that in the month ended within the promise, or passed it; each case once"
    ),
    "on_time": Counted("按时件数", "of settled: ended on or before the due date of the promise"),
    "late": Counted(
        "超承诺件数", "of settled: passed the promise; counted in the month of the day after the due date"
    ),
    "late_legal": Counted("超法定件数", "cases that passed the legal limit on a day of the month"),
    "exempt": Counted(
        "免计件数", "late cases left out, because their card was revoked or a deviation mutes it"
    ),
    "early": Counted(
        "提前办结件数", "of on_time, without instant cases: ended at least a day before the due date"
    ),
    "instant": Counted("即办件数", "instant cases (即办件) among ended; outside early, limits and days used"),
    "limit_promise": Counted("承诺时限合计", "days promised for the ended cases that are not instant"),
    "limit_legal": Counted("法定时限合计", "days the law allows for the same cases"),
    "used_days": Counted("实际用时合计", "counting days used by the same cases, excluded days left out"),
    "timed": Counted(
        "计时件数", "the ended cases that are not instant and have limits: what the three sums are over"
    ),
    "overdue_days": Counted(
        "超期天数", "counting days beyond the promise, of late cases that ended in the month"
    ),
    "level_5": Counted("非常满意", "ratings of the month that count, grade 5"),
    "level_4": Counted("满意", "ratings of the month that count, grade 4"),
    "level_3": Counted("基本满意", "ratings of the month that count, grade 3"),
    "level_2": Counted("不满意", "ratings of the month that count, grade 2"),
    "level_1": Counted("非常不满意", "ratings of the month that count, grade 1"),
    "defaulted": Counted("默认评价", "default ratings: nobody rated; apart, in no figure"),
    "left_out": Counted("未计评价", "ratings that do not count: invalid, late, unverified …"),
    "tickets_due": Counted("到期整改单", "tickets of citizens' matters (no card's) due in the month"),
    "tickets_on_time": Counted("按时整改单", "of these: rectification in time, and accepted or closed"),
    "records": Counted("记录条数", "events of cases that happened in the month, corrections among them"),
    "corrections": Counted("更正条数", "of these: corrections"),
    "leads": Counted(
        "属实线索", "leads of signs of manipulation (A) that a person confirmed, found in the month"
    ),
    "days_recorded": Counted("考勤天数", "days of attendance recorded (日考勤)"),
    "days_present": Counted("出勤天数", "of these: present (kind present, duty, business trip or training)"),
    "notes": Counted("记实条数", "monthly records with a mark (月记实)"),
    "note_points": Counted("记实得分合计", "the sum of their marks, each 0 to 100"),
    "patrol_findings": Counted("巡查问题", "findings of patrols, video and sampling"),
    "discipline_points": Counted("纪律扣分", "points of records of kind discipline (月记实)"),
    "surveyed": Counted("测评份数", "answers to satisfaction surveys of third parties"),
    "survey_points": Counted("测评得分合计", "the sum of their scores, each 0 to 100"),
}
"""Fact → what it is. In order as tables show them."""

LEVELS = (5, 4, 3, 2, 1)
_WHOLE = 2**53
"""Up to where every reader of JSON takes whole numbers as they are."""


class Tally(msgspec.Struct, frozen=True, gc=False):
    """What was counted for one person, department, item and region together; a blank code means that none was named.
    `digest` is over what was counted, so that other cases with the same counts are not the same facts."""

    staff_id: str
    dept_code: str
    item_code: str
    region_code: str
    counts: dict[str, int]
    digest: int = 0


class CardLine(msgspec.Struct, frozen=True, gc=False):
    """A card that counts: standing, not history, violated in the month. `violated_at` is RFC 3339, UTC."""

    card_id: str
    revision: int
    state: str
    colour: str
    rule_id: str
    rule_class: str
    subject: str
    staff_id: str
    dept_code: str
    item_code: str
    region_code: str
    violated_at: str


class RatingGroup(msgspec.Struct, frozen=True, gc=False):
    """How many ratings of one kind: `level` and `channel` are 0 where the rating has none."""

    staff_id: str
    dept_code: str
    item_code: str
    region_code: str
    channel: int
    level: int
    status: str
    counts: bool
    number: int


class MonthFacts(msgspec.Struct, frozen=True, gc=False):
    """All that the scores of a month rest on, in a canonical order, so that equal facts have equal bytes."""

    tallies: tuple[Tally, ...] = ()
    cards: tuple[CardLine, ...] = ()
    ratings: tuple[RatingGroup, ...] = ()

    @classmethod
    def of(
        cls, tallies: Iterable[Tally], cards: Iterable[CardLine], ratings: Iterable[RatingGroup]
    ) -> "MonthFacts":
        """In canonical order; tallies of the same place are added up, and what is zero is left out."""
        places: dict[tuple[str, str, str, str], Counter[str]] = {}
        digests: Counter[tuple[str, str, str, str]] = Counter()
        for tally in tallies:
            place = (tally.staff_id, tally.dept_code, tally.item_code, tally.region_code)
            places.setdefault(place, Counter()).update(tally.counts)
            digests[place] += tally.digest
        summed = (
            Tally(*place, {name: counts[name] for name in CATALOGUE if counts[name]}, digests[place] % _WHOLE)
            for place, counts in sorted(places.items())
        )
        return cls(
            tuple(tally for tally in summed if tally.counts),
            tuple(sorted(cards, key=lambda card: (card.violated_at, card.card_id))),
            tuple(sorted(ratings, key=msgspec.structs.astuple)),
        )


def rated(group: RatingGroup) -> dict[str, int]:
    """What a group of ratings adds to the counted facts."""
    if group.counts and group.level in LEVELS:
        return {f"level_{group.level}": group.number}
    return {"defaulted" if group.status == "default" else "left_out": group.number}
