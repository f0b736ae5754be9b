"""What is remembered between snapshots, so that no change gives its events twice, whenever the process dies.

A turn is one snapshot. Its events are written hidden, under the turn's number; then the memory takes the place of the
old one, and with that the turn has happened; then the events are given their name. Whoever comes back finds by the
memory's number whether hidden events are to be named or were of a turn that never was.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from streams.exchange.comparing import Cases
from streams.exits import Misuse
from streams.people.files import OWNER_ONLY, write_whole

FORM = 1


class Memory(msgspec.Struct, frozen=True):
    """The state after a turn. `digest`, `name`, `taken` (RFC 3339, UTC) are of the last snapshot.

    `source` is the mapping's: memory of one table does not serve another.
    """

    source: str
    form: int = FORM
    turn: int = 0
    name: str = ""
    taken: str = ""
    digest: str = ""
    cases: Cases = {}


class MemoryFile:
    """The memory on disk, with the folder that its events go to. Used by one process at a time: see `alone`."""

    def __init__(self, path: Path, out: Path) -> None:
        self.path = path
        self.out = out

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one who uses it. Raises Misuse where another process does, or there is no place to write."""
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            handle = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        except OSError as error:
            raise Misuse(
                f"{error.filename}: found {error.strerror}, expected a place this process may write to"
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise Misuse(
                f"{self.path}: found it used by another process, expected one alone to watch a table"
            ) from None
        finally:
            os.close(handle)

    def load(self, source: str) -> Memory:
        """The memory, after a turn that was broken off is finished or forgotten. Raises Misuse: it cannot serve."""
        memory = self._read() or Memory(source)
        if memory.source != source:
            raise Misuse(
                f"{self.path}: found the memory of {memory.source}, expected that of {source}; name another --state"
            )
        self._finish(memory.turn)
        for unknown in (self.events_of(memory.turn + 1), self.sent_of(memory.turn + 1)):
            if unknown.exists():
                raise Misuse(
                    f"{unknown}: found events that {self.path} knows nothing of, expected a folder without them; name "
                    "another --out, or the --state they were written with"
                )
        return memory

    def commit(self, memory: Memory, events: Sequence[bytes]) -> Path | None:
        """Put the turn in place, and say where its events are; None where it has none. Raises Misuse: no room."""
        if events:
            write_whole(self._hidden(memory.turn), b"".join(line + b"\n" for line in events))
            _settle(self.out)
        write_whole(self.path, msgspec.json.encode(memory))
        _settle(self.path.parent)
        self._finish(memory.turn)
        return self.events_of(memory.turn) if events else None

    def events_of(self, turn: int) -> Path:
        """The file of a turn's events."""
        return self.out / f"events-{turn:08d}.jsonl"

    def sent_of(self, turn: int) -> Path:
        """What the file of a turn's events is called once they are on Kafka."""
        return self.out / f"sent-{turn:08d}.jsonl"

    def rejects_of(self, turn: int) -> Path:
        """The file of the rows of a turn that gave no event."""
        return self.out / f"rejects-{turn:08d}.csv"

    def unsent(self) -> list[Path]:
        """The files of events not yet sent, in order."""
        return sorted(self.out.glob("events-*.jsonl"))

    def mark_sent(self, events: Path) -> None:
        """Put the file among those that are on Kafka."""
        events.replace(events.with_name(events.name.replace("events-", "sent-", 1)))
        _settle(self.out)

    def _hidden(self, turn: int) -> Path:
        return self.out / f".events-{turn:08d}.jsonl"

    def _finish(self, turn: int) -> None:
        """Name the events of the turn that has happened; what is hidden of the next one never was."""
        if self._hidden(turn).exists():
            self._hidden(turn).replace(self.events_of(turn))
            _settle(self.out)
        self._hidden(turn + 1).unlink(missing_ok=True)

    def _read(self) -> Memory | None:
        try:
            memory = msgspec.json.decode(self.path.read_bytes(), type=Memory)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Misuse(
                f"{self.path}: found {error.strerror}, expected a file this process may read"
            ) from None
        except msgspec.DecodeError as error:
            raise Misuse(
                f"{self.path}: found {error}, expected what `liangpai snapshots watch` wrote"
            ) from None
        if memory.form != FORM:
            raise Misuse(
                f"{self.path}: found form {memory.form}, expected {FORM}; it is of another version of liangpai"
            )
        return memory


def _settle(folder: Path) -> None:
    """Names in the folder survive a loss of power, in the order they were given."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
