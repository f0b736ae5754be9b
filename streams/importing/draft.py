"""Output that is there whole or not at all: written beside its place, moved there when all went well."""

import csv
import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from streams.exits import Misuse
from streams.importing.rows import Reject

REPORT_HEADER = ("file", "row", "column", "found", "expected")


@contextmanager
def draft(target: Path | None) -> Iterator[BinaryIO]:
    """A file to write that becomes `target` at the end, or goes to standard output. Misuse: no folder."""
    if target is None:
        with TemporaryFile() as held_back:
            yield held_back
            held_back.seek(0)
            shutil.copyfileobj(held_back, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    unfinished = target.with_name(target.name + ".part")
    try:
        file = unfinished.open("wb")
    except OSError as error:
        raise Misuse(f"{target}: found {error.strerror}, expected a place to write") from None
    try:
        with file:
            yield file
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


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
