"""The import itself: logs in, event lines out, with memory bounded by the longest case."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.privacy import Border
from streams.exits import Misuse
from streams.importing.case_events import CaseBook, Result
from streams.importing.case_order import Scattered, as_they_come, sorted_on_disk
from streams.importing.draft import RejectReport
from streams.importing.lines import LineReader
from streams.importing.mapping_check import check_columns, check_mapping
from streams.importing.mapping_file import MappingText
from streams.importing.readers import OpenLog, open_log
from streams.importing.recipes import Kitchen, Made
from streams.importing.refusals import Refusal, bare_refusal
from streams.importing.rows import Reject, RowProblem
from streams.importing.values import Line
from streams.output_files import Outputs
from streams.progress import progress

TELL_EVERY = 2_000  # rows


@dataclass(slots=True)
class Summary:
    """What an import did, in numbers."""

    rows: int = 0
    cases: int | None = None  # None where nothing needed the rows of a case together
    events: int = 0
    rejected: int = 0
    dead_letters: int = 0  # rejected ones that were written, for readers to refuse
    unused: int = 0
    repeated_times: int = 0
    ambiguous_times: int = 0  # other formats read another time in them
    sorted_on_disk: bool = False
    first_rejects: Sequence[Reject] = ()


def import_logs(
    text: MappingText,
    logs: Sequence[Path],
    *,
    out: Path | None,
    rejects: Path | None,
    border: Border,
) -> Summary:
    """Write the events of the logs to `out` (standard output if None) and the rows left over to `rejects`.

    Raises Misuse, before anything is in place, where the mapping or a log as a whole cannot be used;
    Unavailable where there is no room for what is written.
    """
    if text.mapping.snapshot is not None:
        raise Misuse(
            f"{text.label}: found [snapshot], expected none; for tables of states there is `liangpai snapshots`"
        )
    check_mapping(text, has_key=border.pseudonym is not None)
    for path in logs:
        with open_log(path, text.mapping.file) as log:
            if log.table.columns is not None:
                check_columns(text, log.name, log.table.columns)
    try:
        return _Attempt(text, logs, border, by_disk=False).write(out, rejects)
    except Scattered:
        return _Attempt(text, logs, border, by_disk=True).write(out, rejects)


class _Attempt:
    """One pass over the logs; given up and made again with sorting where a log turns out to be scattered."""

    def __init__(self, text: MappingText, logs: Sequence[Path], border: Border, *, by_disk: bool) -> None:
        self.text = text
        self.logs = logs
        self.kitchen = Kitchen.of(text.mapping, border)
        self.book = CaseBook(self.kitchen)
        self.summary = Summary(sorted_on_disk=by_disk)

    def write(self, out: Path | None, rejects: Path | None) -> Summary:
        """Do it, and put both files in place together."""
        with Outputs() as outputs:
            self.events = outputs.hold_back(out)
            report = RejectReport(outputs.hold_back(rejects) if rejects else None)
            self.report = report
            for result in self._results():
                if isinstance(result, Reject):
                    report.add(result)
                else:
                    self._write(result)
            report.finish()
        self.summary.rejected, self.summary.first_rejects = report.count, report.first
        self.summary.unused = self.book.unused_rows
        self.summary.repeated_times = self.kitchen.times.repeated
        self.summary.ambiguous_times = self.kitchen.times.ambiguous
        return self.summary

    def _write(self, result: Made | Refusal) -> None:
        if isinstance(result, Made):
            self.summary.events += 1
        else:
            self.summary.dead_letters += 1
        self.events.write(result.line + b"\n")

    def _reject(self, reject: Reject) -> None:
        """Leave over a row that has not even a case number."""
        self.report.add(reject)
        if self.text.mapping.dead_letters:
            self._write(bare_refusal(self.text.mapping, reject))

    def _results(self) -> Iterator[Result]:
        if not self.book.needs_cases:
            for line in self._lines():
                yield from self._of_row(line)
            return
        self.summary.cases = 0
        for _subject, lines in (sorted_on_disk if self.summary.sorted_on_disk else as_they_come)(
            self._lines()
        ):
            self.summary.cases += 1
            yield from self.book.case(lines)

    def _of_row(self, line: Line) -> Iterator[Result]:
        made = self.book.row(line)
        if isinstance(made, Reject):
            yield made
            yield from self.book.refusals(line)
        else:
            yield from made

    def _lines(self) -> Iterator[Line]:
        reader = LineReader(self.text.mapping)
        title = "Sorting" if self.summary.sorted_on_disk else "Importing"
        with progress(f"{title} (bytes)", sum(path.stat().st_size for path in self.logs)) as step:
            for path in self.logs:
                with open_log(path, self.text.mapping.file) as log:
                    yield from self._lines_of(log, reader, step)

    def _lines_of(self, log: OpenLog, reader: LineReader, step: Callable[[int], None]) -> Iterator[Line]:
        told = 0
        for row in log.table.rows:
            self.summary.rows += 1
            if self.summary.rows % TELL_EVERY == 0:
                position = log.position
                step(position - told)
                told = position
            if isinstance(row, Reject):
                self._reject(row)
                continue
            try:
                yield reader.line(row)
            except RowProblem as problem:
                self._reject(problem.at(row))
