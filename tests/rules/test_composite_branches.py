"""Branches of composite cases: silence (C-02), late dispatch (C-03), opinions that are none (C-04).

Working days from Monday 2018-10-15: 15–19 and 22–26 October, 29 October – 2 November.
"""

from datetime import date

import pytest

from tests.rules.composites import LATER, WHERE, answered, branch, card, dispatched, master
from tests.rules.engine import cards_at
from tests.rules.finding import violated
from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at, rulebook_of

ON_TUESDAY = "2018-10-16 09:00"


def one_branch() -> CaseLog:
    """Dispatched on Tuesday the 16th, three working days: due on Friday the 19th."""
    return dispatched(master(branch("1")), "1", ON_TUESDAY)


def test_a_silent_branch_is_yellow_from_the_midnight_after_its_last_day(look: Look) -> None:
    assert "C-02" not in look(one_branch(), WHERE, "2018-10-19 23:59:59.999").rules()

    found = look(one_branch(), WHERE, "2018-10-20 00:00").of("C-02")

    assert (found.colour, found.occasion, found.due, found.violated_at) == (
        "yellow",
        "branch 1",
        date(2018, 10, 19),
        at("2018-10-20 00:00"),
    )


@pytest.mark.parametrize("opinion", ["agree", "agree_with_conditions", "disagree", "other"])
def test_any_opinion_on_the_last_day_stops_the_branch_and_none_after_it_does(
    look: Look, opinion: str
) -> None:
    in_time = answered(one_branch(), "1", "2018-10-19 23:59:59.999", opinion)
    late = answered(one_branch(), "1", "2018-10-20 00:00", opinion)

    assert "C-02" not in look(in_time, WHERE, LATER).rules()
    assert look(late, WHERE, LATER).of("C-02").violated_at == at("2018-10-20 00:00")


@pytest.mark.parametrize(
    ("kind", "said"), [("decided", {"result": "approved"}), ("closed", {"kind": "voided"})]
)
def test_the_end_of_the_case_stops_every_branch_that_was_in_time(
    look: Look, kind: str, said: dict[str, str]
) -> None:
    in_time = one_branch().add(kind, "2018-10-19 23:59:59.999", **said)
    late = one_branch().add(kind, "2018-10-20 00:00", **said)

    assert "C-02" not in look(in_time, WHERE, LATER).rules()
    assert "C-02" in look(late, WHERE, LATER).rules()


def test_an_opinion_that_arrives_late_but_was_given_in_time_withdraws_the_card(look: Look) -> None:
    log = one_branch()
    log.add(
        "branch_opinion", "2018-10-19 17:00", "2018-10-24 09:00", branch_no="1", opinion="agree"
    )  # recorded five days after it was given

    assert "C-02" in look(log, WHERE, "2018-10-24 08:59:59").rules()
    assert "C-02" not in look(log, WHERE, "2018-10-24 09:00").rules()


def test_a_corrected_dispatch_moves_the_days_of_its_branch(look: Look) -> None:
    log = one_branch()
    log.add(
        "corrected",
        "2018-10-18 09:00",
        corrects="e3",
        new_time=at("2018-10-17 09:00").isoformat(),
        reason="r",
        approver_id="a",
    )

    assert look(log, WHERE, LATER).of("C-02").due == date(2018, 10, 22)


def test_a_branch_without_days_or_without_a_dispatch_has_no_clock(look: Look) -> None:
    assert "C-02" not in look(dispatched(master(branch("1", None)), "1", ON_TUESDAY), WHERE, LATER).rules()
    assert "C-02" not in look(master(branch("1")), WHERE, LATER).rules()


def test_parallel_branches_have_clocks_of_their_own(look: Look) -> None:
    log = master(branch("1"), branch("2", 5))
    dispatched(dispatched(log, "1", ON_TUESDAY), "2", ON_TUESDAY)

    cards = look(log, WHERE, LATER)

    assert card(cards, "C-02", "1").due == date(2018, 10, 19)
    assert card(cards, "C-02", "2").due == date(2018, 10, 23)


def test_a_branch_dispatched_early_counts_from_the_day_the_last_it_waits_for_finished(look: Look) -> None:
    log = master(branch("1"), branch("2"), branch("3", 2, after=["1", "2"]))
    for no in "123":
        dispatched(log, no, ON_TUESDAY)
    answered(answered(log, "2", "2018-10-17 10:00"), "1", "2018-10-18 23:59:59")

    assert "C-02" not in look(log, WHERE, "2018-10-22 23:59:59.999").rules()
    assert card(look(log, WHERE, "2018-10-23 00:00"), "C-02", "3").due == date(2018, 10, 22)


def test_a_branch_dispatched_after_its_turn_counts_from_its_dispatch(look: Look) -> None:
    log = master(branch("1"), branch("2", 2, after=["1"]))
    answered(dispatched(log, "1", ON_TUESDAY), "1", "2018-10-17 10:00")
    dispatched(log, "2", "2018-10-18 10:00")

    assert card(look(log, WHERE, LATER), "C-02", "2").due == date(2018, 10, 22)


def test_silence_is_consent_from_midnight_and_the_next_branch_counts_from_that_day(look: Look) -> None:
    log = master(branch("1"), branch("2", 2, after=["1"]))
    dispatched(dispatched(log, "1", ON_TUESDAY), "2", ON_TUESDAY)  # 1 consents on Saturday the 20th, 00:00

    cards = look(log, WHERE, "2018-10-24 00:00")

    assert card(cards, "C-02", "1").violated_at == at("2018-10-20 00:00")
    assert card(cards, "C-02", "2").due == date(2018, 10, 23)  # Monday and Tuesday
    assert look(log, WHERE, "2018-10-23 23:59:59.999").occasions("C-02") == {"branch 1"}


def test_a_branch_waits_for_one_without_days_until_that_speaks(look: Look) -> None:
    log = master(branch("1", None), branch("2", 2, after=["1"]))
    dispatched(dispatched(log, "1", ON_TUESDAY), "2", ON_TUESDAY)

    assert "C-02" not in look(log, WHERE, LATER).rules()
    assert look(answered(log, "1", "2018-10-30 10:00"), WHERE, LATER).of("C-02").due == date(2018, 11, 1)


def test_an_opinion_before_the_dispatch_finishes_the_branch_at_its_time(look: Look) -> None:
    log = master(branch("1"), branch("2", 2, after=["1"]))
    answered(log, "1", "2018-10-15 11:00")
    dispatched(dispatched(log, "1", ON_TUESDAY), "2", "2018-10-15 12:00")

    cards = look(log, WHERE, LATER)

    assert cards.occasions("C-02") == {"branch 2"}
    assert card(cards, "C-02", "2").due == date(2018, 10, 17)


def test_days_are_counted_in_the_kind_of_the_item_and_roll_off_days_off(look: Look) -> None:
    where = office(promise=60, legal=90, natural=True)
    log = dispatched(master(branch("1", 5)), "1", ON_TUESDAY)  # Sunday the 21st

    assert look(log, where, LATER).of("C-02").due == date(2018, 10, 22)


def test_days_excluded_for_the_whole_move_no_branch(look: Look) -> None:
    log = one_branch().add(
        "special_started", "2018-10-16 10:00", kind="testing", days=5, notice_written=True, approver_id="a"
    )

    assert look(log, WHERE, LATER).of("C-02").due == date(2018, 10, 19)


def test_the_first_dispatch_and_the_first_opinion_count(look: Look) -> None:
    again = dispatched(one_branch(), "1", "2018-10-19 09:00")
    log = answered(answered(one_branch(), "1", "2018-10-18 09:00"), "1", "2018-10-25 09:00", "other")

    assert look(again, WHERE, LATER).of("C-02").due == date(2018, 10, 19)
    assert look(log, WHERE, LATER).rules().isdisjoint({"C-02", "C-04"})


def test_a_branch_is_to_be_dispatched_by_the_working_day_after_the_acceptance(look: Look) -> None:
    log = master(branch("1"))

    assert "C-03" not in look(log, WHERE, "2018-10-16 23:59:59.999").rules()
    found = look(log, WHERE, "2018-10-17 00:00").of("C-03")

    assert (found.colour, found.occasion, found.due, found.violated_at) == (
        "yellow",
        "branch 1",
        date(2018, 10, 16),
        at("2018-10-17 00:00"),
    )
    in_time = dispatched(master(branch("1")), "1", "2018-10-16 23:59:59.999")
    assert "C-03" not in look(in_time, WHERE, LATER).rules()
    assert "C-03" in look(dispatched(log, "1", "2018-10-17 00:00"), WHERE, LATER).rules()


def test_the_days_for_the_dispatch_are_a_parameter_of_working_days(look: Look) -> None:
    where = office(promise=60, legal=90, natural=True, parameters={"C-03.N": 5})

    assert look(master(branch("1")), where, LATER).of("C-03").due == date(2018, 10, 22)


@pytest.mark.parametrize(
    ("kind", "said"), [("decided", {"result": "refused"}), ("closed", {"kind": "withdrawn"})]
)
def test_the_end_of_the_case_ends_the_duty_to_dispatch(look: Look, kind: str, said: dict[str, str]) -> None:
    in_time = master(branch("1")).add(kind, "2018-10-16 23:59:59.999", **said)
    late = master(branch("1")).add(kind, "2018-10-17 00:00", **said)

    assert "C-03" not in look(in_time, WHERE, LATER).rules()
    assert "C-03" in look(late, WHERE, LATER).rules()


def test_a_branch_that_waits_is_to_be_dispatched_once_its_turn_has_come(look: Look) -> None:
    log = dispatched(master(branch("1"), branch("2", after=["1"])), "1", "2018-10-15 11:00")

    assert "C-03" not in look(log, WHERE, "2018-10-18 00:00").rules()
    answered(log, "1", "2018-10-18 10:00")
    assert "C-03" not in look(log, WHERE, "2018-10-19 23:59:59.999").rules()
    assert card(look(log, WHERE, "2018-10-20 00:00"), "C-03", "2").due == date(2018, 10, 19)


def test_a_turn_that_comes_by_silence_starts_the_duty_to_dispatch_by_time_alone(look: Look) -> None:
    log = dispatched(master(branch("1"), branch("2", after=["1"])), "1", "2018-10-15 11:00")

    # branch 1 consents on Friday the 19th, 00:00: due on Monday
    assert "C-03" not in look(log, WHERE, "2018-10-22 23:59:59.999").rules()
    assert card(look(log, WHERE, "2018-10-23 00:00"), "C-03", "2").due == date(2018, 10, 22)


def test_a_turn_that_came_before_the_acceptance_counts_from_the_acceptance(look: Look) -> None:
    log = answered(master(branch("1"), branch("2", after=["1"])), "1", "2018-10-12 10:00")

    assert card(look(log, WHERE, LATER), "C-03", "2").due == date(2018, 10, 16)


def test_a_missing_dispatch_is_missing_also_where_the_opinion_came_without_it(look: Look) -> None:
    assert "C-03" in look(answered(master(branch("1")), "1", "2018-10-16 10:00"), WHERE, LATER).rules()


def test_before_the_acceptance_nothing_has_to_be_dispatched(look: Look) -> None:
    log = CaseLog().add("submitted", "2018-10-15 10:00", item_code="I")
    log.add("composite_created", "2018-10-15 10:05", lead_dept="L", branches=[branch("1")])

    assert "C-03" not in look(log, WHERE, LATER).rules()


@pytest.mark.parametrize(
    ("opinion", "said", "invalid"),
    [
        ("agree", {}, False),
        ("agree_with_conditions", {}, False),
        ("disagree", {"reason": "站址不符"}, False),
        ("disagree", {"reason": " "}, True),
        ("disagree", {}, True),
        ("other", {"reason": "正在研究"}, True),
    ],
)
def test_an_opinion_is_one_of_three_and_a_no_has_a_reason(
    look: Look, opinion: str, said: dict[str, str], invalid: bool
) -> None:
    log = answered(one_branch(), "1", "2018-10-17 10:00", opinion, **said)

    cards = look(log, WHERE, LATER)

    assert ("C-04" in cards.rules()) is invalid
    if invalid:
        found = cards.of("C-04")
        assert (found.colour, found.occasion, found.violated_at) == (
            "warning",
            "s e4",
            at("2018-10-17 10:00"),
        )


def test_an_opinion_without_effect_is_consent_and_lets_the_next_branch_begin(look: Look) -> None:
    log = master(branch("1"), branch("2", 2, after=["1"]))
    dispatched(dispatched(log, "1", ON_TUESDAY), "2", ON_TUESDAY)
    answered(log, "1", "2018-10-17 10:00", "other")

    assert look(log, WHERE, LATER).of("C-02").due == date(2018, 10, 19)


def test_branch_rules_say_nothing_of_cases_that_are_not_composite(look: Look) -> None:
    log = CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")
    answered(dispatched(log, "1", ON_TUESDAY), "1", "2018-10-17 10:00", "other")

    assert look(log, WHERE, LATER).rules() == set()


def test_a_card_of_a_branch_belongs_to_its_department_and_the_missing_dispatch_to_the_lead() -> None:
    log = dispatched(master(branch("1", region_code="R1"), branch("2", dept_code=None)), "1", ON_TUESDAY)
    dispatched(log, "2", "2018-10-18 09:00")
    answered(log, "1", "2018-10-20 09:00", "other")

    (first, second) = violated(log, WHERE, LATER, "C-02")
    (late,) = violated(log, WHERE, LATER, "C-03")
    (opinion,) = violated(log, WHERE, LATER, "C-04")

    assert (first.owner, second.owner) == (("D1", "R1"), ("L", None))
    assert (late.owner, opinion.owner) == (("L", None), ("D1", "R1"))
    assert (first.by, late.by) == (None, None)
    assert opinion.by.id == "e5"
    records = cards_at(log.events, rulebook_of(WHERE.book), WHERE.days.real(), at(LATER)).values()
    departments = {
        (each["rule_id"], each["occasion"]): (each["dept_code"], each["region_code"]) for each in records
    }
    assert departments == {
        ("C-02", "branch 1"): ("D1", "R1"),
        ("C-02", "branch 2"): ("L", "R"),
        ("C-03", "branch 2"): ("L", "R"),
        ("C-04", "s e5"): ("D1", "R1"),
    }


def test_the_card_of_a_branch_can_be_checked_by_hand() -> None:
    log = master(branch("1"), branch("2", 2, after=["1"]))
    answered(dispatched(dispatched(log, "1", ON_TUESDAY), "2", ON_TUESDAY), "1", "2018-10-18 10:00")
    answered(log, "2", "2018-10-24 11:00")

    (found,) = violated(log, WHERE, LATER, "C-02")

    assert found.zh == (
        "2018-10-18前序协办完成（当日不计），协办2期限2个工作日，到期日2018-10-22，自2018-10-23 00:00起为超期；"
        "协办2（D2）2018-10-24 11:00才提出意见，此前已视为同意。"
    )
    assert found.en == (
        "Preceding branches finished on 2018-10-18 (that day not counted) + limit of branch 2 of 2 working days"
        " = due 2018-10-22, exceeded from 2018-10-23 00:00; branch 2 (D2) gave its opinion only at"
        " 2018-10-24 11:00, after its silence was consent."
    )
    assert found.evidence == ("e2", "e4", "e5", "e6")


def test_the_card_of_a_late_dispatch_says_what_it_is_counted_from() -> None:
    log = dispatched(master(branch("1")), "1", "2018-10-18 09:00")

    (found,) = violated(log, WHERE, LATER, "C-03")

    assert found.zh == (
        "2018-10-15受理（当日不计），抄告期限1个工作日，到期日2018-10-16，自2018-10-17 00:00起为超期；"
        "2018-10-18 09:00才抄告协办1（D1）。"
    )
    assert found.evidence == ("e1", "e2", "e3")
