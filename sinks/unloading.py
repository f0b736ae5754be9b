"""Reading the archive out again, in the order of the topics: what a rebuild writes back to Kafka."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.clickhouse import open_for_unloading, refusal
from sinks.dsn import ArchiveAddress

NO_VALUE = "no_value"
"""Reason of the dead letter of a record that had no value at all."""

_SETTINGS = {"max_bytes_before_external_sort": 1 << 28, "max_block_size": 5_000}

_PLACES = """
SELECT topic, partition, anyIf(subject, key != '') AS subject
FROM events FINAL
GROUP BY topic, partition
ORDER BY topic, partition
"""

_INPUTS = """
SELECT offset, toUnixTimestamp64Milli(stamp) AS stamp, key, readable, subject, value
FROM events FINAL
WHERE topic = {topic:String} AND partition = {partition:UInt32}
ORDER BY offset
"""

_LETTERS = """
SELECT offset, reason, original
FROM dead_letters FINAL
WHERE topic = {topic:String} AND partition = {partition:UInt32}
  AND (original != '' OR reason = 'no_value')
  AND offset IN (
      SELECT offset FROM events
      WHERE topic = {topic:String} AND partition = {partition:UInt32} AND NOT readable
  )
"""

_SEALED_BY = "SELECT DISTINCT substring(original, 4, 4) FROM dead_letters WHERE match(original, '^s[12]:')"

_DOSSIERS = """
SELECT case_no, dossier FROM archived_cases FINAL
WHERE dossier != '' AND case_no IN (SELECT subject FROM dead_letters WHERE reason = 'case_archived')
ORDER BY case_no, stamp
"""

_OUTCOMES = """
SELECT id, type, subject, toUnixTimestamp64Milli(assumeNotNull(time)) AS time,
       toUnixTimestamp64Milli(stamp) AS stamp, data
FROM action_outcomes FINAL
ORDER BY stamp, id, revision
"""

_PIECES = """
SELECT id, type, subject, toUnixTimestamp64Milli(assumeNotNull(time)) AS time,
       toUnixTimestamp64Milli(stamp) AS stamp, data
FROM assessments FINAL
WHERE type = {type:String}
ORDER BY stamp, id, revision
"""


class Inputs(NamedTuple):
    """What the archive has of one partition of an input topic; `subject`: of some record keyed by it, or empty."""

    topic: str
    partition: int
    subject: str


class Input(NamedTuple):
    """One input record as archived; `stamp` in ms UTC. `value` is empty where `readable` is false."""

    offset: int
    stamp: int
    key: str
    readable: bool
    subject: str
    value: str


class Output(NamedTuple):
    """One output record as archived: the parts of its envelope, instants in ms UTC, `data` as JSON."""

    id: str
    type: str
    subject: str
    time: int
    stamp: int
    data: str


class Unloader:
    """Reads whole tables, without the limits of named queries. Blocking. Raises ArchiveAway.

    Rows come in blocks, sorted by the engine, on disk where memory is short: the archive may be larger than memory.
    One reading at a time: read it to its end before the next.
    """

    def __init__(self, address: ArchiveAddress) -> None:
        self._address = address
        self._client: Client = open_for_unloading(address)

    def close(self) -> None:
        """Let go of the archive."""
        self._client.close()

    def places(self) -> list[Inputs]:
        """Which partitions of which input topics there are."""
        return [Inputs(*row) for row in self._rows(_PLACES, {})]

    def inputs(self, place: Inputs) -> Iterator[Input]:
        """The records of a partition, by offset."""
        return (Input(*row) for row in self._rows(_INPUTS, _place(place)))

    def letters(self, place: Inputs) -> dict[int, tuple[str, str]]:
        """Offset → (reason, sealed bytes) of the records of a partition that could not be read."""
        return {
            offset: (reason, original) for offset, reason, original in self._rows(_LETTERS, _place(place))
        }

    def sealed_by(self) -> list[str]:
        """How the fingerprints begin of the keys that dead letters are sealed with."""
        return sorted(name for (name,) in self._rows(_SEALED_BY, {}))

    def dossiers(self) -> dict[str, list[str]]:
        """Case → its sealed dossiers, one for each time it left, in order; of cases that may have been brought back."""
        found: dict[str, list[str]] = {}
        for case_no, dossier in self._rows(_DOSSIERS, {}):
            found.setdefault(case_no, []).append(dossier)
        return found

    def outcomes(self) -> Iterator[Output]:
        """What became of desk actions."""
        return (Output(*row) for row in self._rows(_OUTCOMES, {}))

    def pieces(self, type_: str) -> Iterator[Output]:
        """The records of topic `assessments` of one type."""
        return (Output(*row) for row in self._rows(_PIECES, {"type": type_}))

    def _rows(self, sql: str, parameters: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
        try:
            with self._client.query_row_block_stream(
                sql, parameters=dict(parameters), settings=_SETTINGS
            ) as blocks:
                for block in blocks:
                    yield from block
        except (ClickHouseError, OSError) as error:
            raise refusal(self._address, "does not answer", error) from error


def _place(place: Inputs) -> dict[str, Any]:
    return {"topic": place.topic, "partition": place.partition}
