"""What travels through the sink: records in, rows by table out."""

from collections.abc import Mapping
from typing import Any

from rules.lane import Record

__all__ = ["INPUTS", "LATEST_STAMP", "OUTPUTS", "Batch", "Record", "Row", "Rows", "stamp_of"]

INPUTS = ("case-events", "rating-events", "desk-actions", "office-events", "findings")
OUTPUTS = (
    *("cards", "tickets", "leads", "ratings", "alerts", "assessments"),
    *("deliveries", "access-log"),
    *("action-outcomes", "case-states", "archived-cases", "dead-letters"),
)
LATEST_STAMP = 10_413_791_999_999  # 2299-12-31: the last day ClickHouse counts

Row = tuple[Any, ...]
Rows = list[Row]
Batch = Mapping[str, Rows]
"""Rows by table name, in the column order of `sinks.tables`."""


def stamp_of(record: Record) -> int:
    """The record's timestamp as the archive can hold it: between 1970 and 2299."""
    return min(max(record.stamp, 0), LATEST_STAMP)
