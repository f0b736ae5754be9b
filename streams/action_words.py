"""Why a desk action was refused, as people read it."""

from collections.abc import Mapping

from rules.entitlement import Refusal

WHY: Mapping[Refusal, tuple[str, str]] = {
    Refusal.UNKNOWN_TARGET: (
        "十分钟内没有该牌、工单、线索，或样本中没有该办件",
        "no such card, ticket or lead within ten minutes, or the case is not of that sample",
    ),
    Refusal.CASE_ARCHIVED: (
        "案件已归档，离开在办状态",
        "the case was closed long ago and has left the worker",
    ),
    Refusal.UNKNOWN_ACTOR: (
        "操作人当日不在人员名册中",
        "the person is not in the staff register on that day",
    ),
    Refusal.NOT_ENTITLED: (
        "操作人没有该操作所需的角色",
        "the person has not the role that the move needs",
    ),
    Refusal.NOT_YOURS: ("不属于操作人或其部门", "it is another person's or department's"),
    Refusal.CONFLICT_OF_INTEREST: (
        "涉及本人，或本部门的申诉，应当回避",
        "one's own; or an appeal of one's own department",
    ),
    Refusal.SAME_PERSON: (
        "发牌、确认或上报的人不得再次决定；须由另一人复核",
        "who had a hand in it before does not decide on it; a second person does",
    ),
    Refusal.ILLEGAL_STATE: ("当前状态不允许该操作", "the state does not allow the move"),
    Refusal.TOO_LATE: ("已超过期限", "the time for it is over"),
    Refusal.REASON_MISSING: ("未填写理由", "no reason was given"),
    Refusal.UNKNOWN_RULE: ("没有该规则", "there is no such rule"),
    Refusal.WRONG_KIND: ("该类工单没有此操作", "a ticket of this kind has no such move"),
    Refusal.RESULT_MISSING: ("未填写结果", "no result was given"),
    Refusal.WRONG_RESULT: ("结果不在可选范围内", "the result is none of those there are"),
    Refusal.GROUND_MISSING: ("未填写申诉事由", "no ground of the appeal was given"),
    Refusal.EVIDENCE_MISSING: ("未提交证据", "no evidence was given"),
    Refusal.EVIDENCE_WITHOUT_HASH: (
        "证据未附校验值",
        "evidence from outside without its SHA-256",
    ),
    Refusal.EXEMPTION_NOT_FILED: (
        "没有覆盖这张牌的容错免责备案",
        "no exemption of that ground is filed that covers the card",
    ),
    Refusal.CAUSE_MISSING: ("未填写原因代码", "no cause code was given"),
    Refusal.UNKNOWN_CAUSE: ("规则库中没有该原因代码", "the rulebook has no such cause code"),
    Refusal.RESPONSIBILITY_MISSING: ("未认定责任", "no responsibility was stated"),
    Refusal.MEASURE_MISSING: ("未填写整改措施", "no measure was given"),
    Refusal.DAYS_MISSING: ("未填写天数", "no number of days was given"),
    Refusal.TOO_MANY_DAYS: ("超过允许的天数", "more days than the rulebook allows"),
    Refusal.ALREADY: ("已经办理过", "it has been done already"),
    Refusal.NOBODY_ON_DUTY: ("该部门当日无人值班", "nobody of that department is on duty"),
    Refusal.PERSON_MISSING: ("未指明人员", "no person was named"),
    Refusal.NOT_A_MEMBER: ("所指人员不在该部门", "the person named is not of that department"),
    Refusal.ABSENT: ("所指人员当日不在岗", "the person named is absent on that day"),
    Refusal.NO_CONTACT: ("没有留下联系方式，或已销毁", "no contact was left, or it is destroyed"),
    Refusal.NOT_SYSTEMIC: ("不是系统性问题工单", "that is no systemic ticket"),
    Refusal.TOO_EARLY: (
        "该月尚未结束，或异议期未满",
        "the month is not over, or the time for objections is not",
    ),
    Refusal.OBJECTIONS_OPEN: ("尚有异议未处理", "objections wait for a decision"),
    Refusal.MANIFEST_MISSING: ("未附考核结果清单", "no manifest of the figures was given"),
    Refusal.OUTDATED: (
        "考核结果依据的是之前的记录，请重新计算",
        "the figures rest on an earlier record of the month; compute them again",
    ),
    Refusal.CONTACT_MISSING: ("实名评价人尚未联系", "who rated by name has not been contacted"),
}


def refusal_in_words(reason: str) -> tuple[str, str]:
    """The reason of a refusal in Chinese and English; a word of a newer version stands for itself."""
    try:
        return WHY[Refusal(reason)]
    except (KeyError, ValueError):
        return reason, reason
