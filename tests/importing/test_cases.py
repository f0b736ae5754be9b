"""Rules about the first and last row of a case, event ids, and logs of any order and length."""

import json
import random
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

from rules.privacy import Border
from streams.importing.case_order import as_they_come
from streams.importing.mapping_file import read_mapping
from streams.importing.rows import Row
from streams.importing.run import import_logs
from streams.importing.values import Line
from tests.importing.importing import HEAD, STAGES, csv_log, run_import

EDGES = """
[[case]]
name = "accepted"
at = "first"
type = "case.accepted"
time = "start"
[case.data]
item_code = "i"
[[case]]
name = "decided"
at = "last"
type = "case.decided"
when = { column = "stage", in = ["B", "C"] }
[case.data]
result = "approved"
staff_id = { column = "stage" }
"""
MAPPING = HEAD + STAGES + EDGES
TOGETHER = (
    "case,at,start,stage",
    "K-1,2026-01-06 10:00:00,2026-01-05,A",
    "K-1,2026-01-08 10:00:00,2026-01-05,B",
    "K-1,2026-01-07 10:00:00,2026-01-05,C",
    "K-1,2026-01-09 10:00:00,2026-01-05,D",
    "K-2,2026-01-06 10:00:00,2026-01-04,A",
)
SCATTERED = (TOGETHER[0], TOGETHER[1], TOGETHER[5], *TOGETHER[2:5])


def test_first_and_last_are_by_time_among_the_rows_that_fit(tmp_path: Path) -> None:
    outcome = run_import(tmp_path, MAPPING, csv_log(tmp_path, *TOGETHER))

    accepted, decided = outcome.all_of("case.accepted"), outcome.all_of("case.decided")
    assert [(event["id"], event["time"]) for event in accepted] == [
        ("K-1/accepted", "2026-01-05T00:00:00.000+08:00"),
        ("K-2/accepted", "2026-01-04T00:00:00.000+08:00"),
    ]
    assert [(event["subject"], event["time"], event["data"]["staff_id"]) for event in decided] == [
        ("K-1", "2026-01-08T10:00:00.000+08:00", "B")
    ]


def test_of_equal_times_the_earlier_row_is_first_and_the_later_is_last(tmp_path: Path) -> None:
    log = csv_log(tmp_path, TOGETHER[0], "K-1,2026-01-06,2026-01-05,B", "K-1,2026-01-06,2026-01-05,C")

    assert [e["data"]["staff_id"] for e in run_import(tmp_path, MAPPING, log).all_of("case.decided")] == ["C"]


def test_events_of_rows_come_in_the_order_of_the_log(tmp_path: Path) -> None:
    outcome = run_import(tmp_path, MAPPING, csv_log(tmp_path, *TOGETHER))

    assert [e["data"]["stage_code"] for e in outcome.all_of("case.stage_left")] == ["A", "B", "C", "D", "A"]
    assert not outcome.summary.sorted_on_disk


def test_a_log_that_comes_back_to_a_case_is_sorted_and_gives_the_same_events(tmp_path: Path) -> None:
    together = run_import(tmp_path, MAPPING, csv_log(tmp_path, *TOGETHER))
    scattered = run_import(tmp_path, MAPPING, csv_log(tmp_path, *SCATTERED))

    assert scattered.summary.sorted_on_disk
    assert scattered.events == together.events
    assert scattered.summary.rows == together.summary.rows


def test_a_case_may_be_spread_over_several_files(tmp_path: Path) -> None:
    first = csv_log(tmp_path, *SCATTERED[:3], name="a.csv")
    second = csv_log(tmp_path, SCATTERED[0], *SCATTERED[3:], name="b.csv")

    outcome = run_import(tmp_path, MAPPING, first, second)

    assert outcome.events == run_import(tmp_path, MAPPING, csv_log(tmp_path, *TOGETHER)).events
    assert outcome.summary.cases == 2


def test_the_same_log_gives_the_same_bytes_and_a_grown_log_keeps_its_ids(tmp_path: Path) -> None:
    run_import(tmp_path, MAPPING, csv_log(tmp_path, *TOGETHER[:3]))
    before = (tmp_path / "events.jsonl").read_bytes()
    run_import(tmp_path, MAPPING, csv_log(tmp_path, *TOGETHER[:3]))
    again = (tmp_path / "events.jsonl").read_bytes()
    grown = run_import(tmp_path, MAPPING, csv_log(tmp_path, *TOGETHER))

    assert again == before
    kept = [json.loads(line) for line in before.splitlines()]
    assert [event for event in kept if event["type"] == "case.stage_left"] == grown.events[:2]


def test_a_rejected_row_does_not_move_the_ids_of_those_after_it(tmp_path: Path) -> None:
    repaired = run_import(tmp_path, MAPPING, csv_log(tmp_path, *TOGETHER))
    broken_log = csv_log(tmp_path, *TOGETHER[:2], TOGETHER[2].replace("2026-01-08", "soon"), *TOGETHER[3:])
    broken = run_import(tmp_path, MAPPING, broken_log)

    assert len(broken.rejects) == 1
    left = [event["id"] for event in broken.all_of("case.stage_left")]
    assert left == [
        event["id"] for event in repaired.all_of("case.stage_left") if not event["id"].endswith("2/left")
    ]


def test_one_id_for_two_different_events_is_rejected_and_for_the_same_event_is_not(tmp_path: Path) -> None:
    mapping = HEAD + STAGES.replace("[row.data]", 'id = "{stage}"\n[row.data]') + EDGES
    row = "K-1,2026-01-06,2026-01-05,A"
    log = csv_log(tmp_path, TOGETHER[0], row, row, "K-1,2026-01-07,2026-01-05,A")

    outcome = run_import(tmp_path, mapping, log)

    assert [event["id"] for event in outcome.all_of("case.stage_left")] == ["A", "A"]
    assert [(reject["row"], reject["found"]) for reject in outcome.rejects] == [("4", "id A a second time")]


def test_a_case_is_handed_on_while_the_next_is_not_read_yet() -> None:
    read: list[str] = []

    def lines() -> Iterator[Line]:
        for subject in ("K-1", "K-1", "K-2", "K-3"):
            read.append(subject)
            yield Line(Row("log", len(read), {}), {"subject": subject})

    cases = as_they_come(lines())
    subject, first = next(cases)

    assert (subject, len(list(first))) == ("K-1", 2)
    assert read == ["K-1", "K-1", "K-2"]


REMEMBERED = 150
"""Bytes a case that is left may cost; its five rows and ten events are far more than 1,000."""


def peak_of_import(folder: Path, rows: Iterable[str]) -> int:
    """The largest memory in bytes that Python held during the import."""
    log = csv_log(folder, TOGETHER[0], *rows)
    tracemalloc.start()
    try:
        (folder / "quiet").mkdir(exist_ok=True)
        run_quietly(folder / "quiet", MAPPING, log)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def run_quietly(folder: Path, mapping: str, log: Path) -> None:
    """An import whose output nobody reads back, so that only its own memory counts."""
    (folder / "map.toml").write_text(mapping)
    text = read_mapping(str(folder / "map.toml"))
    import_logs(text, [log], out=folder / "o", rejects=None, border=Border())


def rows_of(cases: int) -> list[str]:
    return [f"K-{case},2026-01-0{day},2026-01-01,A" for case in range(cases) for day in range(2, 7)]


def test_memory_does_not_grow_with_a_log_that_keeps_its_cases_together(tmp_path: Path) -> None:
    short, long = peak_of_import(tmp_path, rows_of(50)), peak_of_import(tmp_path, rows_of(1000))

    assert long < short + 1000 * REMEMBERED


def test_memory_does_not_grow_with_a_log_that_must_be_sorted(tmp_path: Path) -> None:
    rows = rows_of(1000)
    random.Random(7).shuffle(rows)

    short, long = peak_of_import(tmp_path, rows[:250]), peak_of_import(tmp_path, rows)

    assert long < short + 1000 * REMEMBERED
