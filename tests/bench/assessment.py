"""`python -m tests.bench.assessment [EVENTS [FOLDER]]`: month figures, a full close and an export over a large archive.

The archive is filled by the engine itself (10 months, a tenth of the events each, a case for ten events, a card for ten
cases' worth, a rating a case, 1,500 people), so that only reading and scoring are measured.
With a FOLDER the archive is filled there once and measured again and again; the memory is then that of measuring alone.
"""

# ruff: noqa: S608 - the pieces of SQL are all written here
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from rules.assessment.frozen import manifest_of, pieces_of
from rules.assessment.periods import Month
from rules.court import Court
from rules.privacy import Border
from sinks.archive import ClickHouseArchive
from sinks.clickhouse import open_for_writing
from sinks.dsn import parse_dsn
from streams.archive_client import ArchiveClient
from streams.assessment.computing import Assessor
from streams.assessment.exporting import month_files, written
from streams.assessment.reading import COUNTING, Span, rows
from streams.calendar_source import built_in_calendar
from streams.instants import parse_instant
from streams.rulebook_folder import load_rulebook, shipped_rulebook

MONTHS, PEOPLE, UNITS, ITEMS = 10, 1500, 40, 300
BEGIN, NOW = "2026-01-01 00:00:00", "2026-11-10T10:00:00+08:00"
MONTH = Month(2026, 9)
ROUNDS, PAGES = 5, 40
Made = TypeVar("Made")

_AT = f"toDateTime64('{BEGIN}', 3, 'UTC') + toIntervalSecond(intDiv(number * 26265600, {{total}}))"
_WHO = f"concat('u', toString(number % {PEOPLE}))"
_DEPT = f"concat('d', toString(number % {PEOPLE} % {UNITS}))"
_ITEM = f"concat('i', toString(number % {ITEMS}))"
FILL = (
    f"""INSERT INTO events (topic, partition, offset, stamp, key, readable, event_id, source, type, subject, time,
    recordedtime, dept_code, region_code, staff_id, item_code, value)
SELECT 'case-events', number % 12, number, {_AT}, '', true, toString(number), 's',
    ['case.accepted', 'case.stage_entered', 'case.stage_left', 'case.stage_entered', 'case.stage_left',
     'case.decided', 'case.closed', 'case.delivered', 'case.fee_charged', 'case.corrected'][number % 10 + 1],
    concat('430100-', toString(intDiv(number, 10))), {_AT}, {_AT}, {_DEPT}, '430100', {_WHO}, {_ITEM}, '{{}}'
FROM numbers({{total}})""",
    f"""INSERT INTO case_states (case_no, revision, item_code, dept_code, region_code, status, start_date, deemed,
    promise_due_date, legal_due_date, decided_at, last_event_at, stamp, data, accepted_by, ended_by, project_type,
    promise_limit, legal_limit, used_days)
SELECT concat('430100-', toString(number)), 7, {_ITEM}, {_DEPT}, '430100', 'closed', toDate32({_AT}), false,
    toDate32({_AT}) + 7, toDate32({_AT}) + 20, {_AT} + toIntervalDay(number % 9), {_AT}, {_AT}, '{{}}', {_WHO}, {_WHO},
    'promised', 5, 20, number % 7
FROM numbers({{total}})""",
    f"""INSERT INTO cards (card_id, revision, state, colour, rule_id, rule_class, case_no, item_code, dept_code,
    region_code, responsible_staff_id, violated_at, issued_at, subject, stamp, data)
SELECT concat('T-04-', toString(number)), 3, 'answered', if(number % 3 = 0, 'red', 'yellow'), 'T-04', 'limit',
    concat('430100-', toString(number)), {_ITEM}, {_DEPT}, '430100', {_WHO}, {_AT}, {_AT},
    concat('430100-', toString(number)), {_AT}, '{{}}'
FROM numbers({{total}})""",
    f"""INSERT INTO ratings (rating_id, revision, type, status, subject, service_number, assess_number, level, channel,
    item_code, dept_code, region_code, staff_id, rated_at, counts, bad, stamp, data)
SELECT concat('r-', toString(number)), 1, 'rating.counted', 'valid', concat('430100-', toString(number)), 's', 1,
    5 - number % 17 % 5, 1 + number % 6, {_ITEM}, {_DEPT}, '430100', {_WHO}, {_AT}, true, false, {_AT}, '{{}}'
FROM numbers({{total}})""",
)


def main(total: int, kept: Path | None = None) -> None:
    """Fill, then measure; what is kept is filled by one run and measured by the next ones."""
    if kept is not None and not kept.exists():
        fill(dsn_of(kept), total)
        print("filled; the same command measures now")
        return
    with tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder:
        if kept is None:
            fill(dsn_of(Path(folder)), total)
        with ArchiveClient(dsn_of(kept or Path(folder)), "127.0.0.1:1") as client:
            _measure(client)


def dsn_of(folder: Path) -> str:
    """The archive in a folder."""
    return f"chdb://{folder}?database=bench"


def fill(dsn: str, total: int) -> None:
    """The archive, filled by the engine itself."""
    address = parse_dsn(dsn)
    archive = ClickHouseArchive(address)
    archive.connect()
    archive.close()
    begin = time.monotonic()
    with closing(open_for_writing(address)) as client:
        for sql in FILL:
            rows_of_it = total if "INTO events" in sql else total // 10
            client.command(sql.replace("'{}'", "'{{}}'").format(total=rows_of_it))
    print(
        f"filled with {total:,} events, {total // 10:,} cases, cards, ratings in {time.monotonic() - begin:.1f} s"
    )


def _measure(client: ArchiveClient) -> None:
    loaded = load_rulebook(shipped_rulebook())
    court = Court([loaded.rulebook], loaded.calendar or built_in_calendar(), Border())
    assessor = Assessor(client, court, parse_instant(NOW, "now"))
    _counting(assessor)
    _pages(client, assessor)
    _closing(assessor)
    _memory()
    _exporting(assessor)
    _memory()


def _memory() -> None:
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


def _counting(assessor: Assessor) -> None:
    """What a close asks, each a few times."""
    span = Span(MONTH, assessor.court.zone, assessor.book(MONTH).go_live, assessor.today)
    for name in (*COUNTING, "cards", "ratings"):
        ask = partial(rows, assessor.archive, f"assessment_{name}", span)
        taken = [_timed(partial(_all, ask)) for _ in range(ROUNDS)]
        print(f"assessment_{name}: {len(taken[0][1]):,} rows, {_range(taken)} s")


def _pages(client: ArchiveClient, assessor: Assessor) -> None:
    """What the pages of a score ask: where a month stands, and the cards, cases and ratings of one person."""
    span = Span(MONTH, assessor.court.zone, assessor.book(MONTH).go_live, assessor.today)
    asked: list[tuple[str, float]] = []
    for number in range(PAGES):
        person = f"u{number * 7 % PEOPLE}"
        for name, parameters in (
            ("assessment_cases_of", {"staff_id": person, **span.days}),
            ("assessment_ratings_of", {"staff_id": person, **span.instants}),
            ("assessment_month", {"subject": MONTH.subject}),
        ):
            seconds, _ = _timed(partial(client.run, name, **parameters))
            asked.append((name, seconds))
    for name in sorted({name for name, _ in asked}):
        seconds_of = sorted(seconds for each, seconds in asked if each == name)
        middle, last = (seconds_of[int(len(seconds_of) * share)] for share in (0.5, 0.95))
        print(f"page {name}: p50 {middle:.3f}, p95 {last:.3f} s")


def _closing(assessor: Assessor) -> None:
    """As publishing and closing do it, up to the pieces that go to Kafka."""

    def close() -> tuple[int, int]:
        book = assessor.book(MONTH)
        frozen = assessor.compute(MONTH, book, None)
        manifest = manifest_of(frozen, NOW, 0, book.rulebook_hash)
        return len(frozen.scores), len(list(pieces_of(frozen, manifest, str(MONTH))))

    seconds, (scores, pieces) = _timed(close)
    print(f"close: {scores:,} scores in {pieces} pieces, {seconds:.1f} s")


def _exporting(assessor: Assessor) -> None:
    for form in ("pdf", "parquet", "csv", "xlsx", "json"):
        worked = time.process_time()
        seconds, size = _timed(partial(_written, assessor, form))
        worked = time.process_time() - worked
        print(
            f"export {form}: {size:,} bytes, {seconds:.1f} s (processor {worked:.1f} s), counting and scoring included"
        )
        _memory()


def _written(assessor: Assessor, form: str) -> int:
    with tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder:
        files = month_files(assessor, MONTH, [form], preview=True)
        return sum(size for _, size in written(Path(folder), files, lambda _: None))


def _all(ask: Callable[[], Iterable[Made]]) -> list[Made]:
    return list(ask())


def _timed(do: Callable[[], Made]) -> tuple[float, Made]:
    begin = time.monotonic()
    made = do()
    return time.monotonic() - begin, made


def _range(taken: Sequence[tuple[float, object]]) -> str:
    seconds = [each for each, _ in taken]
    return f"{min(seconds):.2f}–{max(seconds):.2f}"


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
