"""Corrections (更正) act on the event they name as if it had been so from the start (contracts 2.13)."""

from rules.case_events import Corrected
from rules.decode import decode_replacement, milliseconds
from rules.fact import Fact, replaced
from rules.strictness import Rejected


def in_force(facts: list[Fact], now: int) -> list[Fact]:
    """The facts as corrected, in order; voided ones are gone, corrections in force are among them.

    Of several corrections of one event the one with the latest time counts. A correction may be corrected itself;
    one dated ahead of `now` (ms) corrects nothing yet.
    `facts` is in order of time, source, id; so is the result, whatever the order of arrival was.
    """
    by_target: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if type(fact.data) is Corrected:
            by_target.setdefault((fact.source, fact.data.corrects), []).append(fact)
    if not by_target:
        return facts
    resolver = _Resolver(by_target, now)
    return sorted(kept for fact in facts if (kept := resolver.resolve(fact)) is not None)


class _Resolver:
    """Follows chains of corrections, of any length; a circle of them is broken where it is first entered."""

    def __init__(self, by_target: dict[tuple[str, str], list[Fact]], now: int) -> None:
        self._now = now
        self._by_target = by_target
        self._done: dict[tuple[str, str], Fact | None] = {}
        self._open: set[tuple[str, str]] = set()

    def resolve(self, fact: Fact) -> Fact | None:
        """The fact as it counts, or None where it was voided."""
        waiting = [fact]
        while waiting:
            one = waiting[-1]
            name = (one.source, one.id)
            first = self._first_asked(name)
            if first:
                waiting += reversed(first)
            else:
                waiting.pop()
                if name in self._open:
                    self._open.discard(name)
                    self._done[name] = self._corrected(one, name)
        return self._done[(fact.source, fact.id)]

    def _first_asked(self, name: tuple[str, str]) -> list[Fact]:
        """The corrections of a fact that is met for the first time: they are resolved before it is."""
        if name in self._done or name in self._open:
            return []
        self._open.add(name)
        return [
            each
            for each in self._by_target.get(name, ())
            if (each.source, each.id) not in self._done and (each.source, each.id) not in self._open
        ]

    def _corrected(self, fact: Fact, name: tuple[str, str]) -> Fact | None:
        given = [self._done.get((each.source, each.id), each) for each in self._by_target.get(name, ())]
        standing = [each for each in given if each is not None and each.time <= self._now]
        return _apply(fact, max(standing)) if standing else fact


def _apply(fact: Fact, correction: Fact) -> Fact | None:
    said = correction.data
    if not isinstance(said, Corrected):  # a replacement cannot change a type; this keeps the types honest
        return fact
    if said.void:
        return None
    data, time = fact.data, fact.time
    if said.replacement is not None:
        try:
            data = decode_replacement(fact.type, said.replacement)
        except Rejected:  # its target arrived before it was checked against it: it never took effect
            return fact
    if said.new_time is not None:
        time = milliseconds(said.new_time)
    return replaced(fact, data, time)
