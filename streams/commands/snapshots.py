"""`liangpai snapshots …`: tables of case states in exchange databases (前置库) become events."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.commands.import_ import border_of
from streams.settings import Bootstrap, KeyFile, Prefix

if TYPE_CHECKING:
    from streams.exchange.comparing import Found
    from streams.exchange.memory import MemoryFile
    from streams.exchange.table import StatesTable
    from streams.exchange.turns import Turn
    from streams.exchange.watching import News
    from streams.exits import Unavailable
    from streams.importing.rows import Reject

app = typer.Typer(
    name="snapshots",
    help="Tables of case states, compared from snapshot to snapshot: what changed becomes events.",
    no_args_is_help=True,
)
Mapping = Annotated[
    str,
    typer.Option("--mapping", help="Mapping file with a [snapshot], or the name of one that ships."),
]
SHOWN = 5


@app.callback()
def main() -> None:
    """Tables of case states, compared from snapshot to snapshot: what changed becomes events."""


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="The earlier snapshot: CSV, XLSX, JSON.")],
    after: Annotated[Path, typer.Argument(help="The later one.")],
    *,
    mapping: Mapping,
    out: Annotated[Path, typer.Option(help="Where the events go.")],
    rejects: Annotated[Path | None, typer.Option(help="CSV of the rows that gave no event, and why.")] = None,
    taken: Annotated[
        str | None,
        typer.Option(help="When AFTER was taken; by default what its name says, else when it was written."),
    ] = None,
    key_file: KeyFile = None,
) -> None:
    """Tell what happened between two snapshots, as events.

    Nothing but the two files is known or kept: for a table that goes on changing use `snapshots watch`.

    Example: liangpai snapshots compare monday.csv tuesday.csv --mapping case-states --out events.jsonl
    """
    from streams.exchange.readers import FileReader
    from streams.exchange.turns import compare_pair, file_snapshot, write_rejects
    from streams.output_files import Outputs, refuse_overwriting

    read = {"snapshot": [before, after], "mapping": [Path(mapping)], "key": [key_file] if key_file else []}
    refuse_overwriting({"--out": out, "--rejects": rejects}, read)
    table = _table(mapping, key_file)
    later = file_snapshot(table, after, _instant(table, taken))
    found = compare_pair(table, FileReader(before, table.text.mapping.file), later)
    with Outputs() as outputs:
        outputs.open(out).write(b"".join(line + b"\n" for line in found.events))
    if rejects is not None:
        write_rejects(rejects, found.rejects)
    _say(f"{after.name}: {_numbers(found)}", found.rejects)


@app.command()
def watch(
    place: Annotated[
        Path, typer.Argument(metavar="FOLDER|DATABASE", help="Folder of snapshots, or an SQLite database.")
    ],
    *,
    mapping: Mapping,
    state: Annotated[Path, typer.Option(help="File in which is remembered what was seen.")],
    out: Annotated[Path, typer.Option(help="Folder for the events, one file a snapshot.")],
    query: Annotated[
        str | None, typer.Option(help="For a database: the SELECT that gives one row a case.")
    ] = None,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds from one look to the next.")] = 60.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and end, for a scheduler.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Send the events to Kafka, too.")] = False,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
) -> None:
    """Look at a table of case states again and again, and turn every change into its events, once.

    May be stopped and killed at any moment: a snapshot counts wholly or not at all. Ends with SIGTERM or Ctrl-C.
    Exit 2 where mapping, query or files are wrong; 3 where the first look finds no database, or no Kafka.

    Example: liangpai snapshots watch exchange.db --query 'SELECT * FROM cases' --mapping case-states --state seen.json
    --out events --every 300 --send --key-file deployment.key
    """
    import time

    from streams.exchange.memory import MemoryFile
    from streams.exchange.turns import Turns
    from streams.exchange.watching import watch as go_on
    from streams.up.interrupts import Interrupts

    table = _table(mapping, key_file)
    news = _news(table, place, query)
    file = MemoryFile(state, out)
    deliver = _sender(file, kafka_bootstrap, prefix, key_file) if send else _keep
    with file.alone(), Interrupts().heard():
        turns = Turns.resume(table, file)
        try:
            go_on(
                turns,
                news,
                every=None if once else every,
                wait=time.sleep,
                tell=_tell,
                deliver=deliver,
                complain=_complain,
            )
        except KeyboardInterrupt:
            typer.echo("stopped")
        typer.echo(f"{turns.memory.turn} snapshots so far, {len(turns.memory.cases)} cases known")


def _table(mapping: str, key_file: Path | None) -> "StatesTable":
    from streams.exchange.table import states_table
    from streams.importing.mapping_file import read_mapping

    return states_table(read_mapping(mapping), border_of(key_file))


def _instant(table: "StatesTable", text: str | None) -> datetime | None:
    from streams.exits import Misuse
    from streams.importing.times import NoTime

    try:
        return None if text is None else table.kitchen.times.read(text)
    except NoTime as error:
        raise Misuse(f"--taken: found {text}, expected {error}") from None


def _news(table: "StatesTable", place: Path, query: str | None) -> "News":
    from streams.exchange.readers import SqliteReader
    from streams.exchange.watching import of_database, of_folder
    from streams.exits import Misuse

    if query is not None:
        return of_database(place.name, SqliteReader(place, query))
    if place.is_file():
        raise Misuse(
            f"{place}: found a file and no --query, expected a folder of snapshots, or a database with one"
        )
    return of_folder(table, place)


def _keep() -> None:
    """The events stay in the folder."""


def _sender(file: "MemoryFile", bootstrap: str, prefix: str, key_file: Path | None) -> Callable[[], None]:
    """Sends the files of events that were not sent yet, in order; one sent twice is a duplicate without effect."""
    import asyncio

    from streams.contacts import file_border
    from streams.privacy import Key
    from streams.rulebook_topic import check_or_publish_fingerprint
    from streams.sending import send_files
    from streams.topics import verify

    key = Key.load(key_file)
    verify(bootstrap, prefix)
    asyncio.run(check_or_publish_fingerprint(bootstrap, prefix, key.fingerprint))

    def deliver() -> None:
        for events in file.unsent():
            sent = send_files([events], bootstrap, prefix, border=file_border(key))
            file.mark_sent(events)
            typer.echo(f"{events.name}: {sent.total} events sent to {bootstrap}")

    return deliver


def _tell(turn: "Turn") -> None:
    if turn.same and turn.events is None:
        return
    place = "" if turn.events is None else f" in {turn.events.name}"
    _say(f"{turn.snapshot.name}: {_numbers(turn.found)}{place}", () if turn.same else turn.found.rejects)


def _numbers(found: "Found") -> str:
    undated = f", {found.undated} of a time nobody knows left out" if found.undated else ""
    return (
        f"{found.rows} rows, {found.new} new, {found.changed} changed, {found.vanished} no longer there, "
        f"{len(found.rejects)} problems, {len(found.events)} events{undated}"
    )


def _say(head: str, rejects: Sequence["Reject"]) -> None:
    for line in _lines(head, rejects):
        typer.echo(line)


def _lines(head: str, rejects: Sequence["Reject"]) -> Iterator[str]:
    yield head
    yield from (reject.sentence() for reject in rejects[:SHOWN])
    if len(rejects) > SHOWN:
        yield f"and {len(rejects) - SHOWN} more"


def _complain(error: "Unavailable") -> None:
    for line in error.lines:
        typer.echo(line, err=True)
