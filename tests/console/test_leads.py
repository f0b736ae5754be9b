"""Leads on pages: supervisors look into them, and nobody else learns of them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.console.hall import Hall, forms, plain

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def lead(hall: Hall) -> dict[str, Any]:
    """A case that was paused for most of its days opens one (P-11)."""
    hall.paused_case("c-1")
    found = hall.archived("leads_page")
    assert found, "a case that was paused for most of its days opens a lead of P-11"
    return found[0]


def test_a_supervisor_looks_into_a_lead_and_dismisses_it(hall: Hall, lead: dict[str, Any]) -> None:
    supervisor, address = hall.browser("u90"), f"/console/leads/{lead['id']}"

    listed = supervisor.get("/console/leads?state=open").text
    page = supervisor.get(address).text
    done = supervisor.follow(supervisor.fill(page, f"{address}/dismiss", reason="挂起有合法事由，已经核对"))

    assert lead["id"] in listed
    assert forms(page) == {"confirm", "dismiss"}
    assert "“核查排除”已办理" in plain(done.text)
    assert "挂起有合法事由，已经核对" in plain(done.text)
    assert forms(done.text) == set()
    assert hall.archived("lead", lead_id=lead["id"])[0]["state"] == "dismissed"


@pytest.mark.parametrize("staff_id", ["u04", "u06", "u93"])
def test_nobody_else_learns_that_there_is_a_lead(hall: Hall, lead: dict[str, Any], staff_id: str) -> None:
    browser = hall.browser(staff_id)

    there, nowhere = (
        browser.get(f"/console/leads/{lead['id']}"),
        browser.get("/console/leads/P-11-0000000000000000"),
    )

    assert there.status_code == 404
    assert plain(there.text) == plain(nowhere.text)
    assert browser.get("/console/leads").status_code == 404
    assert "/console/leads" not in browser.get("/console/overview").text
    token = browser.get("/console/overview").text.split('name="csrf" value="')[1].split('"')[0]
    assert (
        browser.send(f"/console/leads/{lead['id']}/dismiss", csrf=token, revision="1", reason="r").status_code
        == 404
    )
    assert hall.archived("lead", lead_id=lead["id"])[0]["state"] == "open"


def ended_case(hall: Hall) -> str:
    """A case of unit 430100-ZJ that ended, and the sample it may be of."""
    hall.late_case("c-1")
    hall.event("case.decided", "c-1", 2, result="approved", staff_id="u06", dept_code="430100-ZJ")
    (state,) = hall.archived("case_state", subject="c-1")
    ended = datetime.fromisoformat(str(state["decided_at"])).astimezone(SHANGHAI)
    return f"{ended:%Y-%m}/spring/95/5"


def test_a_supervisor_enters_what_was_found_on_site_and_the_archive_gives_it_to_the_estimate(
    hall: Hall,
) -> None:
    sample, supervisor = ended_case(hall), hall.browser("u90")
    address = "/console/cases/c-1"

    page = supervisor.get(address).text
    filled = supervisor.fill(
        page, f"{address}/sample_result", sample_id=sample, result="no", reason="存根不符"
    )
    done = supervisor.follow(filled)

    assert "“录入抽查结果”已办理" in plain(done.text)
    assert sample in plain(done.text)
    assert hall.archived("sample_answers", sample=sample) == [{"case_no": "c-1", "answer": "no"}]
    assert not hall.archived("sample_answers", sample=sample, after="c-1")
    assert not hall.archived("sample_answers", sample="2020-01/spring/95/5")


def test_who_is_no_supervisor_has_no_form_for_it_and_none_is_taken(hall: Hall) -> None:
    sample, head = ended_case(hall), hall.browser("u06")
    page = head.get("/console/cases/c-1").text
    token = page.split('name="csrf" value="')[1].split('"')[0]

    assert "sample_result" not in page
    said: dict[str, Any] = {"csrf": token, "sample_id": sample, "result": "yes"}
    assert head.send("/console/cases/c-1/sample_result", **said).status_code == 404
    assert head.send("/console/cases/nowhere/sample_result", **said).status_code == 404
    assert not hall.archived("sample_answers", sample=sample)
