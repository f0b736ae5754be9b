"""How long to wait before the next try, and how often to say so."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FIRST_WAIT = 0.5
LONGEST_WAIT = 15.0


def wait_before(attempt: int) -> float:
    """Seconds before try number `attempt` + 1: doubling from half a second, at most 15 s."""
    return min(FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_WAIT) if attempt < 10 else LONGEST_WAIT


@dataclass(slots=True)
class Seldom(logging.Filter):
    """A logging filter that lets one message of each kind through per `every` seconds.

    During a broker outage the Kafka client logs a hundred errors a second.
    """

    every: float = 10.0
    clock: Callable[[], float] = time.monotonic
    _said: dict[str, float] = field(default_factory=dict)

    def filter(self, record: logging.LogRecord) -> bool:
        now, kind = self.clock(), str(record.msg)
        if now - self._said.get(kind, float("-inf")) < self.every:
            return False
        if len(self._said) > 1000:
            self._said.clear()
        self._said[kind] = now
        return True


def quieten(library: str) -> None:
    """Let every logger of a library that is already there repeat itself only seldom."""
    seldom = Seldom()
    for name in list(logging.root.manager.loggerDict):
        if name == library or name.startswith(f"{library}."):
            logging.getLogger(name).addFilter(seldom)
