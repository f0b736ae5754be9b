"""What the pages say, Chinese and English. One table a page part; a language without a sentence does not load."""

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}
"""Our short names → the tag in `<html lang>`."""

DEFAULT_LANGUAGE = "zh"

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "site": ("政务服务好差评", "Rate a public service"),
    "switch": ("English", "中文"),
    "lead": ("请为这次服务打分，评价自愿。", "How was this service? Rating is up to you."),
    "lead_again": (
        "您可以再评价一次（追评），每次服务只能追评一次。",
        "You may rate this service once more, and only once.",
    ),
    "again_heading": ("追加评价", "Rate once more"),
    "case": ("办件编号", "Case number"),
    "service": ("服务", "Service"),
    "unit_of_window": ("单位", "Office"),
    "window": ("窗口", "Window"),
    "grade": ("您满意吗？", "Are you satisfied?"),
    "labels": ("具体是哪些方面？", "What was it about?"),
    "labels_hint": ("可多选，也可不选", "Several, one or none"),
    "text": ("还想说什么？", "Anything to add?"),
    "text_hint": (
        "选填，最多 2000 字。请不要写姓名、证件号码；电话和证件号码会被隐去。",
        "Optional, up to 2,000 characters. Please leave out names; telephone and ID numbers are blacked out.",
    ),
    "numbers": ("办件编号和受理凭证号", "Case number and receipt number"),
    "numbers_hint": (
        "都印在受理凭证上。填写并核对相符的评价才计入统计；不填也可以评价。",
        (
            "Both are printed on your receipt. Only a rating with matching numbers counts in the figures; "
            "you may rate without them."
        ),
    ),
    "receipt": ("受理凭证号", "Receipt number"),
    "send": ("提交评价", "Send rating"),
    "send_unverified": (
        "不核对号码，直接提交（不计入统计）",
        "Send without matching numbers (will not count)",
    ),
    "promise": (
        "不需要登录，系统不记录评价人是谁。被评价的人不经办您的评价。",
        "No account needed; who rates is not recorded. The person rated never handles your rating.",
    ),
    "no_grade": ("请先选择一个满意程度。", "Please choose a grade first."),
    "text_too_long": (
        "文字超过 2000 字，请缩短。",
        "The text is longer than 2,000 characters; please shorten it.",
    ),
    "numbers_differ": (
        "号码核对不上。请对照受理凭证检查两个号码，或者选择不核对直接提交。",
        "The numbers do not match. Please compare both with your receipt, or send the rating without.",
    ),
    "numbers_unchecked": (
        "现在无法核对号码。请稍后再试，或者选择不核对直接提交。",
        "The numbers cannot be checked right now. Please try again later, or send the rating without.",
    ),
    "form_expired": (
        "页面打开的时间太长了，内容还在，请再提交一次。",
        "This page was open for too long. Nothing is lost: please send it once more.",
    ),
    "not_saved": (
        "没有保存成功，内容还在，请稍后再提交一次。",
        "It could not be saved. Nothing you wrote is lost: please send it again in a moment.",
    ),
    "thanks_heading": ("已收到您的评价", "Your rating has been received"),
    "thanks": (
        "谢谢您。每条差评都会立单整改；几分钟后用同一链接可以查看办理进展，也可以追评一次。",
        (
            "Thank you. Every bad rating is looked into. In a few minutes the same link shows what became of it, "
            "and takes one more rating."
        ),
    ),
    "thanks_again": (
        "谢谢您的追评。用同一链接可以随时查看办理进展。",
        "Thank you for rating once more. The same link shows what becomes of it.",
    ),
    "thanks_unverified": (
        "谢谢您。这条评价没有核对号码，已保存，不计入统计。",
        "Thank you. This rating came without matching numbers: it is kept, and does not count in the figures.",
    ),
    "once": (
        "这次服务已经评价过了，以第一次为准。",
        "This service has been rated already; the first rating stands.",
    ),
    "yours": ("您的评价", "Your rating"),
    "first": ("首次评价", "First rating"),
    "second": ("追评", "Second rating"),
    "progress": ("办理进展", "What became of it"),
    "unit": ("承办单位", "Handled by"),
    "due": ("整改期限", "To be put right by"),
    "measure": ("整改措施", "What was done"),
    "waiting": (
        "评价已收到，正在登记；请稍后再来查看。",
        "The rating has been received and is being filed; please look again later.",
    ),
    "no_ticket": (
        "已计入统计，没有需要整改的问题。",
        "It counts in the figures; there was nothing to put right.",
    ),
    "away_heading": ("暂时查不到进展", "The progress cannot be shown now"),
    "away": (
        "查询服务暂时不可用，请过一会儿再打开这个链接。您的评价不会丢失。",
        "The archive does not answer at the moment. Please open this link again later. No rating is lost.",
    ),
    "away_rate": (
        "如果您还没有评价过，现在也可以评价；同一次服务只算第一次。",
        "If you have not rated yet, you can do so now; only the first rating of a service counts.",
    ),
    "refused_heading": ("链接无法使用", "This link does not work"),
    "refused": (
        "请核对链接是否完整，或者重新扫描二维码。需要帮助请拨打 12345。",
        "Please check that the link is complete, or scan the code again. For help call 12345.",
    ),
    "expired_heading": ("链接已过期", "This link has expired"),
    "expired": (
        "这个评价链接已过有效期。如需反映问题，请拨打 12345。",
        "This rating link is no longer valid. To report a problem call 12345.",
    ),
    "busy_heading": ("提交太频繁", "Too many requests"),
    "busy": ("请过一分钟再试。", "Please try again in a minute."),
    "large_heading": ("内容太长", "Too much text"),
    "large": ("请返回上一页，缩短内容后再提交。", "Please go back, shorten the text and send it again."),
    "strange_heading": ("无法处理这次提交", "This could not be taken"),
    "strange": (
        "请重新打开评价链接，再提交一次。",
        "Please open the rating link again and send it from there.",
    ),
}

_TICKET_STATES: Mapping[str, tuple[str, str]] = {
    "opened": ("已立单，正在指派承办单位。", "A ticket has been opened; a unit is being found for it."),
    "assigned": ("已交承办单位。", "A unit has been given the task."),
    "verifying": ("承办单位正在核实情况。", "The unit is looking into what happened."),
    "appealed": (
        "承办单位提出异议，正由其他部门独立复核。",
        "The unit objected; another office is reviewing this.",
    ),
    "rectifying": ("正在整改。", "It is being put right."),
    "submitted": (
        "整改已上报，监督部门正在审核。",
        "The unit reported what it did; its supervisors are checking.",
    ),
    "follow_up": (
        "整改已通过审核，正在回访。",
        "The supervisors accepted it, and are asking the person concerned.",
    ),
    "reopened": ("整改没有到位，已责成重办。", "It was not put right, and has to be done again."),
    "closed": ("已办结。", "Done."),
    "void": ("已终止办理：经复核不再需要整改。", "Ended: after review there is nothing to put right."),
}

_RATING_STATES: Mapping[str, tuple[str, str]] = {
    "late": (
        "评价时已超过评价期限，不计入统计，但同样会处理。",
        "It came after the time for ratings: it is looked into all the same, but does not count in the figures.",
    ),
    "invalid": (
        "经复核，这条评价不计入统计。如有异议请拨打 12345。",
        "After a review this rating does not count in the figures. If you disagree, call 12345.",
    ),
    "unverified": ("没有核对号码，不计入统计。", "It came without matching numbers and does not count."),
    "before_service": (
        "评价早于服务时间，不计入统计。",
        "It was given before the service and does not count.",
    ),
    "unmatched": ("已收到，正在与办件核对。", "It has been received and is being matched with its case."),
}


def _of(table: Mapping[str, tuple[str, str]], language: str) -> Mapping[str, str]:
    place = list(LANGUAGES).index(language)
    return MappingProxyType({name: both[place] for name, both in table.items()})


SENTENCES = {language: _of(_SENTENCES, language) for language in LANGUAGES}
TICKET_STATES = {language: _of(_TICKET_STATES, language) for language in LANGUAGES}
RATING_STATES = {language: _of(_RATING_STATES, language) for language in LANGUAGES}


def language_of(asked: str | None, accepted: str | None) -> str:
    """`zh` or `en`: what the address asks for, else the first of Accept-Language that there is, else Chinese."""
    if asked is not None and asked in LANGUAGES:
        return asked
    for weighed in _by_weight(accepted or ""):
        short = weighed.partition("-")[0].lower()
        if short in LANGUAGES:
            return short
    return DEFAULT_LANGUAGE


def _by_weight(accepted: str) -> list[str]:
    """The tags of an Accept-Language header, the dearest first; those of weight 0 are refused ones."""
    weighed = []
    for part in accepted[:500].split(","):
        tag, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        if tag and weight > 0:
            weighed.append((-weight, tag))
    return [tag for _, tag in sorted(weighed, key=lambda each: each[0])]


def _weight(text: str) -> float:
    name, _, number = text.strip().partition("=")
    try:
        return float(number) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
