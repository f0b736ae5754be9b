"""Every rule by its id: names, degrees with default colours and modes, parameters with defaults, and legal
basis.

This is the table of the rules as data; what a rule does is elsewhere. A rulebook may change colours, modes
and parameters, and switch rules off; it can neither add nor rename one. A basis is named as law only where
the text of the law or regulation says it; where there is none, the rulebook of the office itself is the
basis.
"""

from collections.abc import Mapping

from rules.lead_table import LEADS
from rules.rule_making import OWN_RULES, climate, days, from_zero, law, rule, share
from rules.rule_spec import Parameter, ParameterValue, RuleSpec

__all__ = ["RULES", "Parameter", "ParameterValue", "RuleSpec"]


STAGE_LIMITS = (
    "地方行政审批电子监察办法第六条",
    "Local measure on electronic supervision of approval, art. 6",
)
TWENTY_FOUR_HOURS = (
    "地方电子监察办法（数据24小时内报送）",
    "Local supervision measures (data within 24 hours)",
)
SHARED_DATA = (
    "《优化营商环境条例》第三十五条；《国务院关于在线政务服务的若干规定》",
    "Regulation on Optimising the Business Environment, art. 35; State Council Decree 716",
)
GOOD_BAD = ("国办发〔2019〕51号", "State Council General Office document 2019 No. 51")
LOCAL_CONTACT = (
    "《安阳市政务服务条例》第五十二条；《上海市优化营商环境条例》第三十条",
    "Anyang Government Services Regulation, art. 52; Shanghai Business Environment Regulation, art. 30",
)

_TIME = (
    rule(
        "T-01",
        "受理告知超期",
        "Acceptance or notice overdue",
        "warning yellow",
        law("第三十二条第一款第（四）项", "art. 32(1)(4)"),
        N=days(5),
        warn_days=from_zero(1),
    ),
    rule(
        "T-02",
        "网上预审超期",
        "Online pre-review overdue",
        "warning yellow red",
        ("《安阳市政务服务条例》第四十二条", "Anyang Government Services Regulation, art. 42"),
        N=days(2),
        yellow_after=from_zero(3),
        red_after=from_zero(5),
    ),
    rule("T-03", "临期预警", "Promise limit near", "warning", OWN_RULES, warn_days=from_zero(2)),
    rule(
        "T-04",
        "超承诺期限",
        "Promise limit exceeded",
        "yellow",
        climate("第三十六条", "art. 36"),
        grace=from_zero(0),
    ),
    rule(
        "T-05",
        "超法定期限",
        "Legal limit exceeded",
        "red",
        law("第四十二条、第七十四条", "arts. 42 and 74"),
        grace=from_zero(0),
    ),
    rule("T-06", "督办逾期", "Not cured in time", "red?", OWN_RULES, cure_days=days(5)),
    rule("T-07", "环节超时", "Stage limit exceeded", "warning yellow", STAGE_LIMITS, warn_days=from_zero(1)),
    rule(
        "T-08",
        "初审转报超期",
        "Lower review forwarded late",
        "yellow red",
        law("第四十三条", "art. 43"),
        red_after=days(20),
    ),
    rule("T-09", "送达超期", "Delivery overdue", "yellow", law("第四十四条", "art. 44"), N=days(10)),
    rule(
        "T-10",
        "特别程序超期",
        "Special procedure overdue",
        "warning yellow red",
        law("第四十五条", "art. 45"),
        warn_days=from_zero(2),
        red_after=days(1),
    ),
    rule(
        "T-11",
        "延期无效",
        "Extension without effect",
        "yellow",
        law("第四十二条", "art. 42"),
        max_ext=days(10),
        max_ext_joint=days(15),
        max_count=days(1),
        approver_levels=Parameter(None, codes=True),
    ),
    rule("T-12", "即办件未即办", "Instant case not done at once", "yellow", OWN_RULES),
    rule("T-13", "出证超期", "Certificate issued late", "yellow", OWN_RULES, N=days(3)),
    rule(
        "T-14",
        "咨询投诉超期",
        "Enquiry or complaint answered late",
        "warning yellow red",
        ("《安阳市政务服务条例》第五十条", "Anyang Government Services Regulation, art. 50"),
        warn_days=from_zero(2),
        yellow_after=from_zero(1),
        red_after=from_zero(2),
        due_days=days(5),
    ),
    rule("T-15", "听证组织超期", "Hearing held late", "yellow", law("第四十七条", "art. 47"), N=days(20)),
)

_PROCEDURE = (
    rule(
        "P-01",
        "缺环节",
        "Required stage missing",
        "yellow red?",
        law("第三十七条、第七十二条第（八）项", "arts. 37 and 72(8)"),
    ),
    rule(
        "P-02",
        "环节逆序",
        "Stage out of order",
        "yellow",
        law("第三十七条", "art. 37"),
        tolerance_seconds=Parameter(60, maximum=86_400),
    ),
    rule("P-03", "越权办理", "Handled without authority", "red?", law("第七十四条第（一）项", "art. 74(1)")),
    rule("P-04", "岗位不相容", "Incompatible posts in one hand", "yellow?", OWN_RULES),
    rule(
        "P-05",
        "未一次性告知",
        "Not told everything at once",
        "yellow?",
        law("第三十二条第一款第（四）项、第七十二条第（四）项", "arts. 32(1)(4) and 72(4)"),
    ),
    rule(
        "P-06",
        "不说明理由",
        "No reasons given",
        "yellow",
        law("第三十二条第二款、第三十八条第二款、第七十二条第（七）项", "arts. 32(2), 38(2) and 72(7)"),
        min_length=Parameter(6, minimum=1, maximum=1000),
    ),
    rule(
        "P-07",
        "符合条件不予受理",
        "Complete application refused",
        "yellow? red?",
        law("第七十二条第（一）项", "art. 72(1)"),
    ),
    rule("P-08", "指南外要件", "Requirement outside the guide", "yellow?", climate("第三十五条", "art. 35")),
    rule("P-09", "重复要材料", "Material asked for again", "yellow?", SHARED_DATA),
    rule(
        "P-10",
        "违规收费",
        "Fee without basis",
        "red?",
        law("第五十八条、第五十九条、第七十五条", "arts. 58, 59 and 75"),
    ),
    rule(
        "P-11",
        "违规挂起",
        "Unlawful pause",
        "yellow",
        law("第四十五条", "art. 45"),
        max_paused_percent=Parameter(50, maximum=100),
    ),
    rule(
        "P-12",
        "应听证公示未做",
        "Hearing or notice left out",
        "yellow? red?",
        law("第四十六条、第七十二条第（八）项", "arts. 46 and 72(8)"),
    ),
    rule(
        "P-13",
        "体外循环补录",
        "Recorded after the fact",
        "warning yellow?",
        TWENTY_FOUR_HOURS,
        lag_hours=Parameter(24, minimum=1),
        bulk_minutes=Parameter(5, minimum=1),
        per_month=days(3),
    ),
    rule(
        "P-14",
        "退件作废异常",
        "Odd return or voiding",
        "yellow?",
        OWN_RULES,
        last_percent=Parameter(20, minimum=1, maximum=100),
    ),
    rule(
        "P-15",
        "受理后再要补件",
        "Supplement asked for after acceptance",
        "yellow?",
        OWN_RULES,
    ),
    rule(
        "P-16",
        "受理凭证缺失",
        "Acceptance voucher missing",
        "warning",
        law("第三十二条第二款", "art. 32(2)"),
        N=days(1),
    ),
    rule(
        "P-17",
        "核查人数不足",
        "Too few at the check",
        "yellow?",
        law("第三十四条第三款", "art. 34(3)"),
        min_staff=days(2),
    ),
    rule(
        "P-18",
        "未告知利害关系人",
        "Interested parties not told",
        "yellow?",
        law("第三十六条、第七十二条第（三）项", "arts. 36 and 72(3)"),
    ),
)

_BASIS = (
    rule("B-01", "依据不齐全", "Legal basis incomplete", "yellow", OWN_RULES),
    rule(
        "B-02",
        "条件不符而准予",
        "Approved against the conditions",
        "red?",
        law("第七十四条第（一）项", "art. 74(1)"),
    ),
    rule(
        "B-03",
        "容缺未补",
        "Deferred material not supplied",
        "warning yellow",
        ("《安阳市政务服务条例》第二十四条", "Anyang Government Services Regulation, art. 24"),
        warn_days=from_zero(1),
    ),
    rule("B-04", "事项不在清单", "Item not in the catalogue", "yellow", OWN_RULES),
    rule("B-05", "时限配置错误", "Limits set wrongly", "", OWN_RULES),
    rule("B-06", "指南版本缺失", "Guide, fee or flow version missing", "", OWN_RULES),
)

_RATINGS = (
    rule(
        "R-01",
        "差评立单",
        "Bad rating opens a ticket",
        "",
        GOOD_BAD,
        threshold=Parameter(2, minimum=1, maximum=5),
    ),
    rule(
        "R-02", "实名差评未联系", "Real-name rater not contacted", "warning yellow", LOCAL_CONTACT, N=days(1)
    ),
    rule(
        "R-03",
        "整改超期",
        "Rectification overdue",
        "warning yellow red",
        OWN_RULES,
        simple=days(5),
        complex=days(15),
        red_after=days(5),
    ),
    rule(
        "R-04",
        "整改不实",
        "Rectification not real",
        "yellow red?",
        ("《安阳市政务服务条例》第五十六条", "Anyang Government Services Regulation, art. 56"),
    ),
    rule("R-05", "差评与时钟互核", "Bad rating against the clock", "", OWN_RULES),
    rule(
        "R-06",
        "重复差评",
        "Repeated bad ratings",
        "yellow?",
        OWN_RULES,
        count=days(3),
        natural_days=days(30),
    ),
    rule("R-07", "干预报复泄露", "Forcing, retaliation or disclosure", "red?", GOOD_BAD),
    rule("R-08", "逾期申诉", "Appeal after the window", "", OWN_RULES),
    rule("R-09", "渠道失灵", "Channel gives no ratings", "", OWN_RULES, N=days(3)),
)


_COMPOSITE = (
    rule(
        "C-01",
        "牵头超期",
        "Lead department late",
        "warning yellow red",
        law("第四十二条第二款", "art. 42(2)"),
    ),
    rule("C-02", "协办超期", "Cooperating department late", "yellow", OWN_RULES),
    rule("C-03", "抄告迟延", "Dispatched late", "yellow", OWN_RULES, N=days(1)),
    rule("C-04", "意见无效", "Opinion without effect", "warning", OWN_RULES),
    rule(
        "E-01",
        "未回复",
        "Card not answered",
        "red",
        ("地方电子监察办法（五个工作日内回复）", "Local supervision measure (answer within 5 working days)"),
        N=days(5),
    ),
    rule("E-02", "累计", "Yellow cards add up", "red", OWN_RULES, per_month=days(3)),
    rule(
        "E-03",
        "连续落后",
        "Lowest group again",
        "",
        OWN_RULES,
        months=Parameter(2, minimum=2, maximum=12),
        lowest_percent=share(20),
        fewest=days(5),
    ),
    rule("E-04", "移送", "Referral to discipline inspection", "", OWN_RULES),
    rule("E-05", "容错免责", "Exemption", "", OWN_RULES),
)

RULES: Mapping[str, RuleSpec] = {
    spec.rule_id: spec for group in (_TIME, _PROCEDURE, _BASIS, _RATINGS, LEADS, _COMPOSITE) for spec in group
}
