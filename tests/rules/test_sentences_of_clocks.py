"""The line on a card names the moment that was reached, so that "by then" can be checked with a wall calendar."""

import pytest

from tests.oracle.book import StageFacts
from tests.rules.finding import violated
from tests.rules.offices import office
from tests.rules.writing import CaseLog

WHERE = office(StageFacts("A", limit_days=3), promise=30, legal=40)
RECEIVED = CaseLog().add("material_received", "2018-10-15 10:00")
ONLINE = CaseLog().add("submitted", "2018-10-15 10:00", item_code="I", channel="online")


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


STAGE = accepted().add("stage_entered", "2018-10-16 09:00", stage_code="A")
TESTING = accepted().add(
    "special_started", "2018-10-15 11:00", kind="testing", days=5, notice_written=True, approver_id="a"
)
ASKED = CaseLog().add("enquiry_opened", "2018-10-15 10:00")


@pytest.mark.parametrize(
    ("rule", "log", "when", "zh", "en"),
    [
        (
            "T-01",
            RECEIVED,
            "2018-10-19 00:00",
            "到期日2018-10-22，自2018-10-19 00:00起预警；至该时未受理",
            "warned of",
        ),
        ("T-01", RECEIVED, "2018-10-23 00:00", "，自2018-10-23 00:00起为超期；至该时未受理", "exceeded"),
        (
            "T-02",
            ONLINE,
            "2018-10-18 00:00",
            "到期日2018-10-17，自2018-10-18 00:00起为超期；至该时未预审",
            "exceeded",
        ),
        (
            "T-02",
            ONLINE,
            "2018-10-23 00:00",
            "自2018-10-18 00:00起为超期，自2018-10-23 00:00起加重；至该时未预审",
            "exceeded from 2018-10-18 00:00, graver",
        ),
        (
            "T-07",
            STAGE,
            "2018-10-18 00:00",
            "到期日2018-10-19，自2018-10-18 00:00起预警；至该时未离开",
            "warned of",
        ),
        (
            "T-10",
            TESTING,
            "2018-10-18 00:00",
            "到期日2018-10-22，自2018-10-18 00:00起预警；至该时特别",
            "warned of",
        ),
        (
            "T-10",
            TESTING,
            "2018-10-24 00:00",
            "自2018-10-23 00:00起为超期，自2018-10-24 00:00起加重；至该时特别",
            "exceeded from 2018-10-23 00:00, graver",
        ),
        (
            "T-14",
            ASKED,
            "2018-10-18 00:00",
            "到期日2018-10-22，自2018-10-18 00:00起预警；至该时未答复",
            "warned of",
        ),
        (
            "T-14",
            ASKED,
            "2018-10-25 00:00",
            "自2018-10-23 00:00起为超期，自2018-10-25 00:00起加重；至该时未答复",
            "exceeded from 2018-10-23 00:00, graver",
        ),
    ],
)
def test_the_moment_named_last_is_the_one_that_was_reached(
    rule: str, log: CaseLog, when: str, zh: str, en: str
) -> None:
    (found,) = violated(log, WHERE, when, rule)

    assert zh in found.zh
    assert f"{en} from {when};" in found.en


def test_each_step_below_the_one_reached_names_its_own_moment() -> None:
    (found,) = violated(ONLINE, WHERE, "2018-10-25 00:00", "T-02")

    texts = {step.degree: step.texts or ("", "") for step in found.lower}
    assert texts["warning"][0].endswith("，自2018-10-18 00:00起为超期；至该时未预审、未受理、未作其他答复。")
    assert "自2018-10-23 00:00起加重；" in texts["yellow"][0]
    assert texts["yellow"][1].endswith("graver from 2018-10-23 00:00; neither reviewed nor answered by then.")
    assert "自2018-10-25 00:00起加重；" in found.zh


def test_a_limit_with_grace_names_its_end_and_the_moment_of_the_card() -> None:
    where = office(promise=3, legal=40, parameters={"T-04.grace": 2})
    (found,) = violated(accepted(), where, "2018-10-23 00:00", "T-04")

    assert "到期日2018-10-18" in found.zh
    assert "另宽限2个工作日至2018-10-22，自2018-10-23 00:00起发牌" in found.zh
    assert "2 working days of grace until 2018-10-22" in found.en


def test_a_single_day_taken_out_is_one_date_and_several_are_from_to() -> None:
    log = accepted()
    for begins, ends in (("2018-10-15", "2018-10-16"), ("2018-10-17", "2018-10-19")):
        log.add(
            "special_started", f"{begins} 11:00", kind="testing", days=9, notice_written=True, approver_id="a"
        )
        log.add("special_ended", f"{ends} 11:00", kind="testing")

    (found,) = violated(log, WHERE, "2018-12-20 00:00", "T-04")

    assert "另扣除特别程序3天（2018-10-16、2018-10-18至2018-10-19）" in found.zh
    assert "3 excluded by special procedures (2018-10-16, 2018-10-18 to 2018-10-19)" in found.en
