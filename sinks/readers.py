"""Several connections that answer named queries, so that a short question does not wait for a long one."""

from sinks.dsn import ArchiveAddress
from sinks.named_queries import Answer, Queries, Reader, shipped_queries


class Readers:
    """Answers like a Reader, from as many threads as ask at once; each uses a connection that is idle, or a new one."""

    def __init__(self, address: ArchiveAddress, queries: Queries | None = None) -> None:
        self._address = address
        self.queries = shipped_queries() if queries is None else queries
        self._idle: list[Reader] = []

    def run(self, name: str, given: dict[str, str]) -> Answer:
        """Raises BadQuery for a wrong name or parameter, ArchiveAway if ClickHouse does not answer."""
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = Reader(self._address, self.queries)
        try:
            return reader.run(name, given)
        finally:
            self._idle.append(reader)

    def close(self) -> None:
        """Let go of the connections; nobody asks any more."""
        while self._idle:
            self._idle.pop().close()
