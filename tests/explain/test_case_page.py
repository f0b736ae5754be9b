"""The page about a whole case: its timeline, and what every rule says or why it says nothing."""

from rules.unjudged import Silence
from streams.explanation_json import as_json
from tests.explain.telling import CASE, accepted, act, page, rows, told
from tests.rules.writing import CaseLog


def test_it_says_where_the_case_stands_and_when_its_limits_end() -> None:
    text = page(told(accepted(), "2026-10-09 12:00"))

    assert "事项：施工许可（0001）；部门：住建局（ZJ）；状态：办理中（截至2026-10-09 12:00）。" in text
    assert "起算日：2026-09-24；承诺到期日：2026-10-12；法定到期日：2026-10-15。" in text


def test_every_verdict_says_satisfied_pending_until_or_violated_since() -> None:
    log = accepted().add("stage_entered", "2026-09-24 11:00", stage_code="S1", staff_id="u1")

    cells = {row[:4] for row in rows(page(told(log, "2026-10-13 12:00")))}

    assert ("T-05", "超法定期限", "整个办件", "待定，至2026-10-16 00:00") in cells
    assert ("P-16", "受理凭证缺失", "整个办件", "符合") in cells
    assert ("T-07", "环节超时", "进入环节（事件e2）", "违反，自2026-09-30 00:00") in cells
    assert ("T-03", "临期预警", "整个办件", "预警，自2026-10-09 00:00") in cells


def test_of_a_rule_whose_colour_rose_the_verdict_says_both_moments() -> None:
    log = CaseLog().add("submitted", "2026-09-14 10:00", item_code="0001", channel="online")

    cells = rows(page(told(log, "2026-09-30 00:00")))

    (place,) = (number for number, row in enumerate(cells) if row[0] == "T-02" and row[3].startswith("违反"))
    assert [row[3] for row in cells[place : place + 2]] == [
        "违反，自2026-09-17 00:00",
        "红牌，自2026-09-23 00:00",
    ]


def test_rules_without_a_verdict_say_why() -> None:
    why = {each.rule_id: each.why for each in told(accepted(), "2026-10-09 12:00").silent}
    text = page(told(accepted(), "2026-10-09 12:00"))

    assert why["T-12"] is Silence.SWITCHED_OFF
    assert why["T-09"] is Silence.NO_EVENT
    assert why["T-08"] is Silence.NOT_CONFIGURED
    assert why["P-03"] is Silence.NOT_CONFIGURED
    assert why["T-06"] is Silence.NOTHING_FOUND
    assert ("T-09", "送达超期", "没有发生：作出决定") in rows(text)
    assert ("P-03", "越权办理", "规则库没有岗位权限表") in rows(text)
    assert ("T-06", "督办逾期", "承诺期限没有超过，不需要督办") in rows(text)


def test_before_a_start_the_limits_say_that_none_runs_yet() -> None:
    log = CaseLog().add("material_received", "2026-09-24 10:00", receipt_no="r")

    why = {each.rule_id: each for each in told(log, "2026-09-25 12:00").silent}

    assert why["T-04"].why is Silence.NOT_STARTED
    assert "视为受理" in why["T-04"].zh


def test_a_rule_has_a_verdict_or_a_reason_for_none_never_both() -> None:
    found = told(accepted(), "2026-10-13 12:00")

    judged = {finding.rule_id for finding in found.findings}
    silent = [each.rule_id for each in found.silent]
    assert judged.isdisjoint(silent)
    assert len(silent) == len(set(silent))
    assert {"T-01", "T-15", "P-18", "B-06", "C-04"} <= judged | set(silent)


def test_the_timeline_is_in_order_of_business_time_with_what_people_did() -> None:
    log = accepted().add("decided", "2026-10-16 11:00", "2026-10-18 09:00", result="approved")
    first = told(log, "2026-10-18 12:00", "T-05").card
    assert first is not None
    act(log, "card_answer", "2026-10-19 09:00", actor_id="nobody", card_id=first.card_id, reason="x")
    log.add("delivered", "2026-10-17 10:00", "2026-10-20 10:00")

    cells = rows(page(told(log, "2026-10-20 12:00")))

    names = [row[1] for row in cells if len(row) == 6 and row[0].startswith("2026-")]
    assert names == ["受理", "作出决定", "送达", "回复"]
    (answer,) = [row for row in cells if row[1] == "回复"]
    assert answer[2].startswith(
        f"操作人：nobody，牌号{first.card_id}，理由：x；未予办理：操作人当日不在人员名册中"
    )


def test_a_voided_event_stays_on_the_timeline_marked_as_such() -> None:
    log = accepted().add("decided", "2026-10-09 11:00", result="approved")
    log.add("corrected", "2026-10-10 09:00", corrects="e2", void=True, reason="误录", approver_id="u9")

    found = told(log, "2026-10-10 12:00")
    cells = rows(page(found))

    assert "作出决定（已作废）" in {row[1] for row in cells}
    assert any(
        "已作废（2026-10-10 09:00由李四（u9）批准更正，理由：误录）" in row[2]
        for row in cells
        if len(row) > 2
    )
    assert found.view.ended is None


def test_json_has_the_same_keys_whatever_was_asked_for() -> None:
    case = as_json(told(accepted(), "2026-10-13 12:00"))
    card = as_json(told(accepted(), "2026-10-13 12:00", "T-04"))

    assert case.keys() == card.keys()
    assert (case["case_no"], case["card"], case["rulebook"]["version"]) == (CASE, None, "3")
    assert card["card"]["rule_asks"]["zh"].startswith("办件应当在对外承诺的期限内")
    assert card["card"]["exemptions"] == [
        {
            "ground": "process",
            "scope": f"case:{CASE}",
            "filed_at": "2026-09-01",
            "filed_by": "s1",
            "elements": {"nature": "", "purpose": "", "process": "", "attitude": ""},
        }
    ]
    verdicts = {each["rule_id"]: each for each in card["verdicts"]}
    assert verdicts["T-04"]["days"][0] == {
        "date": "2026-09-24",
        "number": 0,
        "what": "start",
        "zh": "起算日，当日不计",
        "en": "the clock starts; not counted itself",
    }
    assert {"rule_id": "P-03", "why": "not_configured"}.items() <= next(
        each.items() for each in card["unjudged"] if each["rule_id"] == "P-03"
    )
    assert [history[-1]["revision"] for history in card["cards"]] == [len(each) for each in card["cards"]]


def test_json_shows_an_original_beside_what_counts() -> None:
    log = accepted().add("decided", "2026-10-09 11:00", result="approved")
    log.add("corrected", "2026-10-10 09:00", corrects="e2", void=True, reason="误录", approver_id="u9")

    (corrected,) = as_json(told(log, "2026-10-10 12:00"))["corrected"]

    assert (corrected["original"]["id"], corrected["counts"]) == ("e2", None)
    assert corrected["by"] == [{"source": "s", "id": "e3"}]
