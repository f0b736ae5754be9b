"""Ratings and tickets in the words of an office, Chinese and English."""

from collections.abc import Mapping

from rules.ratings import RatingStatus
from rules.tickets import TicketKind, TicketState
from streams.event_words import Texts

KINDS: Mapping[str, Texts] = {
    TicketKind.BAD_RATING: ("差评", "bad rating"),
    TicketKind.INVESTIGATION: ("亮牌", "card"),
    TicketKind.COMPLAINT: ("投诉", "complaint"),
    TicketKind.SYSTEMIC: ("系统性问题", "systemic matter"),
}
STATES: Mapping[str, Texts] = {
    TicketState.OPENED: ("待派", "opened"),
    TicketState.ASSIGNED: ("待联系", "assigned"),
    TicketState.VERIFYING: ("核实中", "being verified"),
    TicketState.APPEALED: ("申诉中", "under appeal"),
    TicketState.RECTIFYING: ("整改中", "being rectified"),
    TicketState.SUBMITTED: ("待审核", "submitted"),
    TicketState.FOLLOW_UP: ("待回访", "waits for the follow-up"),
    TicketState.REOPENED: ("重办", "reopened"),
    TicketState.CLOSED: ("已办结", "closed"),
    TicketState.VOID: ("作废", "void"),
}
CAUSES: Mapping[str, Texts] = {
    "law": ("法规制度", "law and regulation"),
    "technique": ("技术系统", "technique"),
    "staff": ("工作人员", "staff"),
    "process": ("办事流程", "process"),
    "data_sharing": ("数据共享", "data sharing"),
    "facilities": ("场地设施", "facilities"),
    "applicant": ("申请人方面", "the applicant's side"),
    "none": ("无责任原因", "no cause in the office"),
}
"""The causes (原因分类) of an office that names none of its own."""

CLASSES: Mapping[str, Texts] = {
    "simple": ("一般问题", "a simple matter"),
    "complex": ("复杂问题", "a complex matter"),
}
FINDINGS: Mapping[str, Texts] = {
    "confirmed": ("属实", "confirmed"),
    "no_basis": ("无具体内容", "nothing to go by"),
    "untrue": ("不属实", "untrue"),
}
RESPONSIBILITIES: Mapping[str, Texts] = {
    "direct": ("直接责任", "direct"),
    "main": ("主要领导责任", "main, of the leader in charge"),
    "important": ("重要领导责任", "important, of the leadership"),
    "none": ("无责任", "none"),
}
CHANNELS: Mapping[int, Texts] = {
    1: ("电脑端", "computer"),
    2: ("移动端", "mobile"),
    3: ("二维码", "QR code"),
    4: ("大厅平板", "tablet in the hall"),
    5: ("大厅其他终端", "other terminal in the hall"),
    6: ("短信", "text message"),
    7: ("系统默认", "by default"),
    8: ("热线电话", "hotline"),
    9: ("自助终端", "self-service kiosk"),
    10: ("意见箱", "letter box"),
}
WORTH: Mapping[str, Texts] = {
    RatingStatus.VALID: ("计入", "counts"),
    RatingStatus.INVALID: ("已认定无效，不计入", "declared invalid, does not count"),
    RatingStatus.DEFAULT: ("默认评价，不计入", "by default, does not count"),
    RatingStatus.UNVERIFIED: ("身份未核实，不计入", "not verified, does not count"),
    RatingStatus.BEFORE_SERVICE: ("早于服务，不计入", "before the service, does not count"),
    RatingStatus.LATE: ("超期评价，不计入", "late, does not count"),
    RatingStatus.UNMATCHED: ("未找到对应办件，不计入", "no case known, does not count"),
    RatingStatus.DUPLICATE: ("重复，不计入", "a duplicate, does not count"),
    RatingStatus.WITHDRAWN: ("已更正撤销，不计入", "voided by a correction, does not count"),
}
"""What a rating is worth."""

DEADLINES: Mapping[str, Texts] = {
    "contact": ("联系评价人", "contact"),
    "verify": ("核实", "verification"),
    "appeal": ("可申诉", "appeal possible"),
    "appeal_decide": ("申诉审核", "decision on the appeal"),
    "rectify": ("整改", "rectification"),
    "review": ("审核", "review"),
    "follow_up": ("回访", "follow-up"),
}
"""The deadlines of a ticket, by the name each has in `<name>_due`."""


def word(words: Mapping[str, Texts], code: str | None, lang: int = 0) -> str:
    """The word of a code; the code itself where an office made it up, a dash where there is none."""
    found = words.get(code or "")
    return found[lang] if found else code or "—"
