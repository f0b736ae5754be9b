"""E-01 未回复: a card that nobody answered in time, told to the head of the department.

It is the one rule that looks at cards instead of events, so it is asked after the others, when their cards stand.
"""

from collections.abc import Sequence

from rules.cards import Card, CardState
from rules.rulebook import Colour
from rules.verdict import Count, Status, Verdict
from rules.view import CaseView

RULE = "E-01"

_GONE = frozenset(
    {CardState.WITHDRAWN, CardState.REVOKED, CardState.REJECTED, CardState.MUTED, CardState.PROPOSED}
)


def e01(case: CaseView, cards: Sequence[Card]) -> list[Verdict]:
    """E-01 未回复: a yellow or red card is still issued, neither answered nor appealed, when its answer is due. Red.

    The answer is due `N` working days after the card was issued (at the midnight after). Answering afterwards does not
    take it back; revoking or withdrawing the card does. Not for historical cards, nor for cards of this rule.
    Occasion: the card. The head of the department answers. Basis: local supervision measures.
    """
    known = {card.record.occasion for card in cards if card.record.rule_id == RULE and card.held}
    verdicts = []
    for card in cards:
        if card.answer_by is not None and card.record.rule_id != RULE:
            verdict = _of_card(case, card, card.answer_by, known)
            if verdict is not None:
                verdicts.append(verdict)
    return verdicts


def _of_card(case: CaseView, card: Card, due: int, known: set[str]) -> Verdict | None:
    record = card.record
    occasion = f"card {record.card_id}"
    if record.state in _GONE or record.colour == Colour.WARNING:
        return None
    if card.handled is not None and card.handled < due:
        return None
    if record.state is not CardState.ISSUED and occasion not in known:
        return None  # superseded before the answer was due: the graver card asks for one
    owner = (record.dept_code, record.region_code)
    if case.now < due:
        return Verdict(occasion=occasion, status=Status.PENDING, at=due, owner=owner)
    at = case.zone.wall(due)
    return Verdict(
        occasion=occasion,
        status=Status.VIOLATED,
        degree="red",
        at=due,
        count=Count(provisional=_is_loose(case, card)),
        evidence=record.evidence,
        stage_code=record.stage_code,
        owner=owner,
        leader=True,
        zh=f"{record.rule_id}牌{record.card_id}至{at}未回复。",
        en=f"Card {record.card_id} of rule {record.rule_id} was not answered by {at}.",
    )


def _is_loose(case: CaseView, card: Card) -> bool:
    """Whether the days given to answer rest on one that nobody has announced (contracts 2.10)."""
    if card.issued is None or card.answer_by is None:
        return False
    return not case.calendar.announced_between(case.day(card.issued), case.day(card.answer_by) - 1)
