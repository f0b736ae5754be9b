"""What becomes known of a closed month afterwards: no change of it, but a line in a later month that refers to it."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from rules.assessment.amounts import ZERO, number, text
from rules.assessment.facts import MonthFacts, RatingGroup
from rules.assessment.scores import Line, Score


def differences(
    month: str, frozen: Sequence[Score], now: Sequence[Score], booked: Mapping[str, Sequence[Line]]
) -> dict[str, list[Line]]:
    """By score key, what is still to be put right of a month: its total as the archive now has it, less what was
    frozen, less what months in between have put right already (`booked`). Who has no score then or now has
    nothing to be put right.
    """
    before, after = _totals(frozen), _totals(now)
    found: dict[str, list[Line]] = {}
    for key in sorted(before.keys() & after.keys()):
        done = sum((number(line.points) for line in booked.get(key, ()) if line.month == month), ZERO)
        if left := after[key] - before[key] - done:
            found[key] = [_line(month, text(left), text(before[key]), text(after[key]))]
    return found


def _totals(scores: Iterable[Score]) -> dict[str, Fraction]:
    """Totals without earlier adjustments, which have their own months."""
    return {
        score.key: sum((number(part.points) for part in score.parts if part.name != "adjustments"), ZERO)
        for score in scores
    }


def _line(month: str, points: str, before: str, after: str) -> Line:
    zh = f"{month}结账后变动：原{before}，现{after}"
    en = f"{month} changed after its close: {before} then, {after} now"
    return Line(points, zh, en, month=month)


def what_differs(frozen: MonthFacts, now: MonthFacts) -> list[str]:
    """What the archive says otherwise than what was frozen, a sentence each."""
    return [*_cards(frozen, now), *_tallies(frozen, now), *_ratings(frozen, now)]


def _cards(frozen: MonthFacts, now: MonthFacts) -> Iterable[str]:
    before = {card.card_id: card for card in frozen.cards}
    after = {card.card_id: card for card in now.cards}
    for card_id in sorted(before.keys() - after.keys()):
        yield f"card {card_id} ({before[card_id].subject}) counted then and does not count now"
    for card_id in sorted(after.keys() - before.keys()):
        yield f"card {card_id} ({after[card_id].subject}) counts now and did not then"
    for card_id in sorted(before.keys() & after.keys()):
        if before[card_id] != after[card_id]:
            yield f"card {card_id}: {_changes(before[card_id], after[card_id])}"


def _changes(before: object, after: object) -> str:
    fields = getattr(before, "__struct_fields__", ())
    told = [
        f"{name} {getattr(before, name)!r} then, {getattr(after, name)!r} now"
        for name in fields
        if getattr(before, name) != getattr(after, name)
    ]
    return "; ".join(told)


def _tallies(frozen: MonthFacts, now: MonthFacts) -> Iterable[str]:
    before, after = _by_place(frozen), _by_place(now)
    for place in sorted(before.keys() | after.keys()):
        then, later = before.get(place, {}), after.get(place, {})
        told = [
            f"{name} {then.get(name, 0)} then, {later.get(name, 0)} now"
            for name in sorted(then.keys() | later.keys())
            if then.get(name, 0) != later.get(name, 0)
        ]
        if told:
            yield f"person {place[0] or '-'}, unit {place[1] or '-'}, item {place[2] or '-'}: {'; '.join(told)}"


def _by_place(facts: MonthFacts) -> dict[tuple[str, str, str, str], dict[str, int]]:
    """Counts by place; what was counted, by its digest, is one of them."""
    return {
        (each.staff_id, each.dept_code, each.item_code, each.region_code): {
            **each.counts,
            "digest": each.digest,
        }
        for each in facts.tallies
    }


def _ratings(frozen: MonthFacts, now: MonthFacts) -> Iterable[str]:
    before = {_kind(group): group for group in frozen.ratings}
    after = {_kind(group): group for group in now.ratings}
    for kind in sorted(before.keys() | after.keys()):
        then = before[kind].number if kind in before else 0
        later = after[kind].number if kind in after else 0
        if then != later:
            person, _, _, _, channel, level, status, _ = kind
            yield f"ratings of {person or '-'}, channel {channel}, grade {level}, {status}: {then} then, {later} now"


def _kind(group: RatingGroup) -> tuple[str, str, str, str, int, int, str, bool]:
    return (
        *(group.staff_id, group.dept_code, group.item_code, group.region_code),
        *(group.channel, group.level, group.status, group.counts),
    )
