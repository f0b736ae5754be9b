"""Cards issued by hand from the page of a case: who may, what is refused, and the second person."""

from typing import Any

from tests.console.hall import Hall, forms, plain

CASE = "/console/cases/c-1"
PROOF = "patrol/7.mp4#sha256:" + "a" * 64
GIVEN: dict[str, Any] = {
    "rule_id": "P-08",
    "colour": "red",
    "found_by": "patrol",
    "staff_id": "u04",
    "reason": "大厅当场发现",
}


def test_a_supervisor_issues_a_card_by_hand_and_another_confirms_it(hall: Hall) -> None:
    hall.late_case("c-1")
    first, second = hall.browser("u90"), hall.browser("u91")

    filled = first.fill(first.get(CASE).text, f"{CASE}/card_issue_manual", **GIVEN, evidence=PROOF)
    done = first.follow(filled)
    address = f"/console/cards/{hall.card('c-1', 'P-08')}"
    own = forms(first.get(address).text)
    confirmed = second.follow(second.fill(second.get(address).text, f"{address}/confirm"))

    assert "“人工发牌”已办理" in plain(done.text)
    assert "P-08" in plain(done.text), "the new card stands in the list of the case"
    assert "大厅当场发现" in plain(first.get(address).text)
    assert "confirm" not in own, "nobody confirms what they issued"
    assert "已办理" in plain(confirmed.text)
    assert hall.archived("card", card_id=hall.card("c-1", "P-08"))[-1]["state"] == "issued"


def test_a_card_by_hand_without_proof_is_refused_and_what_was_written_stays(hall: Hall) -> None:
    hall.late_case("c-1")
    supervisor = hall.browser("u90")

    answer = supervisor.fill(supervisor.get(CASE).text, f"{CASE}/card_issue_manual", **GIVEN)
    kept = supervisor.fill(answer.text, f"{CASE}/card_issue_manual", **GIVEN, evidence=PROOF)

    assert answer.status_code == 409
    assert "未提交证据" in plain(answer.text)
    assert "大厅当场发现</textarea>" in answer.text
    assert kept.status_code == 303


def test_sending_a_card_by_hand_twice_makes_one(hall: Hall) -> None:
    hall.late_case("c-1")
    supervisor = hall.browser("u90")
    page = supervisor.get(CASE).text

    for _ in range(2):
        supervisor.fill(page, f"{CASE}/card_issue_manual", **GIVEN, evidence=PROOF)

    assert [row["rule_id"] for row in hall.archived("cards_of_case", subject="c-1")].count("P-08") == 1


def test_who_is_no_supervisor_has_no_form_for_a_card_by_hand_and_none_is_taken(hall: Hall) -> None:
    hall.late_case("c-1")
    for name in ("u06", "u04", "u93"):
        browser = hall.browser(name)
        page = browser.get(CASE).text
        token = page.split('name="csrf" value="')[1].split('"')[0]

        assert "card_issue_manual" not in page
        assert browser.send(f"{CASE}/card_issue_manual", csrf=token, **GIVEN).status_code == 404
    outsider = hall.browser("u09")
    token = outsider.get("/console/").text.split('name="csrf" value="')[1].split('"')[0]
    assert outsider.send(f"{CASE}/card_issue_manual", csrf=token, **GIVEN).status_code == 404
    supervisor = hall.browser("u90")
    assert supervisor.send(f"{CASE}/card_issue_manual", **GIVEN).status_code == 403, "no token of the session"
    assert "P-08" not in {row["rule_id"] for row in hall.archived("cards_of_case", subject="c-1")}
