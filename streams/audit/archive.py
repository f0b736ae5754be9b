"""Whether the archive holds what the topics hold: every input record with its content, every output by its identity.

Sums of checksums are compared piece by piece; only of pieces that differ the rows are asked for. What the sink has not
committed yet may be there or not.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

from rules.turn import Record
from sinks.named_queries import MAX_ROWS
from sinks.shaping.events import Cleanse, event_row
from sinks.shaping.outputs import OUTPUT_ROWS, Unreadable
from sinks.tables import EVENTS, TABLES
from streams.archive_client import ArchiveClient
from streams.audit.report import Report
from streams.topics import INPUTS

PIECE = 10_000
"""Offsets of a piece of an input, as query audit_inputs has it: no more rows than an answer may have."""

PIECES = 4_096
COMPARED = frozenset(
    {
        *("cards", "tickets", "leads", "ratings", "alerts", "assessments"),
        *("action-outcomes", "dead-letters", "archived-cases"),
    }
)
"""Output topics of which every record is kept."""

_VALUE = EVENTS.columns.index("value")
_CONTENT = {"dead_letters": "reason", "archived_cases": "dossier"}

Committed = Mapping[tuple[str, int], int]
"""(topic, partition) → the offset the sink has written before."""


class ArchiveAudit:
    """Collects what the archive must hold, then asks it."""

    def __init__(self, committed: Committed, cleanse: Cleanse, report: Report) -> None:
        self._committed, self._cleanse, self._report = committed, cleanse, report
        self._inputs: dict[tuple[str, int], tuple[array[int], array[int]]] = {}
        self._outputs: dict[str, dict[str, tuple[int, bool]]] = {}

    def expect(self, topic: str, records: list[Any]) -> None:
        """These were read of a topic."""
        for each in records:
            record = Record(topic, each.partition, each.offset, each.key, each.value, each.timestamp)
            written = each.offset < self._committed.get((topic, each.partition), 0)
            if topic in INPUTS:
                self._expect_input(record, written)
            elif topic in COMPARED and each.value is not None:
                self._expect_output(record, written)

    def ask(self, archive: ArchiveClient) -> None:
        """Compare. Raises Unavailable where the archive does not answer."""
        for (topic, partition), (offsets, sums) in self._inputs.items():
            self._compare_input(archive, topic, partition, dict(zip(offsets, sums, strict=True)))
        for table, expected in self._outputs.items():
            self._compare_outputs(archive, table, expected)

    def _expect_input(self, record: Record, written: bool) -> None:
        if not written:
            self._report.waiting["records not archived yet"] += 1
            return
        offsets, sums = self._inputs.setdefault((record.topic, record.partition), (array("Q"), array("I")))
        offsets.append(record.offset)
        sums.append(crc32(event_row(record, self._cleanse)[_VALUE].encode()))

    def _expect_output(self, record: Record, written: bool) -> None:
        table, shape = OUTPUT_ROWS[record.topic]
        try:
            values = shape(record)
        except Unreadable:
            return
        columns = TABLES[table].columns
        identity = "/".join(str(values[columns.index(each)]) for each in TABLES[table].identity)
        content = crc32(str(values[columns.index(_CONTENT.get(table, "data"))]).encode())
        self._outputs.setdefault(table, {})[identity] = content, written

    def _compare_input(
        self, archive: ArchiveClient, topic: str, partition: int, expected: dict[int, int]
    ) -> None:
        first, end = min(expected), max(expected) + 1
        counts, sums = _pieces((offset // PIECE, content) for offset, content in expected.items())
        place: dict[str, str | int] = {"topic": topic, "partition": str(partition)}
        rows = archive.run("audit_inputs", first=str(first), next=str(end), **place)
        found = {int(row["piece"]): (int(row["records"]), int(row["checksum"])) for row in rows}
        self._report.archived[topic] += sum(records for records, _ in found.values())
        for piece in sorted(counts.keys() | found.keys()):
            if found.get(piece, (0, 0)) != (counts[piece], sums[piece]):
                lowest, highest = max(first, piece * PIECE), min(end, (piece + 1) * PIECE)
                held = archive.run("audit_places", first=str(lowest), next=str(highest), **place)
                there = {int(row["offset"]): int(row["checksum"]) for row in held}
                self._name_places(topic, partition, range(lowest, highest), expected, there)

    def _name_places(
        self, topic: str, partition: int, places: range, expected: dict[int, int], there: dict[int, int]
    ) -> None:
        for offset in places:
            if expected.get(offset) == there.get(offset):
                continue
            what = _difference(offset in expected, offset in there)
            self._report.offend("archive", f"{topic}/{partition}/{offset}", what)

    def _compare_outputs(
        self, archive: ArchiveClient, table: str, expected: dict[str, tuple[int, bool]]
    ) -> None:
        counts, sums = _pieces(
            (crc32(identity.encode()) % PIECES, content) for identity, (content, _) in expected.items()
        )
        rows = archive.run("audit_outputs", table=table)
        found = {int(row["piece"]): (int(row["records"]), int(row["checksum"])) for row in rows}
        self._report.archived[table] += sum(records for records, _ in found.values())
        for piece in sorted(counts.keys() | found.keys()):
            if found.get(piece, (0, 0)) != (counts[piece], sums[piece]):
                held = archive.run("audit_identities", table=table, piece=piece, limit=MAX_ROWS)
                there = {str(row["identity"]): int(row["content"]) for row in held}
                mine = {
                    name: each for name, each in expected.items() if crc32(name.encode()) % PIECES == piece
                }
                self._name_outputs(table, mine, there)

    def _name_outputs(self, table: str, expected: dict[str, tuple[int, bool]], there: dict[str, int]) -> None:
        for identity in sorted(expected.keys() | there.keys()):
            content, written = expected.get(identity, (None, True))
            if there.get(identity) == content or (identity not in there and not written):
                continue
            what = _difference(identity in expected, identity in there)
            self._report.offend("archive", f"{table} {identity}", what)


def _difference(on_topic: bool, in_archive: bool) -> str:
    if not in_archive:
        return "is on the topic and not in the archive"
    return "differs between topic and archive" if on_topic else "is in the archive and not on the topic"


def _pieces(contents: Iterator[tuple[int, int]]) -> tuple[Counter[int], Counter[int]]:
    counts: Counter[int] = Counter()
    sums: Counter[int] = Counter()
    for piece, content in contents:
        counts[piece] += 1
        sums[piece] += content
    return counts, sums
