"""Rules of ratings: what citizens say held against clocks and materials (R-05), and ratings interfered with (R-07)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from rules.cards import STANDING, CardRecord, CardState
from rules.case_events import Closed, ComplaintOpened, Corrected
from rules.event_verdicts import Texts, ids, satisfied, violated
from rules.fact import Fact, replaced
from rules.labels import LABELS, telling
from rules.ratings import RatedCase, Rating, RatingStatus
from rules.rulebook import Colour
from rules.verdict import LEAD, Status, Verdict
from rules.view import CaseView

_LATE = frozenset({"T-04", "T-05", "T-06", "T-07", "C-01"})
CHECKED_BY: Mapping[str, frozenset[str]] = {
    "209": _LATE,
    "110": _LATE,
    "108": frozenset({"P-08"}),
    "109": frozenset({"P-08"}),
    "210": frozenset({"P-09"}),
}
"""Label → the rules whose yellow or red card about the case confirms it."""

INTERFERENCE: Mapping[str, Texts] = {
    "forced_rating": ("强迫或者诱导评价", "forced or prompted rating"),
    "retaliation": ("因评价打击报复", "retaliation for a rating"),
    "disclosure": ("泄露评价人信息", "disclosure of who rated"),
}
"""What complaints of R-07 are about."""


class Confirmation(NamedTuple):
    """A label that a card about the case confirms: the rating is evidence on the card, the card on the ticket."""

    rating: Rating
    label: str
    card_id: str


def rated_case(case: CaseView | None) -> RatedCase:
    """What a case says of its ratings; nothing where only ratings or findings are known of the subject."""
    if case is None:
        return RatedCase()
    item, closed = case.item, case.first(Closed)
    return RatedCase(
        known=not case.kinds <= {Corrected},
        closed_at=closed.time if closed else None,
        item_code=case.item_code,
        dept_code=(item.dept_code if item else None) or None,
        region_code=(item.region_code if item else None) or None,
    )


def r05(case: CaseView, ratings: Sequence[Rating], cards: Iterable[CardRecord]) -> list[Verdict]:
    """R-05 差评与时钟互核: a bad rating that counts says by a label what no card about the case says. A lead.

    Labels 209 and 110 are held against T-04, T-05, T-06, T-07 and C-01, 108 and 109 against P-08, 210 against P-09; a
    card that is yellow or red and stands, or is proposed, confirms them. Labels that are retired, unknown or of
    another grade are held against nothing. Occasion: `rating` and the number of the service. Basis: the office's own
    rulebook.
    """
    confirming = _confirming(cards)
    doubts: dict[str, list[tuple[Rating, str]]] = {}
    served: list[str] = []
    for rating, label in _checkable(ratings):
        served.append(rating.record.service_number)
        if not confirming.keys() & CHECKED_BY[label]:
            doubts.setdefault(rating.record.service_number, []).append((rating, label))
    kept = [f"rating {number}" for number in dict.fromkeys(served) if number not in doubts]
    found = [verdict for occasion in kept for verdict in satisfied(case, occasion)]
    return found + [_doubtful(case, number, said) for number, said in doubts.items()]


def confirmations(ratings: Sequence[Rating], cards: Iterable[CardRecord]) -> list[Confirmation]:
    """The labels of bad ratings that cards about the case confirm, with each card that does (R-05)."""
    confirming = _confirming(cards)
    return [
        Confirmation(rating, label, card_id)
        for rating, label in _checkable(ratings)
        for rule_id in sorted(CHECKED_BY[label])
        for card_id in confirming.get(rule_id, ())
    ]


def said_by_labels(ratings: Sequence[Rating]) -> dict[str, tuple[str, ...]]:
    """Rule → the ids of the ratings whose label says what a card of that rule says: evidence on the card (R-05)."""
    found: dict[str, list[Fact]] = {}
    for rating, label in _checkable(ratings):
        for rule_id in CHECKED_BY[label]:
            found.setdefault(rule_id, []).append(rating.fact)
    return {rule_id: ids(facts) for rule_id, facts in found.items()}


def _checkable(ratings: Iterable[Rating]) -> list[tuple[Rating, str]]:
    """The labels of valid bad ratings that can be held against something."""
    return [
        (rating, label)
        for rating in ratings
        if rating.record.bad and rating.record.status is RatingStatus.VALID
        for label in telling(rating.record.labels, rating.record.level)
        if label in CHECKED_BY
    ]


def _confirming(cards: Iterable[CardRecord]) -> dict[str, list[str]]:
    """The cards by rule that say of the case what a label may: a warning says of nothing yet that it is late."""
    found: dict[str, list[str]] = {}
    for card in cards:
        stands = card.state in STANDING or card.state is CardState.PROPOSED
        if stands and card.colour != Colour.WARNING:
            found.setdefault(card.rule_id, []).append(card.card_id)
    return {rule_id: sorted(card_ids) for rule_id, card_ids in found.items()}


def _doubtful(case: CaseView, number: str, said: Sequence[tuple[Rating, str]]) -> Verdict:
    first = min((rating for rating, _ in said), key=lambda rating: rating.fact)
    labels = dict.fromkeys(label for _, label in said)
    rules = sorted({rule_id for label in labels for rule_id in CHECKED_BY[label]})
    zh = "、".join(f"{label}“{LABELS[label][0]}”" for label in labels)
    en = ", ".join(f'{label} "{LABELS[label][1]}"' for label in labels)
    at, named = case.zone.wall(first.fact.time), ", ".join(rules)
    return Verdict(
        occasion=f"rating {number}",
        status=Status.VIOLATED,
        degree=LEAD,
        at=first.fact.time,
        evidence=ids(rating.fact for rating, _ in said),
        owner=(first.record.dept_code, first.record.region_code),
        zh=f"{at}的差评（第{number}次服务）称{zh}，但该办件没有{named}的牌：请核对期限和材料记录。",
        en=f"The bad rating of {at} (service {number}) says {en}, and the case has no card of {named}: "
        "check the clock and the records of materials.",
    )


def r07(case: CaseView) -> list[Verdict]:
    """R-07 干预报复泄露: a complaint that somebody forced or prompted a rating, retaliated for one, or disclosed who
    rated. Red, waits for a person.

    The person complained of answers, not who took the complaint. Occasion: the complaint. Basis: 国办发〔2019〕51号.
    """
    found: list[Verdict] = []
    for fact in case.of(ComplaintOpened):
        about = INTERFERENCE.get(fact.data.about or "")
        found += [_complained(case, fact, about)] if about else satisfied(case, fact.ref)
    return found


def _complained(case: CaseView, fact: Fact, about: Texts) -> Verdict:
    at, target = case.zone.wall(fact.time), fact.data.target_staff_id
    zh = f"{at}收到投诉：{about[0]}" + (f"，被投诉人{target}" if target else "") + "；待核查确认。"
    en = f"Complaint at {at}: {about[1]}" + (f", about {target}" if target else "") + "; to be looked into."
    return violated(_of_the_target(fact), "red", (zh, en))


def _of_the_target(fact: Fact) -> Fact:
    """The complaint as an event of the person complained of: whoever the card's `responsible` is taken from."""
    target = fact.data.target_staff_id
    return replaced(fact, msgspec.structs.replace(fact.data, staff_id=target, staff_post=None), fact.time)
