"""Rules about materials: asked for too late, outside the guide, again; refused or approved against what is there."""

from itertools import pairwise

from rules.case_events import (
    Decided,
    MaterialReceived,
    NotAccepted,
    SupplementNotified,
    SupplementReceived,
)
from rules.event_verdicts import blank, ids, item_named, satisfied, violated
from rules.fact import Fact
from rules.materials import Word, complete, listed_zh, words_before
from rules.rulebook import Item
from rules.verdict import CASE, Verdict
from rules.view import CaseView
from rules.wording import several

SHORT = ("missing", "failed")
"""What is said of a material that is not there, or does not do."""


def p05(case: CaseView) -> list[Verdict]:
    """P-05 未一次性告知: a later supplement notice before acceptance names what an earlier one could have named.

    That is a material no earlier notice named and that was not received anew since the last one. Yellow, waits for a
    person. Occasion: the notice. Basis: 行政许可法 32(1)(4), 72(4).
    """
    notices = case.of(SupplementNotified)
    if len(notices) < 2:
        return []
    found: list[Verdict] = []
    told = set(notices[0].data.items)
    for previous, notice in pairwise(notices):
        if case.accepted is not None and case.accepted < notice:
            break
        anew = _received_between(case, previous, notice)
        new = [code for code in _asked(notice) if code not in told and code not in anew]
        found += _told_late(case, notices[0], notice, new)
        told.update(notice.data.items)
    return found


def _asked(notice: Fact) -> list[str]:
    """The materials a notice asks for, each once, in its order."""
    return [code for code in dict.fromkeys(notice.data.items) if code.strip()]


def _received_between(case: CaseView, after: Fact, until: Fact) -> set[str]:
    """The materials that receipts and supplements between two events name, whatever they say of them."""
    codes: set[str] = set()
    for fact in case.of(MaterialReceived, SupplementReceived):
        if not after < fact < until:
            continue
        if isinstance(fact.data, MaterialReceived):
            codes.update(line.code for line in fact.data.materials or ())
        else:
            codes.update(fact.data.items or ())
    return codes


def _told_late(case: CaseView, first: Fact, notice: Fact, codes: list[str]) -> list[Verdict]:
    if not codes:
        return satisfied(case, notice.ref)
    began, at = case.zone.wall(first.time), case.zone.wall(notice.time)
    zh = (
        f"{began}已告知补正，{at}再次告知时又提出{listed_zh(case.item, codes)}：此前的告知未列明，"
        f"申请人在两次告知之间也未重新提交。法律要求一次告知需要补正的全部内容。"
    )
    en = (
        f"A supplement was asked for at {began}; the notice of {at} adds {several(codes)[1]}, which no earlier "
        f"notice named and which was not handed in anew between the notices. The law requires all that is to be "
        f"supplied to be told at once."
    )
    return [violated(notice, "yellow", (zh, en), evidence=[first])]


def p07(case: CaseView) -> list[Verdict]:
    """P-07 符合条件不予受理: refused acceptance although the latest word on every material listed is complete.

    Yellow; red where the catalogue lists required materials and each of them is complete; both wait for a person. Not
    where the applicant was referred elsewhere, nor where what a supplement notice asked for never came. Occasion: the
    refusal. Basis: 行政许可法 32(1)(5), 72(1).
    """
    if case.item is None:
        return []
    found: list[Verdict] = []
    for refusal in case.of(NotAccepted):
        if _all_complete(case, refusal) and blank(refusal.data.referred_to):
            found.append(_refused(case, case.item, refusal))
        else:
            found += satisfied(case, refusal.ref)
    return found


def _all_complete(case: CaseView, refusal: Fact) -> bool:
    listed = any(fact.data.materials for fact in case.of(MaterialReceived) if fact < refusal)
    if not listed or _supplement_open(case, refusal):
        return False
    words = words_before(case, refusal)
    return bool(words) and all(complete(words, code) for code in words)


def _supplement_open(case: CaseView, refusal: Fact) -> bool:
    """Whether the last supplement notice before the refusal was not followed by anything handed in."""
    asked = [fact for fact in case.of(SupplementNotified) if fact < refusal]
    if not asked:
        return False
    return not any(asked[-1] < fact < refusal for fact in case.of(MaterialReceived, SupplementReceived))


def _refused(case: CaseView, item: Item, refusal: Fact) -> Verdict:
    words = words_before(case, refusal)
    required = [code for code, material in item.materials.items() if material.required]
    all_there = bool(required) and all(complete(words, code) for code in required)
    at = case.zone.wall(refusal.time)
    zh = f"{at}作出不予受理决定时，登记的材料{listed_zh(item, words)}均为齐全，也未告知应向哪个机关申请。"
    en = f"Acceptance was refused at {at} while every material listed was complete ({several(list(words))[1]}), "
    en += "and the applicant was not referred to another authority."
    if all_there:
        zh += f"{item_named(item)[0]}要求的必要材料{listed_zh(item, required)}均已齐全。"
        en += f" All materials {item_named(item)[1]} requires are complete ({several(required)[1]})."
    zh += "法律规定材料齐全、符合法定形式的应当受理。"
    en += " The law requires acceptance where the materials are complete and in due form."
    return violated(refusal, "red" if all_there else "yellow", (zh, en), evidence=_said(words, words))


def _said(words: dict[str, Word | None], codes: dict[str, Word | None] | list[str]) -> list[Fact]:
    """The events that said the latest word on these materials."""
    return [word.fact for code in codes if (word := words.get(code)) is not None]


def p08(case: CaseView) -> list[Verdict]:
    """P-08 指南外要件: a supplement notice asks for a material that the item's catalogue does not list. Yellow.

    Waits for a person. Judged where the item version lists materials. Occasion: the notice.
    Basis: 优化营商环境条例 35.
    """
    if case.item is None or not case.item.materials:
        return []
    found: list[Verdict] = []
    for notice in case.of(SupplementNotified):
        outside = [code for code in _asked(notice) if code not in case.item.materials]
        found += [_outside(case, case.item, notice, outside)] if outside else satisfied(case, notice.ref)
    return found


def _outside(case: CaseView, item: Item, notice: Fact, codes: list[str]) -> Verdict:
    at, named, count = case.zone.wall(notice.time), item_named(item), len(item.materials)
    zh = (
        f"{at}的补正告知要求提交{several(codes)[0]}；{named[0]}的材料目录列明{count}项，不含上述要求。"
        f"不得要求申请人提交目录、指南之外的材料。"
    )
    en = (
        f"The supplement notice of {at} asks for {several(codes)[1]}, not among the {count} materials that "
        f"{named[1]} lists. No material outside the catalogue and the guide may be asked for."
    )
    return violated(notice, "yellow", (zh, en))


def p09(case: CaseView) -> list[Verdict]:
    """P-09 重复要材料: a supplement notice asks for what is there already, or can be had by sharing. Yellow.

    There already: its latest word before the notice is complete. By sharing: `shareable` in the catalogue. Waits for
    a person. Occasion: the notice. Basis: 优化营商环境条例 35; 国务院关于在线政务服务的若干规定.
    """
    found: list[Verdict] = []
    for notice in case.of(SupplementNotified):
        codes, words = _asked(notice), words_before(case, notice)
        there = [code for code in codes if complete(words, code)]
        shared = [code for code in codes if _shareable(case.item, code) and code not in there]
        if there or shared:
            found.append(_again(case, notice, there, shared, _said(words, there)))
        else:
            found += satisfied(case, notice.ref)
    return found


def _shareable(item: Item | None, code: str) -> bool:
    material = item.materials.get(code) if item is not None else None
    return material is not None and material.shareable


def _again(case: CaseView, notice: Fact, there: list[str], shared: list[str], said: list[Fact]) -> Verdict:
    at = case.zone.wall(notice.time)
    zh, en = f"{at}的补正告知要求重复提交材料：", f"The supplement notice of {at} asks again for materials: "
    if there:
        zh += f"{listed_zh(case.item, there)}此前已登记为齐全（{several(ids(said))[0]}）；"
        en += f"{several(there)[1]}: received complete before (events {several(ids(said))[1]}); "
    if shared:
        zh += f"{listed_zh(case.item, shared)}在目录中标明可通过共享获得；"
        en += f"{several(shared)[1]}: obtainable by sharing according to the catalogue; "
    zh += "已提交的和能够通过共享获得的材料，不得要求申请人重复提供。"
    en += "what was handed in or can be had by sharing may not be asked of the applicant again."
    return violated(notice, "yellow", (zh, en), evidence=said)


def b02(case: CaseView) -> list[Verdict]:
    """B-02 条件不符而准予: approved although a material the catalogue requires is missing or failed. Red.

    By the latest word before the first decision; materials never mentioned are not judged, deferred ones are B-03.
    Waits for a person. Occasion: the case. Basis: 行政许可法 74(1).
    """
    decided, item = case.first(Decided), case.item
    if decided is None or item is None or not item.materials or decided.data.result != "approved":
        return []
    words = words_before(case, decided)
    short = [
        code
        for code, word in words.items()
        if word is not None
        and word.status in SHORT
        and code in item.materials
        and item.materials[code].required
    ]
    return [_approved(case, item, decided, short, words)] if short else satisfied(case, CASE)


def _approved(
    case: CaseView, item: Item, decided: Fact, codes: list[str], words: dict[str, Word | None]
) -> Verdict:
    said, at, named = _said(words, codes), case.zone.wall(decided.time), item_named(item)
    zh = (
        f"{at}作出准予决定时，{named[0]}要求的必要材料{listed_zh(item, codes)}最后一次登记为缺少或不合格"
        f"（{several(ids(said))[0]}），未补齐，也未承诺容缺后补。"
    )
    en = (
        f"Approved at {at} while materials that {named[1]} requires were last recorded as missing or failed: "
        f"{several(codes)[1]} (events {several(ids(said))[1]}); neither supplied nor deferred against a promise."
    )
    return violated(decided, "red", (zh, en), occasion=CASE, evidence=said)
