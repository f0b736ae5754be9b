"""Events in the words of an office: what each type, field and value is called, in Chinese and English."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from rules.decode import milliseconds
from rules.fact import Fact
from rules.privacy import PSEUDONYM_FIELDS
from rules.rulebook import Item, Rulebook
from rules.wording import SPECIAL_EN, SPECIAL_ZH
from rules.zone import Zone

Texts = tuple[str, str]
"""(Chinese, English)."""

EVENTS: Mapping[str, Texts] = {
    "case.submitted": ("申报", "application submitted"),
    "case.pre_reviewed": ("预审", "pre-reviewed"),
    "case.material_received": ("收件", "materials received"),
    "case.supplement_notified": ("补正告知", "told what is missing"),
    "case.supplement_received": ("补正收到", "supplement received"),
    "case.accepted": ("受理", "accepted"),
    "case.not_accepted": ("不予受理", "acceptance refused"),
    "case.stage_entered": ("进入环节", "stage entered"),
    "case.stage_left": ("离开环节", "stage left"),
    "case.special_started": ("特别程序开始", "special procedure began"),
    "case.special_ended": ("特别程序结束", "special procedure ended"),
    "case.extension_approved": ("批准延期", "extension approved"),
    "case.suspended": ("挂起", "suspended"),
    "case.resumed": ("恢复办理", "resumed"),
    "case.fee_charged": ("收费", "fee charged"),
    "case.public_notice": ("公示", "public notice"),
    "case.hearing_requested": ("申请听证", "hearing asked for"),
    "case.hearing_held": ("举行听证", "hearing held"),
    "case.third_party_notified": ("告知利害关系人", "interested parties told"),
    "case.substance_checked": ("实质核查", "substance checked"),
    "case.forwarded": ("初审转报", "forwarded after the lower review"),
    "case.decided": ("作出决定", "decided"),
    "case.certificate_issued": ("发出证照", "certificate issued"),
    "case.ready_notified": ("通知领取", "told to collect"),
    "case.delivered": ("送达", "delivered"),
    "case.closed": ("办结", "closed"),
    "case.composite_created": ("建立并联办件", "composite case set up"),
    "case.branch_dispatched": ("抄告协办部门", "passed on to a department"),
    "case.branch_opinion": ("协办意见", "opinion of a department"),
    "case.enquiry_opened": ("收到咨询", "enquiry received"),
    "case.enquiry_answered": ("答复咨询", "enquiry answered"),
    "case.complaint_opened": ("收到投诉", "complaint received"),
    "case.complaint_answered": ("答复投诉", "complaint answered"),
    "case.overdue_explained": ("公开说明超时理由", "reasons for the delay made public"),
    "case.corrected": ("更正", "correction"),
    "rating.invited": ("邀请评价", "asked to rate"),
    "rating.submitted": ("评价", "rated"),
    "rating.defaulted": ("默认评价", "rated by default"),
    "rating.invalidated": ("认定评价无效", "rating declared invalid"),
    "rating.restored": ("恢复评价", "rating restored"),
    "finding.opened": ("跨办件发现", "found over many cases"),
    "finding.changed": ("跨办件发现有变", "finding changed"),
}

FIELDS: Mapping[str, Texts] = {
    "about": ("内容", "about"),
    "after": ("须等待", "waits for"),
    "agent_hash": ("代理人代号", "agent's pseudonym"),
    "amount": ("金额", "amount"),
    "applicant_confirmed": ("申请人确认", "confirmed by the applicant"),
    "applicant_hash": ("申请人代号", "applicant's pseudonym"),
    "applicant_type": ("申请人类型", "kind of applicant"),
    "approver_id": ("批准人", "approved by"),
    "approver_level": ("批准层级", "level of approval"),
    "as_of": ("截至", "as of"),
    "asked_at": ("申请时间", "asked for at"),
    "assess_number": ("第几次评价", "number of the rating"),
    "basis_ids": ("依据", "legal bases"),
    "branch_no": ("协办号", "branch"),
    "branches": ("协办部门", "departments"),
    "channel": ("渠道", "channel"),
    "complete": ("是否补齐", "complete"),
    "contact": ("联系方式（密封）", "contact, sealed"),
    "contact_ref": ("联系方式代号", "reference of the contact"),
    "corrects": ("更正的事件编号", "corrects event"),
    "days": ("天数", "days"),
    "decided_by": ("决定人", "decided by"),
    "dept_code": ("部门", "department"),
    "doc_no": ("文号", "document"),
    "due_days": ("答复天数", "days to answer"),
    "ends_at": ("结束时间", "until"),
    "evidence": ("依据", "evidence"),
    "fee_code": ("收费项目", "fee"),
    "figures": ("数值", "figures"),
    "finding_id": ("发现编号", "finding"),
    "holds": ("是否成立", "holds"),
    "is_default": ("系统默认", "by default"),
    "item_code": ("事项", "item"),
    "items": ("材料", "materials"),
    "joint": ("统一或者联合办理", "joint handling"),
    "kind": ("类型", "kind"),
    "labels": ("标签", "labels"),
    "lead_dept": ("牵头部门", "lead department"),
    "legal_days": ("法定天数", "legal limit in days"),
    "level": ("等级", "grade"),
    "master_no": ("主办件", "master case"),
    "materials": ("材料", "materials"),
    "new_time": ("改为发生于", "now happened at"),
    "notice_no": ("告知书", "notice"),
    "notice_written": ("书面告知", "told in writing"),
    "opinion": ("意见", "opinion"),
    "platform_code": ("平台", "platform"),
    "project_type": ("办件类型", "kind of case"),
    "promise_days": ("承诺天数", "promised days"),
    "published_at": ("公布时间", "published at"),
    "real_name": ("实名", "by name"),
    "reason": ("理由", "reason"),
    "reason_code": ("事由", "ground"),
    "receipt_no": ("收件凭证", "receipt"),
    "referred_to": ("告知的主管机关", "referred to"),
    "region_code": ("区划", "region"),
    "replacement": ("改为", "now says"),
    "result": ("结果", "result"),
    "rights_notice": ("告知复议诉讼权利", "told of the right to review and to sue"),
    "role": ("角色", "role"),
    "round": ("第几次", "round"),
    "rule_id": ("规则", "rule"),
    "scope": ("范围", "scope"),
    "second_reviewer": ("复核人", "second reviewer"),
    "service_number": ("服务编号", "service"),
    "service_time": ("服务时间", "time of the service"),
    "silent_days": ("未评价天数", "days without a rating"),
    "staff_id": ("经办人", "by"),
    "staff_ids": ("核查人", "checked by"),
    "staff_post": ("岗位", "post"),
    "stage_code": ("环节", "stage"),
    "standard_id": ("收费标准", "standard"),
    "starts_at": ("开始时间", "from"),
    "target": ("评价对象", "what was rated"),
    "target_staff_id": ("被投诉人", "about the person"),
    "text": ("内容", "text"),
    "to_dept": ("转报部门", "forwarded to"),
    "told_at": ("告知申请人时间", "applicant told at"),
    "unverified": ("身份未核实", "not verified"),
    "void": ("作废", "voided"),
    "voucher_no": ("凭证编号", "voucher"),
    "way": ("方式", "way"),
    "window_no": ("窗口", "window"),
    "written": ("书面", "in writing"),
}

VALUES: Mapping[str, Mapping[str, Texts]] = {
    "about": {
        "delay": ("拖延", "delay"),
        "attitude": ("态度", "attitude"),
        "fee": ("收费", "a fee"),
        "forced_rating": ("强迫评价", "a forced rating"),
        "retaliation": ("打击报复", "retaliation"),
        "disclosure": ("泄露信息", "disclosure"),
        "other": ("其他", "something else"),
    },
    "channel": {
        "online": ("网上", "online"),
        "window": ("窗口", "at the window"),
        "post": ("邮寄", "by post"),
        "self_service": ("自助终端", "at a kiosk"),
    },
    "kind": {
        **{kind: (SPECIAL_ZH[kind], SPECIAL_EN[kind]) for kind in SPECIAL_ZH},
        "normal": ("正常办结", "done"),
        "refused": ("不予许可", "refused"),
        "returned": ("退件", "returned"),
        "withdrawn": ("申请人撤回", "withdrawn"),
        "voided": ("作废", "voided"),
        "transferred": ("移交", "transferred"),
        "mistaken": ("误评", "mistaken"),
        "malicious": ("恶意", "malicious"),
        "duplicate": ("重复", "a duplicate"),
        "brushed": ("刷评", "brushed"),
    },
    "opinion": {
        "agree": ("同意", "consent"),
        "agree_with_conditions": ("有条件同意", "consent with conditions"),
        "disagree": ("不同意", "dissent"),
        "other": ("其他", "something else"),
    },
    "project_type": {"instant": ("即办件", "instant"), "promised": ("承诺件", "promised")},
    "result": {
        "pass": ("通过", "passed"),
        "fail": ("不通过", "failed"),
        "approved": ("准予", "approved"),
        "refused": ("不予许可", "refused"),
    },
    "role": {"handle": ("承办", "handles"), "review": ("审核", "reviews"), "approve": ("批准", "approves")},
    "status": {
        "complete": ("齐全", "complete"),
        "missing": ("缺少", "missing"),
        "failed": ("不合格", "failed"),
        "deferred": ("容缺", "deferred"),
    },
    "target": {
        "item": ("事项", "the item"),
        "body": ("机构", "the body"),
        "platform": ("平台", "the platform"),
        "person": ("人员", "the person"),
    },
    "way": {
        "window": ("窗口", "at the window"),
        "post": ("邮寄", "by post"),
        "electronic": ("电子", "electronic"),
    },
}

_STAFF = frozenset(
    {"decided_by", "second_reviewer", "staff_id", "staff_ids", "approver_id", "target_staff_id"}
)
_DEPARTMENTS = frozenset({"dept_code", "to_dept", "lead_dept"})


def event_name(event_type: str) -> Texts:
    """What a type of event is called; its own name where nobody gave it one."""
    return EVENTS.get(event_type, (event_type, event_type))


class Names(NamedTuple):
    """What codes stand for: the rulebook's registers on a day, and the item version of the case.

    `lang` 0 is Chinese, 1 English: only the brackets differ, names are as the registers have them.
    """

    book: Rulebook
    item: Item | None
    zone: Zone
    day: int
    lang: int

    def staff(self, staff_id: str) -> str:
        """The person as the register has the name, with the id."""
        member = self.book.member(staff_id, self.day)
        return self._with_code(member.name if member else "", staff_id)

    def department(self, dept_code: str) -> str:
        """The department's name and code."""
        unit = self.book.units.get(dept_code)
        return self._with_code(unit.name if unit else "", dept_code)

    def item_name(self, item_code: str) -> str:
        """The item's name and code, by the version of the case or the newest."""
        versions = self.book.items.get(item_code, ())
        item = (
            self.item
            if self.item and self.item.item_code == item_code
            else versions[-1]
            if versions
            else None
        )
        return self._with_code(item.name if item else "", item_code)

    def stage(self, stage_code: str) -> str:
        """The stage's name and code."""
        stage = self.item.stages.get(stage_code) if self.item else None
        return self._with_code(stage.name if stage else "", stage_code)

    def material(self, code: str) -> str:
        """The material's name and code."""
        material = self.item.materials.get(code) if self.item else None
        return self._with_code(material.name if material else "", code)

    def _with_code(self, name: str, code: str) -> str:
        if not name:
            return code
        return f"{name} ({code})" if self.lang else f"{name}（{code}）"


UNTOLD = PSEUDONYM_FIELDS | {"contact", "#"}
"""Left out of a page that is shown around: who applied or rated is nobody's business, not even by a pseudonym."""

BY_WHOM = ("dept_code", "region_code", "window_no", "staff_id", "staff_post")
"""What every event may say, told after what it says itself."""


def data_in_words(fact: Fact, names: Names) -> str:
    """What an event says, field by field, and at the end by whom."""
    said: dict[str, Any] = msgspec.to_builtins(fact.data, builtin_types=(datetime,))
    own = {name: value for name, value in said.items() if name not in BY_WHOM}
    return fields_in_words({**own, **{name: said[name] for name in BY_WHOM if name in said}}, names)


def fields_in_words(said: Mapping[str, Any], names: Names) -> str:
    """Fields and values as a person says them."""
    colon, comma = (": ", ", ") if names.lang else ("：", "，")
    return comma.join(
        f"{FIELDS.get(name, (name, name))[names.lang]}{colon}{value_in_words(name, value, names)}"
        for name, value in said.items()
        if name not in UNTOLD and value is not None
    )


def value_in_words(name: str, value: Any, names: Names) -> str:
    """One field's value; codes with the names the registers give them, instants by the clock of the zone."""
    if isinstance(value, bool):
        return (("否", "no"), ("是", "yes"))[value][names.lang]
    if isinstance(value, datetime):
        return names.zone.wall(milliseconds(value))
    if isinstance(value, list):
        return ("; " if names.lang else "、").join(value_in_words(name, each, names) for each in value)
    if isinstance(value, dict):
        return _record(name, value, names)
    return _text(name, str(value), names)


def _record(name: str, value: Mapping[str, Any], names: Names) -> str:
    if name != "materials" or not isinstance(value.get("code"), str):
        inner = fields_in_words(value, names)
        return f"({inner})" if names.lang else f"（{inner}）"
    status, until = VALUES["status"].get(str(value.get("status"))), value.get("promised_at")
    words = [names.material(value["code"]), *([status[names.lang]] if status else [])]
    if until:
        words.append(f"{('承诺于', 'promised for ')[names.lang]}{value_in_words('', until, names)}")
    return " ".join(words)


def _text(name: str, text: str, names: Names) -> str:
    if name in VALUES and text in VALUES[name]:
        return VALUES[name][text][names.lang]
    if name in _STAFF:
        return names.staff(text)
    if name in _DEPARTMENTS:
        return names.department(text)
    if name == "item_code":
        return names.item_name(text)
    if name == "stage_code":
        return names.stage(text)
    return names.material(text) if name == "items" else text
