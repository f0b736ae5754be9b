"""T-06: past the promise, and not cured in five working days more. Promise due Wednesday 2018-10-24, cure 10-31."""

from dataclasses import replace
from datetime import date

import pytest

from rules.rulebook import Deviation
from tests.rules.engine import cards_at
from tests.rules.looking import Look, Office
from tests.rules.offices import ANNOUNCED, office
from tests.rules.writing import CaseLog, at, rulebook_of

WHERE = office(promise=7, legal=40)
LATER = "2018-11-15 00:00"


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def test_a_case_still_open_five_working_days_after_the_promise_is_red_once_a_person_confirms(
    look: Look,
) -> None:
    assert "T-06" not in look(accepted(), WHERE, "2018-10-31 23:59:59.999").rules()

    cards = look(accepted(), WHERE, "2018-11-01 00:00")

    assert (cards.of("T-06").due, cards.of("T-06").violated_at) == (
        date(2018, 10, 31),
        at("2018-11-01 00:00"),
    )
    assert cards.states() >= {("T-06", "red", "proposed"), ("T-04", "yellow", "issued")}


def test_in_automatic_mode_it_supersedes_the_yellow(look: Look) -> None:
    automatic = Office(replace(WHERE.book, confirm=frozenset()), WHERE.days)

    assert look(accepted(), automatic, "2018-11-01 00:00").states() >= {
        ("T-06", "red", "issued"),
        ("T-04", "yellow", "superseded"),
    }


def test_an_end_before_the_midnight_cures_and_one_at_it_does_not(look: Look) -> None:
    cured = accepted().add("decided", "2018-10-31 23:59:59.999", result="approved")
    late = accepted().add("closed", "2018-11-01 00:00", kind="normal")

    assert look(cured, WHERE, LATER).rules() & {"T-04", "T-06"} == {"T-04"}
    assert "T-06" in look(late, WHERE, LATER).rules()


def test_an_end_recorded_late_takes_it_back(look: Look) -> None:
    log = accepted().add("decided", "2018-10-30 10:00", "2018-11-02 09:00", result="approved")

    assert "T-06" in look(log, WHERE, "2018-11-02 08:59").rules()
    assert look(log, WHERE, "2018-11-02 09:00").rules() >= {"T-04"}
    assert "T-06" not in look(log, WHERE, "2018-11-02 09:00").rules()


def test_a_promise_that_was_kept_leaves_nothing_to_cure(look: Look) -> None:
    log = accepted().add("decided", "2018-10-24 23:59:59.999", result="approved")

    assert "T-06" not in look(log, WHERE, LATER).rules()


def test_the_grace_of_the_promise_comes_before_the_days_of_the_cure(look: Look) -> None:
    where = office(promise=7, legal=40, parameters={"T-04.grace": 2, "T-06.cure_days": 3})

    assert look(accepted(), where, LATER).of("T-06").violated_at == at("2018-11-01 00:00")


def test_an_extension_moves_the_cure_with_the_promise(look: Look) -> None:
    log = accepted().add(
        "extension_approved", "2018-10-17 10:00", days=2, reason="r", told_at="2018-10-17T10:00:00+08:00"
    )

    assert look(log, WHERE, LATER).of("T-06").violated_at == at("2018-11-03 00:00")


def test_without_t04_there_is_nothing_to_follow_also_when_the_case_is_looked_at_again(look: Look) -> None:
    where = office(promise=7, legal=40, disabled="T-04")

    assert "T-06" not in look(touched_late(), where, LATER).rules()
    assert "T-06" in look(touched_late(), WHERE, LATER).rules()


def touched_late() -> CaseLog:
    """An event that moves no limit, but has the limits looked at again."""
    return accepted().add("special_started", "2018-11-05 10:00", kind="testing")


def test_where_the_card_of_t04_is_muted_there_is_nothing_to_cure_until_the_deviation_expires() -> None:
    expires = date(2018, 11, 9).toordinal()
    muted = replace(
        rulebook_of(WHERE.book), deviations=(Deviation("T-04", "case:case-1", "系统故障", "o", expires),)
    )
    states = {
        when: {
            card["rule_id"]: card["state"]
            for card in cards_at(accepted().events, muted, ANNOUNCED.real(), at(when)).values()
        }
        for when in ("2018-11-09 23:59:59", "2018-11-10 00:00")
    }

    assert states == {
        "2018-11-09 23:59:59": {"T-03": "issued", "T-04": "muted"},
        "2018-11-10 00:00": {"T-03": "superseded", "T-04": "issued", "T-06": "proposed"},
    }


def test_a_promise_exceeded_before_supervision_began_is_history_and_not_to_be_cured(look: Look) -> None:
    old = Office(replace(WHERE.book, go_live=date(2018, 10, 26)), WHERE.days)
    new = Office(replace(WHERE.book, go_live=date(2018, 10, 25)), WHERE.days)

    assert "T-06" not in look(accepted(), old, LATER).rules()
    assert "T-06" in look(accepted(), new, LATER).rules()


SHORT = office(promise=7, legal=14)
"""The legal limit is due on 2018-11-02, two days after the cure."""


def test_it_is_not_judged_any_more_once_the_legal_limit_is_exceeded(look: Look) -> None:
    assert look(accepted(), SHORT, "2018-11-02 23:59:59.999").of("T-06").colour == "red"

    assert look(accepted(), SHORT, "2018-11-03 00:00").rules() & {"T-05", "T-06"} == {"T-05"}


def test_nor_where_the_legal_limit_comes_first(look: Look) -> None:
    assert "T-06" not in look(accepted(), office(promise=7, legal=10), LATER).rules()


def test_a_decision_before_the_legal_limit_leaves_the_missed_cure(look: Look) -> None:
    log = accepted().add("decided", "2018-11-02 10:00", result="approved")
    log.add("delivered", "2018-11-05 10:00", way="window")

    assert "T-06" in look(log, SHORT, LATER).rules()


def test_where_t05_is_off_the_legal_limit_does_not_matter(look: Look) -> None:
    assert "T-06" in look(accepted(), office(promise=7, legal=10, disabled="T-05"), LATER).rules()


def test_a_cure_that_ends_on_an_unannounced_day_is_no_card_yet(look: Look) -> None:
    log = CaseLog().add("accepted", "2025-12-22 10:00", item_code="I", voucher_no="v")

    assert look(log, office(promise=7, legal=40), LATER.replace("2018-11", "2026-02")).rules() == {
        "T-03",
        "T-04",
    }


def test_the_text_names_the_end_of_the_promise_and_the_days_of_the_cure() -> None:
    cards = cards_at(accepted().events, rulebook_of(WHERE.book), ANNOUNCED.real(), at("2018-11-01 00:00"))
    (card,) = (each for each in cards.values() if each["rule_id"] == "T-06")

    assert card["arithmetic"].startswith(
        "2018-10-24承诺期限届满（当日不计），督办期限5个工作日，到期日2018-10-31，自2018-11-01 00:00起为超期；"
    )
    assert (card["start_date"], card["limit_days"], card["evidence"]) == ("2018-10-24", 5, ["e1"])


@pytest.mark.parametrize("legal", [10, 40])
def test_masters_of_composite_cases_have_no_card_of_these_limits(look: Look, legal: int) -> None:
    where = office(promise=7, legal=legal)
    branches = [{"branch_no": "1", "dept_code": "A"}]
    master = touched_late().add("composite_created", "2018-10-15 11:00", lead_dept="L", branches=branches)
    plain = {"T-03", "T-04"} | ({"T-05"} if legal == 10 else {"T-06"})

    assert look(touched_late(), where, LATER).rules() >= plain
    assert look(master, where, LATER).rules().isdisjoint({"T-03", "T-04", "T-05", "T-06"})
