"""Ctrl-C, SIGTERM and a closed terminal all mean: stop what was started, once, in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """Turns the first signal into a KeyboardInterrupt; later ones are not heard: stopping is under way."""

    def __init__(self) -> None:
        self.come = False
        self._held = self._raised = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen while the block runs; what listened before is put back."""
        before = {each: signal.signal(each, self._hear) for each in SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block end before a signal is acted on, so that nothing is started and then forgotten."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self._act()

    def stopping(self) -> None:
        """From now on signals are not heard."""
        self._raised = True

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.come = True
        self._act()

    def _act(self) -> None:
        if self.come and not self._held and not self._raised:
            self._raised = True
            raise KeyboardInterrupt
