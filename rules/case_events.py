"""Case events (办件事件): one class of data a type, in the order a case lives (contracts 1.1)."""

from typing import Any, Literal

import msgspec

from rules.events import Data, Instant, Text, Whole

ProjectType = Literal["instant", "promised"]
Role = Literal["handle", "review", "approve"]
Way = Literal["window", "post", "electronic"]
About = Literal["delay", "attitude", "fee", "forced_rating", "retaliation", "disclosure", "other"]

SPECIAL_KINDS = frozenset(
    {"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"}
)
"""The special procedures whose time is not counted (行政许可法 45)."""


class MaterialLine(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """One material at receipt; `deferred` (容缺) is promised for `promised_at`."""

    code: Text
    status: Literal["complete", "missing", "failed", "deferred"] | None = None
    promised_at: Instant | None = None


class Branch(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """One branch of a composite case; `after` are the branches it waits for."""

    branch_no: Text
    dept_code: str | None = None
    region_code: str | None = None
    days: Whole | None = None
    after: list[str] | None = None


class Submitted(Data, kw_only=True, tag="case.submitted"):
    """申报"""

    item_code: Text
    channel: Literal["online", "window", "post", "self_service"] | None = None
    applicant_hash: str | None = None
    applicant_type: str | None = None
    agent_hash: str | None = None
    master_no: str | None = None


class PreReviewed(Data, kw_only=True, tag="case.pre_reviewed"):
    """预审"""

    result: Literal["pass", "fail"]
    reason: str | None = None


class MaterialReceived(Data, kw_only=True, tag="case.material_received"):
    """收件"""

    materials: list[MaterialLine] | None = None
    receipt_no: str | None = None


class SupplementNotified(Data, kw_only=True, tag="case.supplement_notified"):
    """补正告知"""

    items: list[str]
    notice_no: str | None = None
    written: bool | None = None
    round: Whole | None = None


class SupplementReceived(Data, kw_only=True, tag="case.supplement_received"):
    """补正收到"""

    complete: bool
    items: list[str] | None = None


class Accepted(Data, kw_only=True, tag="case.accepted"):
    """受理; limits given here override the catalogue's."""

    item_code: Text
    voucher_no: str | None = None
    project_type: ProjectType | None = None
    promise_days: Whole | None = None
    legal_days: Whole | None = None
    joint: bool | None = None
    master_no: str | None = None


class NotAccepted(Data, kw_only=True, tag="case.not_accepted"):
    """不予受理"""

    reason: str | None = None
    voucher_no: str | None = None
    rights_notice: bool | str | None = None
    referred_to: str | None = None


class StageEntered(Data, kw_only=True, tag="case.stage_entered"):
    """进入环节"""

    stage_code: Text
    role: Role | None = None
    opinion: str | None = None


class StageLeft(Data, kw_only=True, tag="case.stage_left"):
    """离开环节"""

    stage_code: Text
    role: Role | None = None
    opinion: str | None = None


class SpecialStarted(Data, kw_only=True, tag="case.special_started"):
    """特别程序开始; an unlisted kind is a fact that P-11 judges."""

    kind: Text
    days: Whole | None = None
    approver_id: str | None = None
    notice_no: str | None = None
    notice_written: bool | None = None


class SpecialEnded(Data, kw_only=True, tag="case.special_ended"):
    """特别程序结束"""

    kind: Text


class ExtensionApproved(Data, kw_only=True, tag="case.extension_approved"):
    """延期"""

    days: Whole
    asked_at: Instant | None = None
    approver_id: str | None = None
    approver_level: str | None = None
    reason: str | None = None
    told_at: Instant | None = None


class Suspended(Data, kw_only=True, tag="case.suspended"):
    """挂起: never excludes days."""

    reason_code: Text
    approver_id: str | None = None
    notice_no: str | None = None


class Resumed(Data, kw_only=True, tag="case.resumed"):
    """恢复"""

    reason_code: Text
    approver_id: str | None = None
    notice_no: str | None = None


class FeeCharged(Data, kw_only=True, tag="case.fee_charged"):
    """收费"""

    fee_code: Text
    amount: int | float
    standard_id: str | None = None


class _Noticed(Data, kw_only=True):
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    notice_no: str | None = None


class PublicNotice(_Noticed, kw_only=True, tag="case.public_notice"):
    """公示"""


class HearingRequested(_Noticed, kw_only=True, tag="case.hearing_requested"):
    """申请听证"""


class HearingHeld(_Noticed, kw_only=True, tag="case.hearing_held"):
    """举行听证"""


class ThirdPartyNotified(_Noticed, kw_only=True, tag="case.third_party_notified"):
    """告知利害关系人"""


class SubstanceChecked(Data, kw_only=True, tag="case.substance_checked"):
    """核查"""

    staff_ids: list[str]
    result: str | None = None


class Forwarded(Data, kw_only=True, tag="case.forwarded"):
    """初审转报"""

    to_dept: str | None = None


class Decided(Data, kw_only=True, tag="case.decided"):
    """决定"""

    result: Literal["approved", "refused"]
    reason: str | None = None
    basis_ids: list[str] | None = None
    approver_id: str | None = None
    doc_no: str | None = None
    rights_notice: bool | str | None = None


class _Handed(Data, kw_only=True):
    way: Way | None = None


class CertificateIssued(_Handed, kw_only=True, tag="case.certificate_issued"):
    """出证"""


class ReadyNotified(_Handed, kw_only=True, tag="case.ready_notified"):
    """通知领取"""


class Delivered(_Handed, kw_only=True, tag="case.delivered"):
    """送达"""


class Closed(Data, kw_only=True, tag="case.closed"):
    """办结"""

    kind: Literal["normal", "refused", "returned", "withdrawn", "voided", "transferred"]
    applicant_confirmed: bool | None = None


class CompositeCreated(Data, kw_only=True, tag="case.composite_created"):
    """并联 / 一件事"""

    lead_dept: Text
    branches: list[Branch]


class BranchDispatched(Data, kw_only=True, tag="case.branch_dispatched"):
    """抄告"""

    branch_no: Text


class BranchOpinion(Data, kw_only=True, tag="case.branch_opinion"):
    """意见"""

    branch_no: Text
    opinion: Literal["agree", "agree_with_conditions", "disagree", "other"]
    reason: str | None = None


class _Query(Data, kw_only=True):
    due_days: Whole | None = None
    about: About | None = None
    target_staff_id: str | None = None


class EnquiryOpened(_Query, kw_only=True, tag="case.enquiry_opened"):
    """咨询"""


class EnquiryAnswered(_Query, kw_only=True, tag="case.enquiry_answered"):
    """咨询答复"""


class ComplaintOpened(_Query, kw_only=True, tag="case.complaint_opened"):
    """投诉"""


class ComplaintAnswered(_Query, kw_only=True, tag="case.complaint_answered"):
    """投诉答复"""


class OverdueExplained(Data, kw_only=True, tag="case.overdue_explained"):
    """超时说明 (优化营商环境条例 36)"""

    reason: Text
    published_at: Instant | None = None


class Corrected(Data, kw_only=True, tag="case.corrected"):
    """更正: acts on the event it names as if it had been so from the start."""

    corrects: Text
    reason: Text
    approver_id: Text
    void: bool | None = None
    replacement: dict[str, Any] | None = None
    new_time: Instant | None = None


CASE_DATA: tuple[type[Data], ...] = (
    Submitted,
    PreReviewed,
    MaterialReceived,
    SupplementNotified,
    SupplementReceived,
    Accepted,
    NotAccepted,
    StageEntered,
    StageLeft,
    SpecialStarted,
    SpecialEnded,
    ExtensionApproved,
    Suspended,
    Resumed,
    FeeCharged,
    PublicNotice,
    HearingRequested,
    HearingHeld,
    ThirdPartyNotified,
    SubstanceChecked,
    Forwarded,
    Decided,
    CertificateIssued,
    ReadyNotified,
    Delivered,
    Closed,
    CompositeCreated,
    BranchDispatched,
    BranchOpinion,
    EnquiryOpened,
    EnquiryAnswered,
    ComplaintOpened,
    ComplaintAnswered,
    OverdueExplained,
    Corrected,
)
