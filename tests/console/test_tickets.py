"""Tickets on pages: the work list in order of what falls due, and a ticket worked to its end by two people."""

import re
from typing import Any

from tests.console.hall import Browser, Hall, forms, plain

PROBLEM = {"cause_code": "process", "complexity": "simple", "responsibility": "direct"}


def ticket_of(hall: Hall, subject: str, kind: str = "investigation") -> str:
    rows = hall.archived("tickets_of_subject", subject=subject)
    return next(str(row["id"]) for row in rows if row["kind"] == kind)


def bad_rating(hall: Hall, subject: str, **more: Any) -> None:
    said = {"service_number": "1", "assess_number": 1, "level": 1, "channel": 2, "staff_id": "u04"}
    hall.event("rating.submitted", subject, 0, **said | {"dept_code": "430100-ZJ", "real_name": True} | more)


def test_the_work_list_begins_with_what_falls_due_first(hall: Hall) -> None:
    hall.late_case("c-1")
    bad_rating(hall, "c-1")

    page = hall.browser("u06").get("/console/tickets").text

    ids = re.findall(r'href="/console/tickets/([A-Z])-[0-9a-f]+"', page)
    assert ids == ["R", "I"], "a rater who gave a name is contacted within a day"


def test_mine_are_those_i_answer_for(hall: Hall) -> None:
    hall.late_case("c-1")
    ticket_id = ticket_of(hall, "c-1")
    answers = str(hall.archived("ticket", ticket_id=ticket_id)[0]["responsible_staff_id"])
    other = next(name for name in ("u05", "u06") if name != answers)

    assert ticket_id in hall.browser(answers).get("/console/tickets?mine=1").text
    assert ticket_id in hall.browser(other).get("/console/tickets").text
    assert ticket_id not in hall.browser(other).get("/console/tickets?mine=1").text


def test_a_handler_and_a_supervisor_work_a_ticket_to_its_end(hall: Hall) -> None:
    hall.late_case("c-1")
    ticket_id = ticket_of(hall, "c-1")
    address = f"/console/tickets/{ticket_id}"
    head, supervisor = hall.browser("u06"), hall.browser("u90")

    assert "核实期限" in plain(head.get(address).text)
    page = _done(head, address, "verify", finding="confirmed", responsibility="direct", reason="确实超期")
    page = _done(head, address, "classify", **PROBLEM)
    assert "submit" in forms(page)
    page = _done(head, address, "submit", measure="增加窗口人员，逐件督办")
    assert forms(page) == {"hand_over"}, "who handed it in does not review it"
    page = _done(supervisor, address, "review", result="accepted")

    assert "已办结" in plain(page)
    assert hall.archived("ticket", ticket_id=ticket_id)[0]["state"] == "closed"
    assert ticket_id not in head.get("/console/tickets").text


def test_the_person_rated_does_nothing_with_the_ticket(hall: Hall) -> None:
    hall.late_case("c-1")
    bad_rating(hall, "c-1")
    ticket_id = ticket_of(hall, "c-1", "bad_rating")

    rated = hall.browser("u04").get(f"/console/tickets/{ticket_id}").text
    head = hall.browser("u06").get(f"/console/tickets/{ticket_id}").text

    assert forms(rated) == set()
    assert {"contact", "verify", "appeal", "hand_over"} <= forms(head)
    assert "appeal_decide" not in forms(head)


def test_what_the_worker_asks_for_besides_is_told_and_what_was_written_stays(hall: Hall) -> None:
    hall.late_case("c-1")
    bad_rating(hall, "c-1")
    address = f"/console/tickets/{ticket_of(hall, 'c-1', 'bad_rating')}"
    head = hall.browser("u06")

    early = head.fill(
        head.get(address).text, f"{address}/verify", finding="untrue", reason="与录像不符，评价与事实不一致"
    )

    assert early.status_code == 409
    assert "实名评价人尚未联系" in plain(early.text)
    assert "与录像不符，评价与事实不一致</textarea>" in early.text
    assert re.search(r'<option value="untrue" selected>', early.text)


def test_a_number_that_is_none_is_told_and_nothing_is_sent(hall: Hall) -> None:
    hall.late_case("c-1")
    address = f"/console/tickets/{ticket_of(hall, 'c-1')}"
    supervisor = hall.browser("u90")

    answer = supervisor.fill(
        supervisor.get(address).text, f"{address}/extend", days="三天", reason="节前人手不足"
    )

    assert answer.status_code == 422
    assert "节前人手不足</textarea>" in answer.text


def test_every_action_on_tickets_has_a_form_somewhere(hall: Hall) -> None:
    """So that nothing the worker can do is left to the command line."""
    hall.late_case("c-1")
    address = f"/console/tickets/{ticket_of(hall, 'c-1')}"
    supervisor = hall.browser("u90")

    assert forms(supervisor.get(address).text) == {"assign", "extend", "hand_over"}
    page = _done(supervisor, address, "assign", assignee_id="u05", reason="由审查岗办理")
    assert "工作人员05" in plain(page)


def _done(browser: Browser, address: str, action: str, **fields: str) -> str:
    """Send a form of the ticket's page, expect it to be done, and give the page that follows."""
    answer = browser.fill(browser.get(address).text, f"{address}/{action}", **fields)
    page = browser.follow(answer).text
    assert "已办理" in plain(page), plain(page)
    return page
