"""The rows that were left over: counted, the first few kept, all written for the office."""

import csv
import io
from typing import BinaryIO

from streams.importing.rows import Reject

REPORT_HEADER = ("file", "row", "column", "found", "expected")


class RejectReport:
    """The rejected rows: all as CSV for the office (UTF-8 with BOM), the first few for the screen."""

    def __init__(self, file: BinaryIO | None, keep: int = 5) -> None:
        self.first: list[Reject] = []
        self.count = 0
        self.keep = keep
        self._text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True) if file else None
        self._csv = csv.writer(self._text) if self._text else None
        if self._csv:
            self._csv.writerow(REPORT_HEADER)

    def add(self, reject: Reject) -> None:
        """Take one more."""
        self.count += 1
        if len(self.first) < self.keep:
            self.first.append(reject)
        if self._csv:
            self._csv.writerow(reject)

    def finish(self) -> None:
        """Leave the file complete, and open for its owner."""
        if self._text:
            self._text.detach()
