import pytest
from clickhouse_connect.driver.client import Client

from sinks.away import WrongSchema
from sinks.schema import Migration, migrate, shipped_migrations
from sinks.tables import TABLES

FIRST = Migration(1, "first", "CREATE TABLE IF NOT EXISTS steps (n UInt8) ENGINE = MergeTree ORDER BY n")
SECOND = Migration(2, "second", "INSERT INTO steps VALUES (2)")
THIRD = Migration(3, "third", "INSERT INTO steps SELECT max(n) + 1 FROM steps")

STATE = "INSERT INTO case_states (case_no, revision, status, stamp) VALUES ('c-1', {revision}, '{status}', '{stamp}')"

CARD = "INSERT INTO cards (card_id, revision, subject) VALUES ('{card_id}', {revision}, '{subject}')"


def numbers(client: Client) -> list[int]:
    return [row[0] for row in client.query("SELECT n FROM steps ORDER BY n").result_rows]


def test_shipped_migrations_are_numbered_from_one_without_a_gap() -> None:
    found = [migration.number for migration in shipped_migrations()]

    assert found == list(range(1, len(found) + 1))


def test_migrations_run_in_order_of_number_whatever_the_order_given(client: Client) -> None:
    assert migrate(client, [THIRD, FIRST, SECOND]) == [1, 2, 3]
    assert numbers(client) == [2, 3]


def test_a_second_run_applies_nothing(client: Client) -> None:
    migrate(client, [FIRST, SECOND, THIRD])

    assert migrate(client, [FIRST, SECOND, THIRD]) == []
    assert numbers(client) == [2, 3]


def test_a_longer_list_applies_only_what_is_new(client: Client) -> None:
    migrate(client, [FIRST, SECOND])

    assert migrate(client, [FIRST, SECOND, THIRD]) == [3]


def test_a_run_cut_off_before_it_was_recorded_is_taken_up_again(client: Client) -> None:
    """Everything that ships may run twice: the change can be made and its record missing."""
    migrate(client)
    client.command("TRUNCATE TABLE schema_migrations")

    assert migrate(client) == [migration.number for migration in shipped_migrations()]


def test_case_states_written_before_their_order_changed_are_kept(client: Client) -> None:
    shipped = shipped_migrations()
    migrate(client, [each for each in shipped if each.number <= 46])
    client.command(STATE.format(revision=7, status="accepted", stamp="2026-03-02 01:00:00"))

    migrate(client, shipped)

    assert client.query("SELECT revision, status FROM current_case_states").result_rows == [(7, "accepted")]


def test_a_case_stands_as_it_was_last_written_whatever_the_revision(client: Client) -> None:
    """A worker that reads everything anew counts its revisions from 1."""
    migrate(client)
    client.command(STATE.format(revision=1, status="closed", stamp="2026-03-02 02:00:00"))
    client.command(STATE.format(revision=7, status="accepted", stamp="2026-03-02 01:00:00"))

    assert client.query("SELECT revision, status FROM current_case_states").result_rows == [(1, "closed")]


def test_records_written_before_there_was_an_order_of_ids_are_found_by_their_ids(client: Client) -> None:
    shipped = shipped_migrations()
    migrate(client, [each for each in shipped if each.number <= 54])
    for revision in (1, 2):
        client.command(CARD.format(card_id="T-04-1", revision=revision, subject="c-1"))
    for table in ("tickets", "leads", "alerts"):
        client.insert(table, [[f"{table}-1", 1, "c-2"]], column_names=["id", "revision", "subject"])

    migrate(client, shipped)
    client.command(CARD.format(card_id="T-04-2", revision=1, subject="c-3"))

    assert client.query("SELECT id, subject FROM subjects_by_id FINAL ORDER BY id").result_rows == [
        ("T-04-1", "c-1"),
        ("T-04-2", "c-3"),
        ("alerts-1", "c-2"),
        ("leads-1", "c-2"),
        ("tickets-1", "c-2"),
    ]


def test_a_migration_changed_after_it_was_applied_is_refused(client: Client) -> None:
    migrate(client, [FIRST])

    with pytest.raises(WrongSchema, match="0001_first was changed"):
        migrate(client, [Migration(1, "first", "SELECT 1")])


def test_a_database_of_a_newer_program_is_refused(client: Client) -> None:
    migrate(client, [FIRST, SECOND])

    with pytest.raises(WrongSchema, match="migration 0002, this program ends at 0001"):
        migrate(client, [FIRST])


def test_the_tables_have_the_columns_the_sink_writes(client: Client) -> None:
    migrate(client)

    for table in TABLES.values():
        found = client.query(
            "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {name:String}",
            parameters={"name": table.name},
        )
        assert {row[0] for row in found.result_rows} == set(table.columns)
