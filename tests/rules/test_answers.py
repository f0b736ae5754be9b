"""T-14: whoever asks or complains gets an answer. Asked Monday 2018-10-15, five working days, due on the 22nd."""

from datetime import date

import pytest

from tests.rules.engine import cards_at
from tests.rules.looking import Look
from tests.rules.offices import ANNOUNCED, WITH_2026, office
from tests.rules.writing import CaseLog, at, rulebook_of

WHERE = office(promise=60, legal=60)
LATER = "2018-11-15 00:00"
KINDS = pytest.mark.parametrize("kind", ["enquiry", "complaint"])


def opened(kind: str, **said: object) -> CaseLog:
    return CaseLog().add(f"{kind}_opened", "2018-10-15 10:00", **said)


@KINDS
@pytest.mark.parametrize(
    ("before", "moment", "colour"),
    [
        ("2018-10-17 23:59:59.999", "2018-10-18 00:00", "warning"),
        ("2018-10-23 23:59:59.999", "2018-10-24 00:00", "yellow"),
        ("2018-10-24 23:59:59.999", "2018-10-25 00:00", "red"),
    ],
)
def test_an_unanswered_question_warns_turns_yellow_and_turns_red(
    look: Look, kind: str, before: str, moment: str, colour: str
) -> None:
    assert colour not in {each.verdict.colour for each in look(opened(kind), WHERE, before).cards}

    card = look(opened(kind), WHERE, moment).of("T-14")

    assert (card.colour, card.violated_at, card.due) == (colour, at(moment), date(2018, 10, 22))
    assert card.occasion == "s e1"


@KINDS
def test_an_answer_before_each_moment_spares_what_comes_after(look: Look, kind: str) -> None:
    found = {
        when: {
            (each.verdict.colour)
            for each in look(opened(kind).add(f"{kind}_answered", when), WHERE, LATER).cards
        }
        for when in ("2018-10-17 23:59:59", "2018-10-18 00:00", "2018-10-23 23:59:59", "2018-10-24 23:59:59")
    }

    assert found == {
        "2018-10-17 23:59:59": set(),
        "2018-10-18 00:00": {"warning"},
        "2018-10-23 23:59:59": {"warning"},
        "2018-10-24 23:59:59": {"yellow"},
    }


def test_the_days_the_event_names_come_before_those_of_the_rulebook(look: Look) -> None:
    assert look(opened("enquiry", due_days=2), WHERE, LATER).of("T-14").due == date(2018, 10, 17)


def test_a_limit_of_one_day_warns_from_the_start_of_that_day(look: Look) -> None:
    log = opened("enquiry", due_days=1)

    assert look(log, WHERE, "2018-10-15 23:59:59.999").rules() == set()
    assert look(log, WHERE, "2018-10-16 00:00").of("T-14").violated_at == at("2018-10-16 00:00")


def test_an_answer_is_to_the_earliest_open_question_of_its_kind(look: Look) -> None:
    log = opened("enquiry").add("enquiry_opened", "2018-10-16 10:00")
    log.add("complaint_opened", "2018-10-16 11:00").add("enquiry_answered", "2018-10-17 10:00")

    assert look(log, WHERE, LATER).occasions("T-14") == {"s e2", "s e3"}


def test_neither_a_close_nor_a_withdrawal_answers_a_question(look: Look) -> None:
    for kind in ("normal", "withdrawn", "voided"):
        log = CaseLog().add("accepted", "2018-10-12 10:00", item_code="I", voucher_no="v")
        log.add("complaint_opened", "2018-10-15 10:00")
        log.add("closed", "2018-10-16 10:00", kind=kind, applicant_confirmed=True)

        assert look(log, WHERE, LATER).of("T-14").colour == "red"


def test_an_answer_recorded_late_takes_the_card_back(look: Look) -> None:
    log = opened("complaint").add("complaint_answered", "2018-10-17 10:00", "2018-10-25 10:00")

    assert look(log, WHERE, "2018-10-25 09:59").of("T-14").colour == "red"
    assert "T-14" not in look(log, WHERE, "2018-10-25 10:00").rules()


def test_the_colours_past_the_due_date_wait_as_many_days_as_the_rulebook_says(look: Look) -> None:
    where = office(parameters={"T-14.yellow_after": 0, "T-14.red_after": 1})

    assert look(opened("enquiry"), where, "2018-10-23 00:00").of("T-14").colour == "yellow"
    assert look(opened("enquiry"), where, "2018-10-24 00:00").of("T-14").colour == "red"


def test_a_red_that_needs_an_unannounced_day_waits_for_the_notice_and_the_yellow_stays(look: Look) -> None:
    log = CaseLog().add("enquiry_opened", "2025-12-23 10:00")

    unsure = look(log, office(), "2026-02-01 00:00").of("T-14")
    sure = look(log, office(days=WITH_2026), "2026-02-01 00:00").of("T-14")

    assert (unsure.colour, unsure.violated_at, unsure.provisional) == (
        "yellow",
        at("2026-01-01 00:00"),
        False,
    )
    assert (sure.colour, sure.violated_at) == ("red", at("2026-01-05 00:00"))


def test_the_department_that_was_asked_answers_for_the_silence() -> None:
    named = opened("enquiry", dept_code="ASKED", region_code="N")
    plain = opened("enquiry")

    (card,) = cards_at(named.events, rulebook_of(WHERE.book), ANNOUNCED.real(), at(LATER)).values()
    (other,) = cards_at(plain.events, rulebook_of(WHERE.book), ANNOUNCED.real(), at(LATER)).values()

    assert (card["dept_code"], card["region_code"]) == ("ASKED", "N")
    assert card["responsible"]["dept_code"] == "ASKED"
    assert other["dept_code"] is None
    assert card["arithmetic"].startswith(
        "2018-10-15收到咨询（当日不计），咨询答复期限5个工作日，到期日2018-10-22，"
        "自2018-10-23 00:00起为超期，自2018-10-25 00:00起加重；"
    )
