"""`liangpai check`: judge event files with no service at all."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

if TYPE_CHECKING:
    from streams.checking import Tally


def check(
    events: Annotated[list[Path], typer.Argument(help="Event files, one event a line (.jsonl).")],
    rulebook: Annotated[
        list[Path] | None,
        typer.Option(
            "--rulebook",
            envvar="LIANGPAI_RULEBOOK",
            help="Rulebook folder or workbook; several for several versions. Default: the one that ships.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Move the clock on to this time (RFC 3339). Default: the last record.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write every output event to this file, one a line.")
    ] = None,
    dead: Annotated[Path | None, typer.Option(help="Write dead letters to this file, one a line.")] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes to judge in. Default: one a processor for large files."),
    ] = None,
) -> None:
    """Judge event files with no service at all, by the same engine as the worker's.

    Reads all kinds of events mixed, in order of recordedtime, moves the clock on to --until, and prints a table of
    the cards. Exit 0 also with dead letters; 2 on a mistake in the rulebook or the usage.

    Example: liangpai check events.jsonl --rulebook my-city --until 2026-02-01T00:00:00+08:00 --out cards.jsonl
    """
    from rules.court import Court
    from rules.privacy import Border
    from streams.checking import Outlets, check_files
    from streams.exits import Misuse
    from streams.instants import parse_instant
    from streams.progress import progress
    from streams.rulebook_folder import load_rulebooks, shipped_rulebook

    until_ms = None if until is None else parse_instant(until, "--until")
    absent = [path for path in events if not path.is_file()]
    if absent:
        raise Misuse(f"{path}: found no such file, expected a file of events" for path in absent)
    loaded = load_rulebooks(rulebook or [shipped_rulebook()])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    with ExitStack() as stack:
        outlets = Outlets(_open(stack, out), _open(stack, dead))
        step = stack.enter_context(progress("Judging", None))
        tally = check_files(
            events,
            court,
            until_ms=until_ms,
            outlets=outlets,
            jobs=jobs,
            on_records=lambda done, _total: step(done),
        )
    _print(tally, court)


def _open(stack: ExitStack, path: Path | None) -> BinaryIO | None:
    from streams.exits import Misuse

    if path is None:
        return None
    try:
        return stack.enter_context(path.open("wb"))
    except OSError as error:
        raise Misuse(f"{path}: cannot be written ({error.strerror})") from None


def _print(tally: "Tally", court: object) -> None:
    from rich.table import Table

    from rules.court import Court
    from rules.rule_table import RULES
    from streams.consoles import wide_console

    console = wide_console()
    if tally.cards:
        table = Table("rule", "规则", "colour", "state", "cards", title="Cards", title_justify="left")
        for (rule_id, colour, state), number in sorted(tally.cards.items()):
            if number:
                table.add_row(rule_id, RULES[rule_id].name_zh, colour, state, f"{number:,}")
        console.print(table)
    dead = {key.partition(":")[2]: n for key, n in tally.outcomes.items() if key.startswith("dead_lettered")}
    console.print(
        f"{tally.records:,} records: {tally.outcomes['applied']:,} applied, "
        f"{tally.outcomes['duplicate']:,} duplicates, {sum(dead.values()):,} dead letters",
        highlight=False,
    )
    for reason, number in sorted(dead.items()):
        console.print(f"  dead letters, {reason}: {number:,}", highlight=False)
    for name, number in sorted(tally.unknown_fields.items()):
        console.print(f"  unknown field dropped, {name}: {number:,}", highlight=False)
    if tally.until is not None and isinstance(court, Court):
        console.print(f"Clock at the end: {court.zone.iso(tally.until)}", highlight=False)
