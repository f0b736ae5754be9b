"""Bring the database to the tables this program knows: numbered files, in order, each recorded."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from clickhouse_connect.driver.client import Client

from sinks.away import WrongSchema

FILE_NAME = re.compile(r"(\d{4})_([a-z_]+)\.sql")
RECORD = """
CREATE TABLE IF NOT EXISTS schema_migrations
(number UInt32, name String, hash String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'))
ENGINE = ReplacingMergeTree ORDER BY number
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One change: its number, its name, its SQL statement."""

    number: int
    name: str
    sql: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped_migrations() -> list[Migration]:
    """The migrations that ship with the program, by number."""
    found = [
        Migration(int(matched[1]), matched[2], file.read_text("utf-8"))
        for file in files("sinks.migrations").iterdir()
        if (matched := FILE_NAME.fullmatch(file.name))
    ]
    return sorted(found, key=lambda migration: migration.number)


def migrate(client: Client, migrations: Sequence[Migration] | None = None) -> list[int]:
    """Apply what is missing, in order; the numbers applied. Safe to repeat, also after a crash in the middle.

    Raises WrongSchema if the database has a migration this program does not know, or one that was
    changed since.
    """
    known = shipped_migrations() if migrations is None else sorted(migrations, key=lambda one: one.number)
    client.command(RECORD)
    applied = _recorded(client)
    if (sentence := stranger(known, applied)) is not None:
        raise WrongSchema(sentence)
    missing = [migration for migration in known if migration.number not in applied]
    for migration in missing:
        client.command(migration.sql)
        client.insert(
            "schema_migrations",
            [[migration.number, migration.name, migration.hash]],
            column_names=["number", "name", "hash"],
        )
    return [migration.number for migration in missing]


def is_new(client: Client) -> bool:
    """Whether the database has none of the archive's tables yet."""
    there = client.query(
        "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'events'"
    )
    return not there.result_rows[0][0]


def _recorded(client: Client) -> dict[int, str]:
    found = client.query("SELECT number, hash FROM schema_migrations FINAL ORDER BY number")
    return {int(number): str(sha) for number, sha in found.result_rows}


def stranger(known: Sequence[Migration], applied: Mapping[int, str]) -> str | None:
    """Why a database with these migrations (number → hash) is not one of this program; None where it is."""
    mine = {migration.number: migration for migration in known}
    for number, sha in sorted(applied.items()):
        if number not in mine:
            return f"the database has migration {number:04}, this program ends at {max(mine):04}"
        if mine[number].hash != sha:
            return f"migration {number:04}_{mine[number].name} was changed after it was applied"
    return None
