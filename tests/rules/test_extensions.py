"""Extensions (行政许可法 42): asked and approved in time, with reasons told; everything else is T-11."""

from datetime import date
from typing import Any

import pytest

from tests.rules.finding import violated
from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=7, legal=10)
LATER = "2018-12-30 00:00"


def accepted(**said: Any) -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v", **said)


def extended(log: CaseLog, when: str, days: int = 3, **said: Any) -> CaseLog:
    told = at(when).isoformat()
    return log.add("extension_approved", when, days=days, **{"reason": "r", "told_at": told, **said})


def test_one_approved_on_the_due_date_moves_both_limits(look: Look) -> None:
    cards = look(extended(accepted(), "2018-10-24 23:59:59.999"), WHERE, LATER)

    assert (cards.of("T-04").due, cards.of("T-04").extension) == (date(2018, 10, 29), 3)
    assert (cards.of("T-05").due, cards.of("T-05").extension) == (date(2018, 11, 1), 3)
    assert "T-11" not in cards.rules()


def test_one_approved_between_the_two_due_dates_moves_the_legal_limit_only(look: Look) -> None:
    cards = look(extended(accepted(), "2018-10-25 00:00"), WHERE, LATER)

    assert (cards.of("T-04").extension, cards.of("T-05").extension) == (0, 3)
    assert "T-11" not in cards.rules()


def test_one_approved_after_both_adds_nothing_and_is_t_11(look: Look) -> None:
    cards = look(extended(accepted(), "2018-10-30 00:00"), WHERE, LATER)

    assert (cards.of("T-05").due, cards.of("T-05").extension) == (date(2018, 10, 29), 0)
    assert (cards.of("T-11").violated_at, cards.of("T-11").colour) == (at("2018-10-30 00:00"), "yellow")


def test_one_asked_for_in_time_but_approved_too_late_adds_nothing(look: Look) -> None:
    log = extended(accepted(), "2018-10-30 09:00", asked_at="2018-10-20T09:00:00+08:00")

    assert look(log, WHERE, LATER).of("T-05").extension == 0


@pytest.mark.parametrize("flaw", [{"reason": None}, {"reason": " "}, {"told_at": None}])
def test_one_without_reason_or_not_told_adds_nothing_and_is_t_11(look: Look, flaw: dict[str, Any]) -> None:
    cards = look(extended(accepted(), "2018-10-17 09:00", **flaw), WHERE, LATER)

    assert (cards.of("T-04").extension, "T-11" in cards.rules()) == (0, True)


@pytest.mark.parametrize(("joint", "granted"), [(False, 10), (True, 15)])
def test_days_beyond_the_maximum_are_not_granted_and_are_t_11(look: Look, joint: bool, granted: int) -> None:
    cards = look(extended(accepted(joint=joint), "2018-10-17 09:00", days=granted + 1), WHERE, LATER)
    exact = look(extended(accepted(joint=joint), "2018-10-17 09:00", days=granted), WHERE, LATER)

    assert (cards.of("T-04").extension, "T-11" in cards.rules()) == (granted, True)
    assert (exact.of("T-04").extension, "T-11" in exact.rules()) == (granted, False)


def test_a_second_one_adds_nothing_and_is_t_11(look: Look) -> None:
    log = extended(extended(accepted(), "2018-10-17 09:00"), "2018-10-18 09:00", days=5)

    cards = look(log, WHERE, LATER)

    assert (cards.of("T-04").extension, cards.occasions("T-11")) == (3, {"s e3"})


def test_a_flawed_first_one_leaves_room_for_a_good_second_one(look: Look) -> None:
    log = extended(extended(accepted(), "2018-10-17 09:00", reason=""), "2018-10-18 09:00", days=5)

    cards = look(log, WHERE, LATER)

    assert (cards.of("T-04").extension, cards.occasions("T-11")) == (5, {"s e2"})


def test_days_of_a_procedure_before_it_keep_the_extension_in_time(look: Look) -> None:
    log = accepted().add(
        "special_started", "2018-10-23 09:00", kind="testing", days=3, notice_written=True, approver_id="a"
    )

    cards = look(extended(log, "2018-10-29 09:00"), WHERE, LATER)

    assert (cards.of("T-04").due, cards.of("T-04").excluded) == (date(2018, 11, 1), 3)


@pytest.mark.parametrize(("level", "granted"), [("head", 3), ("clerk", 0), (None, 0)])
def test_who_may_approve_is_asked_where_the_office_says_who_may(
    look: Look, level: str | None, granted: int
) -> None:
    where = office(promise=7, legal=10, approver_levels=("head",))

    cards = look(extended(accepted(), "2018-10-17 09:00", approver_level=level), where, LATER)

    assert (cards.of("T-04").extension, "T-11" in cards.rules()) == (granted, granted == 0)


def test_without_a_start_or_without_limits_there_is_no_t_11(look: Look) -> None:
    unstarted = extended(
        CaseLog().add("submitted", "2018-10-15 10:00", item_code="I"), "2018-10-17 09:00", 99
    )
    unlisted = extended(
        CaseLog().add("accepted", "2018-10-15 10:00", item_code="X", voucher_no="v"), "2018-10-17 09:00", 99
    )

    assert look(unstarted, WHERE, LATER).rules() == set()
    assert look(unlisted, WHERE, LATER).rules() == {"B-04"}


def said(log: CaseLog, approver_levels: tuple[str, ...] = ()) -> tuple[str, str]:
    """The texts of the one card of T-11, without their common beginning."""
    where = office(promise=7, legal=10, approver_levels=approver_levels) if approver_levels else WHERE
    (found,) = violated(log, where, LATER, "T-11")
    zh, en = found.zh.partition("：")[2], found.en.partition(": ")[2]
    return zh, en


ASKED = "2018-10-20T09:00:00+08:00"


@pytest.mark.parametrize(
    ("log", "zh", "en"),
    [
        (
            extended(accepted(), "2018-10-30 09:00"),
            "2018-10-30批准，晚于到期日（承诺期限2018-10-24、法定期限2018-10-29）。",
            "approved on 2018-10-30, after the due date (promise limit 2018-10-24, legal limit 2018-10-29).",
        ),
        (
            extended(accepted(), "2018-10-30 09:00", asked_at=ASKED),
            "2018-10-20申请、2018-10-30批准，未都在到期日前（含当日）（承诺期限2018-10-24、法定期限2018-10-29）。",
            (
                "asked for on 2018-10-20 and approved on 2018-10-30, not both by the due date"
                " (promise limit 2018-10-24, legal limit 2018-10-29)."
            ),
        ),
        (extended(accepted(), "2018-10-17 09:00", reason=" "), "未说明理由。", "no reason was given."),
        (
            extended(accepted(), "2018-10-17 09:00", told_at=None, reason=None),
            "未说明理由；未告知申请人。",
            "no reason was given; the applicant was not told.",
        ),
        (
            extended(extended(accepted(), "2018-10-17 09:00"), "2018-10-18 09:00"),
            "2018-10-17已延期，最多1次。",
            "extended already on 2018-10-17, at most 1 time.",
        ),
        (
            extended(extended(accepted(), "2018-10-25 09:00"), "2018-10-26 09:00"),
            "2018-10-26批准，晚于到期日（承诺期限2018-10-24）；2018-10-25已延期，最多1次。",
            (
                "approved on 2018-10-26, after the due date (promise limit 2018-10-24);"
                " extended already on 2018-10-25, at most 1 time."
            ),
        ),
    ],
)
def test_the_card_names_the_faults_that_apply_and_no_other(log: CaseLog, zh: str, en: str) -> None:
    assert said(log) == (zh, en)


@pytest.mark.parametrize(("level", "zh", "en"), [("clerk", "clerk", "clerk"), (None, "未载明", "not given")])
def test_the_card_names_the_level_that_may_not_approve(level: str | None, zh: str, en: str) -> None:
    log = extended(accepted(), "2018-10-17 09:00", approver_level=level)

    assert said(log, ("head", "deputy")) == (
        f"批准层级{zh}，应为head、deputy。",
        f"approved at level {en} where head, deputy may.",
    )


def test_the_card_about_too_many_days_names_them_and_the_most_there_may_be() -> None:
    (found,) = violated(extended(accepted(), "2018-10-17 09:00", days=11), WHERE, LATER, "T-11")

    assert (found.zh, found.en) == (
        "批准延期11天，最多10天，超出部分无效。",
        "Extended by 11 days where at most 10 are allowed; the rest does not count.",
    )
