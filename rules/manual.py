"""Cards issued by hand (人工发牌): what was seen on site, on video, in a complaint, and no clock could see."""

from rules.cards import Card, CardRecord, CardState, Responsible, card_id_of
from rules.dossier import Fact
from rules.rule_table import RULES as SPECS
from rules.view import CaseView
from rules.wording import plain


def manual_card(case: CaseView, subject: str, fact: Fact) -> Card:
    """The card an action `desk.card_issue_manual` asks for: proposed, until a second person confirms it.

    Its occasion is the action, so the data alone neither make it nor take it back. The colour is the action's, yellow
    where it names none.
    """
    data, item = fact.data, case.item
    occasion = f"manual {fact.ref}"
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
        arithmetic=plain(f"人工发牌：{said} / Issued by hand: {said}"),
        basis=f"{spec.basis_zh} / {spec.basis_en}",
        answer_due=None,
        appeal_due=None,
        mode="manual",
        historical=False,
        superseded_by=None,
        subject=subject,
        rulebook_hash=case.rulebook.rulebook_hash,
        reason="",
    )
    return Card(record, occasion, CardState.PROPOSED, True, hands=(data.actor_id,))
