"""Every rule by its id: names, degrees with default colours and modes, parameters with defaults, and legal
basis.

This is the table of the rules as data; what a rule does is elsewhere. A rulebook may change colours, modes
and parameters, and switch rules off; it can neither add nor rename one. A basis is named as law only where
the text of the law or regulation says it; where there is none, the rulebook of the office itself is the
basis.
"""

from collections.abc import Mapping

from rules.rule_spec import Parameter, ParameterValue, RuleSpec
from rules.rulebook import Colour, Mode

__all__ = ["RULES", "Parameter", "ParameterValue", "RuleSpec"]

OWN_RULES = ("本单位规则库的规定", "The office's own rulebook")
LICENSING = "《中华人民共和国行政许可法》"
BUSINESS_CLIMATE = "《优化营商环境条例》"


OFF_BY_DEFAULT = frozenset({"T-12", "E-02"})
CLASSES: Mapping[str, str] = {
    "T-01": "acceptance",
    "T-02": "acceptance",
    "T-03": "limit",
    "T-04": "limit",
    "T-05": "limit",
    "T-06": "limit",
}
COUNTING_MODE = Parameter("date", choices=("date", "clock"))


def _law(articles_zh: str, articles_en: str) -> tuple[str, str]:
    return LICENSING + articles_zh, f"Administrative Licensing Law, {articles_en}"


def _climate(articles_zh: str, articles_en: str) -> tuple[str, str]:
    return BUSINESS_CLIMATE + articles_zh, f"Regulation on Optimising the Business Environment, {articles_en}"


def _days(default: int) -> Parameter:
    return Parameter(default, minimum=1)


def _from_zero(default: int) -> Parameter:
    return Parameter(default)


def _rule(
    rule_id: str, name_zh: str, name_en: str, degrees: str, basis: tuple[str, str], **parameters: Parameter
) -> RuleSpec:
    """`degrees` lists colours, one with `?` after it waits for a person's confirmation."""
    marks = degrees.split()
    names = [mark.rstrip("?") for mark in marks]
    if rule_id.startswith("T-"):
        parameters["counting_mode"] = COUNTING_MODE
    return RuleSpec(
        rule_id=rule_id,
        name_zh=name_zh,
        name_en=name_en,
        degrees={name: Colour(name) for name in names},
        modes={mark.rstrip("?"): Mode.CONFIRM if mark.endswith("?") else Mode.AUTOMATIC for mark in marks},
        parameters=parameters,
        enabled=rule_id not in OFF_BY_DEFAULT,
        basis_zh=basis[0],
        basis_en=basis[1],
        rule_class=CLASSES.get(rule_id, rule_id),
    )


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
    _rule(
        "T-01",
        "受理告知超期",
        "Acceptance or notice overdue",
        "warning yellow",
        _law("第三十二条第一款第（四）项", "art. 32(1)(4)"),
        N=_days(5),
        warn_days=_from_zero(1),
    ),
    _rule(
        "T-02",
        "网上预审超期",
        "Online pre-review overdue",
        "warning yellow red",
        ("《安阳市政务服务条例》第四十二条", "Anyang Government Services Regulation, art. 42"),
        N=_days(2),
        yellow_after=_from_zero(3),
        red_after=_from_zero(5),
    ),
    _rule("T-03", "临期预警", "Promise limit near", "warning", OWN_RULES, warn_days=_from_zero(2)),
    _rule(
        "T-04",
        "超承诺期限",
        "Promise limit exceeded",
        "yellow",
        _climate("第三十六条", "art. 36"),
        grace=_from_zero(0),
    ),
    _rule(
        "T-05",
        "超法定期限",
        "Legal limit exceeded",
        "red",
        _law("第四十二条、第七十四条", "arts. 42 and 74"),
        grace=_from_zero(0),
    ),
    _rule("T-06", "督办逾期", "Not cured in time", "red?", OWN_RULES, cure_days=_days(5)),
    _rule(
        "T-07", "环节超时", "Stage limit exceeded", "warning yellow", STAGE_LIMITS, warn_days=_from_zero(1)
    ),
    _rule(
        "T-08",
        "初审转报超期",
        "Lower review forwarded late",
        "yellow red",
        _law("第四十三条", "art. 43"),
        red_after=_days(20),
    ),
    _rule("T-09", "送达超期", "Delivery overdue", "yellow", _law("第四十四条", "art. 44"), N=_days(10)),
    _rule(
        "T-10",
        "特别程序超期",
        "Special procedure overdue",
        "warning yellow red",
        _law("第四十五条", "art. 45"),
        warn_days=_from_zero(2),
        red_after=_days(1),
    ),
    _rule(
        "T-11",
        "延期无效",
        "Extension without effect",
        "yellow",
        _law("第四十二条", "art. 42"),
        max_ext=_days(10),
        max_ext_joint=_days(15),
        max_count=_days(1),
        approver_levels=Parameter(None, codes=True),
    ),
    _rule("T-12", "即办件未即办", "Instant case not done at once", "yellow", OWN_RULES),
    _rule("T-13", "出证超期", "Certificate issued late", "yellow", OWN_RULES, N=_days(3)),
    _rule(
        "T-14",
        "咨询投诉超期",
        "Enquiry or complaint answered late",
        "warning yellow red",
        ("《安阳市政务服务条例》第五十条", "Anyang Government Services Regulation, art. 50"),
        warn_days=_from_zero(2),
        yellow_after=_from_zero(1),
        red_after=_from_zero(2),
        due_days=_days(5),
    ),
    _rule("T-15", "听证组织超期", "Hearing held late", "yellow", _law("第四十七条", "art. 47"), N=_days(20)),
)

_PROCEDURE = (
    _rule(
        "P-01",
        "缺环节",
        "Required stage missing",
        "yellow red?",
        _law("第三十七条、第七十二条第（八）项", "arts. 37 and 72(8)"),
    ),
    _rule(
        "P-02",
        "环节逆序",
        "Stage out of order",
        "yellow",
        _law("第三十七条", "art. 37"),
        tolerance_seconds=Parameter(60, maximum=86_400),
    ),
    _rule(
        "P-03", "越权办理", "Handled without authority", "red?", _law("第七十四条第（一）项", "art. 74(1)")
    ),
    _rule("P-04", "岗位不相容", "Incompatible posts in one hand", "yellow?", OWN_RULES),
    _rule(
        "P-05",
        "未一次性告知",
        "Not told everything at once",
        "yellow?",
        _law("第三十二条第一款第（四）项、第七十二条第（四）项", "arts. 32(1)(4) and 72(4)"),
    ),
    _rule(
        "P-06",
        "不说明理由",
        "No reasons given",
        "yellow",
        _law("第三十二条第二款、第三十八条第二款、第七十二条第（七）项", "arts. 32(2), 38(2) and 72(7)"),
        min_length=Parameter(6, minimum=1, maximum=1000),
    ),
    _rule(
        "P-07",
        "符合条件不予受理",
        "Complete application refused",
        "yellow? red?",
        _law("第七十二条第（一）项", "art. 72(1)"),
    ),
    _rule(
        "P-08", "指南外要件", "Requirement outside the guide", "yellow?", _climate("第三十五条", "art. 35")
    ),
    _rule("P-09", "重复要材料", "Material asked for again", "yellow?", SHARED_DATA),
    _rule(
        "P-10",
        "违规收费",
        "Fee without basis",
        "red?",
        _law("第五十八条、第五十九条、第七十五条", "arts. 58, 59 and 75"),
    ),
    _rule(
        "P-11",
        "违规挂起",
        "Unlawful pause",
        "yellow",
        _law("第四十五条", "art. 45"),
        max_paused_percent=Parameter(50, maximum=100),
    ),
    _rule(
        "P-12",
        "应听证公示未做",
        "Hearing or notice left out",
        "yellow? red?",
        _law("第四十六条、第七十二条第（八）项", "arts. 46 and 72(8)"),
    ),
    _rule(
        "P-13",
        "体外循环补录",
        "Recorded after the fact",
        "warning yellow?",
        TWENTY_FOUR_HOURS,
        lag_hours=Parameter(24, minimum=1),
        bulk_minutes=Parameter(5, minimum=1),
        per_month=_days(3),
    ),
    _rule(
        "P-14",
        "退件作废异常",
        "Odd return or voiding",
        "yellow?",
        OWN_RULES,
        last_percent=Parameter(20, minimum=1, maximum=100),
    ),
    _rule(
        "P-15",
        "受理后再要补件",
        "Supplement asked for after acceptance",
        "yellow?",
        OWN_RULES,
    ),
    _rule(
        "P-16",
        "受理凭证缺失",
        "Acceptance voucher missing",
        "warning",
        _law("第三十二条第二款", "art. 32(2)"),
        N=_days(1),
    ),
    _rule(
        "P-17",
        "核查人数不足",
        "Too few at the check",
        "yellow?",
        _law("第三十四条第三款", "art. 34(3)"),
        min_staff=_days(2),
    ),
    _rule(
        "P-18",
        "未告知利害关系人",
        "Interested parties not told",
        "yellow?",
        _law("第三十六条、第七十二条第（三）项", "arts. 36 and 72(3)"),
    ),
)

_BASIS = (
    _rule("B-01", "依据不齐全", "Legal basis incomplete", "yellow", OWN_RULES),
    _rule(
        "B-02",
        "条件不符而准予",
        "Approved against the conditions",
        "red?",
        _law("第七十四条第（一）项", "art. 74(1)"),
    ),
    _rule(
        "B-03",
        "容缺未补",
        "Deferred material not supplied",
        "warning yellow",
        ("《安阳市政务服务条例》第二十四条", "Anyang Government Services Regulation, art. 24"),
        warn_days=_from_zero(1),
    ),
    _rule("B-04", "事项不在清单", "Item not in the catalogue", "yellow", OWN_RULES),
    _rule("B-05", "时限配置错误", "Limits set wrongly", "", OWN_RULES),
    _rule("B-06", "指南版本缺失", "Guide, fee or flow version missing", "", OWN_RULES),
)

_RATINGS = (
    _rule(
        "R-01",
        "差评立单",
        "Bad rating opens a ticket",
        "",
        GOOD_BAD,
        threshold=Parameter(2, minimum=1, maximum=5),
    ),
    _rule(
        "R-02", "实名差评未联系", "Real-name rater not contacted", "warning yellow", LOCAL_CONTACT, N=_days(1)
    ),
    _rule(
        "R-03",
        "整改超期",
        "Rectification overdue",
        "warning yellow red",
        OWN_RULES,
        simple=_days(5),
        complex=_days(15),
        red_after=_days(5),
    ),
    _rule(
        "R-04",
        "整改不实",
        "Rectification not real",
        "yellow red?",
        ("《安阳市政务服务条例》第五十六条", "Anyang Government Services Regulation, art. 56"),
    ),
    _rule("R-05", "差评与时钟互核", "Bad rating against the clock", "", OWN_RULES),
    _rule(
        "R-06",
        "重复差评",
        "Repeated bad ratings",
        "yellow?",
        OWN_RULES,
        count=_days(3),
        natural_days=_days(30),
    ),
    _rule("R-07", "干预报复泄露", "Forcing, retaliation or disclosure", "red?", GOOD_BAD),
    _rule("R-08", "逾期申诉", "Appeal after the window", "", OWN_RULES),
    _rule("R-09", "渠道失灵", "Channel gives no ratings", "", OWN_RULES, N=_days(3)),
)


def _share(default: int) -> Parameter:
    return Parameter(default, minimum=1, maximum=100)


_LEADS = (
    _rule("A-01", "刷评聚集", "Ratings in a cluster", "", OWN_RULES, count=_days(10), minutes=_days(10)),
    _rule("A-02", "身份复用", "One identity for many cases", "", OWN_RULES, count=_days(3)),
    _rule("A-03", "自评", "Staff rating themselves", "", OWN_RULES),
    _rule(
        "A-04",
        "即刻好评",
        "Praise at once",
        "",
        OWN_RULES,
        seconds=_days(3),
        percent=_share(80),
        fewest=_days(30),
    ),
    _rule(
        "A-05",
        "零差评异常",
        "Improbably no bad rating",
        "",
        OWN_RULES,
        alpha_percent=_share(1),
        fewest=_days(30),
    ),
    _rule(
        "A-06",
        "默认评价占比",
        "Too many default ratings",
        "",
        OWN_RULES,
        percent=_share(30),
        fewest=_days(30),
    ),
    _rule(
        "A-07", "雷同文本", "Same text again and again", "", OWN_RULES, count=_days(5), min_length=_days(8)
    ),
    _rule("A-08", "秒办", "Done in seconds", "", OWN_RULES, seconds=_days(60), count=_days(3)),
    _rule("A-09", "批量办结", "Closed in bulk", "", OWN_RULES, count=_days(20), minutes=_days(5)),
    _rule(
        "A-10",
        "假办结",
        "Closed but not done",
        "",
        OWN_RULES,
        days=_days(5),
        count=_days(3),
        usual_percent=_share(50),
    ),
    _rule(
        "A-11",
        "重置时钟",
        "Clock set back by a new application",
        "",
        OWN_RULES,
        natural_days=_days(15),
        count=_days(2),
    ),
    _rule(
        "A-12",
        "选择性办理",
        "Picking and choosing",
        "",
        OWN_RULES,
        median_percent=_share(30),
        overtaking_percent=_share(20),
        fewest=_days(10),
    ),
    _rule("A-13", "申诉异常", "Improbable appeals", "", OWN_RULES, sigmas=_days(3), fewest=_days(10)),
    _rule("A-14", "时间篡改", "Time moved across a limit", "", OWN_RULES),
    _rule(
        "A-15",
        "数据不完整",
        "Data incomplete",
        "",
        OWN_RULES,
        percent=_from_zero(1),
        missed=_days(10),
        hours=_days(2),
        learn_days=_days(20),
    ),
    _rule(
        "A-16",
        "办理人员差异",
        "Handlers who differ",
        "",
        OWN_RULES,
        fewest=_days(20),
        difference_percent=_share(20),
        times=_days(2),
    ),
    _rule(
        "A-17",
        "明进暗不进",
        "Decided outside the window",
        "",
        OWN_RULES,
        percent=_share(50),
        fewest=_days(30),
    ),
)
"""Signs that a person looks into. `fewest`: how many make a sample; `count`: how many make a sign.

Of A-15: the difference allowed between a source's count of a day and what was received, in percent; how many expected
events a source may be silent for, and for how many hours of office time at least; how many working days its usual rate
is learned from."""

_COMPOSITE = (
    _rule(
        "C-01",
        "牵头超期",
        "Lead department late",
        "warning yellow red",
        _law("第四十二条第二款", "art. 42(2)"),
    ),
    _rule("C-02", "协办超期", "Cooperating department late", "yellow", OWN_RULES),
    _rule("C-03", "抄告迟延", "Dispatched late", "yellow", OWN_RULES, N=_days(1)),
    _rule("C-04", "意见无效", "Opinion without effect", "warning", OWN_RULES),
    _rule(
        "E-01",
        "未回复",
        "Card not answered",
        "red",
        ("地方电子监察办法（五个工作日内回复）", "Local supervision measure (answer within 5 working days)"),
        N=_days(5),
    ),
    _rule("E-02", "累计", "Yellow cards add up", "red", OWN_RULES, per_month=_days(3)),
    _rule(
        "E-03",
        "连续落后",
        "Lowest group again",
        "",
        OWN_RULES,
        months=Parameter(2, minimum=2, maximum=12),
        lowest_percent=_share(20),
        fewest=_days(5),
    ),
    _rule("E-04", "移送", "Referral to discipline inspection", "", OWN_RULES),
    _rule("E-05", "容错免责", "Exemption", "", OWN_RULES),
)

RULES: Mapping[str, RuleSpec] = {
    spec.rule_id: spec
    for group in (_TIME, _PROCEDURE, _BASIS, _RATINGS, _LEADS, _COMPOSITE)
    for spec in group
}
