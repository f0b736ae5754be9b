"""The same link shows what became of the rating, names nobody, and takes one more."""

import asyncio
from typing import Any

import pytest

from rules.tickets import TicketState
from sinks.records import Record
from streams.citizen.archive import Rows
from streams.citizen.wording import TICKET_STATES
from streams.exits import Unavailable
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from tests.citizen.conftest import Archived
from tests.citizen.hall import CASE, LINK, Hall, address, filled, has_form, plain, rate
from tests.sinks.samples import rating_arrival, rating_ticket

WHERE = address(LINK)


def bad(**more: Any) -> Record:
    return rating_arrival("s1", CASE, **more)


def ticket(**more: Any) -> Record:
    return rating_ticket("s1", CASE, **more)


def shown(hall: Hall, language: str = "zh") -> str:
    with hall.visitor() as visitor:
        return visitor.get(f"{WHERE}?lang={language}").text


@pytest.mark.parametrize("state", list(TicketState))
def test_every_state_of_a_ticket_is_told_in_both_languages(archived: Archived, state: TicketState) -> None:
    archived.write(bad(), ticket(state=str(state)))
    hall = Hall(archived.ask)

    assert TICKET_STATES["zh"][state] in plain(shown(hall))
    assert TICKET_STATES["en"][state] in plain(shown(hall, "en"))


def test_the_page_says_what_was_rated_when_by_whom_it_is_handled_and_until_when(archived: Archived) -> None:
    register = load_rulebook(shipped_rulebook()).rulebook
    code, unit = next(iter(register.units.items()))
    archived.write(bad(), ticket(dept_code=code, rectify_due="2026-01-13T00:00:00.000+08:00"))

    read = plain(shown(Hall(archived.ask, register)))

    assert "不满意 2026-01-05 10:00" in read
    assert f"承办单位 {unit.name}" in read
    assert "整改期限 2026-01-12" in read, "the due moment is the midnight after the last day"


def test_names_and_ids_of_staff_and_telephone_numbers_are_starred_in_what_the_office_wrote(
    archived: Archived,
) -> None:
    register = load_rulebook(shipped_rulebook()).rulebook
    member = next(each for versions in register.staff.values() for each in versions)
    measure = f"{member.name}由{member.staff_id}陪同已当面道歉，电话13912345678。<b>完</b>"
    archived.write(bad(), ticket(state="closed", measure=measure, reason="secret"))

    page = shown(Hall(archived.ask, register))

    assert "已当面道歉" in page
    assert "&lt;b&gt;完" in page
    for hidden in (member.name, f"由{member.staff_id}陪", "13912345678", "secret", "u17", "u18"):
        assert hidden not in page


def test_nothing_of_the_rating_that_could_tell_who_rated_is_shown(archived: Archived) -> None:
    archived.write(bad(text="我是张三，等了三周", phone_hash="p-hash", contact_ref="c-ref"), ticket())

    page = shown(Hall(archived.ask))

    for hidden in ("张三", "p-hash", "c-ref"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("rating", "sentence"),
    [
        ({}, "正在登记"),
        ({"status": "late", "counts": False}, "不计入统计，但同样会处理"),
        ({"status": "invalid", "counts": False}, "经复核，这条评价不计入统计"),
        ({"status": "before_service", "counts": False}, "评价早于服务时间"),
        ({"status": "unmatched", "counts": False}, "正在与办件核对"),
        ({"level": 5, "bad": False}, "没有需要整改的问题"),
    ],
)
def test_a_rating_without_a_ticket_says_why(
    archived: Archived, rating: dict[str, Any], sentence: str
) -> None:
    archived.write(bad(**rating))

    assert sentence in plain(shown(Hall(archived.ask)))


def test_a_bad_rating_from_before_the_system_is_not_said_to_be_waiting(archived: Archived) -> None:
    archived.write(bad(historical=True))

    read = plain(shown(Hall(archived.ask)))

    assert "正在登记" not in read
    assert "没有需要整改的问题" not in read


@pytest.mark.parametrize("status", ["duplicate", "withdrawn", "default"])
def test_what_is_no_rating_of_the_visitor_leaves_the_form(archived: Archived, status: str) -> None:
    archived.write(bad(status=status, counts=False))

    assert "请为这次服务打分" in plain(shown(Hall(archived.ask)))


def test_another_service_of_the_case_is_not_told(archived: Archived) -> None:
    archived.write(
        rating_arrival("s2", CASE, level=1),
        rating_ticket("s2", CASE, state="closed", measure="另一次服务"),
        rating_arrival("s1", "other case", level=1),
    )

    page = shown(Hall(archived.ask))

    assert "请为这次服务打分" in plain(page)
    assert "另一次服务" not in page


def test_the_second_rating_is_taken_once(archived: Archived) -> None:
    archived.write(bad(), ticket(state="follow_up"))
    hall = Hall(archived.ask)

    with hall.visitor() as visitor:
        page = visitor.get(WHERE).text
        taken = visitor.post(WHERE, data=filled(page, 1, "110", text="没有改"))
        twice = visitor.post(WHERE, data=filled(page, 1, "110", text="没有改"))
        after = visitor.get(WHERE + taken.headers["location"]).text

    assert (taken.status_code, twice.status_code) == (303, 303)
    assert [event["data"]["assess_number"] for event in hall.sent] == [2]
    assert "谢谢您的追评" in plain(after)
    assert not has_form(after)


def test_after_the_second_rating_there_is_no_third(archived: Archived) -> None:
    archived.write(bad(), bad(assess_number=2, level=1), ticket(state="reopened"))

    page = shown(Hall(archived.ask))

    assert "首次评价 不满意" in plain(page)
    assert "追评 非常不满意" in plain(page)
    assert not has_form(page)


def test_a_form_opened_before_the_archive_knew_of_the_rating_is_refused_after(archived: Archived) -> None:
    hall = Hall(archived.ask)

    with hall.visitor() as visitor:
        page = visitor.get(WHERE).text
        archived.write(bad())
        answer = visitor.post(WHERE, data=filled(page, 5))

    assert answer.status_code == 409
    assert "以第一次为准" in plain(answer.text)
    assert hall.sent == []


def test_just_after_sending_the_page_says_so_beside_what_the_archive_knows(archived: Archived) -> None:
    hall = Hall(archived.ask)

    with hall.visitor() as visitor:
        where = WHERE + rate(visitor, WHERE, 2).headers["location"]
        archived.write(bad(), ticket())
        read = plain(visitor.get(where).text)

    assert "已收到您的评价" in read
    assert TICKET_STATES["zh"]["assigned"] in read


def test_a_mistake_in_the_second_rating_keeps_what_became_of_the_first(archived: Archived) -> None:
    archived.write(bad(), ticket(state="closed"))
    hall = Hall(archived.ask)

    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, "", text="没有改")

    assert answer.status_code == 422
    assert "没有改</textarea>" in answer.text
    assert TICKET_STATES["zh"]["closed"] in plain(answer.text)


async def _away(query: str, **parameters: str) -> Rows:
    raise Unavailable("nobody answers")


async def _hangs(query: str, **parameters: str) -> Rows:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize("ask", [_away, _hangs])
def test_while_the_archive_is_away_one_can_still_rate(ask: Any) -> None:
    hall = Hall(ask, patience=0.05)

    with hall.visitor() as visitor:
        page = visitor.get(WHERE).text
        answer = visitor.post(WHERE, data=filled(page, 1))

    assert "暂时查不到进展" in plain(page)
    assert answer.status_code == 303
    assert len(hall.sent) == 1


def test_an_archive_that_hangs_is_asked_by_few_at_once() -> None:
    asked = 0

    async def hangs(query: str, **parameters: str) -> Rows:
        nonlocal asked
        asked += 1
        return await _hangs(query, **parameters)

    async def crowd(hall: Hall) -> list[int]:
        async with hall.visitors() as visitors:
            answers = await asyncio.gather(*(visitors.get(WHERE) for _ in range(20)))
            return [answer.status_code for answer in answers]

    assert asyncio.run(crowd(Hall(hangs, patience=0.1))) == [200] * 20
    assert asked == 2
