"""`liangpai check`: judge event files with no service at all."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import Rulebooks

if TYPE_CHECKING:
    from rich.table import Table

    from streams.checking import Tally

NAMES_SHOWN = 20
"""Of the unknown fields, the most frequent."""


def check(
    events: Annotated[list[Path], typer.Argument(help="Event files, one event a line (.jsonl).")],
    rulebook: Rulebooks = None,
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

    Reads all kinds of events mixed, in order of recordedtime, moves the clock on to --until, and prints how many
    cards and tickets there are. Exit 0 also with dead letters; 2 on a mistake in the rulebook or the usage.

    Example: liangpai check events.jsonl --rulebook my-city --until 2026-02-01T00:00:00+08:00 --out cards.jsonl
    """
    from rules.court import Court
    from streams.checking import Outlets, check_files
    from streams.instants import parse_instant
    from streams.output_files import Outputs, refuse_overwriting
    from streams.privacy import WITHOUT_KEY
    from streams.progress import progress
    from streams.rulebook_folder import load_rulebooks, shipped_rulebook
    from streams.rulebook_folder.folder import places_of_files

    until_ms = None if until is None else parse_instant(until, "--until")
    _refuse_what_is_no_file(events)
    folders = rulebook or [shipped_rulebook()]
    loaded = load_rulebooks(folders)
    read = {"input": events, "rulebook file": [file for path in folders for file in places_of_files(path)]}
    refuse_overwriting({"--out": out, "--dead": dead}, read)
    court = Court(loaded.rulebooks, loaded.calendar, WITHOUT_KEY)
    with Outputs() as outputs, progress("Judging", None) as step:
        tally = check_files(
            events,
            court,
            until_ms=until_ms,
            outlets=Outlets(outputs.open(out) if out else None, outputs.open(dead) if dead else None),
            jobs=jobs,
            on_records=lambda done, _total: step(done),
        )
    _print(tally, court)


def _refuse_what_is_no_file(events: list[Path]) -> None:
    from streams.exits import Misuse

    wrong = []
    for path in events:
        if not path.exists():
            wrong.append(f"{path}: found no such file, expected a file of events")
        elif path.is_dir():
            wrong.append(f"{path}: found a directory, expected a file of events")
        elif not path.is_file() and not path.is_fifo():
            wrong.append(f"{path}: found something that is not a regular file, expected a file of events")
    if wrong:
        raise Misuse(wrong)


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
    if any(tally.tickets.values()):
        console.print(_tickets(tally.tickets))
    dead = {key.partition(":")[2]: n for key, n in tally.outcomes.items() if key.startswith("dead_lettered")}
    console.print(
        f"{tally.records:,} records: {tally.outcomes['applied']:,} applied, "
        f"{tally.outcomes['duplicate']:,} duplicates, {sum(dead.values()):,} dead letters",
        highlight=False,
    )
    for reason, number in sorted(dead.items()):
        console.print(f"  dead letters, {reason}: {number:,}", highlight=False)
    for line in _unknown_fields(tally.unknown_fields):
        console.print(line, highlight=False, markup=False)
    if tally.until is not None and isinstance(court, Court):
        console.print(f"Clock at the end: {court.zone.iso(tally.until)}", highlight=False)


def _tickets(counts: "Counter[tuple[str, str]]") -> "Table":
    """How many tickets there are, by kind and state."""
    from rich.table import Table

    from rules.tickets import TicketKind, TicketState
    from streams.ticket_words import KINDS, STATES

    table = Table("kind", "来源", "state", "状态", "tickets", title="Tickets", title_justify="left")
    for kind in TicketKind:
        for state in TicketState:
            if number := counts[kind, state]:
                table.add_row(kind, KINDS[kind][0], state, STATES[state][0], f"{number:,}")
    return table


def _unknown_fields(counts: Counter[str]) -> Iterator[str]:
    """The most frequent names, and how many there are beside them."""
    from rules.tally import OTHER_NAMES

    named = sorted(
        (item for item in counts.items() if item[0] != OTHER_NAMES), key=lambda item: (-item[1], item[0])
    )
    for name, number in named[:NAMES_SHOWN]:
        yield f"  unknown field dropped, {_printable(name)}: {number:,}"
    more = len(named) - NAMES_SHOWN
    if OTHER_NAMES in counts:
        yield f"  and more than {more:,} more names"
    elif more > 0:
        yield f"  and {more:,} more {'name' if more == 1 else 'names'}"


def _printable(name: str) -> str:
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in name
    )
