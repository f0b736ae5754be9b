"""P-10: fees charged on what is free, without a standard, or not as the standard says."""

from decimal import Decimal

from rules.case_events import FeeCharged
from rules.event_verdicts import Texts, blank, item_named, satisfied, violated
from rules.fact import Fact
from rules.rulebook import Fee, Item
from rules.verdict import Verdict
from rules.view import CaseView


def p10(case: CaseView) -> list[Verdict]:
    """P-10 违规收费: a fee on a free item, without a row in the fee catalogue, or of another amount than its rows. Red.

    Judged where the item is marked free or lists fees; where it is marked not free and lists none, if the rulebook
    lists fees at all. Waits for a person. Occasion: the fee. Basis: 行政许可法 58, 59, 75.
    """
    item = case.item
    if item is None or not (item.free or item.fees or (item.free is False and case.rulebook.lists_fees)):
        return []
    found: list[Verdict] = []
    for fact in case.of(FeeCharged):
        fault = _fault(item, fact)
        found += [_charged(case, item, fact, fault)] if fault else satisfied(case, fact.ref)
    return found


def _fault(item: Item, fact: Fact) -> Texts | None:
    """What is wrong with a fee, None where nothing is."""
    if item.free:
        if _amount(fact) == 0:
            return None
        return "该事项在目录中标明不收费", "the catalogue marks the item as free of charge"
    rows = [fee for fee in item.fees if _names(fee, fact)]
    if not rows:
        return "收费目录中该事项没有此收费项目和标准", "the item's fee catalogue has no such fee and standard"
    if any(Decimal(fee.amount) == _amount(fact) for fee in rows):
        return None
    amounts = sorted({fee.amount for fee in rows})
    return f"目录标准为{'、'.join(amounts)}元", f"the catalogue's amount is {', '.join(amounts)}"


def _names(fee: Fee, fact: Fact) -> bool:
    """Whether a row is the fee that was charged; by the standard too, where the event names one."""
    standard = fact.data.standard_id
    return fee.fee_code == fact.data.fee_code and (blank(standard) or fee.standard_id == standard)


def _amount(fact: Fact) -> Decimal:
    """The amount as the event's number is written: 0.1 is a tenth."""
    return Decimal(repr(fact.data.amount))


def _charged(case: CaseView, item: Item, fact: Fact, fault: Texts) -> Verdict:
    at, named, said = case.zone.wall(fact.time), item_named(item), fact.data
    standard_zh = "" if blank(said.standard_id) else f"、标准{said.standard_id}"
    standard_en = "" if blank(said.standard_id) else f", standard {said.standard_id}"
    amount = f"{_amount(fact):f}"
    zh = f"{at}对{named[0]}收费{amount}元（收费项目{said.fee_code}{standard_zh}）；{fault[0]}。"
    en = f"{amount} yuan charged at {at} for {named[1]} (fee {said.fee_code}{standard_en}); {fault[1]}."
    return violated(fact, "red", (zh, en))
