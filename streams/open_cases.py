"""The cases as the workers hold them, read from the state changelog: for commands that ask what a change would do."""

import asyncio
from collections.abc import Iterator

import msgspec

from rules.dossier import Dossier, restore
from streams.exits import Misuse, Unavailable
from streams.topic_reading import ReadError
from streams.topics import partition_count
from streams.worker.changelog import CHANGELOG, Place
from streams.worker.ledger import UnknownSchemaError
from streams.worker.restoring import read_back


class OpenCases:
    """The dossiers on a deployment's changelog, one partition in memory at a time.

    Raises Unavailable where Kafka does not answer, Misuse where the topic is not there.
    """

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap, self._prefix = bootstrap, prefix
        self.partitions = partition_count(bootstrap, prefix + CHANGELOG)

    def of(self, partition: int) -> Iterator[Dossier]:
        """The dossiers of one partition, each a value of its own; closed cases that are still held among them.

        Raises Unavailable where the partition cannot be read to its end, Misuse where another version of the program
        wrote it.
        """
        store: dict[str, bytes] = {}
        place = Place(self._bootstrap, self._prefix, partition)
        topic = f"topic {self._prefix}{CHANGELOG}"
        try:
            asyncio.run(read_back(place, store))
            for record in store.values():
                yield restore(record)
        except (UnknownSchemaError, msgspec.DecodeError) as error:
            raise Misuse(f"{topic}: found a state that this program cannot read ({error})") from error
        except (ReadError, OSError) as error:
            raise Unavailable(f"{topic} on {self._bootstrap} cannot be read ({error}); try again") from error
