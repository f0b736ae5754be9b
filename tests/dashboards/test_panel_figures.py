"""Panels on a simulated city: they answer, and their figures are those of an independent count."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dashboards.catalogue import Kind, Panel, panel_named, panels
from sinks.named_queries import query_named
from tests.dashboards.archive import NEVER, OVER, STANDING, ZONE, Place, Row, Span, due_of, tally

ALL_OF_IT = Span("2026-08-01T00:00:00+08:00", "2026-11-20T16:30:00+08:00", "2026-11-20T16:30:00+08:00")
OCTOBER = Span("2026-10-01T00:00:00+08:00", "2026-11-01T00:00:00+08:00", "2026-11-20T16:30:00+08:00")
ODD = Span("2026-09-10T11:07:00+08:00", "2026-10-21T17:59:59.999+08:00", "2026-10-21T17:59:59.999+08:00")
"""Begins and ends in the middle of a day."""

SPANS = pytest.mark.parametrize("span", [ALL_OF_IT, OCTOBER, ODD], ids=["all", "october", "odd"])
START = ALL_OF_IT.choice["since"]
COLOURS = ("warning", "yellow", "red")
EVERY = pytest.mark.parametrize("panel", panels().values(), ids=lambda panel: panel.name)


def asked(place: Place, name: str, span: Span, **chosen: str) -> list[dict[str, Any]]:
    return place.ask(panel_named(name), span, **chosen)


def one(place: Place, name: str, span: Span, **chosen: str) -> Any:
    (row,) = asked(place, name, span, **chosen)
    return row["value"]


def nonzero(rows: Iterable[Row], key: str, *figures: str) -> dict[Any, tuple[int, ...]]:
    """Rows by their name, without those that count nothing."""
    found = {row[key]: tuple(int(row[figure]) for figure in figures) for row in rows}
    return {name: counts for name, counts in found.items() if any(counts)}


@EVERY
def test_a_panel_answers_with_the_columns_it_says_in_the_shape_its_kind_wants(
    place: Place, panel: Panel
) -> None:
    described = place.ask(panel, ALL_OF_IT, sql=f"DESCRIBE TABLE ({panel.query.sql})")
    types = {row["name"]: row["type"] for row in described}

    assert tuple(types) == panel.columns
    figures = {
        Kind.STAT: panel.columns,
        Kind.BARS: panel.columns[1:],
        Kind.TIMESERIES: panel.columns[1:],
        Kind.TABLE: (),
    }[panel.kind]
    assert [name for name in figures if not any(each in types[name] for each in ("Int", "Float"))] == []
    if panel.kind is Kind.TIMESERIES:
        assert types["time"] == "DateTime64(3, 'Asia/Shanghai')"
    if panel.kind is Kind.BARS:
        assert "String" in types[panel.columns[0]]


@EVERY
def test_a_panel_about_a_city_without_anything_answers_too(place: Place, panel: Panel) -> None:
    rows = place.ask(panel, ALL_OF_IT, region="nowhere", department="nobody", item="nothing", person="none")

    assert panel.kind is not Kind.STAT or len(rows) == 1
    if panel.by_department and panel.kind is Kind.TABLE:
        assert rows == []


HOSTILE = ["' OR 1 = 1 --", "\\' OR 1 = 1 --", "x') OR (1 = 1", "{region:String}", "%27)", "a\x00b\n\t\\"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_somebody_writes_into_a_parameter_is_only_ever_a_text(place: Place, text: str) -> None:
    assert one(place, "open_cases", ALL_OF_IT, department=text) == 0
    assert one(place, "open_cases", ALL_OF_IT, region=text) == 0


@pytest.mark.parametrize(
    "now", [ALL_OF_IT, Span(ODD.choice["since"], ODD.choice["until"], "2026-10-13T00:00:00+08:00")]
)
def test_today_and_what_is_open_are_counted(place: Place, now: Span) -> None:
    cases = place.count.cases()
    running = [case for case in cases if case["decided_at"] is None and case["closed_at"] is None]
    past = [
        case for case in running if case["promise_due_date"] and case["promise_due_date"] < str(now.today)
    ]

    assert one(place, "accepted_today", now) == sum(case["start_date"] == str(now.today) for case in cases)
    assert one(place, "ended_today", now) == sum(case["ended"] == now.today for case in cases)
    assert one(place, "open_cases", now) == len(running) > 0
    assert one(place, "overdue_open", now) == len(past)
    assert past or now is not ALL_OF_IT
    assert {row["case_no"] for row in asked(place, "overdue_wall", now)} == {case["case_no"] for case in past}


def test_what_is_due_is_spread_over_departments_and_days_without_a_loss(place: Place) -> None:
    now = ALL_OF_IT
    due = [
        (case["dept_code"], (date.fromisoformat(case["promise_due_date"]) - now.today).days)
        for case in place.count.cases()
        if case["decided_at"] is None and case["closed_at"] is None and case["promise_due_date"]
    ]
    bands = {
        "overdue": (-9999, -1),
        "due_today": (0, 0),
        "due_three": (1, 3),
        "due_seven": (4, 7),
        "due_later": (8, 9999),
    }
    rows = asked(place, "due_by_department", now)

    for name, (low, high) in bands.items():
        within = [dept for dept, days in due if low <= days <= high]
        assert nonzero(rows, "dept_code", name) == {dept: (within.count(dept),) for dept in within}
    assert [row["left_days"] for row in asked(place, "due_next", now)] == sorted(
        days for _, days in due if days >= 0
    )
    assert [row["cases"] for row in asked(place, "due_days", now)] == [
        sum(days == ahead for _, days in due) for ahead in range(14)
    ]


@SPANS
def test_cards_of_a_period_are_counted_by_colour_rule_and_day(place: Place, span: Span) -> None:
    cards = place.count.cards(span)

    for name, colour in (("warnings", "warning"), ("yellow_cards", "yellow"), ("red_cards", "red")):
        assert one(place, name, span) == sum(card["colour"] == colour for card in cards)
    by_rule = {
        **nonzero(asked(place, "limit_cards_by_rule", span), "rule_id", "warning", "yellow", "red"),
        **nonzero(asked(place, "procedure_cards_by_rule", span), "rule_id", "warning", "yellow", "red"),
        **nonzero(asked(place, "composite_cards_by_rule", span), "rule_id", "warning", "yellow", "red"),
    }
    wanted = [card for card in cards if card["rule_id"][0] in "TPBC"]
    assert {
        (rule, colour): count
        for rule, counts in by_rule.items()
        for colour, count in zip(COLOURS, counts, strict=True)
        if count
    } == tally(wanted, lambda card: (card["rule_id"], card["colour"]))
    days = {
        (row["time"].date(), colour): row[colour]
        for row in asked(place, "cards_by_day", span)
        for colour in COLOURS
        if row[colour]
    }
    assert days == tally(cards, lambda card: (_day(card["violated_at"]), card["colour"]))


def _day(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(ZONE).date()


@SPANS
@pytest.mark.parametrize("limit", ["promise", "legal"])
def test_the_share_in_time_counts_open_cases_that_are_late_and_leaves_out_what_was_revoked(
    place: Place, span: Span, limit: str
) -> None:
    revoked = place.count.revoked(span)
    in_time = late = 0
    for case in place.count.cases():
        if not (due := case[f"{limit}_due_date"]):
            continue
        passed_on = date.fromisoformat(due) + timedelta(days=1)
        in_time += span.first <= case["ended"] <= span.last and case["ended"] < passed_on
        late += (
            span.first <= passed_on <= span.last
            and case["ended"] >= passed_on
            and case["case_no"] not in revoked
        )
    (row,) = asked(place, f"on_time_{limit}", span)

    assert (row["numerator"], row["denominator"]) == (in_time, in_time + late)
    assert row["value"] == pytest.approx(100 * in_time / (in_time + late), abs=0.005)
    if limit == "promise":
        rows = asked(place, "on_time_by_department", span)
        assert sum(each["in_time_cases"] for each in rows) == in_time
        assert sum(each["settled_cases"] for each in rows) == in_time + late


@SPANS
def test_acceptance_and_closing_of_each_day_are_counted(place: Place, span: Span) -> None:
    rows = asked(place, "cases_by_day", span)
    cases = place.count.cases()

    assert [row["time"].date() for row in rows] == [
        span.first + timedelta(days=number) for number in range((span.last - span.first).days + 1)
    ]
    for row in rows:
        day = row["time"].date()
        assert row["accepted"] == sum(case["start_date"] == str(day) for case in cases)
        assert row["ended"] == sum(case["ended"] == day for case in cases)


@SPANS
def test_the_table_of_departments_agrees_with_a_count_of_each(place: Place, span: Span) -> None:
    rows = asked(place, "departments", span)
    cases = place.count.cases()
    running = [
        case
        for case in cases
        if case["ended"] == NEVER.date() + timedelta(days=1) or case["ended"].year == 2299
    ]
    counted = {
        "accepted": [case for case in cases if str(span.first) <= case["start_date"] <= str(span.last)],
        "ended": [case for case in cases if span.first <= case["ended"] <= span.last],
        "open": running,
        "overdue": [
            case
            for case in running
            if case["promise_due_date"] and case["promise_due_date"] < str(span.today)
        ],
        "ratings": [each for each in place.count.ratings(span) if each["counts"]],
        "bad": [each for each in place.count.ratings(span) if each["counts"] and each["bad"]],
        "tickets": [each for each in place.count.tickets() if each["state"] not in OVER],
        **{
            colour: [card for card in place.count.cards(span) if card["colour"] == colour]
            for colour in COLOURS
        },
    }
    for column, found in counted.items():
        assert nonzero(rows, "dept_code", column) == {
            dept: (count,) for dept, count in tally(found, lambda each: each["dept_code"] or "").items()
        }, column


@SPANS
def test_ratings_are_counted_by_grade_and_what_does_not_count_by_reason(place: Place, span: Span) -> None:
    ratings = place.count.ratings(span)
    counted = [each for each in ratings if each["counts"]]
    grades = {row["level"]: row["ratings"] for row in asked(place, "rating_structure", span)}

    assert grades == {
        str(grade): sum(each["level"] == grade for each in counted) for grade in (5, 4, 3, 2, 1)
    }
    (satisfied,), (bad,) = asked(place, "satisfied_rate", span), asked(place, "bad_rate", span)
    assert (satisfied["numerator"], satisfied["denominator"]) == (
        sum(each["level"] >= 3 for each in counted),
        len(counted),
    )
    assert (bad["numerator"], bad["denominator"]) == (sum(each["bad"] for each in counted), len(counted))
    assert {row["status"]: row["ratings"] for row in asked(place, "ratings_left_out", span)} == tally(
        [each for each in ratings if not each["counts"]],
        lambda each: each["status"] if each["status"] != "valid" else "historical",
    )
    assert sum(row["good"] + row["bad"] for row in asked(place, "ratings_by_day", span)) == len(counted)
    assert sum(row["good"] + row["bad"] for row in asked(place, "ratings_by_channel", span)) == sum(
        each["channel"] is not None for each in counted
    )


@pytest.mark.parametrize("now", ["2026-11-20T16:30:00+08:00", "2026-09-15T09:00:00+08:00"])
def test_open_tickets_and_those_past_a_deadline_are_counted(place: Place, now: str) -> None:
    span = Span(ALL_OF_IT.choice["since"], ALL_OF_IT.choice["until"], now)
    alive = [each for each in place.count.tickets() if each["state"] not in OVER]
    over = {each["ticket_id"] for each in alive if (due := due_of(each)) is not None and due <= span.now}

    assert one(place, "open_tickets", span) == len(alive) > 0
    assert {row["ticket_id"] for row in asked(place, "tickets_open", span)} == {
        each["ticket_id"] for each in alive
    }
    assert one(place, "overdue_tickets", span) == len(over)
    assert {row["ticket_id"] for row in asked(place, "tickets_overdue", span)} == over


def test_a_deadline_that_equals_now_has_passed_and_a_millisecond_before_it_has_not(place: Place) -> None:
    due = min(due for each in place.count.tickets() if each["state"] not in OVER and (due := due_of(each)))

    def passed(moment: datetime) -> int:
        return int(one(place, "overdue_tickets", Span(START, START, moment.isoformat())))

    assert (passed(due - timedelta(milliseconds=1)), passed(due) > 0) == (0, True)


@SPANS
def test_the_funnel_has_every_ticket_of_the_period_once(place: Place, span: Span) -> None:
    rows = asked(place, "ticket_funnel", span)
    kinds = ("bad_rating", "investigation", "complaint", "systemic")
    opened = [each for each in place.count.tickets() if span.holds(each["opened_at"])]

    found = {(row["state"], kind): row[kind] for row in rows for kind in kinds if row[kind]}
    assert found == tally(opened, lambda each: (each["state"], each["kind"]))


@SPANS
def test_persons_are_counted_for_what_they_accepted_ended_and_answer_for(place: Place, span: Span) -> None:
    rows = asked(place, "people", span)
    cases, cards = place.count.cases(), place.count.cards(span)

    assert nonzero(rows, "staff_id", "accepted") == _by(
        [case for case in cases if str(span.first) <= case["start_date"] <= str(span.last)],
        lambda case: case["accepted_by"],
    )
    assert nonzero(rows, "staff_id", "ended") == _by(
        [case for case in cases if span.first <= case["ended"] <= span.last], lambda case: case["ended_by"]
    )
    for colour in COLOURS:
        assert nonzero(rows, "staff_id", colour) == _by(
            [card for card in cards if card["colour"] == colour], lambda card: card["responsible"]["staff_id"]
        )


def _by(rows: Iterable[Row], key: Any) -> dict[str, tuple[int, ...]]:
    return {name: (count,) for name, count in tally(rows, key).items() if name}


@SPANS
def test_leads_are_counted_by_rule_and_listed(place: Place, span: Span) -> None:
    found = [lead for lead in place.count.leads() if span.holds(lead["found_at"])]

    states = ("open", "confirmed", "dismissed")
    rows = asked(place, "leads_by_rule", span)
    assert {(row["rule_id"], state): row[state] for row in rows for state in states if row[state]} == tally(
        found, lambda lead: (lead["rule_id"], lead["state"])
    )
    assert {row["lead_id"] for row in asked(place, "leads", span)} == {lead["lead_id"] for lead in found}
    assert one(place, "open_leads", span) == sum(lead["state"] == "open" for lead in place.count.leads())


def test_the_list_of_cards_has_what_stands_and_what_a_person_decided_on(place: Place) -> None:
    listed = {row["card_id"] for row in asked(place, "cards", ALL_OF_IT)}

    left_out = {"withdrawn", "superseded", "rejected"}
    assert listed == {
        card["card_id"]
        for card in place.count.cards(ALL_OF_IT, standing=False)
        if card["state"] not in left_out
    }
    assert listed > {card["card_id"] for card in place.count.cards(ALL_OF_IT) if card["state"] in STANDING}


def test_events_of_a_source_and_late_entries_are_counted_from_the_events(place: Place) -> None:
    events = [each for each in place.city.events if not each["type"].startswith(("desk.", "finding."))]
    mine = tally(
        [each for each in events if ALL_OF_IT.holds(each["recordedtime"])], lambda each: each["source"]
    )

    assert {row["source"]: row["events"] for row in asked(place, "sources", ALL_OF_IT)} == mine
    late = [
        each
        for each in events
        if each["type"].startswith("case.")
        and each["data"].get("dept_code")
        and datetime.fromisoformat(each["recordedtime"]) - datetime.fromisoformat(each["time"])
        > timedelta(hours=24)
    ]
    rows = asked(place, "late_entry_by_department", ALL_OF_IT)
    assert nonzero(rows, "dept_code", "late_events") == _by(late, lambda each: each["data"]["dept_code"])
    assert late


def test_months_add_up_to_the_period(place: Place) -> None:
    cards = place.count.cards(ALL_OF_IT)
    rows = asked(place, "months_cards", ALL_OF_IT)

    assert {
        (row["month"], colour): row[colour] for row in rows for colour in COLOURS if row[colour]
    } == tally(cards, lambda card: (_day(card["violated_at"]).strftime("%Y-%m"), card["colour"]))
    counted = [each for each in place.count.ratings(ALL_OF_IT) if each["counts"]]
    for row in asked(place, "months_satisfied", ALL_OF_IT):
        month = [each for each in counted if _day(each["rated_at"]).strftime("%Y-%m") == row["month"]]
        assert row["satisfied_percent"] == pytest.approx(
            100 * sum(each["level"] >= 3 for each in month) / len(month), abs=0.005
        )


def test_a_month_by_itself_has_the_same_share_in_time_as_in_the_row_of_months(place: Place) -> None:
    by_month = {row["month"]: row["on_time_percent"] for row in asked(place, "months_on_time", ALL_OF_IT)}

    assert by_month["2026-10"] == one(place, "on_time_promise", OCTOBER)


def test_the_four_counters_agree_with_the_query_of_the_archive(place: Place) -> None:
    query = query_named("four_counters")
    every = Span("2000-01-01T00:00:00+08:00", "2200-01-01T00:00:00+08:00", ALL_OF_IT.choice["now"])
    rows = place.client.query(query.sql, parameters=query.bind({})).named_results()
    summed: dict[str, tuple[int, int]] = {}
    for row in rows:
        done, total = summed.get(row["counter"], (0, 0))
        summed[row["counter"]] = (done + row["done"], total + row["total"])

    found = asked(place, "four_counters", every)
    assert {row["counter"]: (row["done"], row["total"]) for row in found} == summed
    assert all(row["missing"] == row["total"] - row["done"] for row in found)
    assert found[0]["total"] > found[0]["done"] > 0
