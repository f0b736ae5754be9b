"""What the facts about the archive come to."""

from collections.abc import Iterable

from sinks.engines import shape_faults
from sinks.schema import shipped_migrations, stranger
from streams.doctor import clocks, disks
from streams.doctor.archive_facts import ArchiveFacts
from streams.doctor.finding import Around, Check, Said, fail, ok, warn

OLDEST = (24, 8)
TRIED = "26.9"
MEANT = {
    "readonly": "0",
    "join_use_nulls": "0",
    "do_not_merge_across_partitions_select_final": "0",
}
"""Settings of the user under which our queries mean what they say, and the sink can write."""


def version(archive: ArchiveFacts, _: Around) -> Iterable[Said]:
    """Whether ClickHouse is not older than what somebody has tried."""
    numbers = [int(part) for part in archive.version.split(".")[:2] if part.isdecimal()]
    if tuple(numbers) < OLDEST:
        yield warn(
            f"found ClickHouse {archive.version}, expected {'.'.join(map(str, OLDEST))} or newer (tried with {TRIED}); "
            "bring the server up to date."
        )
    else:
        yield ok(f"ClickHouse {archive.version}")


def tables(archive: ArchiveFacts, _: Around) -> Iterable[Said]:
    """Whether the tables are those that this program makes, with engines under which doubles collapse."""
    shipped = shipped_migrations()
    pending = [each for each in shipped if each.number not in archive.migrations]
    if not archive.migrations:
        yield warn(
            f"found no tables at {archive.shown}; the sink makes them when it starts, and refuses to where topics were "
            "archived before: then name that database, or docs/recovery.md says how to make a new one."
        )
    elif (sentence := stranger(shipped, archive.migrations)) is not None:
        yield fail(
            f"{archive.shown}: {sentence}; start the program that the database belongs to, or another database."
        )
    elif pending:
        yield warn(
            f"found {len(archive.migrations)} of {len(shipped)} changes to the tables made, the next is "
            f"{pending[0].number:04}_{pending[0].name}; the sink makes them when it starts: back up before."
        )
    else:
        faults = shape_faults(archive.tables)
        yield from (fail(f"{each}; docs/runbooks.md says how to get there.") for each in faults)
        if not faults:
            yield ok(f"{len(archive.tables)} tables and views, all {len(shipped)} changes made")


def settings(archive: ArchiveFacts, _: Around) -> Iterable[Said]:
    """Whether the user of the archive may write, and has no settings that change what queries mean."""
    wrong = [name for name, meant in MEANT.items() if archive.settings.get(name) != meant]
    for name in wrong:
        yield fail(
            f"found the setting {name}={archive.settings.get(name)} for this user, expected {MEANT[name]}; set it in "
            "the "
            "user's profile."
        )
    if not wrong:
        yield ok("the user may write, and its settings leave queries as they are")


def clock(archive: ArchiveFacts, _: Around) -> Iterable[Said]:
    """Whether ClickHouse's clock is ours."""
    yield from clocks.said_of("ClickHouse", archive.ahead)


def room(archive: ArchiveFacts, _: Around) -> Iterable[Said]:
    """How much room ClickHouse's disks have."""
    for disk in archive.disks:
        yield from disks.said_of(disk)


ARCHIVE_CHECKS = (
    Check("ClickHouse's version", version),
    Check("tables", tables),
    Check("settings of the user", settings),
    Check("ClickHouse's clock", clock),
    Check("ClickHouse's disks", room),
)
