"""E-01: a card that nobody answered in time, told to the head of the department."""

from datetime import date
from typing import Any

from rules.cards import card_id_of
from tests.desk.office import CASE, T04, T05, Bench, office

E01 = card_id_of(CASE, "E-01", f"card {T04}")
DUE = "2018-11-02 00:00"  # T-04 was issued on 25 October
LONG_LAW = {"T-05.grace": 200}


def late() -> Bench:
    """Only T-04 stands."""
    return Bench(office(parameters=LONG_LAW)).accepted().wait("2018-10-25 00:00")


def test_a_card_not_answered_by_its_day_is_told_to_the_head() -> None:
    early, due = late().wait("2018-11-01 23:59:59.999"), late().wait(DUE)

    assert "E-01" not in early.standing()
    card = due.card(E01)
    assert (card["state"], card["colour"], card["responsible"]["staff_id"]) == ("issued", "red", "head")
    assert (card["violated_at"][:16], card["dept_code"]) == ("2018-11-02T00:00", "D")


def test_a_card_answered_in_time_is_not() -> None:
    bench = late()
    bench.act("answer", "2018-11-01 23:59:59", "window")

    assert "E-01" not in bench.wait("2018-11-30 00:00").standing()


def test_an_appeal_is_an_answer_too() -> None:
    bench = late()
    bench.act("appeal", "2018-11-01 12:00", "window")

    assert "E-01" not in bench.wait("2018-11-30 00:00").standing()


def test_an_answer_that_comes_late_does_not_take_it_back() -> None:
    bench = late().wait(DUE)
    bench.act("answer", "2018-11-02 09:00", "window")

    assert (bench.card()["state"], bench.card(E01)["state"]) == ("answered", "issued")


def test_it_falls_with_the_card_it_is_about() -> None:
    revoked, withdrawn = late().wait(DUE), late().wait(DUE)
    revoked.act("revoke", "2018-11-02 09:00", "supervisor")
    withdrawn.event("case.closed", "2018-10-20 10:00", "2018-11-02 09:00", kind="normal")

    assert revoked.states(E01) == withdrawn.states(E01) == ["issued", "withdrawn"]


def test_a_card_superseded_in_time_asks_for_no_answer_any_more() -> None:
    bench = Bench().accepted().wait("2018-11-04 00:00")

    assert bench.card()["state"] == "superseded"
    assert "E-01" not in bench.standing()
    assert bench.wait("2018-11-07 00:00").card(card_id_of(CASE, "E-01", f"card {T05}"))["state"] == "issued"


def test_nobody_is_told_that_being_told_was_not_answered() -> None:
    bench = late().wait("2019-01-31 00:00")

    cards = [each for each in bench.outputs if each["type"].startswith("card.")]
    assert len([each for each in cards if each["data"]["rule_id"] == "E-01"]) == 1


def test_warnings_and_proposed_cards_ask_for_no_answer() -> None:
    bench = Bench(office(parameters=LONG_LAW)).accepted()
    bench.event("case.supplement_notified", "2018-10-16 09:00", items=["M"])
    bench.event("case.closed", "2018-10-23 10:00", kind="normal").wait("2018-12-31 00:00")

    assert bench.standing()["P-15"] == "proposed"
    assert "E-01" not in bench.standing()


def test_a_card_sent_back_and_left_again_is_told() -> None:
    bench = late()
    bench.act("appeal", "2018-10-26 09:00", "window")
    bench.decide("send_back", "2018-10-29 10:00")

    assert "E-01" not in bench.wait("2018-11-05 23:59:59").standing()
    assert bench.wait("2018-11-06 00:00").card(E01)["state"] == "issued"


def test_history_asks_for_no_answer() -> None:
    book = office(parameters=LONG_LAW, go_live=date(2018, 10, 26).toordinal())
    bench = Bench(book).accepted().wait("2018-12-31 00:00")

    card = bench.card()
    assert (card["historical"], card["answer_due"], card["appeal_due"]) == (True, None, None)
    assert not {"E-01", "T-06"} & set(bench.standing())


def test_a_card_that_did_not_stand_when_its_answer_was_due_asks_anew_once_it_is_back() -> None:
    bench = late()
    bench.event("case.closed", "2018-10-20 10:00", "2018-10-26 09:00", kind="normal")
    bench.event("case.corrected", "2018-11-07 09:00", corrects="e2", void=True, reason="r", approver_id="a")

    card = bench.card()
    assert bench.states() == ["issued", "withdrawn", "issued"]
    assert (card["issued_at"][:10], card["answer_due"][:16]) == ("2018-10-25", "2018-11-15T00:00")
    assert "E-01" not in bench.wait("2018-11-14 23:59:59").standing()
    assert bench.act("appeal", "2018-11-14 23:59:59", "window") == "done"


def test_a_card_reinstated_after_its_answer_was_due_asks_anew() -> None:
    bench = Bench().accepted().wait("2018-11-05 09:00")
    bench.act("revoke", "2018-11-05 09:00", "supervisor", T05, reinstate=True)

    assert bench.card()["answer_due"][:10] == "2018-11-13"
    assert bench.wait("2018-11-12 12:00").standing().get("E-01") is None
    assert bench.wait("2018-11-13 00:00").standing()["E-01"] == "issued"


def test_a_missed_answer_stays_missed_when_the_colour_rises_and_the_next_one_is_another() -> None:
    said: dict[str, Any] = {"kind": "hearing", "days": 1, "notice_written": True, "approver_id": "a"}
    far = {"T-04.grace": 200, "T-05.grace": 200, "T-10.red_after": 10}
    bench = Bench(office(parameters=far)).accepted().event("case.special_started", "2018-10-16 10:00", **said)
    overrun = card_id_of(CASE, "T-10", "s e2")
    first, second = (card_id_of(CASE, "E-01", f"card {overrun}{number}") for number in ("", " 2"))

    bench.wait("2018-10-26 00:00")  # yellow since 18 October, not answered by the end of the 25th
    assert bench.states(first) == ["issued"]
    bench.wait("2018-11-05 00:00")  # red since 1 November: issued again, an answer due anew
    assert (bench.card(overrun)["colour"], bench.card(overrun)["answer_due"][:10]) == ("red", "2018-11-09")
    assert bench.states(first) == ["issued"]
    bench.wait("2018-11-09 00:00")
    assert (bench.states(first), bench.states(second)) == (["issued"], ["issued"])


def overrun() -> Bench:
    """A procedure told to end on 17 October, yellow since the 18th, to be answered by the end of the 25th."""
    said: dict[str, Any] = {"kind": "hearing", "days": 1, "notice_written": True, "approver_id": "a"}
    far = {"T-04.grace": 200, "T-05.grace": 200, "T-10.red_after": 200}
    bench = Bench(office(parameters=far)).accepted().event("case.special_started", "2018-10-16 10:00", **said)
    return bench.wait("2018-10-18 09:00")


OVERRUN = card_id_of(CASE, "T-10", "s e2")


def test_a_card_that_falls_to_a_warning_asks_for_no_answer_any_more() -> None:
    bench = overrun()
    assert bench.card(OVERRUN)["answer_due"][:16] == "2018-10-26T00:00"

    bench.event("case.special_ended", "2018-10-17 15:00", "2018-10-22 09:00", kind="hearing")

    card = bench.wait("2018-12-31 00:00").card(OVERRUN)
    assert (card["colour"], card["state"]) == ("warning", "issued")
    assert (card["answer_due"], card["appeal_due"]) == (None, None)
    assert "E-01" not in bench.standing()


def test_a_missed_answer_falls_where_it_turns_out_that_none_was_to_be_given() -> None:
    bench = overrun().wait("2018-10-26 00:00")

    bench.event("case.special_ended", "2018-10-17 15:00", "2018-10-29 09:00", kind="hearing")

    assert bench.states(card_id_of(CASE, "E-01", f"card {OVERRUN}")) == ["issued", "withdrawn"]


def test_a_card_that_is_history_no_more_asks_for_an_answer_from_then_on() -> None:
    bench = Bench(office(parameters=LONG_LAW, go_live=date(2018, 10, 26).toordinal())).accepted()
    bench.wait("2018-10-29 09:00")
    moved: dict[str, Any] = {"new_time": "2018-10-16T10:00:00+08:00", "reason": "r", "approver_id": "a"}

    bench.event("case.corrected", "2018-10-29 09:00", corrects="e1", **moved)

    assert (bench.card()["historical"], bench.card()["answer_due"][:16]) == (False, "2018-11-06T00:00")
    assert bench.wait("2018-11-06 00:00").standing()["E-01"] == "issued"


def test_an_answer_due_on_days_nobody_announced_gives_no_red_card() -> None:
    book = office(parameters=LONG_LAW)
    bench = Bench(book)
    bench.event("case.accepted", "2025-12-15 10:00", item_code="I", voucher_no="v", staff_id="window")

    assert bench.wait("2026-03-31 00:00").card()["state"] == "issued"
    assert "E-01" not in bench.standing()
