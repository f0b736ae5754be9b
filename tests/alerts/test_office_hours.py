"""Office time by hand: the hours of the day, days off, and what is counted over them."""

from dataclasses import replace

import pytest

from rules.office import Office
from rules.office_hours import after_hours, hours_between, next_open
from rules.zone import zone
from tests.alerts.office import alerts_office
from tests.rules.engine import milliseconds
from tests.rules.offices import ANNOUNCED
from tests.rules.writing import at

HOURS = ((540, 720), (780, 1020))


def office() -> Office:
    book = replace(alerts_office(), office_hours=HOURS)
    return Office(book, ANNOUNCED.real(), zone("Asia/Shanghai"), 0)


def ms(text: str) -> int:
    return milliseconds(at(text))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2018-10-25 08:59", "2018-10-25 09:00"),
        ("2018-10-25 09:00", "2018-10-25 09:00"),
        ("2018-10-25 11:59", "2018-10-25 11:59"),
        ("2018-10-25 12:00", "2018-10-25 13:00"),
        ("2018-10-25 17:00", "2018-10-26 09:00"),
        ("2018-10-26 17:00", "2018-10-29 09:00"),
        ("2018-09-28 18:00", "2018-09-29 09:00"),  # a Saturday worked in advance
        ("2018-09-30 18:00", "2018-10-08 09:00"),  # the National Day holiday
    ],
)
def test_when_the_office_opens_next(moment: str, opens: str) -> None:
    assert next_open(office(), ms(moment)) == ms(opens)


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        ("2018-10-25 09:00", 3, "2018-10-25 12:00"),
        ("2018-10-25 09:00", 4, "2018-10-25 14:00"),
        ("2018-10-25 11:30", 1, "2018-10-25 13:30"),
        ("2018-10-25 16:00", 2, "2018-10-26 10:00"),
        ("2018-10-26 00:00", 7, "2018-10-26 17:00"),
        ("2018-10-26 20:00", 7, "2018-10-29 17:00"),
        ("2018-09-30 16:00", 2, "2018-10-08 10:00"),
    ],
)
def test_when_hours_of_office_time_have_passed(since: str, hours: int, until: str) -> None:
    assert after_hours(office(), ms(since), hours) == ms(until)
    assert hours_between(office(), ms(since), ms(until)) == hours


def test_what_is_urgent_counts_by_the_clock() -> None:
    assert after_hours(office(), ms("2018-09-30 16:00"), 2, urgent=True) == ms("2018-09-30 18:00")


def test_hours_between_leaves_out_what_is_no_office_time() -> None:
    assert hours_between(office(), ms("2018-10-26 16:30"), ms("2018-10-29 09:15")) == 0.75
    assert hours_between(office(), ms("2018-10-27 09:00"), ms("2018-10-28 17:00")) == 0
