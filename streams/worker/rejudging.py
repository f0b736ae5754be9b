"""What it took to judge the cases anew after rulebooks or calendar changed, told when all lanes here are done."""

import time

import structlog

from rules.lane import Turn

log = structlog.get_logger(__name__)


class Rejudging:
    """Counts for the lanes of a process; a lane is named by its partition number."""

    def __init__(self) -> None:
        self._lanes: set[int] = set()
        self._began = 0.0
        self._cases = self._cards = self._moved = 0

    def begin(self, number: int) -> None:
        """A lane has cases to judge anew, or may have."""
        if not self._lanes:
            self._began = time.monotonic()
            self._cases = self._cards = self._moved = 0
        self._lanes.add(number)

    def count(self, turn: Turn) -> None:
        """A turn in which nothing else was done."""
        self._cases += len(turn.states)
        self._cards += sum(output.topic == "cards" for output in turn.outputs)
        self._moved += sum(output.topic == "case-states" for output in turn.outputs)

    def end(self, number: int) -> None:
        """A lane is done, or has left; the last one tells."""
        if number not in self._lanes:
            return
        self._lanes.discard(number)
        if not self._lanes and self._cases:
            log.info(
                "re-judged",
                cases=self._cases,
                cases_changed=self._moved,
                card_revisions=self._cards,
                seconds=round(time.monotonic() - self._began, 2),
            )
