"""What the archive says of itself, whoever has it: tables, changes made to them, version, clock, disks."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from sinks.clickhouse import no_database
from sinks.engines import Shape, Shapes
from streams.archive_client import ArchiveClient
from streams.doctor.disks import Disk
from streams.doctor.finding import Missing
from streams.exits import Stop, Unavailable
from streams.instants import parse_instant


class ArchiveFacts(NamedTuple):
    """`migrations`: number → hash; `settings` by ClickHouse's names; `ahead`: its clock before ours, in seconds."""

    shown: str
    version: str
    tables: Shapes
    migrations: Mapping[int, str]
    settings: Mapping[str, str]
    ahead: float
    disks: tuple[Disk, ...]


NEW = "no archive is there yet: the sink makes it at its first start"


def gather(dsn: str, http: str) -> ArchiveFacts | Missing:
    """Ask all of it, of the server or of the process that holds the folder; or why that is not possible."""
    with ArchiveClient(dsn, http) as archive:
        new = Missing(f"{NEW} ({archive.shown}).", wanted=False)
        if archive.folder is not None and not archive.folder.exists():
            return new
        try:
            return _asked(archive)
        except Stop as stop:
            known = new if no_database(stop.__cause__) else None
            return known or Missing(str(stop), away=stop.code == Unavailable.code)


def _asked(archive: ArchiveClient) -> ArchiveFacts:
    tables = {
        row["name"]: Shape(row["sorting_key"], row["partition_key"], row["engine"])
        for row in archive.run("archive_tables")
    }
    migrations = archive.run("archive_migrations") if "schema_migrations" in tables else []
    asked = time.time()
    server: dict[str, Any] = archive.run("archive_server")[0]
    answered = time.time()
    now = parse_instant(server.pop("now"), "now") / 1000
    return ArchiveFacts(
        archive.shown,
        server.pop("version"),
        tables,
        {int(row["number"]): row["hash"] for row in migrations},
        server,
        max(0.0, now - answered) or min(0.0, now - asked),
        tuple(
            Disk(f"{row['name']} of ClickHouse", row["free"], row["total"])
            for row in archive.run("archive_disks")
        ),
    )
