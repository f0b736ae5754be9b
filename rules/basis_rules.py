"""Rules about what a decision must rest on: hearing, public notice, interested parties, law, a listed item."""

from rules.case_events import Decided, HearingHeld, PublicNotice, ThirdPartyNotified
from rules.event_verdicts import Texts, all_faults, item_named, satisfied, violated
from rules.events import Data
from rules.fact import Fact
from rules.limits import Start
from rules.rulebook import Basis
from rules.verdict import CASE, Count, Status, Verdict
from rules.view import CaseView
from rules.wording import from_to
from rules.zone import iso_date


def p12(case: CaseView) -> list[Verdict]:
    """P-12 应听证公示未做: decided without the hearing (red) or the public notice (yellow) the item requires.

    None at or before the first decision. Both wait for a person. Occasion: "hearing", "notice".
    Basis: 行政许可法 46, 72(8).
    """
    decided, item = case.first(Decided), case.item
    if decided is None or item is None:
        return []
    found: list[Verdict] = []
    if item.hearing_required:
        found += _left_out(case, decided, HearingHeld, "red", "hearing", ("举行听证", "a hearing"))
    if item.notice_required:
        found += _left_out(case, decided, PublicNotice, "yellow", "notice", ("公示", "a public notice"))
    return found


def p18(case: CaseView) -> list[Verdict]:
    """P-18 未告知利害关系人: decided without telling the interested parties of an item that has them. Yellow.

    None told at or before the first decision. Waits for a person. Occasion: the case. Basis: 行政许可法 36, 72(3).
    """
    decided, item = case.first(Decided), case.item
    if decided is None or item is None or not item.third_party:
        return []
    name = ("告知利害关系人", "telling the interested parties")
    return _left_out(case, decided, ThirdPartyNotified, "yellow", CASE, name)


def _left_out(
    case: CaseView, decided: Fact, kind: type[Data], degree: str, occasion: str, name: Texts
) -> list[Verdict]:
    """What the item requires before a decision, and whether an event of that kind shows it was done."""
    done = case.first(kind)
    if case.item is None or (done is not None and done.time <= decided.time):
        return satisfied(case, occasion)
    at, named = case.zone.wall(decided.time), item_named(case.item)
    later = [] if done is None else [done]
    zh = f"{named[0]}要求作出决定前{name[0]}；{at}作出决定时没有{name[0]}的记录"
    en = f"The catalogue requires {name[1]} before a decision on {named[1]}; none is on record at {at}, when decided"
    if done is not None:
        zh += f"，{case.zone.wall(done.time)}才有"
        en += f", the first only at {case.zone.wall(done.time)}"
    verdict = violated(decided, degree, (zh + "。", en + "."), occasion=occasion, evidence=later)
    return [verdict]


def b01(case: CaseView) -> list[Verdict]:
    """B-01 依据不齐全: the first decision names no legal basis, or one that is unknown or not in force. Yellow.

    On the date of the decision, by the register of bases; without a register nothing is judged. Occasion: the case.
    Basis: the office's rulebook.
    """
    decided, register = case.first(Decided), case.rulebook.basis
    if decided is None or not register:
        return []
    day, named = case.day(decided.time), decided.data.basis_ids or ()
    faults = [fault for basis_id in named if (fault := _basis_fault(register.get(basis_id), basis_id, day))]
    if not named:
        faults = [("未列明任何依据", "no legal basis is named")]
    if not faults:
        return satisfied(case, CASE)
    at = case.zone.wall(decided.time)
    texts = all_faults(
        (f"{at}作出的决定依据不齐全：", f"The decision of {at} lacks its legal basis: "), faults
    )
    return [violated(decided, "yellow", texts, occasion=CASE)]


def _basis_fault(basis: Basis | None, basis_id: str, day: int) -> Texts | None:
    if basis is None:
        return f"依据“{basis_id}”不在依据库中", f"“{basis_id}” is not in the register of legal bases"
    if basis.valid_from <= day <= basis.valid_to:
        return None
    began, ended, on = iso_date(basis.valid_from), iso_date(basis.valid_to), iso_date(day)
    zh = f"依据“{basis.name}”（{basis_id}）有效期为{began}至{ended}，{on}不在其内"
    return zh, f"“{basis_id}” is in force from {began} to {ended}, not on {on}"


def b04(case: CaseView) -> list[Verdict]:
    """B-04 事项不在清单: accepted, by an act or by silence, for an item not in the catalogue on the start date. Yellow.

    From the acceptance, else from the moment it is deemed. Needs an item code. Occasion: the case.
    Basis: the office's rulebook.
    """
    start, code = case.start, case.item_code
    if start is None or code is None:
        return []
    if case.item is not None:
        return satisfied(case, CASE)
    texts = _unlisted(case, start, code)
    if not start.deemed:
        return [violated(start.fact, "yellow", texts, occasion=CASE)]
    due = case.calendar.add_working(start.day, case.parameter("T-01", "N"))
    return [
        Verdict(
            occasion=CASE,
            status=Status.VIOLATED,
            degree="yellow",
            at=case.zone.start_of(due + 1),
            count=Count(provisional=not case.calendar.announced_between(start.day, due)),
            evidence=(start.fact.id,),
            zh=texts[0],
            en=texts[1],
        )
    ]


def _unlisted(case: CaseView, start: Start, code: str) -> Texts:
    day = iso_date(start.day)
    began_zh, began_en = ("收到材料，视为受理", "deemed accepted") if start.deemed else ("受理", "accepted")
    zh, en = f"{day}{began_zh}的事项{code}", f"Item {code}, {began_en} on {day},"
    versions = case.rulebook.items.get(code)
    if not versions:
        return f"{zh}不在事项目录中。", f"{en} is not in the catalogue."
    spans = [from_to(item.valid_from, item.valid_to) for item in versions]
    spans_zh, spans_en = "、".join(zh for zh, _ in spans), ", ".join(en for _, en in spans)
    return f"{zh}当日没有有效版本（目录中的有效期：{spans_zh}）。", (
        f"{en} has no version in force that day (in the catalogue: {spans_en})."
    )
