"""Alerts on pages: those of one's own receivers, acknowledged in one's own name, and nobody else's."""

from datetime import UTC, datetime

from tests.console.hall import Hall, forms, plain


def alert_of(hall: Hall, subject: str, kind: str = "card") -> str:
    """The id of the alert about the case's red card (or whatever else)."""
    rows = hall.archived("alerts_page", subject=subject, kind=kind)
    return next(str(row["id"]) for row in rows if row["rule_id"] == "T-05" or kind != "card")


def test_a_head_acknowledges_and_says_how_far_it_got(hall: Hall) -> None:
    hall.late_case("c-1")
    address = f"/console/alerts/{alert_of(hall, 'c-1')}"
    head = hall.browser("u06")

    page = head.get(address).text
    read = head.follow(head.fill(page, f"{address}/ack", result="read"))
    again = head.fill(read.text, f"{address}/ack", result="read")
    done = head.follow(head.fill(again.text, f"{address}/ack", result="done", reason="已办结"))

    assert "路由 / route cards › red" in plain(page), "why the head is told"
    assert forms(page) == forms(read.text) == {"ack"}
    assert "“签收”已办理" in plain(read.text)
    assert "工作人员06" in plain(read.text)
    assert again.status_code == 409, "the same again says nothing new"
    assert forms(done.text) == set()
    record = hall.archived("alert", alert_id=address.rpartition("/")[2])[0]
    assert '"acknowledged_by":"u06"' in record["data"]


def test_what_waits_comes_first_and_leaves_the_list_of_what_waits(hall: Hall) -> None:
    for subject in ("c-1", "c-2"):
        hall.late_case(subject)
    first, second = alert_of(hall, "c-1"), alert_of(hall, "c-2")
    head = hall.browser("u06")
    address = f"/console/alerts/{first}"
    head.fill(head.get(address).text, f"{address}/ack", result="taken_on")

    waiting, all_of_them = head.get("/console/alerts?waiting=1").text, head.get("/console/alerts").text

    assert second in waiting
    assert first not in waiting
    assert all_of_them.index(second) < all_of_them.index(first)
    assert first in hall.browser("u90").get("/console/alerts?waiting=1").text, (
        "each receiver answers for itself"
    )


def test_an_alert_that_nobody_acknowledged_in_time_is_marked_as_overdue(hall: Hall) -> None:
    hall.late_case("c-1")
    alert_id = alert_of(hall, "c-1")
    head = hall.browser("u06")
    assert alert_id not in head.get("/console/alerts?late=1").text

    # Seven hours of the clock are given; a week later they are over, whatever the lane has come to.
    later = int(datetime.now(UTC).timestamp() * 1000) + 7 * 86_400_000
    object.__setattr__(hall.console, "clock", lambda: later)
    page = head.get("/console/alerts?late=1").text

    assert alert_id in page
    assert "已逾期" in plain(page)


def test_nobody_sees_or_acknowledges_what_another_unit_was_told(hall: Hall) -> None:
    hall.late_case("c-1")
    alert_id = alert_of(hall, "c-1")
    address = f"/console/alerts/{alert_id}"
    revision = str(hall.archived("alert", alert_id=alert_id)[0]["revision"])

    for staff_id in ("u09", "u04", "u96", "u93", "u99"):
        browser = hall.browser(staff_id)
        there, nowhere = browser.get(address), browser.get("/console/alerts/alert-0000000000000000")
        token = browser.get("/console/password").text.split('name="csrf" value="')[1].split('"')[0]
        acted = browser.send(f"{address}/ack", csrf=token, revision=revision, result="done")

        assert there.status_code == acted.status_code == 404, staff_id
        assert plain(there.text) == plain(nowhere.text)
        assert alert_id not in browser.get("/console/alerts").text
        assert alert_id not in browser.get("/console/alerts?all=1").text

    assert 'acknowledged_by":null' in hall.archived("alert", alert_id=alert_id)[0]["data"]


def test_a_department_is_not_told_who_else_was(hall: Hall) -> None:
    hall.late_case("c-1")
    address = f"/console/alerts/{alert_of(hall, 'c-1')}"

    assert "督查室" not in plain(hall.browser("u06").get(address).text)
    assert "督查室" in plain(hall.browser("u90").get(address).text)
