"""From a true verdict to what stands on the card: who answers, by which law, and the check by hand."""

import msgspec

from rules.cards import CardRecord, CardState, Responsible, card_id_of
from rules.case_events import Closed, Submitted
from rules.fact import Fact
from rules.ladder import marked
from rules.leads import LeadDraft
from rules.rule_table import RULES as SPECS
from rules.rulebook import Mode
from rules.verdict import Reached, Verdict
from rules.view import CaseView
from rules.wording import plain
from rules.zone import iso_date


def draft(case: CaseView, subject: str, rule_id: str, verdict: Verdict) -> CardRecord:
    """The card a violated verdict asks for, as if it had never been written: revision 0, nothing issued yet."""
    spec, settings = SPECS[rule_id], case.rulebook.rules[rule_id]
    count = verdict.count
    about, visit_role = _person(case, verdict)
    dept, region = _office(case, verdict, about)
    mode = settings.modes[verdict.degree]
    return CardRecord(
        card_id=card_id_of(subject, rule_id, verdict.occasion),
        revision=0,
        state=CardState.PROPOSED if mode is Mode.CONFIRM else CardState.ISSUED,
        colour=settings.colours[verdict.degree],
        rule_id=rule_id,
        rule_class=spec.rule_class,
        case_no=subject,
        occasion=verdict.occasion,
        item_code=case.item_code,
        dept_code=dept,
        region_code=region,
        stage_code=verdict.stage_code,
        responsible=_responsible(case, verdict, about, dept, visit_role),
        start_date=None if count.start is None else iso_date(count.start),
        limit_days=count.limit,
        excluded_days=count.excluded,
        extension_days=count.extension,
        due_date=None if count.due is None else iso_date(count.due),
        due_at=None if count.due_at is None else case.zone.iso(count.due_at),
        violated_at=case.zone.iso(verdict.at),
        issued_at=None,
        provisional=count.provisional,
        evidence=verdict.evidence,
        arithmetic=plain(f"{verdict.zh} / {verdict.en}"),
        basis=f"{spec.basis_zh} / {spec.basis_en}",
        answer_due=None,
        appeal_due=None,
        mode="automatic",
        historical=case.is_history(verdict.at),
        superseded_by=None,
        subject=subject,
        rulebook_hash=case.rulebook.rulebook_hash,
        reason="",
    )


def showable(case: CaseView, rule_id: str, verdict: Verdict) -> list[Verdict]:
    """The verdict as its card may show it: by the highest degree that may be, never a provisional red.

    Two where only the higher degree waits for a person: the lower one takes effect meanwhile, so the higher has a card
    of its own, whose occasion names the degree (contracts 4). None where none may be shown.
    """
    own = Reached(verdict.degree, verdict.at, verdict.count.provisional, verdict.count)
    steps = (*verdict.lower, own)
    may = [step for step in steps if case.may_show(rule_id, step.degree, step.provisional)]
    if not may:
        return []
    modes = case.rulebook.rules[rule_id].modes
    top = may[-1]
    automatic = [step for step in may if modes[step.degree] is Mode.AUTOMATIC]
    if not automatic or automatic[-1] is top:
        return [verdict if top is own else _at(verdict, top)]
    higher = msgspec.structs.replace(
        _at(verdict, top),
        occasion=f"{verdict.occasion} {top.degree}",
        group=verdict.group or verdict.occasion,
    )
    return [_at(verdict, automatic[-1]), higher]


def _at(verdict: Verdict, step: Reached) -> Verdict:
    """The verdict as it stands at one of the steps reached."""
    zh, en = step.texts or (verdict.zh, verdict.en)
    return msgspec.structs.replace(
        verdict,
        degree=step.degree,
        at=step.at,
        count=step.arithmetic or marked(verdict.count, step.provisional),
        evidence=verdict.evidence if step.evidence is None else step.evidence,
        zh=zh,
        en=en,
        lower=(),
    )


def draft_lead(case: CaseView, rule_id: str, verdict: Verdict) -> LeadDraft:
    """The lead a verdict of degree `LEAD` asks for."""
    dept, region = _office(case, verdict, None)
    return LeadDraft(
        rule_id,
        verdict.occasion,
        plain(f"{verdict.zh} / {verdict.en}"),
        verdict.evidence,
        case.item_code,
        dept,
        region,
        case.zone.iso(verdict.at),
        case.rulebook.rulebook_hash,
    )


def _office(case: CaseView, verdict: Verdict, about: Fact | None) -> tuple[str | None, str | None]:
    """Department and region: the owner's of the clock, else the event's, else the item's (contracts 4)."""
    item, owner = case.item, verdict.owner
    dept = (about.data.dept_code if about else None) or (item.dept_code if item else None) or None
    region = (about.data.region_code if about else None) or (item.region_code if item else None) or None
    return (dept, region) if owner is None else (owner[0] or dept, owner[1] or region)


def _person(case: CaseView, verdict: Verdict) -> tuple[Fact | None, str | None]:
    """The event that names who answers, with the role of its stage (contracts 4, `responsible`).

    Rules about an event: that event. Rules of time: the stage open when it became true, else the acceptance.
    """
    if isinstance(verdict.by, Fact):
        return verdict.by, _role(case, verdict.by)
    entered = _open_stage(case, verdict)
    found = (
        (entered, _role(case, entered))
        if entered is not None
        else (case.accepted or case.first(Submitted), None)
    )
    if verdict.owner is not None and found[0] is not None and not _is_of(case, found[0], verdict.owner[0]):
        return None, None  # the clock of another department: whoever is on duty there
    return found


def _is_of(case: CaseView, fact: Fact, dept: str | None) -> bool:
    return (fact.data.dept_code or (case.item.dept_code if case.item else None)) == dept


def _open_stage(case: CaseView, verdict: Verdict) -> Fact | None:
    """The last entered stage with a person that was open at the moment; of a stage's own clock, that stage.

    Closing the case ends its stages too (contracts 2.11).
    """
    closed = case.first(Closed)
    if closed is not None and closed.time < verdict.at:
        return None
    open_ones = [
        entered
        for entered, left in case.visits
        if entered.time <= verdict.at and (left is None or left.time >= verdict.at) and entered.data.staff_id
    ]
    own = [entry for entry in open_ones if entry.data.stage_code == verdict.stage_code]
    chosen = own or open_ones
    return max(chosen) if chosen else None


def _role(case: CaseView, fact: Fact) -> str | None:
    role = getattr(fact.data, "role", None)
    code = getattr(fact.data, "stage_code", None)
    if role is None and code is not None and case.item is not None and code in case.item.stages:
        role = case.item.stages[code].role or None
    return role


def _responsible(
    case: CaseView, verdict: Verdict, about: Fact | None, dept: str | None, role: str | None
) -> Responsible:
    """A rule about an event answers by that event alone; only a clock falls to the person on duty, and never to who
    took the submission."""
    if verdict.answers is not None:
        return verdict.answers
    day = case.day(verdict.at)
    if verdict.leader:
        unit = case.rulebook.units.get(dept or "")
        return Responsible(unit.leader_id if unit else None, None, None, dept)
    by_clock = about is not verdict.by
    staff_id = about.data.staff_id if about and not (by_clock and isinstance(about.data, Submitted)) else None
    post = about.data.staff_post if about and staff_id else None
    if not staff_id and verdict.by is None:
        staff_id = case.rulebook.on_duty(dept, day)
    member = case.rulebook.member(staff_id, day)
    return Responsible(staff_id, post or (member.post if member else None), role, dept)
