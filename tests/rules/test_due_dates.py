"""Where due dates fall: holidays, make-up working days, year ends, weekends, natural days, zones."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tests.rules.looking import Look, Office
from tests.rules.offices import ANNOUNCED, office
from tests.rules.writing import CaseLog, Days, at


def accepted(when: str, zone: str = "Asia/Shanghai") -> CaseLog:
    return CaseLog(ZoneInfo(zone)).add("accepted", when, item_code="I", voucher_no="v")


@pytest.mark.parametrize(
    ("start", "promise", "due"),
    [
        ("2018-09-28", 1, "2018-09-29"),  # Saturday, worked before National Day
        ("2018-09-28", 2, "2018-09-30"),  # Sunday, worked too
        ("2018-09-28", 3, "2018-10-08"),  # over the seven days of National Day
        ("2018-10-03", 1, "2018-10-08"),  # accepted within the holiday
        ("2024-02-08", 1, "2024-02-09"),  # New Year's Eve was a working day in 2024
        ("2024-02-08", 2, "2024-02-18"),  # over Spring Festival to the worked Sunday
        ("2024-02-08", 3, "2024-02-19"),
        ("2024-10-11", 1, "2024-10-12"),  # worked Saturday after National Day
        ("2024-10-12", 1, "2024-10-14"),  # accepted on the worked Saturday: day 1 is Monday
        ("2024-12-30", 2, "2025-01-02"),  # over the year's end
        ("2018-10-13", 1, "2018-10-15"),  # accepted on a plain Saturday
        ("2018-10-14", 1, "2018-10-15"),
    ],
)
def test_working_days_step_over_days_off_and_use_make_up_days(
    look: Look, start: str, promise: int, due: str
) -> None:
    card = look(accepted(f"{start} 10:00"), office(promise=promise, legal=40), f"{due} 00:00")
    midnight = f"{date.fromordinal(date.fromisoformat(due).toordinal() + 1)} 00:00"

    assert "T-04" not in card.rules()
    assert (
        "T-04" not in look(accepted(f"{start} 10:00"), office(promise=promise), f"{due} 23:59:59.999").rules()
    )
    late = look(accepted(f"{start} 10:00"), office(promise=promise), midnight).of("T-04")
    assert (late.due, late.violated_at, late.provisional) == (date.fromisoformat(due), at(midnight), False)


@pytest.mark.parametrize("clock", ["00:00:00", "23:59:59.999"])
def test_the_hour_of_the_acceptance_does_not_matter(look: Look, clock: str) -> None:
    card = look(accepted(f"2018-10-15 {clock}"), office(promise=1), "2018-10-17 00:00").of("T-04")

    assert card.due == date(2018, 10, 16)


@pytest.mark.parametrize(
    ("start", "roll", "due"),
    [
        ("2018-09-28", True, "2018-10-08"),  # 3 October is a day off
        ("2018-09-28", False, "2018-10-03"),
        ("2018-09-24", True, "2018-09-29"),  # a worked Saturday is no day off
        ("2018-10-15", True, "2018-10-22"),  # 20 October is a plain Saturday
        ("2018-10-15", False, "2018-10-20"),
        ("2018-10-13", True, "2018-10-18"),  # weekends in between count
    ],
)
def test_natural_days_count_all_days_and_roll_off_days_off(
    look: Look, start: str, roll: bool, due: str
) -> None:
    where = office(promise=5, natural=True, roll=roll)

    card = look(accepted(f"{start} 10:00"), where, "2018-10-24 00:00").of("T-04")

    assert card.due == date.fromisoformat(due)


@pytest.mark.parametrize("kind", ["decided", "closed"])
def test_an_end_in_the_last_instant_of_the_due_date_is_in_time_and_at_midnight_it_is_late(
    look: Look, kind: str
) -> None:
    said = {"decided": {"result": "approved"}, "closed": {"kind": "normal"}}[kind]
    in_time = accepted("2018-10-15 10:00").add(kind, "2018-10-16 23:59:59.999", **said)
    late = accepted("2018-10-15 10:00").add(kind, "2018-10-17 00:00", **said)

    assert "T-04" not in look(in_time, office(promise=1), "2018-10-20 00:00").rules()
    assert "T-04" in look(late, office(promise=1), "2018-10-20 00:00").rules()


def test_a_decision_recorded_late_with_a_time_before_the_midnight_takes_the_card_back(look: Look) -> None:
    log = accepted("2018-10-15 10:00").add(
        "decided", "2018-10-16 17:00", "2018-10-17 09:00", result="approved"
    )

    assert "T-04" in look(log, office(promise=1), "2018-10-17 08:59:59").rules()
    assert "T-04" not in look(log, office(promise=1), "2018-10-17 09:00").rules()


def test_a_decision_dated_ahead_counts_from_its_time_on(look: Look) -> None:
    log = accepted("2018-10-15 10:00").add(
        "decided", "2018-10-17 00:00", "2018-10-16 08:00", result="refused"
    )

    assert "T-04" not in look(log, office(promise=1), "2018-10-16 23:59:59.999").rules()
    assert look(log, office(promise=1), "2018-10-17 00:00").of("T-04").due == date(2018, 10, 16)


def test_midnight_is_the_one_of_the_rulebooks_zone_also_where_the_clocks_change(look: Look) -> None:
    where = office(promise=2, natural=True, roll=False, days=Days({2026: {date(2026, 1, 1): True}}))
    zone = ZoneInfo("Europe/Amsterdam")
    dutch = Office(replace(where.book, zone=zone), where.days)

    card = look(accepted("2026-03-27 23:30", "Europe/Amsterdam"), dutch, "2026-03-30 00:00").of("T-04")

    assert card.due == date(2026, 3, 29)
    assert card.violated_at.isoformat() == "2026-03-29T22:00:00+00:00"


def test_the_first_instant_of_a_day_without_a_midnight_is_one_in_the_morning(look: Look) -> None:
    where = office(promise=1, natural=True, roll=False, days=Days({2026: {date(2026, 1, 1): True}}))
    havana = Office(replace(where.book, zone=ZoneInfo("America/Havana")), where.days)

    card = look(accepted("2026-03-06 10:00", "America/Havana"), havana, "2026-03-08 01:00").of("T-04")

    assert card.due == date(2026, 3, 7)
    assert card.violated_at.isoformat() == "2026-03-08T05:00:00+00:00"


def test_limits_of_the_acceptance_override_the_catalogue_and_without_a_legal_limit_it_is_twenty(
    look: Look,
) -> None:
    log = CaseLog().add("accepted", "2024-03-01 10:00", item_code="I", voucher_no="v", promise_days=2)

    cards = look(log, office(promise=7), "2024-05-06 00:00")

    assert (cards.of("T-04").limit, cards.of("T-04").due) == (2, date(2024, 3, 5))
    assert (cards.of("T-05").limit, cards.of("T-05").due) == (20, date(2024, 3, 29))


def test_a_joint_case_without_a_legal_limit_has_forty_five_days(look: Look) -> None:
    log = CaseLog().add("accepted", "2024-03-01 10:00", item_code="I", voucher_no="v", joint=True)

    assert look(log, office(), "2024-05-06 00:00").of("T-05").due == date(2024, 5, 3)


def test_an_unknown_item_has_no_limits(look: Look) -> None:
    log = CaseLog().add("accepted", "2018-10-15 10:00", item_code="X", voucher_no="v", promise_days=1)

    assert look(log, office(promise=1, legal=1), "2018-12-01 00:00").rules() == {"B-04"}


def test_an_item_cancelled_before_the_start_has_no_limits_and_on_its_last_day_it_has(look: Look) -> None:
    where = office(promise=1, days=ANNOUNCED, valid_to=date(2018, 10, 15))

    assert "T-04" in look(accepted("2018-10-15 23:59"), where, "2018-12-01 00:00").rules()
    assert look(accepted("2018-10-16 00:00"), where, "2018-12-01 00:00").rules() == {"B-04"}


@pytest.mark.parametrize("natural", [False, True])
def test_a_grace_day_is_a_working_day_and_moves_the_violation_but_not_the_due_date(
    look: Look, natural: bool
) -> None:
    where = office(promise=1, natural=natural, parameters={"T-04.grace": 1})

    assert "T-04" not in look(accepted("2018-10-18 10:00"), where, "2018-10-22 23:59:59").rules()
    card = look(accepted("2018-10-18 10:00"), where, "2018-10-23 00:00").of("T-04")
    assert (card.due, card.violated_at) == (date(2018, 10, 19), at("2018-10-23 00:00"))
