"""T-02: what came online waits for a look. Submitted Monday 2018-10-15, two working days, then three and five more."""

from datetime import date

import pytest

from tests.rules.looking import Look
from tests.rules.offices import WITH_2026, office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=30, legal=40)
LATER = "2018-12-01 00:00"


def submitted(channel: str | None = "online") -> CaseLog:
    return CaseLog().add("submitted", "2018-10-15 10:00", item_code="I", channel=channel)


@pytest.mark.parametrize(
    ("before", "moment", "colour"),
    [
        ("2018-10-17 23:59:59.999", "2018-10-18 00:00", "warning"),
        ("2018-10-22 23:59:59.999", "2018-10-23 00:00", "yellow"),
        ("2018-10-24 23:59:59.999", "2018-10-25 00:00", "red"),
    ],
)
def test_an_unseen_submission_warns_turns_yellow_and_turns_red_at_midnight(
    look: Look, before: str, moment: str, colour: str
) -> None:
    assert colour not in {each.verdict.colour for each in look(submitted(), WHERE, before).cards}

    card = look(submitted(), WHERE, moment).of("T-02")

    assert (card.colour, card.violated_at, card.due) == (colour, at(moment), date(2018, 10, 17))
    assert card.occasion == "s e1"


@pytest.mark.parametrize("channel", ["window", "post", "self_service", None])
def test_only_what_came_online_waits_for_a_pre_review(look: Look, channel: str | None) -> None:
    assert "T-02" not in look(submitted(channel), WHERE, LATER).rules()


ANSWERS = [
    ("pre_reviewed", {"result": "fail"}),
    ("accepted", {"item_code": "I", "voucher_no": "v"}),
    ("not_accepted", {"reason": "不属于本机关职权范围", "voucher_no": "v", "rights_notice": True}),
    ("supplement_notified", {"items": ["m"]}),
    ("decided", {"result": "approved"}),
    ("closed", {"kind": "withdrawn", "applicant_confirmed": True}),
]


@pytest.mark.parametrize(("answer", "said"), ANSWERS, ids=[answer for answer, _ in ANSWERS])
def test_any_answer_in_time_spares_the_card_and_one_at_midnight_does_not(
    look: Look, answer: str, said: dict[str, object]
) -> None:
    in_time = submitted().add(answer, "2018-10-17 23:59:59.999", **said)
    too_late = submitted().add(answer, "2018-10-18 00:00", **said)

    assert "T-02" not in look(in_time, WHERE, LATER).rules()
    assert look(too_late, WHERE, LATER).of("T-02").colour == "warning"


def test_a_review_between_yellow_and_red_leaves_the_yellow(look: Look) -> None:
    log = submitted().add("pre_reviewed", "2018-10-24 17:00", result="pass")

    card = look(log, WHERE, LATER).of("T-02")

    assert (card.colour, card.violated_at) == ("yellow", at("2018-10-23 00:00"))


def test_a_review_recorded_late_takes_the_card_back(look: Look) -> None:
    log = submitted().add("pre_reviewed", "2018-10-17 17:00", "2018-10-18 09:00", result="pass")

    assert "T-02" in look(log, WHERE, "2018-10-18 08:59").rules()
    assert "T-02" not in look(log, WHERE, "2018-10-18 09:00").rules()


def test_a_voided_review_brings_the_card_back(look: Look) -> None:
    log = submitted().add("pre_reviewed", "2018-10-17 17:00", result="pass")
    log.add("corrected", "2018-10-19 09:00", corrects="e2", void=True, reason="误录", approver_id="a")

    assert look(log, WHERE, "2018-10-19 09:00").of("T-02").violated_at == at("2018-10-18 00:00")


def test_a_second_submission_opens_no_clock(look: Look) -> None:
    log = submitted("window").add("submitted", "2018-10-16 10:00", item_code="I", channel="online")

    assert "T-02" not in look(log, WHERE, LATER).rules()


def test_the_receipt_that_follows_is_one_matter_with_it_of_which_the_graver_card_stands(look: Look) -> None:
    log = submitted().add("material_received", "2018-10-18 09:00")

    assert look(log, WHERE, "2018-10-23 23:59:59").states() == {("T-02", "yellow", "issued")}
    assert look(log, WHERE, "2018-10-24 00:00").states() == {
        ("T-02", "yellow", "issued"),
        ("T-01", "warning", "superseded"),
    }
    assert look(log, WHERE, "2018-10-25 00:00").states() == {
        ("T-02", "red", "issued"),
        ("T-01", "warning", "superseded"),
    }


def test_a_red_that_needs_an_unannounced_day_waits_for_the_notice_and_the_yellow_stays(look: Look) -> None:
    log = CaseLog().add("submitted", "2025-12-24 10:00", item_code="I", channel="online")

    unsure = look(log, office(), "2026-02-01 00:00").of("T-02")
    sure = look(log, office(days=WITH_2026), "2026-02-01 00:00").of("T-02")

    assert (unsure.colour, unsure.violated_at, unsure.provisional) == (
        "yellow",
        at("2026-01-01 00:00"),
        False,
    )
    assert (sure.colour, sure.violated_at, sure.provisional) == ("red", at("2026-01-06 00:00"), False)
