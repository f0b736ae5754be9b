"""C-01: the whole of a composite case late, and to whom that is attributed.

Accepted on Monday 2018-10-15; promise 7 due Wednesday the 24th, legal limit 10 due Monday the 29th.
"""

from dataclasses import replace
from datetime import date

import pytest

from rules.rulebook import Unit
from rules.verdict import Status
from tests.rules.composites import answered, branch, dispatched, master
from tests.rules.engine import milliseconds
from tests.rules.finding import court_of, dossier_of, since, violated
from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at, rulebook_of

WHERE = office(promise=7, legal=10)
YELLOW, RED = "2018-10-25 00:00", "2018-10-30 00:00"
LATER = "2018-11-30 00:00"
LIMITS = {"T-03", "T-04", "T-05", "T-06"}


def test_one_card_warns_and_rises_at_the_moments_of_the_limits_and_these_have_none(look: Look) -> None:
    log = master()
    assert look(log, WHERE, "2018-10-21 23:59:59.999").rules() == set()

    for moment, just_before, colour, due in [
        ("2018-10-22 00:00", None, "warning", date(2018, 10, 24)),
        (YELLOW, "2018-10-24 23:59:59.999", "yellow", date(2018, 10, 24)),
        (RED, "2018-10-29 23:59:59.999", "red", date(2018, 10, 29)),
    ]:
        cards = look(log, WHERE, moment)
        found = cards.of("C-01")
        assert (found.colour, found.due, found.violated_at) == (colour, due, at(moment))
        assert cards.rules() == {"C-01"}
        if just_before is not None:
            assert look(log, WHERE, just_before).of("C-01").colour != colour


@pytest.mark.parametrize(
    ("kind", "said"), [("decided", {"result": "approved"}), ("closed", {"kind": "normal"})]
)
def test_a_decision_or_a_close_before_a_moment_stops_it(look: Look, kind: str, said: dict[str, str]) -> None:
    in_time = master().add(kind, "2018-10-24 23:59:59.999", **said)
    late = master().add(kind, YELLOW, **said)

    assert look(in_time, WHERE, LATER).of("C-01").colour == "warning"
    assert look(late, WHERE, LATER).of("C-01").colour == "yellow"


def test_the_parameters_of_the_limits_hold_for_it_also_where_their_rules_are_off(look: Look) -> None:
    days = {"T-03.warn_days": 1, "T-04.grace": 1, "T-05.grace": 2}
    where = office(promise=7, legal=10, parameters=days, disabled="T-04")

    assert look(master(), where, "2018-10-22 23:59:59.999").rules() == set()
    assert look(master(), where, "2018-10-25 23:59:59.999").of("C-01").colour == "warning"
    assert look(master(), where, "2018-10-26 00:00").of("C-01").colour == "yellow"
    assert look(master(), where, "2018-10-31 23:59:59.999").of("C-01").colour == "yellow"
    assert look(master(), where, "2018-11-01 00:00").of("C-01").colour == "red"


def test_its_legal_limit_is_forty_five_days_and_an_extension_may_add_fifteen(look: Look) -> None:
    where = office(promise=7)
    log = master()
    extended = master().add(
        "extension_approved",
        "2018-10-16 09:00",
        days=20,
        reason="r",
        told_at="2018-10-16T09:00:00+08:00",
        asked_at="2018-10-16T09:00:00+08:00",
    )

    assert look(log, where, "2018-12-17 23:59:59.999").of("C-01").colour == "yellow"
    assert look(log, where, "2018-12-18 00:00").of("C-01").due == date(2018, 12, 17)
    assert look(extended, where, LATER).of("C-01").due == date(2018, 11, 14)  # 7 + 15 days


def test_a_case_without_a_promise_is_red_past_the_legal_limit_only(look: Look) -> None:
    where = office(legal=10)

    assert look(master(), where, "2018-10-29 23:59:59.999").rules() == set()
    assert look(master(), where, RED).of("C-01").colour == "red"


def test_an_unknown_item_has_no_limits_and_a_case_before_its_start_neither(look: Look) -> None:
    unknown = CaseLog().add("accepted", "2018-10-15 10:00", item_code="X", voucher_no="v")
    unknown.add("composite_created", "2018-10-15 10:05", lead_dept="L", branches=[])
    early = CaseLog().add("submitted", "2018-10-15 10:00", item_code="I", channel="window")
    early.add("composite_created", "2018-10-15 10:05", lead_dept="L", branches=[])

    assert "C-01" not in look(unknown, WHERE, LATER).rules()
    assert look(early, WHERE, LATER).rules() == set()


def test_becoming_composite_late_puts_its_card_in_place_of_theirs_and_a_void_puts_them_back(
    look: Look,
) -> None:
    log = CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")
    log.add("composite_created", "2018-10-15 10:05", "2018-10-26 09:00", lead_dept="L", branches=[])
    assert look(log, WHERE, "2018-10-26 08:59").rules() & LIMITS == {"T-03", "T-04"}
    assert look(log, WHERE, "2018-10-26 09:00").rules() & (LIMITS | {"C-01"}) == {"C-01"}

    log.add("corrected", "2018-10-27 09:00", corrects="e2", void=True, reason="r", approver_id="a")
    assert look(log, WHERE, "2018-10-28 00:00").rules() & (LIMITS | {"C-01"}) == {"T-03", "T-04"}


def test_a_provisional_red_gives_no_card_and_the_yellow_below_it_stays(look: Look) -> None:
    where = office(promise=7, legal=60)
    log = master()  # 60 working days end in January 2019, which nobody has announced

    found = look(log, where, "2019-02-28 00:00").of("C-01")

    assert (found.colour, found.due, found.provisional) == ("yellow", date(2018, 10, 24), False)


def test_a_provisional_yellow_is_told_as_what_it_is() -> None:
    where = office(promise=60, legal=90)

    (found,) = violated(master(), where, "2019-01-31 00:00", "C-01")

    assert (found.degree, found.count.limit, found.count.provisional) == ("yellow", 60, True)
    assert "（节假日安排未公布，暂定）；至该时未作决定或办结；最后完成的协办链" in found.zh


def test_a_red_that_the_rulebook_paints_yellow_may_be_provisional(look: Look) -> None:
    plain = office(promise=7, legal=60)
    where = replace(plain, book=replace(plain.book, colours={("C-01", "red"): "yellow"}))

    found = look(master(), where, "2019-02-28 00:00").of("C-01")

    assert (found.colour, found.due, found.provisional) == ("yellow", date(2019, 1, 7), True)


def test_the_card_belongs_to_the_lead_department() -> None:
    log = CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")
    log.add("composite_created", "2018-10-15 10:05", lead_dept="L", region_code="R9", branches=[])

    (found,) = violated(log, WHERE, LATER, "C-01")

    assert (found.owner, found.by, found.occasion) == (("L", "R9"), None, "case")


def test_a_department_of_the_register_is_told_by_name_and_has_the_regions_of_the_register() -> None:
    units = {"L": Unit("L", "政务服务局", "R1", None, "bureau", None)}
    rulebook = replace(rulebook_of(WHERE.book), units=units)

    (found,) = violated(master(), WHERE, YELLOW, "C-01", rulebook)

    assert found.owner == ("L", "R1")
    assert found.zh.endswith("超期归因于牵头部门政务服务局 L。")


def late_chain() -> CaseLog:
    """1 → 2 in a row and 3 beside them: 1 is silent until Saturday, 2 answers, 3 answered long before."""
    log = master(branch("1"), branch("2", 2, after=["1"]), branch("3"))
    for no in "13":
        dispatched(log, no, "2018-10-16 09:00")
    answered(log, "3", "2018-10-17 10:00")
    return answered(dispatched(log, "2", "2018-10-22 09:00"), "2", "2018-10-24 16:00")


def test_lateness_is_attributed_to_the_overdue_branches_of_the_chain_that_finished_last() -> None:
    (found,) = violated(late_chain(), WHERE, YELLOW, "C-01")

    assert found.zh == (
        "2018-10-15受理（当日不计），承诺期限7个工作日，到期日2018-10-24，自2018-10-25 00:00起为超期；"
        "至该时未作决定或办结；最后完成的协办链："
        "协办1（D1，2018-10-16抄告，自2018-10-16起3个工作日，到期2018-10-19，未答复，2018-10-20 00:00起视为同意）、"
        "协办2（D2，2018-10-22抄告，自2018-10-22起2个工作日，到期2018-10-24，2018-10-24 16:00答复）；"
        "超期归因于协办1（D1）。"
    )
    assert found.en == (
        "Accepted on 2018-10-15 (that day not counted) + promise limit of 7 working days = due 2018-10-24,"
        " exceeded from 2018-10-25 00:00; neither decided nor closed by then; the chain that finished last: "
        "branch 1 (D1, dispatched 2018-10-16, 3 working days from 2018-10-16, due 2018-10-19, silent, deemed to"
        " consent from 2018-10-20 00:00), branch 2 (D2, dispatched 2018-10-22, 2 working days from 2018-10-22,"
        " due 2018-10-24, opinion 2018-10-24 16:00); attributed to branch 1 (D1)."
    )
    assert found.evidence == ("e1", "e2", "e3", "e6", "e7")


def test_what_comes_after_the_moment_changes_no_attribution() -> None:
    (before,) = violated(late_chain(), WHERE, YELLOW, "C-01")
    log = answered(late_chain(), "1", "2018-10-25 00:00")
    dispatched(answered(log, "2", "2018-10-26 10:00", "other"), "3", "2018-10-26 11:00")

    (after,) = violated(log, WHERE, "2018-10-29 00:00", "C-01")

    assert (after.zh, after.en, after.evidence) == (before.zh, before.en, before.evidence)


def test_a_branch_whose_turn_came_after_the_moment_has_no_days_in_the_sentence() -> None:
    log = master(branch("1", None), branch("2", after=["1"]))
    for no in "12":
        dispatched(log, no, "2018-10-16 09:00")
    answered(log, "1", "2018-10-26 10:00")

    (found,) = violated(log, WHERE, "2018-10-27 00:00", "C-01")

    assert "协办1（D1，2018-10-16抄告，未答复）、协办2（D2，2018-10-16抄告，未答复）；" in found.zh


def test_before_the_warning_an_explanation_has_the_promise_and_the_moment_waited_for() -> None:
    dossier, now = dossier_of(master().events), milliseconds(at("2018-10-16 00:00"))
    (found,) = (each.verdict for each in court_of(WHERE).findings(dossier, now) if each.rule_id == "C-01")

    assert (found.status, found.at) == (Status.PENDING, milliseconds(at("2018-10-22 00:00")))
    assert (found.count.limit, found.count.due) == (7, date(2018, 10, 24).toordinal())


def attributed(log: CaseLog, when: str = YELLOW) -> str:
    (found,) = violated(log, WHERE, when, "C-01")
    return found.en.rpartition("attributed to ")[2]


def test_lateness_is_the_leads_where_no_branch_of_the_last_chain_was_overdue() -> None:
    beside = master(branch("1", 1), branch("2", 5))  # 1 is silent, but 2 finishes later, in time
    for no in "12":
        dispatched(beside, no, "2018-10-16 09:00")
    answered(beside, "2", "2018-10-23 16:00")
    undispatched = dispatched(master(branch("1", 1), branch("2")), "1", "2018-10-16 09:00")

    assert attributed(beside) == "the lead department L."
    assert attributed(undispatched) == "the lead department L."
    assert attributed(master()) == "the lead department L."


def test_silence_that_ends_with_the_limit_is_attributed_and_silence_a_day_later_not_yet() -> None:
    together = dispatched(master(branch("1", 6)), "1", "2018-10-16 09:00")  # due on the 24th
    later = dispatched(master(branch("1", 6)), "1", "2018-10-17 09:00")  # due on the 25th

    assert attributed(together) == "branch 1 (D1)."
    assert attributed(later) == "the lead department L."
    assert attributed(later, RED) == "branch 1 (D1)."


def test_all_branches_that_finished_last_together_are_attributed() -> None:
    log = master(branch("1"), branch("2"), branch("3", 2))
    for no in "123":
        dispatched(log, no, "2018-10-16 09:00")

    assert attributed(log) == "branch 1 (D1), branch 2 (D2)."


def test_an_overdue_branch_is_attributed_through_one_that_waited_for_it_and_is_still_open() -> None:
    log = master(branch("1", 5), branch("2", 9, after=["1"]))
    for no in "12":
        dispatched(log, no, "2018-10-16 09:00")

    assert attributed(log) == "branch 1 (D1)."


def test_a_branch_that_answered_without_waiting_was_not_held_up() -> None:
    log = master(branch("1", 2), branch("2", after=["1"]))
    answered(dispatched(log, "1", "2018-10-16 09:00"), "2", "2018-10-24 10:00")
    waited = attributed(log)
    early = answered(
        master(branch("1", 2), branch("2", after=["1"]), branch("3", 9, after=["2"])), "2", "2018-10-16 09:00"
    )
    dispatched(dispatched(early, "1", "2018-10-16 09:00"), "3", "2018-10-17 09:00")

    assert waited == "branch 1 (D1)."
    assert attributed(early) == "the lead department L."


def test_a_sentence_names_ten_branches_and_counts_the_rest() -> None:
    log = master(*(branch(str(number)) for number in range(1, 13)))
    for number in range(1, 13):
        dispatched(log, str(number), "2018-10-16 09:00")

    (found,) = violated(log, WHERE, YELLOW, "C-01")

    assert attributed(log).endswith("branch 10 (D10) and 2 more.")
    assert found.zh.endswith("协办10（D10）等12个。")
    assert len(found.evidence) == 14


def test_a_branch_without_department_is_told_as_such() -> None:
    log = dispatched(master(branch("1", dept_code=None)), "1", "2018-10-16 09:00")

    (found,) = violated(log, WHERE, YELLOW, "C-01")

    assert attributed(log) == "branch 1 (no department named)."
    assert found.zh.endswith("超期归因于协办1（未注明部门）。")


def test_a_warning_attributes_nothing_yet() -> None:
    (found,) = violated(late_chain(), WHERE, "2018-10-22 00:00", "C-01")

    assert found.degree == "warning"
    assert "归因" not in found.zh
    assert since(found, late_chain()) == "2018-10-22 00:00"
