"""The report beside the scores: each figure has its numerator and denominator, and lists are of what is there."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from rules.assessment.facts import MonthFacts
from rules.assessment.frozen import Frozen
from rules.assessment.indicators import ALL, INDICATORS, readings
from rules.assessment.scoring import score_month
from rules.rulebook import Unit
from sinks.records import Record
from streams.assessment.computing import Figures
from streams.assessment.exporting import report_files, written
from streams.assessment.reports import lists_of, report_tables
from streams.assessment.tables import Cell, Table
from tests.assessment.conftest import MONTH, World
from tests.assessment.test_scoring import LAST, book, ratings, tally


def test_each_indicator_has_numerator_denominator_and_what_was_left_out() -> None:
    counted = tally(
        "D", accepted=12, ended=10, settled=9, on_time=6, late_legal=1, exempt=1, early=2, instant=3, limit_promise=40,
        limit_legal=80, used_days=30, tickets_due=4, tickets_on_time=3,
    )  # fmt: skip
    facts = MonthFacts.of([counted], [], [ratings("u", "D", 5, 6), ratings("u", "D", 2, 2)])

    more = {"real_name": 2, "called_back": 1, "anonymous": 5, "on_time_legal": 8}
    found = {each.name: each for each in readings(facts, [("D", more)]) if each.scope == "D"}

    assert {name: (each.numerator, each.denominator) for name, each in found.items()} == {
        "closing": (10, 12), "on_time": (6, 9), "on_time_legal": (8, 9), "early": (2, 10),
        "faster_than_promise": (10, 40), "faster_than_law": (50, 80), "active": (8, 10),
        "taking_part": (8, 10), "good": (6, 8), "bad": (2, 8), "rectified": (3, 4), "called_back": (1, 2),
    }  # fmt: skip
    assert found["good"].share == Fraction(75)
    assert found["on_time"].excluded == "免计 / exempt 1"
    assert found["faster_than_law"].excluded == "即办件 / instant 3"
    assert found["called_back"].excluded == "匿名 / anonymous 5"


def test_all_is_the_sum_of_the_units_and_nothing_has_no_share() -> None:
    facts = MonthFacts.of([tally("A", accepted=1, ended=1), tally("B", accepted=3, ended=2)], [], [])

    found = {(each.scope, each.name): each for each in readings(facts, [])}

    assert (found[ALL, "closing"].numerator, found[ALL, "closing"].denominator) == (3, 4)
    assert found["A", "good"].share is None
    assert len(found) == 3 * len(INDICATORS)


def test_the_report_of_a_city_holds_what_its_facts_and_registers_say(world: World, tmp_path: Path) -> None:
    assessor = world.assessor
    tables = {table.name: table for table in report_tables(assessor, MONTH, preview=False)}
    made = list(
        written(
            tmp_path, report_files(assessor, MONTH, ["xlsx", "csv", "json"], preview=False), lambda _: None
        )
    )

    facts, book = assessor.facts(MONTH, assessor.book(MONTH)), assessor.book(MONTH)
    of_all = {str(row[1]): row for row in tables["indicators"].rows if row[0] == ALL}
    ended = sum(each.counts.get("ended", 0) for each in facts.tallies)
    assert of_all["closing"][4] == ended > 0
    assert isinstance(of_all["on_time"][6], Decimal)
    busy = {each["data"].get("item_code") for each in world.city.events if each["time"].startswith("2026-10")}
    idle = set(column(tables["without_event"], "code", kind="item"))
    assert idle
    assert not idle & busy
    assert idle <= set(book.items)
    weights = column(tables["problems"], "weight")
    assert weights == sorted(weights, key=lambda each: -int(str(each)))
    assert len(made) == 2 + len(tables)


def test_the_legal_limit_is_kept_on_its_last_day_and_not_on_the_next(world: World) -> None:
    states = {each["subject"]: each["data"] for each in world.archive.outputs if each["type"] == "case.state"}
    one = next(each for each in states.values() if ended_within_the_law(each))
    for name, due in (("edge-in", date(2026, 10, 20)), ("edge-out", date(2026, 10, 19))):
        ends = {"decided_at": "2026-10-20T23:59:59.000+08:00", "closed_at": None}
        states[name] = one | ends | {"case_no": name, "legal_due_date": due.isoformat()}
        world.archive.write([as_record(states[name])])
    kept = Counter(each["dept_code"] for each in states.values() if ended_within_the_law(each))

    tables = {table.name: table for table in report_tables(world.assessor, MONTH, preview=False)}

    legal = {str(row[0]): row for row in tables["indicators"].rows if row[1] == "on_time_legal"}
    assert {dept: row[4] for dept, row in legal.items() if row[4]} == {**kept, ALL: kept.total()}


def as_record(state: dict[str, Any]) -> Record:
    event = {"id": f"{state['case_no']}/1", "type": "case.state", "subject": state["case_no"], "data": state}
    value = json.dumps(event | {"specversion": "1.0", "source": "x", "time": "2026-11-01T00:00:00.000+08:00"})
    return Record("case-states", 0, 1, state["case_no"].encode(), value.encode(), 1_793_000_000_000)


def ended_within_the_law(state: dict[str, Any]) -> bool:
    ends = [state[name] for name in ("decided_at", "closed_at") if state[name]]
    due = state["legal_due_date"]
    return bool(ends and due and state["start_date"]) and min(ends)[:7] == "2026-10" and min(ends)[:10] <= due


def test_ratings_are_published_by_grade_and_add_up(world: World) -> None:
    table = next(
        each for each in report_tables(world.assessor, MONTH, preview=False) if each.name == "ratings"
    )
    of_all, *of_units = ([int(str(cell)) for cell in row[2:]] for row in table.rows)

    assert next(iter(table.rows))[0] == ALL
    assert [sum(cells) for cells in zip(*of_units, strict=True)] == of_all
    facts = world.assessor.facts(MONTH, world.assessor.book(MONTH))
    assert sum(of_all) == sum(group.number for group in facts.ratings)


def test_lists_propose_the_best_and_the_last_and_nobody_twice(world: World) -> None:
    lists = next(each for each in report_tables(world.assessor, MONTH, preview=False) if each.name == "lists")

    named = column(lists, "id")
    assert len(named) == len(set(named))
    assert all("建议" in str(note) for note in column(lists, "note"))


def test_units_that_share_a_place_are_on_a_list_together_or_not_at_all() -> None:
    """Four of five with equal totals: on the red list they would be most of the group."""
    tallies = [tally(name, accepted=1, settled=2, on_time=1 + (name == "E")) for name in "ABCDE"]
    given = [ratings("u", name, 5, 12) for name in "ABCDE"]
    units = {name: Unit(name, name, "", None, "hall", None) for name in "ABCDE"}
    for model, best in (("weighted", "E"), ("deduction", "")):
        office = replace(book(), units=units, assessment={"unit": model})
        scores = tuple(score_month(MonthFacts.of(tallies, [], given), office, LAST, {}))
        table = lists_of(Figures(MONTH, None, office, Frozen(MonthFacts(), scores), False))

        assert {(str(row[1])[:2], row[2]) for row in table.rows} == ({("红榜", best)} if best else set())


def column(table: Table, name: str, kind: str = "") -> list[Cell]:
    """The cells of a column, of rows of a kind."""
    place = [each.name for each in table.columns].index(name)
    return [row[place] for row in table.rows if not kind or row[0] == kind]
