"""The page about a card, as an office shows it when the card is disputed."""

import pytest

from tests.explain.telling import CASE, FILES, accepted, act, page, rows, told
from tests.rules.writing import CaseLog


def late() -> CaseLog:
    """Accepted on 2026-09-24, decided four days after the promise (2026-10-12) and one after the legal limit."""
    return accepted().add("decided", "2026-10-16 11:00", result="approved", dept_code="ZJ", staff_id="u1")


def test_it_says_who_and_which_item_by_the_names_in_the_registers() -> None:
    text = page(told(late(), "2026-10-16 12:00", "T-05"))

    assert "红牌（已发出）：T-05 超法定期限" in text
    assert f"办件{CASE}，事项“施工许可”（0001，目录版本1，2020-01-01起有效）。" in text
    assert "责任部门：住建局（ZJ）；责任人：张三（u1），岗位“审批岗”。" in text


def test_it_says_the_rule_in_words_what_was_found_the_law_and_the_rulebook() -> None:
    found = told(late(), "2026-10-16 12:00", "T-05")
    text = page(found)

    assert "规则要求：办件应当在法定期限内作出决定或者办结" in text
    assert "法定期限10个工作日，到期日2026-10-15" in text
    assert "2026-10-16 11:00才作决定或办结" in text
    assert "《中华人民共和国行政许可法》第四十二条" in text
    assert f"示例市规则库，版本3，校验值{found.view.rulebook.rulebook_hash}。" in text


def test_the_same_in_english() -> None:
    text = page(told(late(), "2026-10-16 12:00", "T-05"), "en")

    assert "Red card (issued): T-05 Legal limit exceeded" in text
    assert "Responsible: department 住建局 (ZJ); person 张三 (u1), post “审批岗”." in text
    assert "The rule: A case is decided or closed within the legal limit" in text
    assert "The rule is broken since 2026-10-16 00:00." in text
    assert "Please answer before 2026-10-24 00:00" in text


def test_the_events_stand_there_in_words_with_their_times_and_source() -> None:
    cells = rows(page(told(late(), "2026-10-16 12:00", "T-05")))

    said = "事项：施工许可（0001），凭证编号：SL-1，部门：住建局（ZJ），经办人：张三（u1）"
    assert ("2026-09-24 10:00", "受理", said, "2026-09-24 10:00", "e1", "s") in cells
    assert ("2026-10-16 11:00", "作出决定") in {row[:2] for row in cells}


def test_every_revision_stands_there_with_its_reason() -> None:
    cells = rows(page(told(late(), "2026-10-16 12:00", "T-05")))

    assert ("1", "2026-10-16 00:00", "已发出", "红牌", "事实成立：时限届至 2026-10-16 00:00") in cells
    assert ("2", "2026-10-16 11:00", "已发出", "红牌", "依据变更：作出决定（事件e2，来源s）") in cells


def test_a_procedure_and_an_extension_are_told_in_whole_sentences() -> None:
    log = accepted().add(
        "special_started",
        "2026-09-27 10:00",
        kind="testing",
        days=2,
        approver_id="u9",
        notice_no="TZ-9",
        notice_written=True,
    )
    log.add("special_ended", "2026-09-28 16:00", kind="testing")
    log.add(
        "extension_approved",
        "2026-10-09 10:00",
        days=2,
        asked_at="2026-10-08T09:00:00+08:00",
        reason="案情复杂",
        told_at="2026-10-09T11:00:00+08:00",
        approver_id="u9",
        approver_level="局长",
    )

    text = page(told(log, "2026-10-20 00:00", "T-04"))

    assert (
        "特别程序“检测”：2026-09-27 10:00开始，书面告知需2天（至2026-09-29，告知书TZ-9），批准人李四（u9），"
        "实际结束：2026-09-28 16:00；2026-09-28的计数日不计入期限。" in text
    )
    assert (
        "延期：2026-10-08 09:00申请，2026-10-09 10:00由李四（u9）（局长）批准延长2天，理由：案情复杂；"
        "2026-10-09 11:00告知申请人。" in text
    )
    assert ("2026-10-15", "四", "9", "工作日；延期增加的第2天；到期日") in rows(text)


def test_a_filed_exemption_is_a_ground_and_only_one_that_covers_the_card() -> None:
    text = page(told(late(), "2026-10-16 12:00", "T-05"))

    assert "已备案的容错免责（决策过程，2026-09-01由王五（s1）备案，范围：case:case-1）" in text
    assert "是否撤销由监察人员决定" in text
    assert text.count("已备案的容错免责") == 1


def test_what_a_filing_says_of_the_four_elements_is_shown() -> None:
    filed = (
        "ground,scope,filed_at,filed_by,nature,purpose,process,attitude\n"
        f"process,case:{CASE},2026-09-01,s1,改革探索,,集体研究,及时纠正\n"
    )
    text = page(told(late(), "2026-10-16 12:00", "T-05", exemptions=filed))

    assert "问题性质：改革探索" in text
    assert "决策过程：集体研究" in text
    assert "纠错态度：及时纠正" in text
    assert "动机目的：" not in text


def test_proof_from_outside_is_shown_with_its_hash() -> None:
    log, digest = late(), "0123456789abcdef" * 4
    act(
        log,
        "card_issue_manual",
        "2026-10-16 11:30",
        actor_id="s1",
        rule_id="P-08",
        reason="巡查发现",
        found_by="patrol",
        evidence=[f"video/3.mp4#sha256:{digest}"],
    )
    text = page(told(log, "2026-10-16 12:00", "P-08"))

    assert f"系统外证据：video/3.mp4，SHA-256校验值{digest}。" in text
    assert "人工发牌（现场巡查）：巡查发现" in text


def test_an_event_that_was_corrected_shows_what_it_said_before() -> None:
    log = late().add(
        "corrected",
        "2026-10-16 15:00",
        corrects="e2",
        new_time="2026-10-16T09:00:00+08:00",
        reason="时间录错",
        approver_id="u9",
    )

    cells = rows(page(told(log, "2026-10-16 16:00", "T-05")))

    (decided,) = [row for row in cells if row[1] == "作出决定"]
    assert decided[0] == "2026-10-16 09:00"
    assert any(
        row[2].startswith("更正前：2026-10-16 11:00，结果：准予")
        and "李四（u9）批准更正，理由：时间录错" in row[2]
        for row in cells
    )


def test_a_withdrawn_card_says_that_it_is_no_longer_true() -> None:
    log = late().add(
        "corrected",
        "2026-10-17 09:00",
        corrects="e2",
        new_time="2026-10-15T16:00:00+08:00",
        reason="时间录错",
        approver_id="u9",
    )

    text = page(told(log, "2026-10-17 10:00", "T-05"))

    assert "红牌（已撤回）" in text
    assert "当时认定自2026-10-16 00:00起成立；按照现在掌握的情况，已经不成立。" in text
    assert "这张牌已经撤回，不计入考核，不必处理" in text
    assert "违反规则。" not in text


def test_a_card_that_waits_for_a_person_asks_for_nothing() -> None:
    log = accepted().add("fee_charged", "2026-09-28 10:00", fee_code="F", amount=10, staff_id="u1")

    text = page(told(log, "2026-09-29 00:00", "P-10"))

    assert "红牌（待确认）" in text
    assert "拟认定自2026-09-28 10:00起违反规则，待监察人员确认。" in text
    assert "要由监察人员确认；确认之前不生效" in text
    assert "之前回复" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_of_the_program_is_left_on_the_page(lang: str) -> None:
    text = page(told(late(), "2026-10-16 12:00", "T-05"), lang)

    for word in (
        "case.accepted",
        "case.decided",
        "staff_id",
        "item_code",
        "None",
        "occasion",
        "{",
        "issued_at",
    ):
        assert word not in text


def test_what_people_did_stands_on_the_card_by_name() -> None:
    log = late()
    found = told(log, "2026-10-16 12:00", "T-05")
    assert found.card is not None
    act(log, "card_answer", "2026-10-17 09:00", actor_id="u9", card_id=found.card.card_id, reason="已整改")

    text = page(told(log, "2026-10-17 10:00", "T-05"))

    assert "红牌（已回复）" in text
    assert ("3", "2026-10-17 09:00", "已回复", "红牌", "回复：李四（u9）：已整改") in rows(text)
    assert "可以在2026-10-24 00:00之前申诉" in text


def test_a_provisional_card_is_explained_by_the_degree_it_may_show() -> None:
    log = CaseLog().add("accepted", "2026-12-28 10:00", item_code="0001", dept_code="ZJ", voucher_no="v")
    log.add(
        "special_started", "2027-01-05 10:00", kind="testing", days=2, approver_id="u9", notice_written=True
    )

    text = page(told(log, "2027-01-12 00:00", "T-10"))

    assert "黄牌（已发出）：T-10" in text
    assert "属于暂定，只预警或者发黄牌" in text
    assert "自2027-01-08 00:00起违反规则。" in text
    assert "到期后第1天" not in text


def online() -> CaseLog:
    """Submitted online on 2026-09-14 and never answered: late from 2026-09-17, red from 2026-09-23."""
    return CaseLog().add("submitted", "2026-09-14 10:00", item_code="0001", channel="online")


def test_of_a_card_whose_colour_rose_it_says_since_when_the_rule_is_broken_and_since_when_it_is_red() -> None:
    found = told(online(), "2026-09-30 00:00", "T-02")

    assert "自2026-09-17 00:00起违反规则，自2026-09-23 00:00起为红牌。" in page(found)
    assert "The rule is broken since 2026-09-17 00:00; it is a red card since 2026-09-23 00:00." in page(
        found, "en"
    )


def test_of_a_composite_case_the_rule_is_broken_since_the_promise_and_red_since_the_legal_limit() -> None:
    log = accepted().add("composite_created", "2026-09-24 10:05", lead_dept="ZJ", branches=[])

    text = page(told(log, "2026-10-20 00:00", "C-01"))

    assert "自2026-10-13 00:00起违反规则，自2026-10-16 00:00起为红牌。" in text


def test_before_the_due_date_it_is_only_warned_of_whatever_the_colour_of_the_card() -> None:
    yellow = FILES["rulebook.toml"] + '[rules.T-03]\ncolour = { warning = "yellow" }\n'

    text = page(told(accepted(), "2026-10-10 00:00", "T-03", rulebook=yellow))

    assert "黄牌（已发出）：T-03" in text
    assert "2026-10-09 00:00起预警。" in text
    assert "违反规则。" not in text


def test_the_english_page_has_english_brackets() -> None:
    log = accepted().add(
        "extension_approved",
        "2026-10-09 10:00",
        days=2,
        reason="complex",
        told_at="2026-10-09T11:00:00+08:00",
        approver_id="u9",
        approver_level="head",
    )

    text = page(told(log, "2026-10-20 00:00", "T-04"), "en")

    assert "approved at 2026-10-09 10:00 by 李四 (u9) (head): 2 days more" in text
    assert "（" not in text
