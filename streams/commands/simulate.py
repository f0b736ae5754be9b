"""`liangpai simulate`: a city's traffic, seeded."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def simulate(
    *,
    cases: Annotated[int, typer.Option(min=1, help="How many cases; about 11 events each.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed and end give the same bytes.")] = 1,
    months: Annotated[int, typer.Option(min=1, max=240, help="Months of traffic up to the end.")] = 3,
    end: Annotated[str, typer.Option(help="When it ends, RFC 3339 with offset; default: now.")] = "",
    out: Annotated[Path, typer.Option(help="The events, one a line.")] = Path("events.jsonl"),
    truth: Annotated[Path, typer.Option(help="The cards that must stand at the end.")] = Path("truth.json"),
    rulebook_out: Annotated[Path, typer.Option(help="Folder for the city's rulebook.")] = Path("rulebook"),
    violations: Annotated[
        int, typer.Option(min=0, max=1000, help="In how many of a thousand cases something is planted.")
    ] = 100,
    cheats: Annotated[
        int,
        typer.Option(
            min=0, max=20, help="Beside the cases: so many of each pattern of cheating; the first is bold."
        ),
    ] = 0,
) -> None:
    """Make a city's traffic: events in the order they were recorded, the truth about them, its rulebook.

    With --cheats the truth also names whom the leads over many cases (A, E-02) ought to name: docs/leads.md.

    Example: liangpai simulate --cases 2000 --seed 1 --out events.jsonl --truth truth.json --rulebook-out city
    """
    from streams.calendar_source import built_in_calendar
    from streams.instants import parse_instant
    from streams.progress import progress
    from streams.simulation.run import Places, order_of
    from streams.simulation.run import simulate as run

    last = datetime.fromtimestamp(parse_instant(end, "--end") // 1000, UTC) if end else datetime.now(UTC)
    order = order_of(cases, seed, months, last, violations=violations, cheats=cheats)
    shown = 0

    def show(done: int) -> None:
        nonlocal shown
        step(done - shown)
        shown = done

    with progress("Simulating cases", cases) as step:
        made = run(order, built_in_calendar(), Places(out, truth, rulebook_out), show)
    typer.echo(f"{made.cases} cases, {made.events} events → {out}; rulebook → {rulebook_out}")
    typer.echo(f"{len(made.planted)} cards and {len(made.leads)} leads to find by {made.end} → {truth}")
    if made.cheats:
        typer.echo(f"{len(made.cheats)} cheats for `liangpai findings` to find → {truth}")
    typer.echo(
        f"judge by its own rulebook in {rulebook_out}, not by the one that ships: "
        f"liangpai check {out} --rulebook {rulebook_out} --until {made.end}"
    )
