"""The contract of an archive, passed by the one in memory and by ClickHouse alike."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from rules.cards import STANDING, CardState
from sinks.archive import Archive, ClickHouseArchive, MemoryArchive
from sinks.records import Record
from sinks.tables import TABLES
from tests.sinks.samples import SHAPER, STAMP, arrival, card_arrival, case_state, dead_letter

Contents = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(params=["memory", "clickhouse"])
def both(request: pytest.FixtureRequest) -> tuple[Archive, Contents]:
    """An archive, and a look at what it holds."""
    if request.param == "memory":
        memory = MemoryArchive()
        return memory, lambda name: _in_memory(memory, name)
    archive, client = request.getfixturevalue("archive"), request.getfixturevalue("client")
    return archive, lambda name: _in_clickhouse(client, name)


def _in_memory(memory: MemoryArchive, name: str) -> list[dict[str, Any]]:
    return [dict(zip(TABLES[name].columns, row, strict=True)) for row in memory.tables[name].values()]


def _in_clickhouse(client: Client, name: str) -> list[dict[str, Any]]:
    return list(client.query(f"SELECT * FROM {name} FINAL").named_results())  # noqa: S608


def write(archive: Archive, *records: Record) -> None:
    archive.write(SHAPER.shape(records))


def test_what_was_written_is_there(both: tuple[Archive, Contents]) -> None:
    archive, contents = both

    write(archive, *(arrival(number) for number in range(50)))

    assert sorted(row["offset"] for row in contents("events")) == list(range(50))


def test_redelivered_records_collapse(both: tuple[Archive, Contents]) -> None:
    archive, contents = both
    records = [arrival(1), arrival(2), card_arrival(), dead_letter(sealed=True)]

    write(archive, *records)
    write(archive, *records)
    write(archive, *records[1:], arrival(3))

    assert sorted(row["offset"] for row in contents("events")) == [1, 2, 3]
    assert len(contents("cards")) == len(contents("dead_letters")) == 1


def test_every_revision_of_a_card_is_kept(both: tuple[Archive, Contents]) -> None:
    archive, contents = both

    write(archive, card_arrival(revision=2, state="withdrawn", offset=1), card_arrival(revision=1))

    assert sorted((row["revision"], row["state"]) for row in contents("cards")) == [
        (1, "issued"),
        (2, "withdrawn"),
    ]


def test_equal_offsets_of_other_topics_and_partitions_are_other_events(
    both: tuple[Archive, Contents],
) -> None:
    archive, contents = both

    write(archive, arrival(1), arrival(1, topic="rating-events"), arrival(1)._replace(partition=4))

    assert len(contents("events")) == 3


def test_a_batch_over_more_months_than_the_engine_likes_is_written(
    archive: ClickHouseArchive, client: Client
) -> None:
    """One insert touches at most 100 partitions by default; ten years of history are 120."""
    month = 31 * 86_400_000

    write(archive, *(arrival(number)._replace(stamp=number * month) for number in range(150)))

    assert client.query("SELECT count() FROM events").first_row == (150,)


def test_instants_come_back_as_they_went_in(archive: ClickHouseArchive, client: Client) -> None:
    write(archive, card_arrival())

    (found,) = client.query("SELECT due_at, due_date, stamp, answer_due FROM cards").result_rows

    midnight = datetime(2026, 1, 4, 16, tzinfo=UTC)
    assert found[0].replace(tzinfo=UTC) == midnight
    assert found[1] == date(2026, 1, 4)
    assert found[2].replace(tzinfo=UTC).timestamp() * 1000 == STAMP
    assert found[3] == date(2026, 1, 12)


def test_an_empty_batch_only_connects(archive: ClickHouseArchive, client: Client) -> None:
    archive.write({})

    assert client.query("SELECT count() FROM events").first_row == (0,)


def test_the_largest_revision_is_the_current_card_whatever_came_last(
    archive: ClickHouseArchive, client: Client
) -> None:
    write(archive, card_arrival(revision=3, state="withdrawn", stamp=STAMP + 40 * 86_400_000, offset=2))
    write(archive, card_arrival(revision=1), card_arrival(revision=2, colour="red", offset=1))

    found = client.query("SELECT revision, state FROM current_cards").result_rows

    assert found == [(3, "withdrawn")]


def test_only_the_states_that_count_in_scores_stand(archive: ClickHouseArchive, client: Client) -> None:
    write(
        archive, *(card_arrival(card_id=state, state=state, offset=at) for at, state in enumerate(CardState))
    )

    found = client.query("SELECT state FROM standing_cards").result_rows

    assert {row[0] for row in found} == set(STANDING)


def test_the_largest_revision_is_where_a_case_stands(archive: ClickHouseArchive, client: Client) -> None:
    write(archive, case_state(2, "decided", offset=1))
    write(archive, case_state(1, "open"), case_state(2, "decided", offset=1))

    found = client.query("SELECT status, standing_yellow FROM current_case_states").result_rows

    assert found == [("decided", 1)]
