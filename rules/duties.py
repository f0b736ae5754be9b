"""What each rule asks for, as a sentence for the people it is about.

`{name}` in a sentence is a parameter of the rule, filled with the rulebook's value.
"""

from collections.abc import Mapping

from rules.rulebook import Rulebook

Texts = tuple[str, str]
"""(Chinese, English)."""

DUTIES: Mapping[str, Texts] = {
    "T-01": (
        "收到申请材料后{N}个工作日内，应当受理、一次告知补正或者作出不予受理决定；逾期不告知的，自收到材料之日起视为受理。",
        (
            "Within {N} working days of receiving the materials the office accepts, refuses, or says "
            "once and in full what is missing; otherwise the case counts as accepted from the day of the "
            "receipt."
        ),
    ),
    "T-02": (
        "网上申报应当在{N}个工作日内预审或者答复；超过后预警，再超过{yellow_after}个、{red_after}个工作日的分别加重。",
        (
            "What is submitted online is reviewed or answered within {N} working days; past them there "
            "is a warning, which becomes graver {yellow_after} and {red_after} working days later."
        ),
    ),
    "T-03": (
        "承诺期限只剩{warn_days}天而办件尚未作出决定或者办结的，提前预警，以便按期办结。",
        (
            "A case that is neither decided nor closed when {warn_days} days of the promised time are "
            "left is warned of."
        ),
    ),
    "T-04": (
        "办件应当在对外承诺的期限内作出决定或者办结；依法不计入期限的时间和有效的延期另加。",
        (
            "A case is decided or closed within the promised time; time that the law does not count and "
            "valid extensions come on top."
        ),
    ),
    "T-05": (
        "办件应当在法定期限内作出决定或者办结；依法不计入期限的时间和有效的延期另加。",
        (
            "A case is decided or closed within the legal limit; time that the law does not count and "
            "valid extensions come on top."
        ),
    ),
    "T-06": (
        "超过承诺期限的办件，应当在其后{cure_days}个工作日（督办期限）内作出决定或者办结。",
        "A case past the promised time is decided or closed within {cure_days} working days more.",
    ),
    "T-07": (
        "每个环节应当在目录规定的环节时限内办完。",
        "Every stage is done within the limit the catalogue sets for it.",
    ),
    "T-08": (
        "下级初审应当在目录规定的天数内完成并转报；超过法定的{red_after}个工作日的，情节更重。",
        (
            "The lower level reviews and forwards within the days of the catalogue; more than the "
            "{red_after} working days of the law weigh heavier."
        ),
    ),
    "T-09": (
        "作出决定后{N}个工作日内，应当送达或者通知申请人领取。",
        ("Within {N} working days of the decision it is delivered, or the applicant is told to collect it."),
    ),
    "T-10": (
        "听证、检验、检测、检疫、鉴定、专家评审等特别程序，应当在书面告知申请人的时间内结束。",
        (
            "A special procedure (hearing, inspection, testing, appraisal, expert review …) ends within "
            "the time that the applicant was told in writing."
        ),
    ),
    "T-11": (
        "延期应当在到期前申请并批准，说明理由、告知申请人，只限{max_count}次，最多{max_ext}天（统一办理、联合办理的{max_ext_joint}天）。",
        (
            "An extension is asked for and approved before the due date, with reasons told to the "
            "applicant, at most {max_count} time(s) and {max_ext} days ({max_ext_joint} in joint "
            "handling)."
        ),
    ),
    "T-12": (
        "即办件应当在受理当日办结。",
        "A case of the instant kind is done on the day it is accepted.",
    ),
    "T-13": (
        "准予许可且办结后{N}个工作日内，应当发出证照。",
        "Within {N} working days of closing an approved case the certificate is issued.",
    ),
    "T-14": (
        "咨询、投诉应当在规定期限内答复（没有另定的，{due_days}个工作日）。",
        (
            "Enquiries and complaints are answered in their time ({due_days} working days where nothing "
            "else is said)."
        ),
    ),
    "T-15": (
        "申请人要求听证的，应当在{N}个工作日内组织。",
        "A hearing that was asked for is held within {N} working days.",
    ),
    "P-01": (
        "作出决定之前，目录规定的必经环节应当全部完成。",
        "Every stage the catalogue requires is done before the decision.",
    ),
    "P-02": (
        "前置的必经环节完成以后，才能进入下一环节（两套系统时钟相差{tolerance_seconds}秒以内不计）。",
        (
            "A stage is entered only when the required ones before it are done (clocks may differ by "
            "{tolerance_seconds} seconds)."
        ),
    ),
    "P-03": (
        "办理环节、作出决定的人员，其岗位应当有相应的权限。",
        "Whoever handles a stage or decides holds a post that has the authority for it.",
    ),
    "P-04": (
        "目录要求分离的承办、审核、批准，不得由同一人兼任。",
        (
            "Where the catalogue keeps handling, review and approval apart, one person does not do two "
            "of them."
        ),
    ),
    "P-05": (
        "需要补正的全部内容应当一次告知。",
        "Everything that must be supplied is told at once, in the first notice.",
    ),
    "P-06": (
        "不予受理、不予许可、退件应当说明理由（不少于{min_length}个字）；不予受理应当出具凭证，不予许可应当告知复议和诉讼权利。",
        (
            "Refusing to accept, refusing and returning come with reasons (at least {min_length} "
            "characters); a refusal to accept with a voucher, a refusal with the notice of the right to "
            "review and to sue."
        ),
    ),
    "P-07": (
        "材料齐全、符合条件的申请应当受理。",
        "An application whose materials are complete is accepted.",
    ),
    "P-08": (
        "不得要求申请人提供办事指南以外的材料。",
        "Applicants are not asked for materials that the service guide does not list.",
    ),
    "P-09": (
        "已经收齐的材料和可以共享取得的材料，不得重复要求提供。",
        "What was handed in already, or can be had by sharing, is not asked for again.",
    ),
    "P-10": (
        "收费应当有依据，并与收费标准一致；免费事项不得收费。",
        "Fees have a standard and are what the standard says; free items cost nothing.",
    ),
    "P-11": (
        "受理以后只有法定的特别程序可以暂停计时，且应当有批准人、书面告知和结束时间。",
        (
            "After acceptance only the special procedures of the law pause a case, with an approver, a "
            "written notice and an end."
        ),
    ),
    "P-12": (
        "依法应当听证、公示的，应当在作出决定之前进行。",
        "A hearing or public notice that is required takes place before the decision.",
    ),
    "P-13": (
        "办理情况应当在发生后{lag_hours}小时内录入系统，不得事后一并补录。",
        "What happens is recorded within {lag_hours} hours, not entered in bulk afterwards.",
    ),
    "P-14": (
        "临近到期的退件、作废、撤回，应当有申请人的确认（期限的最后{last_percent}%以内）。",
        (
            "Returning, voiding or withdrawing a case in the last {last_percent} % of its limit has the "
            "applicant's confirmation."
        ),
    ),
    "P-15": (
        "受理以后不得再要求申请人补正材料。",
        "Once a case is accepted the applicant is not asked for more.",
    ),
    "P-16": (
        "受理应当出具受理凭证，{N}个工作日内应有凭证编号。",
        "An acceptance has its voucher; the number is on record within {N} working days.",
    ),
    "P-17": (
        "核查申请材料的实质内容，应当由{min_staff}名以上工作人员进行。",
        "The substance of materials is checked by {min_staff} people or more.",
    ),
    "P-18": (
        "直接关系他人重大利益的事项，作出决定之前应当告知利害关系人。",
        "Where others have a major interest they are told before the decision.",
    ),
    "B-01": (
        "决定应当列明依据，且依据在作出决定之日有效。",
        "A decision names its legal basis, in force on the day of the decision.",
    ),
    "B-02": (
        "必需材料缺少或者不合格的，不得准予许可。",
        "Nothing is approved while a required material is missing or failed.",
    ),
    "B-03": (
        "容缺受理的材料，应当在承诺的日期以前补齐。",
        "Materials accepted on a promise are supplied by the promised date.",
    ),
    "B-04": (
        "受理的事项应当在事项目录之内，且当日有效。",
        "Only items that are in the catalogue and in force are accepted.",
    ),
    "B-05": (
        "事项的承诺期限、法定期限和环节时限应当配置正确。",
        "The limits of an item and of its stages are set rightly.",
    ),
    "B-06": (
        "事项应当有有效的办事指南、收费和流程。",
        "An item has a service guide, fees and a flow in force.",
    ),
    "R-02": (
        "实名差评应当在评价之日后{N}个工作日内联系评价人。",
        "Whoever gave a bad rating by name is contacted within {N} working day(s) of the day of the rating.",
    ),
    "R-03": (
        "差评、投诉和督办单应当在整改期限内整改完毕并反馈；再超过{red_after}个工作日的，情节更重。",
        (
            "What a ticket asks for is put right and reported within its days; {red_after} working days "
            "past them it is graver."
        ),
    ),
    "R-04": (
        "整改反馈应当属实，问题应当真正解决。",
        "What is reported as put right is true, and the problem is solved.",
    ),
    "R-05": (
        "差评标签反映的超期、指南外要件和重复要材料，应当与办件记录核对一致。",
        (
            "What the label of a bad rating says of delays and of materials agrees with the records of "
            "the case."
        ),
    ),
    "R-07": (
        "不得强迫、诱导或者干预评价，不得打击报复评价人，不得泄露评价人信息。",
        "Nobody forces or prompts a rating, retaliates for one, or discloses who rated.",
    ),
    "C-01": (
        "并联办理的办件，由牵头部门负责在承诺期限、法定期限内整体办结。",
        (
            "The lead department sees to it that a composite case is done within the promised time and "
            "the legal limit."
        ),
    ),
    "C-02": (
        "协办部门应当在协办期限内提出意见；逾期视为同意，仍计超期。",
        (
            "A cooperating department gives its opinion within its days; silence counts as consent, and "
            "as being late."
        ),
    ),
    "C-03": (
        "牵头部门应当在{N}个工作日内将申请抄告协办部门。",
        "The lead department passes the application on within {N} working day(s).",
    ),
    "C-04": (
        "协办意见应当是同意、有条件同意或者不同意，不同意的应当说明理由。",
        "An opinion is consent, consent with conditions, or dissent with reasons.",
    ),
    "E-01": (
        "黄牌、红牌应当在{N}个工作日内回复。",
        "A yellow or red card is answered within {N} working days.",
    ),
}
"""The rules that can make a card or a lead of a case."""


def duty_of(rule_id: str, book: Rulebook) -> Texts:
    """What the rule asks for, with the rulebook's own numbers. KeyError where no rule of cases has this id."""
    zh, en = DUTIES[rule_id]
    given = book.rules[rule_id].parameters
    return zh.format_map(given), en.format_map(given)
