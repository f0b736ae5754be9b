"""What stands against what is true: issue, raise, supersede, mute, withdraw, bring back. The only way cards change.

Late events, corrections, replays, deadlines and what people do all end here, so the cards depend on what is known, not
on the order in which it became known (architecture 3).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from rules.cards import FINAL, Card, CardRecord, CardState, asks_for_answer, state_of
from rules.on_record import next_revision
from rules.rulebook import GRAVITY, Colour
from rules.view import CaseView
from rules.wording import plain

ORDER = ("T-01", "T-02", "T-03", "T-04", "T-06", "T-05")
"""Within a class, which of two cards of one colour is the graver: the later here."""

LOOSE = frozenset(
    {
        "revision",
        "state",
        "issued_at",
        "answer_due",
        "appeal_due",
        "superseded_by",
        "reason",
        "mode",
        "exemption",
    }
)
"""The fields of a record that its verdict does not say."""

Mute = Callable[[CardRecord], bool]
"""Whether an accepted deviation covers a card now."""


class Change(NamedTuple):
    """A card's record before (None for a new card) and after."""

    before: CardRecord | None
    after: CardRecord


def take_over(
    cards: Sequence[Card],
    judged: Collection[str],
    drafts: Iterable[tuple[str, CardRecord]],
    mute: Mute | None,
    case: CaseView | None,
) -> tuple[list[Card], bool]:
    """Give the cards what was found; all cards there are now, and whether that said anything new.

    `judged` are the rules whose verdicts `drafts` hold completely, as (group, record): a card of a judged rule that
    is not among them is no longer true. If nothing is new, each card is in the state it was left in.
    """
    found = {record.card_id: (group, record) for group, record in drafts}
    news = False
    for card in cards:
        if card.record.rule_id in judged and not _by_hand(card):
            given = found.pop(card.record.card_id, None)
            if card.held is (given is None):
                card.held, news = not card.held, True
            if given is not None:
                news = _refresh(card, *given) or news
    new = [Card(record, group, record.state, True) for group, record in found.values()]
    everything = [*cards, *new]
    muted = _mute(everything, mute)
    moved = case is not None and _move_answers(cards, case)
    return everything, news or muted or moved or bool(new)


def settle(
    cards: Sequence[Card], before: Mapping[str, CardRecord], case: CaseView | None, cause: str, floor: int
) -> list[Change]:
    """Put each card in its state; a new revision of each whose record is not what it was `before` (by card id).

    `cause` names the event, the moment or the person, for the reason of each revision; revisions begin above `floor`.
    """
    changes = []
    for card, top in _ranked(cards):
        old = before.get(card.record.card_id)
        changed = _settle(card, top, old, case, cause, floor)
        if changed is not None:
            changes.append(Change(old, changed))
    return changes


def _by_hand(card: Card) -> bool:
    return card.record.mode == "manual"


def _refresh(card: Card, group: str, draft: CardRecord) -> bool:
    """Take over what the verdict says now, if it is new; a colour that rises starts the life of the card again."""
    old = card.record
    said = msgspec.structs.replace(draft, **{name: getattr(old, name) for name in LOOSE})
    regrouped = card.group != group
    card.group = group
    if said == old:
        return regrouped
    card.record = said
    if card.base not in FINAL and (_gravity(draft) > _gravity(old) or _other_mode(card, draft)):
        card.base = draft.state
        start_again(card, draft.mode)
    return True


def _other_mode(card: Card, draft: CardRecord) -> bool:
    """Whether the degree it has now takes effect in another way than the one it had, and nobody acted on it yet."""
    untouched = card.base in (CardState.PROPOSED, CardState.ISSUED) and card.record.mode == "automatic"
    return untouched and card.handled is None and card.base is not draft.state


def start_again(card: Card, mode: str) -> None:
    """The card takes effect anew: issued now, an answer due from now, none given yet."""
    card.record = msgspec.structs.replace(
        card.record, issued_at=None, answer_due=None, appeal_due=None, mode=mode
    )
    card.asked = card.answer_by = card.handled = None


def _mute(cards: Iterable[Card], mute: Mute | None) -> bool:
    """Mark the cards that a deviation covers now; whether any mark changed."""
    news = False
    for card in cards:
        muted = mute is not None and mute(card.record)
        if card.muted is not muted:
            card.muted, news = muted, True
    return news


def _issue(card: Card, record: CardRecord, case: CaseView) -> CardRecord:
    """Stamp a card that takes effect: issued now, an answer due in the days of E-01 if it asks for one."""
    stamped = msgspec.structs.replace(record, issued_at=case.zone.iso(case.now))
    return _ask(card, stamped, case, case.now) if asks_for_answer(record) else stamped


def _ask(card: Card, record: CardRecord, case: CaseView, since: int) -> CardRecord:
    """The card asks for an answer within the N working days of E-01 that follow the day of an instant, ms."""
    last = case.calendar.add_working(case.day(since), case.parameter("E-01", "N"))
    card.asked, card.answer_by = since, case.zone.start_of(last + 1)
    due = case.zone.iso(card.answer_by)
    return msgspec.structs.replace(record, answer_due=due, appeal_due=due)


def _ask_nothing(card: Card, record: CardRecord) -> CardRecord:
    """The card asks for no answer, also where it did before: its colour fell, or its moment moved into history."""
    card.asked = card.answer_by = None
    return msgspec.structs.replace(record, answer_due=None, appeal_due=None)


def _asks_anew(card: Card, before: CardRecord | None, case: CaseView) -> bool:
    """Whether a card that was issued before asks for an answer from now on."""
    never = card.answer_by is None and card.handled is None
    return never or _back_again(card, before, case)


def _back_again(card: Card, before: CardRecord | None, case: CaseView) -> bool:
    """Whether a card stands again whose answer fell due while it did not: nobody could give one."""
    due = card.answer_by
    stood = before is None or before.state is CardState.ISSUED
    return (
        due is not None and not stood and card.handled is None and due <= case.now and due not in card.missed
    )


def _move_answers(cards: Iterable[Card], case: CaseView) -> bool:
    """A new calendar moves the day by which an answer is due; whether it moved any."""
    news = False
    for card in cards:
        due = card.answer_by
        if due is None or card.asked is None or card.base is not CardState.ISSUED:
            continue
        card.record = _ask(card, card.record, case, card.asked)
        if card.answer_by is not None and card.answer_by != due:
            card.missed = tuple(each for each in card.missed if each != due)
            news = True
    return news


def _ranked(cards: Sequence[Card]) -> list[tuple[Card, Card | None]]:
    """Each card with the graver one above it, if any: of a class and occasion only the gravest stands.

    A card that waits for a person, or that a deviation mutes, stands above nobody. A revoked one keeps those below it
    down, unless it was revoked so that they stand again.
    """
    if len(cards) == 1:
        return [(cards[0], None)]
    tops: dict[tuple[str, str], Card] = {}
    for card in cards:
        name = (card.record.rule_class, card.group)
        if _is_above(card) and (name not in tops or _rank(card) > _rank(tops[name])):
            tops[name] = card
    ranked = []
    for card in cards:
        top = tops.get((card.record.rule_class, card.group))
        above = top if top is not None and top is not card and _rank(top) > _rank(card) else None
        ranked.append((card, above))
    return ranked


def _is_above(card: Card) -> bool:
    if not card.held or card.muted or card.base in (CardState.PROPOSED, CardState.REJECTED):
        return False
    return not (card.base is CardState.REVOKED and card.reinstate)


def _settle(
    card: Card, top: Card | None, before: CardRecord | None, case: CaseView | None, cause: str, floor: int
) -> CardRecord | None:
    """Give the card the state it is in; a new revision where anything but the wording of the reason changed."""
    state = state_of(card, top is not None)
    by = top.record.card_id if top is not None and state is CardState.SUPERSEDED else None
    after = msgspec.structs.replace(card.record, state=state, superseded_by=by)
    if card.answer_by is not None and not asks_for_answer(after):
        after = _ask_nothing(card, after)
    if state is CardState.ISSUED and case is not None:
        if after.issued_at is None:
            after = _issue(card, after, case)
        elif asks_for_answer(after) and _asks_anew(card, before, case):
            after = _ask(card, after, case, case.now)
    if before is not None and after == before:
        return None
    reason = plain(_reason(before, after, cause))
    revision = next_revision(after.revision, floor)
    card.record = msgspec.structs.replace(after, revision=revision, reason=reason)
    return card.record


_REASONS: Mapping[CardState, str] = {
    CardState.WITHDRAWN: "事实不再成立 / no longer true",
    CardState.SUPERSEDED: "同类更高等级的牌已发出 / a graver card of the class stands",
    CardState.PROPOSED: "待确认 / waits for confirmation",
    CardState.MUTED: "已备案的偏离，暂不生效 / muted by an accepted deviation",
}

_BY_PEOPLE = frozenset(
    {CardState.REJECTED, CardState.ANSWERED, CardState.APPEALED, CardState.STANDS, CardState.REVOKED}
)


def _reason(before: CardRecord | None, after: CardRecord, cause: str) -> str:
    moved = before is None or before.state is not after.state or before.superseded_by != after.superseded_by
    if after.state in _REASONS and moved:
        return f"{_REASONS[after.state]}: {cause}"
    if before is None:
        return f"事实成立 / found true: {cause}"
    if before.colour != after.colour:
        return f"等级变更 / colour changed: {cause}"
    if before.state is not after.state:
        return cause if _is_move(before, after) else f"恢复 / back again: {cause}"
    return f"依据变更 / facts changed: {cause}"


def _is_move(before: CardRecord, after: CardRecord) -> bool:
    """Whether a person moved the card, whose words the cause then holds."""
    by_data = (CardState.WITHDRAWN, CardState.SUPERSEDED, CardState.MUTED)
    return before.state not in by_data and (after.state in _BY_PEOPLE or after.state is CardState.ISSUED)


def _gravity(record: CardRecord) -> int:
    return GRAVITY[Colour(record.colour)]


def _rank(card: Card) -> tuple[int, int, bool]:
    """How grave a card is in its class: by colour, then by rule, then the one whose degree is part of its occasion."""
    rule_id = card.record.rule_id
    place = ORDER.index(rule_id) if rule_id in ORDER else 0
    return _gravity(card.record), place, card.record.occasion != card.group
