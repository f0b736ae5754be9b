"""A month as a whole: who is compared with whom, who moved, what is put right (docs/assessment.md)."""

from dataclasses import replace
from datetime import date
from itertools import permutations

from rules.assessment.adjusting import differences
from rules.assessment.facts import CardLine, MonthFacts, RatingGroup, Tally
from rules.assessment.periods import Month, month_of, over, period_of
from rules.assessment.scores import Line, Score
from rules.assessment.scoring import score_month
from rules.rulebook import FOREVER, Region, Rulebook, StaffMember, Unit
from tests.assessment.grounds import TERMS, card
from tests.desk.office import office

LAST = date(2026, 10, 31).toordinal()
MID = date(2026, 10, 15).toordinal()


def book() -> Rulebook:
    """Two windows and a bureau in two counties of a city; u17 moved from D to E on the fifteenth."""
    since = date(2018, 1, 1).toordinal()
    return replace(
        office(),
        regions={
            "43": Region("43", "省", None, "province"),
            "4301": Region("4301", "市", "43", "city"),
            "430101": Region("430101", "区", "4301", "county"),
        },
        units={
            "D": Unit("D", "甲", "430101", None, "window", None),
            "E": Unit("E", "乙", "4301", None, "window", None),
            "F": Unit("F", "丙", "4301", None, "bureau", None),
        },
        staff={
            "u17": (
                StaffMember("u17", "张三", "D", "regular", "clerk", (), since, MID - 1),
                StaffMember("u17", "张三", "E", "regular", "clerk", (), MID, FOREVER),
            )
        },
    )


def ratings(staff: str, dept: str, level: int, number: int, status: str = "valid") -> RatingGroup:
    return RatingGroup(staff, dept, "I", "", 1, level, status, status == "valid", number)


def scored(facts: MonthFacts, adjustments: dict[str, list[Line]] | None = None) -> dict[str, Score]:
    return {score.key: score for score in score_month(facts, book(), LAST, adjustments or {})}


def tally(dept: str, staff: str = "u17", region: str = "", **counts: int) -> Tally:
    return Tally(staff, dept, "I", region, counts)


def test_who_moved_in_mid_month_has_one_score_and_each_unit_its_share() -> None:
    found = scored(MonthFacts.of([tally("D", accepted=3), tally("E", accepted=2)], [], []))

    assert found["person:u17"].counts == {"accepted": 5}
    assert found["person:u17"].departments == ("D", "E")
    assert found["person:u17"].group == "clerk/window"
    assert (found["unit:D"].counts, found["unit:E"].counts) == ({"accepted": 3}, {"accepted": 2})


def test_regions_take_in_what_lies_below_them() -> None:
    found = scored(MonthFacts.of([tally("D", accepted=3), tally("F", region="4301", accepted=2)], [], []))

    assert {key: score.counts["accepted"] for key, score in found.items() if key.startswith("region:")} == {
        "region:43": 5,
        "region:4301": 5,
        "region:430101": 3,
    }


def test_only_units_of_one_kind_with_enough_ratings_are_ranked() -> None:
    groups = [ratings("", "D", 5, 10), ratings("", "E", 3, 10), ratings("", "F", 5, 10)]
    found = scored(MonthFacts.of([], [], groups))

    assert [(found[f"unit:{unit}"].rank, found[f"unit:{unit}"].ranked) for unit in "DEF"] == [
        (1, 2),
        (2, 2),
        (1, 1),
    ]
    assert found["item:I"].rank is None


def test_below_the_minimum_a_score_is_shown_and_not_ranked() -> None:
    groups = [ratings("", "D", 5, 9), ratings("", "D", 5, 50, "default"), ratings("", "E", 5, 10)]
    found = scored(MonthFacts.of([], [], groups))

    assert found["unit:D"].rank is None
    assert found["unit:D"].unranked == "样本不足 / too few ratings"
    assert (found["unit:E"].rank, found["unit:E"].ranked) == (1, 1)


def test_a_month_without_events_has_no_scores() -> None:
    assert scored(MonthFacts()) == {}


def test_the_order_in_which_facts_come_never_matters() -> None:
    tallies = [tally("D", accepted=3), tally("E", accepted=2), tally("D", settled=1)]
    cards: list[CardLine] = [
        card("a", "P-01", "red"),
        card("b", "P-01", "yellow", "a"),
        card("c", "T-07", "yellow"),
    ]
    whole = MonthFacts.of(tallies, cards, [])

    for mixed in permutations(cards):
        assert MonthFacts.of(reversed(tallies), mixed, []) == whole


def test_an_adjustment_is_a_part_that_names_its_month() -> None:
    line = Line("2.50", "九月", "September", month="2026-09")
    found = scored(
        MonthFacts.of([tally("D", accepted=1)], [], []), {"person:u17": [line], "person:u99": [line]}
    )

    assert found["person:u17"].total == "102.50"
    assert found["person:u17"].parts[-1].lines == (line,)
    assert found["person:u99"].parts[-1].points == "2.50"


def test_what_became_known_is_put_right_once() -> None:
    before = list(scored(MonthFacts.of([tally("D", accepted=1)], [card("a", "P-01", "red")], [])).values())
    after = list(scored(MonthFacts.of([tally("D", accepted=1)], [], [])).values())
    first = differences("2026-10", before, after, {})
    again = differences("2026-10", before, after, first)

    assert first["person:u17"][0].points == "3.85"
    assert first["unit:D"][0].month == "2026-10"
    assert again == {}


def test_periods_as_people_write_them() -> None:
    assert month_of("2026-10") == Month(2026, 10)
    quarter, half = period_of("2026-Q4"), period_of("2026-H2")
    assert quarter is not None
    assert half is not None
    assert quarter.months == (Month(2026, 10), Month(2026, 11), Month(2026, 12))
    assert (half.months[0], len(half.months)) == (Month(2026, 7), 6)
    for wrong in ("2026-13", "2026-00", "2026-Q5", "26-10", "2026-1", "０２６-10", "", "2026-10-01"):
        assert period_of(wrong) is None
    assert month_of("2026-Q4") is None
    assert Month(2026, 12).plus(1) == Month(2027, 1)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)


def test_a_quarter_is_the_mean_of_the_months_there_are_cut() -> None:
    one = scored(MonthFacts.of([tally("D", accepted=1)], [card("a", "P-01", "red")], []))["person:u17"]
    other = scored(MonthFacts.of([tally("D", accepted=1)], [], []))["person:u17"]
    (found,) = over({Month(2026, 10): [one], Month(2026, 11): [other]}, TERMS)

    assert found.totals == {"2026-10": one.total, "2026-11": other.total}
    assert (one.total, other.total, found.total) == ("96.15", "100.00", "98.07")
