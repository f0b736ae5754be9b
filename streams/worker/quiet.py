"""Client libraries speak up to 100 times a second while a broker is away: each message passes once in ten seconds."""

import logging
import time
from typing import Any

LIBRARIES = ("aiokafka", "faust", "mode", "kafka")
EVERY_SECONDS = 10.0


class OncePerWhile(logging.Filter):
    """Lets a message through once in `every` seconds for each place in the code that writes it."""

    def __init__(self, every: float = EVERY_SECONDS) -> None:
        super().__init__()
        self.every = every
        self._last: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass."""
        place, now = (record.pathname, record.lineno), time.monotonic()
        if now - self._last.get(place, -self.every) < self.every:
            return False
        self._last[place] = now
        return True


class Brief(logging.Formatter):
    """An error of a client library as its name and message: where in the library it arose helps nobody here."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name the library gave
        """The exception in one line."""
        return f"({type(ei[1]).__name__}: {ei[1]})"


def calm(level: int = logging.WARNING) -> None:
    """Let the client libraries write to standard error from `level` on, each message at most once in a while."""
    handler = logging.StreamHandler()
    handler.setFormatter(Brief("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(OncePerWhile())
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
