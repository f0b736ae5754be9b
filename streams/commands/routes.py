"""`liangpai routes`: who would be told of what, and why, without telling anybody."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from rules.foretelling import Foretelling, Foretold
    from rules.zone import Zone

app = typer.Typer(name="routes", help="Receivers and routes of alerts (提醒).", no_args_is_help=True)


@app.callback()
def _routes() -> None:
    """Receivers and routes of alerts (提醒)."""


@app.command("test")
def try_routes(
    card: Annotated[
        Path,
        typer.Option(
            help="Cards, tickets or leads in JSON: one, or a line each, as `check --out` writes them."
        ),
    ],
    at: Annotated[
        str, typer.Option(help="The moment at which they are news, such as 2026-01-05T10:00:00+08:00.")
    ],
    rulebook: Annotated[Path, typer.Option(help="Folder or workbook, or the name of one that ships.")] = Path(
        "promise-legal"
    ),
    referred: Annotated[
        bool,
        typer.Option(
            "--referred", help="As if a supervisor had referred the cards to discipline inspection."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a matter.")] = False,
) -> None:
    """Show who would get each card, ticket or lead, when, and why; nothing is sent.

    Each row of routes.csv that was asked is listed with the condition that did not fit. Exit 0: every matter that
    stands reaches somebody. Exit 1: one does not, with the reason.

    Example: liangpai routes test --card cards.jsonl --at 2026-01-05T10:00:00+08:00 --rulebook promise-legal
    """
    import json

    from rules.foretelling import foretell
    from streams.consoles import wide_console
    from streams.instants import parse_instant
    from streams.route_trial import as_tree, matters_in, office_at
    from streams.rulebook_folder import load_rulebook
    from streams.rulebook_folder.shipped import shipped_or_path

    office = office_at(load_rulebook(shipped_or_path(rulebook)), parse_instant(at, "--at"))
    told = foretell(matters_in(card, office.register, referred=referred), office)
    out = wide_console()
    for each in told:
        if as_json:
            typer.echo(json.dumps(as_tree(each, office.zone), ensure_ascii=False))
        else:
            _show(out, each, office.zone)
    if any(each.matter.over is None and each.routing.unreached for each in told):
        raise typer.Exit(1)


def _show(out: "Console", told: "Foretelling", zone: "Zone") -> None:
    from rich.table import Table

    from streams.consoles import say

    matter = told.matter
    out.print(
        f"\n{matter.title}\n{matter.kind} {matter.about_id}, {matter.case_no}", highlight=False, markup=False
    )
    if matter.over is not None:
        out.print(
            f"nobody: it is {matter.about_state} and over ({matter.over})", highlight=False, markup=False
        )
        return
    for step in told.routing.steps:
        sentence = f"no: {step.failed}" if step.failed else "yes"
        say(out, f"  {step.path}  {sentence}")
    for sentence in told.routing.left_out:
        say(out, f"  left out: {sentence}")
    if told.routing.unreached:
        say(out, f"nobody: {told.routing.unreached}")
        return
    table = Table("receiver", "unit", "told", "to acknowledge by", "why, and what holds it back")
    for each in told.receivers:
        table.add_row(each.routed.receiver, each.routed.unit, *_moments(each, zone), _why(each))
    out.print(table)


def _moments(each: "Foretold", zone: "Zone") -> tuple[str, str]:
    told = "not before something changes" if each.told_at is None else zone.wall(each.told_at)
    return told, "—" if each.ack_due is None else zone.wall(each.ack_due)


def _why(each: "Foretold") -> str:
    urgent = "；加急 / urgent" if each.routed.urgent else ""
    held = f"；{each.hold.reason}" if each.hold is not None else ""
    return f"{each.routed.reason}{urgent}{held}"
