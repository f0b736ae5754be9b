"""How long a lane that cannot write is tried again before its worker stops."""

import time

from streams.worker.changelog import FencedError, connection_lost

GIVE_UP_SECONDS = 600.0
GIVE_UP_TRIES = 6


class Failures:
    """The failures of a lane since it last wrote. A broker that is away or a successor is no try: it may take long."""

    def __init__(self) -> None:
        self._tries = 0
        self._since: float | None = None

    def count(self, error: BaseException) -> None:
        """The lane was given up for this; raises it where there is no hope left."""
        if self._since is None:
            self._since = time.monotonic()
        self._tries += not (connection_lost(error) or isinstance(error, FencedError))
        self.give_up_if_hopeless(error)

    def give_up_if_hopeless(self, error: BaseException) -> None:
        """Raise the error after so many tries, or so long a time."""
        long = self._since is not None and time.monotonic() - self._since > GIVE_UP_SECONDS
        if long or self._tries >= GIVE_UP_TRIES:
            raise error

    def forget(self) -> None:
        """The lane wrote."""
        self._tries, self._since = 0, None
