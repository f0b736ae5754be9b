"""T-01 and T-02 about one receipt are one class: of both only the graver stands, of equals the pre-review's."""

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog


def handed_in() -> CaseLog:
    log = CaseLog().add("submitted", "2018-10-15 09:00", item_code="I", channel="online")
    return log.add("material_received", "2018-10-15 10:00")


def test_of_two_yellow_cards_the_pre_review_stands(look: Look) -> None:
    cards = look(handed_in(), office(), "2018-10-23 00:00")

    assert {("T-01", "yellow", "superseded"), ("T-02", "yellow", "issued")} <= cards.states()


def test_a_warning_of_the_pre_review_stands_over_none_and_under_no_warning(look: Look) -> None:
    early = look(handed_in(), office(), "2018-10-18 00:00")
    later = look(handed_in(), office(parameters={"T-02.N": 5}), "2018-10-23 00:00")

    assert early.states() == {("T-02", "warning", "issued")}
    assert {("T-01", "yellow", "issued"), ("T-02", "warning", "superseded")} <= later.states()


def test_another_receipt_without_a_submission_online_has_t01_alone(look: Look) -> None:
    log = CaseLog().add("submitted", "2018-10-15 09:00", item_code="I", channel="window")

    cards = look(log.add("material_received", "2018-10-15 10:00"), office(), "2018-10-23 00:00")

    assert ("T-01", "yellow", "issued") in cards.states()
    assert "T-02" not in cards.rules()
