"""E-01 未回复: a card that nobody answered in time, told to the head of the department.

It is the one rule that looks at cards instead of events, so it is asked after the others, when their cards stand.
"""

from collections.abc import Iterator, Sequence

from rules.cards import Card, CardState, asks_for_answer
from rules.verdict import Count, Status, Verdict
from rules.view import CaseView

RULE = "E-01"

_WITHOUT_EFFECT = frozenset(
    {CardState.WITHDRAWN, CardState.REVOKED, CardState.REJECTED, CardState.MUTED, CardState.PROPOSED}
)


def note_missed(cards: Sequence[Card], now: int) -> None:
    """Put down which answers are due at `now` (ms) of cards that are still issued: that they were missed stays so."""
    for card in cards:
        due = card.answer_by
        if due is not None and due <= now and _waits(card) and due not in card.missed:
            card.missed = (*card.missed, due)


def e01(case: CaseView, cards: Sequence[Card]) -> list[Verdict]:
    """E-01 未回复: a yellow or red card is still issued, neither answered nor appealed, when its answer is due. Red.

    The answer is due `N` working days after the card was issued (at the midnight after), and anew where it is issued
    again. Answering afterwards does not take it back; revoking or withdrawing the card does, and so does what makes a
    warning or history of it. Not for historical cards, nor for cards of this rule. Occasion: the card, and which
    answer. The head of the department answers. Basis: local supervision measures.
    """
    return [each for card in cards if card.record.rule_id != RULE for each in _of_card(case, card)]


def _of_card(case: CaseView, card: Card) -> Iterator[Verdict]:
    if card.record.state in _WITHOUT_EFFECT or not asks_for_answer(card.record):
        return
    for number, due in enumerate(card.missed, start=1):
        yield _missed(case, card, number, due)
    ahead = card.answer_by
    if ahead is not None and case.now < ahead and _waits(card):
        yield Verdict(occasion=_occasion(card, len(card.missed) + 1), status=Status.PENDING, at=ahead)


def _waits(card: Card) -> bool:
    """Whether the card stands and nobody has answered it."""
    return card.record.state is CardState.ISSUED and card.handled is None and card.record.rule_id != RULE


def _occasion(card: Card, number: int) -> str:
    return f"card {card.record.card_id}" + (f" {number}" if number > 1 else "")


def _missed(case: CaseView, card: Card, number: int, due: int) -> Verdict:
    record, at = card.record, case.zone.wall(due)
    return Verdict(
        occasion=_occasion(card, number),
        status=Status.VIOLATED,
        degree="red",
        at=due,
        count=Count(provisional=_is_loose(case, due)),
        evidence=record.evidence,
        stage_code=record.stage_code,
        owner=(record.dept_code, record.region_code),
        leader=True,
        zh=f"{record.rule_id}牌{record.card_id}至{at}未回复。",
        en=f"Card {record.card_id} of rule {record.rule_id} was not answered by {at}.",
    )


def _is_loose(case: CaseView, due: int) -> bool:
    """Whether the days given to answer rest on one that nobody has announced (contracts 2.10)."""
    last = case.day(due) - 1
    since = case.calendar.working_before(last, case.parameter(RULE, "N"))
    return not case.calendar.announced_between(since, last)
