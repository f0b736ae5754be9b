"""Which card stands where several are due, and what a warning is about."""

from datetime import date

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=7, legal=10)
LATER = "2018-11-30 00:00"


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def test_each_higher_card_of_the_class_supersedes_the_lower_ones(look: Look) -> None:
    seen = {
        when: look(accepted(), WHERE, when).states()
        for when in ("2018-10-22 00:00", "2018-10-25 00:00", "2018-10-30 00:00")
    }

    assert seen == {
        "2018-10-22 00:00": {("T-03", "warning", "issued")},
        "2018-10-25 00:00": {("T-03", "warning", "superseded"), ("T-04", "yellow", "issued")},
        "2018-10-30 00:00": {
            ("T-03", "warning", "superseded"),
            ("T-04", "yellow", "superseded"),
            ("T-05", "red", "issued"),
        },
    }


def test_the_lower_cards_are_there_also_when_all_become_known_at_once(look: Look) -> None:
    log = CaseLog().add("accepted", "2018-10-15 10:00", "2018-11-20 10:00", item_code="I", voucher_no="v")

    assert look(log, WHERE, "2018-11-20 10:00").states() == {
        ("P-13", "warning", "issued"),
        ("T-03", "warning", "superseded"),
        ("T-04", "yellow", "superseded"),
        ("T-05", "red", "issued"),
    }


def test_a_proposed_card_supersedes_nothing(look: Look) -> None:
    cards = look(accepted(), office(promise=7, legal=10, confirm=("T-05", "red")), LATER)

    assert cards.states() == {
        ("T-03", "warning", "superseded"),
        ("T-04", "yellow", "issued"),
        ("T-05", "red", "proposed"),
    }


def test_a_proposed_card_is_superseded_by_a_higher_issued_one(look: Look) -> None:
    cards = look(accepted(), office(promise=7, legal=10, confirm=("T-04", "yellow")), LATER)

    assert ("T-04", "yellow", "superseded") in cards.states()
    assert ("T-05", "red", "issued") in cards.states()


def test_a_promise_above_the_legal_limit_is_judged_as_it_stands(look: Look) -> None:
    assert look(accepted(), office(promise=10, legal=7), "2018-10-25 00:00").states() == {
        ("T-03", "warning", "superseded"),
        ("T-05", "red", "issued"),
    }


def test_ending_in_time_after_the_warning_does_not_withdraw_it(look: Look) -> None:
    log = accepted().add("decided", "2018-10-22 00:00", result="approved")

    assert ("T-03", "warning", "issued") in look(log, WHERE, LATER).states()


def test_an_event_that_shows_the_case_had_ended_before_the_moment_withdraws_the_warning(look: Look) -> None:
    log = accepted().add("decided", "2018-10-21 23:59:59.999", "2018-10-22 08:00", result="approved")

    assert "T-03" in look(log, WHERE, "2018-10-22 07:59").rules()
    assert "T-03" not in look(log, WHERE, "2018-10-22 08:00").rules()


def test_warn_days_are_capped_so_that_the_warning_never_comes_before_the_first_day(look: Look) -> None:
    card = look(accepted(), office(promise=2, parameters={"T-03.warn_days": 9}), "2018-10-16 00:00").of(
        "T-03"
    )

    assert (card.due, card.violated_at) == (date(2018, 10, 17), at("2018-10-16 00:00"))


def test_a_warning_over_a_holiday_comes_on_the_last_working_day_before_it(look: Look) -> None:
    log = CaseLog().add("accepted", "2018-09-25 10:00", item_code="I", voucher_no="v")  # due 8 October

    card = look(log, office(promise=6), "2018-09-30 00:00").of("T-03")  # 26 27 28 29 30, 8 October

    assert (card.due, card.violated_at) == (date(2018, 10, 8), at("2018-09-29 00:00"))


def test_a_promise_of_one_day_warns_four_office_hours_before_the_office_closes(look: Look) -> None:
    where = office(promise=1)

    assert look(accepted(), where, "2018-10-16 12:59:59.999").rules() == set()
    assert look(accepted(), where, "2018-10-16 13:00").of("T-03").violated_at == at("2018-10-16 13:00")


def test_a_promise_of_one_natural_day_warns_by_the_clock_also_on_a_day_off(look: Look) -> None:
    log = CaseLog().add("accepted", "2018-10-19 10:00", item_code="I", voucher_no="v")
    where = office(promise=1, natural=True, roll=False)

    assert look(log, where, "2018-10-20 13:00").of("T-03").violated_at == at("2018-10-20 13:00")
