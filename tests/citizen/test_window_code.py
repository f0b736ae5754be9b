"""A window's standing code: whoever has the receipt rates the case, all others rate without it counting."""

import asyncio

import pytest

from rules.decode import decode
from rules.privacy import Border
from rules.service_events import RatingSubmitted
from sinks.records import Record
from streams.citizen.archive import Rows
from streams.citizen.desk import COMPARISONS
from streams.exits import Unavailable
from tests.citizen.conftest import Archived
from tests.citizen.hall import CASE, DAY, NOW, WINDOW, Hall, address, filled, has_form, plain, rate
from tests.sinks.samples import STAMP, event, json_of

WHERE = address(WINDOW)
RECEIPT = "SL-77"


def accepted(number: int = 1, subject: str = CASE, voucher: str = RECEIPT) -> Record:
    """The case's acceptance, whose voucher the applicant holds."""
    body = json_of(event(number, subject, voucher_no=voucher))
    return Record("case-events", 3, number, subject.encode(), body, STAMP + number)


@pytest.fixture
def hall(archived: Archived) -> Hall:
    archived.write(accepted(), accepted(2, "other", "SL-78"))
    return Hall(archived.ask)


def test_the_page_asks_for_case_and_receipt_and_says_what_for(hall: Hall) -> None:
    with hall.visitor() as visitor:
        page = visitor.get(WHERE).text

    assert 'name="case_no"' in page
    assert 'name="receipt_no"' in page
    assert "填写并核对相符的评价才计入统计" in plain(page)
    assert "12" in plain(page)


def test_with_the_receipt_the_case_is_rated_and_leads_to_its_own_link(hall: Hall) -> None:
    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, 1, "110", case_no=CASE, receipt_no=RECEIPT)
        after = visitor.get(answer.headers["location"])

    [said] = hall.sent
    assert answer.status_code == 303
    assert said["subject"] == CASE
    assert said["data"]["service_number"] == "window-12-20260105"
    assert said["data"].keys().isdisjoint({"unverified", "staff_id"})
    assert (said["data"]["window_no"], said["data"]["dept_code"], said["data"]["channel"]) == (
        "12",
        "430100-ZJ",
        3,
    )
    assert answer.headers["location"].startswith("/q/")
    assert "已收到您的评价" in plain(after.text)


@pytest.mark.parametrize(
    ("case_no", "receipt_no"),
    [(CASE, "SL-78"), ("other", RECEIPT), (CASE, ""), ("", RECEIPT), ("' OR 1=1 --", RECEIPT), (CASE, "%")],
)
def test_numbers_that_do_not_belong_together_are_refused_with_one_answer(
    hall: Hall, case_no: str, receipt_no: str
) -> None:
    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, 1, text="等了三周", case_no=case_no, receipt_no=receipt_no)

    assert answer.status_code == 422
    assert "号码核对不上" in plain(answer.text)
    assert "等了三周</textarea>" in answer.text
    assert hall.sent == []


def test_without_the_receipt_the_rating_is_kept_as_unverified_about_no_case(hall: Hall) -> None:
    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, 1, text="等了三周")
        after = visitor.get(WHERE + answer.headers["location"]).text

    [letter] = hall.letters
    taken = decode(letter.value, Border(), NOW)
    assert taken.subject.startswith("service:window-12-20260105-")
    assert isinstance(taken.data, RatingSubmitted)
    assert taken.data.unverified is True
    assert "不计入统计" in plain(after)
    assert not has_form(after)


def test_whoever_cannot_match_the_numbers_can_send_it_all_the_same(hall: Hall) -> None:
    with hall.visitor() as visitor:
        refused = rate(visitor, WHERE, 1, case_no=CASE, receipt_no="SL-0")
        page = refused.text
        answer = visitor.post(WHERE, data=filled(page, 1, case_no=CASE, receipt_no="SL-0", unverified="1"))

    assert 'name="unverified"' in page
    assert answer.status_code == 303
    assert hall.sent[0]["data"]["unverified"] is True
    assert hall.sent[0]["subject"] != CASE


def test_an_unverified_rating_sent_twice_is_one_and_two_visitors_are_two(hall: Hall) -> None:
    async def three_forms() -> None:
        async with hall.visitors() as visitors:
            mine, theirs = [(await visitors.get(WHERE)).text for _ in range(2)]
            await asyncio.gather(*(visitors.post(WHERE, data=filled(page)) for page in (mine, mine, theirs)))

    asyncio.run(three_forms())

    assert len({said["subject"] for said in hall.sent}) == len(hall.sent) == 2


def test_a_case_is_rated_once_a_day_at_a_window(hall: Hall) -> None:
    with hall.visitor() as visitor:
        first = rate(visitor, WHERE, 1, case_no=CASE, receipt_no=RECEIPT)
        again = rate(visitor, WHERE, 5, case_no=CASE, receipt_no=RECEIPT)
        hall.now += DAY
        next_day = rate(visitor, WHERE, 5, case_no=CASE, receipt_no=RECEIPT)

    assert [answer.status_code for answer in (first, again, next_day)] == [303, 303, 303]
    assert [(said["data"]["service_number"], said["data"]["level"]) for said in hall.sent] == [
        ("window-12-20260105", 1),
        ("window-12-20260106", 5),
    ]


def test_nobody_tries_out_numbers(hall: Hall) -> None:
    with hall.visitor() as visitor:
        statuses = []
        for number in range(3 * COMPARISONS.burst):
            hall.now += 6_000  # a form of this code every six seconds is within its own rate
            statuses.append(rate(visitor, WHERE, 1, case_no=CASE, receipt_no=f"SL-{number}").status_code)
        without = rate(visitor, WHERE, 1)

    first = statuses.index(429)
    assert set(statuses[:first]) == {422}
    assert COMPARISONS.burst <= first < 2.5 * COMPARISONS.burst
    assert statuses.count(422) <= COMPARISONS.burst + 3 * COMPARISONS.burst * 0.1 * COMPARISONS.per_minute
    assert without.status_code == 303


def test_numbers_that_cannot_be_compared_now_are_not_taken_for_wrong() -> None:
    async def away(query: str, **parameters: str) -> Rows:
        raise Unavailable("nobody answers")

    hall = Hall(away)
    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, 1, case_no=CASE, receipt_no=RECEIPT)

    assert answer.status_code == 422
    assert "现在无法核对号码" in plain(answer.text)
    assert 'name="unverified"' in answer.text
    assert hall.sent == []
