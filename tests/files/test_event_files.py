"""Files of events are read in order of record timestamp, topic, file and line, whatever their order and form."""

import os
import random
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lane import Record
from streams.event_files import event_files
from streams.event_lines import LONGEST
from streams.exits import Misuse
from tests.files.lines import TOPIC_OF, event, instant, write


def read(*paths: Path, until_ms: int | None = None, run_bytes: int = 1 << 20) -> list[Record]:
    with event_files(paths, until_ms=until_ms, run_bytes=run_bytes) as events:
        return list(events)


def test_a_record_carries_topic_line_value_and_timestamp(tmp_path: Path) -> None:
    line = event(1_000, "rating.submitted")

    assert read(write(tmp_path / "a.jsonl", [b"", line])) == [
        Record("rating-events", -1, 2, None, line, 1_000, str(tmp_path / "a.jsonl"))
    ]


def test_the_timestamp_is_recordedtime_else_time(tmp_path: Path) -> None:
    with_both = event(7_200_000)
    without = b'{"type": "case.accepted", "time": "%s"}' % instant(5).encode()
    with_null = b'{"type": "case.accepted", "recordedtime": null, "time": "%s"}' % instant(6).encode()

    stamps = [record.stamp for record in read(write(tmp_path / "a.jsonl", [with_both, without, with_null]))]

    assert stamps == [5, 6, 7_200_000]


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1970-01-01T00:00:00.001999Z", 1),
        ("1969-12-31T23:59:59.9999Z", -1),
        ("1969-12-31T23:59:59.9999999Z", -1),
        ("1970-01-01T08:00:00+08:00", 0),
        ("2026-01-05T10:00:00.123456-05:30", 1_767_627_000_123),
    ],
)
def test_instants_are_whole_milliseconds_rounded_down(tmp_path: Path, text: str, ms: int) -> None:
    line = b'{"type": "case.closed", "time": "%s"}' % text.encode()

    assert [record.stamp for record in read(write(tmp_path / "a.jsonl", [line]))] == [ms]


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        ("case.closed", "case-events"),
        ("rating.invited", "rating-events"),
        ("desk.alert_ack", "desk-actions"),
        ("source.counted", "office-events"),
        ("staff.attended", "office-events"),
        ("inspection.found", "office-events"),
        ("survey.answered", "office-events"),
        ("finding.changed", "findings"),
        ("weather.rained", "case-events"),
        ("case", "case-events"),
    ],
)
def test_the_topic_follows_from_the_type(tmp_path: Path, kind: str, topic: str) -> None:
    assert [record.topic for record in read(write(tmp_path / "a.jsonl", [event(1, kind)]))] == [topic]


def test_of_one_timestamp_the_topic_then_the_file_then_the_line_decides(tmp_path: Path) -> None:
    first = write(tmp_path / "z.jsonl", [event(1, "rating.submitted"), event(1, id="z2"), event(1, id="z3")])
    second = write(tmp_path / "a.jsonl", [event(1, id="a1"), event(1, "desk.card_confirm")])

    read_back = [(record.topic, record.offset) for record in read(first, second)]

    assert read_back == [
        ("case-events", 2),
        ("case-events", 3),
        ("case-events", 1),
        ("desk-actions", 2),
        ("rating-events", 1),
    ]


def test_bom_crlf_blank_lines_and_a_missing_last_newline_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + event(1) + b"\r\n\r\n  \t\r\n\n" + event(2))

    assert [(record.offset, record.value) for record in read(path)] == [(1, event(1)), (5, event(2))]


def test_an_empty_file_has_no_records_and_no_last_timestamp(tmp_path: Path) -> None:
    with event_files([write(tmp_path / "a.jsonl", [b"", b"\r"])]) as events:
        assert (list(events), events.records, events.last_stamp) == ([], 0, None)


BAD = [
    b"not json",
    b'{"time": "2026-01-05T10:00:00"}',
    b'{"recordedtime": "yesterday", "time": "2026-01-05T10:00:00+08:00"}',
    b"[1]",
    b"\xff\xfe",
    b'{"time": 5}',
]


@pytest.mark.parametrize("bad", BAD)
def test_a_line_without_a_readable_time_has_the_time_of_the_line_before_it(
    tmp_path: Path, bad: bytes
) -> None:
    path = write(tmp_path / "a.jsonl", [event(1), event(5, "rating.submitted"), bad, event(9)])

    assert [(record.stamp, record.topic, record.offset) for record in read(path)] == [
        (1, "case-events", 1),
        (5, "case-events", 3),
        (5, "rating-events", 2),
        (9, "case-events", 4),
    ]


def test_bad_lines_at_the_beginning_have_the_first_time_there_is(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [b"bad", b"", b"worse", event(5, "desk.card_confirm"), event(7)])

    assert [(record.stamp, record.offset) for record in read(path)] == [(5, 1), (5, 3), (5, 4), (7, 5)]


def test_a_file_of_bad_lines_only_is_given_whole(tmp_path: Path) -> None:
    with event_files([write(tmp_path / "a.jsonl", BAD[:3])]) as events:
        assert [(record.stamp, record.offset) for record in events] == [(0, 1), (0, 2), (0, 3)]
        assert (events.records, events.last_stamp) == (3, None)


def test_a_wrong_type_field_keeps_the_time_that_can_be_read(tmp_path: Path) -> None:
    line = b'{"type": 7, "time": "bad", "recordedtime": "%s"}' % instant(3).encode()

    assert [(record.stamp, record.topic) for record in read(write(tmp_path / "a.jsonl", [line]))] == [
        (3, "case-events")
    ]


@pytest.mark.parametrize("size", [LONGEST, LONGEST + 1, 5_000_000])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_of_a_line_over_a_mebibyte_one_byte_too_many_is_kept(tmp_path: Path, size: int, end: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(event(1) + b"\n" + b"x" * size + end + (event(2) if end else b""))

    values = [record.value for record in read(path)]

    assert values == [event(1), b"x" * LONGEST, *([event(2)] if end else [])]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_line_of_exactly_a_mebibyte_is_whole(tmp_path: Path, end: bytes) -> None:
    line = event(1, subject="x" * 600_000)
    line = line[:-1] + b" " * (LONGEST - 1 - len(line)) + b"}"
    path = tmp_path / "a.jsonl"
    path.write_bytes(line + end)

    assert [record.value for record in read(path)] == [line]


def test_a_cut_line_keeps_a_carriage_return_that_is_not_its_end(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [b"x" * (LONGEST - 1) + b"\r" + b"y" * 400_000])

    assert [record.value for record in read(path)] == [b"x" * (LONGEST - 1) + b"\r"]


def test_later_records_than_until_are_not_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [event(3), event(1), event(2, "rating.submitted"), event(2)])

    with event_files([path], until_ms=2) as events:
        assert [record.offset for record in events] == [2, 4, 3]
        assert (events.records, events.last_stamp) == (3, 2)


def test_the_file_of_a_record_is_known_while_it_is_given(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", [event(1), event(4)])
    second = write(tmp_path / "b.jsonl", [event(3), event(2)])

    with event_files([first, second]) as events:
        assert [(record.stamp, Path(record.file), events.current) for record in events] == [
            (1, first, first),
            (2, second, second),
            (3, second, second),
            (4, first, first),
        ]


def test_a_missing_file_is_named() -> None:
    with pytest.raises(Misuse, match=r"no-such\.jsonl"):
        read(Path("no-such.jsonl"))


def test_a_folder_is_no_file_of_events(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="is a folder"):
        read(tmp_path)


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=write, args=(pipe, [event(2), event(1)]))
    writer.start()

    assert [record.stamp for record in read(pipe)] == [1, 2]
    writer.join()


def test_sorting_leaves_nothing_on_disk_also_after_an_interruption(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [event(random.Random(n).randrange(1000)) for n in range(500)])
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def interrupted() -> None:
        with event_files([path], scratch_folder=scratch, run_bytes=10_000) as events:
            next(iter(events))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(scratch.iterdir()) == []


def test_the_first_reading_counts_every_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [event(n) for n in range(2000)])
    seen: list[int] = []

    with event_files([path], progress=seen.append) as events:
        assert sum(seen) == events.records == 2000
    assert len(seen) > 1


LINE = st.one_of(
    st.builds(event, st.integers(0, 40), st.sampled_from(sorted(TOPIC_OF)), st.sampled_from(["a", "字"])),
    st.sampled_from([b"bad", b"", b" \t", b"{}", b"nested \r inside", b"\r"]),
)


def naive(files: list[list[bytes]]) -> list[tuple[int, str, int, int, bytes]]:
    """Everything in memory, sorted by (timestamp, topic, file, line)."""
    rows = []
    for file_number, lines in enumerate(files):
        kinds = [[kind for kind in TOPIC_OF if f'"{kind}"'.encode() in line] for line in lines]
        stamps = [
            int(line.split(b'"e-')[1].split(b'"')[0]) if kind else None
            for line, kind in zip(lines, kinds, strict=True)
        ]
        previous = next((stamp for stamp in stamps if stamp is not None), 0)
        for number, (line, kind, stamp) in enumerate(zip(lines, kinds, stamps, strict=True), start=1):
            previous = previous if stamp is None else stamp
            if line.strip():
                topic = TOPIC_OF[kind[0]] if kind else "case-events"
                rows.append((previous, topic, file_number, number, line.removesuffix(b"\r")))
    return sorted(rows)


@given(
    files=st.lists(st.lists(LINE, max_size=40), min_size=1, max_size=4),
    run_bytes=st.sampled_from([1, 2000, 1 << 20]),
    in_order=st.booleans(),
)
def test_the_order_is_that_of_a_plain_sort(files: list[list[bytes]], run_bytes: int, in_order: bool) -> None:
    if in_order:
        files = [[row[4] for row in naive([lines])] for lines in files]
    with tempfile.TemporaryDirectory() as folder:
        paths = [write(Path(folder) / f"{n}.jsonl", lines) for n, lines in enumerate(files)]
        with event_files(paths, run_bytes=run_bytes) as events:
            found = [
                (
                    record.stamp,
                    record.topic,
                    paths.index(events.current or Path()),
                    record.offset,
                    record.value,
                )
                for record in events
            ]

            assert events.records == len(found)
    assert found == naive(files)
