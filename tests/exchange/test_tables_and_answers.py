"""What a row, a table, a memory or a database that is not as expected is answered with; nothing is lost by it."""

import csv
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.exchange.memory import MemoryFile
from streams.exchange.readers import FileReader, SqliteReader
from streams.exchange.states import NEW, STATES, known_after
from streams.exchange.table import StatesTable
from streams.exchange.turns import Snapshot, Turn, Turns, compare_pair, file_snapshot, snapshot_files
from streams.exits import Misuse, Unavailable
from streams.importing.mapping_file import read_mapping
from tests.exchange.tables import BEGIN, MAPPING, Event, Exchange, table_of


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return Exchange(tmp_path)


@pytest.fixture
def turns(exchange: Exchange) -> Turns:
    """Watching since the table was empty."""
    turns = exchange.resume()
    exchange.look(turns)
    return turns


def problems(turn: Turn) -> list[str]:
    return [reject.sentence() for reject in turn.found.rejects]


@pytest.mark.parametrize("state", [12, 19, 25, -1, "办结", "1.5", None])
def test_a_code_nobody_knows_is_told_and_the_case_goes_on_from_its_last_known_state(
    exchange: Exchange, turns: Turns, state: object
) -> None:
    exchange.put("c1", 1)
    exchange.look(turns)

    exchange.put("c1", state)
    turn = exchange.look(turns)
    exchange.put("c1", 6)
    exchange.look(turns)

    found = "nothing" if state is None else f'"{state}"'
    assert problems(turn) == [f"exchange.db:1:state: found {found}, expected a state, 0 to 11 or 20 to 24"]
    assert exchange.events() == [Event("c1", "1", "1"), Event("c1", "4", "6"), Event("c1", "6", "6")]


def test_a_row_that_is_gone_is_told_once_and_gives_no_event_when_it_is_back_as_it_was(
    exchange: Exchange, turns: Turns
) -> None:
    exchange.put("c1", 1)
    exchange.look(turns)
    exchange.delete("c1")

    gone, still_gone = exchange.look(turns), exchange.look(turns)
    exchange.put("c1", 1)
    back = exchange.look(turns)
    exchange.delete("c1")
    gone_again = exchange.look(turns)

    sentence = 'found case "c1" no more, expected its row, as before in state 1 受理'
    assert [problem.endswith(sentence) for problem in problems(gone)] == [True]
    assert problems(still_gone) == problems(back) == []
    assert gone_again.found.vanished == 1
    assert exchange.events() == [Event("c1", "1", "1")]


def test_a_row_that_comes_back_in_another_state_is_a_change_from_the_one_before(
    exchange: Exchange, turns: Turns
) -> None:
    exchange.put("c1", 1)
    exchange.look(turns)
    exchange.delete("c1")
    exchange.look(turns)

    exchange.put("c1", 4)
    exchange.look(turns)

    assert [each.entered for each in exchange.events()] == ["1", "4"]


def test_a_change_that_cannot_be_is_told_once_and_what_follows_counts_again(
    exchange: Exchange, turns: Turns
) -> None:
    exchange.put("c1", 6)
    exchange.look(turns)

    exchange.put("c1", 9)
    turn, after = exchange.look(turns), exchange.look(turns)
    exchange.put("c1", 1)
    exchange.look(turns)

    (problem,) = problems(turn)
    found, _, expected = problem.partition(", expected ")
    assert found == "exchange.db:1:state: found state 9 网上提交 after 6 办结"
    assert expected == "a known way from there (none), or one in [snapshot.ways]; no event was made"
    assert problems(after) == []
    assert [each.entered for each in exchange.events()] == ["1", "4", "6", "1"]


def test_a_state_passed_before_is_not_entered_again_where_the_way_needs_it(
    exchange: Exchange, turns: Turns
) -> None:
    for state in (1, 3, 6):  # back to the supplement, which no known way does, and closed from there
        exchange.put("c1", state)
        exchange.look(turns)

    assert [each.entered for each in exchange.events()] == ["1", "4", "6"]


def test_a_mapping_may_say_what_a_change_means_in_its_office(tmp_path: Path) -> None:
    exchange = Exchange(
        tmp_path, MAPPING.replace("[[row]]", '[snapshot.ways]\n"6-1" = [1]\n"new-6" = [6]\n[[row]]')
    )
    turns = exchange.resume()
    exchange.look(turns)
    for state in (6, 1):
        exchange.put("c1", state)
        exchange.look(turns)

    assert [each.entered for each in exchange.events()] == ["6", "1"]


def test_of_two_rows_of_a_case_the_first_counts_and_the_second_is_told(
    exchange: Exchange, turns: Turns
) -> None:
    exchange.put("c1", 1)
    exchange.run("INSERT INTO cases VALUES ('c1', 4, NULL)")

    turn = exchange.look(turns)

    assert problems(turn) == [
        'exchange.db:2:: found case "c1" a second time, expected one row a case; the first counts'
    ]
    assert exchange.events() == [Event("c1", "1", "1")]


def test_a_row_whose_time_is_none_is_told_until_it_is_mended_and_then_gives_its_event_once(
    exchange: Exchange, turns: Turns
) -> None:
    exchange.put("c1", 1, "昨天")
    turn = exchange.look(turns)
    exchange.put("c1", 1, "2026-01-19 10:00:00")
    exchange.look(turns)
    exchange.look(turns)

    assert [problem.partition(", expected")[0] for problem in problems(turn)] == [
        'exchange.db:1:updated: found "昨天"'
    ]
    assert [each["time"] for each in exchange.raw_events()] == ["2026-01-19T10:00:00.000+08:00"]


def test_an_event_is_of_the_time_in_the_row_and_recorded_when_the_snapshot_was_taken(
    exchange: Exchange, turns: Turns
) -> None:
    exchange.put("c1", 1, "2026-01-20T09:30:00+08:00")
    exchange.put("c2", 1)

    exchange.look(turns)

    taken = "2026-01-20T10:00:00.000+08:00"  # two hours after BEGIN
    assert [(each["time"], each["recordedtime"]) for each in exchange.raw_events()] == [
        ("2026-01-20T09:30:00.000+08:00", taken),
        (taken, taken),
    ]


def test_a_first_snapshot_tells_of_states_only_what_its_rows_date(exchange: Exchange) -> None:
    exchange.put("c1", 1)
    exchange.put("c2", 4, "2026-01-19")
    turns = exchange.resume()

    turn = exchange.look(turns)
    exchange.put("c1", 4)
    exchange.look(turns)

    assert turn.found.undated == 2  # c1 accepted, and c2 accepted at some time before its decision
    assert [(each.case, each.entered) for each in exchange.events()] == [("c2", "4"), ("c1", "4")]


def test_the_same_state_again_on_the_same_day_has_an_id_of_its_own(exchange: Exchange, turns: Turns) -> None:
    for state in (1, 3, 1, 3):
        exchange.put("c1", state, "2026-01-19")
        exchange.look(turns)

    known_way_back = [each["id"] for each in exchange.raw_events()]
    assert len(set(known_way_back)) == len(known_way_back) > 1


def test_reading_that_breaks_off_leaves_everything_as_it_was(exchange: Exchange, turns: Turns) -> None:
    exchange.put("c1", 1)
    exchange.put("c2", 1)
    before = exchange.file.path.read_bytes()
    broken = SqliteReader(
        exchange.database,
        "SELECT case_no, abs(CASE case_no WHEN 'c2' THEN -9223372036854775808 ELSE 1 END) "
        "AS state, updated FROM cases",
    )

    with pytest.raises(Unavailable, match="reading stopped \\(integer overflow\\)"):
        turns.take(Snapshot("cases", BEGIN, broken))
    assert exchange.file.path.read_bytes() == before
    exchange.look(turns)

    assert sorted(exchange.events()) == [Event("c1", "1", "1"), Event("c2", "1", "1")]


@pytest.mark.parametrize(
    ("database", "query", "problem"),
    [
        ("none.db", "SELECT 1", "found no file, expected an SQLite database"),
        ("exchange.db", "SELECT * FROM others", "no such table: others"),
        ("map.toml", "SELECT * FROM cases", "file is not a database"),
        ("exchange.db", "DELETE FROM cases", "attempt to write a readonly database"),
    ],
)
def test_a_database_that_does_not_answer_is_named(
    exchange: Exchange, database: str, query: str, problem: str
) -> None:
    exchange.put("c1", 1)
    with pytest.raises(Unavailable, match=problem), SqliteReader(exchange.folder / database, query).read():
        pass
    with closing(sqlite3.connect(exchange.database)) as connection:
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (1,)


def test_a_table_without_the_column_of_the_state_is_a_mistake(exchange: Exchange, turns: Turns) -> None:
    reader = SqliteReader(exchange.database, "SELECT case_no, updated FROM cases")

    with pytest.raises(Misuse, match=r'map.toml:\d+:\d+: found "state", expected a column of cases: case_no'):
        turns.take(Snapshot("cases", BEGIN, reader))


def test_memory_of_another_table_and_broken_memory_are_not_used(exchange: Exchange, turns: Turns) -> None:
    other = exchange.folder / "other.toml"
    other.write_text(MAPPING.replace("exchange/test", "exchange/other"), encoding="utf-8")
    with pytest.raises(Misuse, match="found the memory of exchange/test, expected that of exchange/other"):
        Turns.resume(table_of(other), exchange.file)

    exchange.file.path.write_bytes(exchange.file.path.read_bytes()[:-5])
    with pytest.raises(Misuse, match="expected what `liangpai snapshots watch` wrote"):
        exchange.resume()


def test_events_without_their_memory_are_not_written_over(exchange: Exchange) -> None:
    exchange.put("c1", 1, "2026-01-19")
    exchange.look(exchange.resume())
    exchange.file.path.unlink()

    with pytest.raises(
        Misuse, match=r"events-00000001.jsonl: found events that .*memory.json knows nothing of"
    ):
        exchange.resume()


def test_two_watchers_of_one_memory_are_one_too_many(exchange: Exchange) -> None:
    second = MemoryFile(exchange.file.path, exchange.file.out)
    with exchange.file.alone(), pytest.raises(Misuse, match="used by another process"), second.alone():
        pass
    with second.alone():
        pass  # the first has let go of it


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ('codes = "words"', '"words", expected a table [codes.words] in this file'),
        ('taken = "cases.csv"', '"cases.csv", expected a file name with a time'),
        ('ways = { "6-99" = [1] }', '"6-99", expected two states such as "6-1", or "new-6"'),
        ('ways = { "6-1" = [12] }', "[12], expected states, 0 to 11 or 20 to 24"),
        ('colour = "red"', "unknown key colour"),
    ],
)
def test_mistakes_of_a_mapping_are_told_with_their_place(tmp_path: Path, part: str, found: str) -> None:
    (tmp_path / "map.toml").write_text(MAPPING.replace("[snapshot]", f"[snapshot]\n{part}"), encoding="utf-8")

    with pytest.raises(Misuse) as stopped:
        table_of(tmp_path / "map.toml")
    assert found in str(stopped.value)
    assert str(stopped.value).partition(": found")[0].startswith(f"{tmp_path}/map.toml:")


def test_words_of_a_table_stand_for_states(tmp_path: Path) -> None:
    words = '[codes.words]\n"已受理" = 1\n"已办结" = 6\n[[row]]'
    mapping = MAPPING.replace('state = "state"', 'state = "state"\ncodes = "words"').replace("[[row]]", words)
    exchange = Exchange(tmp_path, mapping)
    turns = exchange.resume()
    exchange.look(turns)
    exchange.put("c1", "已受理")
    exchange.look(turns)
    exchange.put("c1", "已办了")
    turn = exchange.look(turns)

    assert exchange.events() == [Event("c1", "1", "已受理")]
    assert problems(turn) == ['exchange.db:1:state: found "已办了", expected a word of [codes.words]']


def snapshot_file(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(["case_no,state,updated", *rows]) + "\n", encoding="utf-8")
    return path


def named_by_time(tmp_path: Path) -> StatesTable:
    mapping = MAPPING.replace("[snapshot]", '[snapshot]\ntaken = "cases-%Y%m%d%H%M.csv"')
    (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
    return table_of(tmp_path / "map.toml")


def test_files_of_a_folder_are_taken_in_the_order_of_the_time_in_their_names(tmp_path: Path) -> None:
    table = named_by_time(tmp_path)
    for name in ("cases-202601060800.csv", "cases-202601050800.csv", ".cases-202601040800.csv", "notes.csv"):
        snapshot_file(tmp_path, name)

    found = [(each.name, each.taken) for each in snapshot_files(table, tmp_path)]

    assert found == [
        ("cases-202601050800.csv", datetime(2026, 1, 5, 0, 0, tzinfo=UTC)),
        ("cases-202601060800.csv", datetime(2026, 1, 6, 0, 0, tzinfo=UTC)),
    ]


def test_two_files_alone_tell_what_happened_between_them(tmp_path: Path) -> None:
    table = named_by_time(tmp_path)
    before = snapshot_file(tmp_path, "before.csv", "c1,1,", "c2,77,", "c3,3,", "c4,1,")
    after = snapshot_file(tmp_path, "cases-202601060800.csv", "c1,6,", "c2,1,", "c3,3,", "c5,9,")

    found = compare_pair(table, FileReader(before, table.text.mapping.file), file_snapshot(table, after))

    assert (found.rows, found.new, found.changed, found.vanished, len(found.events)) == (4, 1, 2, 1, 3)
    assert [reject.found for reject in found.rejects] == ["state 1 受理 after unread", 'case "c4" no more']


def test_the_rows_of_a_turn_that_gave_no_event_are_kept_for_the_office_once(
    exchange: Exchange, turns: Turns
) -> None:
    exchange.put("c1", 99)
    exchange.look(turns)
    exchange.look(turns)

    (report,) = exchange.file.out.glob("rejects-*.csv")
    with report.open(encoding="utf-8-sig", newline="") as text:
        assert [row["found"] for row in csv.DictReader(text)] == ['"99"']


def test_the_shipped_mapping_gives_events_of_a_whole_case(tmp_path: Path) -> None:
    table = table_of("case-states")
    assert read_mapping("case-states").mapping.snapshot is not None
    head = "case_no,item_code,state,updated_at,accepted_at,decision"
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    before.write_text(f"{head}\nc1,i1,3,2026-01-05 09:00:00,,\n", encoding="utf-8")
    after.write_text(f"{head}\nc1,i1,6,2026-01-09 09:00:00,2026-01-06 09:00:00,不予\n", encoding="utf-8")

    found = compare_pair(
        table, FileReader(before, table.text.mapping.file), file_snapshot(table, after, BEGIN)
    )

    assert found.rejects == []
    assert [_told(line) for line in found.events] == [
        ("case.supplement_received", "2026-01-06T09:00"),
        ("case.accepted", "2026-01-06T09:00"),
        ("case.decided", "2026-01-09T09:00"),
        ("case.closed", "2026-01-09T09:00"),
    ]


def _told(line: bytes) -> tuple[str, str]:
    event = json.loads(line)
    return event["type"], event["time"][:16]


def test_the_mapping_of_the_manual_works(tmp_path: Path) -> None:
    manual = Path(__file__).parents[2] / "docs" / "exchange.md"
    (shown,) = re.findall(r"```toml\n(.*?)```", manual.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "map.toml").write_text(shown, encoding="utf-8")
    table = table_of(tmp_path / "map.toml")
    head = "办件编号,事项编码,办件状态,更新时间,受理时间"
    before, after = tmp_path / "before.csv", tmp_path / "cases-20260106080000.csv"
    before.write_text(f"{head}\n7,A1,9,2026-01-05 09:00:00,\n", encoding="utf-8")
    after.write_text(f"{head}\n7,A1,6,2026-01-06 07:00:00,2026-01-05 09:30:00\n", encoding="utf-8")

    found = compare_pair(table, FileReader(before, table.text.mapping.file), file_snapshot(table, after))

    assert found.rejects == []
    assert [_told(line) for line in found.events] == [
        ("case.accepted", "2026-01-05T09:30"),
        ("case.closed", "2026-01-06T07:00"),
    ]


@pytest.mark.parametrize("before", [NEW, *STATES])
def test_the_table_of_states_in_the_manual_is_the_one_that_is_used(before: int) -> None:
    first = {NEW, 0}
    many = {20, 21, 22, 23, 24}
    unaccepted = {NEW, 0, 3, 9, 10, 11} | many
    expected = {
        0: {NEW},
        9: {NEW, 0, 3, 11} | many,
        10: first | {9, 11} | many,
        11: first | {9} | many,
        **dict.fromkeys((1, 2, 3), unaccepted),
        4: unaccepted | {1},
        5: unaccepted | {1, 4},
        6: unaccepted | {1, 4, 5},
        7: unaccepted | {1, 4},
        8: {NEW, 1, 3, 4, 9, 10},
        **dict.fromkeys(many, {NEW, 0, 9, 10} | many),
    }

    assert known_after(before) == sorted(
        after for after in STATES if before in expected[after] and after != before
    )
