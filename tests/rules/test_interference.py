"""R-07: a complaint of a forced rating, of retaliation, or that it became known who rated: red, to be confirmed."""

import pytest

from tests.rules.engine import cards_at
from tests.rules.looking import Look
from tests.rules.offices import ANNOUNCED, office
from tests.rules.writing import CaseLog, at, rulebook_of

WHERE = office(promise=60, legal=60)
OPENED, JUST_BEFORE = "2018-10-15 10:00", "2018-10-15 09:59:59.999"


def complaint(about: str | None, **said: object) -> CaseLog:
    log = CaseLog().add("accepted", "2018-10-12 10:00", item_code="I", voucher_no="v", staff_id="u1")
    return log.add("complaint_opened", OPENED, about=about, **said)


@pytest.mark.parametrize("about", ["forced_rating", "retaliation", "disclosure"])
def test_a_complaint_about_a_rating_interfered_with_proposes_a_red_card_at_once(
    look: Look, about: str
) -> None:
    assert "R-07" not in look(complaint(about), WHERE, JUST_BEFORE).rules()

    seen = look(complaint(about), WHERE, OPENED)

    assert seen.states() == {("R-07", "red", "proposed")}
    assert (seen.of("R-07").occasion, seen.of("R-07").violated_at) == ("s e2", at(OPENED))


@pytest.mark.parametrize("about", ["delay", "attitude", "fee", "other", None])
def test_other_complaints_are_not_about_ratings(look: Look, about: str | None) -> None:
    assert "R-07" not in look(complaint(about), WHERE, OPENED).rules()


def test_an_enquiry_is_no_complaint(look: Look) -> None:
    log = CaseLog().add("enquiry_opened", OPENED, about="forced_rating")

    assert "R-07" not in look(log, WHERE, OPENED).rules()


def test_every_complaint_is_an_occasion_of_its_own(look: Look) -> None:
    log = complaint("forced_rating").add("complaint_opened", "2018-10-16 10:00", about="disclosure")

    assert look(log, WHERE, "2018-10-16 10:00").occasions("R-07") == {"s e2", "s e3"}


def test_an_answer_does_not_take_the_card_back(look: Look) -> None:
    log = complaint("retaliation").add("complaint_answered", "2018-10-16 10:00")

    assert "R-07" in look(log, WHERE, "2018-10-16 10:00").rules()


def test_a_correction_of_what_it_was_about_takes_the_card_back(look: Look) -> None:
    log = complaint("retaliation").add(
        "corrected",
        "2018-10-16 10:00",
        corrects="e2",
        reason="r",
        approver_id="a",
        replacement={"about": "fee"},
    )

    assert "R-07" not in look(log, WHERE, "2018-10-16 10:00").rules()


@pytest.mark.parametrize(("target", "answers"), [("u7", "u7"), (None, None)])
def test_the_person_complained_of_answers_and_not_who_took_the_complaint(
    target: str | None, answers: str | None
) -> None:
    log = complaint("forced_rating", target_staff_id=target, staff_id="u9", staff_post="desk", dept_code="E")

    (card,) = cards_at(log.events, rulebook_of(WHERE.book), ANNOUNCED.real(), at(OPENED)).values()

    assert card["responsible"] == {"staff_id": answers, "post": None, "role": None, "dept_code": "E"}
    assert card["evidence"] == ["e2"]
    assert "u9" not in card["arithmetic"]
