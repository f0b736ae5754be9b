"""Chooses how a file is read: by what the mapping says, else by the file's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from streams.exits import Misuse
from streams.importing.csv_rows import csv_table
from streams.importing.json_rows import json_table
from streams.importing.mapping import FileFormat
from streams.importing.rows import Table
from streams.importing.xes_rows import xes_table
from streams.importing.xlsx_rows import xlsx_table

KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".xes": "xes", ".gz": "xes", ".json": "json", ".jsonl": "json", ".ndjson": "json",
}  # fmt: skip
"""What a file's last suffix says; `.gz` is `.xes.gz`."""


class OpenLog:
    """A log that is being read; `position` of `size` bytes, for the progress bar."""

    def __init__(self, path: Path, raw: BinaryIO, form: FileFormat) -> None:
        self.name = path.name
        self.size = path.stat().st_size
        self.raw = raw
        self.text: TextIOWrapper | None = None
        try:
            self.table = self._open(path, form.kind or KINDS.get(path.suffix.lower()), form)
        except Misuse:
            self.close()
            raise

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self.size if self.raw.closed else self.raw.tell()

    def close(self) -> None:
        """Let go of the text over the file, which would complain if it were dropped open."""
        if self.text is not None:
            self.text.close()

    def _open(self, path: Path, kind: str | None, form: FileFormat) -> Table:
        match kind:
            case "csv":
                untold = path.suffix.lower() == ".tsv" and "delimiter" not in form.model_fields_set
                delimiter = "\t" if untold else form.delimiter
                return csv_table(
                    self._decoded(form.encoding), self.name, delimiter=delimiter, header_row=form.header_row
                )
            case "json":
                return json_table(self._decoded(form.encoding), self.name)
            case "xlsx":
                return xlsx_table(self.raw, self.name, sheet=form.sheet, header_row=form.header_row)
            case "xes":
                return xes_table(self.raw, self.name)
            case _:
                raise Misuse(
                    f"{path}: found the suffix {path.suffix or '(none)'}, expected one of {', '.join(KINDS)}, "
                    "or kind under [file] in the mapping"
                )

    def _decoded(self, encoding: str) -> TextIOWrapper:
        self.text = TextIOWrapper(self.raw, encoding, errors="surrogateescape", newline="")
        return self.text


@contextmanager
def open_log(path: Path, form: FileFormat) -> Iterator[OpenLog]:
    """Open a log of any kind. Misuse: not there, not readable, or of no known kind."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise Misuse(f"{path}: found {error.strerror}, expected a log to read") from None
    with raw:
        log = OpenLog(path, raw, form)
        try:
            yield log
        finally:
            log.close()
