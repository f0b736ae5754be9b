"""Cards issued by hand (人工发牌): what was seen on site, on video, in a complaint, and no clock could see."""

import re
from collections.abc import Container, Mapping

from rules.cards import Card, CardRecord, CardState, Responsible, card_id_of
from rules.entitlement import Refusal
from rules.fact import Fact
from rules.rule_table import RULES as SPECS
from rules.service_events import CardIssueManual
from rules.view import CaseView
from rules.wording import plain

FOUND_BY: Mapping[str, tuple[str, str]] = {
    "patrol": ("现场巡查", "on-site patrol"),
    "video": ("视频监控", "video check"),
    "sampling": ("随机抽查", "random inspection"),
    "complaint": ("投诉", "complaint"),
    "media": ("媒体", "media"),
}
"""How what no clock sees comes to light (Chinese, English)."""

HASH = "#sha256:"
_HASHED = re.compile(r"\S.*#sha256:[0-9a-f]{64}", re.DOTALL)


def manual_card(case: CaseView, subject: str, fact: Fact) -> Card:
    """The card an action `desk.card_issue_manual` asks for: proposed, until a second person confirms it.

    Its occasion is the action, so the data alone neither make it nor take it back. The colour is the action's, yellow
    where it names none.
    """
    data, item = fact.data, case.item
    occasion = f"manual {fact.ref}"
    zh, en = _how_found(data)
    dept = data.dept_code or (item.dept_code if item else None) or None
    spec = SPECS[data.rule_id]
    said = (data.reason or "").strip()
    record = CardRecord(
        card_id=card_id_of(subject, data.rule_id, occasion),
        revision=0,
        state=CardState.PROPOSED,
        colour=data.colour or "yellow",
        rule_id=data.rule_id,
        rule_class=spec.rule_class,
        case_no=subject,
        occasion=occasion,
        item_code=case.item_code,
        dept_code=dept,
        region_code=data.region_code or (item.region_code if item else None) or None,
        stage_code=None,
        responsible=Responsible(data.staff_id, data.staff_post, None, dept),
        start_date=None,
        limit_days=None,
        excluded_days=0,
        extension_days=0,
        due_date=None,
        due_at=None,
        violated_at=case.zone.iso(fact.time),
        issued_at=None,
        provisional=False,
        evidence=tuple(data.evidence or ()),
        arithmetic=plain(f"人工发牌{zh}：{said} / Issued by hand{en}: {said}"),
        basis=f"{spec.basis_zh} / {spec.basis_en}",
        answer_due=None,
        appeal_due=None,
        mode="manual",
        historical=case.is_history(fact.time),
        superseded_by=None,
        subject=subject,
        rulebook_hash=case.rulebook.rulebook_hash,
        reason="",
        found_by=data.found_by,
    )
    return Card(record, occasion, CardState.PROPOSED, True, hands=(data.actor_id,))


def is_hashed(evidence: str) -> bool:
    """Whether it names something outside by reference and SHA-256."""
    return _HASHED.fullmatch(evidence) is not None


def evidence_refusal(action: CardIssueManual, known: Container[str]) -> Refusal | None:
    """Why the evidence of a finding is not taken, or None.

    What was found on site, on video … is proved by something outside this system: named by reference and by the
    SHA-256 of its bytes, as `REFERENCE#sha256:<64 hex digits>`, so that nobody can exchange it later. The ids of events
    of the same subject (`known`) need no hash. A card that does not say how it was found may go without evidence.
    """
    given = action.evidence or []
    if any(HASH in each and not is_hashed(each) for each in given):
        return Refusal.EVIDENCE_WITHOUT_HASH
    if action.found_by is None:
        return None
    if not given:
        return Refusal.EVIDENCE_MISSING
    proven = all(is_hashed(each) or each in known for each in given)
    return None if proven else Refusal.EVIDENCE_WITHOUT_HASH


def _how_found(action: CardIssueManual) -> tuple[str, str]:
    if action.found_by is None:
        return "", ""
    zh, en = FOUND_BY[action.found_by]
    return f"（{zh}）", f" ({en})"
