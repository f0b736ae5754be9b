"""How a peer tells what it did: one line of JSON when it has handled and confirmed what it was asked for."""

import json
import sys
import time


class Watch:
    """Counts records; `full` once `wanted` were handled."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.handled = wanted, 0
        self._first = 0.0

    def saw(self, records: int = 1) -> bool:
        """Records were handled; whether an output is due, as it is for each twentieth."""
        if not self._first:
            self._first = time.time()
        before, self.handled = self.handled, self.handled + records
        return before // 20 != self.handled // 20

    @property
    def full(self) -> bool:
        """Whether all that was asked for is handled."""
        return self.handled >= self.wanted

    def tell(self) -> None:
        """All of it is confirmed now."""
        seconds = time.time() - self._first
        sys.stdout.write(json.dumps({"handled": self.handled, "seconds": seconds}) + "\n")
        sys.stdout.flush()
