"""The published example: accepted Monday 2018-10-15 10:00, promise 7 and legal limit 10 working days."""

from datetime import date

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

GOLDEN = office(promise=7, legal=10)


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def with_three_days_of_testing() -> CaseLog:
    return accepted().add(
        "special_started", "2018-10-16 09:00", kind="testing", days=3, notice_written=True, approver_id="a"
    )


def test_the_promise_is_due_on_24_october_and_violated_from_the_next_midnight(look: Look) -> None:
    assert "T-04" not in look(accepted(), GOLDEN, "2018-10-24 23:59:59.999").rules()

    card = look(accepted(), GOLDEN, "2018-10-25 00:00").of("T-04")

    assert (card.due, card.violated_at) == (date(2018, 10, 24), at("2018-10-25 00:00"))
    assert (card.start, card.limit, card.excluded, card.extension) == (date(2018, 10, 15), 7, 0, 0)


def test_the_legal_limit_is_due_on_29_october_and_violated_from_the_next_midnight(look: Look) -> None:
    assert "T-05" not in look(accepted(), GOLDEN, "2018-10-29 23:59:59.999").rules()

    card = look(accepted(), GOLDEN, "2018-10-30 00:00").of("T-05")

    assert (card.due, card.violated_at) == (date(2018, 10, 29), at("2018-10-30 00:00"))


def test_the_warning_comes_when_two_working_days_are_left(look: Look) -> None:
    assert "T-03" not in look(accepted(), GOLDEN, "2018-10-21 23:59:59.999").rules()

    card = look(accepted(), GOLDEN, "2018-10-22 00:00").of("T-03")

    assert (card.due, card.violated_at) == (date(2018, 10, 24), at("2018-10-22 00:00"))


def test_three_days_of_a_special_procedure_shift_all_three_by_three_days(look: Look) -> None:
    log = with_three_days_of_testing().add("special_ended", "2018-10-19 17:00", kind="testing")

    cards = look(log, GOLDEN, "2018-11-02 00:00")

    assert cards.of("T-03").violated_at == at("2018-10-25 00:00")
    assert (cards.of("T-04").due, cards.of("T-04").excluded) == (date(2018, 10, 29), 3)
    assert (cards.of("T-05").due, cards.of("T-05").excluded) == (date(2018, 11, 1), 3)
    assert cards.of("T-05").violated_at == at("2018-11-02 00:00")


def test_a_procedure_of_seven_days_warns_turns_yellow_and_turns_red(look: Look) -> None:
    log = accepted().add(
        "special_started", "2018-10-15 10:00", kind="hearing", days=7, notice_written=True, approver_id="a"
    )
    seen = {
        when: (card.colour, card.due, card.violated_at)
        for when in ("2018-10-22 00:00", "2018-10-25 00:00", "2018-10-26 00:00")
        for card in [look(log, GOLDEN, when).of("T-10")]
    }

    assert "T-10" not in look(log, GOLDEN, "2018-10-21 23:59:59").rules()
    assert seen == {
        "2018-10-22 00:00": ("warning", date(2018, 10, 24), at("2018-10-22 00:00")),
        "2018-10-25 00:00": ("yellow", date(2018, 10, 24), at("2018-10-25 00:00")),
        "2018-10-26 00:00": ("red", date(2018, 10, 24), at("2018-10-26 00:00")),
    }
