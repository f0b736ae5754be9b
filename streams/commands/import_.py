"""`liangpai import`: logs of other systems become our events."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import KeyFile

if TYPE_CHECKING:
    from rules.privacy import Border
    from streams.importing.run import Summary


def import_(
    logs: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Logs: CSV, XLSX, XES (.xes.gz too), JSON.")
    ],
    *,
    mapping: Annotated[
        str, typer.Option("--mapping", help="Mapping file, or the name of one that ships with the program.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the events go; standard output if not given.")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", help="CSV of the rows that could not be imported, each with its reason."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if any row was rejected.")] = False,
    key_file: KeyFile = None,
) -> None:
    """Turn logs of other systems into events, one JSON line each, by a mapping file.

    Example: liangpai import --mapping xes-generic --out events.jsonl --rejects rejects.csv log.xes.gz

    The same log gives the same event ids each time. Rows that give no valid event are counted and shown,
    all of them in the file of --rejects. A mistake in the mapping stops the import before it begins.
    """
    from streams.importing.mapping_file import read_mapping
    from streams.importing.run import import_logs
    from streams.output_files import refuse_overwriting

    text = read_mapping(mapping)
    read = {"log": logs, "mapping": [Path(mapping)], "key": [key_file] if key_file else []}
    refuse_overwriting({"--out": out, "--rejects": rejects}, read)
    summary = import_logs(text, logs, out=out, rejects=rejects, border=border_of(key_file))
    for line in report_lines(summary, rejects):
        typer.echo(line, err=out is None)
    if strict and summary.rejected:
        raise typer.Exit(1)


def report_lines(summary: "Summary", rejects: Path | None) -> Iterator[str]:
    """What the import did, for a person."""
    cases = "" if summary.cases is None else f" of {summary.cases} cases"
    yield f"{summary.rows} rows{cases} read, {summary.events} events written, {summary.rejected} rejected"
    if summary.dead_letters:
        yield f"{summary.dead_letters} of the rejected are in the events too, to be dead letters where those go"
    if summary.unused:
        yield f"{summary.unused} rows fit no rule of the mapping and gave no event"
    if summary.ambiguous_times:
        yield f"{summary.ambiguous_times} different times have several of the formats; the first that fits was taken"
    if summary.repeated_times:
        yield f"{summary.repeated_times} different local times fell in an hour that comes twice; the first was taken"
    if summary.sorted_on_disk:
        yield "the log does not keep its cases together, so it was sorted on disk first"
    yield from (reject.sentence() for reject in summary.first_rejects)
    more = summary.rejected - len(summary.first_rejects)
    if more and rejects is None:
        yield f"and {more} more; --rejects FILE writes all of them"
    elif summary.rejected and rejects is not None:
        yield f"all {summary.rejected} are in {rejects}"


def border_of(key_file: Path | None) -> "Border":
    """Hashes personal fields with the key, if there is one; a mapping that fills such fields needs it."""
    from rules.privacy import Border

    if key_file is None:
        return Border()
    from streams.privacy import Key

    return Key.load(key_file).border()
