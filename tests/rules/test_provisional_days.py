"""Deadlines that need a day nobody has announced: they may warn and turn yellow, never red."""

from dataclasses import replace
from datetime import date

from tests.rules.looking import Look
from tests.rules.offices import ANNOUNCED, WITH_2026, office
from tests.rules.writing import CaseLog, at


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2025-12-29 10:00", item_code="I", voucher_no="v")


def test_an_unannounced_year_has_its_statutory_days_off_and_says_so(look: Look) -> None:
    card = look(accepted(), office(promise=3), "2026-01-03 00:00").of("T-04")

    assert (card.due, card.provisional) == (date(2026, 1, 2), True)


def test_the_notice_moves_the_due_date_to_the_make_up_sunday(look: Look) -> None:
    card = look(accepted(), office(promise=3, days=WITH_2026), "2026-01-05 00:00").of("T-04")

    assert (card.due, card.violated_at, card.provisional) == (date(2026, 1, 4), at("2026-01-05 00:00"), False)


def test_a_deadline_on_the_last_announced_day_is_certain(look: Look) -> None:
    card = look(accepted(), office(promise=2), "2026-01-01 00:00").of("T-04")

    assert (card.due, card.provisional) == (date(2025, 12, 31), False)


def test_a_provisional_red_gives_no_card_and_the_yellow_stays_issued(look: Look) -> None:
    cards = look(accepted(), office(promise=2, legal=3), "2026-03-01 00:00")

    assert cards.states() == {("T-03", "warning", "superseded"), ("T-04", "yellow", "issued")}


def test_once_announced_the_red_stands_over_the_yellow(look: Look) -> None:
    cards = look(accepted(), office(promise=2, legal=3, days=WITH_2026), "2026-03-01 00:00")

    assert cards.states() == {
        ("T-03", "warning", "superseded"),
        ("T-04", "yellow", "superseded"),
        ("T-05", "red", "issued"),
    }


def test_a_procedure_stays_yellow_while_its_red_needs_an_unannounced_day(look: Look) -> None:
    log = accepted().add(
        "special_started", "2025-12-29 10:00", kind="testing", days=2, notice_written=True, approver_id="a"
    )

    card = look(log, office(), "2026-03-01 00:00").of("T-10")

    assert (card.colour, card.due, card.provisional) == ("yellow", date(2025, 12, 31), False)


def test_natural_days_need_no_notice_unless_they_roll(look: Look) -> None:
    plain = look(accepted(), office(promise=4, natural=True, roll=False), "2026-01-10 00:00").of("T-04")
    rolled = look(accepted(), office(promise=3, natural=True), "2026-01-10 00:00").of("T-04")

    assert (plain.due, plain.provisional) == (date(2026, 1, 2), False)
    assert (rolled.due, rolled.provisional) == (date(2026, 1, 2), True)


def test_rolling_over_an_unannounced_day_is_provisional_also_where_it_ends_on_an_announced_one(
    look: Look,
) -> None:
    days = replace(ANNOUNCED, notices={**ANNOUNCED.notices, 2025: {date(2026, 1, 4): False}})
    log = CaseLog().add("accepted", "2025-12-31 10:00", item_code="I", voucher_no="v")

    card = look(log, office(promise=3, natural=True, days=days), "2026-01-05 00:00").of("T-04")

    assert (card.due, card.provisional) == (
        date(2026, 1, 4),
        True,
    )  # 3 January is a Saturday nobody has announced


def test_a_grace_day_nobody_has_announced_makes_the_card_provisional(look: Look) -> None:
    card = look(accepted(), office(promise=2, parameters={"T-04.grace": 1}), "2026-01-03 00:00").of("T-04")

    assert (card.due, card.violated_at, card.provisional) == (
        date(2025, 12, 31),
        at("2026-01-03 00:00"),
        True,
    )
