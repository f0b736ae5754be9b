"""From a true verdict to what stands on the card: who answers, by which law, and the check by hand."""

from rules.cards import CardRecord, CardState, Responsible, card_id_of
from rules.case_events import Submitted
from rules.dossier import Fact
from rules.rule_table import RULES as SPECS
from rules.rulebook import Mode
from rules.verdict import Verdict
from rules.view import CaseView
from rules.zone import iso_date


def draft(case: CaseView, subject: str, rule_id: str, verdict: Verdict) -> CardRecord:
    """The card a violated verdict asks for, as if it had never been written: revision 0, nothing issued yet."""
    spec, settings = SPECS[rule_id], case.rulebook.rules[rule_id]
    count, item = verdict.count, case.item
    about, visit_role = _person(case, verdict)
    dept = (about.data.dept_code if about else None) or (item.dept_code if item else None) or None
    region = (about.data.region_code if about else None) or (item.region_code if item else None) or None
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
        arithmetic=f"{verdict.zh} / {verdict.en}",
        basis=f"{spec.basis_zh} / {spec.basis_en}",
        answer_due=None,
        appeal_due=None,
        mode="automatic",
        historical=False,
        superseded_by=None,
        subject=subject,
        rulebook_hash=case.rulebook.rulebook_hash,
        reason="",
    )


def _person(case: CaseView, verdict: Verdict) -> tuple[Fact | None, str | None]:
    """The event that names who answers, with the role of its stage (contracts 4, `responsible`).

    Rules about an event: that event. Rules of time: the stage open when it became true, else the acceptance.
    """
    if isinstance(verdict.by, Fact):
        return verdict.by, _role(case, verdict.by)
    entered = _open_stage(case, verdict)
    if entered is not None:
        return entered, _role(case, entered)
    return case.accepted or case.first(Submitted), None


def _open_stage(case: CaseView, verdict: Verdict) -> Fact | None:
    """The last entered stage with a person that was open at the moment; of a stage's own clock, that stage."""
    open_ones = [
        visit.entered
        for visit in case.visits
        if visit.entered.time <= verdict.at
        and (visit.left is None or visit.left.time >= verdict.at)
        and visit.entered.data.staff_id
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
    """A rule about an event answers by that event alone; only a clock falls to the person on duty."""
    day = case.day(verdict.at)
    staff_id = about.data.staff_id if about and not isinstance(about.data, Submitted) else None
    post = about.data.staff_post if about and staff_id else None
    if not staff_id and verdict.by is None:
        staff_id = case.rulebook.on_duty(dept, day)
    member = case.rulebook.member(staff_id, day)
    return Responsible(staff_id, post or (member.post if member else None), role, dept)
