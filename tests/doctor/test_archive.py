"""Faults planted in an embedded archive, and what the doctor says of them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from sinks.archive import ClickHouseArchive
from sinks.dsn import ArchiveAddress
from sinks.schema import migrate, shipped_migrations
from streams.doctor import archive_facts
from streams.doctor.archive_checks import ARCHIVE_CHECKS
from streams.doctor.archive_facts import ArchiveFacts
from streams.doctor.disks import Disk
from streams.doctor.examining import examine_part
from streams.doctor.finding import Around, Finding, Level, Missing
from streams.services.process import free_address, free_port

AROUND = Around("", "", datetime(2026, 11, 30, tzinfo=UTC))


def found_at(address: ArchiveAddress) -> ArchiveFacts:
    facts = archive_facts.gather(f"{address.dsn}?database={address.database}", free_address())
    assert isinstance(facts, ArchiveFacts), facts
    return facts


def said(facts: ArchiveFacts | Missing, check: str) -> list[Finding]:
    return [each for each in examine_part("ClickHouse", ARCHIVE_CHECKS, facts, AROUND) if each.check == check]


def test_an_archive_of_our_own_is_well(archive: ClickHouseArchive, address: ArchiveAddress) -> None:
    archive.close()

    found = [
        each
        for each in examine_part("ClickHouse", ARCHIVE_CHECKS, found_at(address), AROUND)
        if each.check != "ClickHouse's disks"  # that of this machine may be full
    ]

    assert [each.level for each in found] == [Level.OK] * (len(ARCHIVE_CHECKS) - 1), found


def test_a_table_of_another_engine_is_told(
    archive: ClickHouseArchive, address: ArchiveAddress, client: Client
) -> None:
    archive.close()
    client.command("RENAME TABLE cards TO cards_before")
    client.command("CREATE TABLE cards ENGINE = MergeTree ORDER BY card_id AS SELECT * FROM cards_before")

    told = said(found_at(address), "tables")

    assert [each.level for each in told] == [Level.FAIL]
    assert "cards: found the engine MergeTree, expected ReplacingMergeTree" in told[0].sentence


def test_changes_to_tables_that_wait_are_counted_and_the_first_is_named(
    address: ArchiveAddress, client: Client
) -> None:
    migrate(client, [each for each in shipped_migrations() if each.number <= 46])

    (told,) = said(found_at(address), "tables")

    assert told.level is Level.WARN
    assert "found 46 of" in told.sentence
    assert "0047_case_states_by_revision" in told.sentence


def test_a_database_without_tables_waits_for_the_sink(address: ArchiveAddress, client: Client) -> None:
    assert [each.level for each in said(found_at(address), "tables")] == [Level.WARN]


def test_a_database_of_a_newer_program_is_told(archive: ClickHouseArchive, address: ArchiveAddress) -> None:
    archive.close()
    facts = found_at(address)

    told = said(facts._replace(migrations={**facts.migrations, 9000: "x"}), "tables")

    assert [each.level for each in told] == [Level.FAIL]
    assert "has migration 9000" in told[0].sentence


def test_no_archive_yet_is_no_fault_and_makes_none(tmp_path: Path) -> None:
    found = archive_facts.gather(f"chdb://{tmp_path}/none", free_address())

    told = list(examine_part("ClickHouse", ARCHIVE_CHECKS, found, AROUND))

    assert {each.level for each in told} == {Level.SKIP}
    assert "no archive is there yet" in told[0].sentence
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_away_is_a_fault() -> None:
    address = f"http://127.0.0.1:{free_port()}/liangpai"

    told = next(iter(examine_part("ClickHouse", ARCHIVE_CHECKS, archive_facts.gather(address, ""), AROUND)))

    assert (told.level, told.away, address in told.sentence) == (Level.FAIL, True, True)


@pytest.fixture
def facts() -> ArchiveFacts:
    meant = {"readonly": "0", "join_use_nulls": "0", "do_not_merge_across_partitions_select_final": "0"}
    return ArchiveFacts("http://a/liangpai", "26.9.2.1", {}, {}, meant, 0.0, (Disk("default", 50, 100),))


@pytest.mark.parametrize(
    ("version", "level"), [("24.8.1.1", "ok"), ("24.7.9.9", "warn"), ("9.1", "warn"), ("odd", "warn")]
)
def test_an_old_server_is_told(facts: ArchiveFacts, version: str, level: str) -> None:
    assert [each.level for each in said(facts._replace(version=version), "ClickHouse's version")] == [level]


def test_a_user_who_may_not_write_or_counts_otherwise_is_told_each(facts: ArchiveFacts) -> None:
    odd = {**facts.settings, "readonly": "2", "do_not_merge_across_partitions_select_final": "1"}

    told = said(facts._replace(settings=odd), "settings of the user")

    assert [each.level for each in told] == [Level.FAIL, Level.FAIL]
    assert "readonly=2" in told[0].sentence
