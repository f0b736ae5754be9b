"""Rules about the catalogue itself, B-05 and B-06: never cards, but leads about the item version that a case shows.

A lead about an item is the same whichever case shows it: its occasion names the item version and what is wrong with it.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from rules.event_verdicts import Texts, item_named
from rules.leads import ITEM, LeadDraft, LeadRecord, lead_of
from rules.limits import Start
from rules.lint.finding import Finding
from rules.lint.limits import (
    LEGAL_DEFAULT,
    LEGAL_DEFAULT_JOINT,
    longest_path,
    promise_above_default,
    promise_above_legal,
    promise_missing,
    stages_above_promise,
)
from rules.rulebook import Item, Rulebook
from rules.verdict import LEAD, Status, Verdict
from rules.view import CaseView
from rules.wording import plain

CHECKS = (promise_missing, promise_above_legal, promise_above_default, stages_above_promise)


class Fault(NamedTuple):
    """What is wrong with an item version, by its code, in sentences that name it."""

    code: str
    texts: Texts


class Faults(NamedTuple):
    """What is wrong with an item version, as the rulebook it belongs to makes it out."""

    rulebook: Rulebook
    item: Item
    limits: tuple[Fault, ...]
    parts: tuple[Fault, ...]


def b05(case: CaseView) -> list[Verdict]:
    """B-05 时限配置错误: the limits of the case's item version cannot be meant so. A lead, never a card.

    The promise is missing or above the legal limit, or the stages add up to more than the promise; occasion: the item
    version and the finding. And where the acceptance itself names days by which the promise is above the legal limit;
    occasion: that of the case. Since the start of the limits. Basis: the office's rulebook.
    """
    start, item = case.start, case.item
    if start is None or item is None:
        return []
    found = _leads(start, item, _faults(case.rulebook, item).limits)
    return found + _acceptance(case, start)


def _acceptance(case: CaseView, start: Start) -> list[Verdict]:
    accepted, promise = case.accepted, case.promise_days
    if accepted is None or promise is None or promise <= case.legal_days:
        return []
    if accepted.data.promise_days is None and accepted.data.legal_days is None:
        return []
    zh = f"受理时承诺{promise}天，超过法定期限{case.legal_days}天。"
    en = f"The acceptance promises {promise} days, more than the legal limit of {case.legal_days}."
    return [_lead(start, "case/promise_above_legal", (zh, en))]


def b06(case: CaseView) -> list[Verdict]:
    """B-06 指南版本缺失: the case's item version has no guide, no stages, or no fees though it is not free. A lead.

    Each only where the rulebook has such a register at all. Occasion: the item version and what is missing. Since the
    start of the limits. Basis: the office's rulebook.
    """
    start, item = case.start, case.item
    if start is None or item is None:
        return []
    return _leads(start, item, _faults(case.rulebook, item).parts)


def lead_about(rulebook: Rulebook, subject: str, lead_id: str, found_at: str) -> LeadRecord | None:
    """The lead of this id about the item that is the subject, as the cases of the item tell of it (revision 1).

    None where the rulebook in force has no such fault. So a person can decide on it in one place, whichever cases
    showed it, and wherever these are judged.
    """
    told = (
        msgspec.structs.replace(lead_of(draft, subject), revision=1)
        for item in rulebook.items.get(subject.removeprefix(ITEM), ())
        for draft in _drafts(rulebook, item, found_at)
    )
    return next((lead for lead in told if lead.lead_id == lead_id), None)


def _drafts(rulebook: Rulebook, item: Item, found_at: str) -> Iterator[LeadDraft]:
    faults = _faults(rulebook, item)
    for rule_id, those in (("B-05", faults.limits), ("B-06", faults.parts)):
        for fault in those if rule_id in rulebook.enabled else ():
            yield LeadDraft(
                rule_id,
                f"{ITEM}{item.item_code}/{item.version}/{fault.code}",
                plain(f"{fault.texts[0]} / {fault.texts[1]}"),
                (),
                item.item_code,
                item.dept_code or None,
                item.region_code or None,
                found_at,
                rulebook.rulebook_hash,
            )


def _leads(start: Start, item: Item, faults: tuple[Fault, ...]) -> list[Verdict]:
    if not faults:
        return []
    name = f"{ITEM}{item.item_code}/{item.version}"
    return [_lead(start, f"{name}/{fault.code}", fault.texts) for fault in faults]


def _lead(start: Start, occasion: str, texts: Texts) -> Verdict:
    return Verdict(
        occasion=occasion,
        status=Status.VIOLATED,
        degree=LEAD,
        at=start.instant,
        evidence=(start.fact.id,),
        zh=texts[0],
        en=texts[1],
    )


def _faults(rulebook: Rulebook, item: Item) -> Faults:
    """What is wrong with the item version; remembered, because many cases show the same few."""
    name = (rulebook.rulebook_hash, item.item_code, item.version)
    known = _KNOWN.get(name)
    if known is None or known.rulebook is not rulebook or known.item is not item:
        findings = [finding for check in CHECKS for finding in check(item)]
        limits = tuple(Fault(finding.code, _told(item, finding)) for finding in findings)
        known = _KNOWN[name] = Faults(rulebook, item, limits, tuple(_missing(rulebook, item)))
    return known


_KNOWN: dict[tuple[str, str, str], Faults] = {}


def _told(item: Item, finding: Finding) -> Texts:
    zh, _ = item_named(item)
    return f"{zh}{_in_chinese(item, finding.code)}。", f"{_begun(finding.sentence)}."


def _in_chinese(item: Item, code: str) -> str:
    """What a finding about the limits of an item says."""
    promise = f"承诺{item.promise_days}天"
    if code == "promise_missing":
        return "没有承诺时限，T-03、T-04只在受理时另作承诺的办件上评判"
    if code == "promise_above_legal":
        return f"{promise}，超过法定期限{item.legal_days}天"
    if code == "promise_above_default":
        return f"{promise}而未填法定期限，法律规定为{LEGAL_DEFAULT_JOINT if item.joint else LEGAL_DEFAULT}天"
    total = sum(stage.limit_days or 0 for stage in longest_path(item.stages))
    return f"环节时限沿最长路径合计{total}天，超过{promise}"


def _missing(rulebook: Rulebook, item: Item) -> Iterator[Fault]:
    """The registers that the rulebook has and this version is not in."""
    everything = [each for versions in rulebook.items.values() for each in versions]
    zh, en = item_named(item)
    en = _begun(en)
    if item.guide is None and any(each.guide is not None for each in everything):
        yield Fault("guide_missing", (f"{zh}没有办事指南。", f"{en} has no guide."))
    if not item.stages and any(each.stages for each in everything):
        yield Fault("stages_missing", (f"{zh}没有环节。", f"{en} has no stages."))
    if item.free is False and not item.fees and any(each.fees for each in everything):
        yield Fault("fees_missing", (f"{zh}收费而没有收费标准。", f"{en} is not free but has no fees."))


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
