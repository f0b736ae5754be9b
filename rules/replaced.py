"""What corrections (更正) did: each event as it was read beside what it counts as now (contracts 2.13)."""

from typing import NamedTuple

from rules.case_events import Corrected
from rules.corrections import in_force
from rules.fact import Fact


class Replaced(NamedTuple):
    """An event that corrections name: as it was read, as it counts (None: voided), and all that was said of it.

    A correction among `by` may have no effect: a later one counts instead, it was itself corrected, or lies ahead.
    """

    original: Fact
    counts: Fact | None
    by: list[Fact]

    @property
    def changed(self) -> bool:
        """Whether it counts as something else than what was read."""
        counts, original = self.counts, self.original
        return counts is None or counts.time != original.time or counts.data != original.data


def replaced_events(facts: list[Fact], now: int) -> dict[str, Replaced]:
    """The events that corrections name, by `Fact.ref`; corrections of corrections are among them.

    `facts` are all that were read of a case, in order; `now` is in ms.
    """
    counts = {fact.ref: fact for fact in in_force(facts, now)}
    originals = {fact.ref: fact for fact in facts}
    found: dict[str, Replaced] = {}
    for fact in facts:
        if type(fact.data) is not Corrected:
            continue
        ref = f"{fact.source} {fact.data.corrects}"
        if ref in found:
            found[ref].by.append(fact)
        elif ref in originals:
            found[ref] = Replaced(originals[ref], counts.get(ref), [fact])
    return found
