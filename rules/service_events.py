"""The other families: ratings, desk actions, office events, findings (contracts 1.2–1.5)."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from rules.events import Data, Instant, Text, Whole

Level = Annotated[int, Meta(ge=1, le=5)]
AssessNumber = Annotated[int, Meta(ge=1, le=2)]
Channel = Annotated[int, Meta(ge=1, le=10)]
Count = Annotated[int, Meta(ge=0)]
Points = Annotated[str, Meta(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,2})?$")]
"""Points of a score, as a decimal text."""

ServiceNumber = Text | int
FoundBy = Literal["patrol", "video", "sampling", "complaint", "media"]
"""现场巡查, 视频监控, 随机抽查, 投诉, 媒体"""
Responsibility = Literal["direct", "main", "important", "none"]
"""直接责任, 主要领导责任, 重要领导责任, 无责任"""


class RatingInvited(Data, kw_only=True, tag="rating.invited"):
    channel: Channel | None = None
    service_number: str | int | None = None


class RatingSubmitted(Data, kw_only=True, tag="rating.submitted"):
    """评价: one rating = subject + service_number + assess_number."""

    service_number: ServiceNumber
    assess_number: AssessNumber
    level: Level
    channel: Channel
    labels: list[str | int] | None = None
    text: str | None = None
    is_default: bool | None = None
    target: Literal["item", "body", "platform", "person"] | None = None
    platform_code: str | None = None
    contact_ref: str | None = None
    contact: str | dict[str, str] | None = None
    real_name: bool | None = None
    unverified: bool | None = None
    evaluator_hash: str | None = None
    phone_hash: str | None = None
    device_hash: str | None = None
    ip_hash: str | None = None
    account_hash: str | None = None
    service_time: Instant | None = None
    item_code: str | None = None
    project_type: Literal["instant", "promised"] | None = None


class RatingDefaulted(Data, kw_only=True, tag="rating.defaulted"):
    service_number: ServiceNumber
    silent_days: Count | None = None


class RatingInvalidated(Data, kw_only=True, tag="rating.invalidated"):
    service_number: ServiceNumber
    assess_number: AssessNumber
    kind: Literal["mistaken", "malicious", "duplicate", "brushed"]
    decided_by: Text
    reason: Text
    second_reviewer: str | None = None


class RatingRestored(Data, kw_only=True, tag="rating.restored"):
    service_number: ServiceNumber
    assess_number: AssessNumber
    reason: Text


class _DeskAction(Data, kw_only=True):
    actor_id: Text
    reason: str | None = None


class _CardAction(_DeskAction, kw_only=True):
    card_id: Text


class CardConfirm(_CardAction, kw_only=True, tag="desk.card_confirm"):
    pass


class CardReject(_CardAction, kw_only=True, tag="desk.card_reject"):
    pass


class CardAnswer(_CardAction, kw_only=True, tag="desk.card_answer"):
    pass


class CardAppeal(_CardAction, kw_only=True, tag="desk.card_appeal"):
    pass


class CardAppealDecide(_CardAction, kw_only=True, tag="desk.card_appeal_decide"):
    decision: Literal["grant", "deny", "send_back", "refer_up"]


class CardRevoke(_CardAction, kw_only=True, tag="desk.card_revoke"):
    """撤销; `exemption` is the ground of the filed exemption (容错免责) on which it is done."""

    reinstate: bool | None = None
    exemption: Literal["nature", "purpose", "process", "attitude"] | None = None


class CardRefer(_CardAction, kw_only=True, tag="desk.card_refer"):
    pass


class CardIssueManual(_DeskAction, kw_only=True, tag="desk.card_issue_manual"):
    rule_id: str | None = None
    colour: Literal["warning", "yellow", "red"] | None = None
    found_by: FoundBy | None = None
    evidence: list[str] | None = None


class _TicketAction(_DeskAction, kw_only=True):
    ticket_id: Text


class TicketAssign(_TicketAction, kw_only=True, tag="desk.ticket_assign"):
    """派单: to a person, or to whoever answers in a department."""

    assignee_id: str | None = None
    to_dept: str | None = None


class TicketContact(_TicketAction, kw_only=True, tag="desk.ticket_contact"):
    """联系评价人"""

    result: Literal["reached", "unreachable", "anonymous"] | None = None


class TicketVerify(_TicketAction, kw_only=True, tag="desk.ticket_verify"):
    """核实: 属实, 无具体内容, 不属实"""

    finding: Literal["confirmed", "no_basis", "untrue"] | None = None
    responsibility: Responsibility | None = None


class TicketAppeal(_TicketAction, kw_only=True, tag="desk.ticket_appeal"):
    """申诉: on the grounds on which a rating may be invalidated."""

    ground: Literal["mistaken", "malicious", "duplicate", "brushed"] | None = None
    evidence: list[str] | None = None


class TicketAppealDecide(_TicketAction, kw_only=True, tag="desk.ticket_appeal_decide"):
    decision: Literal["grant", "deny", "send_back", "refer_up"]


class TicketClassify(_TicketAction, kw_only=True, tag="desk.ticket_classify"):
    """定类: why it came about (a code of the rulebook), simple or complex, who is responsible how far."""

    cause_code: str | None = None
    complexity: Literal["simple", "complex"] | None = None
    responsibility: Responsibility | None = None


class TicketExtend(_TicketAction, kw_only=True, tag="desk.ticket_extend"):
    days: Whole | None = None


class TicketSubmit(_TicketAction, kw_only=True, tag="desk.ticket_submit"):
    """整改反馈"""

    measure: str | None = None
    result: str | None = None


class TicketReview(_TicketAction, kw_only=True, tag="desk.ticket_review"):
    result: Literal["accepted", "returned"] | None = None


class TicketFollowUp(_TicketAction, kw_only=True, tag="desk.ticket_follow_up"):
    """回访"""

    result: Literal["satisfied", "not_satisfied", "no_answer", "false_feedback"] | None = None


class TicketClose(_TicketAction, kw_only=True, tag="desk.ticket_close"):
    """并入系统性问题整改单"""

    joined_to: str | None = None


class TicketOpenContact(_TicketAction, kw_only=True, tag="desk.ticket_open_contact"):
    """查看联系方式: the way to reach who rated, for the person who has to."""


class TicketHandOver(_TicketAction, kw_only=True, tag="desk.ticket_hand_over"):
    to_staff_id: str | None = None


class _LeadAction(_DeskAction, kw_only=True):
    lead_id: Text


class LeadConfirm(_LeadAction, kw_only=True, tag="desk.lead_confirm"):
    pass


class LeadDismiss(_LeadAction, kw_only=True, tag="desk.lead_dismiss"):
    pass


class AlertAck(_DeskAction, kw_only=True, tag="desk.alert_ack"):
    """签收: for one of the alert's receivers, or for all that the person belongs to; how far the matter got."""

    alert_id: Text
    receiver: str | None = None
    result: Literal["read", "taken_on", "done"] | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a freeze of a month is of: counts, and SHA-256 over inputs, rulebook and result. `as_of` is when it was
    counted, `record` the revision of the month's record it was made on (0 before the first)."""

    as_of: Text
    record: Count
    rulebook_hash: Text
    inputs_sha256: Text
    result_sha256: Text
    tallies: Count
    cards: Count
    ratings: Count
    scores: Count
    pieces: Count


class _MonthAction(_DeskAction, kw_only=True):
    month: Text


class ScoreObject(_MonthAction, kw_only=True, tag="desk.score_object"):
    """异议: `scope` as in `person:u17`, `unit:430100-ZJ`."""

    scope: Text


class ScoreDecide(_MonthAction, kw_only=True, tag="desk.score_decide"):
    """异议处理: a granted one may give or take `points`, a decimal text; without, the data were put right."""

    objection_id: Text
    decision: Literal["grant", "deny"]
    points: Points | None = None


class MonthPublish(_MonthAction, kw_only=True, tag="desk.month_publish"):
    """公示 of the figures that the manifest names."""

    manifest: Manifest | None = None


class MonthClose(_MonthAction, kw_only=True, tag="desk.month_close"):
    """结账: the figures that the manifest names are frozen."""

    manifest: Manifest | None = None


class SampleResult(_DeskAction, kw_only=True, tag="desk.sample_result"):
    """抽查结果: was the case, the action's subject, really done in time; `sample_id` as in `2026-10/spring/95/5`."""

    sample_id: Text
    result: Literal["yes", "no"] | None = None


class SourceCounted(Data, kw_only=True, tag="source.counted"):
    """The source's own daily count."""

    date: Text
    events: Count
    cases: Count | None = None


class _StaffDay(Data, kw_only=True):
    date: str | None = None
    kind: str | None = None
    value: str | int | float | None = None
    reason: str | None = None


class StaffAttended(_StaffDay, kw_only=True, tag="staff.attended"):
    """日考勤"""


class StaffRecorded(_StaffDay, kw_only=True, tag="staff.recorded"):
    """月记实"""


class InspectionFound(Data, kw_only=True, tag="inspection.found"):
    kind: FoundBy | None = None
    finding: str | None = None
    evidence: list[str] | None = None


class SurveyAnswered(Data, kw_only=True, tag="survey.answered"):
    survey_no: str | None = None
    score: int | float | None = None


class _Finding(Data, kw_only=True):
    finding_id: Text
    rule_id: Text
    scope: Any
    holds: bool
    as_of: Instant
    evidence: list[Any]
    figures: Any = None


class FindingOpened(_Finding, kw_only=True, tag="finding.opened"):
    pass


class FindingChanged(_Finding, kw_only=True, tag="finding.changed"):
    pass


RATING_DATA: tuple[type[Data], ...] = (
    RatingInvited,
    RatingSubmitted,
    RatingDefaulted,
    RatingInvalidated,
    RatingRestored,
)
TICKET_DATA: tuple[type[Data], ...] = (
    TicketAssign,
    TicketContact,
    TicketVerify,
    TicketAppeal,
    TicketAppealDecide,
    TicketClassify,
    TicketExtend,
    TicketSubmit,
    TicketReview,
    TicketFollowUp,
    TicketClose,
    TicketHandOver,
    TicketOpenContact,
)
DESK_DATA: tuple[type[Data], ...] = (
    CardConfirm,
    CardReject,
    CardAnswer,
    CardAppeal,
    CardAppealDecide,
    CardRevoke,
    CardRefer,
    CardIssueManual,
    *TICKET_DATA,
    LeadConfirm,
    LeadDismiss,
    AlertAck,
    ScoreObject,
    ScoreDecide,
    MonthPublish,
    MonthClose,
    SampleResult,
)
OFFICE_DATA: tuple[type[Data], ...] = (
    SourceCounted,
    StaffAttended,
    StaffRecorded,
    InspectionFound,
    SurveyAnswered,
)
FINDING_DATA: tuple[type[Data], ...] = (FindingOpened, FindingChanged)
