"""From Kafka records to rows: every record becomes exactly one row, whatever is in it."""

from collections.abc import Iterable

from sinks.records import INPUTS, Batch, Record, Rows
from sinks.shaping.events import Cleanse, event_row
from sinks.shaping.outputs import OUTPUT_ROWS, Unreadable, unreadable_row
from sinks.tables import DEAD_LETTERS, EVENTS


class Shaper:
    """Turns records into a batch of rows by table.

    `cleanse` takes the bytes of a JSON object and gives them back with the personal data of citizens hashed
    or masked (the archive is a border, contracts 1); it raises ValueError for bytes that are no JSON object.
    """

    def __init__(self, cleanse: Cleanse) -> None:
        self._cleanse = cleanse

    def shape(self, records: Iterable[Record]) -> Batch:
        """Rows by table name. Outputs that cannot be read become dead letters, tombstones nothing."""
        batch: dict[str, Rows] = {}
        for record in records:
            if record.topic in INPUTS:
                batch.setdefault(EVENTS.name, []).append(event_row(record, self._cleanse))
            elif record.value is not None:
                table, row = _output(record)
                batch.setdefault(table, []).append(row)
        return batch


def _output(record: Record) -> tuple[str, tuple[object, ...]]:
    table, shape = OUTPUT_ROWS[record.topic]
    try:
        return table, shape(record)
    except Unreadable:
        return DEAD_LETTERS.name, unreadable_row(record)
