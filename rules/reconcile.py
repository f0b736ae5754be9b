"""What stands against what is true: issue, raise, supersede, withdraw, bring back. The only way cards change.

Late events, corrections, replays and deadlines all end here, so the cards depend on what is known, not on the order
in which it became known (architecture 3).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

from rules.cards import FINAL, Card, CardRecord, CardState, state_of
from rules.dossier import Dossier
from rules.rulebook import GRAVITY, Colour
from rules.view import CaseView

ORDER = ("T-01", "T-02", "T-03", "T-04", "T-06", "T-05")
"""Within a class, which of two cards of one colour is the graver: the later here."""

LOOSE = frozenset(
    {"revision", "state", "issued_at", "answer_due", "appeal_due", "superseded_by", "reason", "mode"}
)
"""The fields of a record that its verdict does not say."""


class Change(NamedTuple):
    """A card's record before (None for a new card) and after."""

    before: CardRecord | None
    after: CardRecord


def reconcile(
    dossier: Dossier,
    case: CaseView | None,
    judged: Collection[str],
    drafts: Iterable[tuple[str, CardRecord]],
    cause: str,
) -> list[Change]:
    """Bring the dossier's cards in line; returns what changed, in order, each a new revision of a card.

    `judged` are the rules whose verdicts `drafts` hold completely, as (group, record): a card of a judged rule that
    is not among them is no longer true. `cause` names the event or moment, for the reason of each revision.
    Cards as an earlier call left them are in their states, so where no verdict says anything new nothing is done.
    """
    found = {record.card_id: (group, record) for group, record in drafts}
    if not found and not dossier.cards:
        return []
    before = {card.record.card_id: card.record for card in dossier.cards}
    if not _take_over(dossier, case, judged, found):
        return []
    return [
        Change(before.get(changed.card_id), changed)
        for card, top in _ranked(dossier.cards)
        if (changed := _settle(card, top, before.get(card.record.card_id), cause)) is not None
    ]


def _take_over(
    dossier: Dossier,
    case: CaseView | None,
    judged: Collection[str],
    found: Mapping[str, tuple[str, CardRecord]],
) -> bool:
    """Give the cards what was found; whether that said anything new (if not, each is in its state already)."""
    news = False
    known = {card.record.card_id: card for card in dossier.cards}
    for card_id, card in known.items():
        if card.record.rule_id in judged and card.held is not (card_id in found):
            card.held = not card.held
            news = True
    new: list[Card] = []
    for card_id, (group, record) in found.items():
        if card_id in known:
            news = _refresh(known[card_id], record, case) or news
        else:
            new.append(Card(_issue(record, case), group, record.state, True))
    dossier.cards = [*dossier.cards, *new]
    return news or bool(new)


def _refresh(card: Card, draft: CardRecord, case: CaseView | None) -> bool:
    """Take over what the verdict says now, if it is new; a colour that rises starts the life of the card again."""
    old = card.record
    said = msgspec.structs.replace(draft, **{name: getattr(old, name) for name in LOOSE})
    if said == old:
        return False
    card.record = said
    if _gravity(draft) > _gravity(old) and card.base not in FINAL:
        card.base = draft.state
        card.record = _issue(msgspec.structs.replace(said, state=draft.state), case)
    return True


def _issue(record: CardRecord, case: CaseView | None) -> CardRecord:
    """Stamp a card that takes effect: issued now, an answer due in the days of E-01 (not for warnings)."""
    if record.state is not CardState.ISSUED or case is None:
        return record
    due = None
    if record.colour != Colour.WARNING:
        last = case.calendar.add_working(case.day(case.now), case.parameter("E-01", "N"))
        due = case.zone.iso(case.zone.start_of(last + 1))
    return msgspec.structs.replace(record, issued_at=case.zone.iso(case.now), answer_due=due, appeal_due=due)


def _ranked(cards: list[Card]) -> list[tuple[Card, Card | None]]:
    """Each card with the graver one above it, if any: of a class and occasion only the gravest stands.

    A card that waits for a person stands above nobody.
    """
    tops: dict[tuple[str, str], Card] = {}
    for card in cards:
        name = (card.record.rule_class, card.group)
        effective = card.held and card.base not in FINAL and card.base is not CardState.PROPOSED
        if effective and (name not in tops or _rank(card) > _rank(tops[name])):
            tops[name] = card
    ranked = []
    for card in cards:
        top = tops.get((card.record.rule_class, card.group))
        above = top if top is not None and top is not card and _rank(top) > _rank(card) else None
        ranked.append((card, above))
    return ranked


def _settle(card: Card, top: Card | None, before: CardRecord | None, cause: str) -> CardRecord | None:
    """Give the card the state it is in; a new revision where anything but the wording of the reason changed."""
    state = state_of(card, top is not None)
    by = top.record.card_id if top is not None and state is CardState.SUPERSEDED else None
    after = msgspec.structs.replace(card.record, state=state, superseded_by=by)
    if before is not None and after == before:
        return None
    reason = _reason(before, after, cause)
    card.record = msgspec.structs.replace(after, revision=after.revision + 1, reason=reason)
    return card.record


_REASONS: Mapping[CardState, str] = {
    CardState.WITHDRAWN: "事实不再成立 / no longer true",
    CardState.SUPERSEDED: "同类更高等级的牌已发出 / a graver card of the class stands",
    CardState.PROPOSED: "待确认 / waits for confirmation",
}


def _reason(before: CardRecord | None, after: CardRecord, cause: str) -> str:
    moved = before is None or before.state is not after.state or before.superseded_by != after.superseded_by
    if after.state in _REASONS and moved:
        return f"{_REASONS[after.state]}: {cause}"
    if before is None:
        return f"事实成立 / found true: {cause}"
    if before.state is not after.state:
        return f"恢复 / back again: {cause}"
    if before.colour != after.colour:
        return f"等级变更 / colour changed: {cause}"
    return f"依据变更 / facts changed: {cause}"


def _gravity(record: CardRecord) -> int:
    return GRAVITY[Colour(record.colour)]


def _rank(card: Card) -> tuple[int, int]:
    rule_id = card.record.rule_id
    return _gravity(card.record), ORDER.index(rule_id) if rule_id in ORDER else 0
